"""Reminders by mail and calendars: who is told what, once, and what a message and a calendar give away."""

import re
import secrets
from datetime import date
from functools import partial
from smtplib import SMTPException
from typing import Any

import pytest
from django.core import mail
from django.db import DatabaseError, connection
from icalendar import Calendar

from casthouse.refusal import Refusal
from casthouse.service import reminder as reminder_service
from casthouse.service.calendar_key import (
    calendar_behind,
    calendar_of,
    make_calendar_key,
    revoke_calendar_key,
)
from casthouse.service.permission import OPERATOR, Actor
from casthouse.service.person import actor_of, add_person, remove_person
from casthouse.service.reminder import Reminded, send_reminders
from casthouse.service.reminder_choice import (
    choose_frequency,
    confirm_address,
    reminder_setting,
    set_address,
    stop_reminders,
)
from casthouse.storage.models import JournalRow
from casthouse.storage.person import account
from casthouse.storage.work_turn import turn_of
from tests.contract.movement_rows import receipt, shipment
from tests.contract.register_text import one_scope
from tests.contract.store import Store
from tests.scenario.certification import on_day
from tests.scenario.company import Company

ADA = Actor(name="ada")
DAY = "2025-03-20"  # the period of 2024 is to be closed and reported by 31 March


@pytest.fixture(autouse=True)
def outbox(settings: Any) -> list[Any]:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.PUBLIC_URL = "https://coc.example.org"
    mail.outbox = []
    return mail.outbox


@pytest.fixture
def company(store: Store) -> Company:
    made = Company(store, one_scope())
    made.post(receipt("IN", quantity="100"), shipment("OUT", quantity="50"))
    with store.in_use():
        add_person(OPERATOR, username="ada", role="manager", organisation="ACME")
    return made


def vouched(company: Company, frequency: str = "weekly") -> None:
    company.do(set_address, OPERATOR, username="ada", address="ada@example.org", is_vouched=True)
    company.do(choose_frequency, OPERATOR, username="ada", frequency=frequency)


def run(company: Company, day: str, **given: Any) -> Reminded:
    with on_day(day):
        (found,) = company.do(send_reminders, OPERATOR, **given)
    return found


def test_one_message_a_day_at_most_and_the_next_when_its_turn_comes(
    company: Company, outbox: list[Any]
) -> None:
    vouched(company)
    assert run(company, DAY, dry_run=True).mail is not None
    assert outbox == []
    assert run(company, DAY).is_sent
    assert not run(company, DAY).is_sent
    assert not run(company, "2025-03-26").is_sent  # six days later
    assert run(company, "2025-03-27").is_sent  # seven
    assert run(company, "2025-04-01").is_sent  # the day after which something is overdue
    assert not run(company, "2025-04-02").is_sent
    assert len(outbox) == 3
    assert outbox[-1].to == ["ada@example.org"]
    assert "overdue" in outbox[-1].subject
    assert "https://coc.example.org/scopes/ACME-COC/periods/2024-01-01/close/" in outbox[-1].body
    html, kind = outbox[-1].alternatives[0]
    assert (kind, "<script" in html, "src=" in html) == ("text/html", False, False)


def test_what_was_sent_is_never_changed(company: Company) -> None:
    vouched(company)
    run(company, DAY)
    for statement in ("UPDATE reminder SET \"on\" = '2020-01-01'", "DELETE FROM reminder"):
        with company.store.in_use(), pytest.raises(DatabaseError), connection.cursor() as cursor:
            cursor.execute(statement)


def test_killed_between_handing_over_and_recording_it_is_told_again_and_nothing_is_lost(
    company: Company, outbox: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    vouched(company)

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(reminder_service, "_record", killed)
        with pytest.raises(KeyboardInterrupt):
            run(company, DAY)
    assert run(company, DAY).is_sent
    assert not run(company, DAY).is_sent
    assert len(outbox) == 2


def test_a_mail_server_that_refuses_one_message_stops_no_other(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    vouched(company)
    with company.store.in_use():
        add_person(OPERATOR, username="bea", role="manager", organisation="ACME")
    company.do(set_address, OPERATOR, username="bea", address="bea@example.org", is_vouched=True)
    real = mail.EmailMessage.send

    def send(message: Any, *args: Any, **given: Any) -> int:
        if message.to == ["ada@example.org"]:
            raise SMTPException("no such\r\nmailbox")
        return real(message, *args, **given)

    monkeypatch.setattr(mail.EmailMessage, "send", send)
    with on_day(DAY):
        ada, bea = company.do(send_reminders, OPERATOR)
    assert (ada.is_sent, ada.trouble, bea.is_sent) == (False, "the mail server: no such mailbox", True)
    monkeypatch.undo()
    with on_day(DAY):
        ada, bea = company.do(send_reminders, OPERATOR)
    assert (ada.is_sent, bea.is_sent) == (True, False)


def test_one_run_at_a_time(company: Company) -> None:
    vouched(company)
    with company.store.in_use(), turn_of("other") as other:
        assert other
        if connection.vendor == "sqlite":  # the session of PostgreSQL holds its own turn again
            with turn_of("remind"), pytest.raises(Refusal, match="another run"):
                send_reminders(OPERATOR)


def test_an_address_counts_once_its_code_came_back(company: Company, outbox: list[Any]) -> None:
    company.do(set_address, ADA, username="ada", address="ada@example.org")
    company.do(choose_frequency, ADA, username="ada", frequency="daily")
    with on_day(DAY):
        assert company.do(send_reminders, OPERATOR) == []
    found = re.search(r"code (\w{8}) ", outbox[0].body)
    assert found
    assert company.refused(set_address, ADA, username="ada", address="eve@example.org") == "code_just_sent"
    for _ in range(4):
        with company.store.in_use(), pytest.raises(Refusal):
            confirm_address(ADA, username="ada", code="wrong")
    assert company.do(confirm_address, ADA, username="ada", code=f" {found[1].upper()} ").is_confirmed
    assert run(company, DAY).is_sent


def test_a_code_is_guessed_five_times_at_most(company: Company, outbox: list[Any]) -> None:
    company.do(set_address, ADA, username="ada", address="ada@example.org")
    found = re.search(r"code (\w{8}) ", outbox[0].body)
    assert found
    for _ in range(5):
        with company.store.in_use(), pytest.raises(Refusal):
            confirm_address(ADA, username="ada", code="wrong")
    assert company.refused(confirm_address, ADA, username="ada", code=found[1]) == "code_wrong"


@pytest.mark.parametrize(
    "address",
    [
        "ada",
        "ada@example.org\nBcc: eve@example.org",
        "a@b@c.org",
        "ada@example.org, eve@example.org",
        "x" * 300,
    ],
)
def test_an_address_that_is_none_is_refused(company: Company, address: str) -> None:
    assert company.refused(set_address, ADA, username="ada", address=address) == "address_invalid"


def test_nobody_chooses_for_another_and_only_the_operator_sends(company: Company) -> None:
    eve = Actor(name="eve")
    assert company.refused(reminder_setting, eve, username="ada") == "not_permitted"
    assert company.refused(send_reminders, ADA) == "not_permitted"
    assert company.refused(make_calendar_key, eve, username="ada") == "not_permitted"
    vouching = partial(set_address, username="ada", address="eve@example.org", is_vouched=True)
    assert company.refused(vouching, ADA) == "not_permitted"


def test_a_message_can_stop_what_comes_to_its_address_and_nothing_else(
    company: Company, outbox: list[Any]
) -> None:
    vouched(company)
    run(company, DAY)
    headers = outbox[0].extra_headers
    found = re.fullmatch(r"<https://coc\.example\.org/reminders/stop/([^/]+)/>", headers["List-Unsubscribe"])
    assert found
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert company.refused(stop_reminders, found[1][:-1] + "_") == "stop_token_invalid"
    company.do(set_address, OPERATOR, username="ada", address="new@example.org", is_vouched=True)
    company.do(stop_reminders, found[1])
    assert company.do(reminder_setting, ADA, username="ada").frequency.value == "weekly"
    company.do(set_address, OPERATOR, username="ada", address="ada@example.org", is_vouched=True)
    assert company.do(stop_reminders, found[1]) == "ada@example.org"
    assert company.do(reminder_setting, ADA, username="ada").frequency.value == "off"
    with company.store.in_use():
        noted = JournalRow.objects.get(act="reminder.stop")
    assert noted.subject == "ada"  # what is never deleted holds no mail address


def test_who_lost_the_role_is_told_nothing_any_more(company: Company, outbox: list[Any]) -> None:
    vouched(company)
    key = company.do(make_calendar_key, ADA, username="ada").address
    opened = key.removeprefix("https://coc.example.org/calendar/").removesuffix(".ics")
    with on_day(DAY):
        assert b"ACME-COC" in company.do(calendar_behind, opened)
    with company.store.in_use():
        remove_person(OPERATOR, username="ada", role="manager", organisation="ACME")
    assert not run(company, DAY).is_sent
    with on_day(DAY):
        assert b"ACME" not in company.do(calendar_behind, opened)
    assert outbox == []


def test_a_calendar_opens_with_its_key_alone(company: Company) -> None:
    first = company.do(make_calendar_key, ADA, username="ada").address
    second = company.do(make_calendar_key, ADA, username="ada").address
    opened = [each.rpartition("/")[2].removesuffix(".ics") for each in (first, second)]
    assert company.refused(calendar_behind, opened[0]) == "calendar_unknown"  # closed by the second
    assert company.do(calendar_behind, opened[1]).startswith(b"BEGIN:VCALENDAR\r\n")
    prefix = opened[1].partition(".")[0]
    for guess in ("", ".", prefix, f"{prefix}.", f"{prefix}.{secrets.token_urlsafe(32)}", "é.é"):
        assert company.refused(calendar_behind, guess) == "calendar_unknown"
    company.do(revoke_calendar_key, ADA, username="ada")
    assert company.refused(calendar_behind, opened[1]) == "calendar_unknown"


def test_events_keep_their_names_and_carry_alarms_and_the_last_day(company: Company) -> None:
    with on_day(DAY), company.store.in_use():
        held = account("ada")
        assert held
        text = calendar_of(actor_of(held))
    events = {str(each["uid"]): each for each in Calendar.from_ical(text).walk("VEVENT")}
    closing = next(each for each in events.values() if "close" in str(each["url"]))
    assert closing.decoded("dtstart") == date(2025, 3, 31)
    assert closing.decoded("dtend") == date(2025, 4, 1)
    assert len(closing.walk("VALARM")) > 3
    assert all(len(line) <= 75 for line in text.split(b"\r\n"))
    with on_day("2025-03-21"), company.store.in_use():
        later = {str(each["uid"]) for each in Calendar.from_ical(calendar_of(actor_of(held))).walk("VEVENT")}
    assert later == set(events)
