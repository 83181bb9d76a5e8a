"""Mapping profiles that organisations loaded."""

from datetime import datetime

from casthouse.storage.models import OrganisationRow, ProfileRow


def profile_texts(organisation: str) -> list[str]:
    """Return the TOML texts of an organisation's own profiles, by name."""
    rows = ProfileRow.objects.filter(organisation__code=organisation).order_by("name")
    return list(rows.values_list("text", flat=True))


def save_profile(*, organisation: str, name: str, text: str, at: datetime, by: str) -> None:
    """Create or replace a profile of an organisation."""
    ProfileRow.objects.update_or_create(
        organisation=OrganisationRow.objects.get(code=organisation),
        name=name,
        defaults={"text": text, "loaded_at": at, "loaded_by": by},
    )
