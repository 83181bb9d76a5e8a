"""Something is known of a certificate for a day to come, and today something graver happens to it."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from casthouse.assurance.certificate_state import MoveKind
from casthouse.refusal import Refusal
from casthouse.service.certificate_move import move_certificate
from casthouse.service.certificate_view import certificate_story, certification_on
from tests.contract.store import Store
from tests.scenario.certification import COC, PROVISIONAL, PS, SECRETARY, granted, on_day, rolling_mill
from tests.scenario.company import Company
from tests.scenario.test_certificate_life import issue, post, sold, told


def test_a_certificate_that_its_holder_gives_up_at_the_end_of_the_month_is_suspended_today(
    store: Store,
) -> None:
    company = Company(store, rolling_mill())
    granted(company, "CAST-SCOPE", PS, "2025-03-01")
    number = granted(company, "CAST-SCOPE", COC, "2025-03-01").number
    with on_day("2025-06-02"):
        assert post(store, sold("C-1", "2025-06-01", "CAST", "MILL"), seller="CAST") == []
        issue(store, "C-1", "CAST")
        assert store.run("certificate", "withdraw", number, "--from", "2025-07-01").code == 0
        known = store.run("certificate", "show", number).json
        assert (known["entitled_to"], known["coming"]["move"]) == ("2025-06-30", "withdraw")
    with on_day("2025-06-10"):
        reason = ("--reason", "critical breach")
        shown = store.run("certificate", "suspend", number, *reason, "--dry-run").json
        made = store.run("certificate", "suspend", number, *reason).json
        assert made["later"] == shown["later"]
        (later,) = made["later"]
        assert (later["move"], later["effective"], later["void"]) == ("withdraw", "2025-07-01", False)
        assert "critical breach" in told(store, "MILL")[-1]["text"]
        refused = post(store, sold("C-2", "2025-06-10", "CAST", "MILL"), seller="CAST")
        assert refused == ["scope_not_certified"]
    with on_day("2025-06-20"):
        assert store.run("certificate", "reinstate", number, "--reason", "cured").code == 0
        last, first = sold("C-3", "2025-06-30", "CAST", "MILL"), sold("C-4", "2025-07-01", "CAST", "MILL")
        assert post(store, last, first, seller="CAST") == ["scope_not_certified"]
    assert store.run("check").json["clean"]


def test_what_was_known_before_the_suspension_stays_what_was_known_then(store: Store) -> None:
    company = Company(store, rolling_mill())
    granted(company, "CAST-SCOPE", PS, "2025-03-01")
    number = granted(company, "CAST-SCOPE", COC, "2025-03-01").number
    for day, command in (
        ("2025-06-02", ("withdraw", number, "--from", "2025-07-01")),
        ("2025-06-10", ("suspend", number, "--reason", "critical breach")),
    ):
        with on_day(day):
            assert store.run("certificate", *command).code == 0
    known = {}
    for instant in (datetime(2025, 6, 2, 11, tzinfo=UTC), datetime(2025, 6, 9, tzinfo=UTC)):
        for asked in (date(2025, 6, 10), date(2025, 7, 1)):
            answer = company.do(
                certification_on, SECRETARY, facility="CAST-1", standard=COC, day=asked, known_at=instant
            )
            assert answer.then is not None
            known[instant.day, asked.month] = (answer.then.reason.value, answer.now.reason.value)
    assert known == {
        (2, 6): ("certified", "suspended"),
        (2, 7): ("certified", "withdrawn"),
        (9, 6): ("certified", "suspended"),
        (9, 7): ("withdrawn", "withdrawn"),
    }


def test_a_renewal_of_next_month_ends_no_suspended_certificate_and_nothing_returns_beside_it(
    store: Store,
) -> None:
    company = Company(store, rolling_mill())
    old = granted(company, "CAST-SCOPE", PS, "2025-03-01", level=PROVISIONAL).number
    with on_day("2025-06-02"):
        company.do(
            move_certificate,
            SECRETARY,
            number=old,
            kind=MoveKind.SUSPEND,
            effective=date(2025, 8, 1),
            reason="audit overdue",
        )
    new = granted(company, "CAST-SCOPE", PS, "2025-07-01", on="2025-06-05").number
    with on_day("2025-06-10"):
        made = company.do(
            move_certificate, SECRETARY, number=old, kind=MoveKind.SUSPEND, reason="critical breach"
        )
        assert [(each.move.kind.value, each.is_void) for each in made.later] == [
            ("supersede", True),
            ("suspend", True),
        ]
        assert f"{new} begins all the same" in str(made.later[0])
        story = store.run("certificate", "show", old).json
        assert [each["move"] for each in story["moves"] if each["void"]] == ["suspend", "supersede"]
    with on_day("2025-07-02"):
        wanted: dict[str, Any] = {"number": old, "kind": MoveKind.REINSTATE, "reason": "cured"}
        for dry_run in (True, False):  # looking at it first says the same
            with pytest.raises(Refusal) as refused:
                company.do(move_certificate, SECRETARY, **wanted, dry_run=dry_run)
            assert refused.value.code == "certificate_running"
        answer = company.do(certification_on, SECRETARY, facility="CAST-1", standard=PS, day=date(2025, 7, 1))
        assert (answer.now.number, answer.now.is_certified) == (new, True)
    assert store.run("check").json["clean"]


def test_reinstated_before_its_renewal_a_certificate_gives_way_to_it(store: Store) -> None:
    company = Company(store, rolling_mill())
    old = granted(company, "CAST-SCOPE", PS, "2025-03-01").number
    granted(company, "CAST-SCOPE", PS, "2025-07-01", on="2025-06-05")
    with on_day("2025-06-10"):
        made = company.do(move_certificate, SECRETARY, number=old, kind=MoveKind.SUSPEND, reason="breach")
        assert [each.is_void for each in made.later] == [True]
    with on_day("2025-06-20"):
        made = company.do(move_certificate, SECRETARY, number=old, kind=MoveKind.REINSTATE, reason="cured")
        assert [each.is_void for each in made.later] == [False]
    phases = company.do(certificate_story, SECRETARY, number=old).phases
    assert [(each.state.value, each.first.isoformat()) for each in phases[-2:]] == [
        ("full", "2025-06-20"),
        ("superseded", "2025-07-01"),
    ]


def test_what_the_calendar_would_do_until_a_day_to_come_is_not_put_on_record(store: Store) -> None:
    """The mill is certified under the performance standard in time, though a withdrawal was recorded before."""
    company = Company(store, rolling_mill(joined="2023-06-15"))
    number = granted(company, "MILL-SCOPE", COC, "2025-02-01").number
    with on_day("2025-05-01"):
        refused = store.run("certificate", "withdraw", number, "--from", "2026-06-30")
        assert refused.refusal == "certificate_move_not_allowed"  # revoked by then, as it stands
        assert store.run("certificate", "withdraw", number, "--from", "2025-08-01").code == 0
        assert store.run("certificate", "show", number).json["moves"][-1]["move"] == "withdraw"
    granted(company, "MILL-SCOPE", PS, "2025-06-01")
    with on_day("2025-07-01"):
        assert post(store, sold("S-1", "2025-06-30")) == []
    assert store.run("check").json["clean"]
