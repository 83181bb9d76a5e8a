"""Good arguments of use cases that take more than names, days and quantities."""

import json
from collections.abc import Iterator
from datetime import date

from casthouse.assurance.assessed_item import Answer
from casthouse.assurance.rating import Rating
from casthouse.exchange.register_file import register_from_text
from casthouse.service.audit_plan import WantedPlan, WantedSite
from casthouse.service.audit_report import WantedReport
from casthouse.service.certificate_transfer import ask_transfer
from casthouse.service.complaint import WantedComplaint
from casthouse.service.evidence import Incoming
from casthouse.service.ledger_sample import WantedSample
from casthouse.service.movement import Batch
from casthouse.service.movement_entry import MovementEntry
from casthouse.service.movement_json import batch_of_json
from casthouse.service.non_conformance import WantedAction
from casthouse.service.organisation import Workplace, workplaces
from casthouse.service.period import close_period
from casthouse.service.permission import OPERATOR
from casthouse.service.scheme_certificate import WantedCertificate
from casthouse.storage.audit import AuditVisit
from tests.contract.movement_rows import other_receipt
from tests.contract.register_text import one_scope, register_text
from tests.scenario.extruder import PDF

DAY = date(2024, 3, 1)
CLAIM, NO_CLAIM = "ACME-CLAIM-1", "ACME-CLAIM-7"
COMPLAINT = WantedComplaint(about="other", party="ACME", topic="remedy", text="It smells.")
NO_DIGEST = "0" * 64
SCHEME_CERTIFICATE = WantedCertificate(
    scheme="iso-14001",
    certificate="DE-77",
    body="Prüf AG",
    facilities=("ACME-CH",),
    valid_from=DAY,
    valid_to=date(2027, 2, 28),
)
ANSWER = Answer(rating=Rating.CONFORMANCE, rationale="Handbook.")
PLAN = WantedPlan(
    on_site_from=DAY,
    on_site_to=DAY,
    sites=(WantedSite(code="ACME-CH", staff=20, half_days=4, interviews=5),),
)
VISIT = AuditVisit(
    site="ACME-CH", first_day=DAY, last_day=DAY, is_remote=False, half_days=4, interviews=5, by=""
)
REPORT = WantedReport(
    systems="medium", risk="medium", performance="medium", summary="One site.", is_site_visit_due=False
)
ACTION = WantedAction(root_cause="cause", action="action", responsible="somebody", deadline=DAY)
SAMPLE = WantedSample(size=1, seed="7")
ENTRY = MovementEntry(
    reference="NEW",
    date="2024-03-01",
    facility="ACME-CH",
    kind="receipt",
    material="aluminium",
    quantity="1",
    coc="no",
    counterparty="SUP",
)
ROWS = json.dumps([other_receipt("NEW")]).encode()
REGISTER = register_from_text(register_text(one_scope()))


def incoming() -> Incoming:
    """Return a file that comes in."""
    return Incoming(name="note.txt", pieces=_pieces())


def incoming_pdf() -> Incoming:
    """Return a document that comes in."""
    return Incoming(name="certificate.pdf", pieces=iter([PDF]))


def batch() -> Batch:
    """Return a batch of one movement."""
    return batch_of_json(OPERATOR, organisation="ACME", content=ROWS)


def _pieces() -> Iterator[bytes]:
    yield b"a note\n"


def workplace() -> Workplace:
    """Return where the people of ACME work."""
    return next(each for each in workplaces(OPERATOR) if each.organisation.code == "ACME")


def given_transfer() -> int:
    """Let ACME ask CUS to take a certificate over."""
    return ask_transfer(OPERATOR, certificates=["PS-1"], taker="CUS", reason="sold").transfer.number


def taken_transfer() -> int:
    """Let SUP ask ACME to take a certificate over."""
    return ask_transfer(OPERATOR, certificates=["PS-2"], taker="ACME", reason="sold").transfer.number


def closed_year() -> date:
    """Close the year and return its first day: the statement of an open one is a draft."""
    close_period(OPERATOR, scope="ACME-COC", start=date(2024, 1, 1))
    return date(2024, 1, 1)
