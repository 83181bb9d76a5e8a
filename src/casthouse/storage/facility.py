"""Reading and writing facilities."""

from collections.abc import Iterable

from casthouse.parties.activity import Activity
from casthouse.parties.facility import Facility
from casthouse.storage.models import FacilityRow, OrganisationRow


def facilities(organisation: str | None = None) -> list[Facility]:
    """Return the facilities of an organisation, or all, by code."""
    rows = FacilityRow.objects.select_related("organisation").order_by("code")
    if organisation is not None:
        rows = rows.filter(organisation__code=organisation)
    return [_value(row) for row in rows]


def facility(code: str) -> Facility | None:
    """Return the facility with the code, or None."""
    row = FacilityRow.objects.select_related("organisation").filter(code=code).first()
    return None if row is None else _value(row)


def facility_ids(organisation: str) -> dict[str, int]:
    """Return the identifiers of an organisation's facilities by code."""
    return dict(FacilityRow.objects.filter(organisation__code=organisation).values_list("code", "id"))


def facility_keys(organisations: Iterable[str]) -> dict[str, tuple[int, int]]:
    """Return the identifiers of organisations' facilities by code, each with that of its organisation."""
    rows = FacilityRow.objects.filter(organisation__code__in=list(organisations))
    return {code: (key, holder) for code, key, holder in rows.values_list("code", "id", "organisation_id")}


def facility_codes() -> dict[int, str]:
    """Return the codes of all facilities by their identifiers."""
    return dict(FacilityRow.objects.values_list("id", "code"))


def save_facility(value: Facility) -> None:
    """Create a facility, or update what the register says of it."""
    FacilityRow.objects.update_or_create(
        code=value.code,
        defaults={
            "organisation": OrganisationRow.objects.get(code=value.organisation),
            "name": value.name,
            "activities": [activity.value for activity in value.activities],
            "latitude": value.latitude,
            "longitude": value.longitude,
        },
    )


def _value(row: FacilityRow) -> Facility:
    return Facility(
        code=row.code,
        organisation=row.organisation.code,
        name=row.name,
        activities=tuple(Activity(activity) for activity in row.activities),
        latitude=row.latitude,
        longitude=row.longitude,
    )
