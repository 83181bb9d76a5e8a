"""Suppliers: due diligence, and scrap paid in cash."""

from datetime import date
from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Query, Router
from pydantic import Field

from casthouse.service.cash_purchase import cash_book, record_cash_purchase, reverse_cash_purchase
from casthouse.service.due_diligence import assess_supplier, suppliers
from casthouse.web.api.document_shape import ReasonGiven
from casthouse.web.api.once import Reply, once
from casthouse.web.api.shape import Day, Flag, Given, ShortText, Shown, Text
from casthouse.web.api.sign_in import ApiRequest

router = Router(tags=["suppliers"])
CASH = "/organisations/{organisation}/cash-purchases"
EVIDENCE_MAX = 100


class OnDay(Given):
    """On which day; today when left out."""

    on: Day | None = None


class AssessmentGiven(Given):
    """How an assessment of a supplier ended, and what was looked at."""

    supplier: ShortText
    passed: Flag
    on: Day
    evidence: Annotated[list[Text], Field(max_length=EVIDENCE_MAX)]


class AssessmentShown(Shown):
    """An assessment as it was recorded, and when it has to be renewed."""

    supplier: str
    result: str
    assessed_on: date
    expires_on: date
    evidence: list[str]


class CashPurchaseGiven(Given):
    """Scrap paid in cash; amounts in US dollars are decimals written as text. `check_only` writes nothing."""

    supplier: ShortText
    reference: ShortText
    on: Day
    amount_usd: ShortText
    owner: Text = ""
    legal_limit_usd: ShortText | None = None
    check_only: Flag = False


class CashPurchaseShown(Shown):
    """A cash purchase, and whether it counts."""

    reference: str
    amount_usd: str
    is_recorded: bool


@router.get("/organisations/{organisation}/suppliers", response=dict[str, Any])
def list_suppliers(request: ApiRequest, organisation: str, wanted: Query[OnDay]) -> dict[str, Any]:
    """List suppliers with where they stand on a day, as `casthouse supplier list` does."""
    found = suppliers(request.auth, organisation=organisation, on=wanted.on)
    return {"organisation": organisation, "suppliers": [each.as_json() for each in found]}


@router.post("/organisations/{organisation}/assessments", response={201: AssessmentShown})
def assess(request: ApiRequest, organisation: str, given: AssessmentGiven) -> HttpResponse:
    """Record an assessment of a supplier; a failed one ends an earlier one that passed."""

    def work() -> Reply:
        made = assess_supplier(
            request.auth,
            organisation=organisation,
            supplier=given.supplier,
            passed=given.passed,
            on=given.on,
            evidence=given.evidence,
        )
        shape = AssessmentShown(
            supplier=made.supplier,
            result=made.result.value,
            assessed_on=made.assessed_on,
            expires_on=made.expires_on,
            evidence=list(made.evidence),
        )
        return Reply(shape=shape, status=201)

    return once(request, work)


@router.get(CASH, response=dict[str, Any])
def list_cash_purchases(request: ApiRequest, organisation: str) -> dict[str, Any]:
    """List the cash purchases with what they add up to, as `casthouse supplier cash-list` does."""
    return cash_book(request.auth, organisation=organisation).as_json()


@router.post(CASH, response={200: CashPurchaseShown, 201: CashPurchaseShown})
def record_cash(request: ApiRequest, organisation: str, given: CashPurchaseGiven) -> HttpResponse:
    """Record scrap paid in cash; refused above the cap, alone or with linked purchases."""

    def work() -> Reply:
        made = record_cash_purchase(
            request.auth,
            organisation=organisation,
            reference=given.reference,
            supplier=given.supplier,
            on=given.on,
            amount_usd=given.amount_usd,
            owner=given.owner,
            legal_limit_usd=given.legal_limit_usd,
            check_only=given.check_only,
        )
        shape = CashPurchaseShown(
            reference=made.reference, amount_usd=str(made.amount), is_recorded=not given.check_only
        )
        return Reply(shape=shape, status=200 if given.check_only else 201)

    return once(request, work)


@router.post(f"{CASH}/{{path:reference}}/reverse", response=CashPurchaseShown)
def reverse_cash(request: ApiRequest, organisation: str, reference: str, given: ReasonGiven) -> HttpResponse:
    """Take back a cash purchase that was entered by mistake."""

    def work() -> Reply:
        made = reverse_cash_purchase(
            request.auth, organisation=organisation, reference=reference, reason=given.reason
        )
        shape = CashPurchaseShown(reference=made.reference, amount_usd=str(made.amount), is_recorded=False)
        return Reply(shape=shape)

    return once(request, work)
