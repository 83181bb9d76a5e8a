"""Builders and posters killed at any moment, and writers beside readers: what is left answers as the ledgers do.

Three rounds of kills by default, twenty with `HYPOTHESIS_PROFILE=thorough`; or as many as `PROJECTION_KILLS` says:
`PROJECTION_KILLS=20 python -m pytest tests/contract/test_projection_kill.py`.
"""

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
from tests.contract.register_text import certificate, facility, one_scope, register_text, scope
from tests.contract.store import Store
from tests.property.effort import THOROUGH

KILLS = int(os.environ.get("PROJECTION_KILLS") or (20 if THOROUGH else 3))
LOTS = 400
OWN = ("--organisation", "ACME")
HEADER = "process,date,facility,step,direction,lot,material,quantity,unit"


@pytest.fixture
def plant(store: Store) -> Iterator[Store]:
    """Return a store with some hundred lots, whose traces are asked of the projection, here and in other processes."""
    register = one_scope()
    register["facility"].append(facility("CUS-F", "CUS"))
    register["scope"].append(scope("CUS-COC", "CUS", ["CUS-F"], "2024-01-01"))
    register["certificate"].append(certificate("COC-9", "CUS-COC", "2024-01-01", "2030-12-31"))
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
def test_what_was_killed_leaves_what_was_there_or_what_is_new(plant: Store) -> None:
    """Imports of lots and movements, corrections and builders are killed; what else moves documents goes on beside."""
    chance = random.Random(11)
    assert plant.run("projection", "build").code == 0
    for number in range(KILLS):
        killed_imports(plant, number, chance)
        document_moves(plant, number, chance)
        run_killed(plant, "projection", "build", within_s=6, chance=chance)
        assert_agrees(plant, f"H{number}-7", f"H{number}-8", f"L{number}", f"MORE{number}-1")
        both(plant, "CUS", f"BUNDLE-{number}")
        assert plant.run("projection", "status").json["trouble"] is None
    assert plant.run("projection", "build").json["behind"] == 0
    folder = plant.home / "files" / "projection"
    assert sorted(path.name for path in folder.iterdir()) == sorted(
        ["current", (folder / "current").read_text()]
    )
    assert_agrees(plant, "H0-1")


def killed_imports(store: Store, number: int, chance: random.Random) -> None:
    """Import a file of movements and one of lots, each killed once and then sent again."""
    more: list[Row | str] = [receipt(f"MORE-{number}-{n}", lot=f"MORE{number}-{n}") for n in range(200)]
    more.append(reversal(f"GONE-{number}", f"MORE-{number}-0", date="2024-06-01"))
    moved = store.file(f"more-{number}.csv", file_text(more))
    for file, within_s, command in ((moved, 4, "movements"), (heats(store, number, 40), 6, "lots")):
        run_killed(store, command, "import", file, *OWN, within_s=within_s, chance=chance)
        again = store.run(command, "import", file, *OWN)
        assert again.code == 0, again.out


def document_moves(store: Store, number: int, chance: random.Random) -> None:
    """Sell a heat; correct its document, cancel it or neither; reverse a receipt; suspend the certificate or reinstate.

    A correction is killed on its way and asked for again; it says another mass and another lot, so that the customer's
    receipt follows it.
    """
    sold = shipment(f"OUT-{number}", lot=f"H{number}-7", quantity="1", unit="kg", date="2024-05-01")
    assert store.post("ACME", file_text([sold])).code == 0
    issued = store.run("document", "issue", f"OUT-{number}", *OWN).json["number"]
    bought = receipt(
        f"BUY-{number}",
        lot=f"BUNDLE-{number}",
        quantity="1",
        unit="kg",
        counterparty="ACME",
        document=issued,
        facility="CUS-F",
        date="2024-05-02",
    )
    assert store.post("CUS", file_text([bought])).code == 0
    if number % 3 == 0:
        killed_correction(store, issued, f"H{number}-8", chance)
    elif number % 3 == 1:
        assert store.run("document", "cancel", issued, *OWN, "--reason", "wrong mass").code == 0
    move = "reinstate" if number % 2 else "suspend"
    moved = store.run("certificate", move, "COC-1", "--reason", "asked for")
    assert moved.code == 0, moved.out
    taken_back = reversal(f"BACK-{number}", f"IN-{LOTS - 1 - number}", date="2024-06-01")
    assert store.post("ACME", file_text([taken_back])).code == 0


def killed_correction(store: Store, number: str, lot: str, chance: random.Random) -> None:
    """Correct a document, killed once: it is corrected once, by the killed command or by the next one."""
    changes = ("--coc-mass-g", "600", "--lot", lot, "--reason", "wet")
    run_killed(store, "document", "correct", number, *OWN, *changes, within_s=4, chance=chance)
    again = store.run("document", "correct", number, *OWN, *changes)
    assert again.code == 0 or again.refusal == "document_state", again.out
    once_more = store.run("document", "correct", number, *OWN, *changes)
    assert once_more.refusal == "document_state"


@pytest.mark.slow
def test_writers_and_readers_at_once_agree_in_the_end(plant: Store) -> None:
    """Heats, receipts, reversals, documents, a correction and suspensions are posted while it is built and asked."""
    files = [heats(plant, 100 + number, 30) for number in range(3)]
    sold: list[Row | str] = [
        shipment(f"OUT-{n}", lot=f"L{n}", quantity="1", unit="kg", date="2024-05-01") for n in range(3)
    ]
    assert plant.post("ACME", file_text(sold)).code == 0
    number = plant.run("document", "issue", "OUT-2", *OWN).json["number"]
    more: list[Row | str] = [receipt(f"MORE-{n}", lot=f"L{n}", quantity="7") for n in range(20)]
    back: list[Row | str] = [reversal(f"BACK-{n}", f"IN-{LOTS - 1 - n}", date="2024-06-01") for n in range(3)]
    posted = [plant.file(f"{name}.csv", file_text(rows)) for name, rows in (("more", more), ("back", back))]
    commands: list[tuple[str, ...]] = [
        *(("lots", "import", file, *OWN) for file in files),
        *(("movements", "import", file, *OWN) for file in posted),
        *(("document", "issue", f"OUT-{n}", *OWN) for n in range(2)),
        ("document", "correct", number, *OWN, "--total-mass-g", "3000", "--reason", "wet"),
        *(("certificate", "suspend", f"COC-{n}", "--reason", "asked for") for n in (1, 2)),
        ("projection", "build"),
        *(("trace", f"L{n}", *OWN) for n in range(2)),
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
    states = [plant.run("certificate", "show", f"COC-{n}").json["state"] for n in (1, 2)]
    assert states == ["suspended"] * 2
