"""A delivery of scrap is judged by what the store knows of the day; dry mass is computed to the gram."""

from datetime import date
from typing import Any

import pytest

from casthouse.custody.eligibility import ScrapKind, ScrapOrigin
from casthouse.service.due_diligence import assess_supplier
from casthouse.service.eligibility import DeclaredPart, judge_scrap
from casthouse.service.permission import Actor
from tests.contract.register_text import one_scope
from tests.contract.store import Store
from tests.scenario.company import AUDITOR, CLERK, SCOPE, SECRETARIAT, STRANGER, Company, T, command

DAY = date(2024, 3, 4)
CANS = DeclaredPart(kind=ScrapKind.POST_CONSUMER, mass_g=20 * T, origin=ScrapOrigin.DEALER_OR_YARD)
STAMPINGS = DeclaredPart(kind=ScrapKind.PRE_CONSUMER, mass_g=5 * T)


@pytest.fixture
def acme(store: Store) -> Company:
    return Company(store)


def reasons(acme: Company, *parts: DeclaredPart, supplier: str = "HUBER", **more: Any) -> list[str]:
    arguments: dict[str, Any] = {"scope": SCOPE, "supplier": supplier, "on": DAY, "parts": parts}
    return [each.reason.value for each in acme.do(judge_scrap, AUDITOR, **arguments | more)]


def assess(acme: Company, on: date, *, passed: bool = True) -> None:
    whose: dict[str, Any] = {"organisation": "ACME", "supplier": "HUBER", "evidence": ["visit"]}
    acme.do(assess_supplier, CLERK, **whose, passed=passed, on=on)


def test_due_diligence_of_the_day_decides_about_post_consumer_scrap(acme: Company) -> None:
    assert reasons(acme, CANS) == ["due_diligence_missing"]
    assess(acme, date(2023, 3, 4))
    assert reasons(acme, CANS) == ["due_diligence_out_of_date"]
    assess(acme, date(2024, 3, 1))
    assert reasons(acme, CANS) == ["due_diligence_passed"]
    assess(acme, DAY, passed=False)
    assert reasons(acme, CANS) == ["due_diligence_failed"]


def test_the_certificate_of_the_day_decides_about_pre_consumer_scrap(acme: Company) -> None:
    assert reasons(acme, STAMPINGS, supplier="SUP", document="D-1") == ["coc_document"]
    assert reasons(acme, STAMPINGS, supplier="SUP") == ["document_missing"]
    assert reasons(acme, STAMPINGS, document="D-1") == ["supplier_not_certified"]


def test_a_mixed_lot_needs_a_documented_split(acme: Company) -> None:
    assess(acme, DAY)
    assert reasons(acme, CANS, STAMPINGS) == ["mixed_without_split"]
    split = reasons(acme, CANS, STAMPINGS, split_document="sorting report 7")
    assert split == ["due_diligence_passed", "supplier_not_certified"]


def test_without_a_remelter_in_the_scope_nothing_is_eligible(store: Store) -> None:
    register = one_scope()
    register["facility"][0]["activities"] = ["casthouse"]
    acme = Company(store, register)
    assert reasons(acme, STAMPINGS, supplier="SUP", document="D-1") == ["no_remelter"]


@pytest.mark.parametrize("actor", [STRANGER, SECRETARIAT])
def test_others_do_not_ask_about_our_suppliers(acme: Company, actor: Actor) -> None:
    arguments: dict[str, Any] = {"scope": SCOPE, "supplier": "HUBER", "on": DAY, "parts": [CANS]}
    assert acme.refused(judge_scrap, actor, **arguments) == "not_permitted"


def test_the_commands(acme: Company) -> None:
    assess(acme, DAY)
    delivery = (SCOPE, "--supplier", "HUBER", "--on", "2024-03-04")
    parts = ("--part", "post_consumer:20000000:dealer_or_yard", "--part", "dross:5000000::1000000")
    judged = command(acme, "scrap", "judge", *delivery, *parts, "--split-document", "report 7")
    assert judged["eligible_g"] == 20 * T
    assert [each["mass_g"] for each in judged["verdicts"]] == [20 * T, T, 4 * T]
    for wrong in ("post_consumer", "cans:1", "dross:1:nowhere", "dross:x", "dross:1:casthouse:1:1"):
        assert acme.store.run("scrap", "judge", *delivery, "--part", wrong).code == 2
    nothing = acme.store.run("scrap", "judge", *delivery, "--part", "dross:0")
    assert nothing.refusal == "scrap_split_not_whole"


def test_dry_mass(acme: Company) -> None:
    bauxite = ("dry-mass", "--material", "bauxite", "--wet-g")
    assert command(acme, *bauxite, "1000", "--moisture", "12.5") == {
        "wet_g": 1000,
        "dry_g": 875,
        "water_g": 125,
    }
    assert acme.store.run(*bauxite, "1000", "--moisture", "100").refusal == "moisture_invalid"
    metal = ("dry-mass", "--material", "aluminium", "--wet-g", "1000", "--moisture", "1")
    assert acme.store.run(*metal).refusal == "moisture_not_for_material"
