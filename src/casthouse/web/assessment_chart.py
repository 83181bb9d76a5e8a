"""The bars of a self-assessment: how many items of each principle have which rating; a table has the figures."""

from collections.abc import Sequence
from dataclasses import dataclass

from casthouse.assurance.rating import Rating
from casthouse.assurance.self_assessment import PrincipleProgress

WIDTH = 1000.0
STYLES = {
    Rating.CONFORMANCE: "r-good",
    Rating.NOT_APPLICABLE: "r-none",
    Rating.UNABLE_TO_RATE: "r-unable",
    Rating.MINOR: "r-minor",
    Rating.MAJOR: "r-major",
}
"""From left to right, with the class that gives the colour and the pattern."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A piece of a bar, in the units of the view box."""

    x: float
    width: float
    style: str
    rating: Rating
    count: int


def rating_bar(each: PrincipleProgress) -> Sequence[Segment]:
    """Return the pieces of a principle's bar; what is left of the bed is not rated yet."""
    segments: list[Segment] = []
    x = 0.0
    for rating, style in STYLES.items():
        count = each.by_rating[rating]
        if count:
            width = round(WIDTH * count / each.total, 2)
            segments.append(Segment(x=x, width=width, style=style, rating=rating, count=count))
            x += width
    return segments
