"""What people chose about reminders, and what they were sent."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser

from casthouse.parties.reminder import Frequency, Mark, SentReminder
from casthouse.storage.models import ReminderChoiceRow, ReminderRow


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderChoice:
    """Where and how often a person is reminded; `code_digest` is of the code that confirms the address."""

    frequency: Frequency
    address: str
    confirmed_at: datetime | None = None
    code_digest: str = ""
    code_sent_at: datetime | None = None
    code_tries: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """A person who wants to be reminded at a confirmed address, and what they were sent last."""

    account: AbstractBaseUser
    choice: ReminderChoice
    last: SentReminder | None


def choice_of(user_id: int, *, is_held: bool = False) -> ReminderChoice | None:
    """Return what a person chose, or None; held until the transaction ends if so wanted."""
    rows = ReminderChoiceRow.objects.filter(user=user_id)
    row = (rows.select_for_update() if is_held else rows).first()
    return None if row is None else _value(row)


def save_choice(user_id: int, value: ReminderChoice) -> None:
    """Keep what a person chose."""
    ReminderChoiceRow.objects.update_or_create(
        user_id=user_id,
        defaults={
            "frequency": value.frequency.value,
            "address": value.address,
            "confirmed_at": value.confirmed_at,
            "code_digest": value.code_digest,
            "code_sent_at": value.code_sent_at,
            "code_tries": value.code_tries,
        },
    )


def readers() -> list[Reader]:
    """Return the active people with a confirmed address who want reminders, by name."""
    rows = (
        ReminderChoiceRow.objects.select_related("user")
        .filter(user__is_active=True, confirmed_at__isnull=False)
        .exclude(frequency=Frequency.OFF.value)
        .order_by("user__username")
    )
    held = list(rows)
    last = {
        row.user_id: SentReminder(on=row.on, marks={name: _mark(each) for name, each in row.marks.items()})
        for row in ReminderRow.objects.filter(user__in=[each.user_id for each in held]).order_by("on")
    }
    return [Reader(account=row.user, choice=_value(row), last=last.get(row.user_id)) for row in held]


def append_reminder(user_id: int, value: SentReminder, *, at: datetime) -> None:
    """Record that a reminder was handed over.

    Raises:
        django.db.IntegrityError: the person was reminded on the day already.
    """
    ReminderRow.objects.create(
        user_id=user_id,
        on=value.on,
        sent_at=at,
        marks={name: _mark_json(each) for name, each in value.marks.items()},
    )


def last_day_reminded(user_id: int) -> date | None:
    """Return the day of the last reminder of a person, or None."""
    return ReminderRow.objects.filter(user=user_id).order_by("-on").values_list("on", flat=True).first()


def _value(row: ReminderChoiceRow) -> ReminderChoice:
    return ReminderChoice(
        frequency=Frequency(row.frequency),
        address=row.address,
        confirmed_at=row.confirmed_at,
        code_digest=row.code_digest,
        code_sent_at=row.code_sent_at,
        code_tries=row.code_tries,
    )


def _mark(kept: list[Any]) -> Mark:
    due, step, is_overdue = kept
    return Mark(due=date.fromisoformat(due) if due else None, step=step, is_overdue=is_overdue)


def _mark_json(mark: Mark) -> list[object]:
    return [mark.due.isoformat() if mark.due else None, mark.step, mark.is_overdue]
