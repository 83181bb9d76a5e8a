"""What the flows of a stage cannot be: more out than in, yields beyond chemistry, sold before bought.

Mass is looked at from the first entry of an organisation on, so that a stock which the accounts saw grow explains what
leaves it later.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple

from casthouse.custody.movement import Kind
from casthouse.custody.stage import STAGES, Material, Stage, stage_of
from casthouse.measure.mass import tonnes_words
from casthouse.measure.period import Period
from casthouse.provenance.anomaly_kind import AnomalyKind
from casthouse.provenance.anomaly_rules import AnomalyRules
from casthouse.provenance.chain_anomaly import AnomalySide, ChainAnomaly, EntryQuery
from casthouse.provenance.severity import Severity

INTO = frozenset({Kind.EXTRACTION, Kind.RECEIPT, Kind.PRODUCTION})
MADE_FROM = {
    Stage.ALUMINA: (Stage.BAUXITE, "bauxite_per_alumina"),
    Stage.ALUMINIUM: (Stage.ALUMINA, "alumina_per_aluminium"),
}


class DayFlow(NamedTuple):
    """What an organisation moved on a day, of one kind, material and mark, in force."""

    organisation: str
    day: date
    kind: Kind
    material: Material
    coc: bool | None
    mass_g: int

    @property
    def is_bought_coc(self) -> bool:
        """Whether it came in as CoC Material: what a certified mine extracts counts, too."""
        return self.kind is Kind.EXTRACTION or (self.kind is Kind.RECEIPT and self.coc is True)


@dataclass(frozen=True, slots=True, kw_only=True)
class StageDays:
    """The flows of an organisation in a stage up to the end of a period, by day."""

    organisation: str
    stage: Stage
    flows: Sequence[DayFlow]

    def total_g(self, *kinds: Kind) -> int:
        """Return the mass of some kinds."""
        return sum(each.mass_g for each in self.flows if each.kind in kinds)

    @property
    def into_g(self) -> int:
        """What came in or was made."""
        return self.total_g(*INTO)

    @property
    def out_g(self) -> int:
        """What was shipped."""
        return self.total_g(Kind.SHIPMENT)


def stage_days(flows: Sequence[DayFlow]) -> dict[str, dict[Stage, StageDays]]:
    """Return flows by organisation and stage, each by day."""
    held: dict[tuple[str, Stage], list[DayFlow]] = defaultdict(list)
    for each in flows:
        held[each.organisation, stage_of(each.material)].append(each)
    found: dict[str, dict[Stage, StageDays]] = defaultdict(dict)
    for (organisation, stage), those in held.items():
        ordered = sorted(those, key=lambda each: each.day)
        found[organisation][stage] = StageDays(organisation=organisation, stage=stage, flows=ordered)
    return found


Carried = Mapping[tuple[str, Stage], int]
"""The Positive Balances that organisations carry into a period, by stage."""


def stage_anomalies(
    flows: Sequence[DayFlow], rules: AnomalyRules, period: Period, carried: Carried
) -> Iterator[ChainAnomaly]:
    """Return what the flows up to the end of a period cannot be, or hardly."""
    for stages in stage_days(flows).values():
        for each in stages.values():
            yield from _more_out_than_in(each, rules, period)
        yield from _yields(stages, rules, period)
        yield from _sold_as_coc(stages, rules, period, carried)


def _more_out_than_in(days: StageDays, rules: AnomalyRules, period: Period) -> Iterator[ChainAnomaly]:
    if not any(each.day in period and each.kind is Kind.SHIPMENT for each in days.flows):
        return
    if days.out_g > days.into_g * (1 + rules.part("output_tolerance_percent")):
        seen = (
            f"since the first entry {tonnes_words(days.out_g)} t of {days.stage.value} went out, "
            f"{tonnes_words(days.into_g)} t came in or were made"
        )
        side = _side(days, seen, period, since=date.min)
        yield _anomaly(AnomalyKind.OUTPUT_ABOVE_INPUT, Severity.HIGH, days.stage, period, side)
        return
    early = _early_g(days, rules, period)
    if early is not None:
        missing_g, on = early
        seen = (
            f"on {on} {tonnes_words(missing_g)} t more of {days.stage.value} had gone out than came in or were made "
            f"up to {rules.whole('early_sale_days')} days later"
        )
        side = _side(days, seen, period, since=date.min)
        yield _anomaly(AnomalyKind.SOLD_BEFORE_BOUGHT, Severity.MEDIUM, days.stage, period, side)


def _early_g(days: StageDays, rules: AnomalyRules, period: Period) -> tuple[int, date] | None:
    """Return how much, at worst, had left before it came, and on which day of the period; None where it is usual."""
    grace = timedelta(days=rules.whole("early_sale_days"))
    ins = [each for each in days.flows if each.kind in INTO]
    out_g = in_g = at = 0
    worst_g, worst_on = 0, None
    for each in days.flows:
        if each.kind is not Kind.SHIPMENT:
            continue
        out_g += each.mass_g
        while at < len(ins) and ins[at].day - each.day <= grace:
            in_g += ins[at].mass_g
            at += 1
        if out_g - in_g > worst_g and each.day in period:
            worst_g, worst_on = out_g - in_g, each.day
    if worst_on is None or worst_g <= days.into_g * rules.part("early_sale_percent"):
        return None
    return worst_g, worst_on


def _yields(stages: Mapping[Stage, StageDays], rules: AnomalyRules, period: Period) -> Iterator[ChainAnomaly]:
    for stage, (before, name) in MADE_FROM.items():
        days = stages.get(stage)
        if days is None or not any(
            each.kind is Kind.PRODUCTION and each.day in period for each in days.flows
        ):
            continue
        used = stages.get(before) or StageDays(organisation=days.organisation, stage=before, flows=())
        yield from _yield(days, used, name, rules, period)


def _yield(
    days: StageDays, used: StageDays, name: str, rules: AnomalyRules, period: Period
) -> Iterator[ChainAnomaly]:
    """Compare what was made of a stage with what was there of the one before, since the first entry."""
    made_g, used_g = days.total_g(Kind.PRODUCTION), used.into_g - used.out_g
    ratio = Fraction(used_g, made_g)
    if ratio < rules.value(f"{name}_least"):
        kind, severity = AnomalyKind.YIELD_BEYOND_CHEMISTRY, Severity.HIGH
        usual = f"chemistry needs {float(rules.value(f'{name}_least')):g}"
    elif not rules.value(f"{name}_low") <= ratio <= rules.value(f"{name}_high"):
        kind, severity = AnomalyKind.YIELD_BEYOND_EXPERIENCE, Severity.LOW
        usual = f"usual are {float(rules.value(f'{name}_low')):g} to {float(rules.value(f'{name}_high')):g}"
    else:
        return
    made = (
        f"since the first entry {tonnes_words(made_g)} t of {days.stage.value} made, of {float(ratio):.3f} t "
        f"of {used.stage.value} a tonne; {usual}"
    )
    there = (
        f"{tonnes_words(used_g)} t of {used.stage.value} there for it: all that came in, less what went out"
    )
    sides = (
        _side(days, made, period, since=date.min, kinds=(Kind.PRODUCTION,)),
        _side(used, there, period, since=date.min),
    )
    yield _anomaly(kind, severity, days.stage, period, *sides)


def _sold_as_coc(
    stages: Mapping[Stage, StageDays], rules: AnomalyRules, period: Period, carried: Carried
) -> Iterator[ChainAnomaly]:
    """Compare what was sold as CoC Material in the period with what came in as such, stage after stage.

    A balance carried in may be sold, too; it is of no share, since nothing of it is in what is made now.
    """
    share = Fraction(0)
    for stage in STAGES:
        days = stages.get(stage)
        if days is None:
            share = Fraction(0)
            continue
        inside = [each for each in days.flows if each.day in period]
        bought_g = sum(each.mass_g for each in inside if each.is_bought_coc)
        made_g = sum(each.mass_g for each in inside if each.kind is Kind.PRODUCTION)
        into_g = sum(each.mass_g for each in inside if each.kind in INTO)
        sold_g = sum(each.mass_g for each in inside if each.kind is Kind.SHIPMENT and each.coc)
        as_coc_g = bought_g + share * made_g
        share = as_coc_g / into_g if into_g else Fraction(0)
        carried_g = carried.get((days.organisation, stage), 0)
        there_g = as_coc_g + carried_g
        if sold_g >= rules.grams("coc_sold_least_t") and sold_g > there_g * rules.part("coc_sold_percent"):
            grave = sold_g > there_g * rules.part("coc_sold_grave_percent")
            seen = (
                f"{tonnes_words(sold_g)} t of {stage.value} sold as CoC Material, {tonnes_words(int(as_coc_g))} t "
                "came in or were made as such"
            ) + (f", {tonnes_words(carried_g)} t were carried in" if carried_g else "")
            side = _side(days, seen, period, since=period.start, kinds=(Kind.SHIPMENT,), coc=True)
            severity = Severity.HIGH if grave else Severity.MEDIUM
            yield _anomaly(AnomalyKind.LITTLE_BOUGHT_MUCH_SOLD, severity, stage, period, side)


def _side(
    days: StageDays,
    seen: str,
    period: Period,
    *,
    since: date,
    kinds: tuple[Kind, ...] = (),
    coc: bool | None = None,
) -> AnomalySide:
    query = EntryQuery(
        organisation=days.organisation,
        kinds=kinds,
        materials=tuple(each for each in Material if stage_of(each) is days.stage),
        first=since,
        last=period.last_day,
        coc=coc,
    )
    return AnomalySide(organisation=days.organisation, seen=seen, query=query)


def _anomaly(
    kind: AnomalyKind, severity: Severity, stage: Stage, period: Period, *sides: AnomalySide
) -> ChainAnomaly:
    return ChainAnomaly(kind=kind, severity=severity, subject=stage.value, period=period, sides=sides)
