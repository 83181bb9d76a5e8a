"""The projection beside the ledgers: the same answers as from the store, whatever is posted, taken back or damaged."""

import json
import random
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from errno import ENOSPC
from hashlib import sha256
from pathlib import Path

import numpy as np
import psycopg
import pytest
from django.conf import settings
from xxhash import xxh3_128_hexdigest

from casthouse.measure.period import Period
from casthouse.storage.site_days import SiteDays
from tests.contract.movement_rows import (
    Row,
    other_receipt,
    other_shipment,
    production,
    receipt,
    reversal,
    shipment,
)
from tests.contract.movement_rows import file_text as movements_text
from tests.contract.projection_answer import both
from tests.contract.register_text import certificate, facility, one_scope, register_text, scope
from tests.contract.store import Store

HEADER = "process,date,facility,step,direction,lot,material,quantity,unit"


@pytest.fixture
def chain(store: Store) -> Iterator[Store]:
    """Return a store with a supplier, ACME and a customer, all of whose traces are asked of the projection."""
    register = one_scope()
    register["facility"].append(facility("CUS-F", "CUS"))
    register["scope"].append(scope("CUS-COC", "CUS", ["CUS-F"], "2024-01-01"))
    register["certificate"].append(certificate("COC-9", "CUS-COC", "2024-01-01", "2030-12-31"))
    assert store.load(register_text(register)).code == 0
    post(store, "ACME", [receipt("STOCK", quantity="100000"), other_shipment("SOLD", quantity="5000")])
    before = settings.PROJECTION_ROWS_MIN
    settings.PROJECTION_ROWS_MIN = 0
    yield store
    settings.PROJECTION_ROWS_MIN = before


def post(store: Store, organisation: str, rows: list[Row | str]) -> None:
    answer = store.post(organisation, movements_text(rows))
    assert answer.code == 0, answer.out


def process(store: Store, name: str, drawn: list[str], made: list[str], mass_kg: int) -> bool:
    """Post a process that draws so much of each lot and makes as much; say whether so much was left."""
    each = len(drawn) * mass_kg * 99 // (100 * len(made))
    lines = [f"{name},2024-04-01,ACME-CH,melting,in,{lot},aluminium,{mass_kg},kg" for lot in drawn]
    lines += [f"{name},2024-04-01,ACME-CH,melting,out,{lot},aluminium,{each},kg" for lot in made]
    file = store.file("lots.csv", "\n".join([HEADER, *lines]) + "\n")
    answer = store.run("lots", "import", file, "--organisation", "ACME")
    assert {each["code"] for each in answer.json["refused"]} <= {
        "lot_overdrawn",
        "process_incomplete",
        "lot_unknown",
    }
    return answer.code == 0


def check(store: Store) -> list[dict[str, str]]:
    answer = store.run("check")
    assert answer.json["clean"] is (answer.code == 0)
    found: list[dict[str, str]] = answer.json["differences"]
    return found


def sold_to_customer(store: Store, number: int, lot: str, mass_kg: int) -> str:
    """Ship a lot to the customer under a CoC Document, which books it; return the document's number."""
    quantity = {"quantity": str(mass_kg), "unit": "kg"}
    post(store, "ACME", [shipment(f"OUT-{number}", lot=lot, date="2024-05-01", **quantity)])
    issued = store.run("document", "issue", f"OUT-{number}", "--organisation", "ACME")
    assert issued.code == 0, issued.out
    bought = receipt(
        f"BUY-{number}",
        lot=f"BUNDLE-{number % 3}",
        counterparty="ACME",
        document=issued.json["number"],
        facility="CUS-F",
        date="2024-05-02",
        **quantity,
    )
    post(store, "CUS", [bought])
    return str(issued.json["number"])


def test_it_is_kept_up_as_movements_lots_and_documents_are_posted(chain: Store) -> None:
    post(
        chain,
        "ACME",
        [receipt("IN-1", quantity="60", lot="A"), other_receipt("IN-2", quantity="40", lot="B")],
    )
    built = chain.run("projection", "build").json
    assert (built["built"], built["behind"], built["edges"]) == (True, 0, 2)
    assert process(chain, "P1", ["A", "B"], ["HEAT"], 30_000)
    post(
        chain,
        "ACME",
        [production("MADE", quantity="1", lot="HEAT"), other_receipt("IN-3", quantity="2", lot="B")],
    )
    assert [each["share"] for each in both(chain, "ACME", "HEAT")["physical"]["origins"]].count("1/2") == 1
    number = sold_to_customer(chain, 1, "HEAT", 9_000)
    assert both(chain, "CUS", "BUNDLE-1")["physical"]["lots"] == 4
    assert len(both(chain, "ACME", "A")["downstream"]["customers"]) == 1
    assert (
        chain.run("document", "cancel", number, "--organisation", "ACME", "--reason", "wrong mass").code == 0
    )
    assert both(chain, "CUS", "BUNDLE-1")["physical"]["lots"] == 1
    post(chain, "ACME", [reversal("BACK", "IN-3", date="2024-06-01")])
    both(chain, "ACME", "HEAT")
    status = chain.run("projection", "status").json
    assert status["behind"] == 6
    assert check(chain) == []
    assert chain.run("projection", "build").json["behind"] == 0
    both(chain, "ACME", "HEAT")
    both(chain, "CUS", "BUNDLE-1")
    assert check(chain) == []


class Chance:
    """Acts by chance: receipts, processes, sales under documents, reversals, cancellations."""

    def __init__(self, store: Store) -> None:
        self.store, self.chance = store, random.Random(5)
        self.lots: list[str] = []
        self.references: list[str] = []
        self.documents: list[str] = []
        self.corrected: list[bool] = []
        self.bought: list[str] = []

    def receive(self, number: int) -> None:
        lot = f"L{self.chance.randrange(8)}"
        post(self.store, "ACME", [receipt(f"IN-{number}", quantity="100", lot=lot)])
        self.lots.append(lot)
        self.references.append(f"IN-{number}")

    def process(self, number: int) -> None:
        made = [f"H{number}", f"K{number}"][: self.chance.randint(1, 2)]
        drawn = self.chance.sample(sorted({*self.lots, "L0", "L1"}), 2)
        if process(self.store, f"P{number}", drawn, made, self.chance.randint(1, 20)):
            self.lots += made

    def sell(self, number: int) -> None:
        lot, mass_kg = self.chance.choice(self.lots), self.chance.randint(1, 4)
        self.documents.append(sold_to_customer(self.store, number, lot, mass_kg))

    def deliver(self, number: int) -> None:
        """Ship a lot to the customer without a document, who books it in parts, sometimes more than there was."""
        lot, quantity = self.chance.choice(self.lots), str(self.chance.randint(1, 4))
        post(self.store, "ACME", [other_shipment(f"LOAD-{number}", lot=lot, quantity=quantity, unit="kg")])
        self.references.append(f"LOAD-{number}")
        came = {"facility": "CUS-F", "counterparty": "ACME", "unit": "kg", "date": "2024-03-16"}
        for part in range(self.chance.randint(1, 2)):
            mass = str(self.chance.randint(1, 5))
            name = f"{lot}/{part}" if self.chance.random() < 0.7 else lot
            bought = other_receipt(f"CAME-{number}-{part}", lot=name, quantity=mass, **came)
            post(self.store, "CUS", [bought])
            self.bought.append(name)

    def take_back(self, number: int) -> None:
        if self.references:
            target = self.references.pop(self.chance.randrange(len(self.references)))
            post(self.store, "ACME", [reversal(f"BACK-{number}", target, date="2024-06-01")])

    def cancel(self, number: int) -> None:
        if self.documents:
            document = self.documents.pop(self.chance.randrange(len(self.documents)))
            reason = ("--organisation", "ACME", "--reason", f"wrong {number}")
            assert self.store.run("document", "cancel", document, *reason).code == 0

    def correct(self, number: int) -> None:
        """Correct the mass or the lot of a document; what it cannot be corrected to leaves it as it was."""
        if self.documents:
            at = self.chance.randrange(len(self.documents))
            wanted = self.chance.choice(
                [
                    ("--total-mass-g", f"{self.chance.randint(5, 9)}000"),
                    ("--lot", self.chance.choice(self.lots)),
                ]
            )
            reason = ("--organisation", "ACME", "--reason", f"wrong {number}")
            answer = self.store.run("document", "correct", self.documents[at], *wanted, *reason)
            self.corrected.append(answer.code == 0)
            if answer.code == 0:
                self.documents[at] = answer.json["number"]

    def suspend(self, _: int) -> None:
        """Suspend the certificate, ask, and reinstate it: what was traced before is traced."""
        assert self.store.run("certificate", "suspend", "COC-1", "--reason", "asked for").code == 0
        both(self.store, "ACME", self.chance.choice(self.lots))
        assert self.store.run("certificate", "reinstate", "COC-1", "--reason", "answered").code == 0

    def build(self, _: int) -> None:
        assert self.store.run("projection", "build").code == 0


@pytest.mark.slow
def test_it_answers_as_the_store_does_over_random_chains(chain: Store) -> None:
    at = Chance(chain)
    at.receive(0)
    for number in range(1, 70):
        usual = [at.receive, at.receive, at.process, at.process, at.sell, at.sell, at.take_back, at.build]
        usual += [at.cancel, at.correct, at.correct, at.suspend, at.deliver, at.deliver, at.deliver]
        at.chance.choice(usual)(number)
        if number % 6 == 0:
            both(chain, "ACME", at.chance.choice(at.lots))
    found = [both(chain, "ACME", lot) for lot in sorted(set(at.lots))]
    assert sum("refusal" not in each for each in found) > len(found) // 2, (
        "few lots were taken back altogether"
    )
    assert any(at.corrected), "documents were corrected at all"
    delivered = [both(chain, "CUS", lot)["physical"]["lots"] for lot in sorted(set(at.bought))]
    assert min(delivered) == 1 < max(delivered), "some deliveries are followed, and some are not"
    for number in range(3):
        both(chain, "CUS", f"BUNDLE-{number}")
    assert check(chain) == []


@pytest.mark.parametrize("harm", ["manifest.json", "mass_g.npy", "current", "older", "foreign"])
def test_what_is_damaged_is_built_again_with_a_line(chain: Store, harm: str) -> None:
    post(chain, "ACME", [receipt("IN-1", quantity="60", lot="A")])
    assert chain.run("projection", "build").code == 0
    folder = chain.home / "files" / "projection"
    building = folder / (folder / "current").read_text()
    if harm == "older":
        manifest = json.loads((building / "manifest.json").read_text())
        (building / "manifest.json").write_text(json.dumps(manifest | {"format": 0}))
    elif harm == "foreign":
        manifest = json.loads((building / "manifest.json").read_text())
        manifest["position"]["mark"] = "another store"
        (building / "manifest.json").write_text(json.dumps(manifest))
    elif harm == "current":
        (folder / "current").unlink()
    else:
        cut(building / harm)
    forget(chain)
    if harm in {"current", "foreign"}:
        assert check(chain) == []
    else:
        assert [each["what"] for each in check(chain)] == ["projection file damaged"]
    answer = chain.run("trace", "A", "--organisation", "ACME")
    assert ("built again" in answer.err) is (harm != "current")
    assert answer.json == both(chain, "ACME", "A")
    assert check(chain) == []


def forget(chain: Store) -> None:
    """Let this process open the files anew, as the next one does."""
    from casthouse.service import projection_held  # noqa: PLC0415 - it needs Django, which a command sets up

    projection_held.forget()
    assert chain.home.exists()


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-1])


def columns_of(chain: Store, name: str) -> Path:
    folder = chain.home / "files" / "projection"
    return folder / (folder / "current").read_text() / f"{name}.npy"


@pytest.mark.parametrize(
    ("column", "number"), [("mass_g", 59_000_000), ("source", 2_000_000_000), ("first", 2**40), ("fed", -7)]
)
def test_numbers_that_were_altered_are_found_before_anything_is_computed_of_them(
    chain: Store, column: str, number: int
) -> None:
    """A mass would answer wrongly; an end beyond the nodes would end the process."""
    post(chain, "ACME", [receipt("IN-1", quantity="60", lot="A")])
    assert process(chain, "P1", ["A"], ["HEAT"], 30_000)
    assert chain.run("projection", "build").code == 0
    file = columns_of(chain, column)
    held = np.load(file)
    held[-1] = number
    np.save(file, held)
    forget(chain)
    assert [(each["what"], each["subject"]) for each in check(chain)] == [
        ("projection file altered", f"{column}.npy")
    ]
    assert chain.run("projection", "status").json["trouble"] == f"{column}.npy is not what was written"
    answer = chain.run("trace", "HEAT", "--organisation", "ACME")
    assert f"{column}.npy is not what was written. They are built again" in answer.err
    assert answer.json == both(chain, "ACME", "HEAT")
    assert check(chain) == []


def test_an_edge_that_the_ledgers_do_not_tell_is_found_in_files_that_are_whole(chain: Store) -> None:
    post(chain, "ACME", [receipt("IN-1", quantity="60", lot="A")])
    assert chain.run("projection", "build").code == 0
    file = columns_of(chain, "mass_g")
    np.save(file, np.array([59_000_000], np.int64))
    manifest = json.loads((file.parent / "manifest.json").read_text())
    manifest["checksums"]["mass_g"] = xxh3_128_hexdigest(file.read_bytes())
    manifest["digests"]["mass_g"] = sha256(file.read_bytes()).hexdigest()
    (file.parent / "manifest.json").write_text(json.dumps(manifest))
    forget(chain)
    found = check(chain)
    assert [each["what"] for each in found] == ["edge of the projection"] * 2
    assert {each["subject"] for each in found} == {"into lot A of ACME"}
    assert found[1]["recomputed"].startswith("60000000 g from movement ")
    assert found[0]["stored"].startswith("59000000 g from movement ")


@pytest.mark.parametrize("harm", ["full disk", "file in place of the folder"])
def test_where_files_cannot_be_written_the_store_answers_with_a_line(
    chain: Store, harm: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from casthouse.storage import projection_file  # noqa: PLC0415 - it needs Django, which a command sets up

    def full(_: int) -> None:
        raise OSError(ENOSPC, "No space left on device")

    folder = chain.home / "files" / "projection"
    shutil.rmtree(folder, ignore_errors=True)
    forget(chain)
    post(chain, "ACME", [receipt("IN-1", quantity="60", lot="A")])
    with monkeypatch.context() as broken:
        if harm == "full disk":
            broken.setattr(projection_file, "_settle", full)
        else:
            folder.parent.mkdir(exist_ok=True)
            folder.write_text("in the way")
        answer = chain.run("trace", "A", "--organisation", "ACME")
        assert "The files of the projection cannot be" in answer.err
        assert answer.json == both(chain, "ACME", "A", by_store=True)
        assert chain.run("projection", "build").refusal == "projection_unwritable"
        assert chain.run("projection", "status").json["built"] is False
    if harm == "full disk":
        assert list(folder.iterdir()) == [], "what was half written is not left there"
    else:
        folder.unlink()
    assert chain.run("projection", "build").code == 0
    assert both(chain, "ACME", "A") == answer.json
    assert check(chain) == []


def test_a_full_disk_is_tried_once_a_process(chain: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each try reads the whole ledger: the next question must not do so again."""
    from casthouse.storage import projection_file  # noqa: PLC0415 - it needs Django, which a command sets up

    tried: list[str] = []

    def full(*_: object, name: str, position: object) -> None:
        tried.append(f"{name} {position}")
        raise OSError(ENOSPC, "No space left on device")

    monkeypatch.setattr(projection_file, "write_building", full)
    shutil.rmtree(chain.home / "files" / "projection", ignore_errors=True)
    forget(chain)
    post(chain, "ACME", [receipt("IN-1", quantity="60", lot="A")])
    first = both(chain, "ACME", "A", by_store=True)
    assert len(tried) == 1
    assert (both(chain, "ACME", "A", by_store=True), len(tried)) == (first, 1)


def test_another_process_reads_what_this_one_built(chain: Store) -> None:
    post(
        chain,
        "ACME",
        [receipt("IN-1", quantity="60", lot="A"), other_shipment("OUT-1", quantity="2", lot="A")],
    )
    both(chain, "ACME", "A")
    apart = chain.run_apart("projection", "status", "--json").json
    assert (apart["built"], apart["behind"]) == (True, 0)
    assert chain.run_apart("projection", "build", "--json").code == 0
    assert process(chain, "P1", ["A"], ["HEAT"], 3_000)
    assert both(chain, "ACME", "HEAT")["physical"]["lots"] == 2


def test_a_store_without_lots_has_an_empty_projection(chain: Store) -> None:
    built = chain.run("projection", "build").json
    assert built == {"built": True, "trouble": None, "nodes": 0, "edges": 0, "movements": 2, "behind": 0}
    assert chain.run("trace", "A", "--organisation", "ACME").refusal == "trace_unknown"
    assert check(chain) == []


@pytest.mark.parametrize(
    "limits", [{"ADDED_MAX": 0}, {"CATCH_UP_ROWS": 0}, {"CATCH_UP_ROWS": 0, "BUILD_ROWS": 0}]
)
def test_much_that_was_posted_is_built_anew_or_left_to_the_store(
    chain: Store, limits: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    from casthouse.service import projection_held  # noqa: PLC0415 - it needs Django, which a command sets up

    post(chain, "ACME", [receipt("IN-1", quantity="60", lot="A")])
    assert chain.run("projection", "build").code == 0
    for name, limit in limits.items():
        monkeypatch.setattr(projection_held, name, limit)
    post(chain, "ACME", [other_receipt("IN-2", quantity="40", lot="A")])
    found = both(chain, "ACME", "A", by_store="BUILD_ROWS" in limits)
    assert len(found["physical"]["origins"]) == 2
    assert chain.run("projection", "status").json["behind"] == (1 if "BUILD_ROWS" in limits else 0)
    assert check(chain) == []


def test_who_issues_documents_all_the_time_keeps_nobody_waiting(chain: Store) -> None:
    """PostgreSQL numbers documents before their writers commit: while one is under way, the store answers."""
    post(chain, "ACME", [receipt("IN-1", quantity="60", lot="A")])
    assert chain.run("projection", "build").code == 0
    sold_to_customer(chain, 1, "A", 9_000)
    with document_under_way(chain):
        found = both(chain, "CUS", "BUNDLE-1", by_store=not chain.url.startswith("sqlite"))
    assert found["physical"]["lots"] == 2
    assert both(chain, "CUS", "BUNDLE-1")["physical"]["lots"] == 2
    assert check(chain) == []


@contextmanager
def document_under_way(store: Store) -> Iterator[None]:
    """Hold the table of documents as somebody does who issues one; on SQLite whoever reads does not wait for that."""
    if store.url.startswith("sqlite"):
        with sqlite3.connect(store.database) as held:
            held.execute("BEGIN IMMEDIATE")
            yield
            held.rollback()
        return
    with psycopg.connect(store.url) as server:
        server.execute("LOCK TABLE document IN ROW EXCLUSIVE MODE")
        yield
        server.rollback()


def test_a_document_made_out_to_nobody_here_leads_up_and_down_from_whoever_books_it(chain: Store) -> None:
    post(
        chain,
        "ACME",
        [receipt("IN", lot="A", quantity="9"), shipment("OUT", lot="A", counterparty="Else Ltd")],
    )
    place = ("--organisation", "ACME", "--recipient-address", "1 Quay, Port")
    issued = chain.run("document", "issue", "OUT", *place)
    assert issued.code == 0, issued.out
    told = {"counterparty": "ACME", "document": issued.json["number"], "facility": "CUS-F"}
    post(
        chain,
        "CUS",
        [
            receipt("BUY", lot="BUNDLE", **told),
            other_shipment("ON", lot="BUNDLE", facility="CUS-F", counterparty="CANS", quantity="1"),
        ],
    )
    assert [each["reference"] for each in both(chain, "CUS", "BUNDLE")["physical"]["origins"]] == ["IN"]
    customers = both(chain, "ACME", "A")["downstream"]["customers"]
    assert {each["customer"] for each in customers} == {"Else Ltd", "CANS"}
    assert shipped_from(chain, "CUS-F") == ["ACME-CH"], "as footprints ask"
    assert (
        chain.run("document", "cancel", issued.json["number"], "--organisation", "ACME", "--reason", "x").code
        == 0
    )
    assert [each["reference"] for each in both(chain, "CUS", "BUNDLE")["physical"]["origins"]] == ["BUY"]


def shipped_from(store: Store, site: str) -> list[str]:
    """Return the sites that the documents of what came into a site in 2024 name."""
    from casthouse.storage.models import FacilityRow  # noqa: PLC0415 - it needs Django
    from casthouse.storage.stage_flow import stage_flow  # noqa: PLC0415

    year = Period(start=date(2024, 1, 1), end=date(2025, 1, 1))
    with store.in_use():
        row = FacilityRow.objects.get(code=site)
        sites = [SiteDays(facility_id=row.id)]
        flow = stage_flow(organisation_id=row.organisation_id, sites=sites, period=year)
    return [each.shipped_from for each in flow.inflows]
