"""Whether a claim could be approved today: every precondition with what was found, and its text from the facts.

The same is asked when a claim is shown, submitted and approved, so that nobody approves what the page did not show.
"""

from dataclasses import dataclass
from datetime import date

from casthouse.assurance.certificate_terms import last_day_of_term
from casthouse.assurance.claim import ClaimApproval, approval_days
from casthouse.assurance.claim_basis import found_basis
from casthouse.assurance.claim_ground import ClaimGround, GroundGap, Holder, first_gap
from casthouse.assurance.claim_text import TextFacts, claim_text
from casthouse.assurance.claim_wish import ClaimCheck, ClaimWish, wish_checks
from casthouse.assurance.claim_word import FilePurpose
from casthouse.assurance.claim_wording import WordingHit, wording_hits
from casthouse.assurance.claims_guide import KindRules
from casthouse.refusal import Refusal
from casthouse.service.certificate_book import local_today
from casthouse.service.claim_holder import load_holder
from casthouse.service.claim_mass import account_checks
from casthouse.service.claim_wanted import guide_of
from casthouse.service.lookup import found_organisation, found_scope
from casthouse.storage import facility as facility_store
from casthouse.storage.claim import ClaimRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimAssessment:
    """What was found of a claim on a day.

    Attributes:
        checks: every precondition, in order.
        hits: words that rules of the guide name.
        approval: what would be approved today; None where something is missing.
        gap: where its ground fails next, as things stand; None within the days of the approval.
    """

    checks: tuple[ClaimCheck, ...]
    hits: tuple[WordingHit, ...]
    approval: ClaimApproval | None
    gap: GroundGap | None

    @property
    def missing(self) -> tuple[ClaimCheck, ...]:
        """The preconditions that do not hold."""
        return tuple(each for each in self.checks if not each.holds)

    def require(self) -> None:
        """Let a claim pass that has everything.

        Raises:
            Refusal: `claim_precondition_missing`, with all that is missing.
        """
        if self.missing:
            raise Refusal(
                "claim_precondition_missing",
                found="; ".join(f"{each.code}: {each.detail}" for each in self.missing),
                expected="every precondition of a claim of this kind, today",
                todo="see on the page of the claim what is missing, and bring it",
            )


def assessed(record: ClaimRecord) -> ClaimAssessment:
    """Return what is found today of a claim that is not approved yet."""
    guide = guide_of(record.guide)
    rules, wish = guide.kinds[record.kind], record.wish
    today = local_today(record.organisation)
    holder = load_holder(record.organisation)
    basis = found_basis(holder, wish, rules.standards, today)
    has_artwork = bool(record.files_for(FilePurpose.ARTWORK))
    checks = [*basis.checks, *wish_checks(wish, rules, has_artwork=has_artwork, today=today)]
    checks += account_checks(record, rules)
    hits = wording_hits(guide, record.kind, wish.free_texts)
    if basis.ground is None:
        return ClaimAssessment(checks=tuple(checks), hits=hits, approval=None, gap=None)
    days, gap = _days(holder, basis.ground, wish, rules, today)
    checks.append(_term_check(days, gap))
    approval = None
    if days is not None and all(each.holds for each in checks):
        text = text_of(record, basis.ground, valid_to=days[1])
        approval = ClaimApproval(text=text, valid_from=days[0], valid_to=days[1], ground=basis.ground)
    return ClaimAssessment(checks=tuple(checks), hits=hits, approval=approval, gap=gap)


def _days(
    holder: Holder, ground: ClaimGround, wish: ClaimWish, rules: KindRules, today: date
) -> tuple[tuple[date, date] | None, GroundGap | None]:
    first = max(today, wish.use_from or today)
    last_days = [
        last_day_of_term(first, rules.months),
        *(each.valid_to for each in ground.certificates),
        *([wish.use_to] if wish.use_to else []),
    ]
    gap = first_gap(holder, ground, first=today, last=max(today, *last_days))
    return approval_days(today=today, use_from=wish.use_from, last_days=last_days, gap=gap), gap


def _term_check(days: tuple[date, date] | None, gap: GroundGap | None) -> ClaimCheck:
    if days is not None:
        return ClaimCheck(code="term", holds=True, detail=f"{days[0]} to {days[1]}")
    why = gap.why if gap else "it would end before it begins"
    return ClaimCheck(code="term", holds=False, detail=f"no day is left: {why}")


def text_of(record: ClaimRecord, ground: ClaimGround, *, valid_to: date) -> str:
    """Return the text of a claim, made from the facts."""
    guide, wish = guide_of(record.guide), record.wish
    period_end = None
    if wish.scope and wish.period_start:
        number = found_scope(wish.scope).calendar.number_starting(wish.period_start)
        period_end = found_scope(wish.scope).calendar.period(number).last_day if number is not None else None
    facts = TextFacts(
        member=found_organisation(record.organisation).name,
        site_names={each.code: each.name for each in facility_store.facilities(record.organisation)},
        period_end=period_end,
        valid_to=valid_to,
    )
    return claim_text(guide, guide.kinds[record.kind], wish, ground, facts)
