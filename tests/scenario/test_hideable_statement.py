"""A delivery passport of which its holder shows a part: from the seller's key to a reader who gets the file alone."""

import json
from base64 import urlsafe_b64decode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from casthouse.cli import run
from casthouse.parties.role import Role
from casthouse.passport.hidden_part import PATHS, HiddenPart
from casthouse.passport.signed_statement import SignedStatement
from casthouse.service import clock
from casthouse.service.delivery_statement import sign_delivery
from casthouse.service.disclosure import set_disclosure
from casthouse.service.document import issue_document
from casthouse.service.hideable_statement import (
    members_not_shown,
    presentation,
    presentation_archive,
    presented_copy,
)
from casthouse.service.log_monitor import own_entries
from casthouse.service.permission import OPERATOR, VISITOR, Actor
from casthouse.service.signing_key import make_key
from casthouse.service.statement_check import checked_statement
from casthouse.service.statement_download import StatementForm, statement_file
from casthouse.service.statement_tamper import statement_differences
from casthouse.service.trust_bundle import trust_bundle
from casthouse.service.verification import verify_file
from casthouse.storage import signed_statement as store
from tests.contract.movement_rows import other_receipt
from tests.forgery.archive_forgeries import archive
from tests.forgery.independent import independent
from tests.scenario.test_signed_statement import refused
from tests.scenario.trade import Trade, shipped

CLERK = Actor(name="carl", organisation_roles={"SUP": frozenset({Role.CLERK})})
ALL = [each.value for each in HiddenPart]


@pytest.fixture
def trade(request: pytest.FixtureRequest) -> Iterator[Trade]:
    """Return two companies that trade, of which the seller has a key and shipped a lot whose origin is known."""
    trade = Trade(request.getfixturevalue("store"))
    trade.issue()
    with trade.store.in_use():
        make_key(OPERATOR, owner="SUP")
        bought = {"facility": "SUP-CH", "counterparty": "Old mine", "lot": "L-9", "quantity": "5"}
        trade.post("SUP", other_receipt("IN-9", **bought), shipped("LS-9", quantity="2", lot="L-9"))
        set_disclosure(OPERATOR, organisation="SUP", level="site")
        yield trade


def passport() -> SignedStatement:
    number = issue_document(CLERK, organisation="SUP", shipment="LS-9").document.number
    return sign_delivery(CLERK, organisation="SUP", number=number)


def answers(given: str | bytes) -> dict[str, bool | None]:
    """Return what the checks of a file answer with what is believed now; the independent verifier answers alike."""
    trust, at = trust_bundle(VISITOR), clock.now()
    content = given if isinstance(given, bytes) else given.encode()
    found = verify_file(content, trust=trust, at=at)
    passed = {check.name.value: check.passed for check in found.checks}
    other = independent(content, trusted=trust, at=at)
    assert {check["name"]: check["passed"] for check in other["checks"]} == passed
    return passed | {"verified": found.verified}


def read(token: str) -> str:
    """Return all that somebody can read in a token."""
    parts = token.replace(".", "~").split("~")
    return "\n".join(
        urlsafe_b64decode(part + "=" * (-len(part) % 4)).decode("utf-8", "replace") for part in parts
    )


@pytest.mark.usefixtures("trade")
def test_a_reader_who_gets_a_part_checks_it_and_learns_nothing_of_the_rest() -> None:
    signed = passport()
    whole = presentation(VISITOR, identifier=signed.identifier)
    assert statement_file(VISITOR, identifier=signed.identifier, form=StatementForm.SD_JWT) == whole.encode()
    for hide, secrets in (
        (["masses"], ["2000000"]),
        (["partners"], ['"ACME"', '"organisation"']),
        (["sites"], ["SUP-CH"]),
        (ALL, ["2000000", '"ACME"', "SUP-CH", signed.identifier]),
    ):
        shown = presentation(VISITOR, identifier=signed.identifier, hide=hide)
        found = answers(shown)
        assert (found["verified"], found["status"]) == (True, True)
        for secret in secrets:
            assert (secret in read(whole), secret in read(shown)) == (True, False), secret
        assert presented_copy(whole.encode(), hide) == shown.encode()
        archived = presentation_archive(VISITOR, identifier=signed.identifier, hide=hide)
        held = statement_file(VISITOR, identifier=signed.identifier, form=StatementForm.SD_ZIP)
        assert presented_copy(held, hide) == archived
        proven = answers(archived)
        assert (proven["verified"], proven["log"], proven["checkpoint"]) == (True, True, True)
    assert answers(whole)["verified"]
    assert checked_statement(VISITOR, identifier=signed.identifier).is_hideable


def test_a_part_that_is_shown_is_revoked_with_the_whole(trade: Trade) -> None:
    signed = passport()
    shown = presentation(VISITOR, identifier=signed.identifier, hide=ALL)
    trade.run("document", "cancel", signed.about, "--organisation", "SUP", "--reason", "wrong alloy")
    found = answers(shown)
    assert (found["verified"], found["status"]) == (False, False)


@pytest.mark.usefixtures("trade")
def test_what_cannot_be_hidden_is_refused() -> None:
    signed = passport()
    asked: dict[str, Any] = {"identifier": signed.identifier}
    assert refused(presentation, VISITOR, **asked, hide=["country"]) == "hidden_part_unknown"
    assert refused(presentation, VISITOR, identifier="0" * 32) == "statement_not_hideable"
    for file in (signed.content, signed.token, ""):
        assert refused(presented_copy, file.encode(), ["sites"]) == "statement_not_hideable"
    assert refused(presented_copy, b"ey~", ["sites"]) == "signature_invalid"
    whole = presentation(VISITOR, identifier=signed.identifier).encode()
    damaged = archive(("statement.jwt", whole), ("statement.tlog-proof", b"\xff"))
    assert refused(presented_copy, damaged, ["sites"]) == "statement_unreadable"


def test_a_holder_hides_parts_on_the_command_line_without_a_store(trade: Trade, tmp_path: Path) -> None:
    signed = passport()
    whole, shown, trust = (tmp_path / name for name in ("p.sd-jwt", "shown.sd-jwt", "trust.json"))
    trust.write_bytes(trust_bundle(VISITOR))
    assert run(["statement", "show", signed.identifier, "--form", "sd-jwt", "--file", str(whole)]) == 0
    told = trade.run("statement", "present", str(whole), "--hide", "masses, sites", "-o", str(shown))
    assert told["not_shown"] == members_not_shown(shown.read_bytes())
    checks = trade.run("verify", str(shown), "--trust", str(trust))["checks"]
    detail = {check["name"]: check["detail"] for check in checks}
    assert "not shown by the holder: id, document_sha256, coc_mass_g" in detail["schema"]
    assert detail["mass"] == "not possible: hidden by the holder: masses"
    assert run(["statement", "present", str(whole), "--hide", "masses", "-o", str(whole)]) == 2
    assert whole.read_text() == presentation(VISITOR, identifier=signed.identifier)  # not lost


@pytest.mark.usefixtures("trade")
def test_one_signed_before_there_was_such_a_form_is_signed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as then:
        then.setattr("casthouse.service.delivery_statement.ORIGINS_MAX", -1)
        old = passport()
        assert sign_delivery(CLERK, organisation="SUP", number=old.about) == old
    assert refused(presentation, VISITOR, identifier=old.identifier) == "statement_not_hideable"
    assert not checked_statement(VISITOR, identifier=old.identifier).is_hideable
    new = sign_delivery(CLERK, organisation="SUP", number=old.about)
    assert new != old
    assert answers(presentation(VISITOR, identifier=new.identifier, hide=ALL))["verified"]
    assert sign_delivery(CLERK, organisation="SUP", number=old.about) == new


@pytest.mark.usefixtures("trade")
def test_one_too_large_for_the_form_is_signed_once_without_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("casthouse.passport.sd_jwt.CHARS_MAX", 2_000)
    signed = passport()
    assert refused(presentation, VISITOR, identifier=signed.identifier) == "statement_not_hideable"
    assert list(statement_differences()) == []
    assert (
        sign_delivery(CLERK, organisation="SUP", number=signed.about) == signed
    )  # not revoked by each click


@pytest.mark.usefixtures("trade")
def test_one_whose_form_hides_less_than_forms_of_today_is_signed_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = ("credentialSubject",)
    with monkeypatch.context() as then:
        then.setitem(PATHS, path, tuple(each for each in PATHS[path] if each.name != "buyer"))
        old = passport()
    assert (
        refused(presentation, VISITOR, identifier=old.identifier, hide=["partners"])
        == "statement_not_hideable"
    )
    new = sign_delivery(CLERK, organisation="SUP", number=old.about)
    assert new != old
    assert '"ACME"' not in read(presentation(VISITOR, identifier=new.identifier, hide=["partners"]))
    assert sign_delivery(CLERK, organisation="SUP", number=old.about) == new


@pytest.mark.usefixtures("trade")
def test_the_form_stands_in_the_log_and_what_an_administrator_does_to_it_is_named() -> None:
    signed = passport()
    assert list(statement_differences()) == []
    whats = [
        each.what for each in own_entries(OPERATOR, organisation="SUP") if each.kind.value == "statement"
    ]
    assert whats.count(f"signed statement of delivery-passport {signed.about}") == 2
    form = store.hideable_of(signed.identifier)
    assert form is not None
    with pytest.raises(DatabaseError, match="append"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE hideable_statement SET token = ''")
    other = presentation(VISITOR, identifier=signed.identifier, hide=["masses"])
    with connection.cursor() as cursor:
        of = " ON hideable_statement" if connection.vendor == "postgresql" else ""
        for act in ("update", "delete"):
            cursor.execute(f"DROP TRIGGER hideable_statement_refuses_{act}{of}")
        for column, value in (("token", other), ("token", "ey~"), ("digest", "0" * 64), ("index", 0)):
            cursor.execute(f'UPDATE hideable_statement SET "{column}" = %s', [value])
            found = list(statement_differences())
            assert "in the form to hide parts from" in found[0].subject, column
            cursor.execute(f'UPDATE hideable_statement SET "{column}" = %s', [getattr(form, column)])
        assert list(statement_differences()) == []
        cursor.execute("DELETE FROM hideable_statement")
        (found_one,) = statement_differences()
        assert (found_one.stored, found_one.subject) == (
            "no such statement",
            f"entry {form.index} of the log",
        )


@pytest.mark.usefixtures("trade")
def test_the_whole_says_what_the_signed_json_says() -> None:
    signed = passport()
    told = json.loads(signed.content)["credentialSubject"]
    whole = read(presentation(VISITOR, identifier=signed.identifier))
    assert told["coc_mass_g"] in whole
    assert told["provenance"]["origins"][0]["disclosed"] == "yes"
