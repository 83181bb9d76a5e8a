"""Claims under `casthouse check`: what happened follows from the table, and who approved and what it rests on hold.

An approval is wrong where its ground held on that day neither by what was known then nor by what is known now: a
certificate that was suspended or corrected afterwards ends a claim, but does not make its approval wrong.
"""

from collections.abc import Iterator

from casthouse.assurance.claim import REQUESTING, ClaimAct, ClaimApproval, ClaimCourse, ClaimEvent, is_allowed
from casthouse.assurance.claim_ground import Holder, gap_on
from casthouse.parties.membership import member_state
from casthouse.service.certificate_book import load_books
from casthouse.service.claim_wanted import guide_of
from casthouse.service.difference import Difference
from casthouse.storage import claim as claim_store
from casthouse.storage import membership as membership_store
from casthouse.storage.claim import ClaimRecord


def claim_differences() -> Iterator[Difference]:
    """Yield the claims whose events, approval or ground the rules do not lead to."""
    records = claim_store.claims()
    organisations = sorted({each.organisation for each in records})
    books = load_books(organisations)
    facts = membership_store.membership_facts(organisations)
    for record in records:
        yield from _events(record)
        approvals = [each for each in record.events if each.act is ClaimAct.APPROVED]
        if bool(approvals) != (record.approval is not None):
            stored = "no text and ground" if approvals else "a text and a ground"
            yield _difference(record, stored, "both an approval and what was approved, or neither")
        elif record.approval is not None:
            book, stated = books[record.organisation], facts.get(record.organisation, [])
            yield from _approver(record, approvals[-1])
            yield from _days(record, record.approval, approvals[-1])
            yield from _ground(record, record.approval, approvals[-1], Holder(book=book, facts=stated))


def _events(record: ClaimRecord) -> Iterator[Difference]:
    if [each.act for each in record.events[:1]] != [ClaimAct.DRAFTED]:
        yield _difference(record, "no draft", "a draft first")
        return
    for number, event in enumerate(record.events[1:], start=1):
        state = ClaimCourse(events=record.events[:number], approval=None).state_on(event.on)
        if not is_allowed(event.act, state):
            yield _difference(record, event.act.value, f"an act that is allowed when it is {state.value}")


def _approver(record: ClaimRecord, approved: ClaimEvent) -> Iterator[Difference]:
    requested = {each.by.casefold() for each in record.events if each.act in REQUESTING}
    if approved.by.casefold() in requested:
        yield _difference(
            record, f"approved by {approved.by}", "an approval by somebody who did not request it"
        )


def _days(record: ClaimRecord, approval: ClaimApproval, approved: ClaimEvent) -> Iterator[Difference]:
    last = min((each.valid_to for each in approval.ground.certificates), default=approval.valid_to)
    if not approved.on <= approval.valid_from <= approval.valid_to <= last:
        yield _difference(
            record,
            f"{approval.valid_from} to {approval.valid_to}",
            f"days from {approved.on} to {last}, the last day of its certificates",
        )


def _ground(
    record: ClaimRecord, approval: ClaimApproval, approved: ClaimEvent, holder: Holder
) -> Iterator[Difference]:
    """Find what the approval rests on and the rules do not: a certificate that is missing, or was not in force."""
    ground = approval.ground
    wanted = guide_of(record.guide).kinds[record.kind].standards
    for standard in sorted({*wanted} - {each.standard for each in ground.certificates}):
        yield _difference(record, "no certificate", f"a certificate under the {standard.value} standard")
    strange = set(ground.numbers) - {each.number for each in holder.book.histories}
    if strange:
        yield _difference(record, ", ".join(sorted(strange)), f"certificates of {record.organisation}")
        return
    known = [each for each in holder.facts if each.recorded_at <= approved.at]
    joined = member_state(known, approved.on).joined
    then = Holder(book=holder.book.known_at(approved.at, joined=joined), facts=known)
    gap = gap_on(holder, ground, approved.on)
    if gap is not None and gap_on(then, ground, approved.on) is not None:
        yield _difference(record, f"approved on {approved.on}", f"a ground that holds then: {gap.why}")


def _difference(record: ClaimRecord, stored: str, recomputed: str) -> Difference:
    return Difference(what="claim", subject=record.number, stored=stored, recomputed=recomputed)
