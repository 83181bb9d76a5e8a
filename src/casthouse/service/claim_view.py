"""Looking at claims: one with what is missing and comes next, those of an organisation, the secretariat's queue."""

from dataclasses import dataclass
from datetime import date

from casthouse.assurance.claim import ClaimAct, ClaimCourse, ClaimState, is_allowed
from casthouse.assurance.claim_word import FilePurpose
from casthouse.assurance.claims_guide import ClaimsGuide, KindRules
from casthouse.custody.scope import Scope
from casthouse.exchange.claims_guide_file import built_in_claims_guides
from casthouse.parties.facility import Facility
from casthouse.refusal import Refusal
from casthouse.service.certificate_book import local_today
from casthouse.service.claim import is_open_to, readable_claim
from casthouse.service.claim_assessment import ClaimAssessment, assessed
from casthouse.service.claim_holder import courses_of, local_todays
from casthouse.service.claim_wanted import guide_of
from casthouse.service.lookup import found_organisation
from casthouse.service.permission import Act, Actor, authorise, may
from casthouse.storage import claim as claim_store
from casthouse.storage import facility as facility_store
from casthouse.storage import scope as scope_store
from casthouse.storage.claim import ClaimRecord

NEXT_STEPS = {
    ClaimState.DRAFT: "A manager of the holder submits it once nothing is missing.",
    ClaimState.SUBMITTED: "The secretariat approves it, or rejects it with a reason.",
    ClaimState.APPROVED: "The holder puts it in use, word for word, and says where it stands.",
    ClaimState.REJECTED: "Nothing: what was asked for may be requested anew.",
    ClaimState.IN_USE: "The holder adds a proof of use, and ends the claim when it is taken down.",
    ClaimState.ENDED: "Nothing: it does not come back. A new claim may renew it once its preconditions hold again.",
}
ACTS: tuple[tuple[ClaimAct, Act], ...] = (
    (ClaimAct.REVISED, Act.CLAIM_WRITE),
    (ClaimAct.SUBMITTED, Act.CLAIM_SUBMIT),
    (ClaimAct.APPROVED, Act.CLAIM_APPROVE),
    (ClaimAct.REJECTED, Act.CLAIM_APPROVE),
    (ClaimAct.PUT_IN_USE, Act.CLAIM_SUBMIT),
    (ClaimAct.ENDED, Act.CLAIM_SUBMIT),
    (ClaimAct.REVOKED, Act.CLAIM_APPROVE),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimLine:
    """A claim in a list, as it stands today."""

    record: ClaimRecord
    course: ClaimCourse
    today: date

    @property
    def state(self) -> ClaimState:
        """Where it stands."""
        return self.course.state_on(self.today)

    @property
    def may_be_made(self) -> bool:
        """Say whether it may be made today."""
        return self.course.may_be_made_on(self.today)

    @property
    def ended(self) -> bool:
        """Say whether it was approved and is over."""
        return self.record.approval is not None and self.state is ClaimState.ENDED

    @property
    def lacks_proof(self) -> bool:
        """Say whether it is in use and nothing shows where."""
        return self.state is ClaimState.IN_USE and not self.record.files_for(FilePurpose.PROOF_OF_USE)

    @property
    def waits_since(self) -> date | None:
        """The day of its submission, None before it."""
        return self.course.day_of(ClaimAct.SUBMITTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimView(ClaimLine):
    """Everything about one claim; `assessment` is of today and there until it is approved or rejected."""

    guide: ClaimsGuide
    rules: KindRules
    holder: str
    assessment: ClaimAssessment | None
    choices: frozenset[ClaimAct]
    takes_artwork: bool
    takes_proof: bool

    @property
    def next_step(self) -> str:
        """What comes next, and who does it."""
        return NEXT_STEPS[self.state]

    @property
    def text(self) -> str:
        """The text that was approved, or that would be today; empty while something is missing."""
        if self.record.approval is not None:
            return self.record.approval.text
        would_be = self.assessment.approval if self.assessment else None
        return would_be.text if would_be else ""


def claim_view(actor: Actor, *, number: str) -> ClaimView:
    """Return everything about a claim.

    Raises:
        Refusal: `not_permitted`, `claim_unknown`.
    """
    record = readable_claim(actor, Act.CLAIM_SUBMITTED_READ, number)
    course, today = courses_of([record])[number], local_today(record.organisation)
    state, guide = course.state_on(today), guide_of(record.guide)
    is_open = state in {ClaimState.DRAFT, ClaimState.SUBMITTED}
    may_write = may(actor, Act.CLAIM_WRITE, record.organisation)
    return ClaimView(
        record=record,
        course=course,
        today=today,
        guide=guide,
        rules=guide.kinds[record.kind],
        holder=found_organisation(record.organisation).name,
        assessment=assessed(record) if is_open else None,
        choices=frozenset(
            claim_act
            for claim_act, act in ACTS
            if is_allowed(claim_act, state) and may(actor, act, record.organisation)
        ),
        takes_artwork=may_write and state is ClaimState.DRAFT,
        takes_proof=may_write and course.day_of(ClaimAct.PUT_IN_USE) is not None,
    )


def claims_of(actor: Actor, *, organisation: str) -> list[ClaimLine]:
    """Return the claims of an organisation that somebody may see, newest first.

    Raises:
        Refusal: `organisation_unknown`, `not_permitted`.
    """
    authorise(actor, Act.CLAIM_SUBMITTED_READ, organisation)
    found_organisation(organisation)
    records = claim_store.claims(organisations=[organisation])
    return _lines([each for each in records if is_open_to(actor, each)])


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimQueue:
    """What waits for the secretariat, and what it let pass.

    Attributes:
        waiting: claims that were submitted, the longest first.
        made: approved claims that may be made today or later, newest first.
        over: approved claims that ended, newest first.
    """

    waiting: tuple[ClaimLine, ...]
    made: tuple[ClaimLine, ...]
    over: tuple[ClaimLine, ...]


def claim_queue(actor: Actor) -> ClaimQueue:
    """Return the claims that wait for the secretariat, and those that were approved.

    Raises:
        Refusal: `not_permitted`.
    """
    authorise(actor, Act.CLAIM_APPROVE)
    approved = _lines(claim_store.claims(approved_only=True))
    return ClaimQueue(
        waiting=tuple(_lines(claim_store.submitted_claims())),
        made=tuple(each for each in approved if not each.ended),
        over=tuple(each for each in approved if each.ended),
    )


def _lines(records: list[ClaimRecord]) -> list[ClaimLine]:
    courses, todays = courses_of(records), local_todays(each.organisation for each in records)
    return [
        ClaimLine(record=each, course=courses[each.number], today=todays[each.organisation])
        for each in records
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimPlaces:
    """What a claim of an organisation may be about: its scopes and its sites."""

    scopes: tuple[Scope, ...]
    facilities: tuple[Facility, ...]


def claim_places(actor: Actor, *, organisation: str) -> ClaimPlaces:
    """Return the scopes and sites that somebody may request a claim for.

    Raises:
        Refusal: `not_permitted`.
    """
    authorise(actor, Act.CLAIM_SUBMITTED_READ, organisation)
    return ClaimPlaces(
        scopes=tuple(scope_store.scopes_of([organisation])),
        facilities=tuple(facility_store.facilities(organisation)),
    )


def claims_guide(code: str) -> ClaimsGuide:
    """Return the guide with the code; they are nobody's secret.

    Raises:
        Refusal: `claims_guide_unknown`.
    """
    found = built_in_claims_guides().get(code)
    if found is None:
        raise Refusal(
            "claims_guide_unknown",
            found=f"claims guide “{code[:64]}”",
            expected=", ".join(built_in_claims_guides()),
            todo="correct the code",
        )
    return found


def claims_guides() -> list[ClaimsGuide]:
    """Return the claims guides, the latest first."""
    return list(built_in_claims_guides().values())[::-1]
