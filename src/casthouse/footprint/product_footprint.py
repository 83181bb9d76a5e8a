"""The footprint of what a scope made in a period: per tonne, by step, by product group, under rival scrap rules.

Each figure keeps its numerator, its denominator, its method and the entries behind it. What stood in and what is
missing is part of the answer: while something is missing, the figure is a lower bound and says so.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from casthouse.custody.stage import STAGES, Stage, stage_of
from casthouse.footprint.chain_value import ChainRules, ChainValue, carried_value, chain_values
from casthouse.footprint.data_quality import DataRating, QualityScheme, rating_of
from casthouse.footprint.emission_line import Uncertainty
from casthouse.footprint.footprint_method import FootprintMethod, ScrapRule
from casthouse.footprint.plausible_range import Ranges
from casthouse.footprint.received_metal import stand_in
from casthouse.footprint.stage_account import AccountKey, Basis, Inflow, StageAccount
from casthouse.refusal import Refusal

ZERO = Fraction(0)
SCRAP_RULES: tuple[ScrapRule, ...] = tuple(ScrapRule)


@dataclass(frozen=True, slots=True, kw_only=True)
class FootprintStep:
    """One step of the waterfall: what it adds per tonne, and in all.

    `entries` are what the plant measured, or what came in and brought it along; `own_stage` is the account of the same
    scope that it comes from.
    """

    name: str
    per_t: Fraction
    co2e_t: Fraction
    entries: tuple[str, ...] = ()
    own_stage: Stage | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InflowFigure:
    """What came in with what it carried; `value` is None where the boundary or the scrap rule leaves it out."""

    inflow: Inflow
    value: Fraction | None
    co2e_t: Fraction
    rating: DataRating | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupFigure:
    """The footprint of one product group."""

    group: str
    output_t: Fraction
    co2e_t: Fraction

    @property
    def per_t(self) -> Fraction:
        """Tonnes of CO2e per tonne."""
        return self.co2e_t / self.output_t


@dataclass(frozen=True, slots=True, kw_only=True)
class ScrapFigure:
    """The same output under one scrap rule: numerator and denominator."""

    rule: ScrapRule
    co2e_t: Fraction
    over_t: Fraction

    @property
    def per_t(self) -> Fraction:
        """Tonnes of CO2e per tonne."""
        return self.co2e_t / self.over_t


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductFootprint:
    """A footprint; None for `value` where nothing can be told.

    `late` are the warnings of editions that it rests on and that do not hold in its days, which are in `warnings` too.
    """

    method: FootprintMethod
    account: StageAccount
    value: ChainValue | None
    over_t: Fraction
    steps: tuple[FootprintStep, ...]
    inflows: tuple[InflowFigure, ...]
    groups: tuple[GroupFigure, ...]
    by_scrap_rule: tuple[ScrapFigure, ...]
    warnings: tuple[str, ...]
    missing: tuple[str, ...]
    scheme: QualityScheme | None = None
    late: tuple[str, ...] = ()

    @property
    def data_rating(self) -> DataRating | None:
        """How good the data behind the figure is; None where nothing is rated."""
        return rating_of(self.value.ratings, self.scheme) if self.value else None

    @property
    def is_complete(self) -> bool:
        """Whether nothing is missing."""
        return self.value is not None and not self.missing

    @property
    def numerator(self) -> Fraction:
        """Tonnes of CO2e in all."""
        return self.value.total * self.over_t if self.value else ZERO

    @property
    def primary_percent(self) -> Fraction:
        """The share of primary data, in percent."""
        return (self.primary_share or ZERO) * 100

    @property
    def uncertainty_percent(self) -> float:
        """The uncertainty, in percent."""
        return (self.uncertainty or 0.0) * 100

    @property
    def unstated_share(self) -> Fraction | None:
        """The share of the figure that comes from what has an input without a stated uncertainty, suppliers' too."""
        if self.value is None or not self.value.total:
            return None
        return min(Fraction(1), self.value.unstated / abs(self.value.total))

    @property
    def unstated_percent(self) -> Fraction:
        """The same, in percent."""
        return (self.unstated_share or ZERO) * 100

    @property
    def inputs(self) -> int:
        """From how many measurements, factors and declarations the scope's own figures come."""
        return sum(each.inputs for each in self._uncertainties)

    @property
    def unstated_inputs(self) -> int:
        """Of how many of these nobody stated an uncertainty."""
        return sum(each.unstated for each in self._uncertainties)

    @property
    def is_uncertainty_least(self) -> bool:
        """Whether the figure is at least as uncertain as is said, since of some of it nobody stated how much."""
        return bool(self.unstated_inputs or self.unstated_share)

    @property
    def _uncertainties(self) -> list[Uncertainty]:
        lines = [each.uncertainty for each in self.account.lines if each.part in self.method.boundary]
        told = [
            each.inflow.uncertainty for each in self.inflows if each.inflow.value and each.value is not None
        ]
        return lines + [Uncertainty.of(each) for each in told]

    @property
    def primary_share(self) -> Fraction | None:
        """The share of primary data; None over nothing."""
        if self.value is None or not self.value.total:
            return None
        return self.value.primary / self.value.total

    @property
    def uncertainty(self) -> float | None:
        """One standard fraction of the figure, from the uncertainties that were stated; None where none was.

        It is the least that the figure is uncertain by where `is_uncertainty_least`.
        """
        if self.value is None or not self.value.total or not self.value.variance:
            return None
        return float(self.value.variance**0.5 / abs(float(self.value.total)))


def resolved(
    accounts: Mapping[AccountKey, StageAccount], rules: ChainRules
) -> dict[AccountKey, StageAccount]:
    """Return the accounts that something can be told from, each inflow with what it carries.

    A supplier's own figure counts only where its account is complete; else what it declared, else a stand-in, which is
    recorded.

    Args:
        accounts: all that were loaded.
        rules: the method and its factors, for what stands in; only what counts is recorded as a fallback.
    """
    known = {key: account for key, account in accounts.items() if account.is_known}
    return settled_accounts(known, known, rules)


def settled_accounts(
    accounts: Mapping[AccountKey, StageAccount], known: Mapping[AccountKey, StageAccount], rules: ChainRules
) -> dict[AccountKey, StageAccount]:
    """Return accounts, each inflow with what it carries: from accounts that something can be told from, or else."""
    return {
        key: replace(
            account, inflows=tuple(_settled(each, account, known, rules) for each in account.inflows)
        )
        for key, account in accounts.items()
    }


def _settled(
    inflow: Inflow, account: StageAccount, known: Mapping[AccountKey, StageAccount], rules: ChainRules
) -> Inflow:
    if inflow.source is not None:
        source = known.get(inflow.source)
        is_own = inflow.basis is Basis.OWN_STAGE and source is not None
        if is_own or (source is not None and not list(missing_of(known, inflow.source))):
            return replace(inflow, value=None)
        if inflow.value is not None:
            return replace(inflow, basis=Basis.DECLARED, source=None)
        why = (
            "the stage before tells nothing"
            if inflow.basis is Basis.OWN_STAGE
            else "the supplier's data is incomplete"
        )
        inflow = stand_in(replace(inflow, told=why), rules.factors)
    if inflow.basis is Basis.STAND_IN and account.lines and rules.counts(inflow):
        name = f"{inflow.material.value} from {inflow.shipper or 'nobody named'}"
        reason, _, used = inflow.told.rpartition("; ")
        account.sheet.fall_back(f"footprint of {name}", used, reason or "nobody told")
    return inflow


def product_footprint(
    accounts: Mapping[AccountKey, StageAccount],
    key: AccountKey,
    rules: ChainRules,
    ranges: Ranges,
) -> ProductFootprint:
    """Return the footprint of one account's output.

    Args:
        accounts: resolved ones, among them that of `key`.
        key: which account.
        rules: the method and its factors; the scrap rule of the answer is the method's.
        ranges: what stages usually are.
    """
    account = accounts[key]
    values = chain_values(accounts, rules)
    value = values[key]
    over_t = rules.denominator(account)
    inflows = tuple(_figure(each, rules, values) for each in account.inflows)
    by_rule = {each.rule: each for each in _by_rule(accounts, key, rules)}
    return ProductFootprint(
        method=rules.method,
        account=account,
        value=value,
        over_t=over_t,
        steps=tuple(_steps(account, values, over_t, rules)),
        inflows=inflows,
        groups=tuple(_groups(account, value, over_t, rules)),
        by_scrap_rule=tuple(by_rule.values()),
        warnings=(
            *account.sheet.warnings,
            *_unlikely(account, value, over_t, ranges, rules),
            *(
                f"no figure under {rule.value}: the chain feeds itself"
                for rule in SCRAP_RULES
                if rule not in by_rule
            ),
        ),
        missing=tuple(missing_of(accounts, key)),
        scheme=rules.scheme,
    )


def missing_of(accounts: Mapping[AccountKey, StageAccount], key: AccountKey) -> Iterator[str]:
    """Yield what is missing at the plants of the scope, at this stage and the ones that it draws on."""
    account: StageAccount | None = accounts[key]
    while account is not None:
        yield from account.sheet.missing
        before = [each.source for each in account.inflows if each.basis is Basis.OWN_STAGE and each.source]
        account = accounts.get(before[0]) if before else None


def _figure(inflow: Inflow, rules: ChainRules, values: Mapping[AccountKey, ChainValue]) -> InflowFigure:
    if not rules.counts(inflow):
        return InflowFigure(inflow=inflow, value=None, co2e_t=ZERO)
    carried = carried_value(inflow, rules, values)
    value = carried.total if inflow.source is not None else inflow.value
    assert value is not None
    rating = rating_of(carried.ratings, rules.scheme)
    return InflowFigure(inflow=inflow, value=value, co2e_t=inflow.mass_t * value, rating=rating)


def _steps(
    account: StageAccount, values: Mapping[AccountKey, ChainValue], over_t: Fraction, rules: ChainRules
) -> Iterator[FootprintStep]:
    """Yield what came before, by stage, then the plant's own parts; they sum to the figure."""
    value = values[account.key]
    own: dict[str, Fraction] = {}
    entries: dict[str, list[str]] = {}
    for line in account.lines:
        if line.part in rules.method.boundary:
            own[line.part.value] = own.get(line.part.value, ZERO) + line.co2e_t / over_t
            entries.setdefault(line.part.value, []).extend(line.entries)
    here = account.key.stage
    for stage in STAGES:
        before = sum((part for name, part in value.parts.items() if name.startswith(f"{stage.value}.")), ZERO)
        if stage is here:
            before -= sum(own.values(), ZERO)
        if abs(before) * 10**12 > 1:  # more than what rounding leaves
            through = [
                each for each in account.inflows if rules.counts(each) and _brings(each, stage, values)
            ]
            own_stages = [
                s.source.stage for s in through if s.basis is Basis.OWN_STAGE and s.source is not None
            ]
            yield FootprintStep(
                name=f"{stage.value} bought" if stage is here else stage.value,
                per_t=before,
                co2e_t=before * over_t,
                entries=tuple(dict.fromkeys(entry for each in through for entry in each.entries)),
                own_stage=own_stages[0] if own_stages else None,
            )
    for name, per_t in own.items():
        yield FootprintStep(
            name=name.replace("_", " "),
            per_t=per_t,
            co2e_t=per_t * over_t,
            entries=tuple(dict.fromkeys(entries[name])),
        )


def _brings(inflow: Inflow, stage: Stage, values: Mapping[AccountKey, ChainValue]) -> bool:
    """Say whether something of a stage came in with an inflow: it is of it, or was made of it before."""
    if inflow.source is None:
        return stage_of(inflow.material) is stage
    parts = values[inflow.source].parts
    return any(part for name, part in parts.items() if name.startswith(f"{stage.value}."))


def _groups(
    account: StageAccount, value: ChainValue, over_t: Fraction, rules: ChainRules
) -> Iterator[GroupFigure]:
    """Yield each product group: what is of it alone, and its part of the rest by mass."""
    mine = [
        line for line in account.lines if line.part in rules.method.boundary and line.group in account.outputs
    ]
    alone = sum((line.co2e_t for line in mine), ZERO)
    shared = value.total * over_t - alone
    for group, output_t in sorted(account.outputs.items()):
        own = sum((line.co2e_t for line in mine if line.group == group), ZERO)
        yield GroupFigure(group=group, output_t=output_t, co2e_t=own + shared * output_t / over_t)


def _by_rule(
    accounts: Mapping[AccountKey, StageAccount], key: AccountKey, rules: ChainRules
) -> Iterator[ScrapFigure]:
    for rule in SCRAP_RULES:
        these = replace(rules, scrap_rule=rule)
        over_t = these.denominator(accounts[key])
        try:
            total = chain_values(accounts, these)[key].total
        except Refusal:  # companies that trade in a circle take more than they make, under this rule only
            continue
        yield ScrapFigure(rule=rule, co2e_t=total * over_t, over_t=over_t)


def _unlikely(
    account: StageAccount, value: ChainValue, over_t: Fraction, ranges: Ranges, rules: ChainRules
) -> Iterator[str]:
    own = sum((line.co2e_t for line in account.lines if line.part in rules.method.boundary), ZERO)
    checks = [(f"stage.{account.key.stage.value}", "own emissions of the stage", own / over_t)]
    if any(line.label in {"anode effects", "overvoltage"} for line in account.lines):
        checks = [("stage.electrolysis", "own emissions of electrolysis and casting", own / over_t)]
        if rules.method.is_mine_to_metal:
            checks.append(("chain.primary", "the whole chain", value.total))
    for name, words, figure in checks:
        limits = ranges.get(name)
        if (
            limits is not None
            and account.lines
            and (limits.is_implausible(figure) or limits.is_impossible(figure))
        ):
            yield f"{words} of {float(figure):.4g} t CO2e per t; {limits.likely} is usual"


def weighted_groups(groups: Iterable[GroupFigure]) -> Fraction | None:
    """Return the mean of product groups by tonnes; None over nothing."""
    rows: Sequence[GroupFigure] = list(groups)
    whole = sum((row.output_t for row in rows), ZERO)
    return sum((row.co2e_t for row in rows), ZERO) / whole if whole else None
