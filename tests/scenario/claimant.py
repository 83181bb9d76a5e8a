"""A member that makes claims: ACME, certified under both standards, which sold 50 t as CoC Material in 2024."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from casthouse.parties.role import Role
from casthouse.service.claim import request_claim, submit_claim
from casthouse.service.claim_review import approve_claim
from casthouse.service.claim_use import add_claim_file, put_in_use
from casthouse.service.claim_view import ClaimView, claim_view
from casthouse.service.claim_wanted import WantedClaim
from casthouse.service.evidence import Incoming
from casthouse.service.permission import Actor
from tests.contract.movement_rows import other_receipt, other_shipment, receipt, shipment
from tests.contract.register_text import Register
from tests.contract.store import Store
from tests.scenario.certification import on_day
from tests.scenario.company import MANAGER, SCOPE, YEAR, Company, T
from tests.unit.exchange.test_evidence_type import png

REVIEWER = Actor(name="rita", store_roles=frozenset({Role.SECRETARIAT}))
TODAY = "2025-03-03"
LABEL: dict[str, Any] = {
    "scope": SCOPE,
    "product": "Can sheet 5182",
    "place": "on the coil label",
    "own_words": "Rolled in Duisburg.",
}
TEN_TONNES: dict[str, Any] = {"mass_g": 10 * T, "period_start": date.fromisoformat(YEAR)}


class Claimant(Company):
    """ACME with its claims; everything happens on `TODAY` unless a day is named."""

    def __init__(self, store: Store, register: Register | None = None, *, sold: str = "50") -> None:
        super().__init__(store, register)
        self.post(
            receipt("IN", quantity="100"),
            other_receipt("OTHER", quantity="100"),
            shipment("SOLD", quantity=sold),
            other_shipment("REST", quantity="50"),
        )

    def draft(self, kind: str, *, actor: Actor = MANAGER, day: str = TODAY, **wanted: Any) -> str:
        """Draft a claim; return its number."""
        with on_day(day):
            made = self.do(
                request_claim,
                actor,
                organisation="ACME",
                kind=kind,
                wanted=WantedClaim(**({"scope": SCOPE, "place": "annual report"} | wanted)),
            )
        return made.number

    def label(self, *, day: str = TODAY, **wanted: Any) -> str:
        """Draft an on-product claim of 10 t with its artwork; return its number."""
        number = self.draft("on_product", day=day, **(LABEL | TEN_TONNES | wanted))
        self.attach(number, "artwork", day=day)
        return number

    def attach(self, number: str, purpose: str, content: bytes | None = None, *, day: str = TODAY) -> None:
        """Put a picture behind a claim."""
        with on_day(day):
            pieces: Sequence[bytes] = [png() if content is None else content]
            incoming = Incoming(name="label.png", pieces=iter(pieces))
            self.do(add_claim_file, MANAGER, number=number, purpose=purpose, incoming=incoming)

    def submit(self, number: str, *, day: str = TODAY) -> str:
        """Submit a claim; return its number."""
        with on_day(day):
            self.do(submit_claim, MANAGER, number=number)
        return number

    def approved(self, number: str, *, day: str = TODAY) -> str:
        """Submit and approve a claim; return its number."""
        self.submit(number, day=day)
        with on_day(day):
            self.do(approve_claim, REVIEWER, number=number)
        return number

    def used(self, number: str, *, day: str = TODAY) -> str:
        """Submit, approve and put a claim in use; return its number."""
        self.approved(number, day=day)
        with on_day(day):
            self.do(put_in_use, MANAGER, number=number, place="coil labels from Monday on")
        return number

    def view(self, number: str, *, day: str = TODAY, actor: Actor = MANAGER) -> ClaimView:
        """Return everything about a claim on a day."""
        with on_day(day):
            return self.do(claim_view, actor, number=number)

    def state(self, number: str, day: str = TODAY) -> str:
        """Return where a claim stands on a day."""
        return self.view(number, day=day).state.value
