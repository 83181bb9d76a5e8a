"""The text of a reminder, plain and in HTML, with everything from outside escaped."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

SHOWN_MAX = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderLine:
    """One duty as a reminder says it."""

    heading: str
    due: date | None
    late_days: int
    subject: str
    text: str
    of: str
    address: str
    verified: bool

    @property
    def when(self) -> str:
        """By when, in words."""
        if self.due is None:
            return "no day is set"
        late = f", {self.late_days} day{'s' if self.late_days > 1 else ''} late" if self.late_days > 0 else ""
        return f"by {self.due}{'' if self.verified else '*'}{late}"


FOOT = "* rests on a number that nobody has compared with the official text."


def reminder_text(lines: Sequence[ReminderLine], *, all_work: str, choose: str) -> str:
    """Return the plain text."""
    said = ["What waits for you:"]
    for heading, held in _by_heading(lines[:SHOWN_MAX]):
        said += ["", heading.upper()]
        for each in held:
            said += [
                f"- {_one_line(each.subject)} ({_one_line(each.of)}), {each.when}",
                f"  {_one_line(each.text)}",
                f"  {each.address}",
            ]
    if len(lines) > SHOWN_MAX:
        said += ["", f"And {len(lines) - SHOWN_MAX} more."]
    said += ["", f"Everything: {all_work}", f"How often you are told, or not at all: {choose}"]
    if any(not each.verified for each in lines[:SHOWN_MAX]):
        said += ["", FOOT]
    return "\n".join(said) + "\n"


def reminder_html(lines: Sequence[ReminderLine], *, all_work: str, choose: str) -> str:
    """Return the same in HTML, which loads nothing from anywhere."""
    parts = ["<!doctype html><html lang='en'><body><p>What waits for you:</p>"]
    for heading, held in _by_heading(lines[:SHOWN_MAX]):
        parts.append(f"<h2>{escape(heading)}</h2><ul>")
        parts += [
            f"<li><a href='{escape(each.address)}'>{escape(_one_line(each.subject))}</a> "
            f"({escape(_one_line(each.of))}), {escape(each.when)}<br>{escape(_one_line(each.text))}</li>"
            for each in held
        ]
        parts.append("</ul>")
    if len(lines) > SHOWN_MAX:
        parts.append(f"<p>And {len(lines) - SHOWN_MAX} more.</p>")
    parts.append(
        f"<p><a href='{escape(all_work)}'>Everything</a> · "
        f"<a href='{escape(choose)}'>How often you are told, or not at all</a></p>"
    )
    if any(not each.verified for each in lines[:SHOWN_MAX]):
        parts.append(f"<p><small>{FOOT}</small></p>")
    return "".join(parts) + "</body></html>"


def _by_heading(lines: Iterable[ReminderLine]) -> list[tuple[str, list[ReminderLine]]]:
    held: dict[str, list[ReminderLine]] = {}
    for each in lines:
        held.setdefault(each.heading, []).append(each)
    return list(held.items())


def _one_line(text: str) -> str:
    return " ".join(text.split())
