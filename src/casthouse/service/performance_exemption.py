"""Exemptions of major non-conformances: the member writes down the barrier, the secretariat approves or declines.

Four eyes: who decides is neither of the audit's team nor of the member, and did not ask for it. The decision on the
certificate is computed anew from then on; nothing of the non-conformance is taken off the record.
"""

from casthouse.assurance.non_conformance import NonConformanceAct
from casthouse.assurance.performance_exemption import exemption_flaw
from casthouse.exchange.assurance_manual_file import built_in_assurance_manual
from casthouse.refusal import Refusal
from casthouse.service.accreditation import require_reason
from casthouse.service.audit import HeldAudit
from casthouse.service.audit_plan import refuse_own_work
from casthouse.service.entered import entered_text
from casthouse.service.non_conformance import append_act, one_held
from casthouse.service.non_conformance_standing import NonConformanceStanding
from casthouse.service.notice import send_notices
from casthouse.service.permission import Act, Actor
from casthouse.storage import facility as facility_store
from casthouse.storage.notice import NewNotice

BARRIER_MAX = 8_000


def request_exemption(actor: Actor, *, audit: str, number: int, barrier: str) -> None:
    """Ask the secretariat not to count a major non-conformance, since a structural barrier stands in the way.

    Args:
        actor: somebody of the member.
        audit: reference of the audit that raised it.
        number: its number there.
        barrier: what stands in the way, why the member cannot remove it alone, and where that is seen.

    Raises:
        Refusal: `not_permitted`, `audit_unknown`, `non_conformance_unknown`, `non_conformance_state`, `text_invalid`,
            `exemption_impossible`, `exemption_asked_already`.
    """
    asking = NonConformanceAct.EXEMPTION_REQUESTED
    with one_held(actor, Act.CORRECTION_WRITE, audit, number, asking) as (held, found):
        written = entered_text(barrier, "structural barrier", length_max=BARRIER_MAX)
        _refuse_impossible(found)
        if found.is_exemption_requested or found.exempt_to is not None:
            raise Refusal(
                "exemption_asked_already",
                found=f"exempted up to {found.exempt_to}" if found.exempt_to else "a request that waits",
                expected="no exemption that holds, and no request that waits for the secretariat",
                todo="wait for the decision, or ask again when the exemption is over",
            )
        append_act(held, found, asking, written)


def decide_exemption(actor: Actor, *, audit: str, number: int, is_approved: bool, reason: str) -> None:
    """Approve or decline an exemption that a member asked for; the member is told.

    Args:
        actor: the secretariat, not of the team.
        audit: reference of the audit that raised the non-conformance.
        number: its number there.
        is_approved: whether it is exempted, up to the next audit.
        reason: why, for the member and every later auditor to read.

    Raises:
        Refusal: `not_permitted`, `audit_unknown`, `non_conformance_unknown`, `non_conformance_state`,
            `judged_by_auditor`, `exemption_not_asked`, `exemption_not_independent`, `exemption_impossible`,
            `reason_missing`.
    """
    act = NonConformanceAct.EXEMPTED if is_approved else NonConformanceAct.EXEMPTION_DECLINED
    with one_held(actor, Act.EXEMPTION_DECIDE, audit, number, act) as (held, found):
        refuse_own_work(held)
        require_reason(reason)
        if not found.is_exemption_requested:
            raise Refusal(
                "exemption_not_asked",
                found=f"no request that waits for {found.reference}",
                expected="the member's written account of the structural barrier",
                todo="let the member ask for the exemption first",
            )
        _refuse_dependent(held, found)
        if is_approved:
            _refuse_impossible(found)
        append_act(held, found, act, reason)
        _tell(held, found, "approved" if is_approved else "declined", reason.strip())


def may_be_asked(found: NonConformanceStanding) -> bool:
    """Say whether an exemption of a non-conformance can be asked for at all."""
    return _flaw(found) is None


def _flaw(found: NonConformanceStanding) -> str | None:
    site = facility_store.facility(found.recorded.site)
    assert site is not None
    return exemption_flaw(
        found.rules,
        edition=found.recorded.edition,
        grade=found.grade,
        activities=frozenset(site.activities),
        rules=built_in_assurance_manual().exemption,
    )


def _refuse_impossible(found: NonConformanceStanding) -> None:
    if flaw := _flaw(found):
        raise Refusal(
            "exemption_impossible",
            found=f"{found.reference}: {flaw}",
            expected="an open major non-conformance of a criterion and a site that the assurance manual exempts",
            todo="correct what was found; nothing else is exempted",
        )


def _refuse_dependent(held: HeldAudit, found: NonConformanceStanding) -> None:
    asked = [each for each in found.recorded.events if each.act is NonConformanceAct.EXEMPTION_REQUESTED]
    is_own = held.actor.name.casefold() in {each.by.casefold() for each in asked}
    if is_own or held.actor.organisation_roles.get(held.record.organisation):
        raise Refusal(
            "exemption_not_independent",
            found=f"{held.actor.name}, who asked for it or is one of the member's people",
            expected="somebody of the secretariat who did neither",
            todo="ask another person of the secretariat",
        )


def _tell(held: HeldAudit, found: NonConformanceStanding, what: str, reason: str) -> None:
    number = found.recorded.number
    notice = NewNotice(
        reader=held.record.organisation,
        reference=f"exemption:{found.reference}:{len(found.recorded.events) + 1}",
        subject=f"The exemption of non-conformance {found.reference} is {what}",
        text=f"{reason} The non-conformance stays on record and open"
        + ("; up to the next audit it is not counted as a major." if what == "approved" else " as it was."),
        link=f"/audits/{found.recorded.audit}/non-conformances/{number}/",
    )
    send_notices([notice], at=held.at, sender=held.actor.name)
