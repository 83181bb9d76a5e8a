"""Auditors at the ledger: tie-out, both sides of documents, anomalies, pins and the evidence pack."""

import io
import json
import zipfile
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection

from casthouse.assurance.document_comparison import SideDifference
from casthouse.assurance.tie_out import TieStep
from casthouse.service.audit_finding import WantedFinding, record_finding
from casthouse.service.audit_plan import WantedPlan, WantedSite, approve_plan, submit_plan
from casthouse.service.audit_report import record_visit
from casthouse.service.document_comparison import compare
from casthouse.service.evidence import Incoming
from casthouse.service.evidence_pack import build_pack
from casthouse.service.finding_file import attach_file
from casthouse.service.ledger_anomaly import anomalies
from casthouse.service.ledger_finding import WantedPin, pin, pins
from casthouse.service.ledger_sample import WantedSample, draw
from casthouse.service.tie_out import tie_entry, tie_period
from casthouse.storage.audit import AuditVisit
from tests.contract.movement_rows import reversal, shipment
from tests.contract.store import Store
from tests.scenario.custody_audit import AUDIT, CustodyAudit
from tests.scenario.trade import SIDES, shipped

YEAR = "2024-01-01"
SITE = "ACME-CH"


@pytest.fixture
def world(store: Store) -> CustodyAudit:
    return CustodyAudit(store)


def run(world: CustodyAudit, *arguments: str) -> Any:
    """Run a command that must succeed and return its JSON."""
    with world.today():
        answer = world.store.run(*arguments)
    assert answer.code == 0, answer.out + answer.err
    return answer.json


def issue(world: CustodyAudit, reference: str, organisation: str = "ACME") -> str:
    return str(run(world, "document", "issue", reference, "--organisation", organisation)["number"])


def delivered(world: CustodyAudit, reference: str) -> str:
    """Let SUP ship 20 t to ACME with a document, and return its number."""
    world.post(shipped(reference, quantity="20"), organisation="SUP")
    return issue(world, reference, "SUP")


def test_a_closed_year_ties_out_from_its_statement_to_the_file_once_the_documents_are_there(
    world: CustodyAudit,
) -> None:
    run(world, "period", "close", "ACME-COC", YEAR)
    tied = world.now("lena", tie_period, audit=AUDIT, start=date(2024, 1, 1))
    assert tied.is_closed
    assert {each.subject for each in tied.checks if each.agrees is False} == {
        "aluminium: CoC out and its documents"
    }
    assert [each.entries for each in tied.sources] == [32]
    for reference in ("COC-1", "COC-2"):
        issue(world, reference)
    tied = world.now("theo", tie_period, audit=AUDIT, start=date(2024, 1, 1))
    assert tied.agrees
    steps = {each.step for each in tied.checks}
    assert steps == {TieStep.STATEMENT, TieStep.DOCUMENT, TieStep.MOVEMENT, TieStep.SOURCE}
    assert not world.now("lena", tie_period, audit=AUDIT).agrees, "nothing moved in 2025: nothing agrees"
    assert world.refused_now("lena", tie_period, audit=AUDIT, start=date(2023, 1, 1)) == "period_unknown"
    assert world.refused_now("ada", tie_period, audit=AUDIT) == "not_permitted"


def test_a_figure_that_was_frozen_otherwise_does_not_tie_out(world: CustodyAudit) -> None:
    with world.today():
        world.store.run("period", "close", "ACME-COC", YEAR)
    with world.store.in_use(), connection.cursor() as cursor:
        total = "UPDATE movement_total SET quantity_g = quantity_g + 1 WHERE kind = 4 AND coc = 0"
        cursor.execute(total)  # a cache that is wrong deceives nobody here
    assert all(
        each.agrees
        for each in world.now("lena", tie_period, audit=AUDIT, start=date(2024, 1, 1)).checks
        if each.step is TieStep.STATEMENT
    )


def test_an_entry_ties_out_to_the_row_of_the_very_file(world: CustodyAudit) -> None:
    file = Path(world.store.home) / "movements.csv"
    asked = {"audit": AUDIT, "reference": "OUT-3"}
    tied = world.now("lena", tie_entry, **asked, file=file)
    assert tied.agrees
    assert [each.agrees for each in tied.checks if each.step is TieStep.SOURCE] == [True] * 8
    bare = world.now("lena", tie_entry, **asked)
    assert [each.agrees for each in bare.checks if each.step is TieStep.SOURCE] == [None]
    forged = Path(world.store.file("forged.csv", file.read_text().replace("90.003", "80.003")))
    wrong = [
        each.subject
        for each in world.now("lena", tie_entry, **asked, file=forged).checks
        if each.agrees is False
    ]
    assert wrong == ["movements.csv: the file", "movements.csv, row 24: mass_g"]
    claimed = world.now("lena", tie_entry, audit=AUDIT, reference="COC-1")
    assert not claimed.agrees, "a CoC shipment without a document"
    for reference in ("NONE", "LS-1"):
        assert world.refused_now("lena", tie_entry, audit=AUDIT, reference=reference) == "movement_unknown"
    with world.today():
        answer = world.store.run("audit", "tie-out", AUDIT, "--movement", "OUT-3", "--file", str(file))
        assert (answer.code, answer.json["agrees"]) == (0, True)
        assert world.store.run("audit", "tie-out", AUDIT, "--movement", "COC-1").code == 1


def test_both_sides_of_documents_are_compared(world: CustodyAudit) -> None:
    booked, disputed = delivered(world, "LS-1"), delivered(world, "LS-2")
    with world.today():
        assert world.store.run("document", "accept", booked, *SIDES).code == 0
        accepted = world.store.run("document", "accept", disputed, *SIDES)
        assert accepted.code == 0, accepted.out
        quarrel = world.store.run(
            "document", "dispute", disputed, *SIDES, "--reason", "two tonnes are missing"
        )
        assert quarrel.code == 0, quarrel.out
    waiting = issue(world, "COC-1")
    found = {each.pair.number: each for each in world.now("lena", compare, audit=AUDIT)}
    assert {number: each.differences for number, each in found.items()} == {
        booked: (),
        disputed: (SideDifference.DISPUTED,),
        waiting: (SideDifference.NOT_BOOKED,),
    }
    other = world.opened("SUP-COC")
    of_supplier = {each.pair.number: each for each in world.now("lena", compare, audit=other)}
    assert set(of_supplier) == {booked, disputed}
    told = json.dumps(of_supplier[booked].as_json())
    assert '"booked": {"day": "2024-03-15", "material": "aluminium", "mass_g": 20000000}' in told
    assert "ACME-CH" not in told, "the site of the other organisation is its own"
    for name in ("ada", "sue", "uwe", "sven"):
        assert world.refused_now(name, compare, audit=AUDIT) == "not_permitted"


def test_anomalies_are_questions_with_their_entries_and_how_they_are_cleared(world: CustodyAudit) -> None:
    world.post(
        shipment("COC-3", date="2024-07-01", quantity="12"),
        shipment("COC-4", date="2024-07-01", quantity="12"),
    )
    number = issue(world, "COC-1")
    run(world, "document", "cancel", number, "--organisation", "ACME", "--reason", "the goods came back")
    world.post(reversal("BACK", "COC-1"))
    found = {each.code: each for each in world.now("lena", anomalies, audit=AUDIT)}
    assert found["reversed_after_document"].entries == ("COC-1",)
    assert found["period_end"].entries == ("COC-2",)
    assert found["duplicate"].entries == ("COC-3", "COC-4")
    assert set(found["round_mass"].entries) >= {"COC-3", "IN-1"}
    assert "supplier_not_entitled" not in found
    severities = [each.severity.value for each in world.now("lena", anomalies, audit=AUDIT)]
    assert severities == sorted(severities, key=["high", "medium", "low"].index)
    assert all(each.clearing and each.detail for each in found.values())


def rated(world: CustodyAudit, item: str = "8.1") -> None:
    """Plan and visit the site, and rate an item there."""
    today = date(2025, 3, 2)
    site = WantedSite(code=SITE, staff=50, half_days=20, interviews=20)
    world.now(
        "lena",
        submit_plan,
        audit=AUDIT,
        wanted=WantedPlan(on_site_from=today, on_site_to=today, sites=(site,)),
    )
    world.now("sven", approve_plan, audit=AUDIT)
    visit = AuditVisit(
        site=SITE, first_day=today, last_day=today, is_remote=False, half_days=20, interviews=20, by=""
    )
    world.now("theo", record_visit, audit=AUDIT, visit=visit)
    wanted = WantedFinding(
        item=item,
        site=SITE,
        rating="minor_non_conformance",
        statement="one shipment without a weighing",
        evidence=("weighbridge log",),
        grounds=("isolated",),
    )
    world.now("theo", record_finding, audit=AUDIT, wanted=wanted)


def first_item(world: CustodyAudit) -> str:
    from casthouse.service.edition import edition_of  # noqa: PLC0415 - needs the settings

    with world.store.in_use():
        return next(
            each.number for each in edition_of("coc-v2").rateable_items if each.number.startswith("8")
        )


def test_findings_are_pinned_to_entries_as_they_were_seen(world: CustodyAudit) -> None:
    item = first_item(world)
    wanted = WantedPin(item=item, site=SITE, reference="OUT-3", note="no weighing")
    assert world.refused_now("theo", pin, audit=AUDIT, wanted=wanted) == "finding_unknown"
    rated(world, item)
    assert world.now("theo", pin, audit=AUDIT, wanted=wanted) == 1
    assert world.now("lena", pin, audit=AUDIT, wanted=wanted) == 1, (
        "the same entry as it is seen is pinned once"
    )
    number = issue(world, "COC-1")
    document = WantedPin(item=item, site=SITE, issuer="ACME", number=number)
    assert world.now("lena", pin, audit=AUDIT, wanted=document) == 2
    assert [each.is_changed for each in world.now("lena", pins, audit=AUDIT)] == [False, False]
    world.post(reversal("BACK", "OUT-3"))
    run(world, "document", "cancel", number, "--organisation", "ACME", "--reason", "the goods came back")
    assert [each.is_changed for each in world.now("lena", pins, audit=AUDIT)] == [True, True]
    nowhere = WantedPin(item=item, site=SITE, reference="LS-1")
    assert world.refused_now("lena", pin, audit=AUDIT, wanted=nowhere) == "movement_unknown"
    unknown = WantedPin(item=item, site=SITE, issuer="SUP", number=number)
    assert world.refused_now("lena", pin, audit=AUDIT, wanted=unknown) == "document_unknown"
    assert world.refused_now("ada", pin, audit=AUDIT, wanted=wanted) == "not_permitted"
    with world.store.in_use(), connection.cursor() as cursor, pytest.raises(DatabaseError):
        cursor.execute("DELETE FROM ledger_finding")


def test_the_evidence_pack_verifies_from_itself_and_nothing_in_it_can_be_changed_unseen(
    world: CustodyAudit,
) -> None:
    number = issue(world, "COC-1")
    world.now("lena", draw, audit=AUDIT, wanted=WantedSample(size=500))
    item = first_item(world)
    rated(world, item)
    world.now("theo", pin, audit=AUDIT, wanted=WantedPin(item=item, site=SITE, reference="COC-1"))
    seen = Incoming(name="weighing.txt", pieces=iter([b"weighed again\n"]))
    world.now("theo", attach_file, audit=AUDIT, item=item, site=SITE, incoming=seen)
    first, second = io.BytesIO(), io.BytesIO()
    digest = world.now("lena", build_pack, audit=AUDIT, out=first).digest
    world.now("lena", build_pack, audit=AUDIT, out=second)
    assert first.getvalue() == second.getvalue(), "the same state gives the same bytes"
    with zipfile.ZipFile(first) as pack:
        names = set(pack.namelist())
        index = json.loads(pack.read("index.json"))
        sample = json.loads(pack.read("samples/sample-1.json"))
        findings = json.loads(pack.read("findings.json"))["findings"]
        assert sha256(pack.read("index.json")).hexdigest() == digest
        assert pack.read("summary.pdf").startswith(b"%PDF")
        assert pack.read(findings[0]["files"][0]["packed_as"]) == b"weighed again\n"
    assert names == {each["name"] for each in index["files"]} | {"index.json", "SHA256SUMS"}
    assert {"tie-out/2024-01-01.json", "comparison.csv", "anomalies.json"} <= names
    (document,) = [each for each in names if each.startswith("documents/")]
    assert number in zipfile.ZipFile(first).read(document).decode()
    (entry,) = [each for each in sample["entries"] if each["key"] == "COC-1"]
    assert (entry["source"], entry["source_row"]) == ("movements.csv", 32)
    assert [each["key"] for each in findings[0]["entries"]] == ["COC-1"]
    assert world.refused_now("sven", build_pack, audit=AUDIT, out=io.BytesIO()) == "not_permitted"
    good = world.store.file("pack.zip", first.getvalue())
    assert run(world, "audit", "pack-check", good)["verified"]
    assert set(failed(world, first.getvalue(), {"anomalies.json": b"{}"})) == {"digests", "index_digests"}
    assert set(failed(world, first.getvalue(), {"extra.txt": b"x"})) == {"sums_complete", "index_complete"}
    assert set(failed(world, first.getvalue(), {"findings.json": None})) == {
        "sums_complete",
        "index_complete",
    }
    assert set(failed(world, first.getvalue(), {"index.json": b"[" * 9_999})) == {"index", "digests"}
    hostile: dict[str, bytes | None] = {"../out.txt": b"x"}
    with world.today():
        assert world.store.run("audit", "pack-check", repacked(world, first.getvalue(), hostile)).refusal == (
            "pack_hostile"
        )
        broken = world.store.file("broken.zip", first.getvalue()[:-900])
        assert world.store.run("audit", "pack-check", broken).refusal == "pack_unreadable"
        written = world.store.home / "written.zip"
        assert world.store.run("audit", "pack", AUDIT, str(written)).code == 0
        assert world.store.run("audit", "pack", "NONE-A1", str(written)).refusal == "audit_unknown"
    assert [each.name for each in world.store.home.glob(".written*")] == []
    assert run(world, "audit", "pack-check", str(written))["verified"]


def repacked(world: CustodyAudit, pack: bytes, changes: dict[str, bytes | None]) -> str:
    """Write a pack with some files changed, added or, where there is no content, left out; return its path."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(pack)) as source, zipfile.ZipFile(out, "w") as target:
        for name in [*source.namelist(), *(set(changes) - set(source.namelist()))]:
            content = changes[name] if name in changes else source.read(name)
            if content is not None:
                target.writestr(name, content)
    return world.store.file("repacked.zip", out.getvalue())


def failed(world: CustodyAudit, pack: bytes, changes: dict[str, bytes | None]) -> list[str]:
    with world.today():
        answer = world.store.run("audit", "pack-check", repacked(world, pack, changes))
    assert answer.code == 1
    return [each["name"] for each in answer.json["checks"] if not each["passed"]]


def test_the_commands_do_the_same(world: CustodyAudit) -> None:
    drawn = run(
        world, "audit", "sample", "draw", AUDIT, "--size", "4", "--by", "kind", "--method", "risk_ranked"
    )
    assert (drawn["number"], drawn["drawn"], drawn["is_changed"]) == (1, 4, False)
    assert run(world, "audit", "sample", "send", AUDIT, "1")["sent_at"]
    assert [each["number"] for each in run(world, "audit", "sample", "list", AUDIT)["samples"]] == [1]
    assert run(world, "audit", "sample", "show", AUDIT, "1")["population"]["entries"] == 32
    assert run(world, "audit", "compare", AUDIT)["documents"] == []
    assert "period_end" in {each["code"] for each in run(world, "audit", "anomalies", AUDIT)["anomalies"]}
    assert run(world, "audit", "pins", AUDIT)["pins"] == []
