"""What organisations disclose: the latest level of each, in one look."""

from collections.abc import Iterable
from datetime import datetime

from casthouse.parties.disclosure import DisclosedParty, Disclosure
from casthouse.storage.dialect import prepared_rows, text_list
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
    return {
        code: DisclosedParty(
            code=code, name=name, country=country, level=Disclosure(level or Disclosure.NOTHING)
        )
        for code, name, country, level in prepared_rows(sql, [argument])
    }


def append_disclosure(organisation_id: int, level: Disclosure, *, at: datetime, actor: str) -> None:
    """Record a level that an organisation chose."""
    DisclosureRow.objects.create(organisation_id=organisation_id, level=level.value, at=at, actor=actor)
