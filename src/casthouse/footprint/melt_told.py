"""What a plant told of its melting beside the ledger: metal in dross, metal won back, heel, melt yields by material."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from casthouse.custody.stage import Material
from casthouse.footprint.emission_line import days_inside
from casthouse.footprint.measurement import Measurement
from casthouse.footprint.measurement_kind import MeasurementKind as Kind
from casthouse.measure.period import Period

G_PER_T = 1_000_000
AMOUNTS = (Kind.DROSS_METAL, Kind.DROSS_RECOVERED, Kind.RETURNED_HEEL)


@dataclass(frozen=True, slots=True, kw_only=True)
class MeltTold:
    """What was measured of melting in some days.

    Attributes:
        grams: metal in dross, metal won back from dross, and heel, in grams; what nobody told is absent.
        yields: of melting one material alone, as fractions; several where several were told.
        entries: references of the measurements, by kind.
    """

    grams: Mapping[Kind, Fraction] = field(default_factory=dict)
    yields: Mapping[Material, frozenset[Fraction]] = field(default_factory=dict)
    entries: Mapping[Kind, tuple[str, ...]] = field(default_factory=dict)


def melt_told(measured: Iterable[Measurement], days: Period) -> MeltTold:
    """Return what measurements tell of melting; of a longer one the part that falls into the days."""
    grams: dict[Kind, Fraction] = {}
    yields: dict[Material, frozenset[Fraction]] = {}
    entries: dict[Kind, tuple[str, ...]] = {}
    for each in measured:
        if each.kind in AMOUNTS:
            counted = each.amount * G_PER_T * days_inside(each.first, each.last, days)
            grams[each.kind] = grams.get(each.kind, Fraction(0)) + counted
        elif each.kind is Kind.MELT_YIELD:
            material = Material(each.item)
            yields[material] = yields.get(material, frozenset()) | {each.amount}
        else:
            continue
        entries[each.kind] = (*entries.get(each.kind, ()), each.reference)
    return MeltTold(grams=grams, yields=yields, entries=entries)
