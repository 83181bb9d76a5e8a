"""Duties that follow from membership and certificates (fact sheet on the performance standard, 5.1, 5.5 and 5.8).

A member certifies within its time and keeps certified; a certificate is renewed before its last day, its surveillance
done in its window, a provisional one made full, a suspension cured, and the performance certificate that a custody
certificate rests on obtained by its deadline. What the calendar did already is no duty any more: an expired
certificate is not renewed but applied for anew.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from casthouse.assurance.assurance_manual import AssuranceManual
from casthouse.assurance.certificate_state import CertificateState
from casthouse.assurance.maturity import Maturity, surveillance_due
from casthouse.assurance.running_certificate import RunningCertificate
from casthouse.measure.period import add_months, months_before
from casthouse.parties.duty import Basis, Duty, DutyKind
from casthouse.parties.membership import CERTIFYING, MemberState


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateDuties:
    """One organisation's certificates, and what their duties are judged by.

    Attributes:
        organisation: its code.
        running: its certificates that run today.
        today: the day where it is.
        until: nothing that is due later is asked for.
        manual: the numbers.
        maturity: the overall rating by certificate, as the last decision stated it; a certificate without one asks
            for no surveillance that Casthouse could know of.
        precondition: where the deadline of the performance certificate comes from, by edition.
    """

    organisation: str
    running: Sequence[RunningCertificate]
    today: date
    until: date
    manual: AssuranceManual
    maturity: Mapping[str, Maturity]
    precondition: Mapping[str, Basis]

    def all(self) -> Iterator[Duty]:
        """Yield the duties of all running certificates."""
        for each in self.running:
            yield from self._renewal(each)
            yield from self._cure(each)
            yield from self._performance(each)
            yield from self._surveillance(each)

    def _duty(
        self,
        kind: DutyKind,
        held: RunningCertificate,
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
            subject=held.number,
            text=text,
            opens=min(opens, due),
            due=due,
            basis=basis,
            missed=missed,
            keys=(held.number, key) if key else (held.number,),
            scope=held.scope,
            facts=held.moves,
            remind=remind,
        )

    def _renewal(self, held: RunningCertificate) -> Iterator[Duty]:
        last = held.valid_to
        if last > self.until or last == date.max or self._is_followed(held):
            return
        months = self.manual.duty.certificate_reminder_months
        remind = tuple(sorted(months_before(last, each) for each in months))
        standard = held.standard.value.replace("_", " ")
        if held.state is CertificateState.PROVISIONAL:
            yield self._duty(
                DutyKind.MAKE_FULL,
                held,
                self.manual.basis("decision.provisional_months"),
                text=f"Close the major non-conformances, so that the provisional {standard} certificate becomes full",
                missed="The certificate expires the day after.",
                opens=held.since,
                due=last,
                remind=remind,
            )
            return
        yield self._duty(
            DutyKind.RENEW_CERTIFICATE,
            held,
            self.manual.basis("certificate.reminder_months"),
            text=f"Be certified anew, so that no day is without a {standard} certificate",
            missed="The certificate expires the day after; nothing is sold as certified from then on.",
            opens=remind[0] if remind else last,
            due=last,
            remind=remind,
        )

    def _is_followed(self, held: RunningCertificate) -> bool:
        """Say whether another running certificate of the scope under the standard lasts longer."""
        return any(
            (other.scope, other.standard) == (held.scope, held.standard) and other.valid_to > held.valid_to
            for other in self.running
        )

    def _cure(self, held: RunningCertificate) -> Iterator[Duty]:
        if held.state is CertificateState.SUSPENDED:
            yield self._duty(
                DutyKind.CURE_SUSPENSION,
                held,
                self.manual.basis("certificate.cure_months"),
                text=f"Mend why it is suspended ({held.reason or 'no reason given'}) and have it reinstated",
                missed="The certificate is revoked the day after, or expires if its last day comes first.",
                opens=held.since,
                due=min(self.manual.terms.cure_by(held.since), held.valid_to),
            )

    def _performance(self, held: RunningCertificate) -> Iterator[Duty]:
        deadline = held.performance_by
        if deadline is None:
            return
        yield self._duty(
            DutyKind.PERFORMANCE_FIRST,
            held,
            self.precondition[held.edition],
            text=f"Hold a performance certificate for every site ({deadline.why})",
            missed="The custody certificate is suspended the day after.",
            opens=held.first_day,
            due=deadline.day,
        )

    def _surveillance(self, held: RunningCertificate) -> Iterator[Duty]:
        rating, terms = self.maturity.get(held.number) or held.maturity_before, self.manual.duty
        if rating is None:
            return
        done = held.surveillances
        wanted = surveillance_due(rating, held.issued, self.manual.surveillance)
        for number, each in enumerate(wanted[done:], start=done + 1):
            if each.on <= min(held.valid_to, self.until):
                where = "on site" if each.is_on_site else "from the desk"
                yield self._duty(
                    DutyKind.SURVEILLANCE,
                    held,
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
    performance: Sequence[tuple[date, date]],
    *,
    today: date,
    manual: AssuranceManual,
    facts: int,
) -> Duty | None:
    """Return the duty to hold a performance certificate: by a time after joining, and from then on without a gap.

    None for who need not certify, whose joining date is not known, or who is certified today. `performance` are the
    runs of days, both ends inclusive, on which some site of the organisation holds a performance certificate.
    """
    if member.membership not in CERTIFYING or member.joined is None:
        return None
    if any(first <= today <= last for first, last in performance):
        return None
    by_joining = add_months(member.joined, manual.duty.certify_months)
    lapsed = max((last for _, last in performance if last < today), default=None)
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
