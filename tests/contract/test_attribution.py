"""Attribution on each store: the rule that a scope chose, and the trail through the accounts of several companies."""

from fractions import Fraction
from typing import Any

import pytest

from casthouse.parties.role import Role
from casthouse.provenance.lot_graph import LotName
from casthouse.service.attributed_trace import attributed_trace
from casthouse.service.permission import OPERATOR, Actor
from casthouse.storage.lot_graph import first_place
from tests.contract.movement_rows import Row, other_receipt, other_shipment, receipt, reversal, shipment
from tests.contract.movement_rows import file_text as movements_text
from tests.contract.register_text import certificate, facility, one_scope, register_text, scope
from tests.contract.store import Store

LATE = "2024-06-01"


def test_a_lot_came_into_being_where_it_came_in_first(store: Store) -> None:
    assert store.load(register_text(one_scope())).code == 0
    rows: list[Row | str] = [
        other_receipt("LATER", date=LATE, lot="A", quantity="3"),
        other_receipt("BACK", date="2024-01-02", lot="A", quantity="3"),
        other_receipt("FIRST", date="2024-02-01", lot="A", quantity="3"),
        reversal("GONE", "BACK"),
    ]
    post(store, "ACME", rows)
    with store.in_use():
        place = first_place(LotName("ACME", "A"))
        assert place is not None
        assert place.day.isoformat() == "2024-02-01"
        assert first_place(LotName("ACME", "NONE")) is None


@pytest.fixture
def chain(store: Store) -> Store:
    """ACME bought 60 t in January and 40 t in June; CUS bought 10 t of it in February, and 30 t of others in June."""
    register = one_scope()
    register["facility"].append(facility("CUS-F", "CUS"))
    register["scope"].append(scope("CUS-COC", "CUS", ["CUS-F"], "2024-01-01"))
    register["certificate"].append(certificate("COC-9", "CUS-COC", "2024-01-01", "2030-12-31"))
    assert store.load(register_text(register)).code == 0
    rows: list[Row | str] = [
        receipt("IN-1", quantity="60", date="2024-01-10", lot="A"),
        other_receipt("IN-2", quantity="40", date=LATE),
        shipment("OUT-1", quantity="10", date="2024-02-10", lot="A"),
        other_shipment("OUT-2", quantity="10", date="2024-08-01"),
    ]
    post(store, "ACME", rows)
    number = store.run("document", "issue", "OUT-1", "--organisation", "ACME").json["number"]
    bought = receipt(
        "CUS-1",
        quantity="10",
        lot="BUNDLE",
        counterparty="ACME",
        document=number,
        facility="CUS-F",
        date="2024-02-11",
    )
    other = other_receipt("CUS-2", quantity="30", facility="CUS-F", date=LATE)
    post(store, "CUS", [bought, other])
    return store


def post(store: Store, organisation: str, rows: list[Row | str]) -> None:
    answer = store.post(organisation, movements_text(rows))
    assert answer.code == 0, answer.out


def attributed(store: Store, reference: str = "BUNDLE", organisation: str = "CUS") -> Any:
    answer = store.run("attribution", "trace", reference, "--organisation", organisation)
    assert answer.code == 0, answer.out
    return answer.json


def shares(found: Any) -> dict[str, str]:
    return {each["reference"] or each["kind"]: each["share"] for each in found["origins"]}


def choose(store: Store, scope: str, rule: str, start: str = "2024-01-01") -> Any:
    answer = store.run("attribution", "set", scope, rule, "--from", start)
    assert answer.code == 0, answer.out
    return answer.json


def test_the_trail_goes_through_the_accounts_of_the_supplier(chain: Store) -> None:
    """A quarter of what CUS bought came from ACME, where 60 of 100 t are IN-1."""
    found = attributed(chain)
    assert shares(found) == {"CUS-2": "3/4", "IN-1": "3/20", "IN-2": "1/10"}
    assert [(each["organisation"], each["counterparty"], each["mass_g"]) for each in found["sources"]] == [
        ("CUS", "SUP", 7_500_000),
        ("ACME", "SUP", 2_500_000),
    ]
    assert (found["rule"], found["pools"], found["mass_g"]) == ("proportional", 2, 10_000_000)
    assert sum(each["mass_g"] for each in found["origins"]) == 10_000_000
    assert {each["reference"]: each["share_max"] for each in found["origins"]} == {
        "CUS-2": "1/1",
        "IN-1": "1/1",  # all ten tonnes came from ACME, and may be all of either
        "IN-2": "1/1",
    }
    own = chain.run("trace", "BUNDLE", "--organisation", "CUS").json["attributed"]
    assert shares(own) == {"CUS-2": "3/4", "CUS-1": "1/4"}, "the trace ends at the boundary of the scope"


def test_each_scope_attributes_by_its_own_rule_and_choices_are_kept(chain: Store) -> None:
    assert chain.run("attribution", "show", "CUS-COC").json["rule"] == "proportional"
    chosen = choose(chain, "CUS-COC", "fifo")
    assert [(each["rule"], each["from"], each["by"]) for each in chosen["choices"]] == [
        ("fifo", "2024-01-01", "operator")
    ]
    found = attributed(chain)
    assert shares(found) == {"IN-1": "3/5", "IN-2": "2/5"}, "in February only ACME had delivered"
    assert [(each["organisation"], each["rule"]) for each in found["rules"]] == [
        ("ACME", "proportional"),
        ("CUS", "fifo"),
    ]
    choose(chain, "ACME-COC", "fifo")
    assert shares(attributed(chain)) == {"IN-1": "1/1"}
    assert chain.run("trace", "BUNDLE", "--organisation", "CUS").json["attributed"]["rule"] == "fifo"
    assert choose(chain, "CUS-COC", "fifo")["choices"] == chosen["choices"], "the same again is no choice"
    assert len(choose(chain, "CUS-COC", "proportional")["choices"]) == 2
    assert shares(attributed(chain)) == {"CUS-2": "3/4", "IN-1": "1/4"}


def test_a_shipment_or_document_needs_no_lot(chain: Store) -> None:
    """OUT-2 names none; under fifo it leaves in August, when the first sixty tonnes have not all gone yet."""
    found = attributed(chain, "OUT-2", "ACME")
    assert found["subject"] == {"organisation": "ACME", "lot": None, "reference": "OUT-2"}
    assert shares(found) == {"IN-1": "3/5", "IN-2": "2/5"}
    choose(chain, "ACME-COC", "fifo")
    assert shares(attributed(chain, "OUT-2", "ACME")) == {"IN-1": "1/1"}
    post(chain, "ACME", [other_shipment("OUT-3", quantity="60", date="2024-08-02")])
    assert shares(attributed(chain, "OUT-3", "ACME")) == {"IN-1": "2/3", "IN-2": "1/3"}
    number = chain.run("document", "list", "--organisation", "ACME").json["documents"][0]["number"]
    assert attributed(chain, number, "ACME")["subject"]["reference"] == "OUT-1"
    reversal = "reference,date,facility,kind,reverses\nNO,2024-08-03,ACME-CH,reversal,OUT-3\n"
    assert chain.post("ACME", reversal).code == 0
    for name, code in (("OUT-3", "trace_unknown"), ("NO", "trace_without_lot")):
        assert chain.run("attribution", "trace", name, "--organisation", "ACME").refusal == code


def test_what_was_not_drawn_in_a_period_is_drawn_first_in_the_next(chain: Store) -> None:
    """Of the first year 40 t of IN-1 and 40 t of IN-2 are left under fifo, and go out before what comes then."""
    next_year: list[Row | str] = [
        other_receipt("IN-9", quantity="70", date="2025-01-02"),
        other_shipment("NEXT", quantity="50", date="2025-01-05", lot="NEXT-LOT"),
        other_shipment("LAST", quantity="60", date="2025-02-01"),
    ]
    post(chain, "ACME", next_year)
    assert shares(attributed(chain, "NEXT", "ACME")) == {"IN-9": "1/1"}, (
        "in proportion a year stands by itself"
    )
    choose(chain, "ACME-COC", "fifo")
    found = attributed(chain, "NEXT", "ACME")
    assert shares(found) == {"IN-1": "4/5", "IN-2": "1/5"}
    assert found["pools"] == 2, "of two periods"
    assert shares(attributed(chain, "LAST", "ACME")) == {"IN-2": "1/2", "IN-9": "1/2"}
    own = chain.run("trace", "NEXT", "--organisation", "ACME").json["attributed"]
    assert shares(own) == {"IN-1": "4/5", "IN-2": "1/5"}
    choose(chain, "ACME-COC", "proportional")
    choose(chain, "ACME-COC", "fifo", "2025-01-01")
    assert shares(attributed(chain, "NEXT", "ACME")) == {"IN-9": "1/1"}, "the queue begins with the rule"


def test_what_left_before_anything_came_was_in_stock(chain: Store) -> None:
    choose(chain, "ACME-COC", "fifo")
    post(chain, "ACME", [other_shipment("EARLY", quantity="5", date="2024-01-02", lot="OLD")])
    assert shares(attributed(chain, "EARLY", "ACME")) == {"stock": "1/1"}
    assert (
        chain.run("trace", "EARLY", "--organisation", "ACME").json["attributed"]["undisclosed_g"] == 5_000_000
    )


def test_metal_that_comes_back_is_solved_exactly(chain: Store) -> None:
    """CUS sold 2 t of its 40 t back to ACME, which then took 102 t in.

    IN-1 is a part a of what ACME took in and c of what CUS did: a = 60/102 + 2/102 c and c = 10/40 a.
    """
    sold: list[Row | str] = [
        shipment("BACK", quantity="2", facility="CUS-F", counterparty="ACME", date="2024-07-01"),
        other_shipment("REST", quantity="8", facility="CUS-F", counterparty="NORD", date="2024-07-01"),
    ]
    post(chain, "CUS", sold)
    number = chain.run("document", "issue", "BACK", "--organisation", "CUS").json["number"]
    back = receipt("IN-3", quantity="2", counterparty="CUS", document=number, date="2024-07-02")
    post(chain, "ACME", [back])
    found = {name: Fraction(share) for name, share in shares(attributed(chain)).items()}
    assert found == {"IN-1": Fraction(30, 203), "IN-2": Fraction(20, 203), "CUS-2": Fraction(153, 203)}
    reversal = "reference,date,facility,kind,reverses\nNO,2024-07-03,ACME-CH,reversal,IN-3\n"
    assert chain.post("ACME", reversal).code == 0
    assert shares(attributed(chain)) == {"CUS-2": "3/4", "IN-1": "3/20", "IN-2": "1/10"}


def count_nothing(store: Store, scope: str) -> None:
    """Count the stock of each material on the evening before the period: none."""
    for material in ("aluminium", "pre_consumer_scrap", "post_consumer_scrap", "dross"):
        counted = ("--date", "2023-12-31", "--material", material, "--quantity-g", "0")
        answer = store.run("stock", "count", scope, *counted)
        assert answer.code == 0, answer.out


def test_a_counted_stock_says_what_must_be_inside(chain: Store) -> None:
    count_nothing(chain, "CUS-COC")
    post(
        chain,
        "CUS",
        [other_shipment("BIG", quantity="35", facility="CUS-F", counterparty="NORD", date=LATE, lot="ALL")],
    )
    found = {each["reference"]: each for each in attributed(chain, "BIG")["origins"]}
    least, most = (Fraction(found["CUS-2"][name]) for name in ("share_min", "share_max"))
    assert (least, most) == (Fraction(25, 35), Fraction(30, 35)), "only ten of the forty tonnes were others'"


def test_where_more_left_than_was_counted_the_stock_was_larger(chain: Store) -> None:
    """40 t came to CUS, whose stock was counted as nothing; 60 t left, so 20 t of older metal may be in any of it."""
    count_nothing(chain, "CUS-COC")
    rows: list[Row | str] = [
        other_shipment("ONE", quantity="30", facility="CUS-F", counterparty="NORD", date=LATE),
        other_shipment("TWO", quantity="30", facility="CUS-F", counterparty="SOMEBODY", date=LATE),
    ]
    post(chain, "CUS", rows)
    found = {each["reference"]: each for each in attributed(chain, "ONE")["origins"]}
    least, most = (Fraction(found["CUS-2"][name]) for name in ("share_min", "share_max"))
    assert (least, most) == (Fraction(0), Fraction(1))


def test_of_a_lot_that_never_left_more_may_be_older_metal(chain: Store) -> None:
    """100 t came to CUS, 60 of them as a lot that lies there; when 110 t left, 70 t were there before."""
    count_nothing(chain, "CUS-COC")
    post(chain, "CUS", [other_receipt("CUS-3", quantity="60", lot="LIES", facility="CUS-F", date=LATE)])
    sold = {"facility": "CUS-F", "counterparty": "NORD", "date": LATE}
    post(chain, "CUS", [other_shipment("ONE", quantity="40", **sold)])
    assert least(chain, OPERATOR, "LIES")["CUS-3"] == Fraction(1, 3)
    post(chain, "CUS", [other_shipment("TWO", quantity="70", **sold)])
    assert least(chain, OPERATOR, "LIES")["CUS-3"] == 0
    post(chain, "CUS", [other_shipment("NEXT", quantity="60", lot="LIES", **sold | {"date": "2025-02-01"})])
    assert least(chain, OPERATOR, "LIES")["CUS-3"] == 0, "at the end of the period it still lay there"


def test_the_counted_stock_of_others_is_theirs(chain: Store) -> None:
    """What ACME counted says how much of IN-1 must be with CUS: to ACME and the operator, not to who asks for CUS."""
    assert chain.run("disclosure", "set", "ACME", "lots").code == 0
    rest = other_shipment(
        "OUT-4", quantity="30", date="2024-08-01"
    )  # IN-1 may have left as CoC Material then
    post(chain, "ACME", [rest, shipment("OUT-3", quantity="50", date="2024-08-02", lot="A")])
    number = chain.run("document", "issue", "OUT-3", "--organisation", "ACME").json["number"]
    bought = receipt(
        "CUS-3", quantity="50", counterparty="ACME", document=number, facility="CUS-F", date="2024-08-03"
    )
    sold = other_shipment("BIG", quantity="85", facility="CUS-F", counterparty="NORD", date="2024-09-01")
    post(chain, "CUS", [bought, sold])
    count_nothing(chain, "CUS-COC")
    manager = Actor(name="bea", organisation_roles={"CUS": frozenset({Role.MANAGER})})
    uncounted = {"IN-1": Fraction(0), "IN-2": Fraction(0), "CUS-2": Fraction(25, 85)}
    assert least(chain, manager) == least(chain, OPERATOR) == uncounted
    count_nothing(chain, "ACME-COC")
    assert least(chain, manager) == uncounted
    # Of the 60 t of IN-1, 40 t may be in what else ACME had, and 5 t in what CUS kept.
    assert least(chain, OPERATOR) == uncounted | {"IN-1": Fraction(15, 85)}


def least(store: Store, actor: Actor, reference: str = "BIG") -> dict[str, Fraction]:
    """Return what of an entry of CUS, its large sale, must at least be of each origin, as somebody is told."""
    with store.in_use():
        found = attributed_trace(actor, organisation="CUS", reference=reference)
    return {each.place.reference: each.possible.least for each in found.origins}


def test_a_rule_that_cannot_be_chosen_is_refused(chain: Store) -> None:
    def refusal(*words: str) -> str | None:
        return chain.run("attribution", "set", *words).refusal

    assert refusal("CUS-COC", "lifo") == "attribution_invalid"
    assert refusal("CUS-COC", "fifo", "--from", "2024-02-01") == "period_unknown"
    assert refusal("NONE-COC", "fifo") == "scope_unknown"
    assert chain.run("period", "close", "CUS-COC", "2024-01-01").code in {0, 1}
    assert refusal("CUS-COC", "fifo", "--from", "2024-01-01") == "period_closed"
    assert choose(chain, "CUS-COC", "fifo", "2025-01-01")["choices"][0]["from"] == "2025-01-01"
    assert attributed(chain)["rule"] == "proportional", "the closed period keeps its rule"
    assert chain.run("attribution", "trace", "NOTHING", "--organisation", "CUS").refusal == "trace_unknown"
