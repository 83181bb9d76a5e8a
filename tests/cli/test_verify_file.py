"""What `casthouse verify` says of files that are no statements, and of texts that look like markup."""

from pathlib import Path
from zipfile import ZipFile

import pytest

from casthouse.cli import run
from casthouse.exchange.statement_file import FILE_BYTES_MAX
from tests.forgery.forged import signed, trusting

pytestmark = pytest.mark.one_store
ASKED = ("--at", "2025-06-01")


def said(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    code = run(["verify", *words])
    told = capsys.readouterr()
    return code, told.out + told.err


@pytest.fixture
def trust(tmp_path: Path) -> str:
    path = tmp_path / "trust.json"
    path.write_bytes(trusting())
    return str(path)


def test_what_is_no_statement_is_said_once(
    tmp_path: Path, trust: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "note.txt").write_text("hello")
    code, told = said(capsys, str(tmp_path / "note.txt"), "--trust", trust)
    assert code == 1
    assert told.count("no JSON") == 1
    assert "not possible" not in told
    assert "What is read: PDF" in told


@pytest.mark.parametrize(("names", "todo"), [(["register.json"], "archive check"), ([], "audit pack-check")])
def test_what_else_is_an_archive_is_sent_to_its_own_check(
    tmp_path: Path, trust: str, capsys: pytest.CaptureFixture[str], names: list[str], todo: str
) -> None:
    with ZipFile(tmp_path / "rhein.zip", "w") as archive:
        for name in ("index.json", "SHA256SUMS", *names, *(f"evidence/{number}" for number in range(70))):
            archive.writestr(name, "{}")
    code, told = said(capsys, str(tmp_path / "rhein.zip"), "--trust", trust)
    assert code == 1
    assert f"casthouse {todo}" in told


def test_a_file_that_is_not_there_and_a_bad_bundle_are_named(
    tmp_path: Path, trust: str, capsys: pytest.CaptureFixture[str]
) -> None:
    statement = tmp_path / "statement.json"
    code, told = said(capsys, str(statement), "--trust", trust)
    assert code == 1
    assert "statement.json: there is no such file" in told
    statement.write_bytes(signed(lambda _: None))
    for bundle, words in (
        ("none.json", "trust bundle none.json: there is no such file"),
        ("bad.json", "no trust bundle"),
    ):
        (tmp_path / "bad.json").write_text("hello")
        code, told = said(capsys, str(statement), "--trust", str(tmp_path / bundle))
        assert code == 1
        assert "trust_bundle_invalid" in told
        assert words in told
        assert "Error" not in told


def test_what_is_stated_is_text_and_no_markup(
    tmp_path: Path, trust: str, capsys: pytest.CaptureFixture[str]
) -> None:
    reference = "[/bold] [red]x :smile:"
    (tmp_path / "statement.json").write_bytes(
        signed(lambda c: c["credentialSubject"].update(reference=reference))
    )
    code, told = said(capsys, str(tmp_path / "statement.json"), "--trust", trust, *ASKED)
    assert code == 0
    assert reference in told
    assert told.splitlines()[-1].startswith("VERIFIED")


def test_a_large_archive_of_an_organisation_is_sent_to_its_own_check(
    tmp_path: Path, trust: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "rhein.zip").write_bytes(b"PK" + bytes(FILE_BYTES_MAX))
    code, told = said(capsys, str(tmp_path / "rhein.zip"), "--trust", trust)
    assert code == 1
    assert "casthouse archive check" in told
