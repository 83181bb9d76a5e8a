"""Duties that follow from membership and certificates (fact sheet on the performance standard, 5.1, 5.5 and 5.8).

A member certifies within its time and keeps certified; a certificate is renewed before its last day, its surveillance
done in its window, a provisional one made full, a suspension cured, and the performance certificate that a custody
certificate rests on obtained by its deadline. What the calendar did already is no duty any more: an expired
certificate is not renewed but applied for anew.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from casthouse.assurance.assurance_manual import AssuranceManual
from casthouse.assurance.certificate_book import CertificateBook
from casthouse.assurance.certificate_course import Phase
from casthouse.assurance.certificate_history import CertificateHistory
from casthouse.assurance.certificate_state import ENTITLING, RUNNING, CertificateState
from casthouse.assurance.maturity import Maturity, surveillance_due
from casthouse.measure.period import add_months, months_before
from casthouse.parties.duty import Basis, Duty, DutyKind
from casthouse.parties.membership import CERTIFYING, MemberState


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateDuties:
    """One organisation's certificates, and what their duties are judged by.

    Attributes:
        organisation: its code.
        book: its certificates.
        today: the day where it is.
        manual: the numbers.
        maturity: the overall rating by certificate, as the last decision stated it; a certificate without one asks
            for no surveillance that Casthouse could know of.
        precondition: where the deadline of the performance certificate comes from, by edition.
    """

    organisation: str
    book: CertificateBook
    today: date
    manual: AssuranceManual
    maturity: Mapping[str, Maturity]
    precondition: Mapping[str, Basis]

    def all(self) -> Iterator[Duty]:
        """Yield the duties of all running certificates."""
        running = {
            history.number: phase
            for history in self.book.histories
            if (phase := self.book.course(history).on(self.today)) is not None and phase.state in RUNNING
        }
        for history in self.book.histories:
            phase = running.get(history.number)
            if phase is not None:
                yield from self._renewal(history, phase, running)
                yield from self._cure(history, phase)
                yield from self._performance(history, phase)
                yield from self._surveillance(history, phase)

    def _duty(
        self,
        kind: DutyKind,
        history: CertificateHistory,
        basis: Basis,
        *,
        text: str,
        missed: str,
        opens: date,
        due: date,
        key: str = "",
        remind: tuple[date, ...] = (),
    ) -> Duty:
        return Duty(
            kind=kind,
            organisation=self.organisation,
            subject=history.number,
            text=text,
            opens=min(opens, due),
            due=due,
            basis=basis,
            missed=missed,
            keys=(history.number, key) if key else (history.number,),
            scope=history.scope,
            facts=len(history.moves),
            remind=remind,
        )

    def _renewal(
        self, history: CertificateHistory, phase: Phase, running: Mapping[str, Phase]
    ) -> Iterator[Duty]:
        last = phase.valid_to
        if last is None or last == date.max or self._is_followed(history, last, running):
            return
        months = self.manual.duty.certificate_reminder_months
        remind = tuple(sorted(months_before(last, each) for each in months))
        standard = history.standard.value.replace("_", " ")
        if phase.state is CertificateState.PROVISIONAL:
            yield self._duty(
                DutyKind.MAKE_FULL,
                history,
                self.manual.basis("decision.provisional_months"),
                text=f"Close the major non-conformances, so that the provisional {standard} certificate becomes full",
                missed="The certificate expires the day after.",
                opens=phase.since,
                due=last,
                remind=remind,
            )
            return
        yield self._duty(
            DutyKind.RENEW_CERTIFICATE,
            history,
            self.manual.basis("certificate.reminder_months"),
            text=f"Be certified anew, so that no day is without a {standard} certificate",
            missed="The certificate expires the day after; nothing is sold as certified from then on.",
            opens=remind[0] if remind else last,
            due=last,
            remind=remind,
        )

    def _is_followed(self, history: CertificateHistory, last: date, running: Mapping[str, Phase]) -> bool:
        """Say whether another running certificate of the scope under the standard lasts longer."""
        return any(
            (running[other.number].valid_to or date.min) > last
            for other in self.book.of_scope(history.scope, history.standard)
            if other.number in running and other.number != history.number
        )

    def _cure(self, history: CertificateHistory, phase: Phase) -> Iterator[Duty]:
        if phase.state is CertificateState.SUSPENDED:
            cure_by = self.book.terms.cure_by(phase.since)
            yield self._duty(
                DutyKind.CURE_SUSPENSION,
                history,
                self.manual.basis("certificate.cure_months"),
                text=f"Mend why it is suspended ({phase.by.reason or 'no reason given'}) and have it reinstated",
                missed="The certificate is revoked the day after, or expires if its last day comes first.",
                opens=phase.since,
                due=min(cure_by, phase.valid_to or date.max),
            )

    def _performance(self, history: CertificateHistory, phase: Phase) -> Iterator[Duty]:
        deadline = self.book.deadline(history)
        if deadline is None or phase.state not in ENTITLING or history.first_day is None:
            return
        yield self._duty(
            DutyKind.PERFORMANCE_FIRST,
            history,
            self.precondition[history.edition],
            text=f"Hold a performance certificate for every site ({deadline.why})",
            missed="The custody certificate is suspended the day after.",
            opens=history.first_day,
            due=deadline.day,
        )

    def _rating(self, history: CertificateHistory) -> Maturity | None:
        """Return the rating of the last decision on it, else the one that it was taken over with."""
        before = history.inherited.maturity if history.inherited else ""
        return self.maturity.get(history.number) or (Maturity(before) if before else None)

    def _surveillance(self, history: CertificateHistory, phase: Phase) -> Iterator[Duty]:
        rating, terms = self._rating(history), self.manual.duty
        if rating is None or history.issued is None:
            return
        done = history.surveilled
        wanted = surveillance_due(rating, history.issued, self.manual.surveillance)
        for number, each in enumerate(wanted[done:], start=done + 1):
            if phase.valid_to is None or each.on <= phase.valid_to:
                where = "on site" if each.is_on_site else "from the desk"
                yield self._duty(
                    DutyKind.SURVEILLANCE,
                    history,
                    self.manual.basis(f"surveillance.{rating.value}_months"),
                    text=f"Have surveillance {number} done, {where} (maturity {rating.value})",
                    missed=f"More than {terms.surveillance_late_months} months late is a reason to suspend.",
                    opens=months_before(each.on, terms.surveillance_window_months),
                    due=each.on,
                    key=str(number),
                )


def certify_duty(
    organisation: str,
    member: MemberState,
    book: CertificateBook,
    *,
    today: date,
    manual: AssuranceManual,
    facts: int,
) -> Duty | None:
    """Return the duty to hold a performance certificate: by a time after joining, and from then on without a gap.

    None for who need not certify, whose joining date is not known, or who is certified today.
    """
    if member.membership not in CERTIFYING or member.joined is None:
        return None
    held = book.performance()
    if any(span.first <= today <= span.last for span in held):
        return None
    by_joining = add_months(member.joined, manual.duty.certify_months)
    lapsed = max((span.last for span in held if span.last < today), default=None)
    again = lapsed is not None
    return Duty(
        kind=DutyKind.CERTIFY,
        organisation=organisation,
        subject=organisation,
        text=f"Hold a performance certificate {'again' if again else f'(joined on {member.joined})'}",
        opens=min(member.joined, by_joining),
        due=max(by_joining, lapsed) if lapsed is not None else by_joining,
        basis=manual.basis("membership.certify_months"),
        missed="The membership may be lost.",
        facts=facts,
    )
