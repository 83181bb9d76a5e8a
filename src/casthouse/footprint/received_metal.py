"""What came in, with the footprint it brought: the supplier's own figure, what it declared, or a recorded stand-in.

A declaration for a document counts before one for a lot, and that before one for all of a supplier's material.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from casthouse.custody.stage import STAGES, Material, Stage
from casthouse.footprint.emission_line import EmissionSheet, Reckoning, references, shown
from casthouse.footprint.factor import FactorTable
from casthouse.footprint.measurement import Measurement
from casthouse.footprint.measurement_kind import MeasurementKind as Kind
from casthouse.footprint.plausible_range import Ranges
from casthouse.footprint.stage_account import AccountKey, Basis, Inflow

ZERO = Fraction(0)
ENTRIES_MAX = 20
STAGE_BEFORE = "the stage before"
CONSUMED = "metal and material consumed"
UNBURDENED = frozenset((Material.POST_CONSUMER_SCRAP, Material.DROSS))


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedMetal:
    """One receipt: `source` is the account of the supplier that may be used; `reason` why there is none."""

    material: Material
    mass_t: Fraction
    shipper: str
    reference: str
    day: date
    document: str
    lot: str
    source: AccountKey | None
    reason: str


def inflows_of(
    received: Iterable[ReceivedMetal],
    reckoning: Reckoning,
    sheet: EmissionSheet,
    *,
    declared: Sequence[Measurement],
) -> list[Inflow]:
    """Return receipts summed by what they carry; as much as was consumed, where that was measured."""
    rows = list(received)
    used = _used_share(rows, reckoning, sheet)
    told = [each for each in declared if each.kind is Kind.SUPPLIER_FOOTPRINT]
    declarations = {each.reference: each for each in told}
    sums: defaultdict[tuple[Material, str, AccountKey | None, str, str], list[ReceivedMetal]] = defaultdict(
        list
    )
    for row in rows:
        sums[row.material, row.shipper, row.source, _declaration(row, told), row.reason].append(row)
    inflows = []
    for (material, _, _, declaration, _), alike in sums.items():
        mass_t = sum((row.mass_t for row in alike), ZERO) * used[material]
        inflows.append(_inflow(alike, mass_t, declarations.get(declaration), reckoning))
    return inflows


def _used_share(
    rows: Sequence[ReceivedMetal], reckoning: Reckoning, sheet: EmissionSheet
) -> dict[Material, Fraction]:
    """Return how much of each material received was consumed: 1 where nobody measured it, which is recorded."""
    shares, unmeasured = {}, False
    for material in {row.material for row in rows}:
        received_t = sum((row.mass_t for row in rows if row.material is material), ZERO)
        measured = [each for each in reckoning.of(Kind.CONSUMPTION) if each.item == material.value]
        consumed_t = sum((reckoning.counted(each) for each in measured), ZERO)
        shares[material] = consumed_t / received_t if measured else Fraction(1)
        unmeasured = unmeasured or not measured
    if unmeasured and reckoning.measured:
        reason = "consumption was not measured: stocks stay out"
        sheet.fall_back(CONSUMED, "what was received", reason)
    return shares


def _declaration(row: ReceivedMetal, told: Sequence[Measurement]) -> str:
    fitting = [
        each
        for each in told
        if each.text("counterparty") == row.shipper
        and each.item == row.material.value
        and each.first <= row.day <= each.last
        and each.text("document") in {"", row.document}
        and each.text("lot") in {"", row.lot}
    ]
    best = max(
        fitting,
        key=lambda each: (bool(each.text("document")), bool(each.text("lot")), each.number),
        default=None,
    )
    return "" if best is None else best.reference


def _inflow(
    alike: Sequence[ReceivedMetal], mass_t: Fraction, declared: Measurement | None, reckoning: Reckoning
) -> Inflow:
    first = alike[0]
    plain = Inflow(
        material=first.material,
        mass_t=mass_t,
        basis=Basis.COMPUTED,
        source=first.source,
        shipper=first.shipper,
        told=first.reason,
        entries=tuple(row.reference for row in alike[:ENTRIES_MAX]),
        receipts=len(alike),
        receipt_references=tuple(row.reference for row in alike),
    )
    if declared is not None:
        return _declared(plain, declared)
    if first.source is not None:
        return plain
    return stand_in(plain, reckoning.factors)


def _declared(plain: Inflow, declared: Measurement) -> Inflow:
    uncertainty = declared.term("uncertainty")
    return replace(
        plain,
        basis=Basis.DECLARED if plain.source is None else Basis.COMPUTED,
        value=declared.amount,
        primary=declared.term("primary_share") or ZERO,
        uncertainty=None if uncertainty is None else float(uncertainty),
        told=f"{declared.text('method')}; {declared.text('evidence')}",
        entries=(*references([declared]), *plain.entries),
    )


def stand_in(plain: Inflow, factors: FactorTable) -> Inflow:
    """Return an inflow of which nobody told anything with what stands in for it, or zero where it carries nothing."""
    if plain.material in UNBURDENED:
        return replace(plain, basis=Basis.SCRAP, source=None, value=ZERO)
    factor = factors.factor(f"precursor.{plain.material.value}")
    words = f"{float(factor.value):g} t CO2e/t, {factor.source}"
    told = f"{plain.told}; {words}" if plain.told else words
    uncertainty = None if factor.uncertainty is None else float(factor.uncertainty)
    return replace(
        plain, basis=Basis.STAND_IN, source=None, value=factor.value, uncertainty=uncertainty, told=told
    )


def own_stage_inflow(
    key: AccountKey,
    reckoning: Reckoning,
    sheet: EmissionSheet,
    ranges: Ranges,
    *,
    made_t: Fraction,
    mined_t: Fraction,
) -> list[Inflow]:
    """Return what a stage took from the stage before in the same scope, or from the ground."""
    found = []
    if mined_t:
        found.append(
            Inflow(
                material=Material.BAUXITE,
                mass_t=mined_t,
                basis=Basis.EXTRACTED,
                value=ZERO,
                primary=Fraction(1),
            )
        )
    place = STAGES.index(key.stage)
    if not made_t or not place:
        return found
    before = STAGES[place - 1]
    material = Material(before.value)
    consumed_t, entries, told = _consumed(material, made_t, reckoning, sheet)
    if key.stage is Stage.ALUMINIUM:
        _check_alumina(consumed_t / made_t, sheet, ranges)
    source = AccountKey(key.scope, key.start, before)
    found.append(
        Inflow(
            material=material,
            mass_t=consumed_t,
            basis=Basis.OWN_STAGE,
            source=source,
            shipper=STAGE_BEFORE,
            told=told,
            entries=entries,
        )
    )
    return found


def _consumed(
    material: Material, made_t: Fraction, reckoning: Reckoning, sheet: EmissionSheet
) -> tuple[Fraction, tuple[str, ...], str]:
    measured = [each for each in reckoning.of(Kind.CONSUMPTION) if each.item == material.value]
    if measured:
        consumed_t = sum((reckoning.counted(each) for each in measured), ZERO)
        return consumed_t, references(measured), f"measured, for {shown(made_t, 't')} made"
    product = "alumina" if material is Material.BAUXITE else "aluminium"
    ratio = reckoning.factors.factor(f"ratio.{material.value}_per_{product}")
    words = f"{float(ratio.value):g} t/t of {shown(made_t, 't')} made"
    sheet.fall_back(f"{material.value} consumed", words, "it was not measured")
    return made_t * ratio.value, (), words


def _check_alumina(ratio: Fraction, sheet: EmissionSheet, ranges: Ranges) -> None:
    limits = ranges["alumina_per_aluminium"]
    if limits.is_impossible(ratio):
        sheet.lack(
            f"a possible consumption of alumina: {float(ratio):.4g} t per t made, {limits.possible} is needed"
        )
    elif limits.is_implausible(ratio):
        sheet.warnings.append(f"alumina of {float(ratio):.4g} t per t made; {limits.likely} is usual")
