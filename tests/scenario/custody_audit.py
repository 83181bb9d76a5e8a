"""A casthouse that is audited under the Chain of Custody Standard, and the auditors at its ledger.

ACME took in metal of SUP and of a scrap yard in 2024 and sold some of it to CUS; lena leads the audit, theo is in her
team, uwe is of the same firm and not in it. The audit may be on site from 1 to 31 March 2025.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from typing import Any, TypeVar

from casthouse.parties.activity import Activity
from casthouse.service.accreditation import accredit
from casthouse.service.audit import open_audit
from casthouse.service.permission import OPERATOR
from casthouse.service.person import add_person
from tests.contract.movement_rows import Row, other_receipt, other_shipment, receipt, shipment
from tests.contract.store import Store
from tests.scenario.audit_world import Assurance
from tests.scenario.certification import member, on_day
from tests.scenario.trade import two_companies

R = TypeVar("R")

T = 10**6
AUDIT = "ACME-COC-A1"
YEAR: list[Row] = [
    *(receipt(f"IN-{n}", date=f"2024-{n:02d}-05", quantity=str(100 + n)) for n in range(1, 11)),
    *(
        other_receipt(f"YARD-{n}", date=f"2024-{n:02d}-07", quantity="40.5", counterparty="a yard")
        for n in range(1, 11)
    ),
    *(other_shipment(f"OUT-{n}", date=f"2024-{n:02d}-20", quantity=f"90.{n:03d}") for n in range(1, 11)),
    shipment("COC-1", date="2024-06-10", quantity="21.340"),
    shipment("COC-2", date="2024-12-30", quantity="19.870"),
]


class CustodyAudit(Assurance):
    """The world of the audit, with the audit open on 1 March 2025."""

    def __init__(self, store: Store, rows: list[Row] | None = None) -> None:
        register = two_companies()
        register["organisation"].append(member("SMELT", "2025-01-15"))
        super().__init__(store, register)
        with store.in_use():
            for name in ("lena", "theo"):
                accredit(
                    OPERATOR,
                    firm="PRUEF",
                    auditor=name,
                    standard="chain_of_custody",
                    countries=["DE"],
                    activities=[each.value for each in Activity],
                    valid_from=date(2024, 1, 1),
                    valid_to=date(2029, 12, 31),
                )
            add_person(OPERATOR, username="ada", role="manager", organisation="ACME")
            add_person(OPERATOR, username="sue", role="manager", organisation="SUP")
        if rows != []:
            self.post(*(rows or YEAR))
        self.opened("ACME-COC")

    def opened(self, scope: str, *, standard: str = "chain_of_custody", edition: str = "coc-v2") -> str:
        """Open an audit of a scope in March 2025 and return its reference."""
        with self.today():
            made = self.by(
                "lena",
                open_audit,
                scope=scope,
                standard=standard,
                edition=edition,
                audit_type="surveillance",
                firm="PRUEF",
                lead="lena",
                members=["theo"],
                first_day=date(2025, 3, 1),
                last_day=date(2025, 3, 31),
            )
        return made.reference

    def today(self) -> AbstractContextManager[None]:
        """Let it be the second day of the audit."""
        return on_day("2025-03-02")

    def now(self, name: str, use_case: Callable[..., R], **given: Any) -> R:
        """Call a use case as somebody on the second day of the audit."""
        with self.today():
            return self.by(name, use_case, **given)

    def refused_now(self, name: str, use_case: Callable[..., object], **given: Any) -> str:
        """Call a use case as somebody on the second day of the audit, which is refused; return the code."""
        with self.today():
            return self.refused_to(name, use_case, **given)
