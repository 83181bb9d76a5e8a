"""Footprints along the accounts of a chain, recursively: `value = own + Σ mass × value of its source`, per tonne.

Accounts that feed each other in a circle, as when can scrap comes back, are one linear system and are solved exactly;
all others follow in order. A value is kept in its parts, which sum to it, and is rounded once, to 18 decimals of t/t,
so that digits do not grow along a chain.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np

from casthouse.custody.stage import Material, stage_of
from casthouse.footprint.data_quality import QualityInput, QualityScheme, rated
from casthouse.footprint.emission_line import EmissionLine, Uncertainty
from casthouse.footprint.factor import FactorTable
from casthouse.footprint.footprint_method import FootprintMethod, Part, ScrapRule
from casthouse.footprint.scrap_rule import scrap_credit
from casthouse.footprint.stage_account import AccountKey, Basis, Inflow, StageAccount
from casthouse.provenance.exact_system import solved
from casthouse.provenance.flow_group import flow_groups
from casthouse.refusal import Refusal

DECIMALS = 18
MARK = "#"
PRIMARY, UNSTATED = f"{MARK}primary", f"{MARK}unstated"
ZERO = Fraction(0)
Parts = dict[str, Fraction]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainValue:
    """What a tonne carries: its parts in t CO2e, how much of them is primary data, and their variance.

    `unstated` is how much of them comes from figures of which an input has no stated uncertainty: the variance leaves
    that out. `ratings` are those of the data by indicator, times what they are of. Parts are named `<stage>.<part>`;
    what was declared or stood in has its basis for a part.
    """

    parts: Mapping[str, Fraction]
    primary: Fraction
    variance: float
    unstated: Fraction = ZERO
    ratings: Mapping[str, Fraction] = field(default_factory=dict)

    @property
    def total(self) -> Fraction:
        """The footprint in t CO2e per t."""
        return sum(self.parts.values(), ZERO)

    @property
    def terms(self) -> Parts:
        """All that adds up along a chain: the parts, and what is said of them."""
        marks = {PRIMARY: self.primary, UNSTATED: self.unstated}
        return {**self.parts, **marks, **{MARK + name: value for name, value in self.ratings.items()}}

    @classmethod
    def of_terms(cls, terms: Mapping[str, Fraction], variance: float) -> "ChainValue":
        """Return the value of terms as `terms` gives them, each rounded."""
        rounded = {name: rounded_value(term) for name, term in sorted(terms.items())}
        primary, unstated = rounded.pop(PRIMARY, ZERO), rounded.pop(UNSTATED, ZERO)
        return cls(
            primary=primary,
            unstated=unstated,
            ratings={name[1:]: term for name, term in rounded.items() if name.startswith(MARK)},
            parts={name: term for name, term in rounded.items() if term and not name.startswith(MARK)},
            variance=variance,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainRules:
    """By which method and scrap rule, with which factors for scrap, and by which scheme data is rated, if by any."""

    method: FootprintMethod
    scrap_rule: ScrapRule
    factors: FactorTable
    scheme: QualityScheme | None = None

    def counts(self, inflow: Inflow) -> bool:
        """Say whether the method has what came in inside its boundary, and the scrap rule lets it carry something."""
        if Part(stage_of(inflow.material).value) not in self.method.boundary:
            return False
        if not inflow.is_scrap:
            return True
        if self.scrap_rule is ScrapRule.CO_PRODUCT:
            return inflow.material is Material.PRE_CONSUMER_SCRAP
        return self.scrap_rule is ScrapRule.SUBSTITUTION

    @property
    def scrap_credit(self) -> Fraction:
        """What a tonne of scrap replaces, under substitution: melted metal that need not be made anew."""
        return scrap_credit(self.factors)

    def denominator(self, account: StageAccount) -> Fraction:
        """Return what the emissions of an account are shared over."""
        is_shared = self.scrap_rule is ScrapRule.CO_PRODUCT
        return account.output_t + (account.scrap_t if is_shared else ZERO)


def chain_values(
    accounts: Mapping[AccountKey, StageAccount], rules: ChainRules
) -> dict[AccountKey, ChainValue]:
    """Return what a tonne of each account's output carries.

    Args:
        accounts: all that can be reached; each has an output.
        rules: the method and the scrap rule.

    Raises:
        Refusal: `chain_invalid`: accounts that need as much of their own output as they make.
    """
    found: dict[AccountKey, ChainValue] = {}
    draws = {key: [source for source, _ in _sources(each, rules)] for key, each in sorted(accounts.items())}
    for group in flow_groups(draws):
        _solve(group, accounts, rules, found)
    return found


def _sources(account: StageAccount, rules: ChainRules) -> Iterator[tuple[AccountKey, Fraction]]:
    """Yield the accounts that an account draws on, and the tonnes per tonne of its own output."""
    whole = rules.denominator(account)
    for inflow in account.inflows:
        if inflow.source is not None and rules.counts(inflow) and not _is_credited(inflow, rules):
            yield inflow.source, inflow.mass_t / whole


def _is_credited(inflow: Inflow, rules: ChainRules) -> bool:
    return inflow.is_scrap and rules.scrap_rule is ScrapRule.SUBSTITUTION


@dataclass(slots=True)
class _Own:
    """What an account adds per tonne itself, with declared and stood-in values."""

    parts: Parts = field(default_factory=dict)
    variance: float = 0.0

    def add(
        self,
        name: str,
        share: Fraction,
        *,
        primary: Fraction,
        uncertainty: Uncertainty,
        ratings: Iterable[tuple[str, Fraction]] = (),
    ) -> None:
        """Add a figure, how much of it is primary data, how uncertain it is, and how good its data is."""
        _add(self.parts, name, share)
        for indicator, rating in ratings:
            _add(self.parts, MARK + indicator, rating)
        _add(self.parts, PRIMARY, primary)
        _add(self.parts, UNSTATED, abs(share) if uncertainty.unstated else ZERO)
        self.variance += (float(share) * (uncertainty.fraction or 0.0)) ** 2

    @property
    def value(self) -> ChainValue:
        """The same as a value by itself."""
        return ChainValue.of_terms(self.parts, self.variance)


def own_value(account: StageAccount, rules: ChainRules) -> ChainValue:
    """Return what a tonne of an account's output carries of its own emissions alone."""
    return _emitted(account, rules).value


def carried_value(inflow: Inflow, rules: ChainRules, values: Mapping[AccountKey, ChainValue]) -> ChainValue:
    """Return what a tonne that came in carries, whoever told it; nothing where boundary or scrap rule leaves it out."""
    if inflow.source is not None and rules.counts(inflow) and not _is_credited(inflow, rules):
        return values[inflow.source]
    carried = _Own()
    _carry(carried, inflow, Fraction(1), rules)
    return carried.value


def line_input(line: EmissionLine, account: StageAccount) -> QualityInput:
    """Return what kind of data a line of a plant is."""
    if not line.is_primary:
        return QualityInput.FACTOR_STOOD_IN
    return QualityInput.MEASURED_IN_PART if account.sheet.missing else QualityInput.MEASURED


def inflow_input(inflow: Inflow) -> QualityInput | None:
    """Return what kind of data tells what came in; None where accounts tell it, or it carries nothing."""
    if inflow.basis is Basis.STAND_IN:
        return QualityInput.STAND_IN
    if inflow.basis is Basis.DECLARED:
        return QualityInput.DECLARED_PRIMARY if inflow.primary == 1 else QualityInput.DECLARED
    return None


def _emitted(account: StageAccount, rules: ChainRules) -> _Own:
    whole, stage = rules.denominator(account), account.key.stage.value
    own = _Own()
    for line in account.lines:
        if line.part in rules.method.boundary:
            share = line.co2e_t / whole
            primary = share if line.is_primary else ZERO
            own.add(
                f"{stage}.{line.part.value}",
                share,
                primary=primary,
                uncertainty=line.uncertainty,
                ratings=rated(share, line_input(line, account), rules.scheme),
            )
    return own


def _carry(own: _Own, inflow: Inflow, tonnes: Fraction, rules: ChainRules) -> None:
    """Add what so many tonnes that came in carry, unless an account tells it."""
    if not rules.counts(inflow):
        return
    credited = _is_credited(inflow, rules)
    value = rules.scrap_credit if credited else inflow.value
    if value is None:
        return
    share = tonnes * value
    basis = Basis.SCRAP if credited else inflow.basis
    name = f"{stage_of(inflow.material).value}.{basis.value}"
    primary = ZERO if credited else share * inflow.primary
    given = None if credited else inflow_input(inflow)
    own.add(
        name,
        share,
        primary=primary,
        uncertainty=Uncertainty.of(inflow.uncertainty),
        ratings=() if given is None else rated(share, given, rules.scheme),
    )


def _own(account: StageAccount, rules: ChainRules) -> _Own:
    whole, stage = rules.denominator(account), account.key.stage.value
    own = _emitted(account, rules)
    for inflow in account.inflows:
        _carry(own, inflow, inflow.mass_t / whole, rules)
    if rules.scrap_rule is ScrapRule.SUBSTITUTION and account.scrap_t:
        _add(own.parts, f"{stage}.scrap_credit", -account.scrap_t * rules.scrap_credit / whole)
    return own


def _add(parts: Parts, name: str, value: Fraction) -> None:
    parts[name] = parts.get(name, ZERO) + value


def _solve(
    group: Sequence[AccountKey],
    accounts: Mapping[AccountKey, StageAccount],
    rules: ChainRules,
    found: dict[AccountKey, ChainValue],
) -> None:
    places = {key: place for place, key in enumerate(group)}
    size = len(group)
    matrix = [[Fraction(int(row == column)) for column in range(size)] for row in range(size)]
    squares = np.eye(size)
    rights: list[Parts] = []
    variances = np.zeros(size)
    for place, key in enumerate(group):
        own = _own(accounts[key], rules)
        for source, share in _sources(accounts[key], rules):
            if source in places:
                matrix[place][places[source]] -= share
                squares[place, places[source]] -= float(share) ** 2
                continue
            carried = found[source]
            for name, value in carried.terms.items():
                _add(own.parts, name, share * value)
            own.variance += float(share) ** 2 * carried.variance
        rights.append(own.parts)
        variances[place] = own.variance
    solutions = _solutions(matrix, rights)
    spread = np.linalg.solve(squares, variances)
    for place, key in enumerate(group):
        terms = {name: values[place] for name, values in solutions.items()}
        found[key] = ChainValue.of_terms(terms, max(0.0, float(spread[place])))


def _solutions(matrix: list[list[Fraction]], rights: Sequence[Parts]) -> dict[str, list[Fraction]]:
    names = sorted({name for parts in rights for name in parts})
    solutions: dict[str, list[Fraction]] = {}
    for name in names:
        right = [parts.get(name, ZERO) for parts in rights]
        values = right if matrix == [[1]] else solved([list(row) for row in matrix], right)
        gives_more = name.endswith(".scrap_credit")
        if values is None or (not gives_more and any(value < 0 for value in values)):
            raise Refusal(
                "chain_invalid",
                found="accounts that need as much of their own output as they make",
                expected="an output above what comes back into it",
                todo="look at the output and the receipts of the companies that trade in a circle",
            )
        solutions[name] = values
    return solutions


def rounded_value(value: Fraction) -> Fraction:
    """Return a value rounded half-even to 18 decimals, so that digits do not grow along a chain."""
    return Fraction(round(value * 10**DECIMALS), 10**DECIMALS)
