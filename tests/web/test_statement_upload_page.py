"""The front of the public check: a visitor without an account sends a file, or takes the page that checks offline."""

import json
import re
from io import BytesIO

import pytest
from django.template.loader import get_template
from django.test import Client
from django.urls import reverse

from casthouse.exchange.statement_file import StatementFile, read_statement_file
from casthouse.passport.signed_statement import SignedStatement
from casthouse.passport.statement_kind import StatementKind
from casthouse.service import verification
from casthouse.service.attempt import ATTEMPTS_MAX, Attempt
from casthouse.service.document import issue_document
from casthouse.service.document_statement import sign_document
from casthouse.service.permission import OPERATOR
from casthouse.service.shipment_due import shipments_due
from casthouse.service.signing_key import make_key
from casthouse.service.statement_upload import UPLOAD_BYTES_MAX
from casthouse.web.pages.statement import STATED
from tests.forgery.forged import certificate
from tests.forgery.period_forgeries import period
from tests.web.api_world import World


@pytest.fixture
def signed(world: World) -> SignedStatement:  # noqa: ARG001 - the store
    """Return the statement of a document that ACME issued for a shipment of the world."""
    for owner in ("ACME", "secretariat"):
        make_key(OPERATOR, owner=owner)
    shipment = shipments_due(OPERATOR, organisation="ACME").oldest[0]
    issued = issue_document(OPERATOR, organisation="ACME", shipment=shipment.reference)
    return sign_document(OPERATOR, organisation="ACME", number=issued.document.number)


def sent(content: bytes | str, **more: str) -> tuple[int, str]:
    """Send a file, or a text, without a token against forged forms, and return the answer; no cookie comes back."""
    visitor = Client(enforce_csrf_checks=True)
    given = {"text": content} if isinstance(content, str) else {"file": BytesIO(content)}
    answer = visitor.post(reverse("statement_front"), {**given, **more})
    assert not answer.cookies
    return int(answer.status_code), answer.content.decode()


def test_a_true_statement_is_verified_as_a_file_and_as_text(signed: SignedStatement) -> None:
    for content in (signed.content.encode(), signed.content, signed.token, signed.token.encode()):
        status, shown = sent(content)
        assert status == 200
        assert "✓ verified" in shown
        assert "physically" in shown
        assert signed.about in shown


def test_what_was_changed_is_not_verified_and_nothing_of_it_is_markup(signed: SignedStatement) -> None:
    secured = json.loads(signed.content)
    secured["credentialSubject"]["responsible"] = "<script>alert(1)</script>"
    secured["issuer"]["name"] = "<b>Us</b>"
    status, shown = sent(json.dumps(secured))
    assert status == 200
    assert "! not verified" in shown
    assert "something was changed" in shown
    assert "<script>alert" not in shown
    assert "<b>Us" not in shown


def test_a_file_is_read_once(signed: SignedStatement, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[bytes] = []

    def noted(content: bytes) -> StatementFile:
        read.append(content)
        return read_statement_file(content)

    monkeypatch.setattr(verification, "read_statement_file", noted)
    assert "✓ verified" in sent(signed.content.encode())[1]
    assert read == [signed.content.encode()]


@pytest.mark.parametrize(
    "content",
    [b"\x00", b"%PDF-1.4", b"PK\3\4", b"ey.ey.ey", b"[" * 4000, b'{"type":["VerifiableCredential"]}', b"{}"],
)
@pytest.mark.usefixtures("signed")
def test_what_is_no_statement_is_an_answer_and_no_fault(content: bytes) -> None:
    status, shown = sent(content)
    assert status == 200
    assert "! not verified" in shown
    assert "cannot be read as a signed statement" in shown
    assert "not possible" not in shown


@pytest.mark.usefixtures("signed")
def test_what_is_too_large_is_not_read_and_nothing_sent_is_asked_for() -> None:
    status, shown = sent(b"x" * (UPLOAD_BYTES_MAX + 200_000))
    assert status == 413
    assert "at most 4194304 bytes" in shown
    status, shown = sent("  ")
    assert status == 422
    assert "Choose a file, or paste its text." in shown


def test_every_kind_of_statement_is_shown_in_words() -> None:
    assert set(STATED) == set(StatementKind)
    for template in STATED.values():
        get_template(template)


@pytest.mark.usefixtures("signed")
def test_an_address_has_so_many_checks_an_hour() -> None:
    for _ in range(ATTEMPTS_MAX[Attempt.CHECK]):
        assert sent("{}")[0] == 200
    status, shown = sent("{}")
    assert status == 429
    assert "within an hour" in shown


def test_an_identifier_leads_to_its_page_and_an_unknown_one_is_told_so(signed: SignedStatement) -> None:
    visitor = Client()
    found = visitor.get(reverse("statement_front"), {"identifier": signed.identifier}, follow=True)
    assert found.redirect_chain[0][0] == reverse("statement_check", args=[signed.identifier])
    assert "✓ verified" in found.content.decode()
    unknown = visitor.get(reverse("statement_front"), {"identifier": "0" * 32}, follow=True)
    assert unknown.status_code == 404
    wrong = visitor.get(reverse("statement_front"), {"identifier": "../x"})
    assert "Letters, digits" in wrong.content.decode()


def test_the_page_that_checks_offline_is_saved_and_not_run_here(signed: SignedStatement) -> None:
    answer = Client().get(reverse("offline_check"))
    assert answer["Content-Disposition"] == 'attachment; filename="casthouse-check.html"'
    assert "sandbox" in answer["Content-Security-Policy"]
    assert not answer.cookies
    page = answer.content.decode()
    trust = re.search(r'<script type="application/json" id="trust">(.*?)</script>', page, re.DOTALL)
    assert trust is not None
    assert json.loads(trust[1])["format"] == "casthouse-trust-bundle/1"
    assert signed.did in trust[1]
    assert "connect-src" not in page.split("</head>")[0]  # the policy has no exception from none
    assert "default-src 'none'" in page


@pytest.mark.one_store
def test_a_period_is_shown_in_tonnes_by_stage_and_a_certificate_with_its_sites() -> None:
    says = period()["credentialSubject"]
    shown = get_template("statement/period.html").render({"says": says})
    assert "<caption>Aluminium" in shown
    assert "<caption>Bauxite" not in shown
    assert not re.search(r"\d g\b", shown)
    assert re.search(r"Input share</th><td>[0-9.]+ %: the CoC part of all that came", shown)
    shown = get_template("statement/certificate.html").render({"says": certificate()["credentialSubject"]})
    assert "RHEIN-CH: 2024-01-01 to 2026-12-31, both days included" in shown
    assert "RHEIN-COC" in shown
