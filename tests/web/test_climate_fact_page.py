"""What the activity data says stands where items of greenhouse gas are rated: for whom it is, and for nobody else."""

import pytest

from casthouse.service import clock
from casthouse.service.audit_plan import WantedPlan, WantedSite, approve_plan, submit_plan
from casthouse.service.permission import OPERATOR
from casthouse.service.self_assessment import start_assessment
from tests.web.page_visit import Visitor

pytestmark = [pytest.mark.usefixtures("world"), pytest.mark.one_store]

SAID = "What the activity data says"
CHECKLIST = "/audits/ACME-COC-A1/checklist/"


def item(person: str, number: str) -> str:
    return Visitor(person).get(f"/scopes/ACME-COC/self-assessments/1/items/{number}/").words


def test_an_item_of_greenhouse_gas_shows_the_facts_and_no_other_item_does() -> None:
    start_assessment(OPERATOR, scope="ACME-COC", edition="ps-v3")
    page = item("clerk", "5.2")
    assert SAID in page
    assert "no rating" in page
    assert SAID not in item("clerk", "1.1")


def test_an_item_of_the_other_standard_shows_none() -> None:
    start_assessment(OPERATOR, scope="ACME-COC", edition="coc-v2")
    numbers = [number for number in ("5.1", "5.2", "5.3") if Visitor("clerk").get(
        f"/scopes/ACME-COC/self-assessments/1/items/{number}/").status == 200]  # fmt: skip
    assert numbers, "the Chain of Custody Standard has such items too"
    for number in numbers:
        assert SAID not in item("clerk", number)


def test_the_team_of_the_audit_sees_them_in_its_checklist_and_the_secretariat_does_not() -> None:
    today = clock.today()
    site = WantedSite(code="ACME-CH", staff=50, half_days=8, interviews=8)
    submit_plan(
        OPERATOR,
        audit="ACME-COC-A1",
        wanted=WantedPlan(on_site_from=today, on_site_to=today, sites=(site,)),
    )
    approve_plan(OPERATOR, audit="ACME-COC-A1")
    query = "?item=5.2&site=ACME-CH"
    assert SAID in Visitor("lead").get(CHECKLIST + query).words
    assert SAID not in Visitor("lead").get(CHECKLIST + "?item=1.1&site=ACME-CH").words
    assert SAID not in Visitor("secretariat").get(CHECKLIST + query).words
