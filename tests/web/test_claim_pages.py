"""The pages of claims as a member, the secretariat and a visitor walk through them."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from casthouse.service.claim import request_claim
from casthouse.service.claim_view import claim_queue, claims_of
from casthouse.service.claim_wanted import WantedClaim
from casthouse.service.permission import OPERATOR
from tests.unit.exchange.test_evidence_type import png
from tests.web.page_visit import Visitor

pytestmark = pytest.mark.usefixtures("world")
NUMBER = "ACME-CLAIM-2"
PAGE = reverse("claim", args=[NUMBER])
LABEL = {
    "form": "revised",
    "text_form": "short",
    "scope": "ACME-COC",
    "product": "Can sheet",
    "mass_g": "10",
    "direction": "output",
    "stage": "aluminium",
    "period_start": "2024-01-01",
    "place": "coil label",
}


def test_a_label_from_the_draft_to_the_check_by_a_visitor() -> None:
    manager, secretary, visitor = Visitor("manager"), Visitor("secretariat"), Visitor(None)
    draft = {"form": "request", "kind": "on_product", "scope": "ACME-COC", "place": "coil label"}
    assert manager.client.post(reverse("claims", args=["ACME"]), draft).headers["Location"] == PAGE
    assert secretary.client.get(PAGE).status_code == 404  # a draft is its holder's own
    check = f"{reverse('claim_check')}?number={NUMBER}"
    assert "No approved claim has the number" in visitor.get(check).words
    hostile = manager.client.post(PAGE, LABEL | {"own_words": "made of 100 % ASI metal"})
    assert hostile.status_code == 422
    assert "claim_wording_refused" in hostile.content.decode()
    assert manager.client.post(PAGE, LABEL).status_code == 302
    files = reverse("claim_file_add", args=[NUMBER])
    picture = SimpleUploadedFile("../../label.png", png())
    assert manager.client.post(files, {"purpose": "artwork", "file": picture}).status_code == 302
    assert manager.client.post(PAGE, {"form": "submitted"}).status_code == 302
    assert NUMBER in secretary.get(reverse("claim_queue")).words
    assert "Can sheet comes from ACME Ltd" in secretary.get(PAGE).words
    assert secretary.client.post(PAGE, {"form": "approved"}).status_code == 302
    found = visitor.get(check).words
    assert "may be made" in found
    assert "mass balance" in found
    assert manager.client.post(PAGE, {"form": "put_in_use", "place": "line 2"}).status_code == 302
    revoked = secretary.client.post(PAGE, {"form": "revoked", "text": "another product"})
    assert revoked.status_code == 302
    assert "its approval was taken back" in visitor.get(check).words
    assert "another product" not in visitor.get(check).words


@pytest.mark.one_store
def test_many_claims_cost_no_query_each(django_assert_max_num_queries: Any) -> None:
    for _ in range(12):
        wanted = WantedClaim(scope="ACME-COC", place="web page")
        request_claim(OPERATOR, organisation="ACME", kind="custody", wanted=wanted)
    with django_assert_max_num_queries(20):
        assert len(claims_of(OPERATOR, organisation="ACME")) == 13
    with django_assert_max_num_queries(30):
        assert claim_queue(OPERATOR).waiting
