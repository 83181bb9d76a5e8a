"""The code on the paper as a GS1 Digital Link: from the number of a company to the page that checks its statement."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from threading import Barrier

import pytest
from django.db import connection
from pypdf import PdfReader

from casthouse.parties.role import Role
from casthouse.refusal import Refusal
from casthouse.service.digital_link import resolved_link
from casthouse.service.document import issue_document
from casthouse.service.document_statement import sign_document
from casthouse.service.document_view import documents_pdf
from casthouse.service.gln import state_gln, stated_gln
from casthouse.service.permission import OPERATOR, VISITOR, Actor
from casthouse.service.signing_key import make_key
from casthouse.service.tamper import row_differences
from tests.scenario.test_signed_statement import refused
from tests.scenario.trade import Trade, shipped

MANAGER = Actor(name="mia", organisation_roles={"SUP": frozenset({Role.MANAGER})})
CLERK = Actor(name="carl", organisation_roles={"SUP": frozenset({Role.CLERK})})
NUMBER = "SUP-2024-000001"
GLN, OTHER_GLN = "4006381333931", "9521321000056"


@pytest.fixture
def trade(request: pytest.FixtureRequest) -> Iterator[Trade]:
    """Return two companies that trade, of which the seller has a key and issued a document."""
    trade = Trade(request.getfixturevalue("store"))
    trade.issue()
    with trade.store.in_use():
        make_key(OPERATOR, owner="SUP")
        yield trade


def paper(number: str = NUMBER) -> str:
    """Return what the paper of a document says."""
    content = documents_pdf(CLERK, organisation="SUP", issuer="SUP", numbers=[number])
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
    return text.replace("\n?", "?")  # the parameter of a long address stands on a line of its own


@pytest.mark.usefixtures("trade")
def test_a_number_turns_the_code_on_the_paper_into_a_link_that_leads_to_its_check() -> None:
    signed = sign_document(CLERK, organisation="SUP", number=NUMBER)
    assert f"/check/{signed.identifier}" in paper()
    state_gln(MANAGER, organisation="SUP", gln=GLN)
    assert f"/417/{GLN}?statement={signed.identifier}" in paper()
    found = resolved_link(VISITOR, gln=GLN, statement=signed.identifier)
    assert [each.type for each in found.links] == ["defaultLink", "certificationInfo"]
    assert found.links[0].href.endswith(f"/check/{signed.identifier}")
    assert found.anchor.endswith(f"/417/{GLN}")
    state_gln(MANAGER, organisation="SUP", gln="")
    assert f"/check/{signed.identifier}" in paper()
    # the paper that was printed meanwhile still leads to its statement; the number itself names nobody now
    assert resolved_link(VISITOR, gln=GLN, statement=signed.identifier).links == found.links
    assert refused(resolved_link, VISITOR, gln=GLN) == "digital_link_unknown"
    # it leads there under its own name also when another has the number
    state_gln(OPERATOR, organisation="ACME", gln=GLN)
    assert resolved_link(VISITOR, gln=GLN, statement=signed.identifier).name == found.name
    assert resolved_link(VISITOR, gln=GLN).name != found.name


@pytest.mark.usefixtures("trade")
def test_the_number_of_one_with_the_paper_of_another_leads_nowhere() -> None:
    signed = sign_document(CLERK, organisation="SUP", number=NUMBER)
    state_gln(OPERATOR, organisation="ACME", gln=OTHER_GLN)
    for asked in ({"statement": signed.identifier}, {"statement": "0" * 32}):
        assert refused(resolved_link, VISITOR, gln=OTHER_GLN, **asked) == "digital_link_unknown"
    assert refused(resolved_link, VISITOR, gln=GLN) == "digital_link_unknown"
    assert refused(resolved_link, VISITOR, gln="4006381333932") == "digital_link_invalid"
    assert resolved_link(VISITOR, gln=OTHER_GLN).links[0].href.endswith(("/check/", "/members/ACME/"))


@pytest.mark.usefixtures("trade")
def test_a_number_names_one_organisation_and_is_kept_with_who_stated_it() -> None:
    assert stated_gln(CLERK, organisation="SUP") is None
    fact = state_gln(MANAGER, organisation="SUP", gln=" 4006381 33393 1")
    assert (fact.gln, fact.actor) == (GLN, "mia")
    assert state_gln(MANAGER, organisation="SUP", gln=GLN) == fact  # the same again changes nothing
    assert refused(state_gln, OPERATOR, organisation="ACME", gln=GLN) == "gln_taken"
    assert stated_gln(OPERATOR, organisation="ACME") is None
    assert refused(state_gln, MANAGER, organisation="SUP", gln="4006381333932") == "gln_invalid"
    assert refused(state_gln, CLERK, organisation="SUP", gln=GLN) == "not_permitted"
    state_gln(MANAGER, organisation="SUP", gln=OTHER_GLN)
    state_gln(OPERATOR, organisation="ACME", gln=GLN)  # which is free again
    assert list(row_differences()) == []


def test_of_two_who_state_one_number_at_once_one_has_it(trade: Trade) -> None:
    both = Barrier(2)

    def stated(organisation: str) -> str:
        with trade.store.in_use():
            both.wait(5)
            try:
                return state_gln(OPERATOR, organisation=organisation, gln=GLN).gln
            except Refusal as refusal:
                return refusal.code

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(stated, ("SUP", "ACME"))) == [GLN, "gln_taken"]


@pytest.mark.usefixtures("trade")
def test_a_number_that_was_changed_by_sql_is_named() -> None:
    state_gln(MANAGER, organisation="SUP", gln=GLN)
    with connection.cursor() as cursor:
        of = " ON gln" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER gln_refuses_update{of}")
        cursor.execute("UPDATE gln SET gln = %s", [OTHER_GLN])
    assert [each.what for each in row_differences()] == ["logged gln"]


def test_the_command_states_shows_and_takes_back(trade: Trade) -> None:
    assert trade.run("gln", "show", "SUP") == {"organisation": "SUP", "gln": None}
    assert trade.run("gln", "set", "SUP", GLN) == {"organisation": "SUP", "gln": GLN}
    trade.post("SUP", shipped("LS-2", quantity="1"))
    number = issue_document(CLERK, organisation="SUP", shipment="LS-2").document.number
    assert f"/417/{GLN}?statement=" in paper(number)
    assert trade.run("gln", "set", "SUP", "none") == {"organisation": "SUP", "gln": None}
    trade.refused("gln", "set", "SUP", "123")
