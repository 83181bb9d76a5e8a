"""The order of lots files, and of rows in them, is irrelevant for origin shares wherever one needs not the other."""

from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casthouse.exchange.trace_json import trace_json
from casthouse.service.lot_file import import_lots_file
from casthouse.service.permission import OPERATOR
from casthouse.service.trace import trace
from tests.contract.movement_rows import Row as Moved
from tests.contract.movement_rows import other_receipt
from tests.property.effort import examples
from tests.property.product import Product, fresh
from tests.property.rows import register
from tests.property.test_library import BOUGHT, Row, plants

pytestmark = pytest.mark.usefixtures("empty_store")
HEADER = "process,date,facility,step,direction,lot,material,quantity,unit"
DAY, SITE = "2020-03-10", "A-1"


@dataclass(frozen=True, slots=True)
class Plant:
    """What is posted: rows of processes by their key, and what was received of each lot, by reference."""

    processes: dict[str, list[Row]]
    receipts: dict[str, Moved]

    @property
    def lots(self) -> list[str]:
        """All lots, bought and made."""
        made = {lot for rows in self.processes.values() for _, way, lot, _ in rows if way == "out"}
        return sorted({*made, *(row["lot"] for row in self.receipts.values())})

    def needs(self, event: str) -> set[str]:
        """Return what has to be posted in an earlier file, or in the same: who made or brought what goes in."""
        taken = {lot for _, way, lot, _ in self.processes.get(event, []) if way == "in"}
        made = {
            key
            for key, rows in self.processes.items()
            for _, way, lot, _ in rows
            if way == "out" and lot in taken
        }
        return made | {key for key, row in self.receipts.items() if row["lot"] in taken}


@st.composite
def posted(draw: st.DrawFn) -> Plant:
    """Draw a plant; of each lot that was bought as much came, in one receipt or two, as is taken of it, or more."""
    rows = draw(plants())
    processes: dict[str, list[Row]] = {}
    for row in rows:
        processes.setdefault(row[0], []).append(row)
    receipts: dict[str, Moved] = {}
    for lot in BOUGHT:
        taken_g = sum(mass_g for _, way, of, mass_g in rows if (way, of) == ("in", lot))
        first_g = draw(st.integers(1, taken_g + 5))
        for mass_g in (first_g, taken_g - first_g):
            if mass_g > 0:
                key = f"IN-{len(receipts)}"
                receipts[key] = other_receipt(
                    key, lot=lot, quantity=str(mass_g), unit="g", date=DAY, facility=SITE
                )
    return Plant(processes, receipts)


@st.composite
def histories(draw: st.DrawFn, plant: Plant) -> list[list[str]]:
    """Draw files of events in an order that leaves nothing without what it needs."""
    waiting = {event: plant.needs(event) for event in (*plant.processes, *plant.receipts)}
    files: list[list[str]] = []
    while waiting:
        event = draw(st.sampled_from([key for key, needs in waiting.items() if not needs & waiting.keys()]))
        del waiting[event]
        is_alike = bool(files) and (files[-1][0] in plant.receipts) is (event in plant.receipts)
        if is_alike and draw(st.booleans()):
            files[-1].append(event)
        else:
            files.append([event])
    return files


def shares(
    product: Product, plant: Plant, files: Sequence[Sequence[str]], data: st.DataObject
) -> dict[str, object]:
    """Post files one after the other, rows in any order, and return what every lot traces to."""
    for events in files:
        if events[0] in plant.receipts:
            moved = data.draw(st.permutations([plant.receipts[each] for each in events]))
            assert product.import_rows(list(moved))["refused"] == []
            continue
        rows = data.draw(st.permutations([row for each in events for row in plant.processes[each]]))
        lines = [
            f"{key},{DAY},{SITE},melting,{way},{lot},aluminium,{mass_g},g" for key, way, lot, mass_g in rows
        ]
        path = product.folder / "lots.csv"
        path.write_text("\n".join([HEADER, *lines]) + "\n")
        answer = import_lots_file(OPERATOR, organisation="TWO", path=path)
        assert (answer.refused, answer.posted) == ((), len(rows))
    return {lot: trace_json(trace(OPERATOR, organisation="TWO", reference=lot)) for lot in plant.lots}


@examples(6)
@given(plant=posted(), data=st.data())
def test_the_order_of_lots_files_and_of_their_rows_changes_no_share(
    plant: Plant, data: st.DataObject
) -> None:
    """The whole answer is the same to the last digit: origins with shares and grams, edges, what accounts attribute."""
    found = []
    for _ in range(2):
        files = data.draw(histories(plant))
        with fresh() as product:
            product.register(register())
            found.append(shares(product, plant, files, data))
    assert found[0] == found[1]


@examples(4)
@given(plant=posted(), data=st.data())
def test_one_lots_file_or_one_a_process_give_the_same_shares(plant: Plant, data: st.DataObject) -> None:
    """All at once, the rows of all processes mixed, against each process by itself in the order of the plant."""
    receipts = list(plant.receipts)
    order = [event for part in data.draw(histories(plant)) for event in part if event in plant.processes]
    found = []
    for files in ([receipts, order], [receipts, *([event] for event in order)]):
        with fresh() as product:
            product.register(register())
            found.append(shares(product, plant, files, data))
    assert found[0] == found[1]
