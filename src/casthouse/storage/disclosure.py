"""What organisations disclose: the latest level of each, in one look."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Max

from casthouse.parties.disclosure import DisclosedParty, Disclosure
from casthouse.storage.models import DisclosureRow, OrganisationRow


def disclosed_parties(codes: Iterable[str]) -> dict[str, DisclosedParty]:
    """Return organisations by code with what they disclose of themselves."""
    rows = list(OrganisationRow.objects.filter(code__in=list(codes)))
    latest = (
        DisclosureRow.objects.filter(organisation__in=[row.pk for row in rows])
        .values("organisation")
        .annotate(last=Max("id"))
        .values_list("last", flat=True)
    )
    levels = dict(DisclosureRow.objects.filter(id__in=latest).values_list("organisation_id", "level"))
    return {
        row.code: DisclosedParty(
            code=row.code,
            name=row.name,
            country=row.country,
            level=Disclosure(levels.get(row.pk, Disclosure.NOTHING)),
        )
        for row in rows
    }


def append_disclosure(organisation_id: int, level: Disclosure, *, at: datetime, actor: str) -> None:
    """Record a level that an organisation chose."""
    DisclosureRow.objects.create(organisation_id=organisation_id, level=level.value, at=at, actor=actor)
