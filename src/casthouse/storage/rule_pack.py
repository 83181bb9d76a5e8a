"""Rule packs that users loaded."""

from datetime import datetime

from casthouse.storage.models import RulePackRow


def rule_pack_text(name: str) -> str | None:
    """Return the text in force under a name, or None."""
    rows = RulePackRow.objects.filter(name=name, superseded_at=None)
    return rows.values_list("text", flat=True).first()


def rule_pack_names() -> list[str]:
    """Return the names of the packs in force that users loaded."""
    return list(
        RulePackRow.objects.filter(superseded_at=None).order_by("name").values_list("name", flat=True)
    )


def save_rule_pack(*, name: str, text: str, digest: str, at: datetime, by: str) -> None:
    """Put a pack in force, superseding the one before under its name."""
    RulePackRow.objects.filter(name=name, superseded_at=None).update(superseded_at=at)
    RulePackRow.objects.create(name=name, text=text, digest=digest, loaded_at=at, loaded_by=by)
