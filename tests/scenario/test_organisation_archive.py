"""What an organisation takes along outlives the store: a fresh one takes it back, and it is the same."""

import csv
import json
from collections.abc import Callable, Mapping
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_LZMA, ZipFile

import pytest

from casthouse.exchange.evidence_pack import json_content, write_pack
from casthouse.exchange.organisation_archive import (
    FORMAT,
    ISSUED,
    MOVEMENTS,
    REGISTER,
    STATEMENTS,
    read_archive,
)
from casthouse.refusal import Refusal
from casthouse.service.organisation_export import export_organisation
from casthouse.service.period import close_period
from casthouse.service.permission import OPERATOR
from casthouse.service.shipment_due import shipments_due
from tests.contract.store import Store

SAMPLES = Path(__file__).resolve().parents[2] / "samples" / "value_chain"
SCOPE, START = "RHEIN-COC", date(2025, 1, 1)


@pytest.fixture
def full(store: Store) -> Store:
    store.run("register", "load", str(SAMPLES / "register.toml"))
    store.run("movements", "import", str(SAMPLES / "rhein.csv"), "--organisation", "RHEIN", "--partial")
    for each in waiting(store)[:3]:
        assert store.run("document", "issue", each, "--organisation", "RHEIN").code == 0
    for act, number in (("cancel", 1), ("correct", 2)):
        more = ("--lot", "another") if act == "correct" else ()
        document = f"RHEIN-2025-{number:06d}"
        done = store.run("document", act, document, "--organisation", "RHEIN", "--reason", "wrong", *more)
        assert done.code == 0, done.err
    with store.in_use():
        close_period(OPERATOR, scope=SCOPE, start=START)
    assert store.run("key", "create", "RHEIN").code == 0
    assert store.run("statement", "period", SCOPE, "2025-01-01", "--organisation", "RHEIN").code == 0
    return store


def waiting(store: Store) -> list[str]:
    """Return the references of CoC shipments without a document."""
    with store.in_use():
        found = shipments_due(OPERATOR, organisation="RHEIN", limit=10)
    return [each.reference for each in found.oldest]


def exported(store: Store, folder: Path) -> Path:
    path = folder / "rhein.zip"
    with store.in_use(), path.open("wb") as file:
        export_organisation(OPERATOR, organisation="RHEIN", out=file)
    return path


def plain_files(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the files of an archive without what names them, which is written anew."""
    return {name: content for name, content in files.items() if name not in {"index.json", "SHA256SUMS"}}


def test_a_fresh_store_takes_everything_back(
    full: Store, new_store: Callable[[], Store], tmp_path: Path
) -> None:
    path, fresh = exported(full, tmp_path), new_store()
    taken = fresh.run("archive", "import", str(path))
    assert taken.code == 0, taken.err
    counts = taken.json
    assert counts["differences"] == []
    assert counts["documents_issued"] == 4
    assert counts["periods"] == 1
    for command in (
        ("position", SCOPE, "--period", "2025-01-01"),
        ("position", SCOPE, "--period", "2026-01-01"),
        ("period", "binding", SCOPE, "2025-01-01"),
        ("document", "list", "--organisation", "RHEIN"),
    ):
        assert fresh.run(*command).json == full.run(*command).json, command
    assert fresh.run("check").json["differences"] == []
    (tmp_path / "again").mkdir()
    first, second = read_archive(path), read_archive(exported(fresh, tmp_path / "again"))
    assert first[MOVEMENTS] == second[MOVEMENTS]
    assert json.loads(first[STATEMENTS]) == json.loads(second[STATEMENTS])
    assert json.loads(first[ISSUED]) == json.loads(second[ISSUED])


@pytest.mark.one_store
def test_what_was_signed_is_verified_from_the_archive_alone(full: Store, tmp_path: Path) -> None:
    files = read_archive(exported(full, tmp_path))
    bundle = tmp_path / "trust.json"
    bundle.write_bytes(files["trust-bundle.json"])
    (name,) = [each for each in files if each.startswith("statements/period-statement")]
    statement = tmp_path / "statement.zip"
    statement.write_bytes(files[name])
    export, leaves = tmp_path / "movements.csv", tmp_path / "leaves.jsonl"
    export.write_bytes(files[MOVEMENTS])
    leaves.write_bytes(files[f"periods/{SCOPE}/{START}/leaves.jsonl"])
    answer = full.run(
        "verify", str(statement), "--trust", str(bundle), "--movements", str(export), "--leaves", str(leaves)
    ).json
    assert answer["verified"], answer
    passed = {each["name"] for each in answer["checks"] if each["passed"]}
    assert {"signature", "key", "issuer", "status", "movements", "position", "findings"} <= passed
    assert not [each for each in answer["checks"] if each["passed"] is False]


@pytest.mark.one_store
def test_an_archive_that_cannot_be_written_is_refused_by_the_name_that_was_given(store: Store) -> None:
    store.run("register", "load", str(SAMPLES / "register.toml"))
    for nowhere in (store.home / "no-such-folder" / "rhein.zip", store.home):
        told = store.run("export", "--organisation", "RHEIN", "--out", str(nowhere))
        assert told.refusal == "file_unwritable"
        assert told.json["refusal"]["found"].startswith(f"{nowhere}: ")
    assert not list(store.home.parent.glob("*.coming"))


def test_the_next_document_has_the_next_number(
    full: Store, new_store: Callable[[], Store], tmp_path: Path
) -> None:
    path, fresh = exported(full, tmp_path), new_store()
    assert fresh.run("archive", "import", str(path)).code == 0
    assert fresh.run("register", "load", str(SAMPLES / "register.toml")).code == 0  # its customers
    due = waiting(fresh)[0]
    issued = fresh.run("document", "issue", due, "--organisation", "RHEIN").json
    assert issued["number"] == full.run("document", "issue", due, "--organisation", "RHEIN").json["number"]


@pytest.mark.one_store
def test_an_archive_is_taken_whole_or_not_at_all(
    full: Store, new_store: Callable[[], Store], tmp_path: Path
) -> None:
    path = exported(full, tmp_path)
    assert full.run("archive", "import", str(path)).refusal == "archive_not_fresh"
    files = dict(read_archive(path))
    rows = files[MOVEMENTS].splitlines(keepends=True)
    broken = files | {MOVEMENTS: b"".join([*rows[:-1], rows[-1].replace(b"2", b"x", 1)])}
    forged = files | {ISSUED: files[ISSUED].replace(b'"issued_at', b'"issued_on', 1)}
    for content, code in ((broken, "archive_row_refused"), (forged, "archive_changed")):
        made = tmp_path / f"{code}.zip"
        with made.open("wb") as file:
            write_pack(
                file,
                {n: c for n, c in content.items() if n not in {"index.json", "SHA256SUMS"}},
                head={},
                form=FORMAT,
            )
        fresh = new_store()
        before = fresh.dump()
        assert fresh.run("archive", "import", str(made)).refusal == code
        assert fresh.dump() == before


FOREIGN: dict[str, Callable[[dict[str, Any]], None]] = {
    "facility": lambda tables: tables["facility"].append(
        tables["facility"][0] | {"code": "ITHALA-X", "organisation": "ITHALA"}
    ),
    "scope": lambda tables: tables["scope"].append(
        tables["scope"][0] | {"code": "ITHALA-X", "organisation": "ITHALA"}
    ),
    "certificate": lambda tables: tables["certificate"].append(
        tables["certificate"][0] | {"number": "COC-X", "scope": "ITHALA-COC"}
    ),
    "opening": lambda tables: tables["opening"].append(
        {"scope": "ITHALA-COC", "stage": "aluminium", "positive_balance_g": 1, "overdraft_g": 0}
    ),
}
EVENT = {"at": "2025-01-01T00:00:00+00:00", "actor": "x", "act": "accept", "state": "accepted", "reason": ""}


def altered(issued: list[dict[str, Any]], **members: object) -> bytes:
    """Return the documents with the first one's content changed."""
    first = issued[0] | {"content": json.dumps(json.loads(issued[0]["content"]) | members)}
    return json_content([first, *issued[1:]])


@pytest.mark.one_store
def test_an_archive_speaks_of_its_organisation_alone_and_of_documents_as_they_say(
    full: Store, new_store: Callable[[], Store], tmp_path: Path
) -> None:
    files = plain_files(read_archive(exported(full, tmp_path)))
    cases: list[dict[str, bytes]] = []
    for change in FOREIGN.values():
        tables = json.loads(files[REGISTER])
        change(tables)
        cases.append(files | {REGISTER: json_content(tables)})
    issued = json.loads(files[ISSUED])
    issuer = json.loads(issued[0]["content"])["issuer"]
    others = (
        altered(issued, reference="NOBODY"),
        altered(issued, supersedes="NOBODY"),
        altered(issued, issuer=issuer | {"code": "ITHALA"}),
        json_content([issued[0] | {"events": [EVENT | {"organisation": "ITHALA"}]}, *issued[1:]]),
    )
    cases += [files | {ISSUED: content} for content in (*others, json_content([*issued, issued[0]]))]
    correction = next(each for each in issued if "supersedes" in json.loads(each["content"]))
    cases.append(
        files | {ISSUED: json_content([correction, *(each for each in issued if each != correction)])}
    )
    statements = json.loads(files[STATEMENTS])
    statements[0]["scope"] = "ITHALA-COC"
    cases.append(files | {STATEMENTS: json_content(statements)})
    fresh = new_store()
    before = fresh.dump()
    for number, content in enumerate(cases):
        made = tmp_path / f"{number}.zip"
        with made.open("wb") as file:
            write_pack(file, content, head={}, form=FORMAT)
        assert fresh.run("archive", "import", str(made)).refusal == "archive_changed", number
    assert fresh.dump() == before


@pytest.mark.one_store
def test_a_statement_that_does_not_follow_is_told(
    full: Store, new_store: Callable[[], Store], tmp_path: Path
) -> None:
    files = dict(read_archive(exported(full, tmp_path)))
    statements = json.loads(files[STATEMENTS])
    statements[0]["position"]["stages"]["aluminium"]["coc_outflow_g"] -= 1
    made = tmp_path / "other.zip"
    content = files | {STATEMENTS: json_content(statements)}
    with made.open("wb") as file:
        write_pack(
            file,
            {n: c for n, c in content.items() if n not in {"index.json", "SHA256SUMS"}},
            head={},
            form=FORMAT,
        )
    fresh = new_store()
    taken = fresh.run("archive", "import", str(made))
    assert taken.code == 1
    assert any("position of RHEIN-COC" in each for each in taken.json["differences"])


@pytest.mark.one_store
def test_a_file_that_unpacks_without_a_bound_is_not_unpacked(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "packed.zip"
    with ZipFile(path, "w", ZIP_LZMA) as archive:
        archive.writestr("movements.csv", b"0" * 1000)
    assert store.run("archive", "import", str(path)).refusal == "pack_hostile"


@pytest.mark.one_store
def test_whoever_touched_the_file_is_found_out(full: Store, tmp_path: Path) -> None:
    path = exported(full, tmp_path)
    with ZipFile(path) as archive:
        contents = {each.filename: archive.read(each) for each in archive.infolist()}
    contents[MOVEMENTS] += b"X,,,,,,,,,,,\n"
    with ZipFile(path, "w") as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    with pytest.raises(Refusal, match=r"^archive_changed:"):
        read_archive(path)
    assert full.run("archive", "check", str(path)).json["whole"] is False


def packed(path: Path, content: Mapping[str, bytes]) -> str:
    """Write an archive of other files, with index and sums that agree with them."""
    with path.open("wb") as file:
        write_pack(file, plain_files(content), head={}, form=FORMAT)
    return str(path)


def with_mass(movements: bytes, reference: str) -> bytes:
    """Return movements with another mass of one of them."""
    rows = list(csv.DictReader(StringIO(movements.decode())))
    for row in rows:
        if row["reference"] == reference:
            row["quantity"] = f"{row['quantity']}1" if "." in row["quantity"] else f"{row['quantity']}.001"
    text = StringIO()
    writer = csv.DictWriter(text, rows[0].keys(), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    assert text.getvalue().encode() != movements
    return text.getvalue().encode()


def test_a_falsified_mass_is_told_though_every_sum_was_computed_again(
    full: Store, new_store: Callable[[], Store], tmp_path: Path
) -> None:
    files = dict(read_archive(exported(full, tmp_path)))
    document = json.loads(json.loads(files[ISSUED])[-1]["content"])
    falsified = files | {MOVEMENTS: with_mass(files[MOVEMENTS], document["reference"])}
    taken = new_store().run("archive", "import", packed(tmp_path / "falsified.zip", falsified))
    assert taken.code == 1
    told = taken.json["differences"]
    assert any(each.startswith(f"document without its shipment {document['number']}") for each in told), told
    assert any(each.startswith(f"bound movements of {SCOPE}") and " root " in each for each in told), told
    assert not any("{" in each or "BoundSet" in each for each in told), told


@pytest.mark.one_store
def test_what_was_signed_is_held_against_the_accounts_that_came_with_it(
    full: Store, new_store: Callable[[], Store], tmp_path: Path
) -> None:
    number = "RHEIN-2025-000003"
    assert full.run("statement", "document", number, "--organisation", "RHEIN").code == 0
    files = dict(read_archive(exported(full, tmp_path)))
    signed = sorted(each for each in files if each.startswith("statements/") and each.endswith(".zip"))
    issued = json.loads(files[ISSUED])
    at = next(place for place, each in enumerate(issued) if json.loads(each["content"])["number"] == number)
    content = issued[at]["content"].replace('"conformance":"', '"conformance":"not ')
    assert content != issued[at]["content"]
    other = [*issued[:at], issued[at] | {"content": content}, *issued[at + 1 :]]
    bound = f"periods/{SCOPE}/{START}/binding.json"
    binding = json.loads(files[bound]) | {"force_majeure": "a flood"}
    torn = {signed[0]: files[signed[1]], signed[1]: files[signed[1]].replace(b"PK", b"KP")}
    for case, (changed, says) in enumerate(
        (
            ({}, ""),
            ({ISSUED: json_content(other)}, f"signed of document {number}, which says something else"),
            ({bound: json_content(binding)}, f"signed of the period from {START} of {SCOPE}"),
            (torn, f"{signed[1]}: changed since it was signed (parse)"),
            ({"trust-bundle.json": b"[]"}, "trust-bundle.json: "),
        )
    ):
        made = packed(tmp_path / f"{case}.zip", files | changed)
        taken = new_store().run("archive", "import", made)
        told = taken.json["differences"]
        assert (taken.code, any(says in each for each in told)) == ((1, True) if says else (0, False)), told
        answer = taken.json["signed_statements"]
        assert answer["checked"] == 2
        assert answer["verified"] == 2 - len(answer["not_verified"])
        assert changed or answer["not_verified"] == {}, answer


@pytest.mark.one_store
def test_the_digest_that_was_kept_names_the_archive(full: Store, tmp_path: Path) -> None:
    path = tmp_path / "rhein.zip"
    digest = full.run("export", "--organisation", "RHEIN", "--out", str(path)).json["sha256_of_index"]
    same = full.run("archive", "check", str(path), "--digest", digest.upper())
    assert (same.code, same.json["sha256_of_index"]) == (0, digest)
    forged = packed(tmp_path / "forged.zip", dict(read_archive(path)) | {MOVEMENTS: b"reference\n"})
    assert full.run("archive", "check", forged).code == 0
    told = full.run("archive", "check", forged, "--digest", digest)
    assert told.code == 1
    assert [each["name"] for each in told.json["checks"] if not each["passed"]] == ["index_digest"]


@pytest.mark.one_store
def test_entries_for_the_folders_of_its_files_are_no_harm(full: Store, tmp_path: Path) -> None:
    path = exported(full, tmp_path)
    files = dict(read_archive(path))

    def zipped(*folders: str, content: str = "") -> str:
        made = tmp_path / "again.zip"
        with ZipFile(made, "w") as archive:
            for name in folders:
                archive.writestr(name, content)
            for name, each in files.items():
                archive.writestr(name, each)
        return str(made)

    good = zipped("documents/", "periods/", f"periods/{SCOPE}/")
    assert full.run("archive", "check", good).json["whole"] is True
    assert dict(read_archive(Path(good))) == files
    for strange in ("elsewhere/", "documents/../", "/documents/", "/", "../"):
        assert full.run("archive", "check", zipped(strange)).refusal == "pack_hostile", strange
    assert full.run("archive", "check", zipped("documents/", content="x")).refusal == "pack_hostile"
