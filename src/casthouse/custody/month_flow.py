"""What a scope moved in a month, by material: the grain of every report (CoC Standard part 8).

Reports add these up and never look at movements. Reversed movements are not in them.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from casthouse.custody.position import NO_FLOW, Flow
from casthouse.custody.stage import Material, Stage, stage_of
from casthouse.parties.activity import Activity


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthFlow:
    """One month of one material at the facilities of a scope that do the same activities; masses in grams.

    `month` is its first day. `flow` counts as in a position; the two extractions are parts of its inflows,
    kept apart since what is mined was not bought.
    """

    scope: str
    month: date
    material: Material
    activities: tuple[Activity, ...]
    flow: Flow
    coc_extraction_g: int = 0
    non_coc_extraction_g: int = 0

    def __post_init__(self) -> None:
        assert self.month.day == 1

    @property
    def stage(self) -> Stage:
        """The stage in whose account the material stands."""
        return stage_of(self.material)


def stage_flows(flows: Iterable[MonthFlow]) -> dict[Stage, Flow]:
    """Return the sums by stage."""
    sums: defaultdict[Stage, Flow] = defaultdict(lambda: NO_FLOW)
    for each in flows:
        sums[each.stage] += each.flow
    return dict(sums)


def months_of(flows: Iterable[MonthFlow]) -> list[date]:
    """Return the months in which something moved, in order."""
    return sorted({each.month for each in flows})
