"""Days that contradict each other: a lot drawn before it came, a process of a day that is yet to come."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from casthouse.exchange.register_file import register_from_text
from casthouse.service.chain_anomaly import chain_anomalies
from casthouse.service.lot_file import import_lots_file
from casthouse.service.lot_finding import all_lot_findings
from casthouse.service.permission import OPERATOR
from casthouse.service.register import load_register
from casthouse.storage import facility as facility_store
from casthouse.storage.chain_anomaly import FactPart
from casthouse.storage.lot_day import early_draws
from casthouse.storage.site_days import SiteDays
from tests.contract.movement_rows import other_receipt, production, reversal
from tests.contract.register_text import facility, organisation, register_text, scope
from tests.scenario.certification import on_day
from tests.web.api_world import post_rows

pytestmark = pytest.mark.django_db

HEADER = "process,date,facility,step,direction,lot,material,quantity,unit"
YEAR = date(2024, 1, 1)


class Plant:
    """A company with two sites that keeps lots, and one that asks nothing."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        register = {
            "organisation": [organisation("ACME"), organisation("BOLT")],
            "facility": [
                facility("ACME-CH", "ACME"),
                facility("ACME-2", "ACME"),
                facility("BOLT-CH", "BOLT"),
            ],
            "scope": [scope("ACME-COC", "ACME", ["ACME-CH"], "2024-01-01")],
        }
        load_register(OPERATOR, register_from_text(register_text(register)))

    def came(self, reference: str, lot: str, day: str, tonnes: str, site: str = "ACME-CH") -> None:
        post_rows("ACME", [other_receipt(reference, lot=lot, date=day, quantity=tonnes, facility=site)])

    def melt(self, process: str, lot: str, day: str, tonnes: str, made: str) -> None:
        start = f"{process},{day},ACME-CH,melting"
        lines = [HEADER, f"{start},in,{lot},aluminium,{tonnes},t", f"{start},out,{made},aluminium,{tonnes},t"]
        file = self._folder / "lots.csv"
        file.write_text("\n".join(lines) + "\n")
        assert not import_lots_file(OPERATOR, organisation="ACME", path=file).refused


@pytest.fixture
def plant(tmp_path: Path) -> Plant:
    return Plant(tmp_path)


def found() -> list[str]:
    return [each.code.value for each in all_lot_findings()]


def details() -> str:
    return "; ".join(each.detail for each in all_lot_findings())


def asked(start: date = YEAR, organisation: str | None = None) -> Iterator[str]:
    answer = chain_anomalies(OPERATOR, organisation=organisation, start=start)
    for each in answer.found:
        if each.anomaly.kind.value in {"lot_drawn_early", "process_dated_ahead"}:
            assert each.anomaly.severity.value == "medium"
            yield each.anomaly.kind.value


def test_what_is_drawn_on_the_day_on_which_it_came_is_in_order(plant: Plant) -> None:
    plant.came("A", "A", "2024-03-01", "4")
    plant.came("A2", "A", "2024-03-10", "6")
    plant.melt("P1", "A", "2024-03-01", "4", "B")
    plant.melt("P2", "A", "2024-03-10", "6", "C")
    plant.melt("P3", "B", "2024-03-01", "4", "D")
    assert (found(), list(asked())) == ([], [])


def test_a_process_before_the_receipt_is_asked_about_and_not_refused(plant: Plant) -> None:
    plant.came("A", "A", "2024-03-10", "10")
    plant.melt("P1", "A", "2024-03-09", "4", "B")
    assert found() == ["lot_drawn_early"]
    told = "lot A: 4.000 t drawn up to 2024-03-09 (process P1), 0.000 t there by then"
    assert told in details()
    assert list(asked()) == ["lot_drawn_early"]
    assert list(asked(organisation="BOLT")) == list(asked(start=date(2023, 1, 1))) == []
    (side,) = (each.anomaly.sides[0] for each in chain_anomalies(OPERATOR, start=YEAR).found)
    assert side.references == ("A",), "the entries behind it"


def test_of_several_receipts_only_what_had_come_was_there(plant: Plant) -> None:
    """Ten tonnes came in March, ten in May; in April fifteen were drawn, of which five were not there."""
    plant.came("A", "A", "2024-03-01", "10")
    plant.came("A2", "A", "2024-05-01", "10")
    plant.melt("P1", "A", "2024-04-01", "9", "B")
    plant.melt("P2", "A", "2024-04-02", "6", "C")
    assert (
        "5.000 t of 1 lot drawn before they came: lot A: 15.000 t drawn up to 2024-04-02 (process P2)"
        in details()
    )
    post_rows("ACME", [reversal("A-R", "A")])
    assert "lot_drawn_early" not in found(), "more went out than came in: asked about as that"
    assert "lot_overdrawn" in found()


def test_a_lot_that_is_made_after_it_is_drawn(plant: Plant) -> None:
    plant.came("A", "A", "2024-03-01", "10")
    plant.melt("P1", "A", "2024-03-20", "10", "B")
    plant.melt("P2", "B", "2024-03-19", "7", "C")
    assert "lot B: 7.000 t drawn up to 2024-03-19 (process P2)" in details()
    post_rows("ACME", [production("PB", lot="B", date="2024-03-18", quantity="10")])
    assert found() == [], "the production told of the same metal before"


def test_a_process_of_a_day_that_is_yet_to_come(plant: Plant) -> None:
    plant.came("A", "A", "2024-03-01", "10")
    with on_day("2024-03-05"):
        plant.melt("P1", "A", "2024-03-05", "2", "B")
        plant.melt("P2", "A", "2024-03-06", "2", "C")
        assert found() == []
        plant.melt("P3", "A", "2024-03-07", "2", "D")
        plant.melt("P4", "A", "2099-01-01", "2", "E")
    with on_day("2025-06-01"):  # it stays what it is when the day has come
        assert found() == ["process_dated_ahead"]
        assert "2 processes dated later than when posted, up to 2099-01-01: P3 to P4" in details()
        assert list(asked()) == list(asked(start=date(2025, 1, 1))) == ["process_dated_ahead"]
        assert list(asked(organisation="BOLT")) == []


def test_of_some_sites_only_lots_that_lie_there_whole_are_told(plant: Plant) -> None:
    plant.came("A", "A", "2024-03-10", "4")
    plant.came("B", "B", "2024-03-10", "4", site="ACME-2")
    plant.melt("P1", "A", "2024-03-09", "4", "C")
    plant.melt("P2", "B", "2024-03-09", "4", "D")
    site = SiteDays(facility_id=facility_store.facility_ids("ACME")["ACME-CH"])
    days = (YEAR, date(2024, 12, 31))
    (whole,) = early_draws(*days, FactPart(organisation="ACME"))
    (part,) = early_draws(*days, FactPart(organisation="ACME", sites=(site,)))
    assert [each.lot for each in whole.worst] == ["A", "B"]
    assert (part.lots, [each.lot for each in part.worst]) == (1, ["A"])
