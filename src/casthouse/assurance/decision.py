"""What the findings of an audit permit: full, provisional, refused, suspended, revoked, or nothing at all.

The outcome is computed (fact sheet 5.3), each with its reasons. A named person confirms it, or overrules it in the
stricter direction only. An audit over nothing certifies nothing: without an approved plan, a site visited, a report
that was reviewed and a rating of every mandatory item there is no decision to confirm.

The outcome is monotone: one more or one graver finding never gives a better one.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from casthouse.assurance.audit import AuditType
from casthouse.assurance.non_conformance import GradedItem, majors_counted
from casthouse.assurance.rating import ItemRating, Rating
from casthouse.measure.period import add_months
from casthouse.refusal import Refusal


class Outcome(StrEnum):
    """What follows from an audit, the mildest first."""

    FULL = "full"
    PROVISIONAL = "provisional"
    REFUSED = "refused"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    NOTHING = "nothing"

    @property
    def strictness(self) -> int:
        """How strict it is: 0 for a full certificate."""
        return tuple(Outcome).index(self)

    @property
    def is_certificate(self) -> bool:
        """Say whether the scope is certified by it."""
        return self in {Outcome.FULL, Outcome.PROVISIONAL}


class DecisionReasonCode(StrEnum):
    """Why an outcome is what it is."""

    NO_MAJOR = "no_major"
    MAJORS_FEW = "majors_few"
    MAJORS_MANY = "majors_many"
    MAJOR_EXEMPTED = "major_exempted"
    CRITICAL_BREACH = "critical_breach"
    SITE_VISIT_DUE = "site_visit_due"
    PROVISIONAL_TWICE = "provisional_twice"
    PLAN_NOT_APPROVED = "plan_not_approved"
    NO_SITE_VISITED = "no_site_visited"
    SITE_NOT_VISITED = "site_not_visited"
    NOTHING_APPLICABLE = "nothing_applicable"
    ITEM_NOT_RATED = "item_not_rated"
    ITEM_UNABLE_TO_RATE = "item_unable_to_rate"
    NOTHING_RATED = "nothing_rated"
    MATURITY_NOT_RATED = "maturity_not_rated"
    REPORT_NOT_REVIEWED = "report_not_reviewed"
    NO_CERTIFICATE = "no_certificate"


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionReason:
    """One reason of an outcome, with what was found."""

    code: DecisionReasonCode
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionLimits:
    """The numbers of the decision: how many majors are tolerated, how long a certificate lasts."""

    provisional_majors_max: int
    full_months: int
    provisional_months: int
    is_provisional_again: bool
    repeated_minors: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldCertificate:
    """The certificate that the scope holds when it is decided; `valid_to` is its last day, inclusive."""

    number: str
    is_provisional: bool
    issued_on: date
    valid_to: date


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class RequiredRating:
    """An item that must be rated at a site, since it applies there and is mandatory."""

    item: str
    site: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditResult:
    """What an audit found, as far as the decision needs it.

    `non_conformances` are the open ones of the scope and standard, of this audit and of earlier ones, in the grade
    that counts on the day. `was_provisional` says that the certificate before was provisional to its end.
    """

    audit_type: AuditType
    is_plan_approved: bool
    is_reviewed: bool
    is_maturity_rated: bool
    is_remote: bool
    is_site_visit_due: bool
    is_follow_up: bool
    has_critical_breach: bool
    required: frozenset[RequiredRating]
    ratings: tuple[ItemRating, ...]
    non_conformances: tuple[GradedItem, ...]
    sites_planned: frozenset[str]
    sites_visited: frozenset[str]
    certificate: HeldCertificate | None = None
    was_provisional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """An outcome with its reasons; the days are those of the certificate, None where there is none."""

    outcome: Outcome
    reasons: tuple[DecisionReason, ...]
    majors: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None


def decide(result: AuditResult, *, on: date, limits: DecisionLimits) -> Decision:
    """Return what the findings permit on a day."""
    gaps = tuple(_gaps(result, on))
    majors = majors_counted(result.non_conformances, repeated_minors=limits.repeated_minors)
    if gaps:
        return Decision(outcome=Outcome.NOTHING, reasons=gaps, majors=majors)
    outcome, reasons = _permitted(result, majors, on, limits)
    reasons = (*reasons, *_exempted(result))
    return _dated(result, Decision(outcome=outcome, reasons=reasons, majors=majors), on, limits)


def _exempted(result: AuditResult) -> Iterator[DecisionReason]:
    """Yield what is not counted, so that nobody who reads the decision misses it."""
    for each in result.non_conformances:
        if each.exempt_to is not None:
            detail = f"{each.item} is not counted: exempted up to {each.exempt_to}"
            yield DecisionReason(code=DecisionReasonCode.MAJOR_EXEMPTED, detail=detail)


def _gaps(result: AuditResult, on: date) -> Iterator[DecisionReason]:
    """Yield what is missing for any decision."""
    code = DecisionReasonCode
    if not result.is_plan_approved:
        yield DecisionReason(code=code.PLAN_NOT_APPROVED, detail="no approved plan")
    if not result.sites_visited:
        yield DecisionReason(code=code.NO_SITE_VISITED, detail="no visit is recorded")
    for site in sorted(result.sites_planned - result.sites_visited):
        yield DecisionReason(code=code.SITE_NOT_VISITED, detail=f"{site} is in the plan and was not visited")
    yield from _rating_gaps(result)
    if not result.is_maturity_rated:
        yield DecisionReason(code=code.MATURITY_NOT_RATED, detail="the report has no maturity rating")
    if not result.is_reviewed:
        yield DecisionReason(
            code=code.REPORT_NOT_REVIEWED, detail="the report was not reviewed, or not accepted"
        )
    if _needs_certificate(result) and _in_force(result, on) is None:
        yield DecisionReason(code=code.NO_CERTIFICATE, detail=f"no certificate is in force on {on}")


def _rating_gaps(result: AuditResult) -> Iterator[DecisionReason]:
    code = DecisionReasonCode
    if not result.required:
        yield DecisionReason(
            code=code.NOTHING_APPLICABLE, detail="no item is mandatory for the sites visited"
        )
    given = {RequiredRating(item=each.item, site=each.site): each.rating for each in result.ratings}
    for each in sorted(result.required - given.keys()):
        yield DecisionReason(code=code.ITEM_NOT_RATED, detail=f"{each.item} at {each.site} is not rated")
    if not result.is_remote:
        for each in sorted(result.required & given.keys()):
            if given[each] is Rating.UNABLE_TO_RATE:
                detail = f"{each.item} at {each.site} could not be rated, though somebody was there"
                yield DecisionReason(code=code.ITEM_UNABLE_TO_RATE, detail=detail)
    if not any(rating not in {Rating.NOT_APPLICABLE, Rating.UNABLE_TO_RATE} for rating in given.values()):
        yield DecisionReason(code=code.NOTHING_RATED, detail="no item is rated as conformant or not")


def _needs_certificate(result: AuditResult) -> bool:
    return result.is_follow_up or not result.audit_type.grants


def _in_force(result: AuditResult, on: date) -> HeldCertificate | None:
    held = result.certificate
    return held if held is not None and held.issued_on <= on <= held.valid_to else None


def _permitted(
    result: AuditResult, majors: tuple[str, ...], on: date, limits: DecisionLimits
) -> tuple[Outcome, tuple[DecisionReason, ...]]:
    code = DecisionReasonCode
    held = _in_force(result, on)
    counted = f"{len(majors)} major: {', '.join(majors)}" if majors else "0 major"
    if len(majors) > limits.provisional_majors_max:
        reason = DecisionReason(code=code.MAJORS_MANY, detail=counted)
        return (Outcome.REVOKED if held else Outcome.REFUSED), (reason,)
    if result.has_critical_breach:
        reason = DecisionReason(code=code.CRITICAL_BREACH, detail="a critical breach is open")
        return (Outcome.SUSPENDED if held else Outcome.REFUSED), (reason,)
    reasons = []
    if majors:
        reasons.append(DecisionReason(code=code.MAJORS_FEW, detail=counted))
    if result.is_remote and (result.is_site_visit_due or _has_unable(result)):
        reasons.append(
            DecisionReason(code=code.SITE_VISIT_DUE, detail="audited from afar, a visit is still due")
        )
    if not reasons:
        return Outcome.FULL, (DecisionReason(code=code.NO_MAJOR, detail=counted),)
    if _would_be_second_provisional(result, limits):
        detail = "the certificate before was provisional, and one does not follow another"
        return Outcome.REFUSED, (*reasons, DecisionReason(code=code.PROVISIONAL_TWICE, detail=detail))
    return Outcome.PROVISIONAL, tuple(reasons)


def _has_unable(result: AuditResult) -> bool:
    return any(each.rating is Rating.UNABLE_TO_RATE for each in result.ratings)


def _would_be_second_provisional(result: AuditResult, limits: DecisionLimits) -> bool:
    if limits.is_provisional_again or _needs_certificate(result):
        return False
    return result.was_provisional or (result.certificate is not None and result.certificate.is_provisional)


def _dated(result: AuditResult, decision: Decision, on: date, limits: DecisionLimits) -> Decision:
    """Return the decision with the days of the certificate that follows, if one does."""
    span = _validity(result, decision.outcome, on, limits)
    return decision if span is None else replace(decision, valid_from=span[0], valid_to=span[1])


def _validity(
    result: AuditResult, outcome: Outcome, on: date, limits: DecisionLimits
) -> tuple[date, date] | None:
    """Return first and last day: a full one after a provisional counts from the provisional's issue."""
    held = result.certificate
    if not outcome.is_certificate:
        return None
    if not _needs_certificate(result) or held is None:
        months = limits.full_months if outcome is Outcome.FULL else limits.provisional_months
        return on, last_day(on, months)
    if outcome is Outcome.FULL:
        end = last_day(held.issued_on, limits.full_months) if held.is_provisional else held.valid_to
        return held.issued_on, end
    if held.is_provisional:
        return held.issued_on, held.valid_to
    return held.issued_on, min(last_day(on, limits.provisional_months), held.valid_to)


def last_day(issued_on: date, months: int) -> date:
    """Return the last day of a certificate: issue + months − 1 day (fact sheet 5.8)."""
    return add_months(issued_on, months) - timedelta(days=1)


def open_choices(decision: Decision, result: AuditResult, *, on: date) -> tuple[Outcome, ...]:
    """Return the outcomes that a person may choose: the computed one first, then stricter ones that make sense."""
    if decision.outcome is Outcome.NOTHING:
        return ()
    held = _in_force(result, on) is not None
    sensible = {
        Outcome.FULL: True,
        Outcome.PROVISIONAL: True,
        Outcome.REFUSED: not _needs_certificate(result),
        Outcome.SUSPENDED: held,
        Outcome.REVOKED: held,
        Outcome.NOTHING: False,
    }
    return tuple(
        each
        for each in Outcome
        if each is decision.outcome or (each.strictness > decision.outcome.strictness and sensible[each])
    )


def confirmed(
    result: AuditResult, chosen: Outcome, reason: str, *, on: date, limits: DecisionLimits
) -> Decision:
    """Return the decision that a person takes on a day: the computed one, or a stricter one with a reason.

    Raises:
        Refusal: `decision_nothing`, `decision_milder`, `decision_senseless`, `reason_missing`.
    """
    computed = decide(result, on=on, limits=limits)
    if computed.outcome is Outcome.NOTHING:
        raise Refusal(
            "decision_nothing",
            found="; ".join(each.detail for each in computed.reasons),
            expected="an audit with an approved plan, visits, every mandatory item rated and a reviewed report",
            todo="complete the audit first",
        )
    if chosen.strictness < computed.outcome.strictness:
        raise Refusal(
            "decision_milder",
            found=f"“{chosen.value}” where the findings permit “{computed.outcome.value}”",
            expected="the computed outcome, or a stricter one",
            todo="confirm the computed outcome, or have the non-conformances closed first",
        )
    if chosen not in open_choices(computed, result, on=on):
        raise Refusal(
            "decision_senseless",
            found=f"“{chosen.value}” for a {result.audit_type.value} audit in this state",
            expected=", ".join(each.value for each in open_choices(computed, result, on=on)),
            todo="choose one of these",
        )
    if chosen is computed.outcome:
        return computed
    if not reason.strip():
        raise Refusal(
            "reason_missing",
            found="a stricter outcome without a reason",
            expected="why the outcome is stricter than what the findings permit",
            todo="give the reason",
        )
    overruled = Decision(outcome=chosen, reasons=computed.reasons, majors=computed.majors)
    return _dated(result, overruled, on, limits)
