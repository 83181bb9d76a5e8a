"""What looks unusual over the accounts of several organisations: asked, seen, cleared, and open again."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection

from casthouse.service.journal import journal
from casthouse.service.permission import OPERATOR
from casthouse.storage.anomaly_clearance import AnomalyClearance, append_clearance, clearances
from tests.contract.movement_rows import other_receipt, receipt, reversal
from tests.contract.store import Store
from tests.scenario.trade import Trade

PAPER = {"counterparty": "ELSEWHERE", "document": "P-7", "quantity": "20"}


@pytest.fixture
def trade(store: Store) -> Trade:
    made = Trade(store)
    made.post("ACME", receipt("A-1", **PAPER))
    return made


def kinds(trade: Trade, *arguments: str) -> dict[str, dict[str, object]]:
    answer = trade.store.run("anomalies", "--period", "2024-01-01", *arguments)
    assert answer.code == 0, answer.err
    return {each["kind"]: each for each in answer.json["anomalies"]}


def test_one_paper_at_two_buyers_is_asked_cleared_and_asked_again_when_more_is_booked(trade: Trade) -> None:
    assert "document_booked_twice" not in kinds(trade)
    trade.post("SUP", receipt("S-1", facility="SUP-CH", **PAPER))
    asked = kinds(trade)["document_booked_twice"]
    assert asked["organisations"] == ["ACME", "SUP"]
    key = str(asked["key"])
    cleared = trade.store.run("anomalies", "--period", "2024-01-01", "--clear", key, "--reason", "two pages")
    assert cleared.json["cleared"]["reason"] == "two pages"
    again = trade.store.run("anomalies", "--period", "2024-01-01", "--clear", key, "--reason", "another word")
    assert again.json["cleared"]["reason"] == "two pages", "the same again changes nothing"
    trade.post("SUP", reversal("S-1-R", "S-1", facility="SUP-CH"))
    trade.post("SUP", receipt("S-2", facility="SUP-CH", **PAPER))
    asked = kinds(trade)["document_booked_twice"]
    assert asked["key"] == key
    assert asked["cleared"] is None
    assert asked["cleared_before"]["reason"] == "two pages"  # type: ignore[index]


def test_an_organisation_reads_its_own_side_and_a_reversal_takes_the_question_away(trade: Trade) -> None:
    trade.post("SUP", receipt("S-1", facility="SUP-CH", **PAPER))
    own = kinds(trade, "--organisation", "ACME")["document_booked_twice"]
    assert own["organisations"] == ["ACME"]
    assert own["is_shared"]
    assert "S-1" not in str(own)
    trade.post("SUP", reversal("S-1-R", "S-1", facility="SUP-CH"))
    assert "document_booked_twice" not in kinds(trade)


@pytest.mark.parametrize("told", [False, True])
def test_an_organisation_learns_of_a_clearance_but_of_its_wording_only_when_it_is_told(
    trade: Trade, *, told: bool
) -> None:
    trade.post("SUP", receipt("S-1", facility="SUP-CH", **PAPER))
    key = str(kinds(trade)["document_booked_twice"]["key"])
    options = ["--told"] if told else []
    answer = trade.store.run(
        "anomalies", "--period", "2024-01-01", "--clear", key, "--reason", "SUP hides a load", *options
    )
    assert answer.json["cleared"]["actor"] == "operator"
    shown = kinds(trade, "--organisation", "ACME")["document_booked_twice"]["cleared"]
    assert isinstance(shown, dict)
    assert (shown["role"], shown["actor"]) == ("operator", "")
    assert shown["at"] == answer.json["cleared"]["at"]
    with trade.store.in_use():
        (record,) = [each for each in journal(OPERATOR, organisation="ACME") if each.subject == key]
    for text in (str(shown), repr(record)):
        assert ("hides a load" in text) is told
    assert sum(key in row and "hides a load" in row for row in trade.store.dump()["journal"]) == 1 + 2 * told


def test_without_a_day_the_last_calendar_year_that_ended_is_looked_at(trade: Trade) -> None:
    """The movements are of 2024; what comes this year is looked at when it ended."""
    today = datetime.now(UTC).date()
    assert trade.store.run("anomalies").json["period"] == {"start": "2024-01-01", "end": "2024-12-31"}
    trade.post("ACME", other_receipt("NOW", quantity="1", date=f"{today.year}-01-01"))
    assert trade.store.run("anomalies").json["period"]["start"] == "2024-01-01"
    trade.post("ACME", other_receipt("BEFORE", quantity="1", date=f"{today.year - 1}-12-31"))
    assert trade.store.run("anomalies").json["period"]["start"] == f"{today.year - 1}-01-01"


def test_an_empty_store_is_looked_at_this_year(store: Store) -> None:
    answer = store.run("anomalies").json
    assert answer["anomalies"] == []
    assert answer["period"]["end"].endswith("-12-31")


def test_a_clearance_can_be_neither_changed_nor_deleted(store: Store) -> None:
    given = AnomalyClearance(
        key="k", digest="d", reason="seen", at=datetime(2025, 1, 1, tzinfo=UTC), actor="a", role="operator"
    )
    with store.in_use():
        assert append_clearance(given)
        assert not append_clearance(replace(given, reason="other"))
        assert clearances({"k"}) == [given]
        for sql in ("UPDATE anomaly_clearance SET reason = 'x'", "DELETE FROM anomaly_clearance"):
            with pytest.raises(DatabaseError, match="append-only"), connection.cursor() as cursor:
                cursor.execute(sql)
