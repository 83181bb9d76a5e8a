"""Why a row of a lots file is refused: the codes of contract section 5, in the order of the checks.

One code a row, the first that applies. A process is posted whole or not at all: rows that nothing is wrong with, but
whose process lost another row, are `process_incomplete`.
"""

from collections.abc import Mapping
from enum import StrEnum

from casthouse.custody.import_refusal import CONTRACT_FORMS, REFUSAL_TEXTS, WHOLE_ROW, ImportRefusal


class LotRefusal(StrEnum):
    """The refusal codes of a lots file, in the order in which they are checked."""

    ROW_MALFORMED = "row_malformed"
    FACILITY_UNKNOWN = "facility_unknown"
    MATERIAL_UNKNOWN = "material_unknown"
    QUANTITY_INVALID = "quantity_invalid"
    UNIT_UNKNOWN = "unit_unknown"
    DATE_INVALID = "date_invalid"
    REFERENCE_CONFLICT = "reference_conflict"
    STEP_UNKNOWN = "step_unknown"
    DIRECTION_INVALID = "direction_invalid"
    PROCESS_INCOMPLETE = "process_incomplete"
    LOT_UNKNOWN = "lot_unknown"
    LOT_OVERDRAWN = "lot_overdrawn"
    MASS_CREATED = "mass_created"


LOT_REFUSALS: tuple[LotRefusal, ...] = tuple(LotRefusal)
LOT_ORDER: dict[LotRefusal, int] = {code: number for number, code in enumerate(LOT_REFUSALS)}

STEPS_TEXT = "refining, smelting, melting, casting, rolling, extrusion, cutting, forming, assembly or sorting"
LOT_REFUSAL_TEXTS: dict[LotRefusal, str] = {
    **{
        LotRefusal(code.value): REFUSAL_TEXTS[code]
        for code in (
            ImportRefusal.FACILITY_UNKNOWN,
            ImportRefusal.MATERIAL_UNKNOWN,
            ImportRefusal.QUANTITY_INVALID,
            ImportRefusal.UNIT_UNKNOWN,
            ImportRefusal.DATE_INVALID,
        )
    },
    LotRefusal.REFERENCE_CONFLICT: (
        "process “{process}”{where}; expected a process or a lot once, with one day, facility and step; give the new "
        "one a key of its own, or leave it out"
    ),
    LotRefusal.STEP_UNKNOWN: "step “{step}”; expected " + STEPS_TEXT + "; correct it",
    LotRefusal.DIRECTION_INVALID: "direction “{direction}”; expected in or out; correct it",
    LotRefusal.PROCESS_INCOMPLETE: (
        "process “{process}”{where}; expected a whole process, with an input and an output; complete or correct its "
        "other rows and send them together"
    ),
    LotRefusal.LOT_UNKNOWN: (
        "lot “{lot}”, which nothing brought in; expected the lot of a receipt, an extraction, a production or the "
        "output of a process that is posted; import what brought it first"
    ),
    LotRefusal.LOT_OVERDRAWN: (
        "{mass_g} g out of lot “{lot}”, in which {left_g} g are left; expected at most that; correct the quantity or "
        "book what is missing of the lot"
    ),
    LotRefusal.MASS_CREATED: (
        "process “{process}” with more metal out than in{where}; expected at most the metal of its inputs, alumina "
        "and bauxite counting 0.5293; correct a quantity or add the missing input"
    ),
}


def lot_refusal_message(code: LotRefusal, row: Mapping[str, object], *, where: str = "") -> str:
    """Return what was found, what was expected and what to do, for one refused row.

    Args:
        code: why the row is refused.
        row: the row's columns, and `mass_g` and `left_g` for an overdrawn lot.
        where: a detail that is said after what was found; empty when there is none.
    """
    if code is LotRefusal.ROW_MALFORMED:
        malformed = str(row["malformed"])
        return malformed if "; expected " in malformed else f"{malformed}; {WHOLE_ROW}"
    given = {f"{name}_given": f"“{row[name]}”" for name in ("material", "quantity", "unit", "date")}
    return "found " + LOT_REFUSAL_TEXTS[code].format_map(
        {**row, **given, "where": where, "form": CONTRACT_FORMS}
    )
