"""Summing up the footprint of a lot: what stands behind a tonne of it, times what each of it carries."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from casthouse.custody.stage import STAGES, Material, Stage
from casthouse.footprint.chain_value import ChainRules, ChainValue, own_value
from casthouse.footprint.data_quality import rating_of
from casthouse.footprint.factor import Fallback
from casthouse.footprint.lot_end_value import ChainAccounts, EndValue, EndValues, Identity
from casthouse.footprint.lot_footprint import LotBasis, LotFigure, LotSource, LotStage
from casthouse.footprint.lot_need import ONE, Delivery, EndKind, LotEnd, LotNeeds
from casthouse.footprint.product_footprint import FootprintStep
from casthouse.footprint.stage_account import AccountKey

ZERO = Fraction(0)
STOOD_IN = frozenset((LotBasis.STAND_IN, LotBasis.UNRECORDED))
RowKey = tuple[LotBasis, Material, str, str]  # how it is known, what it is, from whom, in words


@dataclass(frozen=True, slots=True, kw_only=True)
class LotReckoning:
    """What was found of a lot: its figure, what is missing of the organisation itself, and what stood in."""

    figure: LotFigure
    missing: tuple[str, ...]
    fallbacks: tuple[Fallback, ...]


def lot_reckoning(
    needs: LotNeeds, accounts: ChainAccounts, rules: ChainRules, *, stage: Stage
) -> LotReckoning:
    """Return what a tonne of a lot carries.

    Args:
        needs: what stands behind it.
        accounts: the accounts of the chain.
        rules: the method and its factors.
        stage: the stage that the lot is of.
    """
    ends = EndValues(accounts=accounts, rules=rules)
    sums = _Sums(needs=needs)
    for (delivery, end), need in needs.ends.items():
        carried = ends.of(end)
        if carried is not None:
            sums.add(delivery, end, carried, Fraction(need, ONE))
    value = _combined(sums.times, sums.values)
    own = {key: (mass_t, own_value(accounts.every[key], rules)) for key, mass_t in sums.stages.items()}
    steps = [
        *_steps_before(value, own, sums, stage),
        *_own_steps(own, accounts, stage),
    ]
    figure = LotFigure(
        value=value,
        stages=tuple(
            LotStage(
                account=key,
                mass_t=mass_t,
                per_t=each.total,
                entries=_entries_of(accounts, key, rules),
            )
            for key, (mass_t, each) in sorted(own.items())
        ),
        sources=tuple(sums.sources(rules)),
        ends=dict(sums.known),
        steps=tuple(steps),
        scheme=rules.scheme,
    )
    return LotReckoning(figure=figure, missing=tuple(ends.missing), fallbacks=tuple(sums.fallbacks))


@dataclass(slots=True)
class _Row:
    """What came in of one kind, per tonne of the lot; `stages` are those of which something is in it."""

    mass_t: Fraction = ZERO
    co2e_t: Fraction = ZERO
    entries: dict[str, None] = field(default_factory=dict)
    stages: set[Stage] = field(default_factory=set)
    ratings: defaultdict[str, Fraction] = field(default_factory=lambda: defaultdict(Fraction))


@dataclass(slots=True, kw_only=True)
class _Sums:
    """Tonnes per tonne of the lot, summed up by what is shown of them."""

    needs: LotNeeds
    times: defaultdict[Identity, Fraction] = field(default_factory=lambda: defaultdict(Fraction))
    values: dict[Identity, ChainValue] = field(default_factory=dict)
    known: defaultdict[LotBasis, Fraction] = field(default_factory=lambda: defaultdict(Fraction))
    stages: defaultdict[AccountKey, Fraction] = field(default_factory=lambda: defaultdict(Fraction))
    fallbacks: dict[Fallback, None] = field(default_factory=dict)
    rows: defaultdict[RowKey, _Row] = field(default_factory=lambda: defaultdict(_Row))

    def add(self, delivery: Delivery | None, end: LotEnd, carried: EndValue, mass_t: Fraction) -> None:
        """Add what one end carries."""
        self.times[carried.identity] += mass_t * carried.times
        self.values[carried.identity] = carried.value
        if end.kind is EndKind.OWN:
            if delivery is None and end.account is not None and carried.value.parts:
                self.stages[end.account] += mass_t
        else:
            self.known[carried.basis] += mass_t
        if delivery is not None:
            row = self.rows[LotBasis.LOTS, delivery.material, delivery.shipper, ""]
            row.mass_t = Fraction(self.needs.deliveries[delivery], ONE)
            row.entries |= self.needs.references[delivery]
        elif end.kind is not EndKind.OWN:
            row = self.rows[carried.basis, end.material, carried.shipper, carried.told]
            row.mass_t += mass_t
            row.entries |= self.needs.references[end]
            self._fall_back(end, carried)
        else:
            return
        row.co2e_t += mass_t * carried.times * carried.value.total
        for name, rating in carried.value.ratings.items():
            row.ratings[name] += mass_t * carried.times * rating
        row.stages |= {Stage(name.partition(".")[0]) for name in carried.value.parts}

    def _fall_back(self, end: LotEnd, carried: EndValue) -> None:
        if carried.basis in STOOD_IN and carried.value.parts:
            reason, _, used = carried.told.rpartition("; ")
            wanted = f"footprint of {end.material.value} from {carried.shipper or 'nobody named'}"
            self.fallbacks[Fallback(wanted=wanted, used=used, reason=reason or "nobody told")] = None

    def sources(self, rules: ChainRules) -> Iterator[LotSource]:
        """Yield what is in the lot, what carries most first."""
        for (basis, material, shipper, told), row in sorted(
            self.rows.items(), key=lambda item: (-item[1].co2e_t, -item[1].mass_t, item[0])
        ):
            yield LotSource(
                basis=basis,
                material=material,
                shipper=shipper,
                told=told,
                mass_t=row.mass_t,
                co2e_t=row.co2e_t,
                entries=tuple(sorted(row.entries)),
                rating=rating_of(row.ratings, rules.scheme),
            )


def _combined(times: Mapping[Identity, Fraction], values: Mapping[Identity, ChainValue]) -> ChainValue:
    """Return the sum of values, each so many times; what one of them is uncertain by is so wherever it counts."""
    terms: defaultdict[str, Fraction] = defaultdict(Fraction)
    variance = 0.0
    for identity, count in times.items():
        value = values[identity]
        for name, term in value.terms.items():
            terms[name] += count * term
        variance += float(count) ** 2 * value.variance
    return ChainValue.of_terms(terms, variance)


Own = Mapping[AccountKey, tuple[Fraction, ChainValue]]


def _steps_before(value: ChainValue, own: Own, sums: _Sums, here: Stage) -> Iterator[FootprintStep]:
    """Yield what came before, by stage."""
    for stage in STAGES:
        start = f"{stage.value}."
        before = sum((part for name, part in value.parts.items() if name.startswith(start)), ZERO)
        before -= sum(
            (mass_t * each.total for key, (mass_t, each) in own.items() if key.stage is stage), ZERO
        )
        if abs(before) * 10**12 > 1:  # more than what rounding leaves
            through = [row for row in sums.rows.values() if stage in row.stages]
            yield FootprintStep(
                name=f"{stage.value} bought" if stage is here else stage.value,
                per_t=before,
                co2e_t=before,
                entries=tuple(sorted({entry for row in through for entry in row.entries})),
            )


def _own_steps(own: Own, accounts: ChainAccounts, here: Stage) -> Iterator[FootprintStep]:
    """Yield what the organisation's own plants emitted, by unit process."""
    figures: defaultdict[str, Fraction] = defaultdict(Fraction)
    entries: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for key, (mass_t, each) in sorted(own.items()):
        for name, part in each.parts.items():
            words = name.partition(".")[2].replace("_", " ")
            shown = words if key.stage is here else f"{words} of {key.stage.value}"
            figures[shown] += mass_t * part
            behind = [
                line for line in accounts.every[key].lines if f"{key.stage.value}.{line.part.value}" == name
            ]
            entries[shown] |= {entry: None for line in behind for entry in line.entries}
    for name, per_t in figures.items():
        yield FootprintStep(name=name, per_t=per_t, co2e_t=per_t, entries=tuple(entries[name]))


def _entries_of(accounts: ChainAccounts, key: AccountKey, rules: ChainRules) -> tuple[str, ...]:
    """Return the measurements behind an account's own emissions and its output."""
    account = accounts.every[key]
    lines = [line for line in account.lines if line.part in rules.method.boundary]
    measured = [entry for line in lines for entry in line.entries]
    return tuple(dict.fromkeys([*measured, *account.output_entries]))
