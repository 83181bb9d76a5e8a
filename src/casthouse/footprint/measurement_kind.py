"""What an activity-data file tells of a plant: kinds of measurement, their units, items and terms.

A quantity is an amount over a span of days, such as kilowatt-hours; a rate holds for the liquid metal of a line on
those days, such as tonnes of carbon per tonne of aluminium. Rates of one family may not overlap, amounts add up.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType

from casthouse.custody.stage import Material
from casthouse.footprint.perfluorocarbon import CellTechnology

ONE = Fraction(1)
TONNES: Mapping[str, Fraction] = MappingProxyType({"t": ONE, "kg": Fraction(1, 1_000)})
ENERGY: Mapping[str, Fraction] = MappingProxyType(
    {"kWh": ONE, "MWh": Fraction(1_000), "GWh": Fraction(1_000_000)}
)
HEAT: Mapping[str, Fraction] = MappingProxyType({"GJ": ONE, "MJ": Fraction(1, 1_000), "TJ": Fraction(1_000)})
PER_METAL: Mapping[str, Fraction] = MappingProxyType({"t/t": ONE, "kg/t": Fraction(1, 1_000)})
CO2E: Mapping[str, Fraction] = MappingProxyType({"tCO2e": ONE, "kgCO2e": Fraction(1, 1_000)})

POWER_SOURCES = frozenset(
    ("coal", "gas", "oil", "biomass", "solar", "geothermal", "hydro", "nuclear", "wind", "grid", "unknown")
)
FUELS = frozenset(("residual_oil", "natural_gas", "bituminous_coal", "other"))
GASES = frozenset(("CF4", "C2F6"))
MODES = frozenset(("sea", "inland_water", "rail", "road", "other"))
TECHNOLOGIES = frozenset(each.value for each in CellTechnology)
PASTES = frozenset(("VSS_dry", "VSS_wet", "HSS_dry", "HSS_wet"))

NUMBER_TERMS: tuple[str, ...] = (
    "factor",
    "location_factor",
    "market_factor",
    "purity",
    "collection",
    "current_efficiency",
    "frequency",
    "primary_share",
    "uncertainty",
)
TEXT_TERMS: tuple[str, ...] = ("group", "line", "counterparty", "document", "lot", "method", "evidence")
TERMS: tuple[str, ...] = (*NUMBER_TERMS, *TEXT_TERMS)
ALWAYS_ALLOWED = frozenset(("uncertainty", "group", "line", "method", "evidence"))


class MeasurementKind(StrEnum):
    """What was measured."""

    ELECTRICITY = "electricity"
    FUEL = "fuel"
    LIQUID_METAL = "liquid_metal"
    OUTPUT = "output"
    CONSUMPTION = "consumption"
    NET_ANODE_CARBON = "net_anode_carbon"
    SODERBERG_PASTE = "soderberg_paste"
    ANODE_EFFECTS = "anode_effects"
    OVERVOLTAGE = "overvoltage"
    DUCT = "duct"
    LOW_VOLTAGE = "low_voltage"
    GREEN_ANODES = "green_anodes"
    BAKED_ANODES = "baked_anodes"
    WASTE_TAR = "waste_tar"
    PACKING_COKE = "packing_coke"
    SODA_ASH = "soda_ash"
    GREEN_COKE = "green_coke"
    CALCINED_COKE = "calcined_coke"
    UNDER_CALCINED_COKE = "under_calcined_coke"
    COKE_DUST = "coke_dust"
    TRANSPORT = "transport"
    PURCHASED_INPUT = "purchased_input"
    OTHER_EMISSION = "other_emission"
    SUPPLIER_FOOTPRINT = "supplier_footprint"
    DROSS_METAL = "dross_metal"
    DROSS_RECOVERED = "dross_recovered"
    RETURNED_HEEL = "returned_heel"
    MELT_YIELD = "melt_yield"
    OTHER_ELEMENTS = "other_elements"
    WITHDRAWAL = "withdrawal"


@dataclass(frozen=True, slots=True, kw_only=True)
class KindRule:
    """What a row of one kind says.

    Attributes:
        units: the units it may have, with how much of the first one each is.
        items: the words its item may be; None any word, empty no item at all.
        needs: terms without which it says nothing.
        takes: further terms that it may have, beside those that every kind takes.
        family: rates of one family tell the same thing of the same metal; empty for an amount.
        range: the plausible range of the quantity, by name; empty where none is known.
    """

    units: Mapping[str, Fraction]
    items: frozenset[str] | None = frozenset()
    needs: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    family: str = ""
    range: str = ""

    @property
    def unit(self) -> str:
        """The unit that quantities are reckoned in."""
        return next(iter(self.units))


K = MeasurementKind
_AMOUNT = KindRule(units=TONNES)
KIND_RULES: Mapping[MeasurementKind, KindRule] = MappingProxyType(
    {
        K.ELECTRICITY: KindRule(
            units=ENERGY, items=POWER_SOURCES, takes=("location_factor", "market_factor", "counterparty")
        ),
        K.FUEL: KindRule(units=HEAT, items=FUELS, takes=("factor", "counterparty")),
        K.LIQUID_METAL: _AMOUNT,
        K.OUTPUT: KindRule(units=TONNES, items=None),
        K.CONSUMPTION: KindRule(units=TONNES, items=frozenset(each.value for each in Material)),
        K.NET_ANODE_CARBON: KindRule(units=PER_METAL, family="carbon", range="net_anode_carbon"),
        K.SODERBERG_PASTE: KindRule(units=PER_METAL, items=PASTES, family="carbon", range="soderberg_paste"),
        K.ANODE_EFFECTS: KindRule(
            units={"min/cell-day": ONE, "min/effect": ONE},
            items=TECHNOLOGIES,
            takes=("frequency",),
            family="pfc",
            range="anode_effect_minutes",
        ),
        K.OVERVOLTAGE: KindRule(
            units={"mV": ONE}, items=TECHNOLOGIES, needs=("current_efficiency",), family="pfc"
        ),
        K.DUCT: KindRule(units=TONNES, items=GASES, needs=("collection",), family="pfc"),
        K.LOW_VOLTAGE: KindRule(units=TONNES, items=GASES, needs=("evidence",)),
        K.GREEN_ANODES: _AMOUNT,
        K.BAKED_ANODES: _AMOUNT,
        K.WASTE_TAR: _AMOUNT,
        K.PACKING_COKE: _AMOUNT,
        K.SODA_ASH: KindRule(units=TONNES, takes=("purity",)),
        K.GREEN_COKE: _AMOUNT,
        K.CALCINED_COKE: _AMOUNT,
        K.UNDER_CALCINED_COKE: _AMOUNT,
        K.COKE_DUST: _AMOUNT,
        K.TRANSPORT: KindRule(
            units={"tkm": ONE, "tCO2e": ONE, "kgCO2e": Fraction(1, 1_000)},
            items=MODES,
            takes=("factor", "counterparty"),
        ),
        K.PURCHASED_INPUT: KindRule(
            units=TONNES, items=None, needs=("factor", "evidence"), takes=("counterparty", "primary_share")
        ),
        K.OTHER_EMISSION: KindRule(units=CO2E, items=None, needs=("evidence",)),
        K.SUPPLIER_FOOTPRINT: KindRule(
            units={"tCO2e/t": ONE, "kgCO2e/t": Fraction(1, 1_000), "kgCO2e/kg": ONE},
            items=frozenset(each.value for each in Material),
            needs=("counterparty", "method", "evidence"),
            takes=("document", "lot", "primary_share"),
        ),
        K.DROSS_METAL: _AMOUNT,
        K.DROSS_RECOVERED: KindRule(units=TONNES, takes=("counterparty",)),
        K.RETURNED_HEEL: _AMOUNT,
        K.MELT_YIELD: KindRule(
            units=PER_METAL, items=frozenset(each.value for each in Material), range="melt_yield"
        ),
        K.OTHER_ELEMENTS: KindRule(units=TONNES, items=None),
        K.WITHDRAWAL: KindRule(units={"": ONE}),
    }
)
