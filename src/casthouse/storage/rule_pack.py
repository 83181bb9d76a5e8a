"""Rule packs that users loaded."""

from dataclasses import dataclass
from datetime import datetime

from casthouse.storage.models import RulePackRow


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedPack:
    """A pack as it was loaded, in force under its name."""

    name: str
    text: str
    digest: str
    loaded_at: datetime
    loaded_by: str


def rule_pack_text(name: str) -> str | None:
    """Return the text in force under a name, or None."""
    rows = RulePackRow.objects.filter(name=name, superseded_at=None)
    return rows.values_list("text", flat=True).first()


def rule_pack_names() -> list[str]:
    """Return the names of the packs in force that users loaded."""
    return [each.name for each in loaded_packs()]


def loaded_packs() -> list[LoadedPack]:
    """Return the packs in force that users loaded, by name."""
    return [
        LoadedPack(
            name=row.name,
            text=row.text,
            digest=row.digest,
            loaded_at=row.loaded_at,
            loaded_by=row.loaded_by,
        )
        for row in RulePackRow.objects.filter(superseded_at=None).order_by("name")
    ]


def save_rule_pack(*, name: str, text: str, digest: str, at: datetime, by: str) -> None:
    """Put a pack in force, superseding the one before under its name."""
    RulePackRow.objects.filter(name=name, superseded_at=None).update(superseded_at=at)
    RulePackRow.objects.create(name=name, text=text, digest=digest, loaded_at=at, loaded_by=by)
