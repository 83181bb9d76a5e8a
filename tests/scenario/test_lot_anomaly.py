"""Lots that the books contradict: less than nothing left, never brought in, charged as what they are not, told late."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from casthouse.custody.stage import Material
from casthouse.exchange.register_file import register_from_text
from casthouse.service.chain_anomaly import chain_anomalies
from casthouse.service.check import check_store
from casthouse.service.lot_file import import_lots_file
from casthouse.service.lot_finding import all_lot_findings
from casthouse.service.period import close_period
from casthouse.service.permission import OPERATOR
from casthouse.service.register import load_register
from casthouse.storage import facility as facility_store
from casthouse.storage.chain_anomaly import FactPart
from casthouse.storage.lot_short import short_lots
from casthouse.storage.site_days import SiteDays
from tests.contract.movement_rows import Row, other_receipt, other_shipment, production, reversal
from tests.contract.register_text import facility, organisation, register_text, scope
from tests.scenario.certification import on_day
from tests.web.api_world import post_rows

pytestmark = pytest.mark.django_db

HEADER = "process,date,facility,step,direction,lot,material,quantity,unit"
YEAR = date(2024, 1, 1)
T = 1_000_000


class Plant:
    """Two companies that keep lots alike."""

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

    def post(self, *rows: Row, company: str = "ACME") -> None:
        post_rows(company, list(rows))

    def melt(self, process: str, lot: str, tonnes: str, made: str, material: str = "aluminium") -> None:
        """Melt some tonnes of a lot of ACME into another."""
        start = f"{process},2024-03-16,ACME-CH,melting"
        lines = [
            HEADER,
            f"{start},in,{lot},{material},{tonnes},t",
            f"{start},out,{made},aluminium,{tonnes},t",
        ]
        file = self._folder / "lots.csv"
        file.write_text("\n".join(lines) + "\n")
        assert not import_lots_file(OPERATOR, organisation="ACME", path=file).refused


@pytest.fixture
def plant(tmp_path: Path) -> Plant:
    return Plant(tmp_path)


def found() -> list[tuple[str, str]]:
    return [(each.code.value, each.subject) for each in all_lot_findings()]


def details() -> str:
    return "; ".join(each.detail for each in all_lot_findings())


def asked(start: date = YEAR, organisation: str | None = None) -> Iterator[tuple[str, str, str]]:
    answer = chain_anomalies(OPERATOR, organisation=organisation, start=start)
    for each in answer.found:
        if each.anomaly.kind.value.startswith("lot_"):
            yield each.anomaly.kind.value, each.anomaly.severity.value, each.anomaly.subject


def test_what_is_in_order_is_not_asked_about(plant: Plant) -> None:
    """All of a lot is drawn and shipped; a production tells of the metal that a process made; BOLT keeps no lots."""
    plant.post(other_receipt("A", lot="A", quantity="10"))
    plant.melt("P1", "A", "10", "B")
    plant.post(production("PB", lot="B", quantity="10"), other_shipment("S", lot="B", quantity="10"))
    plant.post(
        other_receipt("A", quantity="10", facility="BOLT-CH"),
        other_shipment("S", lot="HEAT", quantity="1", facility="BOLT-CH"),
        company="BOLT",
    )
    assert found() == []
    assert list(asked()) == []


def test_metal_of_a_receipt_that_was_taken_back_is_drawn_from_nothing(plant: Plant) -> None:
    plant.post(other_receipt("A", lot="A", quantity="10"), other_receipt("A2", lot="A", quantity="5"))
    plant.melt("P1", "A", "12", "B")
    assert found() == []
    plant.post(reversal("A-R", "A"))
    assert found() == [("lot_overdrawn", "ACME A")]
    told = details()
    for words in ("5.000 t came in", "12.000 t were drawn into processes (P1)", "7.000 t more", "A, A-R, A2"):
        assert words in told
    assert list(asked()) == [("lot_overdrawn", "high", "lot A")]
    assert list(asked(organisation="BOLT")) == []
    assert list(asked(start=date(2023, 1, 1))) == [], "nothing went out of it in that year"
    plant.post(other_receipt("A3", lot="A", quantity="7"))
    assert found() == [], "to the gram"


def test_more_is_shipped_of_a_lot_than_is_in_it(plant: Plant) -> None:
    plant.post(other_receipt("A", lot="A", quantity="1"), other_receipt("REST", quantity="9"))
    plant.melt("P1", "A", "0.9", "B")
    plant.post(other_shipment("S", lot="B", quantity="0.9"))
    assert found() == []
    plant.post(other_shipment("S5", lot="B", quantity="5"), other_shipment("S6", lot="A", quantity="0.1"))
    assert found() == [("lot_overdrawn", "ACME B")]
    assert "5.000 t more went out" in details()
    plant.post(other_shipment("S7", lot="A", quantity="0.000001"))
    assert found() == [("lot_overdrawn", "ACME A"), ("lot_overdrawn", "ACME B")]


def test_a_shipment_of_a_lot_that_nobody_recorded_is_a_small_question_where_lots_are_kept(
    plant: Plant,
) -> None:
    plant.post(other_receipt("A", lot="A", quantity="10"), other_receipt("REST", quantity="9"))
    plant.post(other_shipment("S1", lot="X", quantity="5"), other_shipment("S2", lot="Y", quantity="1"))
    assert found() == []
    plant.melt("P1", "A", "1", "B")
    assert found() == [("lot_not_recorded", "ACME")]
    assert "6.000 t shipped of 2 lots that nothing brought in: X, Y" in details()
    assert list(asked()) == [("lot_not_recorded", "low", "lots shipped")]


def test_what_was_shipped_of_a_receipt_that_was_taken_back_came_from_nothing(plant: Plant) -> None:
    plant.post(other_receipt("A", lot="A", quantity="10"), other_receipt("REST", quantity="9"))
    plant.post(other_shipment("S", lot="A", quantity="5"))
    plant.post(reversal("A-R", "A"))
    assert found() == [("lot_overdrawn", "ACME A")]


def test_an_input_that_is_called_another_material_than_its_lot_is_named(plant: Plant) -> None:
    plant.post(other_receipt("A", lot="A", quantity="10"), other_receipt("C", lot="C", quantity="10"))
    plant.melt("P1", "A", "4", "B", material="post_consumer_scrap")
    plant.melt("P2", "C", "4", "D", material="post_consumer_scrap")
    plant.melt("P3", "B", "4", "E")
    assert found() == [("lot_renamed", "ACME post_consumer_scrap")]
    assert "2 inputs of 8.000 t charged as post_consumer_scrap" in details()
    assert "lots A to C, processes P1 to P2" in details()
    assert list(asked()) == [("lot_renamed", "medium", Material.POST_CONSUMER_SCRAP.value)]
    assert list(asked(start=date(2023, 1, 1))) == []


def test_of_some_sites_only_lots_that_lie_there_whole_are_told(plant: Plant) -> None:
    plant.post(
        other_receipt("A", lot="A", quantity="1"),
        other_receipt("B", lot="B", quantity="1", facility="ACME-2"),
        other_receipt("REST", quantity="9"),
        other_shipment("SA", lot="A", quantity="2"),
        other_shipment("SB", lot="B", quantity="2"),
    )
    site = SiteDays(facility_id=facility_store.facility_ids("ACME")["ACME-CH"])
    days = (YEAR, date(2024, 12, 31))
    assert [each.lot for each in short_lots(*days, FactPart(organisation="ACME"))] == ["A", "B"]
    part = FactPart(organisation="ACME", sites=(site,))
    assert [each.lot for each in short_lots(*days, part)] == ["A"]
    spring = FactPart(
        organisation="ACME", sites=(SiteDays(facility_id=site.facility_id, last=date(2024, 3, 1)),)
    )
    assert short_lots(*days, spring) == []


def test_processes_that_come_after_the_close_are_found(plant: Plant) -> None:
    with on_day("2025-02-01"):
        plant.post(other_receipt("A", lot="A", quantity="10"))
        plant.melt("P1", "A", "4", "B")
        close_period(OPERATOR, scope="ACME-COC", start=YEAR)
        before = check_store(OPERATOR)
    assert not [each for each in before.findings if each.code.value == "process_after_closing"]
    with on_day("2025-02-02"):
        plant.melt("P2", "A", "6", "C", material="post_consumer_scrap")
        after = check_store(OPERATOR)
    told = {each.code.value: each for each in after.findings}
    assert told["process_after_closing"].subject == "ACME-COC 2024-01-01"
    assert "1 process posted since the close of 2025-02-01: P2;" in told["process_after_closing"].detail
    assert "lot_renamed" in told
