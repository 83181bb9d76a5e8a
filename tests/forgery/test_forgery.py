"""Every forgery is caught by the check that names its reason, by Casthouse and by the independent verifier alike."""

import ast
import json
import re
import subprocess
import sys
from base64 import b64decode
from collections.abc import Callable
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from casthouse.passport.canonical import canonical
from casthouse.passport.hidden_part import HiddenPart
from casthouse.passport.signature_check import OWN_PARTY
from casthouse.passport.statement_kind import KINDS
from casthouse.passport.trust_bundle import TrustBundle, read_bundle
from casthouse.passport.verified_list import ListBook
from casthouse.refusal import Refusal
from casthouse.service.verification import verify_with
from tests.forgery.archive_forgeries import archive
from tests.forgery.cases import case_members, forgeries
from tests.forgery.forged import Forgery, certificate, honest_text, honest_token, signed, trusting
from tests.forgery.hidden_forgeries import hidden_and_logged
from tests.forgery.independent import FILE, SCHEMAS, independent
from tests.forgery.log_forgeries import STRANGER_KEY, known_log, logged, rotated_log
from tests.forgery.open_cases import open_cases
from tests.forgery.passport_forgeries import TRUE_PASSPORTS
from tests.forgery.period_forgeries import period
from tests.forgery.token_forgeries import envelope
from tests.unit.passport.passport_world import shown_passport, whole_passport
from tests.unit.passport.statement_world import NOW
from verifier import verify_statement

pytestmark = pytest.mark.one_store

Verifier = Callable[[bytes, bytes, datetime], dict[str, Any]]


@cache
def believed(trust: bytes) -> TrustBundle:
    return read_bundle(trust)


def of_casthouse(content: bytes, trust: bytes, at: datetime) -> dict[str, Any]:
    bundle = believed(trust)
    return verify_with(content, bundle=bundle, lists=ListBook(bundle), at=at).as_json()


def of_the_independent(content: bytes, trust: bytes, at: datetime) -> dict[str, Any]:
    return independent(content, trusted=trust, at=at)


VERIFIERS: dict[str, Verifier] = {"casthouse": of_casthouse, "independent": of_the_independent}


@cache
def answered(verifier: str, number: int) -> dict[str, Any]:
    """Return what a verifier answers on a forgery."""
    forgery = forgeries()[number]
    return VERIFIERS[verifier](forgery.content, forgery.trust, forgery.at)


def passes(found: dict[str, Any]) -> dict[str, bool | None]:
    return {check["name"]: check["passed"] for check in found["checks"]}


TRUE_FILES: dict[str, bytes] = {
    "JSON": honest_text().encode(),
    "JSON with blanks": json.dumps(json.loads(honest_text()), indent=2).encode(),
    "JSON in another order": json.dumps(dict(reversed(json.loads(honest_text()).items()))).encode(),
    "a token": honest_token().encode(),
    "a token with a line end": honest_token().encode() + b"\n",
    "a token in an envelope, with a line end": envelope("application/vc+jwt", f"{honest_token()}\n"),
    "a passport with blanks behind it": whole_passport().encode() + b" \t\r\n",
    "an archive": archive(
        ("statement.json", honest_text().encode()),
        ("statement.jwt", honest_token().encode()),
        ("beside/1.json", canonical(certificate())),
    ),
    "a document beside the one that it corrects": archive(
        (
            "statement.json",
            signed(lambda c: c["credentialSubject"].update(number="R-2", supersedes="R-1", revision="2")),
        ),
        ("beside/1.json", signed(lambda c: c["credentialSubject"].update(number="R-1"))),
    ),
    "a certificate": canonical(certificate()),
    "the statement of a period": canonical(period()),
    **TRUE_PASSPORTS,
    "a passport shown whole": whole_passport().encode(),
    "a passport that hides a part": shown_passport(HiddenPart.PARTNERS).encode(),
    "a passport that hides all": shown_passport(*HiddenPart).encode(),
}
OF_A_KIND = {"a certificate", "the statement of a period", "a passport that hides all"}
"""The true files of which neither a certificate nor masses can be asked."""


@pytest.mark.parametrize("verifier", VERIFIERS)
@pytest.mark.parametrize("form", TRUE_FILES)
def test_what_is_true_is_verified(form: str, verifier: str) -> None:
    found = VERIFIERS[verifier](TRUE_FILES[form], trusting(), NOW)
    assert found["verified"]
    of_a_kind = {"certificate", "mass"} if form in OF_A_KIND else set()
    assert {name for name, passed in passes(found).items() if passed is None} == {
        "log",
        "checkpoint",
    } | of_a_kind


@pytest.mark.parametrize("verifier", VERIFIERS)
def test_what_stands_in_the_log_is_verified_with_its_witness(verifier: str) -> None:
    found = passes(VERIFIERS[verifier](logged(), known_log(), NOW))
    assert (found["log"], found["checkpoint"]) == (True, True)
    other = passes(VERIFIERS[verifier](logged(), known_log(witnesses=(STRANGER_KEY,)), NOW))
    assert (other["log"], other["checkpoint"]) == (True, None)
    nothing = passes(VERIFIERS[verifier](logged(), trusting(), NOW))
    assert (nothing["log"], nothing["checkpoint"]) == (None, None)


@pytest.mark.parametrize("verifier", VERIFIERS)
def test_a_proof_under_an_earlier_key_of_the_log_holds_up_to_where_that_key_ended(verifier: str) -> None:
    content, trust = rotated_log()
    assert None not in passes(VERIFIERS[verifier](content, trust, NOW)).values()
    content, trust = rotated_log(until=3)
    assert passes(VERIFIERS[verifier](content, trust, NOW))["checkpoint"] is False


@pytest.mark.parametrize("verifier", VERIFIERS)
def test_what_a_holder_hides_is_told_and_what_needs_it_is_not_possible(verifier: str) -> None:
    hidden = shown_passport(HiddenPart.MASSES, HiddenPart.PARTNERS).encode()
    told = {each["name"]: each["detail"] for each in VERIFIERS[verifier](hidden, trusting(), NOW)["checks"]}
    for name in ("coc_mass_g", "buyer", "traced_mass_g", "document_sha256", "id"):
        assert re.search(rf"not shown by the holder: .*\b{name}\b", told["schema"]), name
    assert "address" not in told["schema"]
    assert told["mass"] == "not possible: hidden by the holder: masses"
    whole = VERIFIERS[verifier](whole_passport().encode(), trusting(), NOW)
    told = {each["name"]: each["detail"] for each in whole["checks"]}
    assert "hidden" not in told["mass"]


@pytest.mark.parametrize("verifier", VERIFIERS)
def test_a_passport_shown_in_part_stands_in_the_log_by_what_was_signed_of_it(verifier: str) -> None:
    for hide in ((), tuple(HiddenPart)):
        found = passes(VERIFIERS[verifier](hidden_and_logged(*hide), known_log(), NOW))
        assert (found["parse"], found["log"]) == (True, True)


def test_there_are_many_forgeries_each_with_a_name() -> None:
    assert len({each.name for each in forgeries()}) == len(forgeries()) >= 60


@pytest.mark.parametrize("verifier", VERIFIERS)
@pytest.mark.parametrize("number", range(len(forgeries())), ids=lambda number: forgeries()[number].name)
def test_a_forgery_is_caught_and_the_message_says_why(number: int, verifier: str) -> None:
    forgery, found = forgeries()[number], answered(verifier, number)
    answer = next(check for check in found["checks"] if check["name"] == forgery.check)
    assert not found["verified"]
    assert answer["passed"] is forgery.passed
    assert re.search(forgery.says, answer["detail"]), answer["detail"]


@pytest.mark.parametrize("number", range(len(forgeries())), ids=lambda number: forgeries()[number].name)
def test_both_verifiers_answer_every_check_alike(number: int) -> None:
    assert passes(answered("casthouse", number)) == passes(answered("independent", number))


@pytest.mark.parametrize("case", open_cases(), ids=lambda case: case.name)
def test_what_cannot_be_checked_is_no_pass_and_no_failure(case: Forgery) -> None:
    found = {name: ask(case.content, case.trust, case.at) for name, ask in VERIFIERS.items()}
    assert passes(found["casthouse"]) == passes(found["independent"])
    assert found["casthouse"]["verified"]
    assert passes(found["casthouse"])[case.check] is case.passed


def test_the_independent_verifier_imports_nothing_of_casthouse_and_is_short() -> None:
    text = FILE.read_text(encoding="utf-8")
    imports = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Import | ast.ImportFrom)]
    names = [
        name.split(".")[0]
        for node in imports
        for name in (
            [node.module or ""] if isinstance(node, ast.ImportFrom) else [a.name for a in node.names]
        )
    ]
    assert set(names) - sys.stdlib_module_names == {"cryptography"}
    assert text.count("\n") <= 600


SCHEMA_WORDS = {
    "$schema",
    "$id",
    "$ref",
    "$defs",
    "title",
    "description",
    "type",
    "const",
    "enum",
    "properties",
    "required",
    "additionalProperties",
    "items",
    "minItems",
    "maxItems",
    "minLength",
    "maxLength",
    "pattern",
    "format",
}


def words_of(schema: Any) -> set[str]:
    """Return the words of a schema, and of all that are in it."""
    if not isinstance(schema, dict):
        return set()
    inner = [*schema.get("properties", {}).values(), *schema.get("$defs", {}).values()]
    inner += [schema.get("items"), schema.get("additionalProperties")]
    return set(schema).union(*map(words_of, inner))


@pytest.mark.parametrize("path", sorted(SCHEMAS.glob("*.json")), ids=lambda path: path.stem)
def test_the_independent_verifier_knows_every_word_of_the_published_schemas(path: Path) -> None:
    assert words_of(json.loads(path.read_text(encoding="utf-8"))) <= SCHEMA_WORDS


@pytest.mark.parametrize(
    "change", [("issuers", None), ("status_lists", None), ("keys", None), ("ends", None)]
)
def test_a_trust_bundle_with_a_hole_is_refused_by_both(change: tuple[str, None]) -> None:
    name, hole = change
    members = json.loads(trusting())
    key = members["issuers"][0]["keys"][0]
    {**members, "keys": members["issuers"][0]["keys"], "ends": key["ends"]}[name].append(hole)
    with pytest.raises(Refusal):
        read_bundle(canonical(members))
    with pytest.raises(verify_statement.Wrong):
        verify_statement.Trust(canonical(members))


def test_the_independent_verifier_knows_every_kind() -> None:
    of_casthouse = {
        kind.value: (rule.type, *sorted(each.value for each in rule.issuers), OWN_PARTY.get(kind, ""))
        for kind, rule in KINDS.items()
    }
    assert of_casthouse == verify_statement.KINDS


def test_the_independent_verifier_is_a_command(tmp_path: Path) -> None:
    """It is told the day, prints one JSON document and exits as Casthouse does; it runs where Casthouse is not."""
    files = {
        "true.json": honest_text().encode(),
        "false.json": honest_text().replace("59818000", "76217900").encode(),
        "trust.json": trusting(),
    }
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, str(FILE), *words]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    trust = ("--trust", "trust.json", "--at", "2025-06-01")
    right, wrong, none = run("true.json", *trust), run("false.json", *trust), run("no.json", *trust)
    assert (right.returncode, json.loads(right.stdout)["verified"]) == (0, True), right.stderr
    assert (wrong.returncode, json.loads(wrong.stdout)["verified"]) == (1, False)
    assert (none.returncode, none.stdout) == (2, "")


def test_a_case_is_written_as_json_has_it() -> None:
    first = forgeries()[0]
    members = json.loads(json.dumps(case_members(first)))
    assert b64decode(members["content"]) == first.content
    assert set(members) == {"name", "content", "trust", "at", "check", "passed"}
