"""What looks unusual over the accounts of several organisations: asked, seen, cleared, and open again."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, connection

from casthouse.custody.movement import Kind
from casthouse.custody.stage import Material, Stage
from casthouse.provenance.anomaly_clearance import AnomalyClearance
from casthouse.provenance.stage_anomaly import DayFlow
from casthouse.service.cash_purchase import record_cash_purchase, reverse_cash_purchase
from casthouse.service.journal import journal
from casthouse.service.permission import OPERATOR
from casthouse.storage.anomaly_clearance import append_clearance, clearances
from casthouse.storage.chain_anomaly import day_flows
from casthouse.storage.chain_balance import carried_balances
from tests.contract.movement_rows import (
    other_receipt,
    other_shipment,
    production,
    receipt,
    reversal,
    shipment,
)
from tests.contract.register_text import facility, organisation
from tests.contract.store import Store
from tests.scenario.trade import SHIPPED, T, Trade, shipped, two_companies

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
    clearing = ("anomalies", "--period", "2024-01-01", "--clear", key, "--reason")
    assert trade.store.run(*clearing, "two pages").json["cleared"] == cleared.json["cleared"], "once"
    assert trade.store.run(*clearing, "another word").refusal == "anomaly_cleared"
    assert trade.store.run(*clearing, "two pages", "--told").refusal == "anomaly_cleared"
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
    whole = kinds(trade)["document_booked_twice"]
    sides = {each["organisation"]: each["key"] for each in whole["sides"]}  # type: ignore[attr-defined]
    assert own["key"] == sides["ACME"]
    assert len({whole["key"], *sides.values()}) == 3
    assert own["digest"] != whole["digest"]
    cleared = trade.store.run(
        "anomalies", "--period", "2024-01-01", "--clear", str(own["key"]), "--reason", "two pages"
    )
    assert cleared.json["key"] == whole["key"], "named by the key that an organisation reads"
    shown = kinds(trade, "--organisation", "ACME")["document_booked_twice"]["cleared"]
    assert shown["digest"] == own["digest"]  # type: ignore[index]
    assert str(whole["digest"]) not in str(shown)
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
        own = kinds(trade, "--organisation", "ACME")["document_booked_twice"]["key"]
        (record,) = [each for each in journal(OPERATOR, organisation="ACME") if each.subject == own]
        assert key not in repr(journal(OPERATOR, organisation="ACME"))
    for text in (str(shown), repr(record)):
        assert ("hides a load" in text) is told
    rows = [row for row in trade.store.dump()["journal"] if "document_booked_twice-" in row]
    assert sum("hides a load" in row for row in rows) == 1 + 2 * told


def test_of_two_who_clear_at_once_one_is_recorded(trade: Trade) -> None:
    trade.post("SUP", receipt("S-1", facility="SUP-CH", **PAPER))
    listed = trade.store.run_apart("anomalies", "--period", "2024-01-01", "--json").json["anomalies"]
    (key,) = [each["key"] for each in listed if each["kind"] == "document_booked_twice"]
    told = ("anomalies", "--period", "2024-01-01", "--clear", key, "--json", "--reason")
    with ThreadPoolExecutor(2) as people:
        answers = list(people.map(lambda why: trade.store.run_apart(*told, why), ("one", "other")))
    assert sorted(each.code for each in answers) == [0, 1], answers
    (refused,) = (each.refusal for each in answers if each.code)
    assert refused == "anomaly_cleared", "nobody's reason is dropped without a word"
    assert len(trade.store.column("anomaly_clearance", "key")) == 1
    subjects = [each for each in trade.store.column("journal", "subject") if "booked_twice-" in str(each)]
    assert len(set(subjects)) == len(subjects) == 3, "the store's and one for each company"


def with_spy(trade: Trade) -> None:
    register = two_companies()
    register["organisation"].append(organisation("SPY"))
    register["facility"].append(facility("SPY-CH", "SPY"))
    trade.load(register)


def test_a_guessed_number_tells_nothing_of_a_document_of_others(trade: Trade) -> None:
    with_spy(trade)
    number = trade.store.run("document", "issue", "LS-1", "--organisation", "SUP").json["number"]
    told = {"facility": "SPY-CH", "counterparty": "SUP", "quantity": "0.5", "material": "alumina"}
    trade.post("SPY", receipt("X-1", document=number, date=SHIPPED, **told))
    trade.post("SPY", receipt("X-2", document="SUP-2024-009999", date=SHIPPED, **told))
    answer = trade.store.run("anomalies", "--organisation", "SPY", "--period", "2024-01-01").json
    told_of = [
        each for each in answer["anomalies"] if each["subject"] in (f"SUP/{number}", "SUP/SUP-2024-009999")
    ]
    one, other = sorted(told_of, key=lambda each: each["sides"][0]["entries"])
    hidden = {"subject", "key", "digest", "sides"}
    assert {k: v for k, v in one.items() if k not in hidden} == {
        k: v for k, v in other.items() if k not in hidden
    }
    assert one["sides"][0]["seen"].replace(number, "N") == other["sides"][0]["seen"].replace(
        "SUP-2024-009999", "N"
    )
    assert not one["is_shared"]
    whole = kinds(trade)["document_not_issued"]
    assert "SPY" in str(whole)


def test_what_replaces_the_entries_of_a_cleared_figure_is_asked_about_again(trade: Trade) -> None:
    sold = {"facility": "SUP-CH", "quantity": "5000"}
    trade.post("SUP", other_shipment("O-1", counterparty="CUS", date="2024-05-01", **sold))
    asked = kinds(trade)["output_above_input"]
    key = str(asked["key"])
    cleared = trade.store.run("anomalies", "--period", "2024-01-01", "--clear", key, "--reason", "seen")
    assert cleared.json["cleared"]["reason"] == "seen"
    assert kinds(trade, "--organisation", "SUP")["output_above_input"]["cleared"]
    trade.post("SUP", reversal("O-1-R", "O-1", facility="SUP-CH"))
    trade.post("SUP", other_shipment("O-2", counterparty="ELSE", date="2024-11-30", **sold))
    again = kinds(trade)["output_above_input"]
    assert again["key"] == key
    assert (again["cleared"], again["sides"][0]["seen"]) == (None, asked["sides"][0]["seen"])  # type: ignore[index]
    assert again["cleared_before"]["reason"] == "seen"  # type: ignore[index]


def test_a_balance_of_a_closed_period_may_be_sold_in_the_next(trade: Trade) -> None:
    trade.post(
        "ACME",
        receipt("C-1", counterparty="ELSEWHERE", document="E-1", quantity="100", date="2024-02-01"),
        other_shipment("O-1", quantity="100", date="2024-03-01"),
    )
    closed = trade.store.run("period", "close", "ACME-COC", "2024-01-01").json
    trade.post(
        "ACME",
        other_receipt("N-1", counterparty="ELSEWHERE", quantity="60", date="2025-02-01"),
        shipment("S-1", quantity="50", date="2025-03-01"),
    )
    found = trade.store.run("anomalies", "--organisation", "ACME", "--period", "2025-01-01").json
    assert "little_bought_much_sold" not in {each["kind"] for each in found["anomalies"]}
    with trade.store.in_use():
        (carried,) = carried_balances(date(2025, 1, 1), date(2025, 12, 31))
        (opening,) = carried_balances(date(2024, 1, 1), date(2024, 12, 31))
        assert carried_balances(date(2024, 7, 1), date(2025, 6, 30)) == []
    assert (opening.organisation, opening.mass_g) == ("SUP", 100 * T)
    assert (carried.organisation, carried.stage) == ("ACME", Stage.ALUMINIUM)
    assert carried.mass_g == closed["stages"]["aluminium"]["positive_balance_g"] > 50 * T


def test_without_a_day_the_last_calendar_year_that_ended_is_looked_at(trade: Trade) -> None:
    """The movements are of 2024; what comes this year is looked at when it ended."""
    today = datetime.now(UTC).date()
    assert trade.store.run("anomalies").json["period"] == {"start": "2024-01-01", "end": "2024-12-31"}
    trade.post("ACME", other_receipt("NOW", quantity="1", date=f"{today.year}-01-01"))
    assert trade.store.run("anomalies").json["period"]["start"] == "2024-01-01"
    trade.post("ACME", other_receipt("BEFORE", quantity="1", date=f"{today.year - 1}-12-31"))
    assert trade.store.run("anomalies").json["period"]["start"] == f"{today.year - 1}-01-01"


@pytest.fixture
def busy(trade: Trade) -> Trade:
    """Return the store after a year in which much looks unusual."""
    number = trade.store.run("document", "issue", "LS-1", "--organisation", "SUP").json["number"]
    trade.post(
        "SUP",
        shipped("LS-2", quantity="30"),
        other_shipment("SWAP-1", facility="SUP-CH", counterparty="ACME Ltd", quantity="60"),
    )
    trade.post(
        "ACME",
        receipt("MORE", document=number, date="2024-03-16", quantity="25"),
        receipt("INVENTED", document="SUP-2024-000099", quantity="1"),
        other_shipment("SWAP-2", counterparty="SUP", quantity="60"),
        other_receipt("POWDER", material="alumina", quantity="100"),
        production("POT", quantity="100"),
        other_receipt("LOT", quantity="20", lot="A"),
        *(
            other_receipt(f"SCRAP-{n}", material="post_consumer_scrap", counterparty="YARD", quantity="3")
            for n in range(20)
        ),
    )
    melts = [
        f"M-{n},2024-04-02,ACME-CH,melting,{way},{lot},aluminium,1,t"
        for n in range(10)
        for way, lot in (("in", "A"), ("out", f"H-{n}"))
    ]
    header = "process,date,facility,step,direction,lot,material,quantity,unit"
    file = trade.store.file("lots.csv", "\n".join([header, *melts]) + "\n")
    assert trade.store.run("lots", "import", file, "--organisation", "ACME").code == 0
    with trade.store.in_use():
        for month in (2, 5, 8):
            pay(month)
    register = two_companies(SUP="2024-02-28")
    register["opening"][0]["positive_balance_g"] = 40 * T
    trade.load(register)
    return trade


def pay(month: int, usd: str = "9900", limit: str | None = None) -> None:
    record_cash_purchase(
        OPERATOR,
        organisation="ACME",
        reference=f"K-{month}",
        supplier="YARD",
        on=date(2024, month, 1),
        amount_usd=usd,
        legal_limit_usd=limit,
    )


def test_cash_is_held_against_the_legal_limit_where_that_is_lower(trade: Trade) -> None:
    with trade.store.in_use():
        pay(2, "950", "1000")
        pay(5, "950")
    assert "scrap_below_cash_cap" not in kinds(trade)
    with trade.store.in_use():
        pay(8, "950")
    side = kinds(trade)["scrap_below_cash_cap"]["sides"][0]  # type: ignore[index]
    assert side["seen"].startswith("3 cash purchases from YARD just below USD 1000")


def test_what_the_store_says_of_a_year_is_asked_about_with_its_entries(busy: Trade) -> None:
    found = kinds(busy)
    assert set(found) == {
        *("document_altered", "document_not_issued", "output_above_input", "yield_beyond_chemistry"),
        *("yield_beyond_experience", "circular_sales", "certificate_lapsed", "little_bought_much_sold"),
        *("silent_member", "scrap_below_cash_cap", "scrap_round_masses"),
    }
    behind = {
        name: {entry for side in each["sides"] for entry in side["entries"]}  # type: ignore[attr-defined]
        for name, each in found.items()
    }
    assert behind["document_altered"] == {"LS-1", "MORE"}
    assert behind["document_not_issued"] == {"INVENTED"}
    assert behind["circular_sales"] == {"LS-1", "LS-2", "SWAP-1", "SWAP-2"}, "by code and by name alike"
    assert behind["certificate_lapsed"] == {"LS-1", "LS-2"}
    assert len(behind["scrap_round_masses"]) == 20


def test_a_cash_purchase_that_was_taken_back_counts_no_more(busy: Trade) -> None:
    with busy.store.in_use():
        reverse_cash_purchase(OPERATOR, organisation="ACME", reference="K-5", reason="typed twice")
    assert "scrap_below_cash_cap" not in kinds(busy)


def test_what_came_before_the_period_is_one_sum(trade: Trade) -> None:
    trade.post(
        "ACME",
        other_receipt("OLD-1", quantity="5", date="2023-11-30"),
        other_receipt("OLD-2", quantity="10", date="2023-12-01"),
    )
    with trade.store.in_use():
        before = [each for each in day_flows(date(2024, 1, 1), date(2024, 12, 31)) if each.day.year == 2023]
    assert before == [
        DayFlow("ACME", date(2023, 12, 1), Kind.RECEIPT, Material.ALUMINIUM, coc=False, mass_g=15 * T)
    ]


@pytest.mark.one_store
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
