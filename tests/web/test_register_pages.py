"""The secretariat registers a member with nothing but a browser: organisation, facility, scope, membership."""

import pytest
from django.contrib.auth.models import User

from casthouse.service.person import password_chosen
from tests.web.page_visit import Visitor

pytestmark = [pytest.mark.usefixtures("world"), pytest.mark.one_store]

LIST, PAGE = "/organisations/", "/organisations/ALU-PROFIL/"
ORGANISATION = {
    "form": "organisation",
    "code": "alu-profil",
    "name": "Alu-Profil GmbH",
    "country": "de",
    "membership": "production_and_transformation",
    "joined": "2026-01-15",
}
FACILITY = {
    "form": "facility",
    "code": "ALU-PRESS",
    "name": "Press shop",
    "activities": ["semi_fabrication"],
    "latitude": "51.5",
}
SCOPE = {
    "form": "scope",
    "code": "ALU-PS",
    "facilities": ["ALU-PRESS"],
    "edition": "coc-v2",
    "first_period_start": "2026-01-01",
    "period_months": "12",
}


def test_an_organisation_is_registered_from_nothing() -> None:
    keeper = Visitor("secretariat")
    assert "Add its facilities" in keeper.post(LIST, ORGANISATION).words
    page = keeper.post(PAGE, {**FACILITY, "longitude": "6.7"})
    assert "Facility ALU-PRESS is registered." in page.words
    assert "fabrication" in page.words
    page = keeper.post(PAGE, SCOPE)
    assert "Scope ALU-PS is registered." in page.words
    assert "joined 2026-01-15" in keeper.get(f"{PAGE}membership/").words
    assert "Press shop" in manager_of_it().get(PAGE).words


def manager_of_it() -> Visitor:
    Visitor("secretariat").post(f"{PAGE}people/", {"username": "mia", "role": "manager"})
    password_chosen(User.objects.get(username="mia"))
    return Visitor("mia")


def test_a_code_that_is_taken_is_refused_and_nothing_of_it_changes() -> None:
    keeper = Visitor("secretariat")
    page = keeper.post(LIST, {**ORGANISATION, "code": "ACME"})
    assert (page.status, page.refusal) == (409, "code_taken")
    assert "Alu-Profil" not in keeper.get("/organisations/ACME/").words
    page = keeper.post("/organisations/SUP/", {**FACILITY, "code": "ACME-CH"})
    assert page.refusal == "code_taken"


def test_a_change_keeps_what_the_form_does_not_ask() -> None:
    keeper = Visitor("secretariat")
    keeper.post(LIST, ORGANISATION)
    keeper.post(PAGE, FACILITY)
    form = keeper.get(f"{PAGE}?facility=ALU-PRESS")
    assert 'value="Press shop"' in form.text
    page = keeper.post(
        f"{PAGE}?facility=ALU-PRESS", {**FACILITY, "code": "ALU-PRESS", "name": "Presses 1 and 2"}
    )
    assert "Facility ALU-PRESS is changed." in page.words
    assert "Presses 1 and 2" in page.words


def test_an_entry_that_does_not_fit_is_refused_in_words() -> None:
    keeper = Visitor("secretariat")
    page = keeper.post(LIST, {**ORGANISATION, "code": "no blanks"})
    assert page.refusal == "register_invalid"
    assert "capital letters, digits and hyphens" in page.words
    assert keeper.post(LIST, {**ORGANISATION, "timezone": "Mars"}).refusal == "register_invalid"


def test_only_the_secretariat_enters() -> None:
    manager = Visitor("manager")
    assert manager.post(LIST, ORGANISATION).refusal == "not_permitted"
    assert "Register an organisation" not in manager.get(LIST).words
    assert "Add a facility" not in manager.get("/organisations/ACME/").words
    manager.post("/organisations/ACME/", FACILITY)
    assert "Press shop" not in manager.get("/organisations/ACME/").words


def test_the_list_finds_by_code_name_and_scope() -> None:
    keeper = Visitor("secretariat")
    assert "ACME-COC" in keeper.get(f"{LIST}?q=acme-coc").words
    assert "ACME-COC" not in keeper.get(f"{LIST}?q=nothing-like-it").words
