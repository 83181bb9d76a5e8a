"""Rule packs of one's own: loaded, used as an edition, and compared over the same ledger."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from casthouse.service.permission import Actor
from casthouse.service.rule_pack_comparison import compare_rule_packs
from casthouse.service.rule_pack_library import load_rule_pack, rule_pack, rule_packs
from tests.contract.movement_rows import other_receipt, other_shipment, receipt, reversal, shipment
from tests.contract.register_text import one_scope, register_text
from tests.contract.store import Answer, Store
from tests.scenario.company import (
    AUDITOR,
    CLERK,
    MANAGER,
    SCOPE,
    SECRETARIAT,
    STRANGER,
    YEAR,
    Company,
    T,
    command,
    half_sold,
)

PAGE = Path(__file__).parents[2] / "docs" / "concepts" / "rule-packs.md"
NOBODY = Actor(name="nobody")
NEXT = "2025-01-01"


def cautious() -> str:
    """Return the pack that the page about rule packs shows: overdraft limit 10 %, balance expiring at once."""
    (text,) = re.findall(r"```toml\n(.+?)```", PAGE.read_text(encoding="utf-8"), flags=re.DOTALL)
    return str(text)


def pack(code: str, rule: str, value: str, *, more: str = "") -> str:
    header = f'[pack]\ncode = "{code}"\nname = "Own"\nextends = "coc-v2"\n{more}'
    return f'{header}\n[[rule]]\nid = "{rule}"\nvalue = {value}\n'


@pytest.fixture
def acme(store: Store) -> Company:
    """Of 100 t shipped in 2024, 50 t might have been sold as CoC; in 2025 nothing moved."""
    company = Company(store)
    company.post(*half_sold())
    return company


@pytest.fixture(scope="module")
def settled(new_store: Callable[[], Store], opened: None) -> Company:  # noqa: ARG001 - lets tests reach a store
    """Return a company without movements; tests must leave it as it is."""
    return Company(new_store())


def load(acme: Company, text: str) -> Answer:
    return acme.store.run("rulepack", "load", acme.store.file("pack.toml", text))


def use(acme: Company, edition: str) -> Answer:
    register = one_scope()
    register["scope"][0]["edition"] = edition
    return acme.store.load(register_text(register))


def compare(acme: Company, period: str, left: str = "coc-v2", right: str = "rhein-cautious") -> Any:
    editions = ("--edition", left, "--edition", right)
    return command(acme, "rulepack", "compare", SCOPE, "--period", period, *editions)


def figures(compared: Any) -> dict[str, tuple[Any, Any]]:
    found = compared["differences"]["figures"]
    assert {each["stage"] for each in found} <= {"aluminium"}
    return {each["figure"]: (each["left"], each["right"]) for each in found}


def test_a_scope_may_name_a_loaded_pack_and_is_judged_by_it(acme: Company) -> None:
    assert use(acme, "rhein-cautious").refusal == "edition_unknown"
    assert load(acme, cautious()).code == 0
    assert use(acme, "rhein-cautious").code == 0
    command(acme, "period", "close", SCOPE, YEAR)
    assert acme.store.stage(SCOPE, NEXT)["carried_in_g"] == 0


def test_a_balance_that_expires_at_once_changes_the_next_period(acme: Company) -> None:
    load(acme, cautious())
    assert figures(compare(acme, YEAR)) == {}
    compared = compare(acme, NEXT)
    assert figures(compared) == {
        "carried_in_g": (50 * T, 0),
        "available_g": (50 * T, 0),
        "still_sellable_g": (50 * T, 0),
    }
    rules = {each["id"]: (each["left"], each["right"]) for each in compared["differences"]["rules"]}
    assert rules == {"overdraft.limit": ("0.2", "0.1"), "balance.carry_periods": ("1", "0")}


def test_periods_that_are_closed_are_judged_anew(acme: Company) -> None:
    """What the statement hands on was frozen under one pack; the other must not take it over."""
    load(acme, cautious())
    before = compare(acme, NEXT)
    command(acme, "period", "close", SCOPE, YEAR)
    assert compare(acme, NEXT) == before
    assert use(acme, "rhein-cautious").refusal == "scope_frozen"


def test_what_an_overdraft_repaid_late_comes_to_under_both(acme: Company) -> None:
    """The chain of three years: 2024 leaves a balance, 2025 is oversold by a reversal, 2026 repays."""
    load(acme, cautious())
    acme.post(
        receipt("IN-25", quantity="100", date="2025-02-01"),
        other_receipt("MORE-25", quantity="100", date="2025-02-01"),
        other_shipment("OUT-25", quantity="60", date="2025-03-01"),
        shipment("SOLD-25", quantity="70", date="2025-04-01"),
    )
    acme.post(reversal("BACK", "OUT-25", date="2025-05-01"))
    assert figures(compare(acme, NEXT)) == {
        "carried_in_g": (50 * T, 0),
        "available_g": (15 * T, -35 * T),
        "still_sellable_g": (30 * T, -70 * T),
        "positive_balance_g": (15 * T, 0),
        "overdraft_g": (0, 35 * T),
    }
    assert figures(compare(acme, "2026-01-01")) == {
        "carried_in_g": (15 * T, 0),
        "to_repay_g": (0, 35 * T),
        "available_g": (15 * T, -35 * T),
        "still_sellable_g": (15 * T, -35 * T),
        "overdraft_g": (0, 35 * T),
    }


def test_a_lower_limit_finds_an_overdraft_that_the_standard_tolerates(acme: Company) -> None:
    """15 t of overdraft in a year of force majeure: 20 % of 100 t would do, 10 % do not."""
    load(acme, cautious())
    acme.post(
        other_shipment("MORE", quantity="30", date="2024-05-01"),
        shipment("S", quantity="65", date="2024-06-01"),
    )
    acme.post(reversal("GONE", "MORE", date="2024-07-01"))
    acme.post(reversal("GONE-2", "OUT", date="2024-07-02"))
    acme.post(other_shipment("OUT-AGAIN", quantity="35", date="2024-07-03"))
    closed = acme.store.run("period", "close", SCOPE, YEAR, "--force-majeure", "flood of May")
    assert closed.json["stages"]["aluminium"]["overdraft_g"] == 15 * T
    differences = compare(acme, YEAR)["differences"]
    assert differences["findings_left_only"] == []
    assert [each["code"] for each in differences["findings_right_only"]] == ["overdraft_above_limit"]
    assert differences["figures"] == []


def test_a_pack_is_known_by_its_aliases(acme: Company) -> None:
    assert load(acme, pack("own", "overdraft.limit", "0.05", more='aliases = ["ours"]\n')).code == 0
    assert command(acme, "rulepack", "show", "ours")["code"] == "own"
    assert use(acme, "ours").code == 0
    assert load(acme, pack("own", "overdraft.limit", "0.06")).refusal == "rule_pack_in_use"


def test_a_name_belongs_to_one_pack(acme: Company) -> None:
    load(acme, pack("own", "overdraft.limit", "0.05", more='aliases = ["ours"]\n'))
    assert load(acme, pack("ours", "overdraft.limit", "0.05")).refusal == "rule_pack_name_taken"
    other = pack("other", "overdraft.limit", "0.05", more='aliases = ["own"]\n')
    assert load(acme, other).refusal == "rule_pack_name_taken"
    assert load(acme, pack("coc-v2", "overdraft.limit", "0.05")).refusal == "rule_pack_invalid"


def test_a_new_text_replaces_the_old_one_until_a_period_was_closed_by_it(acme: Company) -> None:
    load(acme, pack("own", "overdraft.limit", "0.05"))
    use(acme, "own")
    assert load(acme, pack("own", "balance.carry_periods", "0")).code == 0
    command(acme, "period", "close", SCOPE, YEAR)
    before = acme.store.dump()
    assert load(acme, pack("own", "balance.carry_periods", "0")).code == 0
    assert load(acme, pack("own", "balance.carry_periods", "1")).refusal == "rule_pack_in_use"
    assert acme.store.dump() == before
    assert acme.store.stage(SCOPE, NEXT)["carried_in_g"] == 0


def test_a_pack_with_mistakes_is_refused_with_every_line(acme: Company) -> None:
    before = acme.store.dump()
    answer = load(acme, pack("own", "overdraft.limit", "7") + '\n[[rule]]\nid = "no.such"\nvalue = 1\n')
    assert answer.refusal == "rule_pack_invalid"
    assert "line 8, rule overdraft.limit" in answer.json["refusal"]["found"]
    assert "no.such" in answer.json["refusal"]["found"]
    assert acme.store.run("rulepack", "load", "no-such-file.toml").refusal == "rule_pack_unreadable"
    assert acme.store.dump() == before


def test_the_packs_are_listed_and_every_rule_is_shown(acme: Company) -> None:
    load(acme, cautious())
    listed = command(acme, "rulepack", "list")["rule_packs"]
    assert [each["code"] for each in listed] == ["coc-v1", "coc-v2", "coc-v3-draft", "rhein-cautious"]
    assert [each["built_in"] for each in listed] == [True, True, True, False]
    shown = command(acme, "rulepack", "show", "rhein-cautious")
    rules = {each["id"]: each for each in shown["rules"]}
    assert len(rules) == len(shown["rules"]) == listed[1]["rules"]
    limit = rules["overdraft.limit"]
    assert (limit["value"], limit["tag"], limit["verified"]) == ("0.1", "user", False)
    assert limit["edition"] == "rhein-cautious"
    assert rules["due_diligence.renewal_months"]["edition"] == "coc-v2"
    assert all(each["clause"] and each["meaning"] for each in shown["rules"])
    assert acme.store.run("rulepack", "show", "none").refusal == "edition_unknown"


def test_comparing_asks_for_two_packs_that_are_there(acme: Company) -> None:
    one = acme.store.run("rulepack", "compare", SCOPE, "--period", YEAR, "--edition", "coc-v2")
    assert one.code == 2
    editions = ("--edition", "coc-v2", "--edition", "none")
    other = acme.store.run("rulepack", "compare", SCOPE, "--period", YEAR, *editions)
    assert other.refusal == "edition_unknown"


@pytest.mark.parametrize("actor", [MANAGER, CLERK, AUDITOR, STRANGER, NOBODY])
def test_only_the_operator_and_the_secretariat_load(settled: Company, actor: Actor) -> None:
    assert settled.refused(load_rule_pack, actor, text=cautious()) == "not_permitted"


def test_the_secretariat_loads(acme: Company) -> None:
    assert acme.do(load_rule_pack, SECRETARIAT, text=cautious()).code == "rhein-cautious"
    assert acme.journal()[-1] == ("secretary", "rule_pack.load")


def test_everybody_with_a_role_reads_the_packs(settled: Company) -> None:
    for actor in (MANAGER, AUDITOR, STRANGER, SECRETARIAT):
        assert len(settled.do(rule_packs, actor)) == 3
        assert settled.do(rule_pack, actor, name="coc-v2.1").code == "coc-v2"
    assert settled.refused(rule_packs, NOBODY) == "not_permitted"
    assert settled.refused(rule_pack, NOBODY, name="coc-v2") == "not_permitted"


@pytest.mark.parametrize("actor", [STRANGER, SECRETARIAT])
def test_others_do_not_compare_our_ledger(settled: Company, actor: Actor) -> None:
    arguments: dict[str, Any] = {"scope": SCOPE, "period": None, "left": "coc-v1", "right": "coc-v2"}
    assert settled.refused(compare_rule_packs, actor, **arguments) == "not_permitted"
