"""Who may call what: a line for each operation of the description, so that a new one without a line fails here."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction

from casthouse.web.api.application import api
from tests.contract.movement_rows import shipment
from tests.contract.register_text import one_scope, register_text
from tests.scenario.extruder import PDF
from tests.web.api_world import API, MOVEMENTS, PEOPLE, Told, World

EVERYBODY = frozenset(PEOPLE)
DECIDING = frozenset({"manager"})
OPERATING = frozenset({"manager", "clerk"})
READING = frozenset({"manager", "clerk", "auditor"})
REPORTED_TO = READING | {"secretariat"}
KEEPERS = frozenset({"secretariat"})
INVITING = frozenset({"manager", "secretariat"})
FIRM = "/audit-firms/{firm}"
AUDIT, AN_AUDIT = "/audits/{audit}", "/audits/ACME-COC-A1"
LEADS = frozenset({"lead"})
CLAIM, A_CLAIM = "/claims/{claim}", "/claims/ACME-CLAIM-1"
AUDITED = REPORTED_TO | LEADS
SAMPLED = READING | LEADS

ORGANISATION, SCOPE = "/organisations/{organisation}", "/scopes/{scope}"
PERIOD = f"{SCOPE}/periods/{{start}}"
DOCUMENTS = f"{ORGANISATION}/documents"
STATEMENTS = f"{ORGANISATION}/signed-statements"
STATEMENT, NO_STATEMENT = "/statements/{identifier}", f"/statements/{'0' * 32}"
CASH = f"{ORGANISATION}/cash-purchases"
CONTRACTORS = f"{SCOPE}/contractors"
NO_DOCUMENT = "/organisations/ACME/documents/ACME-2024-000001"


@dataclass(frozen=True, kw_only=True)
class Line:
    """One operation: a call that is good, who may make it, and what they are answered."""

    path: str
    allowed: frozenset[str]
    status: int = 200
    body: Any = None
    kind: str = "application/json"
    headers: Mapping[str, str] | None = None
    is_open: bool = False  # to visitors too


A_PERIOD = "/scopes/ACME-COC/periods/2024-01-01"
ASSESSMENTS = f"{SCOPE}/self-assessments"
AN_ASSESSMENT = f"{ASSESSMENTS}/{{number}}"
NO_ASSESSMENT = "/scopes/ACME-COC/self-assessments/7"
OWN, COMPLAINT, NO_COMPLAINT = "/complaints/own", "/complaints/{complaint}", "/complaints/C-NONE"
NO_KEY = {"Complaint-Key": "aaaaa-bbbbb-ccccc-ddddd-eeeee"}
TRANSFERS, NO_TRANSFER = "/certificates/transfers", "/certificates/transfers/7"
A_TRANSFER = "/certificates/transfers/{number}"
KEYS = "/keys/{owner}"
SAID = {"text": "dust"}
ANSWERING = frozenset({"manager", "stranger", "lead"})
AN_ANSWER = {"rating": "conformance", "rationale": "Handbook.", "seen": 0}
LINES: dict[tuple[str, str], Line] = {
    ("GET", "/reminders"): Line(path="/reminders", allowed=EVERYBODY),
    ("POST", "/reminders/frequency"): Line(
        path="/reminders/frequency", allowed=EVERYBODY, body={"frequency": "off"}
    ),
    ("POST", "/reminders/address"): Line(path="/reminders/address", allowed=EVERYBODY, body={"address": ""}),
    ("POST", "/reminders/confirmation"): Line(
        path="/reminders/confirmation", allowed=EVERYBODY, status=422, body={"code": "x"}
    ),
    ("GET", "/calendar-key"): Line(path="/calendar-key", allowed=EVERYBODY),
    ("POST", "/calendar-key"): Line(path="/calendar-key", allowed=EVERYBODY, status=201),
    ("POST", "/calendar-key/revoke"): Line(path="/calendar-key/revoke", allowed=EVERYBODY),
    ("GET", "/worklist"): Line(path="/worklist", allowed=EVERYBODY),
    ("GET", STATEMENTS): Line(path="/organisations/ACME/signed-statements", allowed=REPORTED_TO),
    ("POST", STATEMENTS): Line(
        path="/organisations/ACME/signed-statements",
        allowed=OPERATING,
        status=404,
        body={"document": "ACME-2024-000001"},
    ),
    ("POST", f"{PERIOD}/signed-statement"): Line(
        path="/scopes/ACME-COC/periods/2024-01-01/signed-statement", allowed=OPERATING, status=409
    ),
    ("POST", "/statements/certificates"): Line(
        path="/statements/certificates", allowed=KEEPERS, status=404, body={"number": "NONE"}
    ),
    ("POST", f"{ORGANISATION}/delivery-passports"): Line(
        path="/organisations/ACME/delivery-passports",
        allowed=OPERATING,
        status=404,
        body={"document": "ACME-2024-000001"},
    ),
    ("POST", "/statements/audits"): Line(
        path="/statements/audits", allowed=KEEPERS, status=404, body={"audit": "NONE-A1"}
    ),
    ("GET", f"{STATEMENT}/presentation"): Line(
        path=f"{NO_STATEMENT}/presentation?hide=masses", allowed=EVERYBODY, status=409, is_open=True
    ),
    ("GET", STATEMENT): Line(path=NO_STATEMENT, allowed=EVERYBODY, status=404, is_open=True),
    ("GET", f"{STATEMENT}/file/{{form}}"): Line(
        path=f"{NO_STATEMENT}/file/json", allowed=EVERYBODY, status=404, is_open=True
    ),
    ("GET", "/trust-bundle"): Line(path="/trust-bundle", allowed=EVERYBODY, is_open=True),
    ("GET", ASSESSMENTS): Line(path="/scopes/ACME-COC/self-assessments", allowed=REPORTED_TO),
    ("POST", ASSESSMENTS): Line(
        path="/scopes/ACME-COC/self-assessments", allowed=OPERATING, status=201, body={"edition": "ps-v3"}
    ),
    ("GET", AN_ASSESSMENT): Line(path=NO_ASSESSMENT, allowed=REPORTED_TO, status=404),
    ("GET", f"{AN_ASSESSMENT}/missing"): Line(
        path=f"{NO_ASSESSMENT}/missing", allowed=REPORTED_TO, status=404
    ),
    ("GET", f"{AN_ASSESSMENT}/file/{{form}}"): Line(
        path=f"{NO_ASSESSMENT}/file/xlsx", allowed=REPORTED_TO, status=404
    ),
    ("POST", f"{AN_ASSESSMENT}/items/{{item}}"): Line(
        path=f"{NO_ASSESSMENT}/items/1.1", allowed=OPERATING, status=404, body=AN_ANSWER
    ),
    ("POST", f"{AN_ASSESSMENT}/items/{{item}}/evidence"): Line(
        path=f"{NO_ASSESSMENT}/items/1.1/evidence?name=a.txt", allowed=OPERATING, status=404, body="a note"
    ),
    ("POST", f"{AN_ASSESSMENT}/evidence/{{link}}/withdraw"): Line(
        path=f"{NO_ASSESSMENT}/evidence/7/withdraw", allowed=OPERATING, status=404, body={"reason": "old"}
    ),
    ("POST", f"{AN_ASSESSMENT}/answers"): Line(
        path=f"{NO_ASSESSMENT}/answers", allowed=OPERATING, status=404, body="no workbook"
    ),
    ("POST", f"{AN_ASSESSMENT}/carry"): Line(
        path=f"{NO_ASSESSMENT}/carry", allowed=OPERATING, status=404, body={"edition": "ps-v3"}
    ),
    ("POST", f"{AN_ASSESSMENT}/submit"): Line(path=f"{NO_ASSESSMENT}/submit", allowed=DECIDING, status=404),
    ("GET", "/log"): Line(path="/log", allowed=EVERYBODY, is_open=True),
    ("GET", "/log/entries/{index}/proof"): Line(
        path="/log/entries/1000000/proof", allowed=EVERYBODY, status=404, is_open=True
    ),
    ("GET", "/log/growth"): Line(
        path="/log/growth?old=1&size=1000000", allowed=EVERYBODY, status=404, is_open=True
    ),
    ("GET", "/log/own/{organisation}"): Line(path="/log/own/ACME", allowed=READING),
    ("GET", "/trusted-installations"): Line(path="/trusted-installations", allowed=EVERYBODY),
    ("POST", "/trusted-installations"): Line(
        path="/trusted-installations?reason=x", allowed=KEEPERS, status=422, body={}
    ),
    ("POST", "/trusted-installations/end"): Line(
        path="/trusted-installations/end",
        allowed=KEEPERS,
        status=404,
        body={"installation": "https://x.example", "reason": "x"},
    ),
    ("GET", KEYS): Line(path="/keys/ACME", allowed=REPORTED_TO),
    ("POST", KEYS): Line(path="/keys/ACME", allowed=DECIDING, status=201, body={"days": 30}),
    ("POST", f"{KEYS}/rotate"): Line(path="/keys/ACME/rotate", allowed=DECIDING, status=409, body={}),
    ("POST", f"{KEYS}/confirm"): Line(
        path="/keys/ACME/confirm", allowed=KEEPERS, status=404, body={"key": "x"}
    ),
    ("POST", f"{KEYS}/revoke"): Line(
        path="/keys/ACME/revoke",
        allowed=INVITING,
        status=404,
        body={"key": "x", "kind": "lost", "reason": "x"},
    ),
    ("GET", "/secretariat"): Line(path="/secretariat", allowed=KEEPERS),
    ("POST", "/secretariat/proposals"): Line(
        path="/secretariat/proposals", allowed=KEEPERS, status=201, body={"username": "newcomer"}
    ),
    ("POST", "/secretariat/proposals/{username}/confirm"): Line(
        path="/secretariat/proposals/nobody/confirm", allowed=KEEPERS, status=404
    ),
    ("POST", "/secretariat/proposals/{username}/decline"): Line(
        path="/secretariat/proposals/nobody/decline", allowed=KEEPERS, status=404
    ),
    ("GET", "/editions/{code}/recognised-schemes"): Line(
        path="/editions/ps-v3/recognised-schemes", allowed=EVERYBODY, is_open=True
    ),
    ("GET", f"{ORGANISATION}/scheme-certificates"): Line(
        path="/organisations/ACME/scheme-certificates", allowed=READING
    ),
    ("POST", f"{ORGANISATION}/scheme-certificates"): Line(
        path="/organisations/ACME/scheme-certificates?name=a.pdf&scheme=iso-14001&certificate=7&body=P"
        "&facility=ACME-CH&valid_from=2024-01-01&valid_to=2026-12-31",
        allowed=OPERATING,
        status=201,
        body=PDF.decode(),
    ),
    ("POST", f"{ORGANISATION}/scheme-certificates/{{number}}/withdraw"): Line(
        path="/organisations/ACME/scheme-certificates/7/withdraw",
        allowed=OPERATING,
        status=404,
        body={"reason": "old"},
    ),
    ("POST", f"{AN_ASSESSMENT}/items/{{item}}/scheme-certificates"): Line(
        path=f"{NO_ASSESSMENT}/items/2.3a/scheme-certificates",
        allowed=OPERATING,
        status=404,
        body={"certificate": 1},
    ),
    ("GET", f"{AUDIT}/scheme-certificates"): Line(path=f"{AN_AUDIT}/scheme-certificates", allowed=AUDITED),
    ("GET", f"{AUDIT}/scheme-certificates/{{number}}/file"): Line(
        path=f"{AN_AUDIT}/scheme-certificates/1/file", allowed=AUDITED, status=404
    ),
    ("GET", f"{ORGANISATION}/evidence"): Line(path="/organisations/ACME/evidence", allowed=READING),
    ("GET", f"{ORGANISATION}/evidence/{{digest}}"): Line(
        path=f"/organisations/ACME/evidence/{'0' * 64}", allowed=READING, status=404
    ),
    ("POST", "/complaints"): Line(
        path="/complaints",
        allowed=EVERYBODY,
        status=201,
        body={"about": "other", "party": "the port", "topic": "remedy", "text": "dust"},
        is_open=True,
    ),
    ("GET", "/complaints"): Line(path="/complaints", allowed=KEEPERS),
    ("GET", "/complaints/counts"): Line(path="/complaints/counts", allowed=EVERYBODY, is_open=True),
    ("GET", OWN): Line(path=OWN, allowed=EVERYBODY, status=404, headers=NO_KEY, is_open=True),
    ("POST", f"{OWN}/words"): Line(
        path=f"{OWN}/words", allowed=EVERYBODY, status=404, body=SAID, headers=NO_KEY, is_open=True
    ),
    ("POST", f"{OWN}/appeal"): Line(
        path=f"{OWN}/appeal", allowed=EVERYBODY, status=404, body=SAID, headers=NO_KEY, is_open=True
    ),
    ("POST", f"{OWN}/files"): Line(
        path=f"{OWN}/files?name=a.txt",
        allowed=EVERYBODY,
        status=404,
        body="a note",
        headers=NO_KEY,
        is_open=True,
    ),
    ("GET", f"{OWN}/files/{{number}}"): Line(
        path=f"{OWN}/files/1", allowed=EVERYBODY, status=404, headers=NO_KEY, is_open=True
    ),
    ("GET", "/complaints/shared"): Line(path="/complaints/shared", allowed=ANSWERING),
    ("GET", "/complaints/shared/{complaint}"): Line(
        path="/complaints/shared/C-NONE", allowed=ANSWERING, status=404
    ),
    ("POST", "/complaints/shared/{complaint}/answers"): Line(
        path="/complaints/shared/C-NONE/answers", allowed=ANSWERING, status=404, body=SAID
    ),
    ("GET", f"{AUDIT}/complaint-inputs"): Line(path=f"{AN_AUDIT}/complaint-inputs", allowed=AUDITED),
    ("GET", COMPLAINT): Line(path=NO_COMPLAINT, allowed=KEEPERS, status=404),
    ("GET", f"{COMPLAINT}/files/{{number}}"): Line(
        path=f"{NO_COMPLAINT}/files/1", allowed=KEEPERS, status=404
    ),
    ("POST", f"{COMPLAINT}/handler"): Line(
        path=f"{NO_COMPLAINT}/handler", allowed=KEEPERS, status=404, body={"handler": "secretariat"}
    ),
    ("POST", f"{COMPLAINT}/recusal"): Line(
        path=f"{NO_COMPLAINT}/recusal", allowed=KEEPERS, status=404, body=SAID
    ),
    ("POST", f"{COMPLAINT}/parties"): Line(
        path=f"{NO_COMPLAINT}/parties",
        allowed=KEEPERS,
        status=404,
        body={"kind": "organisation", "code": "ACME"},
    ),
    ("POST", f"{COMPLAINT}/acts"): Line(
        path=f"{NO_COMPLAINT}/acts", allowed=KEEPERS, status=404, body={"act": "screened", "text": "seen"}
    ),
    ("POST", f"{COMPLAINT}/told"): Line(
        path=f"{NO_COMPLAINT}/told",
        allowed=KEEPERS,
        status=404,
        body={"act": "shared", "kind": "organisation", "code": "ACME", "text": "dust"},
    ),
    ("GET", "/me"): Line(path="/me", allowed=EVERYBODY),
    ("GET", "/organisations"): Line(path="/organisations", allowed=EVERYBODY),
    ("GET", ORGANISATION): Line(path="/organisations/ACME", allowed=REPORTED_TO),
    ("GET", f"{ORGANISATION}/facilities"): Line(path="/organisations/ACME/facilities", allowed=REPORTED_TO),
    ("GET", f"{ORGANISATION}/people"): Line(path="/organisations/ACME/people", allowed=INVITING),
    ("GET", f"{ORGANISATION}/movements"): Line(path=MOVEMENTS, allowed=READING),
    ("POST", f"{ORGANISATION}/movements"): Line(
        path=MOVEMENTS, allowed=OPERATING, status=201, body=[shipment("S-1", quantity="1")]
    ),
    ("GET", f"{ORGANISATION}/movements/{{reference}}"): Line(path=f"{MOVEMENTS}/IN-1", allowed=READING),
    ("GET", f"{ORGANISATION}/reports/{{year}}"): Line(
        path="/organisations/ACME/reports/2024", allowed=REPORTED_TO
    ),
    ("GET", f"{ORGANISATION}/reports/{{year}}/{{form}}"): Line(
        path="/organisations/ACME/reports/2024/xlsx", allowed=REPORTED_TO
    ),
    ("GET", f"{ORGANISATION}/workbook"): Line(path="/organisations/ACME/workbook", allowed=READING),
    ("POST", "/register"): Line(
        path="/register", allowed=KEEPERS, body=register_text(one_scope()), kind="application/toml"
    ),
    ("GET", "/certificates/on"): Line(
        path="/certificates/on?facility=ACME-CH&day=2024-03-01&known_at=2024-01-01T00:00", allowed=EVERYBODY
    ),
    ("GET", "/public/search"): Line(
        path="/public/search?q=acme&state=full&day=2024-03-01", allowed=EVERYBODY, is_open=True
    ),
    ("GET", "/public/flows"): Line(path="/public/flows", allowed=EVERYBODY, is_open=True),
    ("GET", "/public/flows/{view}/{form}"): Line(
        path="/public/flows/list/svg", allowed=EVERYBODY, is_open=True
    ),
    ("GET", "/public/recovery"): Line(path="/public/recovery", allowed=EVERYBODY, is_open=True),
    ("GET", "/recovery"): Line(path="/recovery", allowed=KEEPERS),
    ("GET", "/flows"): Line(path="/flows?year=2024&by=organisation", allowed=KEEPERS),
    ("GET", "/flows/countries"): Line(path="/flows/countries?year=2024&by=organisation", allowed=KEEPERS),
    ("GET", "/flows/countries/{view}/{form}"): Line(
        path="/flows/countries/map/png?year=2024", allowed=KEEPERS
    ),
    ("GET", "/flows/{view}/{form}"): Line(path="/flows/flow/svg?year=2024", allowed=KEEPERS),
    ("GET", "/public/statistics"): Line(path="/public/statistics", allowed=EVERYBODY, is_open=True),
    ("GET", "/public/statistics/{year}/preview"): Line(
        path="/public/statistics/2024/preview", allowed=KEEPERS
    ),
    ("POST", "/public/statistics/{year}"): Line(
        path="/public/statistics/2024", allowed=KEEPERS, status=409, body={"digest": "0"}
    ),
    ("GET", "/public/tables"): Line(path="/public/tables", allowed=EVERYBODY, is_open=True),
    ("GET", "/public/tables/{table}/{form}"): Line(
        path="/public/tables/certificates/csv", allowed=EVERYBODY, is_open=True
    ),
    ("GET", "/public/members/{code}"): Line(path="/public/members/ACME", allowed=EVERYBODY, is_open=True),
    ("GET", "/public/facilities/{code}"): Line(
        path="/public/facilities/ACME-CH?day=2024-03-01", allowed=EVERYBODY, is_open=True
    ),
    ("GET", "/public/certificate"): Line(
        path="/public/certificate?number=COC-1&day=2024-03-01", allowed=EVERYBODY, is_open=True
    ),
    ("GET", "/public/reports/{audit}"): Line(
        path="/public/reports/ACME-COC-A1", allowed=EVERYBODY, is_open=True, status=404
    ),
    ("GET", "/certificates/{number}"): Line(path="/certificates/COC-1", allowed=EVERYBODY),
    ("POST", "/certificates/moves"): Line(
        path="/certificates/moves?number=COC-1",
        allowed=KEEPERS,
        body={"move": "suspend", "reason": "audit overdue", "dry_run": True},
    ),
    ("GET", TRANSFERS): Line(path=TRANSFERS, allowed=REPORTED_TO | {"stranger"}),
    ("POST", TRANSFERS): Line(
        path=TRANSFERS,
        allowed=DECIDING,
        status=422,  # a custody certificate alone never passes
        body={"certificates": ["COC-1"], "taker": "CUS", "reason": "sold"},
    ),
    ("GET", A_TRANSFER): Line(path=NO_TRANSFER, allowed=KEEPERS, status=404),
    ("POST", f"{A_TRANSFER}/accept"): Line(
        path=f"{NO_TRANSFER}/accept", allowed=frozenset(), body={"scope": "ACME-COC"}
    ),
    ("POST", f"{A_TRANSFER}/decline"): Line(
        path=f"{NO_TRANSFER}/decline", allowed=frozenset(), body={"reason": "no"}
    ),
    ("POST", f"{A_TRANSFER}/withdraw"): Line(
        path=f"{NO_TRANSFER}/withdraw", allowed=frozenset(), body={"reason": "no"}
    ),
    ("POST", f"{A_TRANSFER}/refuse"): Line(
        path=f"{NO_TRANSFER}/refuse", allowed=KEEPERS, body={"reason": "no"}, status=404
    ),
    ("POST", f"{A_TRANSFER}/confirm"): Line(
        path=f"{NO_TRANSFER}/confirm", allowed=KEEPERS, body={"reason": "seen"}, status=404
    ),
    ("GET", "/applications"): Line(path="/applications", allowed=EVERYBODY),
    ("POST", f"{SCOPE}/applications"): Line(
        path="/scopes/ACME-COC/applications",
        allowed=DECIDING,
        status=201,
        body={"edition": "ps-v3", "firm": "PRUEF"},
    ),
    ("GET", f"{ORGANISATION}/certificates"): Line(
        path="/organisations/ACME/certificates", allowed=REPORTED_TO
    ),
    ("GET", "/boundaries/{code}"): Line(path="/boundaries/ACME-COC", allowed=EVERYBODY, is_open=True),
    ("GET", "/boundaries/{code}/on/{day}"): Line(
        path="/boundaries/ACME-COC/on/2025-01-01", allowed=EVERYBODY, is_open=True
    ),
    ("POST", f"{SCOPE}/boundary"): Line(
        path="/scopes/ACME-COC/boundary",
        allowed=KEEPERS,
        body={"name": "Casthouse", "reason": "named"},
    ),
    ("GET", f"{ORGANISATION}/joint-ventures"): Line(
        path="/organisations/ACME/joint-ventures", allowed=REPORTED_TO
    ),
    ("POST", "/joint-ventures"): Line(
        path="/joint-ventures",
        allowed=KEEPERS,
        status=201,
        body={
            "facility": "ACME-CH",
            "holder": "SUP",
            "share": "1/3",
            "first": "2024-01-01",
            "reason": "deed",
        },
    ),
    ("POST", "/joint-ventures/{number}/end"): Line(
        path="/joint-ventures/7/end",
        allowed=KEEPERS,
        status=404,
        body={"last": "2024-12-31", "reason": "sold"},
    ),
    ("GET", f"{ORGANISATION}/membership"): Line(path="/organisations/ACME/membership", allowed=REPORTED_TO),
    ("POST", f"{ORGANISATION}/membership/standing"): Line(
        path="/organisations/ACME/membership/standing",
        allowed=KEEPERS,
        body={"standing": "suspended", "reason": "invoice open"},
    ),
    ("GET", f"{ORGANISATION}/notices"): Line(path="/organisations/ACME/notices", allowed=READING),
    ("POST", f"{ORGANISATION}/notices/{{number}}/read"): Line(
        path="/organisations/ACME/notices/7/read", allowed=READING, status=404
    ),
    ("GET", SCOPE): Line(path="/scopes/ACME-COC", allowed=REPORTED_TO),
    ("GET", "/footprint-methods"): Line(path="/footprint-methods", allowed=READING | {"stranger"}),
    ("GET", "/cbam-default"): Line(path="/cbam-default?country=US&cn=7601", allowed=READING | {"stranger"}),
    ("GET", f"{SCOPE}/climate-facts"): Line(
        path="/scopes/ACME-COC/climate-facts?period=2024-01-01", allowed=READING
    ),
    ("GET", f"{SCOPE}/cbam"): Line(
        path="/scopes/ACME-COC/cbam?period=2024-01-01&cn=7601", allowed=READING, status=422
    ),
    ("GET", f"{SCOPE}/footprint"): Line(path="/scopes/ACME-COC/footprint?period=2024-01-01", allowed=READING),
    ("GET", f"{SCOPE}/position"): Line(path="/scopes/ACME-COC/position", allowed=READING),
    ("POST", f"{SCOPE}/what-if"): Line(path="/scopes/ACME-COC/what-if", allowed=READING, body={}),
    ("POST", f"{PERIOD}/close"): Line(path=f"{A_PERIOD}/close", allowed=DECIDING, body={}),
    ("GET", f"{SCOPE}/reopenings"): Line(path="/scopes/ACME-COC/reopenings", allowed=READING),
    ("POST", f"{PERIOD}/reopening"): Line(
        path=f"{A_PERIOD}/reopening", allowed=OPERATING, status=409, body={"reason": "weighbridge"}
    ),
    ("POST", f"{PERIOD}/reopening/approve"): Line(
        path=f"{A_PERIOD}/reopening/approve", allowed=DECIDING, status=404
    ),
    ("POST", f"{PERIOD}/reopening/refuse"): Line(
        path=f"{A_PERIOD}/reopening/refuse", allowed=OPERATING, status=404
    ),
    ("GET", f"{PERIOD}/findings"): Line(path=f"{A_PERIOD}/findings", allowed=READING),
    ("GET", f"{PERIOD}/binding"): Line(path=f"{A_PERIOD}/binding", allowed=REPORTED_TO, status=409),
    ("GET", f"{PERIOD}/leaves"): Line(path=f"{A_PERIOD}/leaves", allowed=READING, status=409),
    ("GET", f"{PERIOD}/proof"): Line(path=f"{A_PERIOD}/proof?reference=X", allowed=READING, status=409),
    ("GET", f"{ORGANISATION}/archive"): Line(path="/organisations/ACME/archive", allowed=DECIDING),
    ("GET", f"{SCOPE}/statements"): Line(path="/scopes/ACME-COC/statements", allowed=REPORTED_TO),
    ("GET", f"{SCOPE}/statements/{{start}}/{{form}}"): Line(
        path="/scopes/ACME-COC/statements/2024-01-01/xlsx", allowed=READING
    ),
    ("GET", f"{SCOPE}/plans"): Line(path="/scopes/ACME-COC/plans", allowed=READING),
    ("POST", f"{SCOPE}/plans"): Line(
        path="/scopes/ACME-COC/plans",
        allowed=OPERATING,
        status=201,
        body={"period": "2026-01-01", "stage": "aluminium", "outflow_g": 10**9},
    ),
    ("POST", f"{SCOPE}/plans/{{number}}/approve"): Line(
        path="/scopes/ACME-COC/plans/7/approve", allowed=DECIDING, status=404
    ),
    ("POST", f"{SCOPE}/plans/{{number}}/withdraw"): Line(
        path="/scopes/ACME-COC/plans/7/withdraw", allowed=OPERATING, status=404
    ),
    ("GET", f"{SCOPE}/reservations"): Line(path="/scopes/ACME-COC/reservations", allowed=READING),
    ("POST", f"{SCOPE}/reservations"): Line(
        path="/scopes/ACME-COC/reservations",
        allowed=OPERATING,
        status=201,
        body={
            "period": "2024-01-01",
            "stage": "aluminium",
            "customer": "CUS",
            "quantity_g": 1_000_000,
            "reference": "PO/1",
        },
    ),
    ("POST", f"{SCOPE}/reservations/{{reference}}/approve"): Line(
        path="/scopes/ACME-COC/reservations/PO/1/approve", allowed=DECIDING, status=404
    ),
    ("POST", f"{SCOPE}/reservations/{{reference}}/release"): Line(
        path="/scopes/ACME-COC/reservations/PO/1/release", allowed=OPERATING, status=404
    ),
    ("GET", DOCUMENTS): Line(path="/organisations/ACME/documents", allowed=READING),
    ("POST", DOCUMENTS): Line(
        path="/organisations/ACME/documents", allowed=OPERATING, status=201, body={"shipment": "OUT-COC"}
    ),
    ("POST", f"{DOCUMENTS}/bulk"): Line(
        path="/organisations/ACME/documents/bulk", allowed=OPERATING, status=201
    ),
    ("GET", f"{DOCUMENTS}/{{number}}"): Line(path=NO_DOCUMENT, allowed=READING, status=404),
    ("GET", f"{DOCUMENTS}/{{number}}/touched"): Line(
        path=f"{NO_DOCUMENT}/touched", allowed=READING, status=404
    ),
    ("GET", f"{DOCUMENTS}/{{number}}/file/{{form}}"): Line(
        path=f"{NO_DOCUMENT}/file/pdf", allowed=READING, status=404
    ),
    ("POST", f"{DOCUMENTS}/{{number}}/cancel"): Line(
        path=f"{NO_DOCUMENT}/cancel", allowed=DECIDING, status=404, body={"reason": "returned"}
    ),
    ("POST", f"{DOCUMENTS}/{{number}}/correct"): Line(
        path=f"{NO_DOCUMENT}/correct", allowed=DECIDING, status=404, body={"reason": "weighbridge"}
    ),
    ("GET", f"{ORGANISATION}/inbox"): Line(path="/organisations/ACME/inbox", allowed=READING),
    ("POST", f"{ORGANISATION}/inbox/{{issuer}}/{{number}}/accept"): Line(
        path="/organisations/ACME/inbox/SUP/SUP-2024-000001/accept", allowed=OPERATING, status=404
    ),
    ("POST", f"{ORGANISATION}/inbox/{{issuer}}/{{number}}/dispute"): Line(
        path="/organisations/ACME/inbox/SUP/SUP-2024-000001/dispute",
        allowed=OPERATING,
        status=404,
        body={"reason": "22 t arrived"},
    ),
    ("POST", f"{ORGANISATION}/received-documents"): Line(
        path="/organisations/ACME/received-documents", allowed=OPERATING, status=422, body={}
    ),
    ("GET", f"{ORGANISATION}/waiting-receipts"): Line(
        path="/organisations/ACME/waiting-receipts", allowed=READING
    ),
    ("GET", "/audits"): Line(path="/audits", allowed=EVERYBODY),
    ("POST", "/audits"): Line(
        path="/audits",
        allowed=LEADS,
        status=409,
        body={
            "scope": "ACME-COC",
            "standard": "performance",
            "edition": "ps-v3",
            "audit_type": "surveillance",
            "firm": "PRUEF",
            "lead": "lead",
            "first_day": "2026-01-01",
            "last_day": "2026-01-31",
        },
    ),
    ("GET", "/anomalies"): Line(path="/anomalies", allowed=KEEPERS),
    ("POST", "/anomalies/clearances"): Line(
        path="/anomalies/clearances",
        allowed=KEEPERS,
        status=404,
        body={"key": "none", "reason": "seen", "digest": "none"},
    ),
    ("GET", f"{ORGANISATION}/anomalies"): Line(path="/organisations/ACME/anomalies", allowed=REPORTED_TO),
    ("GET", "/oversight"): Line(path="/oversight", allowed=KEEPERS),
    ("GET", AUDIT): Line(path=AN_AUDIT, allowed=AUDITED),
    ("GET", f"{AUDIT}/checklist"): Line(path=f"{AN_AUDIT}/checklist", allowed=AUDITED),
    ("GET", f"{AUDIT}/decision"): Line(path=f"{AN_AUDIT}/decision", allowed=AUDITED),
    ("GET", f"{AUDIT}/non-conformances"): Line(path=f"{AN_AUDIT}/non-conformances", allowed=AUDITED),
    ("GET", f"{AUDIT}/non-conformances/{{number}}"): Line(
        path=f"{AN_AUDIT}/non-conformances/7", allowed=AUDITED, status=404
    ),
    **{
        ("GET", f"{AUDIT}/ledger/{noun.partition('?')[0]}"): Line(
            path=f"{AN_AUDIT}/ledger/{noun}", allowed=LEADS, status=409
        )
        for noun in ("tie-out", "entries?reference=IN-1", "comparison", "anomalies", "pins", "pack")
    },
    ("POST", f"{AUDIT}/ledger/pins"): Line(
        path=f"{AN_AUDIT}/ledger/pins",
        allowed=LEADS,
        status=409,
        body={"item": "8.1", "site": "ACME-CH", "reference": "IN-1"},
    ),
    ("GET", f"{AUDIT}/finding-files"): Line(path=f"{AN_AUDIT}/finding-files", allowed=AUDITED),
    ("POST", f"{AUDIT}/finding-files"): Line(
        path=f"{AN_AUDIT}/finding-files?item=5.2&site=ACME-CH&name=a.txt",
        allowed=LEADS,
        status=409,
        body="seen",
    ),
    ("GET", f"{AUDIT}/finding-files/{{number}}"): Line(
        path=f"{AN_AUDIT}/finding-files/1", allowed=AUDITED, status=404
    ),
    ("POST", f"{AUDIT}/finding-files/{{number}}/withdraw"): Line(
        path=f"{AN_AUDIT}/finding-files/1/withdraw",
        allowed=LEADS,
        status=409,
        body={"reason": "wrong one"},
    ),
    ("GET", f"{AUDIT}/ledger/samples"): Line(path=f"{AN_AUDIT}/ledger/samples", allowed=SAMPLED),
    ("POST", f"{AUDIT}/ledger/samples"): Line(
        path=f"{AN_AUDIT}/ledger/samples", allowed=LEADS, status=409, body={"size": 3}
    ),
    ("GET", f"{AUDIT}/ledger/samples/{{number}}"): Line(
        path=f"{AN_AUDIT}/ledger/samples/1", allowed=SAMPLED, status=404
    ),
    ("POST", f"{AUDIT}/ledger/samples/{{number}}/send"): Line(
        path=f"{AN_AUDIT}/ledger/samples/1/send", allowed=LEADS, status=404
    ),
    ("POST", f"{AUDIT}/plans"): Line(
        path=f"{AN_AUDIT}/plans",
        allowed=LEADS,
        status=422,
        body={"on_site_from": "2026-01-01", "on_site_to": "2026-01-05", "sites": []},
    ),
    ("POST", f"{AUDIT}/plan/approve"): Line(path=f"{AN_AUDIT}/plan/approve", allowed=KEEPERS, status=409),
    ("POST", f"{AUDIT}/plan/send-back"): Line(
        path=f"{AN_AUDIT}/plan/send-back", allowed=KEEPERS, status=409, body={"text": "say more"}
    ),
    ("POST", f"{AUDIT}/visits"): Line(
        path=f"{AN_AUDIT}/visits",
        allowed=LEADS,
        status=409,
        body={"site": "ACME-CH", "first_day": "2026-01-01", "last_day": "2026-01-01", "half_days": 2},
    ),
    ("POST", f"{AUDIT}/findings"): Line(
        path=f"{AN_AUDIT}/findings",
        allowed=LEADS,
        status=409,
        body={"item": "5.2", "site": "ACME-CH", "rating": "conformance", "statement": "seen"},
    ),
    ("POST", f"{AUDIT}/reports"): Line(
        path=f"{AN_AUDIT}/reports",
        allowed=LEADS,
        status=409,
        body={"systems": "low", "risk": "low", "performance": "low", "summary": "seen"},
    ),
    ("POST", f"{AUDIT}/comments"): Line(
        path=f"{AN_AUDIT}/comments", allowed=LEADS | KEEPERS, status=201, body={"text": "which potlines?"}
    ),
    ("POST", f"{AUDIT}/review/accept"): Line(path=f"{AN_AUDIT}/review/accept", allowed=KEEPERS, status=409),
    ("POST", f"{AUDIT}/review/send-back"): Line(
        path=f"{AN_AUDIT}/review/send-back", allowed=KEEPERS, status=409, body={"text": "say more"}
    ),
    ("POST", f"{AUDIT}/withdraw"): Line(
        path=f"{AN_AUDIT}/withdraw", allowed=LEADS | KEEPERS, status=201, body={"text": "stepped back"}
    ),
    ("POST", f"{AUDIT}/decision"): Line(
        path=f"{AN_AUDIT}/decision", allowed=KEEPERS, status=409, body={"outcome": "full"}
    ),
    ("POST", f"{AUDIT}/non-conformances/{{number}}/plan"): Line(
        path=f"{AN_AUDIT}/non-conformances/7/plan",
        allowed=OPERATING,
        status=404,
        body={"root_cause": "coal", "action": "hydro", "responsible": "buyer", "deadline": "2026-06-01"},
    ),
    ("POST", f"{AUDIT}/non-conformances/{{number}}/done"): Line(
        path=f"{AN_AUDIT}/non-conformances/7/done", allowed=OPERATING, status=404, body={"text": "done"}
    ),
    ("POST", f"{AUDIT}/non-conformances/{{number}}/judge"): Line(
        path=f"{AN_AUDIT}/non-conformances/7/judge",
        allowed=LEADS,
        status=404,
        body={"judgement": "plan_approved"},
    ),
    ("POST", f"{AUDIT}/non-conformances/{{number}}/exemption"): Line(
        path=f"{AN_AUDIT}/non-conformances/7/exemption",
        allowed=OPERATING,
        status=404,
        body={"barrier": "coal power only"},
    ),
    ("POST", f"{AUDIT}/non-conformances/{{number}}/exemption/decision"): Line(
        path=f"{AN_AUDIT}/non-conformances/7/exemption/decision",
        allowed=KEEPERS,
        status=404,
        body={"is_approved": True, "reason": "seen"},
    ),
    ("GET", "/audit-firms"): Line(path="/audit-firms", allowed=EVERYBODY),
    ("GET", FIRM): Line(path="/audit-firms/PRUEF", allowed=EVERYBODY),
    ("POST", FIRM): Line(path="/audit-firms/OTHER", allowed=KEEPERS, body={"name": "Other", "country": "DE"}),
    ("POST", f"{FIRM}/auditors/{{username}}"): Line(
        path="/audit-firms/PRUEF/auditors/newcomer", allowed=KEEPERS, status=201
    ),
    ("POST", f"{FIRM}/auditors/{{username}}/remove"): Line(
        path="/audit-firms/PRUEF/auditors/lead/remove", allowed=KEEPERS
    ),
    ("POST", f"{FIRM}/accreditations"): Line(
        path="/audit-firms/PRUEF/accreditations",
        allowed=KEEPERS,
        status=201,
        body={
            "auditor": "lead",
            "standard": "chain_of_custody",
            "countries": ["DE"],
            "activities": ["casthouse"],
            "valid_from": "2024-01-01",
            "valid_to": "2026-12-31",
        },
    ),
    ("POST", f"{FIRM}/accreditations/{{number}}/end"): Line(
        path="/audit-firms/PRUEF/accreditations/999999/end",
        allowed=KEEPERS,
        status=404,
        body={"last_day": "2024-06-30", "reason": "left"},
    ),
    ("POST", f"{FIRM}/relations"): Line(
        path="/audit-firms/PRUEF/relations",
        allowed=KEEPERS | {"lead"},
        status=201,
        body={"organisation": "SUP", "kind": "consulting", "since": "2024-01-01"},
    ),
    ("POST", "/rule-packs"): Line(
        path="/rule-packs", allowed=KEEPERS, status=422, body="code = 7", kind="application/toml"
    ),
    ("GET", f"{SCOPE}/comparison"): Line(
        path="/scopes/ACME-COC/comparison?period=2024-01-01&left=coc-v1&right=coc-v2", allowed=READING
    ),
    ("GET", f"{ORGANISATION}/profiles"): Line(path="/organisations/ACME/profiles", allowed=READING),
    ("POST", f"{ORGANISATION}/profiles"): Line(
        path="/organisations/ACME/profiles",
        allowed=OPERATING,
        status=422,
        body="name = 7",
        kind="application/toml",
    ),
    ("POST", f"{ORGANISATION}/lots"): Line(
        path="/organisations/ACME/lots", allowed=OPERATING, status=422, body="process\n", kind="text/csv"
    ),
    ("POST", f"{ORGANISATION}/measurements"): Line(
        path="/organisations/ACME/measurements",
        allowed=OPERATING,
        status=422,
        body="reference\n",
        kind="text/csv",
    ),
    ("GET", f"{ORGANISATION}/recovery"): Line(path="/organisations/ACME/recovery", allowed=READING),
    ("GET", f"{ORGANISATION}/recovery/entries"): Line(
        path="/organisations/ACME/recovery/entries?of=charge", allowed=READING
    ),
    ("GET", f"{ORGANISATION}/recovery/loops/{{form}}"): Line(
        path="/organisations/ACME/recovery/loops/svg", allowed=READING
    ),
    ("GET", f"{ORGANISATION}/lot-footprint"): Line(
        path="/organisations/ACME/lot-footprint?reference=none", allowed=READING, status=404
    ),
    ("GET", f"{ORGANISATION}/lot-footprint/waterfall/{{form}}"): Line(
        path="/organisations/ACME/lot-footprint/waterfall/svg?reference=none", allowed=READING, status=404
    ),
    ("GET", f"{SCOPE}/footprint/waterfall/{{form}}"): Line(
        path="/scopes/ACME-COC/footprint/waterfall/svg?period=2024-01-01", allowed=READING
    ),
    ("GET", f"{ORGANISATION}/quantities"): Line(path="/organisations/ACME/quantities", allowed=READING),
    ("GET", f"{ORGANISATION}/quantities/{{form}}"): Line(
        path="/organisations/ACME/quantities/pdf", allowed=READING
    ),
    ("GET", f"{ORGANISATION}/measurements"): Line(path="/organisations/ACME/measurements", allowed=READING),
    ("GET", f"{ORGANISATION}/trace/picture"): Line(
        path="/organisations/ACME/trace/picture?reference=none", allowed=READING, status=404
    ),
    ("GET", f"{ORGANISATION}/trace/picture/{{view}}/{{form}}"): Line(
        path="/organisations/ACME/trace/picture/flow/svg?reference=none", allowed=READING, status=404
    ),
    ("GET", f"{ORGANISATION}/trace/attributed/picture"): Line(
        path="/organisations/ACME/trace/attributed/picture?reference=none", allowed=READING, status=404
    ),
    ("GET", f"{ORGANISATION}/trace/attributed/picture/{{view}}/{{form}}"): Line(
        path="/organisations/ACME/trace/attributed/picture/flow/svg?reference=none",
        allowed=READING,
        status=404,
    ),
    ("GET", f"{ORGANISATION}/flows"): Line(path="/organisations/ACME/flows?year=2024", allowed=READING),
    ("GET", f"{ORGANISATION}/flows/countries"): Line(
        path="/organisations/ACME/flows/countries?year=2024&by=organisation", allowed=READING
    ),
    ("GET", f"{ORGANISATION}/flows/countries/{{view}}/{{form}}"): Line(
        path="/organisations/ACME/flows/countries/map/svg?year=2024", allowed=READING
    ),
    ("GET", f"{ORGANISATION}/flows/{{view}}/{{form}}"): Line(
        path="/organisations/ACME/flows/map/png?year=2024&days=periods", allowed=READING
    ),
    ("GET", f"{SCOPE}/flows"): Line(path="/scopes/ACME-COC/flows?period=2024-01-01", allowed=READING),
    ("GET", f"{SCOPE}/flows/{{view}}/{{form}}"): Line(
        path="/scopes/ACME-COC/flows/map/png?period=2024-01-01", allowed=READING
    ),
    ("POST", f"{ORGANISATION}/recall"): Line(
        path="/organisations/ACME/recall", allowed=READING, status=404, body={"references": ["none"]}
    ),
    ("GET", f"{ORGANISATION}/trace"): Line(
        path="/organisations/ACME/trace?reference=none", allowed=READING, status=404
    ),
    ("GET", f"{ORGANISATION}/trace/attributed"): Line(
        path="/organisations/ACME/trace/attributed?reference=none", allowed=READING, status=404
    ),
    ("GET", f"{SCOPE}/attribution"): Line(path="/scopes/ACME-COC/attribution", allowed=READING),
    ("POST", f"{SCOPE}/attribution"): Line(
        path="/scopes/ACME-COC/attribution",
        allowed=DECIDING,
        body={"rule": "fifo", "first_day": "2024-01-01"},
    ),
    ("GET", f"{ORGANISATION}/gln"): Line(path="/organisations/ACME/gln", allowed=REPORTED_TO),
    ("POST", f"{ORGANISATION}/gln"): Line(
        path="/organisations/ACME/gln", allowed=DECIDING, body={"gln": "4006381333931"}
    ),
    ("GET", f"{ORGANISATION}/disclosure"): Line(path="/organisations/ACME/disclosure", allowed=READING),
    ("POST", f"{ORGANISATION}/disclosure"): Line(
        path="/organisations/ACME/disclosure", allowed=DECIDING, body={"level": "company"}
    ),
    ("GET", f"{ORGANISATION}/journal"): Line(path="/organisations/ACME/journal", allowed=READING),
    ("GET", f"{ORGANISATION}/suppliers"): Line(path="/organisations/ACME/suppliers", allowed=READING),
    ("POST", f"{ORGANISATION}/assessments"): Line(
        path="/organisations/ACME/assessments",
        allowed=OPERATING,
        status=201,
        body={"supplier": "HUBER", "passed": True, "on": "2024-02-01", "evidence": ["visit"]},
    ),
    ("GET", CASH): Line(path="/organisations/ACME/cash-purchases", allowed=READING),
    ("POST", CASH): Line(
        path="/organisations/ACME/cash-purchases",
        allowed=OPERATING,
        status=201,
        body={"supplier": "HUBER", "reference": "K/1", "on": "2024-02-01", "amount_usd": "100.50"},
    ),
    ("POST", f"{CASH}/{{reference}}/reverse"): Line(
        path="/organisations/ACME/cash-purchases/K/1/reverse",
        allowed=DECIDING,
        status=404,
        body={"reason": "paid by bank"},
    ),
    ("GET", CONTRACTORS): Line(path="/scopes/ACME-COC/contractors", allowed=READING),
    ("POST", CONTRACTORS): Line(
        path="/scopes/ACME-COC/contractors",
        allowed=DECIDING,
        status=201,
        body={
            "contractor": "NORD",
            "listed_from": "2024-01-01",
            "risk": "acceptable",
            "risk_assessed_on": "2023-12-10",
            "evidence": "visit",
        },
    ),
    ("POST", f"{CONTRACTORS}/transfers"): Line(
        path="/scopes/ACME-COC/contractors/transfers",
        allowed=OPERATING,
        status=201,
        body={
            "contractor": "NORD",
            "reference": "L-1",
            "date": "2024-02-03",
            "direction": "sent",
            "material": "aluminium",
            "quantity_g": 20_000_000,
            "blocked": True,
        },
    ),
    ("POST", f"{CONTRACTORS}/losses"): Line(
        path="/scopes/ACME-COC/contractors/losses",
        allowed=OPERATING,
        status=201,
        body={
            "contractor": "NORD",
            "reference": "L-2",
            "date": "2024-02-03",
            "material": "aluminium",
            "quantity_g": 20_000,
            "cause": "melt loss",
        },
    ),
    ("POST", f"{CONTRACTORS}/reversals"): Line(
        path="/scopes/ACME-COC/contractors/reversals",
        allowed=DECIDING,
        status=404,
        body={"contractor": "NORD", "reference": "L-1", "reason": "typed twice"},
    ),
    ("POST", f"{CONTRACTORS}/confirmations"): Line(
        path="/scopes/ACME-COC/contractors/confirmations",
        allowed=OPERATING,
        status=201,
        body={"contractor": "NORD", "period": "2024-01-01", "material": "aluminium", "held_g": 0},
    ),
    ("GET", f"{CONTRACTORS}/accounts"): Line(
        path="/scopes/ACME-COC/contractors/accounts?period=2024-01-01", allowed=READING
    ),
    ("GET", f"{SCOPE}/tolling"): Line(path="/scopes/ACME-COC/tolling", allowed=READING),
    ("POST", f"{SCOPE}/tolling/links"): Line(
        path="/scopes/ACME-COC/tolling/links",
        allowed=OPERATING,
        status=201,
        body={"customer": "SUP", "movement": "IN-1"},
    ),
    ("POST", f"{SCOPE}/tolling/entries"): Line(
        path="/scopes/ACME-COC/tolling/entries",
        allowed=OPERATING,
        status=201,
        body={
            "customer": "MOSAN",
            "reference": "T/1",
            "date": "2024-03-01",
            "side": "received",
            "quantity_g": 300_000,
            "evidence": "certificate 7 lists us",
        },
    ),
    ("POST", f"{SCOPE}/tolling/entries/{{reference}}/reverse"): Line(
        path="/scopes/ACME-COC/tolling/entries/T/1/reverse",
        allowed=DECIDING,
        status=404,
        body={"reason": "wrong customer"},
    ),
    ("GET", f"{SCOPE}/reconciliations/{{month}}"): Line(
        path="/scopes/ACME-COC/reconciliations/2024-03", allowed=READING
    ),
    ("POST", f"{SCOPE}/stock-counts"): Line(
        path="/scopes/ACME-COC/stock-counts",
        allowed=OPERATING,
        status=201,
        body={"date": "2024-03-31", "material": "aluminium", "quantity_g": 10**9},
    ),
    ("POST", f"{SCOPE}/declared-flows"): Line(
        path="/scopes/ACME-COC/declared-flows",
        allowed=OPERATING,
        status=201,
        body={"month": "2024-03", "material": "aluminium", "flow": "outflow", "quantity_g": 10**9},
    ),
    ("GET", f"{ORGANISATION}/claims"): Line(path="/organisations/ACME/claims", allowed=REPORTED_TO),
    ("POST", f"{ORGANISATION}/claims"): Line(
        path="/organisations/ACME/claims",
        allowed=OPERATING,
        status=201,
        body={"kind": "custody", "scope": "ACME-COC"},
    ),
    ("GET", "/claims/waiting"): Line(path="/claims/waiting", allowed=KEEPERS),
    ("GET", "/claims/check"): Line(
        path="/claims/check?number=ACME-CLAIM-1", allowed=EVERYBODY, is_open=True, status=404
    ),
    ("GET", "/claims/guides/{code}"): Line(path="/claims/guides/cg-v3", allowed=EVERYBODY, is_open=True),
    ("GET", CLAIM): Line(path=A_CLAIM, allowed=REPORTED_TO),
    ("POST", CLAIM): Line(path=A_CLAIM, allowed=OPERATING, status=409, body={"place": "web page"}),
    ("POST", f"{CLAIM}/submit"): Line(path=f"{A_CLAIM}/submit", allowed=DECIDING, status=409),
    ("POST", f"{CLAIM}/approve"): Line(path=f"{A_CLAIM}/approve", allowed=KEEPERS),
    ("POST", f"{CLAIM}/reject"): Line(path=f"{A_CLAIM}/reject", allowed=KEEPERS, body={"reason": "no"}),
    ("POST", f"{CLAIM}/use"): Line(
        path=f"{A_CLAIM}/use", allowed=DECIDING, status=409, body={"place": "label"}
    ),
    ("POST", f"{CLAIM}/end"): Line(path=f"{A_CLAIM}/end", allowed=DECIDING, body={"reason": "not needed"}),
    ("POST", f"{CLAIM}/revoke"): Line(
        path=f"{A_CLAIM}/revoke", allowed=KEEPERS, status=409, body={"reason": "misused"}
    ),
    ("POST", f"{CLAIM}/files"): Line(
        path=f"{A_CLAIM}/files?name=a.png", allowed=OPERATING, status=409, body="a picture"
    ),
    ("GET", f"{CLAIM}/files/{{digest}}"): Line(
        path=f"{A_CLAIM}/files/{'0' * 64}", allowed=REPORTED_TO, status=404
    ),
    ("GET", "/editions"): Line(path="/editions", allowed=EVERYBODY, is_open=True),
    ("GET", "/editions/comparison"): Line(
        path="/editions/comparison?before=ps-v2&after=ps-v3&activity=casthouse",
        allowed=EVERYBODY,
        is_open=True,
    ),
    ("GET", "/editions/{code}"): Line(
        path="/editions/ps-v3?activity=casthouse", allowed=EVERYBODY, is_open=True
    ),
    ("GET", "/editions/{code}/smelter"): Line(
        path="/editions/ps-v3/smelter?started=1998-01-01&intensity=10.5",
        allowed=EVERYBODY,
        is_open=True,
    ),
    ("POST", "/editions"): Line(
        path="/editions", allowed=KEEPERS, status=422, body="code = 7", kind="application/toml"
    ),
    ("POST", "/editions/check"): Line(
        path="/editions/check", allowed=KEEPERS, body="code = 7", kind="application/toml"
    ),
    ("GET", "/rule-packs"): Line(path="/rule-packs", allowed=EVERYBODY),
    ("GET", "/rule-packs/{name}"): Line(path="/rule-packs/coc-v2", allowed=EVERYBODY),
    ("GET", "/tokens"): Line(path="/tokens", allowed=EVERYBODY),
    ("POST", "/tokens"): Line(path="/tokens", allowed=EVERYBODY, status=201, body={"name": "job"}),
    ("POST", "/tokens/{prefix}/revoke"): Line(path="/tokens/000000/revoke", allowed=EVERYBODY, status=404),
}


def described() -> set[tuple[str, str]]:
    """Return every operation of the description."""
    paths = api.get_openapi_schema(path_prefix=API)["paths"]
    return {
        (method.upper(), path.removeprefix(API))
        for path, operations in paths.items()
        for method in operations
    }


def test_every_operation_has_a_line() -> None:
    assert described() == set(LINES)


@pytest.mark.parametrize("line", LINES.values(), ids=[" ".join(key) for key in LINES])
def test_who_may_call(line: Line, world: World) -> None:
    method = next(method for (method, _), each in LINES.items() if each is line)

    def told(person: str | None) -> Told:
        """Call and take back what the call did."""
        with transaction.atomic():
            answer = world.call(person, method, line.path, line.body, kind=line.kind, headers=line.headers)
            transaction.set_rollback(True)
        answer.close()
        return answer

    nobody = told(None)
    if line.is_open:
        assert nobody.status == line.status
    else:
        assert (nobody.status, nobody.code) == (401, "not_signed_in")
        assert nobody.answer["WWW-Authenticate"] == 'Bearer realm="casthouse"'
    answers = {person: told(person) for person in PEOPLE}
    assert {person: each.status for person, each in answers.items()} == {
        person: line.status if person in line.allowed else 403 for person in PEOPLE
    }
    assert {answers[person].code for person in EVERYBODY - line.allowed} <= {"not_permitted"}
