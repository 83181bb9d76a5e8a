"""The kinds of files of Casthouse's own: by which headings each is known, and where it belongs.

Whoever sends a file to the wrong place is told where it goes, rather than which columns it lacks there.
"""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class FileKind:
    """A kind of file; `telling` are headings that no other kind has together, `place` is where it is sent."""

    name: str
    telling: frozenset[str]
    place: str

    @property
    def advice(self) -> str:
        """What to do with a file of this kind that was sent elsewhere."""
        return f"this is {self.name}: send it under {self.place}"


MOVEMENTS = FileKind(
    name="a movements file",
    telling=frozenset({"reference", "date", "kind", "coc"}),
    place="Import (casthouse movements import)",
)
LOTS = FileKind(
    name="a lots file",
    telling=frozenset({"process", "step", "direction"}),
    place="Lots and traces (casthouse lots import)",
)
ACTIVITY_DATA = FileKind(
    name="an activity-data file",
    telling=frozenset({"from", "to", "item"}),
    place="Activity data (casthouse measurements import)",
)
KINDS = (MOVEMENTS, LOTS, ACTIVITY_DATA)


def kind_of(headings: Iterable[str]) -> FileKind | None:
    """Return the kind that headings tell of; None where they tell of none, or of several."""
    names = set(headings)
    found = [each for each in KINDS if each.telling <= names]
    return found[0] if len(found) == 1 else None
