"""No sequence of calls by anybody reaches a certificate that the findings do not permit, or a sale on a bare day.

Everything goes through the use cases, into a store, by people who are signed in, while days pass; an oracle that
knows only the prose judges. Two small editions with five criteria each stand for the standards.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import product
from unittest.mock import patch

import pytest
from django.db import transaction

from casthouse.assurance.certificate_state import MoveKind
from casthouse.exchange.register_file import register_from_text
from casthouse.exchange.rule_pack_file import built_in_rule_packs
from casthouse.service import edition_rules
from casthouse.service.accreditation import accredit, add_auditor, register_firm
from casthouse.service.edition import load_edition
from casthouse.service.permission import OPERATOR
from casthouse.service.person import add_person
from casthouse.service.register import load_register
from tests.contract.register_text import Register, register_text, scope
from tests.property.assurance_calls import EDITIONS, PERFORMANCE_DUE, START
from tests.property.assurance_machine import AssuranceMachine
from tests.property.assurance_oracle import ITEMS
from tests.property.effort import examples
from tests.scenario.certification import member, on_day, rolling_mill, site

CRITERION = '[[criterion]]\nnumber = "{0}"\ntitle = "Item {0}"\nsummary = "Do {0}."\napplies = "A"\n'
EDITION = """[edition]
code = "{code}"
name = "Small {standard}"
standard = "{standard}"
columns = ["semi_fabrication"]
in_force_from = 2020-01-01
audits_from = 2020-01-01
[[principle]]
number = 1
title = "All of it"
"""


def mill_and_buyer() -> Register:
    """Return the register of the rolling mill, whose site is also that of BUY, which may buy it."""
    register = rolling_mill("2024-01-15")
    register["organisation"].append(member("BUY", "2024-01-15"))
    register["facility"].append(site("BUY-1", "BUY", "semi_fabrication"))
    register["scope"].append(scope("BUY-SCOPE", "BUY", ["BUY-1"], "2025-01-01"))
    return register


@pytest.fixture(scope="module", autouse=True)
def _small_pack() -> Iterator[None]:
    """Let the small custody edition certify, by the rules of the second edition."""
    built_in = built_in_rule_packs()
    small = replace(built_in["coc-v2"], code="coc-small", aliases=())
    with patch.object(edition_rules, "built_in_rule_packs", lambda: {**built_in, "coc-small": small}):
        yield


@pytest.fixture(scope="module", autouse=True)
def _world(empty_store: None, _small_pack: None) -> Iterator[None]:  # noqa: ARG001
    """Make the rolling mill MILL, the firm PRUEF and a person for each part; all is taken back at the end."""
    with on_day(START.isoformat()), transaction.atomic():
        load_register(OPERATOR, register_from_text(register_text(mill_and_buyer())))
        for standard, code in EDITIONS.items():
            text = EDITION.format(code=code, standard=standard) + "".join(map(CRITERION.format, ITEMS))
            load_edition(OPERATOR, text=text)
        for name, role, organisation in (
            ("mia", "manager", "MILL"),
            ("carl", "clerk", "MILL"),
            ("eve", "manager", "CAST"),
            ("bea", "manager", "BUY"),
            ("sven", "secretariat", None),
            ("sara", "secretariat", None),
        ):
            add_person(OPERATOR, username=name, role=role, organisation=organisation)
        for firm, names in (("PRUEF", ("lena", "theo")), ("OTHER", ("otto",))):
            register_firm(OPERATOR, code=firm, name=firm.title(), country="DE")
            for name in names:
                add_auditor(OPERATOR, firm=firm, username=name)
        for standard, name in product(EDITIONS, ("lena", "theo")):
            accredit(
                OPERATOR,
                firm="PRUEF",
                auditor=name,
                standard=standard,
                countries=["DE"],
                activities=["semi_fabrication"],
                valid_from=date(2024, 1, 1),
                valid_to=date(2039, 12, 31),
            )
        yield
        transaction.set_rollback(True)


TestAssuranceMachine = AssuranceMachine.TestCase
TestAssuranceMachine.settings = examples(12, stateful_step_count=25, deadline=None)


@pytest.fixture
def machine() -> Iterator[AssuranceMachine]:
    """Return the machine to be led by hand."""
    made = AssuranceMachine()
    yield made
    made.teardown()


def test_the_machine_comes_to_sales_and_to_days_without_a_certificate(machine: AssuranceMachine) -> None:
    """Else its checks of shipments and documents would hold because there are none."""
    machine.ship("mia", 0)
    assert not machine.shipped

    machine.ship_what_an_audit_permits(days=30, back=1)
    assert len(machine.shipped) == 1
    assert machine.issued == set(machine.shipped)
    machine.let_days_pass(1)
    machine.move("sven", "chain_of_custody", MoveKind.SUSPEND)
    machine.ship("mia", 0)
    assert len(machine.shipped) == 1
    machine.ship("mia", 1)
    assert len(machine.shipped) == 2

    machine.move("sven", "chain_of_custody", MoveKind.REINSTATE)
    machine.let_days_pass(1)
    machine.ship("carl", 0)
    assert len(machine.shipped) == 3
    machine.let_days_pass(1)
    machine.sold(("mia", "bea", "sara"), ("performance", "chain_of_custody"))
    machine.ship("mia", 0)
    assert len(machine.shipped) == 3


def sells(machine: AssuranceMachine, back: int) -> bool:
    """Ship today for a day so many days ago, and issue the document; say whether both were done."""
    shipped, issued = len(machine.shipped), len(machine.issued)
    machine.ship("mia", back)
    machine.issue("carl", len(machine.shipped) - 1)
    made = (len(machine.shipped) - shipped, len(machine.issued) - issued)
    assert made in {(1, 1), (0, 0)}, made
    return made == (1, 1)


def test_what_was_sold_before_a_withdrawal_stands_and_what_comes_after_is_refused(
    machine: AssuranceMachine,
) -> None:
    machine.ship_what_an_audit_permits(days=30, back=0)
    machine.move("mia", "chain_of_custody", MoveKind.WITHDRAW, ahead=20)
    machine.let_days_pass(19)
    assert sells(machine, 0)
    machine.let_days_pass(1)
    assert not sells(machine, 0)
    assert sells(machine, 1)
    machine.nothing_is_certified_that_the_findings_do_not_permit()


def test_what_is_to_be_withdrawn_and_is_suspended_before_sells_nothing_in_between(
    machine: AssuranceMachine,
) -> None:
    machine.ship_what_an_audit_permits(days=30, back=0)
    machine.move("mia", "chain_of_custody", MoveKind.WITHDRAW, ahead=20)
    machine.let_days_pass(5)
    machine.move("sven", "chain_of_custody", MoveKind.SUSPEND)
    assert not sells(machine, 0)
    assert sells(machine, 1)
    machine.move("sven", "chain_of_custody", MoveKind.REINSTATE)
    assert sells(machine, 0)
    machine.let_days_pass(15)
    assert not sells(machine, 0)


def test_what_was_sold_on_the_last_day_stands_and_what_comes_after_the_lapse_is_refused(
    machine: AssuranceMachine,
) -> None:
    for standard in EDITIONS:
        machine.go_through_an_audit(standard, 1)  # provisional, for a year
    last = min(each.last for each in machine.oracle.certificates.values())
    machine.let_days_pass((last - machine.today).days)
    assert sells(machine, 0)
    machine.let_days_pass(1)
    assert not sells(machine, 0)
    assert sells(machine, 1)


def test_custody_lapses_with_the_performance_certificate_that_it_rests_on(machine: AssuranceMachine) -> None:
    machine.ship_what_an_audit_permits(days=30, back=0)
    machine.let_days_pass((PERFORMANCE_DUE - machine.today).days)
    assert sells(machine, 0)
    machine.let_days_pass(1)
    machine.move("mia", "performance", MoveKind.WITHDRAW)
    assert not sells(machine, 0)
    assert sells(machine, 1)


def test_a_site_that_was_sold_is_not_certified_for_its_seller_beside_the_buyer(
    machine: AssuranceMachine,
) -> None:
    machine.sell_what_an_audit_granted(majors=0, days=0, mend=False)
    for standard in EDITIONS:
        assert machine.buyer.holds(standard, machine.today, machine.today)
        machine.go_through_an_audit(standard, 0)
    machine.nothing_is_certified_that_the_findings_do_not_permit()
