"""What a joint-venture partner takes of a facility's output, against its share (Chain of Custody, 3.2 part 3).

The controlling Entity books what it hands over as CoC Material; the partner accounts for it from receipt. Over a period
a partner may take its share of what left the facility, stage by stage, on the days of its interest; the share may
change meanwhile. That is a finding, not a refusal: in January the first ship may well be the partner's. What the
partner takes beyond its share is bought, not taken.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import ceil

from casthouse.custody.finding import Finding, FindingCode
from casthouse.custody.stage import STAGES, Stage
from casthouse.measure.mass import tonnes_text
from casthouse.parties.joint_venture import LegalInterest


@dataclass(frozen=True, slots=True, kw_only=True)
class DayOfOutput:
    """What left a facility on a day at one stage, in grams: in all, and to whom."""

    day: date
    stage: Stage
    to: str
    mass_g: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenShare:
    """What a partner took of a stage's output on the days of its interest, and what its share of it is."""

    stage: Stage
    taken_g: int
    entitled: Fraction

    @property
    def beyond_g(self) -> int:
        """What was taken beyond the share, in whole grams, rounded up."""
        return max(0, ceil(self.taken_g - self.entitled))


def taken_shares(output: Iterable[DayOfOutput], interests: Sequence[LegalInterest]) -> list[TakenShare]:
    """Return what a partner took, by stage, in the order of stages; stages of which nothing was taken are left out.

    Args:
        output: of the facility over a period.
        interests: those of one partner in it, one after another.
    """
    taken: dict[Stage, int] = {}
    entitled: dict[Stage, Fraction] = {}
    for each in output:
        held = next((one for one in interests if one.holds_on(each.day)), None)
        if held is None:
            continue
        entitled[each.stage] = entitled.get(each.stage, Fraction(0)) + held.share * each.mass_g
        if each.to == held.holder:
            taken[each.stage] = taken.get(each.stage, 0) + each.mass_g
    return [
        TakenShare(stage=stage, taken_g=taken[stage], entitled=entitled[stage])
        for stage in STAGES
        if stage in taken
    ]


def share_findings(
    shares: Iterable[TakenShare], *, subject: str, holder: str, facility: str
) -> list[Finding]:
    """Return a finding for each stage of which a partner took more than its share."""
    return [
        Finding(
            code=FindingCode.JOINT_VENTURE_SHARE_EXCEEDED,
            subject=f"{subject} {holder}",
            detail=(
                f"{tonnes_text(each.taken_g)} t of {each.stage.value} taken at {facility}, "
                f"{tonnes_text(each.beyond_g)} t beyond the share"
            ),
        )
        for each in shares
        if each.beyond_g
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenReceipt:
    """CoC Material that a partner booked from the controlling Entity on a day, in grams."""

    supplier: str
    day: date
    mass_g: int


def precondition_finding(
    receipts: Iterable[TakenReceipt], *, covered: Iterable[tuple[date, date]], subject: str, supplier: str
) -> list[Finding]:
    """Return a finding where a partner took its share on days without a performance certificate of its own.

    Args:
        receipts: what it took.
        covered: the days on which it holds a performance certificate, runs with both ends inclusive.
        subject: scope and period.
        supplier: the controlling Entity.
    """
    runs = list(covered)
    bare = [each for each in receipts if not any(first <= each.day <= last for first, last in runs)]
    if not bare:
        return []
    return [
        Finding(
            code=FindingCode.JOINT_VENTURE_NOT_ENTITLED,
            subject=f"{subject} {supplier}",
            detail=(
                f"{tonnes_text(sum(each.mass_g for each in bare))} t taken as joint-venture partner without "
                f"performance certificate, from {min(each.day for each in bare)} on"
            ),
        )
    ]
