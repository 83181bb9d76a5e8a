"""A work list as an iCalendar (RFC 5545): one event a duty, on its last day in time, with alarms before it.

The library folds lines and escapes text. What names an event stays the same for as long as the duty is there; its
sequence grows whenever its day may have changed, so that a calendar moves the event and shows no second one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256

from icalendar import Alarm, Calendar, Event, vUri

PRODUCT = "-//Casthouse//Work list//EN"
UNPRINTABLE = dict.fromkeys([*range(32), 127])
HOURS_UNTIL_MORNING = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEntry:
    """A duty with a day, as a calendar shows it; `alarms` are days before it."""

    reference: str
    due: date
    summary: str
    text: str
    address: str
    sequence: int
    kind: str
    alarms: tuple[int, ...]


def worklist_ics(entries: Iterable[CalendarEntry], *, name: str, host: str, at: datetime) -> bytes:
    """Return the calendar; `host` makes the names of events unique in the world, `at` is the instant of making."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _clean(name))
    calendar.add("refresh-interval", timedelta(hours=12), parameters={"VALUE": "DURATION"})
    for each in entries:
        calendar.add_component(_event(each, host, at))
    return bytes(calendar.to_ical())


def _event(entry: CalendarEntry, host: str, at: datetime) -> Event:
    event = Event()
    event.add("uid", f"{sha256(entry.reference.encode()).hexdigest()[:32]}@{host}")
    event.add("dtstamp", at)
    event.add("dtstart", entry.due)
    if entry.due < date.max:
        event.add("dtend", entry.due + timedelta(days=1))
    event.add("summary", _clean(entry.summary))
    event.add("description", _clean(entry.text))
    event["url"] = vUri(entry.address)
    event.add("sequence", entry.sequence)
    event.add("categories", [entry.kind])
    event.add("transp", "TRANSPARENT")
    event.add("class", "PRIVATE")
    for days in entry.alarms:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", _clean(entry.summary))
        alarm.add("trigger", timedelta(hours=HOURS_UNTIL_MORNING) - timedelta(days=days))
        event.add_component(alarm)
    return event


def _clean(text: str) -> str:
    """Return text without control signs, which no calendar may hold."""
    return " ".join(text.split()).translate(UNPRINTABLE)
