"""The reported quantities along the chain: CoC share, power and place of smelting, transport, CBAM."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from casthouse.footprint.cbam_figure import CbamFigure
from casthouse.footprint.footprint_method import Part
from casthouse.footprint.footprint_quantity import CO2E, PER_T
from casthouse.footprint.metal_mix import POWERS, UNKNOWN
from casthouse.footprint.product_footprint import ProductFootprint
from casthouse.footprint.reported_quantity import Entry, EntryKind, MovementList, QuantityFigure, entries_of
from casthouse.footprint.scope_fact import ScopeFacts, footprint_entries

G_PER_T = 1_000_000
ZERO = Fraction(0)
CLEAN = frozenset(("renewable", "nuclear"))
METAL = "aluminium"


def custody_figures(scopes: Sequence[ScopeFacts]) -> Iterator[QuantityFigure]:
    """Yield the part of the metal that left, and of what came in, as CoC Material."""
    for each in scopes:
        metal = each.metal
        out, came = Fraction(metal.coc_out_g, G_PER_T), Fraction(metal.coc_in_g, G_PER_T)
        yield QuantityFigure(
            label="of metal that left, as CoC Material",
            of=each.scope,
            numerator=out if metal.out_g else None,
            denominator=Fraction(metal.out_g, G_PER_T) if metal.out_g else None,
            unknown="no metal left in these days",
            told=_against_inputs(metal.coc_out_g, metal.coc_in_g),
            movements=(
                each.movements(kind="shipment", material=METAL, coc="yes"),
                each.movements(kind="shipment", material=METAL),
            ),
        )
        yield QuantityFigure(
            label="of metal and scrap that came in, as CoC Material or Eligible Scrap",
            of=each.scope,
            numerator=came if metal.in_g else None,
            denominator=Fraction(metal.in_g, G_PER_T) if metal.in_g else None,
            unknown="no metal and no scrap came in in these days",
            told="receipts and metal made from alumina",
            movements=(
                each.movements(kind="receipt", stage=METAL, coc="yes"),
                each.movements(kind="receipt", stage=METAL),
                each.movements(kind="production", material=METAL),
            ),
        )


def _against_inputs(out_g: int, came_g: int) -> str:
    if out_g <= came_g:
        return "not more than came in as such"
    return "more than came in as such in these days: the position says whether a balance covers it"


def energy_figures(scopes: Sequence[ScopeFacts]) -> Iterator[QuantityFigure]:
    """Yield by which power the primary metal was smelted; what is unknown is a figure as any other."""
    for each in scopes:
        whole = sum(each.power.values(), ZERO)
        if not whole:
            yield _no_primary(each, "power")
            continue
        for name in POWERS:
            if each.power.get(name) or name in {"renewable", "coal", UNKNOWN}:
                yield _part(each, name, each.power, is_burden=name not in CLEAN)


def _part(facts: ScopeFacts, name: str, mix: Mapping[str, Fraction], *, is_burden: bool) -> QuantityFigure:
    unknown_t = mix.get(UNKNOWN, ZERO)
    is_whole = name == UNKNOWN or not unknown_t
    return QuantityFigure(
        label=name,
        of=facts.scope,
        numerator=mix.get(name, ZERO),
        denominator=sum(mix.values(), ZERO),
        missing=() if is_whole else (f"what is behind {float(unknown_t):,.3f} t of it",),
        only_grows=True,
        told="grids whose mix nobody told, and metal of suppliers that disclose nothing"
        if name == UNKNOWN
        else "tonnes of primary metal",
        entries=facts.power_entries,
        movements=(facts.movements(kind="receipt", material=METAL), facts.movements(kind="production")),
        is_burden=is_burden,
    )


def _no_primary(facts: ScopeFacts, label: str) -> QuantityFigure:
    return QuantityFigure(
        label=label, of=facts.scope, unknown="no metal was bought and none smelted in these days"
    )


def trade_figures(scopes: Sequence[ScopeFacts]) -> Iterator[QuantityFigure]:
    """Yield where primary metal was smelted, where it was cast last, and what its transport emitted."""
    for each in scopes:
        if not each.smelted_in:
            yield _no_primary(each, "country of smelting")
        for country in sorted(each.smelted_in, key=lambda name: (name == UNKNOWN, name)):
            part = _part(each, country, each.smelted_in, is_burden=country == UNKNOWN)
            is_known = country != UNKNOWN
            yield replace(
                part,
                label=f"smelted in {country}" if is_known else "smelted, country unknown",
                told="the register's country of who smelted it"
                if is_known
                else "metal of suppliers that disclose nothing",
                entries=(),
            )
        told = each.told
        if told is None:
            words = each.why_no_footprint
            yield QuantityFigure(label="last cast", of=each.scope, unknown=words)
            yield QuantityFigure(label="transport", of=each.scope, unit=PER_T, unknown=words)
            continue
        yield _last_cast(each, told)
        yield _transport(each, told)
        yield _uncertainty(each, told)


def _last_cast(facts: ScopeFacts, told: ProductFootprint) -> QuantityFigure:
    return QuantityFigure(
        label=f"last cast in {facts.country}",
        of=facts.scope,
        numerator=told.account.output_t,
        denominator=told.account.output_t,
        told="the register's country of the organisation",
        entries=entries_of(EntryKind.MEASUREMENT, told.account.output_entries),
        movements=(facts.movements(kind="shipment"),),
    )


def _transport(facts: ScopeFacts, told: ProductFootprint) -> QuantityFigure:
    lines = [each for each in told.account.lines if each.part is Part.TRANSPORT]
    if not lines:
        return QuantityFigure(
            label="transport", of=facts.scope, unit=PER_T, unknown="no transport was measured in these days"
        )
    references = [reference for each in lines for reference in each.entries]
    return QuantityFigure(
        label="transport",
        of=facts.scope,
        unit=PER_T,
        numerator=sum((each.co2e_t for each in lines), ZERO),
        numerator_unit=CO2E,
        denominator=told.account.output_t,
        told="measured by the plant; that of suppliers is in what they declare",
        entries=entries_of(EntryKind.MEASUREMENT, references),
        is_burden=True,
    )


def _uncertainty(facts: ScopeFacts, told: ProductFootprint) -> QuantityFigure:
    if told.uncertainty is None:
        return QuantityFigure(
            label="uncertainty of the footprint", of=facts.scope, unknown="nobody stated one", is_burden=True
        )
    return QuantityFigure(
        label="uncertainty of the footprint",
        of=facts.scope,
        numerator=Fraction(str(told.uncertainty)) * told.numerator,
        numerator_unit=CO2E,
        denominator=told.numerator,
        denominator_unit=CO2E,
        told=_stated(told),
        entries=footprint_entries(told),
        is_burden=True,
        is_least=told.is_uncertainty_least,
    )


def _stated(told: ProductFootprint) -> str:
    if not told.is_uncertainty_least:
        return "one standard fraction"
    return (
        f"one standard fraction: {told.unstated_inputs} of {told.inputs} inputs of its own and "
        f"{float(told.unstated_percent):.1f} % of the figure have no stated uncertainty"
    )


def cbam_figures(scopes: Sequence[ScopeFacts]) -> Iterator[QuantityFigure]:
    """Yield what the goods embed, what is allocated free, and the certificates due."""
    for each in scopes:
        found = each.cbam
        if found is None:
            yield QuantityFigure(
                label="embedded emissions", of=each.scope, unit=PER_T, unknown=each.cbam_unknown
            )
            continue
        yield from _cbam(each, found)


def _cbam(facts: ScopeFacts, found: CbamFigure) -> Iterator[QuantityFigure]:
    due = found.actual
    yield _cbam_figure(facts, found, "embedded emissions", due.embedded_t)
    if found.is_of_eu:
        words = f"made in the EU ({found.country}): no certificates are due"
        yield QuantityFigure(label="certificates due", of=facts.scope, unit="certificates/t", unknown=words)
        return
    yield _cbam_figure(facts, found, "allocated free", due.free_t)
    certificates = _cbam_figure(facts, found, "certificates due", due.due_t)
    yield replace(certificates, unit="certificates/t", numerator_unit="certificates")


def _cbam_figure(facts: ScopeFacts, found: CbamFigure, label: str, amount: Fraction) -> QuantityFigure:
    return QuantityFigure(
        label=label,
        of=facts.scope,
        unit=PER_T,
        numerator=amount,
        numerator_unit=CO2E,
        denominator=found.actual.mass_t,
        missing=found.missing,
        told=f"CN {found.cn}, import of {found.year}, route {found.route.value or 'unknown'}",
        entries=_cbam_entries(found),
        movements=_receipts(facts, found),
        is_burden=label != "allocated free",
        only_grows=label != "allocated free",
    )


def _receipts(facts: ScopeFacts, found: CbamFigure) -> tuple[MovementList, ...]:
    came = any(each.inflow.receipts for each in found.inflows)
    return (facts.movements(kind="receipt", stage=METAL),) if came else ()


def _cbam_entries(found: CbamFigure) -> tuple[Entry, ...]:
    return entries_of(
        EntryKind.MEASUREMENT, [reference for each in found.lines for reference in each.entries]
    )
