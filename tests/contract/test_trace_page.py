"""A page of a large trace from the projection beside the same from the store, whatever is disclosed."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings

from casthouse.exchange.trace_page_json import trace_page_json
from casthouse.parties.disclosure import Disclosure
from casthouse.parties.role import Role
from casthouse.provenance.origin_page import PageWanted
from tests.contract.movement_rows import file_text, other_receipt, other_shipment, receipt, shipment
from tests.contract.projection_answer import NEVER
from tests.contract.register_text import facility, one_scope, register_text
from tests.contract.store import Store

HEADER = "process,date,facility,step,direction,lot,material,quantity,unit"
HEATS = 12


@pytest.fixture
def chain(store: Store) -> Iterator[Store]:
    """Return a store in which ACME melts what it bought, and CUS buys a heat; each trace is large."""
    register = one_scope()
    register["facility"] += [facility("CUS-F", "CUS"), facility("ACME-2", "ACME")]
    assert store.load(register_text(register)).code == 0
    bought = [
        other_receipt(
            f"IN-{at}", quantity=str(20 + at), lot=f"L{at}", facility=f"ACME-{'2' if at % 3 else 'CH'}"
        )
        for at in range(HEATS)
    ]
    stock, sold = receipt("IN", quantity="5000", lot="STOCK"), other_shipment("SOLD", quantity="5000")
    post(store, "ACME", [stock, sold, *bought])
    lines = []
    for heat in range(HEATS):
        into = [(f"L{heat}", 3_000_000 + 7 * heat), ("STOCK", 1_000_003)]
        into += [(f"H{heat - 1}", 2_000_001)] * (heat > 0)
        lines += [f"P{heat},2024-04-01,ACME-CH,melting,in,{lot},aluminium,{mass},g" for lot, mass in into]
        lines.append(f"P{heat},2024-04-01,ACME-CH,melting,out,H{heat},aluminium,3900000,g")
    file = store.file("lots.csv", "\n".join([HEADER, *lines]) + "\n")
    answer = store.run("lots", "import", file, "--organisation", "ACME")
    assert answer.code == 0, answer.out
    post(store, "ACME", [shipment("OUT", quantity="1.234567", lot=f"H{HEATS - 1}", date="2024-05-01")])
    issued = store.run("document", "issue", "OUT", "--organisation", "ACME")
    told = {
        "counterparty": "ACME",
        "document": issued.json["number"],
        "facility": "CUS-F",
        "date": "2024-05-02",
    }
    post(store, "CUS", [receipt("BUY", quantity="1.234567", lot="BUNDLE", **told)])
    before = settings.PROJECTION_ROWS_MIN
    yield store
    settings.PROJECTION_ROWS_MIN = before


def post(store: Store, organisation: str, rows: list[Any]) -> None:
    answer = store.post(organisation, file_text(rows))
    assert answer.code == 0, answer.out


def page_of(store: Store, organisation: str, lot: str, *, rows_min: int) -> tuple[dict[str, Any], bool]:
    """Return the first page of a trace, and whether the projection answered it."""
    from casthouse.service import trace_page  # noqa: PLC0415 - it needs Django, which a command sets up
    from casthouse.service.permission import Actor  # noqa: PLC0415
    from casthouse.service.trace import trace  # noqa: PLC0415

    settings.PROJECTION_ROWS_MIN = rows_min
    customer = Actor(name="somebody", organisation_roles={organisation: frozenset({Role.MANAGER})})
    asked: list[bool] = []

    def noting(*arguments: Any, **named: Any) -> Any:
        asked.append(True)
        return trace(*arguments, **named)

    with store.in_use(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(trace_page, "LOTS_WHOLE", 2)
        patch.setattr(trace_page, "trace", noting)
        found = trace_page.trace_page(
            customer, organisation=organisation, reference=lot, wanted=PageWanted(limit=20)
        )
    assert isinstance(found, trace_page.TracePage)
    return trace_page_json(found, following=None, attributed_at=""), not asked


def test_the_projection_gives_the_page_that_the_store_gives(chain: Store) -> None:
    for level in Disclosure:
        assert chain.run("disclosure", "set", "ACME", level.value).code == 0
        for organisation, lot in (("CUS", "BUNDLE"), ("ACME", f"H{HEATS - 1}")):
            fast, is_projected = page_of(chain, organisation, lot, rows_min=0)
            assert is_projected
            slow, is_projected = page_of(chain, organisation, lot, rows_min=NEVER)
            assert not is_projected
            assert fast == slow, level
            assert fast["physical"]["lots"] > HEATS
            assert sum(each["mass_g"] for each in fast["physical"]["origins"]) == fast["mass_g"]


def test_of_a_supplier_that_discloses_nothing_a_page_has_its_mass_alone(chain: Store) -> None:
    told, _ = page_of(chain, "CUS", "BUNDLE", rows_min=0)
    (origin,) = told["physical"]["origins"]
    assert (origin["undisclosed"], origin["mass_g"], origin["share_rounded"]) == (
        True,
        1_234_567,
        "1.000000000000000",
    )
    assert told["physical"]["undisclosed_g"] == 1_234_567
    assert "ACME" not in str(told)


def test_a_suppliers_lot_that_nobody_recorded_is_unrecorded_on_either_way(chain: Store) -> None:
    assert chain.run("disclosure", "set", "ACME", "lots").code == 0
    post(chain, "ACME", [shipment("LOOSE-OUT", quantity="1", lot="LOOSE", date="2024-05-01")])
    issued = chain.run("document", "issue", "LOOSE-OUT", "--organisation", "ACME").json
    told = {"counterparty": "ACME", "document": issued["number"], "facility": "CUS-F", "date": "2024-05-03"}
    post(chain, "CUS", [receipt("BUY-2", quantity="1", lot="BUNDLE", **told)])
    fast, is_projected = page_of(chain, "CUS", "BUNDLE", rows_min=0)
    slow, _ = page_of(chain, "CUS", "BUNDLE", rows_min=NEVER)
    assert is_projected
    assert fast == slow
    kinds = {each["lot"]: each["kind"] for each in fast["physical"]["origins"]}
    assert (kinds["LOOSE"], kinds["STOCK"]) == ("unrecorded", "receipt")


def test_a_recall_of_several_lots_is_the_same_from_the_projection(chain: Store) -> None:
    from casthouse.exchange.trace_json import recall_json  # noqa: PLC0415 - it needs Django
    from casthouse.service.permission import OPERATOR  # noqa: PLC0415
    from casthouse.service.recall import recall  # noqa: PLC0415

    def recalled(rows_min: int) -> dict[str, Any]:
        settings.PROJECTION_ROWS_MIN = rows_min
        with chain.in_use():
            return recall_json(recall(OPERATOR, organisation="ACME", references=["L3", "H5", "SOLD-X", "L0"]))

    post(chain, "ACME", [other_shipment("OUT-X", quantity="2", lot="SOLD-X", counterparty="NORD")])
    told = {"facility": "CUS-F", "counterparty": "CANS", "date": "2024-05-09", "lot": "BUNDLE"}
    post(chain, "CUS", [other_shipment("ON", quantity="1", **told)])
    fast, slow = recalled(0), recalled(NEVER)
    assert fast == slow
    lots = {each["customer"]: each["lots"] for each in fast["customers"]}
    assert lots == {"CUS": ["H5", "L0", "L3"], "CANS": ["H5", "L0", "L3"], "NORD": ["SOLD-X"]}


def test_a_recall_of_many_asks_the_store_no_more_than_one_of_few(chain: Store) -> None:
    from casthouse.service.permission import OPERATOR  # noqa: PLC0415 - it needs Django
    from casthouse.service.recall import recall  # noqa: PLC0415

    settings.PROJECTION_ROWS_MIN = NEVER

    def asked(*references: str) -> int:
        return chain.asked(lambda: recall(OPERATOR, organisation="ACME", references=references))

    few = asked("H0", "IN-3")
    assert asked(*(f"H{at}" for at in range(HEATS)), *(f"IN-{at}" for at in range(HEATS))) <= few
