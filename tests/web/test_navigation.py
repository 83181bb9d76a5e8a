"""The frame of a page names the places that somebody sees; of very many only the first, at the same cost."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casthouse.service.organisation import BESIDE_MAX, surroundings
from casthouse.service.permission import OPERATOR
from casthouse.storage.models import OrganisationRow
from tests.web.page_visit import Visitor

pytestmark = pytest.mark.usefixtures("world")


def test_of_very_many_organisations_the_first_stand_beside_and_the_one_that_the_page_is_about() -> None:
    with CaptureQueriesContext(connection) as few:
        assert surroundings(OPERATOR, organisation="SUP", scope=None).is_all
    for n in range(BESIDE_MAX):
        OrganisationRow.objects.create(code=f"A{n:03}", name=f"A {n}", country="DE")
    with CaptureQueriesContext(connection) as many:
        beside = surroundings(OPERATOR, organisation="SUP", scope=None)
    assert len(many) == len(few)
    assert not beside.is_all
    assert len(beside.places) == BESIDE_MAX + 1
    assert beside.here is not None
    assert beside.here.organisation.code == "SUP"
    by_scope = surroundings(OPERATOR, organisation=None, scope="SUP-COC").here
    assert by_scope == beside.here
    page = Visitor("secretariat").get("/audit-firms/")
    assert "All organisations" in page.words
    assert "All organisations" not in Visitor("manager").get("/audit-firms/").words
