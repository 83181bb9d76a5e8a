"""The toll accounts of a scope on a day: what each customer's metal came to, and what is still owed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from casthouse.custody.finding import Finding, FindingCode
from casthouse.custody.tolling import TollAccount, TollEntry, toll_account
from casthouse.measure.mass import tonnes_text


@dataclass(frozen=True, slots=True, kw_only=True)
class TollLine:
    """An entry and the reference of the movement that books it; empty where it crosses no boundary of ours."""

    entry: TollEntry
    movement: str

    def as_json(self) -> dict[str, Any]:
        """Return its members."""
        return {
            "reference": self.entry.reference,
            "customer": self.entry.customer,
            "date": self.entry.day.isoformat(),
            "side": self.entry.side.value,
            "material": self.entry.material.value,
            "quantity_g": self.entry.mass_g,
            "movement": self.movement,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class TollBook:
    """The entries of a scope that count up to a day, in their order."""

    scope: str
    on: date
    lines: Sequence[TollLine]

    @property
    def accounts(self) -> list[TollAccount]:
        """The account of each customer, by name."""
        entries = [line.entry for line in self.lines]
        customers = sorted({entry.customer for entry in entries})
        return [toll_account(entries, customer=customer, until=self.on) for customer in customers]

    @property
    def findings(self) -> list[Finding]:
        """The customers to whom more was handed back than had come: a receipt was reversed since."""
        return [
            Finding(
                code=FindingCode.TOLL_OVERDRAWN,
                subject=f"{self.scope} {each.customer}",
                detail=f"{tonnes_text(-each.open_g)} t more handed back than had come",
            )
            for each in self.accounts
            if each.open_g < 0
        ]

    def as_json(self) -> dict[str, Any]:
        """Return its members."""
        return {
            "scope": self.scope,
            "on": self.on.isoformat(),
            "accounts": [
                {
                    "customer": each.customer,
                    "received_g": each.received_g,
                    "returned_g": each.returned_g,
                    "lost_g": each.lost_g,
                    "open_g": each.open_g,
                }
                for each in self.accounts
            ],
            "entries": [line.as_json() for line in self.lines],
            "findings": [each.as_json() for each in self.findings],
        }
