"""Material recovery of the whole chain: sums over organisations, and what of them may be published for a year.

Own scrap of a company is run-around: scrap counts that came from another company or from outside. A tonne that two
members melt one after the other is charged twice: the sums say what was charged, not how much metal there is. What is
published is charged masses in the finest of some ways in which every figure passes (`measure/disclosure`). Yields and
what was shipped are not: taken from the published masses of the stages they could tell what one company withholds.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from casthouse.footprint.charged_part import CHAIN_WORDS, ChargedPart, charged_masses
from casthouse.footprint.factor import FactorTable
from casthouse.footprint.recovery_account import RecoveryAccount, StepBalance
from casthouse.footprint.scrap_rule import is_credit_verified, scrap_credit
from casthouse.footprint.traded_scrap import (
    TradedScrap,
    content_unknown,
    scrap_elsewhere_g,
    traded_in_all,
)
from casthouse.measure.disclosure import DisclosureRules, Suppressed, finest_blocks, suppressed
from casthouse.provenance.lot_process import Step

G_PER_T = 1_000_000

SCRAP = frozenset({ChargedPart.POST_CONSUMER, ChargedPart.PRE_CONSUMER})
REST = frozenset({ChargedPart.PRIMARY, ChargedPart.RUNAROUND})
WAYS: Sequence[Sequence[frozenset[ChargedPart]]] = (
    tuple(frozenset({each}) for each in ChargedPart),
    (SCRAP, *(frozenset({each}) for each in sorted(REST))),
    (SCRAP, REST),
    (SCRAP | REST,),
)
"""How the parts are put together, the finest way first."""


UNTOLD_WAYS = WAYS[-1:]
"""How they are put together where it is not known what the scrap that was received became."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberRecovery:
    """What one organisation gives to the sums, in grams; `elsewhere_g` is scrap received that is in no charged lot."""

    organisation: str
    charged_g: Mapping[ChargedPart, int]
    traded: TradedScrap
    elsewhere_g: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainRecovery:
    """The sums; `behind` says how many organisations charged a part, `avoided_t` is None where no scrap was charged.

    `organisations` are those that charged anything; steps without a charge, such as rolling, are summed all the same.

    `members` are what they are summed from, of organisations that charged, shipped or received anything.
    `is_verified` says whether somebody read the factors of it in their sources.
    """

    first: date
    last: date
    organisations: int
    charged_g: Mapping[ChargedPart, int]
    behind: Mapping[ChargedPart, int]
    steps: tuple[StepBalance, ...]
    traded: TradedScrap
    elsewhere_g: int
    members: tuple[MemberRecovery, ...]
    avoided_t: Fraction | None
    factors: str
    is_verified: bool

    @property
    def counted_g(self) -> int:
        """Everything charged but run-around."""
        return sum(mass for part, mass in self.charged_g.items() if part is not ChargedPart.RUNAROUND)

    @property
    def unknown(self) -> str:
        """Why no recycled share is known; empty where one is."""
        return charge_unknown(self.charged_g, self.elsewhere_g)

    def share(self, part: ChargedPart) -> Fraction | None:
        """Return the recycled share of a kind of scrap, on an input basis; None for others and where `unknown`."""
        return None if self.unknown or part not in SCRAP else Fraction(self.charged_g[part], self.counted_g)


def charge_unknown(charged_g: Mapping[ChargedPart, int], elsewhere_g: int) -> str:
    """Return why the recycled share of what many charged is not known; empty where it is."""
    return content_unknown(
        counted_g=sum(mass for part, mass in charged_g.items() if part is not ChargedPart.RUNAROUND),
        scrap_g=sum(charged_g[part] for part in SCRAP),
        elsewhere_g=elsewhere_g,
    )


def charged_parts(account: RecoveryAccount) -> dict[ChargedPart, int]:
    """Return what an organisation charged, in whole grams, rounded down."""
    return {part: int(mass) for part, mass in charged_masses(account.charge).items()}


def chain_recovery(
    accounts: Iterable[RecoveryAccount],
    traded: Mapping[str, TradedScrap],
    factors: FactorTable,
    *,
    first: date,
    last: date,
) -> ChainRecovery:
    """Return the sums over the accounts of organisations, each reckoned within the company.

    Args:
        accounts: of organisations that posted processes.
        traded: what each organisation shipped and received, by its code.
        factors: for what scrap replaced.
        first: the first day.
        last: the last day.

    Raises:
        Refusal: `factor_missing`.
    """
    rows = list(accounts)
    members = member_recoveries(rows, traded)
    parts = [each.charged_g for each in members]
    charged = {part: sum(each[part] for each in parts) for part in ChargedPart}
    scrap_g = sum(charged[part] for part in SCRAP)
    return ChainRecovery(
        first=first,
        last=last,
        organisations=sum(any(each.values()) for each in parts),
        charged_g=charged,
        behind={part: sum(each[part] > 0 for each in parts) for part in ChargedPart},
        steps=_steps(rows),
        traded=traded_in_all(traded.values()),
        elsewhere_g=sum(each.elsewhere_g for each in members),
        members=members,
        avoided_t=scrap_credit(factors) * scrap_g / G_PER_T if scrap_g else None,
        factors=factors.named_on(last),
        is_verified=is_credit_verified(factors),
    )


def member_recoveries(
    accounts: Iterable[RecoveryAccount], traded: Mapping[str, TradedScrap]
) -> tuple[MemberRecovery, ...]:
    """Return what each organisation gives to the sums, by code; one that melted nothing may have received scrap."""
    by_code = {each.organisation: each for each in accounts}
    codes = by_code.keys() | {code for code, own in traded.items() if own != TradedScrap()}
    return tuple(_member(code, by_code.get(code), traded) for code in sorted(codes))


def _member(code: str, account: RecoveryAccount | None, traded: Mapping[str, TradedScrap]) -> MemberRecovery:
    own = traded.get(code, TradedScrap())
    return MemberRecovery(
        organisation=code,
        charged_g=charged_parts(account) if account else dict.fromkeys(ChargedPart, 0),
        traded=own,
        elsewhere_g=scrap_elsewhere_g(account, own),
    )


def _steps(rows: Sequence[RecoveryAccount]) -> tuple[StepBalance, ...]:
    by_step: dict[Step, list[StepBalance]] = {}
    for each in rows:
        for step in each.steps:
            by_step.setdefault(step.step, []).append(step)
    return tuple(_sum(step, by_step[step]) for step in Step if step in by_step)


def _sum(step: Step, rows: Sequence[StepBalance]) -> StepBalance:
    return StepBalance(
        step=step,
        charged_g=sum(each.charged_g for each in rows),
        made_g=sum(each.made_g for each in rows),
        scrap_g=sum(each.scrap_g for each in rows),
        dross_g=sum(each.dross_g for each in rows),
        entries=(),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryFigure:
    """The mass of some parts together, in grams."""

    parts: frozenset[ChargedPart]
    mass_g: int

    @property
    def words(self) -> str:
        """What was charged, in words."""
        return ", ".join(CHAIN_WORDS[part] for part in ChargedPart if part in self.parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoverySheet:
    """What is published of a year; without figures it is withheld, `avoided_kg` is None where scrap is no figure.

    `is_verified` says whether somebody had read the factors in their sources when it was published, `is_scrap_untold`
    whether it is not known what the scrap that was received became: then no figure is of scrap alone. None: of a year
    that was published before that was asked.
    """

    year: int
    figures: tuple[RecoveryFigure, ...]
    avoided_kg: int | None
    factors: str
    is_verified: bool
    is_scrap_untold: bool | None = None

    @property
    def scrap_g(self) -> int | None:
        """The scrap charged; None where no figures are of scrap alone."""
        return scrap_of(self.figures)


def scrap_of(figures: Iterable[RecoveryFigure]) -> int | None:
    """Return the scrap that figures tell, or None where none is of scrap alone."""
    told = [each.mass_g for each in figures if each.parts <= SCRAP]
    return sum(told) if told else None


def recovery_sheet(
    charged: Mapping[str, Mapping[ChargedPart, int]],
    *,
    year: int,
    rules: DisclosureRules,
    factors: FactorTable,
    elsewhere_g: int = 0,
) -> RecoverySheet | None:
    """Return what may be published of a year; None where nobody charged anything.

    Args:
        charged: what each organisation charged, by its code.
        year: the year.
        rules: what has to stand behind a mass.
        factors: for what scrap replaced.
        elsewhere_g: scrap that was received and is in no charged lot.
    """
    cells = _cells(charged)
    if not any(any(held.values()) for held in cells.values()):
        return None
    unknown = charge_unknown({part: sum(held.values()) for part, held in cells.items()}, elsewhere_g)
    is_untold = bool(elsewhere_g and unknown)
    blocks = finest_blocks(cells, UNTOLD_WAYS if is_untold else WAYS, rules) or ()
    figures = tuple(RecoveryFigure(parts=each.cells, mass_g=each.total) for each in blocks)
    scrap_g = scrap_of(figures)
    avoided = None if scrap_g is None else int(scrap_credit(factors) * scrap_g / G_PER_T * 1000)
    return RecoverySheet(
        year=year,
        figures=figures,
        avoided_kg=avoided,
        factors=factors.named_on(date(year, 12, 31)),
        is_verified=is_credit_verified(factors),
        is_scrap_untold=is_untold,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SuppressedPart:
    """A part that is not shown by itself: for whoever publishes, and never published."""

    part: ChargedPart
    why: Suppressed
    is_together: bool


def suppressed_parts(
    charged: Mapping[str, Mapping[ChargedPart, int]], sheet: RecoverySheet | None, rules: DisclosureRules
) -> tuple[SuppressedPart, ...]:
    """Return the parts of which a sheet shows no figure of their own.

    `is_together` says that such a part is counted in a figure with others; else it is in none.
    """
    cells = _cells(charged)
    figures = () if sheet is None else sheet.figures
    return tuple(
        SuppressedPart(
            part=part,
            why=suppressed(cells[part], rules),
            is_together=any(part in figure.parts for figure in figures),
        )
        for part in ChargedPart
        if any(cells[part].values()) and not any(figure.parts == {part} for figure in figures)
    )


def _cells(charged: Mapping[str, Mapping[ChargedPart, int]]) -> dict[ChargedPart, dict[str, int]]:
    return {part: {code: parts[part] for code, parts in charged.items()} for part in ChargedPart}
