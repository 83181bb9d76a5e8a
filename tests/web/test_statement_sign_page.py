"""Where people sign: a document and the passport of its delivery on one page, a certificate on its own."""

import pytest
from django.urls import reverse

from casthouse.service.document import issue_document
from casthouse.service.permission import OPERATOR
from casthouse.service.shipment_due import shipments_due
from casthouse.service.signing_key import make_key
from tests.web.page_visit import Visitor

pytestmark = [pytest.mark.usefixtures("world"), pytest.mark.one_store]
CERTIFICATE = reverse("certificate") + "?number=COC-1"


def issued() -> str:
    shipment = shipments_due(OPERATOR, organisation="ACME").oldest[0]
    return issue_document(OPERATOR, organisation="ACME", shipment=shipment.reference).document.number


def test_the_passport_of_a_delivery_is_signed_on_the_page_of_its_document() -> None:
    number = issued()
    page = f"{reverse('document', args=['ACME'])}?number={number}"
    clerk, sign = Visitor("clerk"), reverse("statement_sign_delivery", args=["ACME"])
    assert sign in clerk.get(page).text
    assert clerk.post(sign, {"number": number}).refusal == "key_missing"
    make_key(OPERATOR, owner="ACME")
    signed = clerk.post(sign, {"number": number})
    assert f"The passport of {number} is signed" in signed.words
    assert signed.text.count("✓ signed") == 1
    assert (
        "Not signed: a buyer can only compare digests." in signed.words
    )  # the document itself is another matter
    again = clerk.post(sign, {"number": number})
    assert (again.status, again.text.count("✓ signed")) == (200, 1)
    reader = Visitor("auditor").get(page)
    assert "✓ signed" in reader.text
    assert sign not in reader.text


def test_a_certificate_is_signed_on_its_page_by_the_secretariat_alone() -> None:
    sign, keeper, member = reverse("statement_sign_certificate"), Visitor("secretariat"), Visitor("manager")
    assert sign in keeper.get(CERTIFICATE).text
    assert sign not in member.get(CERTIFICATE).text
    assert "Not signed by the secretariat." in member.get(CERTIFICATE).words
    assert member.post(sign, {"number": "COC-1"}).status == 403
    signed = keeper.post(sign, {"number": "COC-1"})
    assert "Certificate COC-1 is signed as it stands today." in signed.words
    assert "Sign it anew as it stands today" in signed.words
    assert "✓ signed" in member.get(CERTIFICATE).text
