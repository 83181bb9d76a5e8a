"""Global Location Numbers of organisations: the latest of each, and who has or had a number."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef

from casthouse.parties.gln import GlnFact
from casthouse.storage.models import GlnRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """An organisation that stated a number; `is_now` while it is the latest that it stated."""

    code: str
    name: str
    is_now: bool


def latest_glns(codes: Sequence[str]) -> dict[str, GlnFact]:
    """Return what organisations said last of their number, of those that ever did."""
    rows = GlnRow.objects.filter(organisation__code__in=list(codes)).order_by("id")
    found = rows.values_list("organisation__code", "gln", "at", "actor")
    return {code: GlnFact(gln=gln, at=at, actor=actor) for code, gln, at, actor in found}


def holders(gln: str) -> list[Holder]:
    """Return who stated a number, whoever stated it last comes first."""
    later = GlnRow.objects.filter(organisation=OuterRef("organisation"), id__gt=OuterRef("id"))
    rows = GlnRow.objects.filter(gln=gln).annotate(is_over=Exists(later)).order_by("is_over", "-id")
    found = rows.values_list("organisation__code", "organisation__name", "is_over")
    return [Holder(code=code, name=name, is_now=not is_over) for code, name, is_over in found]


def append_gln(organisation_id: int, gln: str, *, at: datetime, actor: str) -> int:
    """Record what an organisation says of its number and return the key of the row."""
    return GlnRow.objects.create(organisation_id=organisation_id, gln=gln, at=at, actor=actor).pk
