"""The public page of a delivery passport: a part of it is saved, sent to be checked, and says what is not shown."""

import pytest
from django.test import Client
from django.urls import reverse

from casthouse.passport.signed_statement import SignedStatement
from casthouse.service.delivery_statement import sign_delivery
from casthouse.service.document import issue_document
from casthouse.service.permission import OPERATOR
from casthouse.service.shipment_due import shipments_due
from casthouse.service.signing_key import make_key
from tests.web.api_world import World
from tests.web.test_statement_upload_page import sent

pytestmark = pytest.mark.one_store


@pytest.fixture
def signed(world: World) -> SignedStatement:  # noqa: ARG001 - the store
    """Return the passport of a delivery of ACME."""
    make_key(OPERATOR, owner="ACME")
    shipment = shipments_due(OPERATOR, organisation="ACME").oldest[0]
    issued = issue_document(OPERATOR, organisation="ACME", shipment=shipment.reference)
    return sign_delivery(OPERATOR, organisation="ACME", number=issued.document.number)


def test_a_visitor_saves_a_part_and_its_reader_has_it_checked(signed: SignedStatement) -> None:
    visitor = Client()
    page = visitor.get(reverse("statement_check", args=[signed.identifier])).content.decode()
    assert "Show a part of it" in page
    address = reverse("statement_present", args=[signed.identifier])
    assert f'action="{address}"' in page
    answer = visitor.get(address, {"hide": ["masses", "partners"]})
    assert answer["Content-Type"] == "application/dc+sd-jwt"
    assert "passport.sd-jwt" in answer["Content-Disposition"]
    assert not answer.cookies
    assert visitor.get(
        f"/api/v1/statements/{signed.identifier}/presentation?hide=masses&hide=partners"
    ).content == (answer.content)
    for content in (answer.content, answer.content.decode()):
        status, shown = sent(content)
        assert status == 200
        assert "✓ verified" in shown
        assert "not shown by the holder: id, document_sha256" in shown
        assert '<dt>To</dt><dd><span class="tag">not shown</span>' in shown
        assert '<dt>CoC mass</dt><dd><span class="tag">not shown</span>' in shown
    proven = visitor.get(address, {"hide": "sites", "proof": "1"})
    assert proven["Content-Type"] == "application/zip"
    assert "not shown by the holder: id" in sent(proven.content)[1]
    assert "✓ verified" in sent(proven.content)[1]
    whole = sent(visitor.get(address).content)[1]
    assert "not shown by the holder: id" not in whole
    assert visitor.get(address, {"hide": "country"}).status_code == 404
