"""How a movements file is judged: the codes of contract section 4, one check after another over all rows."""

from typing import TYPE_CHECKING, Any

from tests.oracle.position import STAGE_OF, STAGES, Movement
from tests.oracle.rows import Row, content_of, own_fault

if TYPE_CHECKING:
    from tests.oracle.ledger import Ledger

Codes = dict[str, str]


def judge(
    ledger: "Ledger", organisation: str, rows: list[Row]
) -> tuple[list[Movement], int, list[dict[str, Any]]]:
    """Return the good new movements, the number of unchanged rows, and the refused rows in order."""
    stored = {m["reference"]: m for m in ledger.movements if m["organisation"] == organisation}
    facilities = {code for code, owner in ledger.facilities.items() if owner == organisation}
    outcome: dict[int, str] = {}
    batch: list[Movement] = []  # the first row of each new reference, in the order of the file
    twin_of: dict[int, str] = {}
    for row in rows:
        cells = row["cells"]
        fault = own_fault(cells, facilities, to_itself_refused=_to_itself(ledger, organisation, cells))
        if fault:
            outcome[row["row"]] = fault
            continue
        movement = {**content_of(cells), "organisation": organisation, "reference": cells["reference"]}
        first = stored.get(cells["reference"]) or _named(batch, cells["reference"])
        if first is None:
            batch.append({**movement, "row": row["row"]})
        elif any(first[name] != value for name, value in movement.items()):
            outcome[row["row"]] = "reference_conflict"
        elif first["reference"] in stored:
            outcome[row["row"]] = "unchanged"
        else:
            twin_of[row["row"]] = first["reference"]
    codes = _later_codes(ledger, organisation, batch)
    outcome |= {m["row"]: codes.get(m["reference"], "posted") for m in batch}
    outcome |= {row: codes.get(reference, "unchanged") for row, reference in twin_of.items()}
    good = [m for m in batch if outcome[m["row"]] == "posted"]
    refused = [
        {"row": row["row"], "reference": (row["cells"] or {}).get("reference"), "code": outcome[row["row"]]}
        for row in rows
        if outcome[row["row"]] not in ("posted", "unchanged")
    ]
    return good, sum(1 for code in outcome.values() if code == "unchanged"), refused


def _named(movements: list[Movement], reference: str) -> Movement | None:
    return next((m for m in movements if m["reference"] == reference), None)


def _to_itself(ledger: "Ledger", organisation: str, cells: dict[str, str] | None) -> bool:
    if cells is None or cells["counterparty"] != organisation:
        return False
    return not ledger.has_another_scope(organisation, ledger.scope_of(cells["facility"]))


def _later_codes(ledger: "Ledger", organisation: str, batch: list[Movement]) -> Codes:
    """Check from `reverses_unknown` on; again until no further target of a reversal turns out refused."""
    refused: set[str] = set()
    while True:
        codes = _Round(ledger, organisation, batch, refused).codes_in_order()
        if set(codes) <= refused:
            return codes
        refused |= set(codes)


class _Round:
    """One walk through the later checks; `refused` are the rows that the rounds before refused."""

    def __init__(self, ledger: "Ledger", organisation: str, batch: list[Movement], refused: set[str]) -> None:
        self.ledger = ledger
        self.organisation = organisation
        self.stored = [m for m in ledger.movements if m["organisation"] == organisation]
        self.batch = batch
        self.refused = refused
        self.codes: Codes = {}

    def codes_in_order(self) -> Codes:
        self.reverses_unknown()
        self.already_reversed()
        self.material_not_for_kind()
        self.period_closed()
        self.document_already_booked()
        self.document_issued()
        self.scope_not_certified()
        _refuse_what_is_not_available(self.ledger, self.batch, self.codes)
        return self.codes

    def alive(self) -> list[Movement]:
        return [m for m in self.batch if m["reference"] not in self.codes]

    def reversals(self) -> list[Movement]:
        return [m for m in self.alive() if m["kind"] == "reversal"]

    def target(self, reversal: Movement) -> Movement | None:
        return _named(self.stored, reversal["reverses"]) or _named(self.batch, reversal["reverses"])

    def refuse(self, movement: Movement, code: str) -> None:
        self.codes[movement["reference"]] = code

    def reverses_unknown(self) -> None:
        for m in self.reversals():
            found = self.target(m)
            if found is None or found["kind"] == "reversal" or self._refused_here(found):
                self.refuse(m, "reverses_unknown")

    def _refused_here(self, target: Movement) -> bool:
        return target["reference"] in self.refused and _named(self.stored, target["reference"]) is None

    def already_reversed(self) -> None:
        taken_back = {m["reverses"] for m in self.stored if m["kind"] == "reversal"}
        for m in self.reversals():
            if m["reverses"] in taken_back:
                self.refuse(m, "already_reversed")
            taken_back.add(m["reverses"])

    def material_not_for_kind(self) -> None:
        for m in self.alive():
            if _wrong_material(m):
                self.refuse(m, "material_not_for_kind")

    def period_closed(self) -> None:
        for m in self.alive():
            changed = self.target(m) if m["kind"] == "reversal" else m
            assert changed is not None
            scope = self.ledger.scope_of(changed["facility"])
            if scope and (scope, self.ledger.period_of(scope, changed["date"])) in self.ledger.closed:
                self.refuse(m, "period_closed")

    def document_already_booked(self) -> None:
        taken_back = {m["reverses"] for m in [*self.stored, *self.reversals()]}
        booked = {_document(m) for m in self.stored if m["reference"] not in taken_back}
        for m in self.alive():
            if _document(m) is not None and _document(m) in booked:
                self.refuse(m, "document_already_booked")

    def document_issued(self) -> None:
        for m in self.reversals():
            if (self.organisation, m["reverses"]) in self.ledger.documents_in_force:
                self.refuse(m, "document_issued")

    def scope_not_certified(self) -> None:
        for m in self.alive():
            scope = self.ledger.scope_of(m["facility"])
            if _is_coc_shipment(m) and not (scope and self.ledger.certified(scope, m["date"])):
                self.refuse(m, "scope_not_certified")


def _wrong_material(movement: Movement) -> bool:
    if movement["kind"] == "extraction":
        return bool(movement["material"] != "bauxite")
    return movement["kind"] == "production" and movement["material"] not in ("alumina", "aluminium")


def _document(movement: Movement) -> tuple[str, str] | None:
    """Return counterparty and number of the CoC Document that the movement books, or None."""
    if movement["kind"] == "receipt" and movement["coc"] == "yes" and movement["document"]:
        return movement["counterparty"], movement["document"]
    return None


def _is_coc_shipment(movement: Movement) -> bool:
    return bool(movement["kind"] == "shipment" and movement["coc"] == "yes")


def _refuse_what_is_not_available(ledger: "Ledger", batch: list[Movement], codes: Codes) -> None:
    """Refuse, period by period, the batch's CoC shipments of a stage where `available_g` turns negative."""
    for scope in ledger.scopes:
        shipments = [m for m in batch if _is_coc_shipment(m) and ledger.scope_of(m["facility"]) == scope]
        for stage in STAGES:
            of_stage = [m for m in shipments if STAGE_OF[m["material"]] == stage]
            for number in _periods(ledger, scope, of_stage):
                in_period = [m for m in of_stage if ledger.period_of(scope, m["date"]) == number]
                surviving = [m for m in in_period if m["reference"] not in codes]
                movements = [*ledger.movements, *[m for m in batch if m["reference"] not in codes]]
                if surviving and _turns_negative(ledger, scope, stage, number, movements):
                    codes |= {m["reference"]: "coc_not_available" for m in surviving}


def _periods(ledger: "Ledger", scope: str, movements: list[Movement]) -> list[int]:
    numbers = {ledger.period_of(scope, m["date"]) for m in movements}
    return sorted(number for number in numbers if number is not None)


def _turns_negative(ledger: "Ledger", scope: str, stage: str, number: int, movements: list[Movement]) -> bool:
    """Say whether `available_g` would be negative in the period or a later one, were the movements these."""
    later = range(number, ledger.last_period_in_use(scope, movements) + 1)
    return any(ledger.stages(scope, n, movements, planned=True)[stage]["available_g"] < 0 for n in later)
