"""Loading what claims are judged by: the holder's certificates and membership, and the course of each claim."""

from collections.abc import Iterable, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from casthouse.assurance.claim import ClaimAct, ClaimCourse
from casthouse.assurance.claim_ground import Holder, first_gap
from casthouse.service import clock
from casthouse.service.certificate_book import load_books
from casthouse.storage import membership as membership_store
from casthouse.storage import organisation as organisation_store
from casthouse.storage.claim import ClaimRecord


def load_holders(organisations: Iterable[str]) -> dict[str, Holder]:
    """Return organisations as holders of claims, by code."""
    codes = sorted(set(organisations))
    facts = membership_store.membership_facts(codes)
    return {code: Holder(book=book, facts=facts.get(code, [])) for code, book in load_books(codes).items()}


def load_holder(organisation: str) -> Holder:
    """Return one organisation as a holder of claims."""
    return load_holders([organisation])[organisation]


def local_todays(organisations: Iterable[str]) -> dict[str, date]:
    """Return the present day where each organisation is: in its time zone, else in UTC."""
    now = clock.now()
    held = organisation_store.organisations(set(organisations))
    return {each.code: now.astimezone(ZoneInfo(each.timezone or "UTC")).date() for each in held}


def courses_of(records: Sequence[ClaimRecord]) -> dict[str, ClaimCourse]:
    """Return the courses of claims by number, each judged by its holder."""
    holders = load_holders(each.organisation for each in records if each.approval is not None)
    return {
        each.number: course_of(each, holders[each.organisation] if each.approval else None)
        for each in records
    }


def course_of(record: ClaimRecord, holder: Holder | None) -> ClaimCourse:
    """Return the course of a claim; the holder is needed from the approval on."""
    course = ClaimCourse(events=record.events, approval=record.approval)
    if record.approval is None or holder is None:
        return course
    approved = course.day_of(ClaimAct.APPROVED) or record.approval.valid_from
    gap = first_gap(
        holder,
        record.approval.ground,
        first=min(approved, record.approval.valid_from),
        last=record.approval.valid_to,
    )
    return ClaimCourse(events=record.events, approval=record.approval, gap=gap)
