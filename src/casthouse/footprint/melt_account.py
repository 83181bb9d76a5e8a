"""What the account of melting says beyond its weights: dross, net loss, recycled content of the output, loops retained.

Each answer is a figure or the reason why there is none; nothing that nobody told is taken for zero.
"""

from dataclasses import dataclass
from fractions import Fraction

from casthouse.custody.stage import Material
from casthouse.footprint.measurement_kind import MeasurementKind as Kind
from casthouse.footprint.recovery import Melt, Ratio, loop_retention, mean_uses
from casthouse.footprint.recovery_account import RecoveryAccount
from casthouse.footprint.recycled_content import RecycledContent, recycled_content
from casthouse.footprint.scrap_loop import LoopKind
from casthouse.provenance.lot_process import Step

ZERO = Fraction(0)
NOT_MELTED = "nothing was melted in these days"
CHARGED = {
    "post": Material.POST_CONSUMER_SCRAP,
    "pre": Material.PRE_CONSUMER_SCRAP,
    "primary": Material.ALUMINIUM,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A ratio, or why it is not known."""

    ratio: Ratio | None
    unknown: str = ""
    entries: tuple[str, ...] = ()


def net_loss(account: RecoveryAccount) -> Told:
    """Return what is gone of what was melted: neither metal nor scrap, nor won back from dross, nor left as heel.

    Scrap that a melt makes, such as sawn-off ends, is metal that can be charged again: it is not gone.
    """
    step, told = account.melt, account.told
    if step is None:
        return Told(ratio=None, unknown=NOT_MELTED)
    recovered = told.grams.get(Kind.DROSS_RECOVERED)
    if step.dross_g and recovered is None:
        return Told(ratio=None, unknown="nobody told how much metal was won back from the dross")
    won = recovered or ZERO
    if won > step.dross_g:
        return Told(ratio=None, unknown="more metal was won back than there was dross: correct what was told")
    melt = Melt(
        charged=Fraction(step.charged_g),
        ingot=Fraction(step.made_g + step.scrap_g),
        dross=Fraction(step.dross_g),
        dross_metal=won / step.dross_g if won else ZERO,
        dross_recovered=Fraction(1),
        returned_heel=told.grams.get(Kind.RETURNED_HEEL, ZERO),
    )
    if melt.net_loss.part < 0:
        return Told(ratio=None, unknown="more metal is told than was charged: correct what was told")
    kinds = (Kind.DROSS_RECOVERED, Kind.RETURNED_HEEL)
    behind = tuple(reference for kind in kinds for reference in told.entries.get(kind, ()))
    return Told(ratio=melt.net_loss, entries=behind)


def dross_recovery(account: RecoveryAccount) -> Told:
    """Return how much of the metal in dross was won back."""
    told = account.told
    held, won = told.grams.get(Kind.DROSS_METAL), told.grams.get(Kind.DROSS_RECOVERED)
    if not account.dross_g:
        return Told(ratio=None, unknown="no dross was made in these days")
    if held is None or won is None:
        lacking = "how much metal the dross held" if held is None else "how much of it was won back"
        return Told(ratio=None, unknown=f"nobody told {lacking}")
    if not won <= held <= account.dross_g:
        return Told(ratio=None, unknown="more metal is told than there was dross: correct what was told")
    behind = (*told.entries[Kind.DROSS_METAL], *told.entries[Kind.DROSS_RECOVERED])
    return Told(ratio=Ratio(part=won, whole=held), entries=behind)


def output_content(account: RecoveryAccount) -> tuple[RecycledContent | None, str]:
    """Return recycled content on an output basis, each material by its melt yield; or why there is none."""
    charge = account.charge
    if account.content_unknown:
        return None, account.content_unknown
    if account.dross_charged_g:
        return None, "dross was charged, whose metal nobody told"
    masses = {"post": charge.post_consumer, "pre": charge.pre_consumer, "primary": charge.primary}
    yields = dict.fromkeys(masses, Fraction(1))
    for name, mass in masses.items():
        found = account.yield_of(CHARGED[name])
        if mass and found is None:
            return None, f"the melt yield of {CHARGED[name].value.replace('_', ' ')} is not known"
        yields[name] = found or Fraction(1)
    return recycled_content(charge.after_melting(**yields, alloying=Fraction(1))), ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """What of the metal is there again after one loop: collection × processing × melting; or why it is not known."""

    kind: LoopKind
    collection: Fraction | None
    processing: Fraction | None
    melting: Fraction | None
    unknown: str

    @property
    def retained(self) -> Fraction | None:
        """The part; None where one of the three is not known."""
        if self.collection is None or self.processing is None or self.melting is None:
            return None
        return loop_retention(collection=self.collection, processing=self.processing, melting=self.melting)

    @property
    def uses(self) -> Fraction | None:
        """How often a tonne is used on average."""
        return None if self.retained is None else mean_uses(self.retained)


def retentions(account: RecoveryAccount) -> tuple[Retention, ...]:
    """Return the retention of each loop; where nothing was sorted, sorting lost nothing."""
    sorting = next((each for each in account.steps if each.step is Step.SORTING), None)
    processing = sorting.made.share if sorting else Fraction(1)
    melting = account.melt.made.share if account.melt else None
    found = []
    for loop in account.loops:
        share = loop.share if account.steps or not loop.is_own else None
        why = "" if share is not None else "how much there was to come back is not known"
        if share is not None and share > 1:
            share, why = None, "more came back than went into the loop in these days"
        why = why or ("" if melting is not None else NOT_MELTED)
        found.append(
            Retention(kind=loop.kind, collection=share, processing=processing, melting=melting, unknown=why)
        )
    return tuple(found)
