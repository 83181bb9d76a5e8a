"""What people work with asks the store as often for many organisations, audits and movements as for few."""

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from casthouse.service import clock
from casthouse.service.permission import OPERATOR
from casthouse.service.person import actor_of, add_person
from tests.member_world import LEAD, MEMBER, fill_members
from tests.public_world import WorldSize, fill_world
from tests.web.page_visit import Visitor

pytestmark = [pytest.mark.django_db, pytest.mark.one_store]
FEW, MANY = 14, 40
"""Two audits run among few organisations, and one of them is suspended, so that many have nothing that few lack."""
ASKED = {
    "secretariat": ("/worklist/", "/worklist/?show=all"),
    MEMBER: (
        "/",
        "/worklist/",
        "/worklist/?show=all",
        "/organisations/ORG0001/",
        "/scopes/ORG0001-S/position/",
        "/scopes/ORG0001-S/self-assessments/1/",
    ),
    LEAD: ("/", "/worklist/", "/worklist/?show=all", "/audits/", "/audits/ORG0010-S-A3/"),
}


def statements(organisations: int) -> dict[tuple[str, str], int]:
    """Return how often each page of each person asks a store of so many organisations, which is emptied again."""
    mark, today = transaction.savepoint(), clock.today()
    fill_world(WorldSize(organisations=organisations, ratings_an_audit=1), today=today)
    fill_members(today=today)
    add_person(OPERATOR, username="secretariat", role="secretariat")
    asked = {}
    for who, addresses in ASKED.items():
        visitor = Visitor(who)
        for address in addresses:
            visitor.get(address)
            with CaptureQueriesContext(connection) as queries:
                assert visitor.get(address).status == 200, (who, address)
            asked[who, address] = len(queries)
    with CaptureQueriesContext(connection) as queries:
        assert len(actor_of(User.objects.get(username=LEAD)).audit_roles) == (organisations + 9) // 10
    asked[LEAD, "who they are"] = len(queries)
    transaction.savepoint_rollback(mark)
    return asked


def test_of_more_organisations_no_page_asks_more_often() -> None:
    few = statements(FEW)
    assert statements(MANY) == few
    assert max(few.values()) <= 110, few
