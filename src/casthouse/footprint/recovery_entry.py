"""The entries behind each figure of a recovery account: lots into and out of processes, and what of each counts.

What counts of all entries of a figure sums to it, in exact fractions of a gram.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from casthouse.custody.stage import Material
from casthouse.footprint.recovery_account import CHARGING, RecoveryAccount, StepBalance
from casthouse.footprint.scrap_loop import ProcessEntry
from casthouse.footprint.scrap_source import SCRAPS
from casthouse.provenance.lot_process import Direction, Step
from casthouse.refusal import Refusal

Counts = Callable[[ProcessEntry], Fraction]
Named = tuple[str, Counts]
"""A figure in words, and what an entry counts for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedEntry:
    """A lot into or out of a process, and how many grams of it count for a figure."""

    entry: ProcessEntry
    counted_g: Fraction

    @property
    def whole_g(self) -> int:
        """What counts, rounded down to the gram."""
        return int(self.counted_g)


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureEntries:
    """The entries behind a figure, in the order of posting."""

    words: str
    entries: tuple[CountedEntry, ...]

    @property
    def mass_g(self) -> int:
        """The figure, as pages show it: rounded down to the gram."""
        return int(sum((each.counted_g for each in self.entries), Fraction(0)))


def figure_entries(account: RecoveryAccount, of: str) -> FigureEntries:
    """Return what is behind a figure.

    Raises:
        Refusal: `recovery_figure_unknown`.
    """
    figures = {**_of_charge(account), **_of_loops(account), **_of_steps(account)}
    if of not in figures:
        raise Refusal(
            "recovery_figure_unknown",
            found=f"the figure “{of[:40]}”, which the recovery of these days does not have",
            expected=f"one of {', '.join(figures)}",
            todo="choose one of these",
        )
    words, counts = figures[of]
    found = ((each, counts(each)) for each in account.rows)
    return FigureEntries(
        words=words,
        entries=tuple(CountedEntry(entry=each, counted_g=counted) for each, counted in found if counted),
    )


def _of_charge(account: RecoveryAccount) -> dict[str, Named]:
    sources = account.sources

    def counted(each: ProcessEntry) -> Fraction:
        if not _is_charged(each):
            return Fraction(0)
        return each.mass_g * (1 - sources.runaround(each.lot, each.facility, each.material))

    def of(*materials: Material) -> Counts:
        return lambda each: counted(each) if each.material in materials else Fraction(0)

    pre, post = SCRAPS
    return {
        "charge": ("all that was charged", lambda each: _whole(each, is_meant=_is_charged(each))),
        "counted": ("what was charged and counts", counted),
        "post_consumer": ("post-consumer scrap that was charged", of(post)),
        "pre_consumer": ("pre-consumer scrap that was charged", of(pre)),
        "primary": (
            "primary metal that was charged, and what nobody specified",
            of(*(each for each in Material if each not in SCRAPS)),
        ),
        "runaround": (
            "run-around scrap and metal that was charged",
            lambda each: each.mass_g - counted(each) if _is_charged(each) else Fraction(0),
        ),
        "bought_scrap": (
            "scrap that was bought and charged",
            lambda each: (
                each.mass_g * (1 - sources.own(each.lot, of=each.material))
                if _is_scrap(each)
                else Fraction(0)
            ),
        ),
        "dross_charged": (
            "dross that was charged again",
            lambda each: _whole(each, is_meant=_is_charged(each) and each.material is Material.DROSS),
        ),
    }


def _of_loops(account: RecoveryAccount) -> dict[str, Named]:
    sources = account.sources

    def own(each: ProcessEntry, at: str) -> Fraction:
        return (
            each.mass_g * sources.own(each.lot, at=at, of=each.material) if _is_scrap(each) else Fraction(0)
        )

    return {
        "same_site": (
            "own scrap that was charged where it was made",
            lambda each: own(each, each.facility),
        ),
        "company": (
            "own scrap that was charged at another site",
            lambda each: own(each, "") - own(each, each.facility),
        ),
        "own_scrap": (
            "scrap that own processes made",
            lambda each: _whole(
                each,
                is_meant=each.direction is Direction.OUT
                and each.material is Material.PRE_CONSUMER_SCRAP
                and each.step is not Step.SORTING,
            ),
        ),
        "dross": (
            "dross that was made",
            lambda each: _whole(
                each, is_meant=each.direction is Direction.OUT and each.material is Material.DROSS
            ),
        ),
    }


def _of_steps(account: RecoveryAccount) -> dict[str, Named]:
    return dict(named for step in account.steps for named in _of_step(step))


def _of_step(balance: StepBalance) -> Iterator[tuple[str, Named]]:
    """Yield all that came out of a step by its name, and its parts as the balance has them."""
    step = balance.step
    scraps = () if step is Step.SORTING else SCRAPS  # sorted scrap is its product

    def part(direction: Direction, wanted: Callable[[Material], bool]) -> Counts:
        return lambda each: _whole(
            each, is_meant=each.step is step and each.direction is direction and wanted(each.material)
        )

    parts: Mapping[str, tuple[str, Callable[[Material], bool]]] = {
        "": ("all that came out of", lambda _: True),
        "_made": (
            "what was made by",
            lambda material: material is not Material.DROSS and material not in scraps,
        ),
        "_scrap": ("scrap that fell in", lambda material: material in scraps),
        "_dross": ("dross that was made by", lambda material: material is Material.DROSS),
    }
    yield f"{step.value}_in", (f"what went into {step.value}", part(Direction.IN, lambda _: True))
    for name, (words, wanted) in parts.items():
        yield f"{step.value}{name}", (f"{words} {step.value}", part(Direction.OUT, wanted))


def _whole(each: ProcessEntry, *, is_meant: bool) -> Fraction:
    return Fraction(each.mass_g if is_meant else 0)


def _is_charged(each: ProcessEntry) -> bool:
    return each.direction is Direction.IN and each.step in CHARGING


def _is_scrap(each: ProcessEntry) -> bool:
    return _is_charged(each) and each.material in SCRAPS
