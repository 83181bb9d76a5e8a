"""Editions of the standards that a secretariat loaded: every revision of every text is kept."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F, Max, OuterRef, Subquery

from casthouse.storage.models import EditionRow


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedEdition:
    """One revision of an edition as it was loaded."""

    code: str
    revision: int
    text: str
    digest: str
    loaded_at: datetime
    loaded_by: str


def loaded_editions() -> list[LoadedEdition]:
    """Return the last revision of each edition, by code."""
    last = EditionRow.objects.filter(code=OuterRef("code")).order_by("-revision").values("revision")[:1]
    rows = EditionRow.objects.annotate(last=Subquery(last)).filter(revision=F("last")).order_by("code")
    return [_edition(row) for row in rows]


def loaded_edition(code: str) -> LoadedEdition | None:
    """Return the last revision of an edition, or None."""
    row = EditionRow.objects.filter(code=code).order_by("-revision").first()
    return None if row is None else _edition(row)


def edition_revisions(code: str) -> list[LoadedEdition]:
    """Return all revisions of an edition, the last one first."""
    return [_edition(row) for row in EditionRow.objects.filter(code=code).order_by("-revision")]


def append_edition(*, code: str, text: str, digest: str, at: datetime, by: str) -> bool:
    """Append the next revision of an edition; False where somebody else appended one at the same time."""
    revision = _last_revision(code) + 1
    try:
        with transaction.atomic():
            EditionRow.objects.create(
                code=code, revision=revision, text=text, digest=digest, loaded_at=at, loaded_by=by
            )
    except IntegrityError:
        return False
    return True


def _last_revision(code: str) -> int:
    return EditionRow.objects.filter(code=code).aggregate(last=Max("revision"))["last"] or 0


def _edition(row: EditionRow) -> LoadedEdition:
    return LoadedEdition(
        code=row.code,
        revision=row.revision,
        text=row.text,
        digest=row.digest,
        loaded_at=row.loaded_at,
        loaded_by=row.loaded_by,
    )
