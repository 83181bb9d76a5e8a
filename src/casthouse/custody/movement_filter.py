"""Which movements are looked for: the dimensions of a list of movements; what is left open does not narrow it."""

from dataclasses import dataclass
from datetime import date

from casthouse.custody.movement import Kind
from casthouse.custody.stage import Material


@dataclass(frozen=True, slots=True, kw_only=True)
class MovementFilter:
    """Days are inclusive; an empty tuple of facilities, kinds or materials means any."""

    first: date = date.min
    last: date = date.max
    facilities: tuple[str, ...] = ()
    kinds: tuple[Kind, ...] = ()
    materials: tuple[Material, ...] = ()
    coc: bool | None = None


EVERYTHING = MovementFilter()
