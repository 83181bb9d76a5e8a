"""Reminders by mail: one message a person, at most one a day, only when something waits that is worth it.

One run at a time. A message is handed over first and recorded then: a run that is killed in between hands that one
message over again next time, and loses none. Whoever may see less today is told less today.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from casthouse.exchange.assurance_manual_file import built_in_assurance_manual
from casthouse.exchange.reminder_mail import ReminderLine, reminder_html, reminder_text
from casthouse.parties.duty import DutyStanding
from casthouse.parties.reminder import Mark, SentReminder, is_reminder_due, marks_of
from casthouse.refusal import Refusal
from casthouse.service import clock
from casthouse.service.mail import Mail, public_address, send_mail
from casthouse.service.permission import Act, Actor, authorise
from casthouse.service.person import actor_of
from casthouse.service.reminder_choice import stop_token
from casthouse.service.worklist import WorkEntry, worklist
from casthouse.storage import reminder as reminder_store
from casthouse.storage.journal import append_journal
from casthouse.storage.reminder import Reader
from casthouse.storage.work_turn import turn_of

HEADINGS = {
    DutyStanding.OVERDUE: "Overdue",
    DutyStanding.NEAR: "Soon",
    DutyStanding.OPEN: "Later, or without a day",
    DutyStanding.AHEAD: "Not yet",
}
CHOOSE = "/reminders/"
TURN = "remind"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminded:
    """What became of one person's reminder: sent, not due, or why it could not be handed over."""

    username: str
    entries: int
    is_sent: bool
    mail: Mail | None = None
    trouble: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return its members."""
        return {
            "username": self.username,
            "entries": self.entries,
            "sent": self.is_sent,
            "subject": self.mail.subject if self.mail else None,
            "trouble": self.trouble or None,
        }


def send_reminders(actor: Actor, *, dry_run: bool = False) -> list[Reminded]:
    """Remind everybody whose turn it is; again on the same day it does nothing.

    Args:
        actor: the operator.
        dry_run: make the messages and hand none over.

    Raises:
        Refusal: `not_permitted`, `reminders_running`.
    """
    authorise(actor, Act.REMINDER_GIVE)
    with turn_of(TURN) as is_ours:
        if not is_ours:
            raise Refusal(
                "reminders_running",
                found="another run that sends reminders",
                expected="one run at a time",
                todo="wait until it ended; it does the same",
            )
        return [_remind(actor, each, dry_run=dry_run) for each in reminder_store.readers()]


def _remind(actor: Actor, reader: Reader, *, dry_run: bool) -> Reminded:
    person, today = actor_of(reader.account), clock.today()
    entries = worklist(person) if person.all_roles else []
    marks = marks_of([(each.duty, each.today) for each in entries], built_in_assurance_manual().reminder)
    if not is_reminder_due(reader.choice.frequency, marks, today=today, last=reader.last):
        return Reminded(username=person.name, entries=len(marks), is_sent=False)
    mail = _mail(reader, [each for each in entries if each.duty.reference in marks])
    if dry_run:
        return Reminded(username=person.name, entries=len(marks), is_sent=False, mail=mail)
    try:
        send_mail(mail)
    except Refusal as refusal:
        return Reminded(username=person.name, entries=len(marks), is_sent=False, trouble=refusal.text.found)
    _record(actor, reader, person.name, marks, today)
    return Reminded(username=person.name, entries=len(marks), is_sent=True, mail=mail)


def _record(actor: Actor, reader: Reader, username: str, marks: dict[str, Mark], today: date) -> None:
    at = clock.now()
    reminder_store.append_reminder(reader.account.pk, SentReminder(on=today, marks=marks), at=at)
    append_journal(at=at, actor=actor.name, act="reminder.send", subject=username, entries=len(marks))


def _mail(reader: Reader, entries: Sequence[WorkEntry]) -> Mail:
    overdue = sum(each.standing is DutyStanding.OVERDUE for each in entries)
    lines = [_line(each) for standing in HEADINGS for each in entries if each.standing is standing]
    all_work, choose = public_address("/worklist/"), public_address(CHOOSE)
    stop = public_address(f"{CHOOSE}stop/{stop_token(reader.account.pk, reader.choice.address)}/")
    late = f"{overdue} overdue, " if overdue else ""
    return Mail(
        to=reader.choice.address,
        subject=f"Casthouse: {late}{len(entries)} waiting for you",
        text=reminder_text(lines, all_work=all_work, choose=choose),
        html=reminder_html(lines, all_work=all_work, choose=choose),
        headers={
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
        },
    )


def _line(entry: WorkEntry) -> ReminderLine:
    duty = entry.duty
    return ReminderLine(
        heading=HEADINGS[entry.standing],
        due=duty.due,
        late_days=-(entry.days_left or 0),
        subject=duty.subject,
        text=duty.text,
        of=duty.organisation or duty.firm,
        address=public_address(entry.link),
        verified=duty.basis.verified,
    )
