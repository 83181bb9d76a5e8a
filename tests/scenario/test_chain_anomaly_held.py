"""What looks unusual is kept while all that it stands on stays: asked again it is there, and never that of before."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from time import sleep

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casthouse.service import chain_anomaly_held, clock
from casthouse.service.cash_purchase import reverse_cash_purchase
from casthouse.service.chain_anomaly import AskedAnomaly, chain_anomalies
from casthouse.service.permission import OPERATOR
from casthouse.storage.chain_ground import APPENDED, CHANGED, LOGGED, WITH_IMPORTS
from casthouse.storage.dialect import is_postgresql
from tests.contract.movement_rows import file_text, other_receipt, other_shipment, receipt, reversal
from tests.contract.store import Store
from tests.scenario.test_chain_anomaly import PAPER, pay
from tests.scenario.trade import Trade, two_companies

YEAR = date(2024, 1, 1)
GROUND_STATEMENTS = 1 + len(APPENDED) + len(CHANGED)
CLEARANCES, MOMENT = 1, 3


@pytest.fixture
def trade(store: Store) -> Trade:
    made = Trade(store)
    made.post("ACME", receipt("A-1", **PAPER))
    return made


def asked(organisation: str | None = None) -> tuple[AskedAnomaly, ...]:
    return chain_anomalies(OPERATOR, organisation=organisation, start=YEAR).found


def afresh(organisation: str | None = None) -> tuple[AskedAnomaly, ...]:
    chain_anomaly_held.forget()
    return asked(organisation)


def agree() -> set[str]:
    """Return what is asked, which is what it is without anything kept, for all and for a company."""
    assert asked("ACME") == afresh("ACME")
    kept = asked()
    assert kept == afresh()
    return {each.anomaly.kind.value for each in kept}


def test_the_same_question_again_asks_only_whether_anything_changed(trade: Trade) -> None:
    trade.post("SUP", receipt("S-1", facility="SUP-CH", **PAPER))
    first, again = trade.store.asked(afresh), trade.store.asked(asked)
    assert again <= GROUND_STATEMENTS + CLEARANCES + MOMENT < first
    with trade.store.in_use():
        assert asked() == afresh() != ()


def test_each_act_that_changes_the_answer_is_seen_at_once(
    trade: Trade, monkeypatch: pytest.MonkeyPatch
) -> None:
    def now() -> set[str]:
        with trade.store.in_use():
            return agree()

    assert "document_booked_twice" not in now()
    trade.post("SUP", receipt("S-1", facility="SUP-CH", **PAPER))
    assert "document_booked_twice" in now()
    trade.post("SUP", reversal("S-1-R", "S-1", facility="SUP-CH"))
    assert "document_booked_twice" not in now()
    number = trade.issue()["number"]
    trade.post("ACME", receipt("MORE", document=number, date="2024-03-16", quantity="25"))
    assert "document_altered" in now()
    trade.run("document", "cancel", number, "--organisation", "SUP", "--reason", "typed twice")
    now()
    with trade.store.in_use():
        for month in (2, 5, 8):
            pay(month)
    assert "scrap_below_cash_cap" in now()
    with trade.store.in_use():
        reverse_cash_purchase(OPERATOR, organisation="ACME", reference="K-5", reason="typed twice")
    assert "scrap_below_cash_cap" not in now()
    assert "yield_beyond_experience" not in now()
    trade.post("ACME", receipt("LOT", counterparty="ELSEWHERE", document="E-2", quantity="20", lot="A"))
    melts(trade)
    assert "yield_beyond_experience" in now()
    assert "certificate_lapsed" not in now()
    trade.load(two_companies(SUP="2024-02-28"))
    assert "certificate_lapsed" in now()
    assert "circular_sales" not in now()
    trade.post("ACME", other_shipment("BACK", counterparty="Supplier", quantity="60"))
    trade.post("SUP", other_shipment("THERE", facility="SUP-CH", counterparty="ACME", quantity="60"))
    now()
    renamed = two_companies(SUP="2024-02-28")
    renamed["organisation"][0]["name"] = "Supplier"
    trade.load(renamed)
    assert "circular_sales" in now(), "who stands behind a name is another after a name changed"
    with monkeypatch.context() as later:
        later.setattr(clock, "today", lambda: date(2024, 6, 1))
        spring = now()
        later.setattr(clock, "today", lambda: date(2024, 12, 30))
        assert now() != spring, "another day"


def melts(trade: Trade) -> None:
    rows = [
        f"M-{n},2024-04-02,ACME-CH,melting,{way},{lot},aluminium,1,t"
        for n in range(10)
        for way, lot in (("in", "A"), ("out", f"H-{n}"))
    ]
    header = "process,date,facility,step,direction,lot,material,quantity,unit"
    file = trade.store.file("lots.csv", "\n".join([header, *rows]) + "\n")
    trade.run("lots", "import", file, "--organisation", "ACME")


def test_every_table_that_is_asked_is_watched(trade: Trade) -> None:
    trade.post("SUP", receipt("S-1", facility="SUP-CH", **PAPER))
    with trade.store.in_use(), CaptureQueriesContext(connection) as statements:
        for each in (None, "ACME"):
            afresh(each)
        said = [each["sql"] for each in statements.captured_queries]
        tables = set(connection.introspection.table_names())
    read = {name for each in said for name in re.findall(r'\b(?:FROM|JOIN)\s+"?(\w+)"?', each)}
    watched = LOGGED | WITH_IMPORTS | set(APPENDED) | set(CHANGED)
    assert read & tables - {"anomaly_clearance", "log_head"} <= watched
    assert {"movement", "cash_purchase", "lot_process", "certificate_span"} <= read, "they were asked at all"


def test_who_commits_later_with_a_lower_number_is_seen(trade: Trade) -> None:
    """Rows are numbered before their writers commit: the highest number tells nothing of a lower one."""
    with trade.store.in_use():
        pay(2)
        if not is_postgresql():  # there one writer is at work at a time
            pay(5)
        other = connection.copy()
        try:
            other.set_autocommit(False)
            with other.cursor() as cursor:
                cursor.execute(
                    "INSERT INTO cash_purchase "
                    "(organisation_id, reference, supplier, owner, date, amount, legal_limit, recorded_at, recorded_by)"
                    " SELECT organisation_id, 'K-8', supplier, owner, '2024-08-01', amount, legal_limit, recorded_at,"
                    " recorded_by FROM cash_purchase WHERE reference = 'K-2'"
                )
            if is_postgresql():
                pay(5)
            assert "scrap_below_cash_cap" not in agree()
            other.commit()
            assert "scrap_below_cash_cap" in {each.anomaly.kind.value for each in asked()}
            agree()
        finally:
            other.close()


def test_what_is_kept_while_others_write_is_what_the_ledgers_say_in_the_end(trade: Trade) -> None:
    rows = {"ACME": other_receipt("W-1", quantity="5"), "SUP": receipt("W-2", facility="SUP-CH", **PAPER)}
    files = {each: trade.store.file(f"{each}.csv", file_text([row])) for each, row in rows.items()}
    with ThreadPoolExecutor(2) as people:
        done = [
            people.submit(trade.store.run_apart, "movements", "import", file, "--organisation", each)
            for each, file in files.items()
        ]
        with trade.store.in_use():
            while not all(each.done() for each in done):
                asked()
                sleep(0.05)
            assert [each.result().code for each in done] == [0, 0]
            assert "document_booked_twice" in agree()


def test_an_answer_out_of_a_transaction_that_is_taken_back_is_not_kept(trade: Trade) -> None:
    from django.db import transaction  # noqa: PLC0415 - beside its only use

    with trade.store.in_use():
        before = agree()
        with transaction.atomic():
            for month in (2, 5, 8):
                pay(month)
            assert "scrap_below_cash_cap" in {each.anomaly.kind.value for each in asked()}
            transaction.set_rollback(True)
        assert agree() == before


@pytest.mark.parametrize("limit", ["KEPT_MAX", "ANSWERS_MAX"])
def test_the_oldest_answers_are_forgotten_where_there_is_no_room(
    trade: Trade, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    monkeypatch.setattr(chain_anomaly_held, limit, 2)
    with trade.store.in_use():
        chain_anomaly_held.forget()
        for ago in range(20):
            chain_anomalies(OPERATOR, organisation="SUP", start=YEAR - timedelta(days=ago))
            assert chain_anomaly_held.kept() <= 2
