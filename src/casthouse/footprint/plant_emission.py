"""What a plant emitted in a period, line by line, with what stood in and what is missing.

What each activity must have measured is asked for here: electrolysis without anode effects is not clean, it is unknown.
"""

from collections.abc import Iterator, Sequence

from casthouse.custody.stage import Stage
from casthouse.footprint.carbon_line import carbon_lines
from casthouse.footprint.emission_line import EmissionSheet, Reckoning
from casthouse.footprint.energy_line import energy_lines
from casthouse.footprint.measurement_kind import MeasurementKind as Kind
from casthouse.footprint.metal_of_rate import MetalOfRate
from casthouse.footprint.pfc_line import pfc_lines
from casthouse.parties.activity import Activity
from casthouse.parties.facility import Facility

ENERGY = (Kind.FUEL, Kind.ELECTRICITY, Kind.OTHER_EMISSION)
CARBON = (Kind.NET_ANODE_CARBON, Kind.SODERBERG_PASTE)
PFC = (Kind.ANODE_EFFECTS, Kind.OVERVOLTAGE, Kind.DUCT)
NEEDS: dict[Activity, tuple[tuple[str, tuple[Kind, ...]], ...]] = {
    Activity.BAUXITE_MINING: (("fuels or electricity", ENERGY),),
    Activity.BAUXITE_DEVELOPMENT: (),
    Activity.ALUMINA_REFINING: (("fuels", (Kind.FUEL,)), ("electricity", (Kind.ELECTRICITY,))),
    Activity.HIGH_PURITY_ALUMINA: (("fuels or electricity", ENERGY),),
    Activity.ALUMINIUM_SMELTING: (
        ("electricity", (Kind.ELECTRICITY,)),
        ("carbon consumption", CARBON),
        ("anode effects", PFC),
    ),
    Activity.REMELTING_REFINING: (("fuels or electricity", ENERGY),),
    Activity.CASTHOUSE: (("fuels or electricity", ENERGY),),
    Activity.SEMI_FABRICATION: (("fuels or electricity", ENERGY),),
    Activity.MATERIAL_CONVERSION: (("fuels or electricity", ENERGY),),
    Activity.OTHER_MANUFACTURING: (("fuels or electricity", ENERGY),),
}
STAGE_OF: dict[Activity, Stage] = {
    Activity.BAUXITE_MINING: Stage.BAUXITE,
    Activity.BAUXITE_DEVELOPMENT: Stage.BAUXITE,
    Activity.ALUMINA_REFINING: Stage.ALUMINA,
    Activity.HIGH_PURITY_ALUMINA: Stage.ALUMINA,
}


def stage_of_facility(facility: Facility) -> Stage:
    """Return the stage whose account a facility's emissions stand in: the latest that it works at."""
    stages = [STAGE_OF.get(activity, Stage.ALUMINIUM) for activity in facility.activities]
    return max(stages, key=tuple(Stage).index, default=Stage.ALUMINIUM)


def emission_sheet(reckoning: Reckoning, facilities: Sequence[Facility]) -> EmissionSheet:
    """Return the lines of some facilities, under the method and in the days of a reckoning."""
    sheet = EmissionSheet()
    metal = MetalOfRate(reckoning=reckoning, sheet=sheet)
    carbon_lines(reckoning, sheet, metal)
    pfc_lines(reckoning, sheet, metal)
    energy_lines(reckoning, sheet)
    metal.lack_uncovered(("carbon", "pfc"))
    for words in _lacking(reckoning, facilities):
        sheet.lack(words)
    for facility in facilities:
        stages = {STAGE_OF.get(activity, Stage.ALUMINIUM) for activity in facility.activities}
        if len(stages) > 1:
            used = stage_of_facility(facility).value
            sheet.fall_back(
                f"emissions of {facility.code} by stage", f"all at {used}", "it works at several stages"
            )
    _add_unfinished(reckoning, sheet)
    return sheet


def _lacking(reckoning: Reckoning, facilities: Sequence[Facility]) -> Iterator[str]:
    for facility in facilities:
        has = {each.kind for each in reckoning.measured if each.facility == facility.code}
        for activity in facility.activities:
            for words, kinds in NEEDS[activity]:
                if not has & set(kinds):
                    yield f"{words} of {facility.code}"


def _add_unfinished(reckoning: Reckoning, sheet: EmissionSheet) -> None:
    for line in sheet.lines:
        if line.co2e_t < 0:
            sheet.lack(f"{line.label} of {line.facility} that gives less than nothing: correct its masses")
    period = reckoning.period
    cut = [each for each in reckoning.measured if not each.lies_in(period.start, period.last_day)]
    for each in cut:
        sheet.fall_back(
            f"{each.reference} from {each.first} to {each.last}",
            "its days in the period",
            "it reaches beyond it",
        )
