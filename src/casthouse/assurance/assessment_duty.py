"""Duties of a self-assessment and of auditors: actions with their days, evidence that runs out, accreditations."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from casthouse.assurance.accreditation import Accreditation
from casthouse.assurance.assurance_manual import AssuranceManual
from casthouse.measure.period import add_months, months_before
from casthouse.parties.duty import ENTERED, NO_DAY, Duty, DutyKind, Holder


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenAssessment:
    """A self-assessment that counts: the draft of a scope under a standard, or what was submitted last."""

    organisation: str
    scope: str
    number: int
    edition: str
    is_draft: bool
    started_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PromisedAction:
    """An action against a gap, and by when it is to be done."""

    assessment: OpenAssessment
    item: str
    action: str
    responsible: str
    due: date
    promised_on: date
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EndingEvidence:
    """A file behind items of a self-assessment, and the last day on which it is good."""

    assessment: OpenAssessment
    digest: str
    name: str
    valid_until: date
    items: int


def assessment_duty(held: OpenAssessment) -> Duty | None:
    """Return the duty to submit a draft; nothing says by when."""
    if not held.is_draft:
        return None
    return Duty(
        kind=DutyKind.SUBMIT_ASSESSMENT,
        organisation=held.organisation,
        subject=f"{held.scope}, self-assessment {held.number} ({held.edition})",
        text="Answer what is missing and submit it",
        opens=held.started_on,
        due=None,
        basis=NO_DAY,
        keys=(held.scope, str(held.number)),
        scope=held.scope,
    )


def action_duty(promised: PromisedAction) -> Duty:
    """Return the duty to do what was promised against a gap."""
    held = promised.assessment
    by = f" ({promised.responsible})" if promised.responsible else ""
    return Duty(
        kind=DutyKind.ASSESSMENT_ACTION,
        organisation=held.organisation,
        subject=f"{held.scope}, item {promised.item}",
        text=f"{promised.action or 'Close the gap'}{by}",
        opens=min(promised.promised_on, promised.due),
        due=promised.due,
        basis=ENTERED,
        missed="The gap is still there when the auditor comes.",
        keys=(held.scope, str(held.number), promised.item),
        scope=held.scope,
        facts=promised.version,
    )


def evidence_duty(ending: EndingEvidence, manual: AssuranceManual) -> Duty:
    """Return the duty to replace a file before it runs out; its last day is good."""
    held = ending.assessment
    opens = ending.valid_until - timedelta(
        days=min(manual.duty.evidence_renew_days, (ending.valid_until - date.min).days)
    )
    return Duty(
        kind=DutyKind.EVIDENCE,
        organisation=held.organisation,
        subject=f"{ending.name} ({held.scope})",
        text=f"Replace the evidence behind {ending.items} item{'s' if ending.items > 1 else ''}",
        opens=opens,
        due=ending.valid_until,
        basis=ENTERED,
        missed="The file shows nothing from the day after.",
        keys=(held.scope, str(held.number), ending.digest),
        scope=held.scope,
        count=ending.items,
    )


def accreditation_duties(
    held: Iterable[Accreditation], *, today: date, manual: AssuranceManual
) -> Iterator[Duty]:
    """Yield for each auditor of a firm, standard and last day the duty to have the accreditation renewed.

    Of one right given several times the last day counts. Whoever was not renewed long ago does not audit any more.
    """
    months = manual.duty.accreditation_renew_months
    ends: dict[tuple[str, ...], date] = {}
    for each in held:
        right = (each.firm, each.auditor, each.standard.value, each.country, each.activity.value)
        ends[right] = max(each.valid_to, ends.get(right, each.valid_to))
    counts: dict[tuple[str, str, str, date], int] = defaultdict(int)
    for (firm, auditor, standard, *_), last in ends.items():
        counts[firm, auditor, standard, last] += 1
    for (firm, auditor, standard, last), count in sorted(counts.items()):
        if last == date.max or today > add_months(last, months):
            continue
        yield Duty(
            kind=DutyKind.ACCREDITATION,
            holder=Holder.AUDIT_FIRM,
            organisation="",
            subject=f"{auditor} of {firm}, {standard.replace('_', ' ')}",
            text=f"Have {count} accreditation{'s' if count > 1 else ''} renewed",
            opens=months_before(last, months),
            due=last,
            basis=manual.basis("accreditation.renew_months"),
            missed="No audit may be opened that lasts beyond that day.",
            keys=(auditor, standard, last.isoformat()),
            firm=firm,
            count=count,
        )
