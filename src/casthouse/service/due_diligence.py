"""Due diligence on suppliers: the use cases behind `casthouse supplier assess` and `supplier list`."""

from collections.abc import Iterable
from datetime import date

from casthouse.custody.due_diligence import Assessment, DueDiligenceResult, deciding_on
from casthouse.custody.due_diligence import assess_supplier as assessed
from casthouse.custody.supplier import Supplier
from casthouse.measure.period import add_months
from casthouse.service import clock
from casthouse.service.entered import TEXT_MAX, entered_text
from casthouse.service.entitlement import supplier_standings
from casthouse.service.ledger_hold import ledger_held
from casthouse.service.lookup import found_organisation_id
from casthouse.service.organisation_rules import organisation_rules
from casthouse.service.permission import Act, Actor, authorise
from casthouse.storage import due_diligence as due_diligence_store
from casthouse.storage import receipt as receipt_store

SUPPLIER_MAX = 1_000
YEAR_MONTHS = 12


def assess_supplier(
    actor: Actor, *, organisation: str, supplier: str, passed: bool, on: date, evidence: Iterable[str]
) -> Assessment:
    """Record an assessment of a supplier; the same again changes nothing.

    Args:
        actor: who records.
        organisation: whose supplier it is.
        supplier: its code or name, as in the movements.
        passed: how the assessment ended; a failed one ends an earlier one that passed.
        on: the day of the assessment.
        evidence: references to what was looked at, or digests of files.

    Raises:
        Refusal: `organisation_unknown`, `not_permitted`, `text_invalid`, `due_diligence_supplier_missing`,
            `due_diligence_in_future`, `due_diligence_without_evidence`.
    """
    authorise(actor, Act.SUPPLIER_ASSESS, organisation)
    found_organisation_id(organisation)
    lines = [" ".join(entered_text(each, "evidence", length_max=TEXT_MAX).split()) for each in evidence]
    with ledger_held(actor, organisation) as ledger:
        made = assessed(
            organisation_rules(organisation),
            supplier=entered_text(supplier, "supplier", length_max=SUPPLIER_MAX),
            assessed_on=on,
            result=DueDiligenceResult.PASSED if passed else DueDiligenceResult.FAILED,
            evidence=lines,
            recorded_on=ledger.at.date(),
        )
        if made in due_diligence_store.assessments(organisation).get(made.supplier, []):
            return made
        due_diligence_store.save_assessment(organisation, made, at=ledger.at, by=actor.name)
        ledger.journal(Act.SUPPLIER_ASSESS, made.supplier, result=made.result.value, on=on.isoformat())
    return made


def suppliers(actor: Actor, *, organisation: str, on: date | None = None) -> list[Supplier]:
    """Return the suppliers that were assessed or delivered post-consumer scrap as CoC in the year up to a day.

    Those that may not deliver what they deliver come first, then those whose due diligence runs out first.

    Raises:
        Refusal: `organisation_unknown`, `not_permitted`.
    """
    authorise(actor, Act.MOVEMENT_READ, organisation)
    organisation_id = found_organisation_id(organisation)
    day = on or clock.today()
    assessments = due_diligence_store.assessments(organisation)
    delivered = receipt_store.post_consumer_scrap_by_supplier(
        organisation_id, first=_a_year_before(day), last=day
    )
    standing_on = supplier_standings(organisation)
    found = []
    for name in assessments.keys() | delivered.keys():
        standing = standing_on(name, day)
        found.append(
            Supplier(
                name=name,
                on=day,
                status=standing.due_diligence,
                latest=deciding_on(assessments.get(name, []), supplier=name, day=day),
                is_certified=standing.is_certified,
                delivered_g=delivered.get(name, 0),
            )
        )
    return sorted(found, key=_urgency)


def _a_year_before(day: date) -> date:
    return add_months(day, -YEAR_MONTHS) if day.year > date.min.year else date.min


def _urgency(each: Supplier) -> tuple[bool, int, str]:
    days_left = each.days_left
    return not each.is_wanting, date.max.toordinal() if days_left is None else days_left, each.name
