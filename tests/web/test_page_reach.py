"""What does not exist and what belongs to others is answered alike; text that nobody types is refused."""

import re

import pytest
from django.urls import reverse

from tests.web.page_visit import Visitor

pytestmark = pytest.mark.usefixtures("world")

BY_ORGANISATION = ("organisation", "movements", "documents_due", "inbox", "reports", "suppliers", "people")
BY_SCOPE = ("position", "periods", "plans", "reservations", "what_if", "contractors", "tolling")


def told(person: str, address: str, named: str) -> tuple[int, str]:
    """Return the status and the words of a page without the name that was asked for and the form's token."""
    page = Visitor(person).get(address)
    text = re.sub(r"\b\w{64}\b", "", page.text)  # tokens against forged forms
    return page.status, text.replace(named, "NAMED")


@pytest.mark.parametrize("name", BY_ORGANISATION)
def test_a_stranger_cannot_tell_an_organisation_from_nothing(name: str) -> None:
    there, nothing = (told("stranger", reverse(name, args=[code]), code) for code in ("ACME", "NOSUCH"))
    assert there == nothing
    assert there[0] == 403


@pytest.mark.parametrize("name", BY_SCOPE)
def test_a_stranger_cannot_tell_a_scope_from_nothing(name: str) -> None:
    there, nothing = (
        told("stranger", reverse(name, args=[code]), code) for code in ("ACME-COC", "NOSUCH-COC")
    )
    assert there == nothing
    assert there[0] == 403


def test_a_stranger_cannot_tell_a_scope_from_nothing_when_comparing_editions() -> None:
    address = reverse("rule_pack_compare")
    there, nothing = (
        told("stranger", f"{address}?scope={code}&period=2024-01-01", code)
        for code in ("ACME-COC", "NOSUCH-COC")
    )
    assert there == nothing
    assert there[0] == 403


def test_a_filter_cannot_tell_a_scope_of_others_from_nothing() -> None:
    address = reverse("movements", args=["ACME"])
    there, nothing = (told("manager", f"{address}?scope={code}", code) for code in ("SUP-COC", "NOSUCH-COC"))
    assert there == nothing
    assert there[0] == 404


def test_the_secretariat_is_told_what_does_not_exist() -> None:
    assert Visitor("secretariat").get(reverse("periods", args=["NOSUCH-COC"])).status == 404


@pytest.mark.parametrize(
    "address",
    [
        "/organisations/AC%00ME/",
        "/scopes/AC%00ME/position/",
        "/organisations/ACME/movements/?q=a%00b",
        "/organisations/ACME/movements/?a%00b=q",
        "/account/login/?next=%00",
    ],
)
def test_a_nul_in_an_address_is_refused(address: str) -> None:
    page = Visitor("manager").get(address)
    assert (page.status, page.refusal) == (400, "request_malformed")


def test_a_nul_in_a_form_is_refused() -> None:
    address = reverse("period_close", args=["ACME-COC", "2024-01-01"])
    page = Visitor("manager").post(address, {"force_majeure": "flood\0", "confirm": "on"})
    assert (page.status, page.refusal) == (400, "request_malformed")
    assert "ended, open Close" in Visitor("manager").get(reverse("periods", args=["ACME-COC"])).words
