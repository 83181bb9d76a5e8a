"""The page of the secretariat: a colleague is proposed, the password shown once, and another person confirms."""

import pytest

from casthouse.service.permission import OPERATOR
from casthouse.service.person import add_person
from tests.web.page_visit import Visitor

pytestmark = [pytest.mark.usefixtures("world"), pytest.mark.one_store]
PAGE = "/secretariat/"


def test_the_page_leads_from_one_person_to_two() -> None:
    alone = Visitor("secretariat")
    assert "Only one person is of the secretariat." in alone.get(PAGE).words
    made = alone.post(PAGE, {"username": "sara"})
    assert "Password, shown this once" in made.words
    assert made.answer.headers["Cache-Control"] == "no-store"
    assert "another person confirms" in alone.get(PAGE).words
    typed = alone.get(f"{PAGE}confirm/")
    assert (typed.status, typed.answer.headers["Allow"]) == (405, "HEAD, POST")
    assert "This page cannot be opened so" in typed.words
    assert alone.post(f"{PAGE}confirm/", {"username": "sara"}).refusal == "secretary_not_independent"
    add_person(OPERATOR, username="silke", role="secretariat")
    second = Visitor("silke")
    assert "sara is of the secretariat." in second.post(f"{PAGE}confirm/", {"username": "sara"}).words
    assert "confirmed by silke" in second.get(PAGE).words
    assert "sara is of the secretariat no more." in second.post(f"{PAGE}remove/", {"username": "sara"}).words
    again = second.post(PAGE, {"username": "sara"})
    assert "The account existed; its password stays." in again.words
    assert "is ended" in alone.post(f"{PAGE}decline/", {"username": "sara"}).words
