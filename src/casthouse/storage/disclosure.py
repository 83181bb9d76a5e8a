"""What organisations disclose: the latest level of each, in one look."""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection

from casthouse.parties.disclosure import DisclosedParty, Disclosure
from casthouse.storage.dialect import text_list
from casthouse.storage.models import DisclosureRow


def disclosed_parties(codes: Iterable[str]) -> dict[str, DisclosedParty]:
    """Return organisations by code with what they disclose of themselves."""
    listed, argument = text_list(sorted(codes))
    sql = (
        f"SELECT o.code, o.name, o.country, d.level FROM {listed} "
        "CROSS JOIN organisation o LEFT JOIN disclosure d ON d.id = "
        "(SELECT MAX(latest.id) FROM disclosure latest WHERE latest.organisation_id = o.id) "
        "WHERE o.code = listed.value"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [argument])
        rows = cursor.fetchall()
    return {
        code: DisclosedParty(
            code=code, name=name, country=country, level=Disclosure(level or Disclosure.NOTHING)
        )
        for code, name, country, level in rows
    }


def append_disclosure(organisation_id: int, level: Disclosure, *, at: datetime, actor: str) -> None:
    """Record a level that an organisation chose."""
    DisclosureRow.objects.create(organisation_id=organisation_id, level=level.value, at=at, actor=actor)
