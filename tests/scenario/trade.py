"""Two companies that trade: SUP casts and ships to ACME, which sells on to CUS; each with a scope and a certificate.

In 2024 SUP has 100 t to claim and ACME took in 100 t of other metal.
"""

import json
from typing import Any

from tests.contract.movement_rows import Row, file_text, other_receipt, shipment
from tests.contract.register_text import (
    Register,
    certificate,
    facility,
    organisation,
    register_text,
    scope,
)
from tests.contract.store import Answer, Store

T = 10**6
YEAR = "2024-01-01"
SHIPPED = "2024-03-15"


def two_companies(**certificates: str) -> Register:
    """Return the register; `SUP="2024-02-28"` lets the certificate of SUP end on that day."""
    opening = {"scope": "SUP-COC", "stage": "aluminium", "positive_balance_g": 100 * T}
    return {
        "organisation": [organisation("SUP"), organisation("ACME"), organisation("CUS")],
        "facility": [facility("SUP-CH", "SUP"), facility("ACME-CH", "ACME")],
        "scope": [
            scope("SUP-COC", "SUP", ["SUP-CH"], YEAR),
            scope("ACME-COC", "ACME", ["ACME-CH"], YEAR),
        ],
        "certificate": [
            certificate("COC-1", "SUP-COC", "2023-01-01", certificates.get("SUP", "2026-12-31")),
            certificate(
                "PS-1", "SUP-COC", "2023-01-01", certificates.get("SUP_PS", "2026-12-31"), "performance"
            ),
            certificate("COC-2", "ACME-COC", "2023-01-01", certificates.get("ACME", "2026-12-31")),
        ],
        "opening": [opening],
    }


class Trade:
    """A store in which SUP shipped 20 t of CoC metal to ACME under the reference LS-1."""

    def __init__(self, store: Store, register: Register | None = None) -> None:
        self.store = store
        self.load(register or two_companies())
        self.post("SUP", shipped("LS-1", quantity="20"))
        self.post("ACME", other_receipt("OTHER", quantity="100"))

    def load(self, register: Register) -> None:
        """Load a register, which must be good."""
        answer = self.store.load(register_text(register))
        assert answer.code == 0, answer.err

    def post(self, company: str, *rows: Row) -> None:
        """Post movements, all of which must be good."""
        answer = self.store.post(company, file_text(list(rows)))
        assert answer.code == 0, answer.out

    def run(self, *arguments: str) -> Any:
        """Run a command that must succeed and return its JSON."""
        answer = self.store.run(*arguments)
        assert answer.code == 0, answer.out + answer.err
        return answer.json

    def refused(self, *arguments: str) -> Answer:
        """Run a command that must be refused and leave the store as it was."""
        before = self.store.dump()
        answer = self.store.run(*arguments)
        assert answer.code == 1, answer.out
        assert self.store.dump() == before
        return answer

    def issue(self, shipment: str = "LS-1", *options: str) -> dict[str, Any]:
        """Issue a document of SUP."""
        document: dict[str, Any] = self.run("document", "issue", shipment, "--organisation", "SUP", *options)
        return document

    def file(self, document: dict[str, Any]) -> str:
        """Write a document to a file and return its path."""
        return self.store.file("document.json", json.dumps(document))

    def receive(self, document: dict[str, Any], *options: str) -> dict[str, Any]:
        """Receive a document at ACME as a file."""
        receipt: dict[str, Any] = self.run(
            "document", "receive", self.file(document), "--organisation", "ACME", *options
        )
        return receipt

    def accept(self, number: str, *options: str) -> dict[str, Any]:
        """Accept a document of SUP from ACME's inbox."""
        receipt: dict[str, Any] = self.run("document", "accept", number, *SIDES, *options)
        return receipt

    def state(self, number: str) -> str:
        """Return where a document of SUP stands."""
        return str(self.run("document", "show", number, "--organisation", "SUP")["state"])

    def inflow(self, company: str = "ACME") -> tuple[int, int]:
        """Return the tonnes of CoC Material and of other metal that a company took in."""
        stage = self.store.stage(f"{company}-COC", YEAR)
        return stage["coc_inflow_g"] // T, stage["non_coc_inflow_g"] // T

    def outflow(self, company: str = "SUP") -> tuple[int, int]:
        """Return the tonnes that a company shipped, and those of them that were CoC Material."""
        stage = self.store.stage(f"{company}-COC", YEAR)
        return stage["outflow_g"] // T, stage["coc_outflow_g"] // T

    def check(self) -> None:
        """Let the store agree with itself."""
        answer = self.store.run("check")
        assert answer.json["clean"], answer.json["differences"]


SIDES = ("--organisation", "ACME", "--issuer", "SUP")


def shipped(reference: str, **changes: str) -> Row:
    """Return a CoC shipment of SUP to ACME."""
    return shipment(reference, **({"facility": "SUP-CH", "counterparty": "ACME", "date": SHIPPED} | changes))
