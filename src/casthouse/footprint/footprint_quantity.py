"""The reported quantities that are read off a footprint: by group, under both scrap rules, primary data, biogenic."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from casthouse.footprint.data_quality import RATED
from casthouse.footprint.footprint_method import ScrapRule
from casthouse.footprint.product_footprint import GroupFigure, ProductFootprint
from casthouse.footprint.reported_quantity import MovementList, QuantityFigure
from casthouse.footprint.scope_fact import ScopeFacts, footprint_entries

PER_T = "t CO2e/t"
CO2E = "t CO2e"
REPORTED_RULES = (ScrapRule.CUT_OFF, ScrapRule.CO_PRODUCT)
ZERO = Fraction(0)


def group_figures(scopes: Sequence[ScopeFacts]) -> Iterator[QuantityFigure]:
    """Yield the footprint of each product group, then the mean of each stage by tonnes."""
    for each in scopes:
        if each.told is None:
            yield _not_known(each, "all products", each.why_no_footprint)
        else:
            yield from (_group(each, each.told, group) for group in each.told.groups)
    stages = dict.fromkeys(each.footprint.stage for each in scopes if each.footprint and each.told)
    for stage in stages:
        alike = [each for each in scopes if each.footprint and each.footprint.stage is stage]
        if len(alike) > 1 or len(alike[0].told.groups if alike[0].told else ()) > 1:
            yield _mean(alike, stage.value)


def _group(facts: ScopeFacts, told: ProductFootprint, group: GroupFigure) -> QuantityFigure:
    return QuantityFigure(
        label=group.group,
        of=facts.scope,
        unit=PER_T,
        numerator=group.co2e_t,
        numerator_unit=CO2E,
        denominator=group.output_t,
        missing=told.missing,
        told=f"output: {told.account.output_told}",
        entries=footprint_entries(told),
        movements=_behind(facts, told),
        is_burden=True,
        only_grows=True,
    )


def _behind(facts: ScopeFacts, told: ProductFootprint) -> tuple[MovementList, ...]:
    """Return the lists of movements: what came in, and what went out where nobody measured the output."""
    came = (facts.movements(kind="receipt"),) if any(each.receipts for each in told.account.inflows) else ()
    return came if told.account.output_entries else (*came, facts.movements(kind="shipment"))


def _mean(scopes: Sequence[ScopeFacts], stage: str) -> QuantityFigure:
    told = [each.told for each in scopes if each.told is not None]
    groups = [group for each in told for group in each.groups]
    lacking = [f"the footprint of {each.scope}" for each in scopes if each.told is None]
    return QuantityFigure(
        label=f"mean of {stage} by tonnes",
        of=", ".join(each.scope for each in scopes if each.told is not None),
        unit=PER_T,
        numerator=sum((each.co2e_t for each in groups), ZERO),
        numerator_unit=CO2E,
        denominator=sum((each.output_t for each in groups), ZERO),
        missing=(*dict.fromkeys(words for each in told for words in each.missing), *lacking),
        told="over the groups above",
        entries=tuple(dict.fromkeys(entry for each in told for entry in footprint_entries(each))),
        is_burden=True,
        only_grows=not lacking,
    )


def scrap_figures(scopes: Sequence[ScopeFacts]) -> Iterator[QuantityFigure]:
    """Yield the same output under cut-off and under co-product, side by side."""
    for each in scopes:
        told = each.told
        by_rule = {figure.rule: figure for figure in told.by_scrap_rule} if told else {}
        for rule in REPORTED_RULES:
            label = rule.value.replace("_", "-")
            figure = by_rule.get(rule)
            if told is None or figure is None:
                chain = "the chain feeds itself under this rule"
                yield _not_known(each, label, chain if told else each.why_no_footprint)
                continue
            yield QuantityFigure(
                label=label,
                of=each.scope,
                unit=PER_T,
                numerator=figure.co2e_t,
                numerator_unit=CO2E,
                denominator=figure.over_t,
                missing=told.missing,
                told="over products and pre-consumer scrap that left"
                if rule is ScrapRule.CO_PRODUCT
                else "over products",
                entries=footprint_entries(told),
                movements=_behind(each, told),
                is_burden=True,
                only_grows=True,
            )


def primary_data_figures(scopes: Sequence[ScopeFacts]) -> Iterator[QuantityFigure]:
    """Yield which part of the emissions is from primary data."""
    for each in scopes:
        told = each.told
        if told is None or told.value is None:
            yield QuantityFigure(label="primary data", of=each.scope, unknown=each.why_no_footprint)
            continue
        yield QuantityFigure(
            label="primary data",
            of=each.scope,
            numerator=told.value.primary * told.over_t,
            numerator_unit=CO2E,
            denominator=told.numerator,
            denominator_unit=CO2E,
            missing=told.missing,
            told="own measurements 1, a declaration its own share, stand-ins 0",
            entries=footprint_entries(told),
            movements=_behind(each, told),
        )
        yield from _rating(each, told)


def _rating(facts: ScopeFacts, told: ProductFootprint) -> Iterator[QuantityFigure]:
    """Yield how good the data behind the emissions is: the mean of the indicators, weighed by emissions."""
    found = told.data_rating
    if found is None or told.value is None:
        return
    each = ", ".join(f"{name} {float(rating):.2f}" for name, rating in found.named)
    rated_t = told.value.ratings[RATED] * told.over_t
    yield QuantityFigure(
        label="level of data quality",
        of=facts.scope,
        unit=f"1 best to {len(found.scheme.levels)} worst",
        numerator=found.overall * rated_t,
        numerator_unit=f"{CO2E} × level",
        denominator=rated_t,
        denominator_unit=CO2E,
        missing=told.missing,
        told=f"{found.level}: {each}; {found.scheme.code}, not verified in its source"
        if not found.scheme.verified
        else f"{found.level}: {each}; {found.scheme.code}",
        entries=footprint_entries(told),
        movements=_behind(facts, told),
        is_burden=True,
    )


def biogenic_figures(scopes: Sequence[ScopeFacts]) -> Iterator[QuantityFigure]:
    """Yield an explicit zero for what holds no biogenic carbon; where something may, that it is not known."""
    for each in scopes:
        told = each.told
        if told is None:
            yield _not_known(each, "biogenic carbon", each.why_no_footprint)
            continue
        yield _zero(each, told, "biogenic carbon in the product", "t C/t", "metal holds none")
        why = _why_perhaps(each, told)
        for label in ("biogenic uptake", "emissions of land use"):
            if why:
                yield _not_known(each, label, why)
            else:
                yield _zero(each, told, label, PER_T, "no biomass fuel and no bio-anode was measured")
        yield _with_biogenic(each, told, why)


def _why_perhaps(facts: ScopeFacts, told: ProductFootprint) -> str:
    if facts.perhaps_biogenic:
        return f"nobody told whether {', '.join(facts.perhaps_biogenic)} holds biogenic carbon"
    return f"missing: {'; '.join(told.missing)}" if told.missing else ""


def _zero(facts: ScopeFacts, told: ProductFootprint, label: str, unit: str, words: str) -> QuantityFigure:
    return QuantityFigure(
        label=label,
        of=facts.scope,
        unit=unit,
        numerator=ZERO,
        numerator_unit=unit.partition("/")[0],
        denominator=told.over_t,
        told=words,
        entries=footprint_entries(told),
        is_burden=True,
    )


def _with_biogenic(facts: ScopeFacts, told: ProductFootprint, why: str) -> QuantityFigure:
    label = "footprint with biogenic emissions and removals"
    if why:
        return _not_known(facts, label, why)
    return QuantityFigure(
        label=label,
        of=facts.scope,
        unit=PER_T,
        numerator=told.numerator,
        numerator_unit=CO2E,
        denominator=told.over_t,
        told="the same as without them",
        entries=footprint_entries(told),
        is_burden=True,
    )


def _not_known(facts: ScopeFacts, label: str, why: str) -> QuantityFigure:
    return QuantityFigure(label=label, of=facts.scope, unit=PER_T, unknown=why, is_burden=True)
