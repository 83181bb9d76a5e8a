"""The secretariat's lists ask the store as often for many organisations as for few, and lead on to the next page."""

import re

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from casthouse.service import clock
from casthouse.service.audit_list import audit_page, oversight_page, oversight_queue
from casthouse.service.organisation import workplace_page
from casthouse.service.permission import OPERATOR
from casthouse.service.person import add_person
from casthouse.storage.models import AuditEventRow, AuditRow, OrganisationRow
from tests.public_world import WorldSize, fill_world
from tests.web.page_visit import Visitor

pytestmark = pytest.mark.django_db
ADDRESSES = ("/", "/organisations/", "/organisations/?q=s", "/audits/", "/oversight/")
FEW, MANY = 3, 60


def filled(organisations: int) -> None:
    fill_world(WorldSize(organisations=organisations, ratings_an_audit=1), today=clock.today())
    AuditEventRow.objects.bulk_create(_sent_again(each) for each in AuditRow.objects.all())
    add_person(OPERATOR, username="secretariat", role="secretariat")


def _sent_again(audit: AuditRow) -> AuditEventRow:
    """Let a made-up audit wait for its review."""
    last = AuditEventRow.objects.filter(audit=audit).order_by("-sequence")[0]
    return AuditEventRow(
        audit=audit, sequence=last.sequence + 1, act="reported", on=audit.last_day, at=last.at, by="leader"
    )


def statements(organisations: int) -> dict[str, int]:
    """Return how often each address asks a store of so many organisations, which is emptied again."""
    mark = transaction.savepoint()
    filled(organisations)
    visitor = Visitor("secretariat")
    asked = {}
    for address in ADDRESSES:
        visitor.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert visitor.get(address).status == 200, address
            asked[address] = len(queries)
    transaction.savepoint_rollback(mark)
    return asked


def test_of_more_organisations_no_list_asks_more_often() -> None:
    few = statements(FEW)
    assert statements(MANY) == few
    assert all(each < 40 for each in few.values()), few


def test_every_audit_stands_on_one_page_of_the_list() -> None:
    filled(MANY)
    visitor, address, shown = Visitor("secretariat"), "/audits/", list[str]()
    for _ in range(3):
        page = visitor.get(address)
        shown += re.findall(r'<th scope="row"><a href="/audits/([^/"]+)/"', page.text)
        older = re.search(r'href="(\?before=[^"]+)"', page.text)
        address = f"/audits/{older[1]}" if older else ""
    assert not address
    assert shown == list(AuditRow.objects.order_by("-id").values_list("reference", flat=True))
    assert "No older audit" in visitor.get("/audits/?before=NOBODYS-A1").words


def test_an_audit_that_nobody_may_read_begins_no_page() -> None:
    filled(FEW)
    add_person(OPERATOR, username="mia", role="manager", organisation="ORG0001")
    visitor = Visitor("mia")
    assert "ORG0001-S-A1" in visitor.get("/audits/").words
    assert "ORG0000" not in visitor.get("/audits/").words
    hidden = visitor.get("/audits/?before=ORG0002-S-A1").text.replace("ORG0002", "")
    assert "ORG0001-S-A1" not in hidden
    assert audit_page(OPERATOR, before="ORG0002-S-A1").audits[-1].reference == "ORG0000-S-A1"


def test_what_waits_is_cut_into_pages_in_the_order_of_its_days() -> None:
    filled(MANY)
    whole = oversight_queue(OPERATOR)
    assert len(whole) == 2 * MANY
    assert whole == sorted(whole, key=lambda each: (each.due, each.record.reference))
    first, second = oversight_page(OPERATOR, limit=70), oversight_page(OPERATOR, begin=70, limit=70)
    assert [*first.lines, *second.lines] == whole
    assert (first.total, second.end) == (2 * MANY, 2 * MANY)
    page = Visitor("secretariat").get("/oversight/?from=100")
    assert "101 to 120 of 120" in page.words


def test_every_organisation_stands_on_one_page_and_is_found_by_a_part_of_what_names_it() -> None:
    filled(FEW)
    OrganisationRow.objects.bulk_create(
        OrganisationRow(code=f"X{n:03}", name=f"Gießerei {n}", country="DE") for n in range(3)
    )
    codes, after = list[str](), ""
    for _ in range(3):
        page = workplace_page(OPERATOR, after=after, limit=2)
        codes += [each.organisation.code for each in page.places]
        assert page.count == FEW + 3
        after = page.next or ""
    assert not after
    assert codes == [*(f"ORG{n:04}" for n in range(FEW)), "X000", "X001", "X002"]
    named = {"org0001-s": 1, "GIESSEREI 1": 1, "x00": 3, "%": 0, "_": 0, "nobody": 0}
    assert {text: workplace_page(OPERATOR, text=text).count for text in named} == named
    shown = Visitor("secretariat").get("/organisations/?q=x00&after=X001")
    assert "3 organisations by code; 1 of them here" in shown.words
    assert "X000" not in shown.text.partition("<tbody>")[2]


def test_only_ones_own_organisations_are_found() -> None:
    filled(FEW)
    add_person(OPERATOR, username="mia", role="manager", organisation="ORG0001")
    page = Visitor("mia").get("/organisations/?q=org")
    assert "1 organisation by code" in page.words
    assert "ORG0002" not in page.text


def test_the_overview_of_many_leads_to_all() -> None:
    filled(MANY)
    words = Visitor("secretariat").get("/").words
    assert f"All {MANY} organisations" in words
    assert "ORG0059" not in words
