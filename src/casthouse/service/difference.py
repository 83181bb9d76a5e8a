"""A place where the store disagrees with itself, as `casthouse check` reports it."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A place where the store disagrees with itself."""

    what: str
    subject: str
    stored: str
    recomputed: str

    def as_json(self) -> dict[str, str]:
        """Return its members."""
        return {
            "what": self.what,
            "subject": self.subject,
            "stored": self.stored,
            "recomputed": self.recomputed,
        }


def differing_figures(stored: Mapping[str, object], recomputed: Mapping[str, object]) -> tuple[str, str]:
    """Return in words the figures of a position, or of its stages, that differ: as stored, and as recomputed."""
    held, true = _flat(stored), _flat(recomputed)
    differing = [name for name in {**true, **held} if held.get(name) != true.get(name)]
    return (
        "; ".join(f"{name} {held.get(name, 'not stated')}" for name in differing),
        "; ".join(f"{name} {true.get(name, 'not stated')}" for name in differing),
    )


def _flat(members: Mapping[str, object], before: str = "") -> dict[str, str]:
    """Return nested members as words by their place: `alumina.available`, with the unit behind the number."""
    flat: dict[str, str] = {}
    for name, value in members.items():
        place = f"{before}.{name}" if before and before != "stages" else name
        if isinstance(value, Mapping):
            flat |= _flat(value, place)
        elif name.endswith("_g"):
            flat[place.removesuffix("_g").replace("_", " ")] = f"{value} g"
        else:
            text = "none" if value is None or value == "" else str(value)
            flat[place.replace("_", " ")] = text
    return flat
