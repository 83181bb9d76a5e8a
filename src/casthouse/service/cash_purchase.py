"""Scrap paid in cash: the use cases behind `casthouse supplier cash`.

A purchase that would exceed the cap, alone or with linked ones, is refused before it is made. The cap is the lower
of the edition's amount and the legal limit; the limit given last holds until another is given.
"""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from casthouse.custody.cash_purchase import (
    CashPurchase,
    cash_cap,
    cash_findings,
    linked_total,
    refuse_cash_above_cap,
)
from casthouse.custody.finding import Finding
from casthouse.refusal import Refusal
from casthouse.service.entered import entered_text, optional_text
from casthouse.service.ledger_hold import ledger_held
from casthouse.service.lookup import found_organisation_id
from casthouse.service.organisation_rules import organisation_rules
from casthouse.service.permission import Act, Actor, authorise
from casthouse.storage import cash_purchase as cash_store
from casthouse.storage.entry_reversal import EntryTable, reversed_entries, save_reversal

AMOUNT = re.compile(r"[0-9]{1,9}(\.[0-9]{1,2})?", re.ASCII)
NAME_MAX = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class CashBook:
    """The cash purchases of an organisation, what each adds up to with linked ones, and the cap; USD."""

    organisation: str
    cap: Decimal
    linked_days: int
    purchases: tuple[tuple[CashPurchase, Decimal], ...]
    findings: tuple[Finding, ...]

    def as_json(self) -> dict[str, Any]:
        """Return its members; amounts are decimal text."""
        return {
            "organisation": self.organisation,
            "cap_usd": str(self.cap),
            "linked_days": self.linked_days,
            "purchases": [
                {
                    "reference": each.reference,
                    "supplier": each.supplier,
                    "owner": each.owner,
                    "date": each.on.isoformat(),
                    "amount_usd": str(each.amount),
                    "linked_total_usd": str(total),
                }
                for each, total in self.purchases
            ],
            "findings": [each.as_json() for each in self.findings],
        }


def record_cash_purchase(
    actor: Actor,
    *,
    organisation: str,
    reference: str,
    supplier: str,
    on: date,
    amount_usd: str,
    owner: str = "",
    legal_limit_usd: str | None = None,
    check_only: bool = False,
) -> CashPurchase:
    """Record scrap paid in cash, or with `check_only` say whether it may be; the same again changes nothing.

    Raises:
        Refusal: `organisation_unknown`, `not_permitted`, `text_invalid`, `amount_invalid`, `reference_conflict`,
            `cash_purchase_above_cap`.
    """
    authorise(actor, Act.CASH_RECORD, organisation)
    found_organisation_id(organisation)
    asked = CashPurchase(
        reference=entered_text(reference, "reference"),
        supplier=entered_text(supplier, "supplier", length_max=NAME_MAX),
        owner=optional_text(owner, "owner", length_max=NAME_MAX),
        on=on,
        amount=_amount(amount_usd),
    )
    given = None if legal_limit_usd is None else _amount(legal_limit_usd)
    with ledger_held(actor, organisation) as ledger:
        before = cash_store.cash_purchase(organisation, asked.reference)
        if before is not None:
            return _unchanged(before, asked)
        limit = cash_store.legal_limit(organisation) if given is None else given
        refuse_cash_above_cap(
            asked,
            cash_store.cash_purchases(organisation),
            rules=organisation_rules(organisation),
            legal_limit=limit,
        )
        if not check_only:
            cash_store.save_cash_purchase(organisation, asked, limit=limit, at=ledger.at, by=actor.name)
            ledger.journal(Act.CASH_RECORD, asked.reference, supplier=asked.supplier, usd=str(asked.amount))
    return asked


def reverse_cash_purchase(actor: Actor, *, organisation: str, reference: str, reason: str) -> CashPurchase:
    """Take a cash purchase back that was entered by mistake.

    Raises:
        Refusal: `organisation_unknown`, `not_permitted`, `entry_unknown`, `text_invalid`.
    """
    authorise(actor, Act.ENTRY_REVERSE, organisation)
    found_organisation_id(organisation)
    why = entered_text(reason, "reason")
    with ledger_held(actor, organisation) as ledger:
        found = cash_store.cash_purchase(organisation, reference)
        if found is None or found[0] in reversed_entries(EntryTable.CASH_PURCHASE):
            raise entry_unknown(f"cash purchase “{reference}” of {organisation}")
        save_reversal(EntryTable.CASH_PURCHASE, found[0], reason=why, at=ledger.at, by=actor.name)
        ledger.journal(Act.ENTRY_REVERSE, reference, table=EntryTable.CASH_PURCHASE.value, reason=why)
    return found[1]


def cash_book(actor: Actor, *, organisation: str) -> CashBook:
    """Return the cash purchases of an organisation with what exceeds the cap.

    Raises:
        Refusal: `organisation_unknown`, `not_permitted`.
    """
    authorise(actor, Act.MOVEMENT_READ, organisation)
    found_organisation_id(organisation)
    rules, purchases = organisation_rules(organisation), cash_store.cash_purchases(organisation)
    limit = cash_store.legal_limit(organisation)
    days = rules.cash_linked_days
    return CashBook(
        organisation=organisation,
        cap=cash_cap(rules, legal_limit=limit),
        linked_days=days,
        purchases=tuple((each, linked_total(each, purchases, days=days)) for each in purchases),
        findings=tuple(cash_findings(purchases, rules=rules, legal_limit=limit)),
    )


def entry_unknown(found: str) -> Refusal:
    """Return the refusal of an entry that is not there or was taken back."""
    return Refusal(
        "entry_unknown",
        found=found,
        expected="an entry that counts",
        todo="correct the reference; the list shows what counts",
    )


def _amount(text: str) -> Decimal:
    if not AMOUNT.fullmatch(text.strip()) or not Decimal(text.strip()):
        raise Refusal(
            "amount_invalid",
            found=f"“{text[:40]}”",
            expected="an amount in US dollars above zero, at most two decimals",
            todo="correct the amount",
        )
    return Decimal(text.strip()).quantize(Decimal("0.01"))


def _unchanged(before: tuple[int, CashPurchase], asked: CashPurchase) -> CashPurchase:
    identifier, there = before
    if there != asked or identifier in reversed_entries(EntryTable.CASH_PURCHASE):
        raise Refusal(
            "reference_conflict",
            found=f"reference {asked.reference} with other content",
            expected="one content a reference",
            todo="give this purchase a reference of its own",
        )
    return there
