"""Builders killed at any moment, and writers beside readers: what is left answers as the ledgers do."""

import os
import random
import subprocess
import sys
from collections.abc import Iterator

import pytest
from django.conf import settings

from tests.contract.killing import run_killed
from tests.contract.movement_rows import Row, file_text, other_shipment, receipt, reversal, shipment
from tests.contract.projection_answer import both
from tests.contract.register_text import facility, one_scope, register_text
from tests.contract.store import Store
from tests.property.effort import kills

KILLS = kills(6)
LOTS = 400
HEADER = "process,date,facility,step,direction,lot,material,quantity,unit"


@pytest.fixture
def plant(store: Store) -> Iterator[Store]:
    """Return a store with some hundred lots, whose traces are asked of the projection, here and in other processes."""
    register = one_scope()
    register["facility"].append(facility("CUS-F", "CUS"))
    assert store.load(register_text(register)).code == 0
    rows = [receipt(f"IN-{n}", lot=f"L{n}", quantity="100") for n in range(LOTS)]
    assert store.post("ACME", file_text([*rows, other_shipment("SOLD", quantity="1000")])).code == 0
    before, settings.PROJECTION_ROWS_MIN = settings.PROJECTION_ROWS_MIN, 0
    os.environ["CASTHOUSE_PROJECTION_ROWS_MIN"] = "0"
    yield store
    settings.PROJECTION_ROWS_MIN = before
    del os.environ["CASTHOUSE_PROJECTION_ROWS_MIN"]


def heats(store: Store, number: int, count: int) -> str:
    """Write a file of processes that melt six lots each."""
    chance = random.Random(number)
    lines = [HEADER]
    for heat in range(count):
        name = f"P{number}-{heat},2024-04-01,ACME-CH,melting"
        lines += [f"{name},in,L{lot},aluminium,1,kg" for lot in chance.sample(range(LOTS - KILLS), 6)]
        lines.append(f"{name},out,H{number}-{heat},aluminium,6,kg")
    return store.file(f"heats-{number}.csv", "\n".join(lines) + "\n")


def assert_agrees(store: Store, *lots: str) -> None:
    """Compare every edge with the ledgers, and some answers with those of the store."""
    answer = store.run("check")
    assert answer.json["differences"] == []
    for lot in lots:
        both(store, "ACME", lot)


@pytest.mark.slow
def test_a_killed_building_leaves_the_old_one_or_the_new(plant: Store) -> None:
    """What is posted between two kills is killed too, or taken back, corrected or suspended."""
    chance = random.Random(11)
    assert plant.run("projection", "build").code == 0
    for number in range(KILLS):
        file = heats(plant, number, 40)
        run_killed(plant, "lots", "import", file, "--organisation", "ACME", within_s=6, chance=chance)
        assert plant.run("lots", "import", file, "--organisation", "ACME").code == 0
        document_moves(plant, number)
        run_killed(plant, "projection", "build", within_s=6, chance=chance)
        assert_agrees(plant, f"H{number}-7", f"L{number}")
        assert plant.run("projection", "status").json["trouble"] is None
    assert plant.run("projection", "build").json["behind"] == 0
    folder = plant.home / "files" / "projection"
    assert sorted(path.name for path in folder.iterdir()) == sorted(
        ["current", (folder / "current").read_text()]
    )
    assert_agrees(plant, "H0-1")


def document_moves(store: Store, number: int) -> None:
    """Sell a heat, cancel its document or not, reverse a receipt, suspend the certificate or reinstate it."""
    sold = shipment(f"OUT-{number}", lot=f"H{number}-7", quantity="1", unit="kg", date="2024-05-01")
    assert store.post("ACME", file_text([sold])).code == 0
    issued = store.run("document", "issue", f"OUT-{number}", "--organisation", "ACME").json["number"]
    bought = receipt(
        f"BUY-{number}",
        lot="BUNDLE",
        quantity="1",
        unit="kg",
        counterparty="ACME",
        document=issued,
        facility="CUS-F",
        date="2024-05-02",
    )
    assert store.post("CUS", file_text([bought])).code == 0
    if number % 2:
        reason = ("--organisation", "ACME", "--reason", "wrong mass")
        assert store.run("document", "cancel", issued, *reason).code == 0
    move = "reinstate" if number % 2 else "suspend"
    moved = store.run("certificate", move, "COC-1", "--reason", "asked for")
    assert moved.code == 0, moved.out
    taken_back = reversal(f"BACK-{number}", f"IN-{LOTS - 1 - number}", date="2024-06-01")
    assert store.post("ACME", file_text([taken_back])).code == 0


@pytest.mark.slow
def test_writers_and_readers_at_once_agree_in_the_end(plant: Store) -> None:
    """Heats, receipts, reversals, documents and a correction are posted while it is built and asked."""
    files = [heats(plant, 100 + number, 30) for number in range(3)]
    sold: list[Row | str] = [
        shipment(f"OUT-{n}", lot=f"L{n}", quantity="1", unit="kg", date="2024-05-01") for n in range(3)
    ]
    assert plant.post("ACME", file_text(sold)).code == 0
    own = ("--organisation", "ACME")
    number = plant.run("document", "issue", "OUT-2", *own).json["number"]
    more: list[Row | str] = [receipt(f"MORE-{n}", lot=f"L{n}", quantity="7") for n in range(20)]
    back: list[Row | str] = [
        reversal(f"BACK-{n}", f"IN-{LOTS - 1 - n}", date="2024-06-01") for n in range(KILLS)
    ]
    posted = [plant.file(f"{name}.csv", file_text(rows)) for name, rows in (("more", more), ("back", back))]
    commands: list[tuple[str, ...]] = [
        *(("lots", "import", file, *own) for file in files),
        *(("movements", "import", file, *own) for file in posted),
        *(("document", "issue", f"OUT-{n}", *own) for n in range(2)),
        ("document", "correct", number, *own, "--total-mass-g", "3000", "--reason", "wet"),
        ("projection", "build"),
        *((("trace", f"L{number}", "--organisation", "ACME")) for number in range(2)),
    ]
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "casthouse", *command, "--json"],
            env=os.environ | {"CASTHOUSE_HOME": str(plant.home), "CASTHOUSE_DATABASE_URL": plant.url},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        for command in commands
    ]
    for number in range(5):
        assert plant.run("trace", f"L{number}", "--organisation", "ACME").code == 0
    said = [process.communicate()[0] for process in running]
    refused = [text for process, text in zip(running, said, strict=True) if process.returncode]
    assert all("projection_under_way" in text for text in refused), "who asks may be building it already"
    assert_agrees(plant, "H100-1", "H102-29", "L0", "L2", "L3", f"L{LOTS - 1}")
