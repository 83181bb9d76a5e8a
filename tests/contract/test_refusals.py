"""Each refusal code comes on the right row, the first that applies, and a refused import leaves no trace."""

from itertools import combinations, pairwise

import pytest

from tests.contract.movement_rows import (
    Row,
    file_text,
    production,
    receipt,
    reversal,
    shipment,
)
from tests.contract.refusal_cases import CASES, Case
from tests.contract.store import Store

ORDER = [
    "row_malformed",
    "facility_unknown",
    "kind_unknown",
    "material_unknown",
    "quantity_invalid",
    "unit_unknown",
    "date_invalid",
    "coc_missing",
    "document_missing",
    "reference_conflict",
    "reverses_unknown",
    "already_reversed",
    "material_not_for_kind",
    "period_closed",
    "document_already_booked",
    "document_issued",
    "scope_not_certified",
    "coc_not_available",
]
FIELD_FAULTS: list[tuple[str, Row]] = [
    ("row_malformed", {"reference": ""}),
    ("facility_unknown", {"facility": "NOWHERE"}),
    ("kind_unknown", {"kind": "gift"}),
    ("material_unknown", {"material": "copper"}),
    ("quantity_invalid", {"quantity": "x"}),
    ("unit_unknown", {"unit": "T"}),
    ("date_invalid", {"date": "2024-13-01"}),
    ("reference_conflict", {"reference": "OUT"}),
]
NO_COUNTERPARTY: tuple[str, Row] = ("row_malformed", {"counterparty": ""})
NO_COC: tuple[str, Row] = ("coc_missing", {"coc": ""})
CLOSED: tuple[str, Row] = ("period_closed", {"date": "2023-06-01"})
RECEIPT_FAULTS = [
    *FIELD_FAULTS,
    NO_COUNTERPARTY,
    NO_COC,
    ("document_missing", {"document": ""}),
    CLOSED,
    ("document_already_booked", {"document": "DOC-1"}),
]
SHIPMENT_FAULTS = [
    *FIELD_FAULTS,
    NO_COUNTERPARTY,
    ("row_malformed", {"counterparty": "ACME"}),
    NO_COC,
    CLOSED,
    ("scope_not_certified", {"date": "2024-07-15"}),
    ("coc_not_available", {"quantity": "500"}),
]
PRODUCTION_FAULTS = [*FIELD_FAULTS, ("material_not_for_kind", {"material": "dross"}), CLOSED]
REVERSAL_FAULTS = [
    *[fault for fault in FIELD_FAULTS if not {"material", "quantity", "unit", "kind"} & set(fault[1])],
    ("reverses_unknown", {"reverses": "NEVER"}),
    ("already_reversed", {"reverses": "IN-BACK"}),
    ("period_closed", {"reverses": "OLD-IN"}),
    ("document_issued", {"reverses": "OUT-COC"}),
]
BASES = [
    (receipt("X"), RECEIPT_FAULTS),
    (shipment("X"), SHIPMENT_FAULTS),
    (production("X"), PRODUCTION_FAULTS),
    (reversal("X", "IN"), REVERSAL_FAULTS),
]
IN_ONE_FIELD: list[tuple[str, str, Row]] = [
    ("already_reversed", "period_closed", reversal("X", "OLD-BACK")),
    ("period_closed", "document_issued", reversal("X", "OLD-OUT-COC")),
    ("period_closed", "scope_not_certified", shipment("X", date="2023-06-01", quantity="500")),
    ("scope_not_certified", "coc_not_available", shipment("X", facility="ACME-YARD", quantity="500")),
]
NEVER_TOGETHER = {
    ("reverses_unknown", "already_reversed"),  # a reversal is not reversed, nor is what does not exist
    ("already_reversed", "material_not_for_kind"),  # a reversal's material is ignored
    ("document_already_booked", "document_issued"),  # a receipt; a reversal
    ("document_issued", "scope_not_certified"),  # a reversal; a shipment
}


def double_faults() -> list[tuple[str, str, Row]]:
    """Return rows with two faults each: the code to come, the other code, the row."""
    found = list(IN_ONE_FIELD)
    for base, faults in BASES:
        for one, other in combinations(faults, 2):
            first, second = sorted((one, other), key=lambda fault: ORDER.index(fault[0]))
            if first[0] != second[0] and not set(first[1]) & set(second[1]) and not _hides(one, other):
                found.append((first[0], second[0], base | first[1] | second[1]))
    return found


def _hides(one: tuple[str, Row], other: tuple[str, Row]) -> bool:
    """Say whether one fault makes the other none.

    Without a known kind no counterparty is needed; a facility that is not known has no scope, so that the
    organisation's own is another one.
    """
    pair = [(code, *fields.items()) for code, fields in (one, other)]
    needs_counterparty = ("row_malformed", ("counterparty", ""))
    to_oneself = ("row_malformed", ("counterparty", "ACME"))
    codes = {one[0], other[0]}
    if "kind_unknown" in codes:
        return needs_counterparty in pair or to_oneself in pair
    return "facility_unknown" in codes and to_oneself in pair


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_right_rows_are_refused_with_the_right_code(world: Store, case: Case) -> None:
    before = world.dump() if case.refused else {}
    options = () if case.refused else ("--dry-run",)
    answer = world.post(case.organisation, case.text, *options)
    assert {each["row"]: each["code"] for each in answer.json["refused"]} == case.refused
    assert answer.json["unchanged"] == case.unchanged
    assert answer.code == (1 if case.refused else 0)
    assert all(each["message"] for each in answer.json["refused"])
    if case.refused:
        assert world.dump() == before


def test_of_two_faults_the_earlier_code_comes(world: Store) -> None:
    cases = double_faults()
    shipments = [case for case in cases if "coc_not_available" in case[:2]]
    others = [case for case in cases if "coc_not_available" not in case[:2]]
    assert len(shipments) > 1
    assert {code for case in others for code in case[:2]} == set(ORDER) - {"coc_not_available"}
    for each in [others, *[[case] for case in shipments]]:  # what is available is shared by a whole file
        rows: list[Row | str] = [_with_reference(row, f"X-{n}") for n, (_, _, row) in enumerate(each)]
        answer = world.post("ACME", file_text(rows), "--dry-run")
        expected = {n: (code, other) for n, (code, other, _) in enumerate(each, start=2)}
        got = {refused["row"]: refused["code"] for refused in answer.json["refused"]}
        assert set(got) == set(expected)
        assert {n: (got[n], other) for n, (_, other) in expected.items()} == expected


def test_each_neighbouring_pair_of_codes_is_tried() -> None:
    tried = {(code, other) for code, other, _ in double_faults()}
    assert set(pairwise(ORDER)) - tried == NEVER_TOGETHER


def test_each_code_is_tried_alone() -> None:
    assert {code for case in CASES for code in case.refused.values()} == set(ORDER)


def _with_reference(row: Row, reference: str) -> Row:
    return row | {"reference": reference} if row["reference"] == "X" else row
