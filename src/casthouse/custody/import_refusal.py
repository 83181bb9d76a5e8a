"""Why a row of a movements file is refused: the codes of contract section 4, in the order of the checks.

One code a row, the first that applies. The numbers stay what they are; a test holds the order.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class ImportRefusal(StrEnum):
    """The refusal codes of an import, in the order in which they are checked."""

    ROW_MALFORMED = "row_malformed"
    FACILITY_UNKNOWN = "facility_unknown"
    KIND_UNKNOWN = "kind_unknown"
    MATERIAL_UNKNOWN = "material_unknown"
    QUANTITY_INVALID = "quantity_invalid"
    UNIT_UNKNOWN = "unit_unknown"
    DATE_INVALID = "date_invalid"
    COC_MISSING = "coc_missing"
    DOCUMENT_MISSING = "document_missing"
    REFERENCE_CONFLICT = "reference_conflict"
    REVERSES_UNKNOWN = "reverses_unknown"
    ALREADY_REVERSED = "already_reversed"
    MATERIAL_NOT_FOR_KIND = "material_not_for_kind"
    PERIOD_CLOSED = "period_closed"
    DOCUMENT_ALREADY_BOOKED = "document_already_booked"
    DOCUMENT_ISSUED = "document_issued"
    SCOPE_NOT_CERTIFIED = "scope_not_certified"
    COC_NOT_AVAILABLE = "coc_not_available"


IMPORT_REFUSALS: tuple[ImportRefusal, ...] = tuple(ImportRefusal)
ORDER: dict[ImportRefusal, int] = {code: number for number, code in enumerate(IMPORT_REFUSALS)}


@dataclass(frozen=True, slots=True, kw_only=True)
class RowForms:
    """How a file writes what a row says, so that a message never asks for a form that the file does not have.

    The usual values are those of the contract's own layout; a mapping profile has others.
    """

    kind: str = "extraction, receipt, production, shipment or reversal"
    material: str = "bauxite, alumina, aluminium, pre_consumer_scrap, post_consumer_scrap or dross"
    quantity: str = "digits with an optional decimal point"
    unit: str = "t, kg, g or lb, in this spelling"
    day: str = "a real day as YYYY-MM-DD"
    coc: str = "yes or no"
    not_coc: str = "coc=no"


CONTRACT_FORMS = RowForms()
TEXT_MAX = 200
"""Of a cell so many characters are shown."""
WHOLE_ROW = "expected a complete row; correct it and send the file again"
_GIVEN = ("kind", "material", "quantity", "unit", "date", "coc")

REFUSAL_TEXTS: dict[ImportRefusal, str] = {
    ImportRefusal.FACILITY_UNKNOWN: (
        "facility “{facility}”, which is none of the organisation; expected one from the register; correct the "
        "code or load the register first"
    ),
    ImportRefusal.KIND_UNKNOWN: (
        "kind {kind_given}; expected {form.kind}; correct the kind or the profile's movement types"
    ),
    ImportRefusal.MATERIAL_UNKNOWN: (
        "material {material_given}; expected {form.material}; correct it or add the material number to the profile"
    ),
    ImportRefusal.QUANTITY_INVALID: (
        "quantity {quantity_given}; expected {form.quantity}, from 1 g to 10^15 g; correct it"
    ),
    ImportRefusal.UNIT_UNKNOWN: "unit {unit_given}; expected {form.unit}; correct it",
    ImportRefusal.DATE_INVALID: "date {date_given}; expected {form.day}; correct it",
    ImportRefusal.COC_MISSING: (
        "coc {coc_given} on a {kind}; expected {form.coc}; say whether it is CoC Material or Eligible Scrap"
    ),
    ImportRefusal.DOCUMENT_MISSING: (
        "a CoC receipt of {material} without a document; expected the number of the CoC Document received; enter it, "
        "or book the receipt with {form.not_coc} until the document arrives"
    ),
    ImportRefusal.REFERENCE_CONFLICT: (
        "reference “{reference}” stands for other content already{where}; expected one content a reference; give "
        "this row a reference of its own, or reverse the posted movement"
    ),
    ImportRefusal.REVERSES_UNKNOWN: (
        "reverses “{reverses}”, which is no posted movement{where}; expected the reference of an extraction, "
        "receipt, production or shipment that is posted or accepted here; correct the reference"
    ),
    ImportRefusal.ALREADY_REVERSED: (
        "reverses “{reverses}”, which is reversed already{where}; expected a movement in force; leave this row out"
    ),
    ImportRefusal.MATERIAL_NOT_FOR_KIND: (
        "{kind} of {material}; expected extraction of bauxite, production of alumina or aluminium, scrap and dross "
        "only received or shipped; correct kind or material"
    ),
    ImportRefusal.PERIOD_CLOSED: (
        "{day} lies in a closed period{where}; expected an open period; reopen the period first"
    ),
    ImportRefusal.DOCUMENT_ALREADY_BOOKED: (
        "CoC Document “{document}” of “{counterparty}” was booked by an earlier import{where}; expected a document "
        "once; reverse the earlier receipt first if this one replaces it"
    ),
    ImportRefusal.DOCUMENT_ISSUED: (
        "reverses “{reverses}”, whose CoC Document{where} is in force; expected a shipment without one; cancel the "
        "document first"
    ),
    ImportRefusal.SCOPE_NOT_CERTIFIED: (
        "a CoC shipment on {day} from “{facility}”{where}; expected a facility in a scope with a valid "
        "chain-of-custody certificate on that day; ship it with {form.not_coc}"
    ),
    ImportRefusal.COC_NOT_AVAILABLE: (
        "the CoC shipments of this stage and period exceed what may be claimed{where}; expected an available balance "
        "of zero or more; sell less as CoC Material, book the missing receipts, or have a plan approved"
    ),
}


def refusal_message(
    code: ImportRefusal, row: Mapping[str, object], *, where: str = "", form: RowForms = CONTRACT_FORMS
) -> str:
    """Return what was found, what was expected and what to do, for one refused row.

    Args:
        code: why the row is refused.
        row: the row's columns; `malformed` says what is wrong with a malformed row, and where that alone does not
            tell how to mend it, also what was expected and what to do.
        where: a detail such as " (posted on 2025-01-03)"; empty when there is none.
        form: how the file that the row came from writes things.
    """
    if code is ImportRefusal.ROW_MALFORMED:
        malformed = str(row["malformed"])
        return malformed if "; expected " in malformed else f"{malformed}; {WHOLE_ROW}"
    given = {f"{name}_given": _quoted(str(row[name])) for name in _GIVEN if name in row}
    return "found " + REFUSAL_TEXTS[code].format_map({**row, **given, "where": where, "form": form})


def shortened(row: Mapping[str, object]) -> dict[str, object]:
    """Return the columns of a row as a message shows them: what is too long for one is cut."""
    return {
        name: value[:TEXT_MAX] + "…" if isinstance(value, str) and len(value) > TEXT_MAX else value
        for name, value in row.items()
    }


def _quoted(value: str) -> str:
    """Return a value in quotes; one that a profile does not know stands in quotes already, with a word on it."""
    if value.startswith("“"):
        return value if "”" in value else f"{value}”"
    return f"“{value}”"
