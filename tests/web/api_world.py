"""A small world that the API is asked about: ACME with a certified scope, SUP beside it, and a person for each role.

In 2024, which is over and open, ACME received 1,000 t of CoC Material and 1,000 t of other metal and shipped 300 t, of
which 100 t as CoC Material: 50 t are available (half of 300 t, less 100 t), 100 t may still be sold.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.core.signals import request_finished
from django.db import close_old_connections
from django.test import Client

from casthouse.exchange.register_file import register_from_text
from casthouse.parties.activity import Activity
from casthouse.service import clock
from casthouse.service.accreditation import accredit, add_auditor, register_firm
from casthouse.service.audit import open_audit
from casthouse.service.claim import request_claim, submit_claim
from casthouse.service.claim_wanted import WantedClaim
from casthouse.service.movement import post_movements
from casthouse.service.movement_json import batch_of_json
from casthouse.service.permission import OPERATOR
from casthouse.service.person import add_person
from casthouse.service.register import load_register
from casthouse.service.token import create_token
from tests.contract.movement_rows import Row, other_receipt, other_shipment, receipt, shipment
from tests.contract.register_text import one_scope, register_text

API = "/api/v1"
MOVEMENTS = "/organisations/ACME/movements"
YEAR: list[Row] = [
    receipt("IN-1", quantity="1000"),
    other_receipt("IN-2", quantity="1000"),
    other_shipment("OUT-1", quantity="200"),
    shipment("OUT-COC", quantity="100"),
]
PEOPLE: dict[str, tuple[str, str | None]] = {
    "manager": ("manager", "ACME"),
    "clerk": ("clerk", "ACME"),
    "auditor": ("auditor", "ACME"),
    "secretariat": ("secretariat", None),
    "stranger": ("manager", "SUP"),
    "lead": ("firm_auditor", "PRUEF"),
}


@dataclass(kw_only=True)
class World:
    """The people of the world, each with a token."""

    secrets: dict[str, str] = field(default_factory=dict)

    def call(
        self,
        person: str | None,
        method: str,
        path: str,
        body: Any = None,
        *,
        kind: str = "application/json",
        headers: Mapping[str, str] | None = None,
    ) -> "Told":
        """Call the API as a person with a token, or as nobody."""
        sent = dict(headers or {})
        if person is not None:
            sent["Authorization"] = f"Bearer {self.secrets[person]}"
        content = body if isinstance(body, str | bytes) else "" if body is None else json.dumps(body)
        client = Client(raise_request_exception=False)
        answer = client.generic(method, API + path, content, content_type=kind, headers=sent)
        return Told(answer)

    def get(self, path: str, person: str | None = "manager") -> "Told":
        """Read something."""
        return self.call(person, "GET", path)

    def post(self, path: str, body: Any = None, person: str | None = "manager", **more: Any) -> "Told":
        """Do something."""
        return self.call(person, "POST", path, body, **more)


@dataclass(frozen=True)
class Told:
    """What the API answered."""

    answer: Any

    def close(self) -> None:
        """Close a file that was answered, and leave the database as it is, as the test client does."""
        request_finished.disconnect(close_old_connections)
        self.answer.close()
        request_finished.connect(close_old_connections)

    @property
    def status(self) -> int:
        return int(self.answer.status_code)

    @property
    def json(self) -> Any:
        return json.loads(self.answer.content)

    @property
    def code(self) -> str:
        """The code of a problem, checked to be one."""
        assert self.answer["Content-Type"] == "application/problem+json", self.answer.content[:500]
        members = self.json
        assert members["status"] == self.status
        assert members["type"] == f"urn:casthouse:problem:{members['code']}"
        for name in ("title", "detail", "instance", "found", "expected", "todo"):
            assert members[name], name
        return str(members["code"])


def make_world() -> World:
    """Fill an empty store."""
    load_register(OPERATOR, register_from_text(register_text(one_scope())))
    post_rows("ACME", YEAR)
    world = World()
    for name, (role, organisation) in PEOPLE.items():
        if role == "firm_auditor":
            add_firm_auditor(str(organisation), name)
        else:
            add_person(OPERATOR, username=name, role=role, organisation=organisation)
        world.secrets[name] = create_token(OPERATOR, username=name, name="tests").secret
    open_an_audit()
    submit_a_claim()
    return world


def submit_a_claim() -> None:
    """Let ACME-CLAIM-1, of a membership, wait for the secretariat."""
    wanted = WantedClaim(place="annual report")
    made = request_claim(OPERATOR, organisation="ACME", kind="membership", wanted=wanted)
    submit_claim(OPERATOR, number=made.number)


def open_an_audit() -> None:
    """Open the audit ACME-COC-A1, which runs for a month from today; the team is its lead."""
    today = clock.today()
    open_audit(
        OPERATOR,
        scope="ACME-COC",
        standard="performance",
        edition="ps-v3",
        audit_type="surveillance",
        firm="PRUEF",
        lead="lead",
        members=[],
        first_day=today,
        last_day=today + timedelta(days=30),
    )


def add_firm_auditor(firm: str, username: str) -> None:
    """Let somebody belong to an audit firm that may audit ACME under the Performance Standard."""
    register_firm(OPERATOR, code=firm, name="Prüf und Siegel", country="DE")
    add_auditor(OPERATOR, firm=firm, username=username)
    accredit(
        OPERATOR,
        firm=firm,
        auditor=username,
        standard="performance",
        countries=["DE"],
        activities=[each.value for each in Activity],
        valid_from=date(2020, 1, 1),
        valid_to=date(2039, 12, 31),
    )


def post_rows(organisation: str, rows: list[Row]) -> None:
    """Post rows that are all accepted."""
    batch = batch_of_json(OPERATOR, organisation=organisation, content=json.dumps(rows).encode())
    answer = post_movements(OPERATOR, organisation=organisation, batch=batch)
    assert answer.refused == ()
