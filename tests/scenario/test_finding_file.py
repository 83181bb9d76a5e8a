"""Files behind findings: attached by the team while the audit runs, read by whoever may, withdrawn and kept."""

from pathlib import Path

import pytest
from django.db import DatabaseError, connection

from casthouse.assurance.finding_file import FILES_OF_FINDING_MAX, FindingFile
from casthouse.service import finding_file as service
from casthouse.service.audit_finding import WantedFinding, record_finding
from casthouse.service.evidence import Incoming
from casthouse.service.journal import journal
from casthouse.storage import evidence_file as content_store
from tests.contract.store import Store
from tests.scenario.audit_world import Assurance, SmelterAudit
from tests.scenario.extruder import PDF

HERE = {"item": "5.2", "site": "SMELT-1"}


@pytest.fixture
def world(store: Store) -> Assurance:
    return Assurance(store)


@pytest.fixture
def audit(world: Assurance) -> SmelterAudit:
    """An audit with one finding, of 5.2."""
    audit = SmelterAudit(world)
    audit.planned()
    audit.visited()
    with audit.day(7):
        _find(audit, "conformance")
    return audit


def test_the_team_attaches_and_each_side_reads_what_it_may(world: Assurance, audit: SmelterAudit) -> None:
    with audit.day(8):
        kept = _attach(audit, name="../interview.pdf")
        assert (kept.number, kept.file.name, kept.file.added_by) == (1, "interview.pdf", "theo")
        assert _attach(audit, name="again.pdf").number == 1
        shared = _attach(audit, content=b"14.2 t CO2e per t\n", name="ledger.txt", is_shared=True)
        assert shared.number == 2
        seen = {name: _seen(audit, name) for name in ("lena", "theo", "sven", "mia")}
        assert seen == {"lena": [1, 2], "theo": [1, 2], "sven": [1, 2], "mia": [2]}
        for name in ("uwe", "carl"):
            assert world.refused_to(name, service.finding_files, audit=audit.reference) == "not_permitted"
            assert _refused_reading(audit, name, 2) == "not_permitted"
        assert _refused_reading(audit, "mia", 1) == "finding_file_unknown"
        assert _refused_reading(audit, "mia", 3) == "finding_file_unknown"
        assert _content(audit, "mia", 2) == b"14.2 t CO2e per t\n"
        assert _content(audit, "sven", 1) == PDF
        for name in ("mia", "sven", "uwe", "carl"):
            assert _refused(audit, name) == "not_permitted"
        lines = world.by("mia", journal, organisation="SMELT")
    assert not any("interview" in str(each) for each in lines)


def test_a_correction_keeps_the_files_and_a_withdrawal_keeps_the_row(
    world: Assurance, audit: SmelterAudit
) -> None:
    with audit.day(8):
        _attach(audit, is_shared=True)
        _find(audit, "major_non_conformance")
        assert _seen(audit, "mia") == [1]
        withdraw = {"audit": audit.reference, "number": 1}
        for name in ("mia", "sven", "uwe"):
            assert world.refused_to(name, service.withdraw_file, reason="x", **withdraw) == "not_permitted"
        assert world.refused_to("lena", service.withdraw_file, reason=" ", **withdraw) == "text_invalid"
        gone = world.by("lena", service.withdraw_file, reason="of another potline", **withdraw)
        assert (gone.stands, gone.withdrawn_by, gone.withdrawn_why) == (False, "lena", "of another potline")
        again = world.refused_to("lena", service.withdraw_file, reason="twice", **withdraw)
        assert again == "finding_file_unknown"
        assert (_seen(audit, "mia"), _seen(audit, "theo")) == ([], [1])
        assert _refused_reading(audit, "mia", 1) == "finding_file_unknown"
        assert _content(audit, "theo", 1) == PDF
        assert _attach(audit, is_shared=True).number == 2
    with world.store.in_use(), connection.cursor() as cursor:
        for table in ("finding_file_withdrawal", "finding_file"):
            with pytest.raises(DatabaseError):
                cursor.execute(f"DELETE FROM {table}")


def test_what_is_refused_before_and_after_it_comes_in(audit: SmelterAudit) -> None:
    hostile = PDF.replace(b"/Catalog", b"/Catalog /OpenAction << /S /J#61vaScript >>")
    with audit.day(8):
        assert _refused(audit, "theo", content=hostile) == "evidence_hostile"
        assert _refused(audit, "theo", content=b"") == "evidence_empty"
        assert _refused(audit, "theo", content=b"\x7fELF\x02\x01\x01") == "evidence_hostile"
        assert _refused(audit, "theo", item="1.1") == "finding_unknown"
        assert _refused(audit, "theo", site="CUS-1") == "finding_unknown"
        for number in range(FILES_OF_FINDING_MAX):
            _attach(audit, content=f"page {number}\n".encode(), name="page.txt")
        assert _refused(audit, "theo") == "finding_files_too_many"


def test_after_the_report_nothing_is_added_and_after_the_end_the_team_reads_nothing(
    world: Assurance, audit: SmelterAudit
) -> None:
    with audit.day(8):
        _attach(audit, is_shared=True)
    audit.found()
    audit.reported()
    with audit.day(30):
        assert _refused(audit, "theo") == "audit_state"
        late = {"audit": audit.reference, "number": 1, "reason": "late"}
        assert world.refused_to("lena", service.withdraw_file, **late) == "audit_state"
        assert _seen(audit, "theo") == [1]
    audit.decided()
    with audit.day(32):
        for name in ("lena", "theo"):
            assert world.refused_to(name, service.finding_files, audit=audit.reference) == "not_permitted"
            assert _refused_reading(audit, name, 1) == "not_permitted"
        assert (_seen(audit, "sven"), _seen(audit, "mia")) == ([1], [1])


def test_the_commands_do_the_same_and_the_check_misses_a_lost_content(
    world: Assurance, audit: SmelterAudit
) -> None:
    run, reference = world.store.run, audit.reference
    file = world.store.file("seen.txt", "14.2 t CO2e per t\n")
    with audit.day(8):
        put = run("audit", "finding-file", "attach", reference, file, "--item", "5.2", "--site", "SMELT-1")
        assert (put.json["number"], put.json["is_shared"]) == (1, False)
        (line,) = run("audit", "finding-file", "list", reference).json["files"]
        assert (line["name"], line["stands"]) == ("seen.txt", True)
        saved = Path(file).with_name("saved.txt")
        assert run("audit", "finding-file", "save", reference, "1", "--output", str(saved)).code == 0
        assert saved.read_bytes() == Path(file).read_bytes()
        gone = run("audit", "finding-file", "withdraw", reference, "1", "--reason", "wrong potline")
        assert (gone.json["stands"], gone.json["withdrawn_why"]) == (False, "wrong potline")
        assert run("check").code == 0
        with world.store.in_use():
            content_store.content_path(line["sha256"]).write_bytes(b"other")
        assert "evidence file altered" in run("check").out
        assert _refused_reading(audit, "theo", 1) == "evidence_lost"


def _find(audit: SmelterAudit, rating: str) -> None:
    grounds = ("systemic",) if rating.startswith("major") else ()
    wanted = WantedFinding(
        item=HERE["item"],
        site=HERE["site"],
        rating=rating,
        statement="seen",
        evidence=("ledger",),
        grounds=grounds,
    )
    audit.world.by("theo", record_finding, audit=audit.reference, wanted=wanted)


def _given(
    audit: SmelterAudit, content: bytes = PDF, name: str = "seen.pdf", **more: object
) -> dict[str, object]:
    return {
        "audit": audit.reference,
        "incoming": Incoming(name=name, pieces=iter([content])),
        **HERE,
        **more,
    }


def _attach(audit: SmelterAudit, **given: object) -> FindingFile:
    return audit.world.by("theo", service.attach_file, **_given(audit, **given))  # type: ignore[arg-type]


def _refused(audit: SmelterAudit, name: str, **given: object) -> str:
    return audit.world.refused_to(name, service.attach_file, **_given(audit, **given))  # type: ignore[arg-type]


def _seen(audit: SmelterAudit, name: str) -> list[int]:
    return [each.number for each in audit.world.by(name, service.finding_files, audit=audit.reference)]


def _refused_reading(audit: SmelterAudit, name: str, number: int) -> str:
    return audit.world.refused_to(name, service.read_finding_file, audit=audit.reference, number=number)


def _content(audit: SmelterAudit, name: str, number: int) -> bytes:
    with audit.world.store.in_use():
        _, content = service.read_finding_file(audit.world.who(name), audit=audit.reference, number=number)
        with content:
            return content.read()
