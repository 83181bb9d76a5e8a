"""Signed statements, from the seller's key to the buyer's check: with nothing but the file and a trust bundle."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date, datetime, timedelta
from pathlib import Path
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from casthouse.cli import run
from casthouse.exchange.statement_file import read_statement_file
from casthouse.parties.role import Role
from casthouse.passport.checkpoint import read_checkpoint
from casthouse.passport.key_life import EndKind
from casthouse.passport.log_entry import EntryKind, LogEntry
from casthouse.passport.log_proof import check_log_proof, read_log_proof
from casthouse.passport.note import cosigned_by, read_note
from casthouse.passport.note_key import NoteKey, NoteKeyKind, note_key
from casthouse.passport.signed_statement import SignedStatement
from casthouse.passport.signer import memory_signer
from casthouse.passport.trust_bundle import read_bundle
from casthouse.refusal import Refusal
from casthouse.service import clock
from casthouse.service.audit_statement import sign_summary, statement_of_summary
from casthouse.service.certificate_statement import sign_certificate
from casthouse.service.check import check_store
from casthouse.service.checkpoint import checkpoint
from casthouse.service.delivery_statement import sign_delivery
from casthouse.service.disclosure import set_disclosure
from casthouse.service.document import issue_document, issue_documents
from casthouse.service.document_statement import sign_document, statement_of_document
from casthouse.service.document_view import documents_pdf
from casthouse.service.period_binding import bound_period
from casthouse.service.period_statement import sign_period
from casthouse.service.permission import OPERATOR, VISITOR, Actor
from casthouse.service.signed_statement import statement_of, statements
from casthouse.service.signing_key import make_key, owner_keys, revoke_key, rotate_key
from casthouse.service.statement_check import checked_statement
from casthouse.service.statement_download import StatementForm, statement_archives, statement_file
from casthouse.service.statement_entry import entry_proofs
from casthouse.service.statement_tamper import statement_differences
from casthouse.service.status_list import BELIEVED_FOR, status_list
from casthouse.service.trust_bundle import trust_bundle
from casthouse.service.verification import verify_file
from casthouse.storage import signed_statement as statement_store
from casthouse.storage.transparency_log import keep_cosignature
from tests.contract.movement_rows import other_receipt
from tests.contract.store import Store
from tests.forgery.forged import trusting
from tests.forgery.independent import independent
from tests.scenario.audit_world import Assurance, SmelterAudit
from tests.scenario.certification import on_day
from tests.scenario.trade import Trade, shipped
from tests.web.page_visit import Visitor

CLERK = Actor(name="carl", organisation_roles={"SUP": frozenset({Role.CLERK})})
BUYER = Actor(name="berta", organisation_roles={"ACME": frozenset({Role.AUDITOR})})
NUMBER = "SUP-2024-000001"


@pytest.fixture
def trade(request: pytest.FixtureRequest) -> Iterator[Trade]:
    """Return two companies that trade, of which the seller has a key and issued a document."""
    trade = Trade(request.getfixturevalue("store"))
    trade.issue()
    with trade.store.in_use():
        make_key(OPERATOR, owner="SUP")
        yield trade


def answers(content: bytes) -> dict[str, bool | None]:
    """Return what the checks of a file answer with what is believed now; the independent verifier answers alike."""
    trust, at = trust_bundle(VISITOR), clock.now()
    found = verify_file(content, trust=trust, at=at)
    passed = {check.name.value: check.passed for check in found.checks}
    if not content.startswith(b"%PDF"):
        other = independent(content, trusted=trust, at=at)
        assert {check["name"]: check["passed"] for check in other["checks"]} == passed
    return passed | {"verified": found.verified}


def refused(call: Any, *args: Any, **given: Any) -> str:
    with pytest.raises(Refusal) as found:
        call(*args, **given)
    return found.value.code


@pytest.mark.usefixtures("trade")
def test_whoever_gets_the_file_checks_it_without_an_account() -> None:
    signed = sign_document(CLERK, organisation="SUP", number=NUMBER)
    sign_certificate(OPERATOR, number="COC-1")
    hideable = {StatementForm.SD_JWT, StatementForm.SD_ZIP}
    for form in hideable:
        assert (
            refused(statement_file, VISITOR, identifier=signed.identifier, form=form)
            == "statement_not_hideable"
        )
    for form in set(StatementForm) - hideable:
        content = statement_file(VISITOR, identifier=signed.identifier, form=form)
        found = answers(content)
        assert found["verified"], form
        open_questions = [name for name, passed in found.items() if passed is None]
        assert open_questions == ([] if form is StatementForm.ZIP else ["log", "checkpoint"])
    assert checked_statement(VISITOR, identifier=signed.identifier).verification.verified


@pytest.mark.usefixtures("trade")
def test_it_is_signed_once_and_kept_as_it_was_signed() -> None:
    first = sign_document(CLERK, organisation="SUP", number=NUMBER)
    assert sign_document(OPERATOR, organisation="SUP", number=NUMBER) == first
    assert statement_of(VISITOR, identifier=first.identifier) == first
    asked = {"organisation": "ACME", "issuer": "SUP", "number": NUMBER}
    assert statement_of_document(BUYER, **asked) == first  # the buyer sees it too
    with pytest.raises(DatabaseError, match="append"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE signed_statement SET content = '{}'")


def test_two_who_sign_at_once_sign_once(trade: Trade, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each waits a little before it writes: both have looked by then, unless one is held."""
    both, append = Barrier(2), statement_store.append_statement

    def appended(*arguments: Any) -> bool:
        with suppress(BrokenBarrierError):
            both.wait(0.5)
        return append(*arguments)

    monkeypatch.setattr(statement_store, "append_statement", appended)

    def signed(_: int) -> str:
        with trade.store.in_use():
            return sign_document(CLERK, organisation="SUP", number=NUMBER).identifier

    with ThreadPoolExecutor(2) as pool:
        assert len(set(pool.map(signed, range(2)))) == 1


def test_what_is_issued_with_a_key_is_signed_at_once_and_its_paper_carries_the_proof(trade: Trade) -> None:
    trade.post(
        "SUP", shipped("LS-2", quantity="1"), shipped("LS-3", quantity="1"), shipped("LS-4", quantity="1")
    )
    issued = [issue_document(CLERK, organisation="SUP", shipment="LS-2").document.number]
    issued += [each.number for each in issue_documents(CLERK, organisation="SUP").issued]
    assert [each.about for each in statements(CLERK, organisation="SUP").statements] == issued[::-1]
    for number in issued:
        paper = documents_pdf(BUYER, organisation="ACME", issuer="SUP", numbers=[number])
        assert answers(paper)["verified"]
        assert answers(paper)["log"]
    together = documents_pdf(CLERK, organisation="SUP", numbers=issued)
    assert answers(together)["parse"] is False  # of several none is the one


def test_a_cancelled_document_is_revoked_for_everybody(trade: Trade) -> None:
    signed = sign_document(CLERK, organisation="SUP", number=NUMBER)
    content = signed.content.encode()
    assert answers(content)["status"] is True
    before = status_list(VISITOR, owner="SUP", number=1, purpose="revocation")
    assert status_list(VISITOR, owner="SUP", number=1, purpose="revocation") == before
    trade.run("document", "cancel", NUMBER, "--organisation", "SUP", "--reason", "wrong alloy")
    assert status_list(VISITOR, owner="SUP", number=1, purpose="revocation") != before
    assert answers(content) | {"log": None} == {
        "parse": True,
        "schema": True,
        "signature": True,
        "key": True,
        "issuer": True,
        "status": False,
        "log": None,
        "checkpoint": None,
        "certificate": None,
        "mass": True,
        "verified": False,
    }
    assert refused(sign_document, CLERK, organisation="SUP", number=NUMBER) == "document_state"


@pytest.mark.usefixtures("trade")
def test_a_key_that_was_replaced_still_proves_and_one_in_foreign_hands_does_not() -> None:
    first = sign_document(CLERK, organisation="SUP", number=NUMBER)
    rotate_key(OPERATOR, owner="SUP")
    assert answers(first.content.encode())["verified"]
    assert sign_document(CLERK, organisation="SUP", number=NUMBER) == first
    key = first.method.partition("#")[2]
    revoke_key(OPERATOR, owner="SUP", key=key, kind=EndKind.COMPROMISED, reason="laptop stolen")
    assert answers(first.content.encode())["key"] is False
    again = sign_document(CLERK, organisation="SUP", number=NUMBER)
    assert answers(again.content.encode())["verified"]
    assert answers(first.content.encode())["status"] is False  # another one speaks in its place


@pytest.mark.usefixtures("trade")
def test_a_witness_that_saw_it_before_shows_that_a_stolen_key_did_not_sign_it(tmp_path: Path) -> None:
    witness, today = memory_signer(b"w" * 32), clock.today()
    signed_on, stolen_on, told_on = ((today + timedelta(days=days)).isoformat() for days in (10, 15, 20))
    name = NoteKey("witness.example", witness.public, NoteKeyKind.COSIGNATURE)

    def cosigned() -> None:
        kept = checkpoint()
        seconds = int(clock.now().timestamp())
        line = cosigned_by(name, witness, read_note(kept.note.encode()).text, seconds).line
        keep_cosignature(size=kept.size, witness=name.name, line=line)

    def judged(
        identifier: str, *trusted: str, form: StatementForm = StatementForm.ZIP
    ) -> tuple[bool | None, bool | None]:
        archive = statement_file(VISITOR, identifier=identifier, form=form)
        found = verify_file(archive, trust=trust_bundle(VISITOR), at=clock.now(), witnesses=trusted)
        passed = {check.name.value: check.passed for check in found.checks}
        return passed["key"], passed["log"]

    with on_day(signed_on):
        first = sign_delivery(CLERK, organisation="SUP", number=NUMBER)
        cosigned()
    with on_day(told_on):
        later = sign_document(CLERK, organisation="SUP", number=NUMBER)
        cosigned()
        assert judged(first.identifier, name.vkey) == (True, True)
        rotate_key(OPERATOR, owner="SUP")
        key, since = first.method.partition("#")[2], datetime.fromisoformat(f"{stolen_on}T12:00+00:00")
        revoke_key(OPERATOR, owner="SUP", key=key, kind=EndKind.COMPROMISED, since=since, reason="stolen")
        assert judged(first.identifier, name.vkey) == (True, True)
        for form in (StatementForm.ZIP, StatementForm.SD_ZIP):  # in part too
            assert judged(first.identifier, name.vkey, form=form) == (True, True)
        assert judged(first.identifier) == (False, True)  # whose witness it is decides whoever checks
        assert judged(later.identifier, name.vkey) == (False, True)
        file, bundle = tmp_path / "first.zip", tmp_path / "trust.json"
        file.write_bytes(statement_file(VISITOR, identifier=first.identifier, form=StatementForm.ZIP))
        bundle.write_bytes(trust_bundle(VISITOR))
        asked = ["verify", str(file), "--trust", str(bundle), "--at", told_on, "--json"]
        assert (run(asked), run([*asked, "--witness", name.vkey])) == (1, 0)
        assert run([*asked, "--witness", "witness.example"]) == 1
        bundle.write_bytes(trusting())  # of another installation, which has no log
        asked_of = {"trust": bundle.read_bytes(), "at": clock.now(), "witnesses": (name.vkey,)}
        assert refused(verify_file, file.read_bytes(), **asked_of) == "trust_bundle_invalid"


@pytest.mark.usefixtures("trade")
def test_what_is_changed_is_not_verified() -> None:
    signed = sign_document(CLERK, organisation="SUP", number=NUMBER)
    members = json.loads(signed.content)
    members["credentialSubject"]["coc_mass_g"] = "19999999"
    assert answers(json.dumps(members).encode())["signature"] is False
    assert (
        answers(signed.content.replace('{"@context"', '{"id":"urn:x","@context"', 1).encode())["parse"]
        is False
    )


@pytest.mark.usefixtures("trade")
def test_without_a_key_nothing_is_signed_and_the_document_stands() -> None:
    assert refused(sign_certificate, CLERK, number="COC-1") == "not_permitted"
    assert refused(sign_document, BUYER, organisation="SUP", number=NUMBER) == "not_permitted"
    for key in [sign_document(CLERK, organisation="SUP", number=NUMBER).method.partition("#")[2]]:
        revoke_key(OPERATOR, owner="SUP", key=key, kind=EndKind.LOST, reason="disk failed")
    signed = sign_document(CLERK, organisation="SUP", number=NUMBER)  # what was signed in time stays
    found = answers(signed.content.encode())
    assert (found["verified"], found["status"]) == (True, None)  # nobody can sign a list that clears it
    assert refused(sign_document, CLERK, organisation="SUP", number="SUP-2024-000009") == "document_unknown"


@pytest.mark.usefixtures("trade")
def test_what_a_lost_key_signed_is_believed_under_the_last_list_and_on_again_under_that_of_the_next_key(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What docs/operating/keys.md and the page of keys say of the 31 days."""
    signed = sign_document(CLERK, organisation="SUP", number=NUMBER)
    content, day = signed.content.encode(), clock.now()
    kept = trust_bundle(VISITOR)
    key = signed.method.partition("#")[2]
    revoke_key(OPERATOR, owner="SUP", key=key, kind=EndKind.LOST, reason="disk failed")
    assert answers(content)["status"]
    monkeypatch.setattr(clock, "now", lambda: day + BELIEVED_FOR - timedelta(seconds=1))
    assert answers(content)["status"]
    monkeypatch.setattr(clock, "now", lambda: day + BELIEVED_FOR + timedelta(days=1))
    found = answers(content)
    assert (found["key"], found["status"], found["verified"]) == (True, False, False)
    assert verify_file(content, trust=kept, at=day).verified  # of the day of the bundle that was kept
    make_key(OPERATOR, owner="SUP")
    assert answers(content)["verified"]


def test_the_command_line_tells_the_contracts_answer(trade: Trade, tmp_path: Path) -> None:
    statement, bundle = tmp_path / "statement.json", tmp_path / "trust.json"
    document = trade.run("document", "show", NUMBER, "--organisation", "SUP")["document"]
    trade.run("statement", "document", NUMBER, "--organisation", "SUP", "--file", str(statement))
    trade.run("trust-bundle", str(bundle))
    found = trade.run("verify", str(statement), "--trust", str(bundle))
    assert (found["verified"], len(found["checks"])) == (True, 10)
    assert trade.run("statement", "list", "--organisation", "SUP")["total"] == 1
    statement.write_text(json.dumps(document))
    assert trade.refused("verify", str(statement)).json["verified"] is False  # nobody signed this one
    story = trade.run("document", "show", NUMBER, "--organisation", "SUP")
    assert trade.run("verify", str(statement), "--sha256", story["sha256"])["verified"] is True
    assert trade.refused("verify", str(statement), "--sha256", "0" * 64).json["verified"] is False
    statement.write_text("{}")
    assert trade.refused("verify", str(statement), "--trust", str(bundle)).json["verified"] is False


@pytest.mark.usefixtures("trade")
def test_a_proof_from_before_the_log_had_another_key_is_verified_under_the_newer_bundle() -> None:
    signed = sign_document(CLERK, organisation="SUP", number=NUMBER)
    before = statement_file(VISITOR, identifier=signed.identifier, form=StatementForm.ZIP)
    rotate_key(OPERATOR, owner="log")
    newer = sign_certificate(OPERATOR, number="COC-1")
    log = read_bundle(trust_bundle(VISITOR)).log
    assert log is not None
    size = read_checkpoint(read_note(log.checkpoint.encode()).text).size
    assert [each.until < size for each in log.earlier] == [True]
    after = statement_file(VISITOR, identifier=newer.identifier, form=StatementForm.ZIP)
    for content in (before, after):
        found = answers(content)
        assert (found["log"], found["checkpoint"], found["verified"]) == (True, True, True)
    [earlier] = [each for each in owner_keys(OPERATOR, owner="log").keys if each.ends]
    key, why = earlier.public.multikey, "the disk was copied"
    revoke_key(OPERATOR, owner="log", key=key, kind=EndKind.COMPROMISED, reason=why)
    assert answers(before)["checkpoint"] is False  # nothing is believed of that key any more
    assert answers(after)["checkpoint"] is True


@pytest.mark.usefixtures("trade")
def test_each_statement_stands_in_the_log_and_brings_the_proof() -> None:
    signed = [
        sign_document(CLERK, organisation="SUP", number=NUMBER),
        sign_certificate(OPERATOR, number="COC-1"),
    ]
    key = note_key(read_bundle(trust_bundle(VISITOR)).log.vkey)  # type: ignore[union-attr]  # a log there is
    for each in signed:
        proof = read_log_proof(entry_proofs([each])[each.identifier].encode())
        assert proof.extra is not None
        entry = LogEntry(EntryKind.STATEMENT, bytes.fromhex(each.digest), proof.extra)
        assert check_log_proof(proof, entry=entry.content, log=key).signers == (key,)
        other = LogEntry(EntryKind.STATEMENT, bytes(32), proof.extra)
        assert refused(check_log_proof, proof, entry=other.content, log=key) == "inclusion_unproven"
        archive = statement_file(VISITOR, identifier=each.identifier, form=StatementForm.ZIP)
        assert read_statement_file(archive).log_proof


@pytest.mark.usefixtures("trade")
def test_archives_of_many_statements_ask_no_more_than_that_of_one() -> None:
    signed = [
        sign_document(CLERK, organisation="SUP", number=NUMBER),
        sign_delivery(CLERK, organisation="SUP", number=NUMBER),
        sign_certificate(OPERATOR, number="COC-1"),
    ]
    alone = [statement_file(VISITOR, identifier=each.identifier, form=StatementForm.ZIP) for each in signed]
    with CaptureQueriesContext(connection) as for_one:
        statement_archives(signed[:1])
    with CaptureQueriesContext(connection) as for_all:
        together = statement_archives(signed)
    assert list(together.values()) == alone
    assert len(for_all) == len(for_one)


def test_a_closed_period_is_signed_with_all_that_it_binds_until_it_is_reopened(trade: Trade) -> None:
    asked: Any = {"organisation": "SUP", "scope": "SUP-COC", "start": date(2024, 1, 1)}
    assert refused(sign_period, CLERK, **asked) == "period_not_closed"
    assert refused(sign_period, BUYER, **asked) == "not_permitted"
    assert refused(sign_period, CLERK, **{**asked, "scope": "ACME-COC"}) == "scope_unknown"
    trade.store.run("period", "close", "SUP-COC", "2024-01-01")
    signed = sign_period(CLERK, **asked)
    assert sign_period(OPERATOR, **asked) == signed
    subject = json.loads(signed.content)["credentialSubject"]
    binding = bound_period(OPERATOR, scope="SUP-COC", start=date(2024, 1, 1)).binding
    assert subject["binding"] == binding.as_json()
    assert subject["binding"]["position"]["aluminium"]["coc_outflow_g"] == "20000000"
    assert answers(signed.content.encode())["verified"]
    assert list(statement_differences()) == []
    trade.run("period", "reopen", "SUP-COC", "2024-01-01", "--reason", "a shipment was missing")
    assert answers(signed.content.encode())["status"] is False


@pytest.mark.usefixtures("trade")
def test_what_an_administrator_does_to_a_statement_is_named() -> None:
    signed = sign_document(CLERK, organisation="SUP", number=NUMBER)
    assert list(statement_differences()) == []
    with connection.cursor() as cursor:
        for act in ("update", "delete"):
            sql = f"DROP TRIGGER signed_statement{{}}_refuses_{act}"
            for table in ("", "_entry"):
                of = f" ON signed_statement{table}" if connection.vendor == "postgresql" else ""
                cursor.execute(sql.format(table) + of)
        for changed, where in (
            ("content = replace(content, '20000000', '90000000')", signed.identifier),
            ("token = replace(token, 'e', 'f')", signed.identifier),
            ("digest = repeat_0", signed.identifier),
        ):
            before = "SELECT content, token, digest FROM signed_statement"
            cursor.execute(before)
            (kept,) = cursor.fetchall()
            text = changed.replace("repeat_0", f"'{'0' * 64}'")
            cursor.execute(f"UPDATE signed_statement SET {text} WHERE identifier = %s", [where])
            (found,) = statement_differences()
            assert (found.stored, where in found.subject) == ("changed since it was signed", True), changed
            cursor.execute("UPDATE signed_statement SET content = %s, token = %s, digest = %s", kept)
        assert list(statement_differences()) == []
        for column, value in (
            ("document_id", "NULL"),
            ("certificate_id", "(SELECT min(id) FROM certificate)"),
            ("about", "'SUP-2024-000002'"),
            ("kind", "'delivery-passport'"),
            ("kind", "'no kind at all'"),
            ("organisation_id", "(SELECT id FROM organisation WHERE code = 'ACME')"),
            ("owner", "'ACME'"),
            ("did", "'did:web:example.org'"),
            ("name", "'Somebody'"),
            ("list_url", "'https://example.org/status/SUP/1'"),
            ("list_number", "list_number + 1"),
            ("entry", "entry + 1"),
            ("identifier", "'0'"),
        ):
            cursor.execute(f"SELECT {column} FROM signed_statement")
            (kept_value,) = cursor.fetchall()[0]
            cursor.execute(f"UPDATE signed_statement SET {column} = {value}")
            (found,) = statement_differences()
            assert found.stored.startswith(f"{column.removesuffix('_id')} "), column
            assert found.recomputed.startswith(f"{column.removesuffix('_id')} "), column
            if column == "kind":
                assert found in check_store(OPERATOR).differences
            cursor.execute(f"UPDATE signed_statement SET {column} = %s", [kept_value])
        assert list(statement_differences()) == []
        cursor.execute("DELETE FROM signed_statement_entry")
        assert [each.stored for each in statement_differences()] == ["a statement", "no such statement"]
        cursor.execute("DELETE FROM signed_statement")
        assert [each.stored for each in statement_differences()] == ["no such statement"]


def test_a_person_reads_what_was_not_checked_and_may_insist(
    trade: Trade, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    trust, archive = tmp_path / "trust.json", tmp_path / "statement.zip"

    def printed(file: Path, *more: str) -> tuple[int, str]:
        code = run(["verify", str(file), "--trust", str(trust), *more])
        return code, capsys.readouterr().out

    signed = sign_document(CLERK, organisation="SUP", number=NUMBER)
    archive.write_bytes(statement_file(VISITOR, identifier=signed.identifier, form=StatementForm.ZIP))
    trust.write_bytes(trust_bundle(VISITOR))
    code, told = printed(archive)
    assert (code, told.splitlines()[-1]) == (0, "VERIFIED; not checked: certificate")
    code = run(["verify", str(archive), "--trust", str(trust), "--strict"])
    told, why = capsys.readouterr()
    assert (code, told.splitlines()[-1]) == (1, "VERIFIED; not checked: certificate")
    assert why.startswith("Not enough for --strict, which insists on: certificate. ")
    trade.run("verify", str(archive), "--trust", str(trust))
    assert trade.refused("verify", str(archive), "--trust", str(trust), "--strict").json["verified"]
    for useless in (("--sha256", "0" * 64), ("--leaves", str(trust)), ("--profile", "casthouse")):
        assert printed(archive, *useless) == (2, ""), (
            useless
        )  # not taken silently, as if it had been compared
    stated = trade.run("verify", str(archive), "--trust", str(trust))["stated"]
    assert stated["kind"] == "coc-document"
    assert {"name": "CoC Document", "value": NUMBER} in stated["facts"]
    assert printed(archive)[1].count(NUMBER) == 1
    certified = sign_certificate(OPERATOR, number="COC-1")
    trust.write_bytes(trust_bundle(VISITOR))
    code, told = printed(archive, "--strict")
    assert (code, told.splitlines()[-1]) == (0, "VERIFIED")
    certificate = tmp_path / "certificate.json"
    certificate.write_text(certified.content)
    code, told = printed(certificate)
    assert (code, told.splitlines()[-1]) == (0, "VERIFIED; not checked: log, checkpoint")
    assert printed(certificate, "--strict")[0] == 1
    assert told.count("not asked") == 2  # of a certificate neither its own certificate nor masses
    assert told.count("not possible") == 2


def signed_on_its_page(reference: str) -> SignedStatement:
    """Let the secretariat sign a summary report on its public page, where nobody else is shown the button."""
    page, sign = (reverse(name, args=[reference]) for name in ("public_report", "statement_sign_summary"))
    keeper = Visitor("sven")
    assert sign in keeper.get(page).text
    assert "Signed statement" not in Visitor(None).get(page).text
    assert "The summary report is signed" in keeper.post(sign, {}).words
    shown = Visitor(None).get(page).text
    assert "✓ signed" in shown
    assert sign not in shown
    found = statement_of_summary(VISITOR, audit=reference)
    assert found is not None
    return found


def test_the_summary_of_an_audit_is_signed_once_it_is_public(store: Store) -> None:
    world = Assurance(store)
    audit = SmelterAudit(world)
    audit.through(majors=("5.2",))
    assert world.refused(sign_summary, OPERATOR, audit=audit.reference) == "public_record_unknown"
    audit.decided()
    with on_day("2025-12-01"):
        signed = world.do(signed_on_its_page, audit.reference)
        assert world.do(sign_summary, OPERATOR, audit=audit.reference) == signed
        trust = world.do(trust_bundle, VISITOR)
        assert verify_file(signed.content.encode(), trust=trust, at=clock.now()).verified
        assert world.do(lambda: list(statement_differences())) == []
    subject = json.loads(signed.content)["credentialSubject"]
    rated = {each["criterion"]: each["rating"] for each in subject["findings"]}
    assert (subject["outcome"], rated["5.2"]) == ("provisional", "major_non_conformance")
    assert not [secret for secret in ("lena", "theo", "sven", "looked at") if secret in signed.content]


def test_a_passport_shows_of_its_origins_what_each_discloses_to_outsiders(trade: Trade) -> None:
    bought = {"facility": "SUP-CH", "counterparty": "Old mine", "lot": "L-9", "quantity": "5"}
    trade.post("SUP", other_receipt("IN-9", **bought), shipped("LS-9", quantity="2", lot="L-9"))
    number = issue_document(CLERK, organisation="SUP", shipment="LS-9").document.number
    set_disclosure(OPERATOR, organisation="SUP", level="nothing")
    hidden = sign_delivery(CLERK, organisation="SUP", number=number)
    assert answers(hidden.content.encode())["verified"]
    provenance = json.loads(hidden.content)["credentialSubject"]["provenance"]
    assert provenance == {
        "traced_mass_g": "2000000",
        "traced_mass_t": "2",
        "origins": [{"disclosed": "no", "mass_g": "2000000", "share": "1/1"}],
    }
    set_disclosure(OPERATOR, organisation="SUP", level="company")
    told = sign_delivery(CLERK, organisation="SUP", number=number)
    (origin,) = json.loads(told.content)["credentialSubject"]["provenance"]["origins"]
    assert (origin["organisation"], "lot" in origin) == ("SUP", False)
    assert "Old mine" not in told.content
    assert answers(hidden.content.encode())["status"] is False  # the new one speaks in its place
    untraced = sign_delivery(CLERK, organisation="SUP", number=NUMBER)
    assert json.loads(untraced.content)["credentialSubject"]["provenance"]["origins"] == []
    trade.run("document", "cancel", NUMBER, "--organisation", "SUP", "--reason", "wrong alloy")
    assert answers(untraced.content.encode())["status"] is False
    assert list(statement_differences()) == []
