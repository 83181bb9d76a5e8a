"""Entries of the journal as people read them: acts in words, figures with their unit, links to what they name."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.http import urlencode

from casthouse.service.journal import JournalEntry
from casthouse.service.permission import Act
from casthouse.web.templatetags.figures import count, tonnes_exact

ACT_WORDS: dict[str, str] = {
    Act.REGISTER_LOAD: "Register loaded",
    Act.MOVEMENT_POST: "Movements posted",
    Act.PERIOD_CLOSE: "Period closed",
    Act.PERIOD_REOPEN: "Period reopened",
    Act.REOPENING_REQUEST: "Reopening asked for",
    Act.REOPENING_APPROVE: "Reopening approved",
    Act.PLAN_SET: "Plan set",
    Act.PLAN_PROPOSE: "Plan proposed",
    Act.PLAN_APPROVE: "Plan approved",
    Act.PLAN_WITHDRAW: "Plan withdrawn",
    Act.RESERVATION_SET: "Reservation set",
    Act.RESERVATION_PROPOSE: "Reservation proposed",
    Act.RESERVATION_APPROVE: "Reservation approved",
    Act.RESERVATION_RELEASE: "Reservation released",
    Act.DOCUMENT_ISSUE: "CoC Documents issued",
    Act.DOCUMENT_CANCEL: "CoC Document cancelled",
    Act.DOCUMENT_RECEIVE: "CoC Document accepted",
    Act.DOCUMENT_DISPUTE: "CoC Document disputed",
    Act.SUPPLIER_ASSESS: "Supplier assessed",
    Act.CASH_RECORD: "Cash purchase recorded",
    Act.CONTRACTOR_LIST: "Contractor listed",
    Act.CONTRACTOR_RECORD: "Contractor’s lot recorded",
    Act.TOLLING_RECORD: "Tolling recorded",
    Act.ENTRY_REVERSE: "Entry taken back",
    Act.STOCK_COUNT: "Stock counted",
    Act.STOCK_DECLARE: "Month’s mass declared",
    Act.CREDIT_ALLOCATE: "Market credits allocated",
    Act.CREDIT_SELL: "Market credits sold",
    Act.PROFILE_LOAD: "Mapping profile loaded",
    Act.RULE_PACK_LOAD: "Rule pack loaded",
    Act.LOT_POST: "Processes of lots posted",
    Act.MEASUREMENT_POST: "Measurements posted",
    Act.DISCLOSURE_SET: "Disclosure in traces chosen",
    Act.ATTRIBUTION_SET: "Rule of attribution chosen",
    Act.PERSON_INVITE: "Role changed",
    "person.password": "Password set anew",
    "token.create": "Token made",
    "reminder.choose": "Reminders chosen",
    "reminder.send": "Reminder sent",
    "reminder.stop": "Reminders stopped",
    "calendar.make": "Calendar address made",
    "calendar.revoke": "Calendar address closed",
    "token.revoke": "Token revoked",
}
"""Acts in words; another act reads as its own name with a blank."""

OF_PERIOD = frozenset({Act.PERIOD_CLOSE, Act.PERIOD_REOPEN, Act.REOPENING_REQUEST, Act.REOPENING_APPROVE})
OF_DOCUMENT = frozenset({Act.DOCUMENT_CANCEL, Act.DOCUMENT_RECEIVE, Act.DOCUMENT_DISPUTE})
LISTS = {"plan": "plans", "reservation": "reservations", "attribution": "attribution"}
HIDDEN = frozenset({"import", "issuer"})
"""Members that serve a link: nobody reads them."""
NAMES = {
    "first": "from",
    "last": "to",
    "what": "it was",
    "on": "on",
    "usd": "US $",
    "superseded_by": "superseded by",
}
GRAMS = "_g"


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A piece of text, and where it leads; empty for nowhere."""

    text: str
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalLine:
    """One act as it is read: on what, and named details, each of one or several words."""

    entry: JournalEntry
    act: str
    subject: Word
    details: tuple[tuple[str, tuple[Word, ...]], ...]


def journal_line(organisation: str, entry: JournalEntry) -> JournalLine:
    """Return an entry of an organisation's journal in words."""
    return JournalLine(
        entry=entry,
        act=ACT_WORDS.get(entry.act) or entry.act.replace(".", " ").replace("_", " ").capitalize(),
        subject=Word(text=entry.subject, address=_subject_address(organisation, entry)),
        details=tuple(_details(organisation, entry)),
    )


def _subject_address(organisation: str, entry: JournalEntry) -> str:
    scope, _, rest = entry.subject.partition(" ")
    if entry.act in OF_DOCUMENT or (entry.act == Act.DOCUMENT_ISSUE and "shipment" in entry.detail):
        return _document(organisation, entry.detail.get("issuer"), entry.subject)
    if entry.act == Act.MOVEMENT_POST and isinstance(number := entry.detail.get("import"), int):
        return reverse("import_of", args=[organisation, number])
    if entry.act in OF_PERIOD and _is_day(rest):
        return reverse("statement", args=[scope, rest])
    if name := LISTS.get(entry.act.partition(".")[0]):
        return reverse(name, args=[scope]) if scope else ""
    return ""


def _details(organisation: str, entry: JournalEntry) -> Iterator[tuple[str, tuple[Word, ...]]]:
    for name, value in entry.detail.items():
        values = [each for each in (value if isinstance(value, list) else [value]) if each not in ("", None)]
        if not values or name in HIDDEN:
            continue
        words = tuple(_word(organisation, entry, name, each) for each in values)
        yield NAMES.get(name, name.removesuffix(GRAMS).replace("_", " ")), words


def _word(organisation: str, entry: JournalEntry, name: str, value: object) -> Word:
    text = str(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return Word(text=f"{tonnes_exact(value)} t" if name.endswith(GRAMS) else count(value))
    if name in {"receipts", "shipment"}:
        query = urlencode({"reference": text})
        return Word(text=text, address=f"{reverse('movement', args=[organisation])}?{query}")
    if (entry.act == Act.DOCUMENT_ISSUE and name in {"first", "last"}) or name == "superseded_by":
        return Word(text=text, address=_document(organisation, organisation, text))
    if name == "findings":
        return Word(text=text.replace("_", " "))
    return Word(text=text)


def _document(organisation: str, issuer: object, number: str) -> str:
    query = urlencode({"issuer": str(issuer or organisation), "number": number})
    return f"{reverse('document', args=[organisation])}?{query}"


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
