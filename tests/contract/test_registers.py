"""Loading a register: idempotent, additive, careful with scopes that have closed periods."""

import pytest

from tests.contract.movement_rows import file_text, shipment
from tests.contract.register_text import certificate, facility, one_scope, organisation, register_text, scope
from tests.contract.store import Store


@pytest.fixture
def acme(store: Store) -> Store:
    assert store.load(register_text(one_scope(first="2020-01-01"))).code == 0
    return store


def test_loading_twice_changes_nothing(acme: Store) -> None:
    before = acme.dump()
    again = acme.load(register_text(one_scope(first="2020-01-01")))
    assert again.json == {"organisations": 3, "facilities": 2, "scopes": 2, "certificates": 4}
    assert {n: r for n, r in acme.dump().items() if n != "journal"} == {
        n: r for n, r in before.items() if n != "journal"
    }


def test_what_a_file_leaves_out_is_left_alone(acme: Store) -> None:
    answer = acme.load(register_text({"organisation": [organisation("NEW")]}))
    assert answer.json == {"organisations": 1, "facilities": 0, "scopes": 0, "certificates": 0}
    assert acme.run("position", "ACME-COC", "--period", "2020-01-01").code == 0
    assert acme.load(register_text({"facility": [facility("NEW-CH", "NEW")]})).code == 0


def test_new_certificate_dates_count_at_once(acme: Store) -> None:
    opening = [{"scope": "ACME-COC", "stage": "aluminium", "positive_balance_g": 10**9}]
    short = [certificate("COC-1", "ACME-COC", "2020-01-01", "2020-02-29")]
    acme.load(register_text({"opening": opening, "certificate": short}))
    assert acme.post("ACME", file_text([shipment("A", date="2020-02-29")])).code == 0
    late = acme.post("ACME", file_text([shipment("B", date="2020-03-01")]))
    assert [r["code"] for r in late.json["refused"]] == ["scope_not_certified"]


@pytest.mark.parametrize(
    "changes",
    [
        {"facilities": ["ACME-CH", "ACME-RM"]},
        {"edition": "coc-v1"},
        {"first_period_start": "2019-01-01"},
        {"period_months": 6},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_a_scope_changes_only_while_no_period_is_closed(acme: Store, changes: dict[str, object]) -> None:
    acme.load(register_text({"facility": [facility("ACME-RM", "ACME")]}))
    fields: dict[str, object] = {"facilities": ["ACME-CH"], "first": "2020-01-01"}
    start = changes.pop("first_period_start", None)
    fields |= changes | ({"first": start} if start else {})
    changed = {"scope": [scope("ACME-COC", "ACME", **fields)]}  # type: ignore[arg-type]
    acme.run("period", "close", "ACME-COC", "2020-01-01")
    before = acme.dump()
    assert acme.load(register_text(changed)).refusal
    assert acme.dump() == before
    acme.run("period", "reopen", "ACME-COC", "2020-01-01", "--reason", "the scope grows")
    assert acme.load(register_text(changed)).code == 0


def test_a_facility_stands_in_one_scope_at_a_time(acme: Store) -> None:
    second = {"scope": [scope("ACME-TWO", "ACME", ["ACME-CH"], "2021-01-01")]}
    before = acme.dump()
    assert acme.load(register_text(second)).refusal
    assert acme.dump() == before


@pytest.mark.parametrize(
    "text",
    [
        "[[organisation",
        "organisation = 3",
        '[[organisation]]\ncode = "lower"\nname = "x"\ncountry = "DE"\n',
        '[[organisation]]\ncode = "X"\ncountry = "DE"\n',
        '[[organisation]]\ncode = "X"\nname = "x"\ncountry = "Germany"\n',
        '[[facility]]\ncode = "F"\norganisation = "NOBODY"\nname = "x"\nactivities = []\n',
        register_text({"facility": [facility("F", "ACME") | {"activities": ["knitting"]}]}),
        register_text({"scope": [scope("S", "ACME", ["NO-SUCH"], "2020-01-01")]}),
        register_text({"scope": [scope("S", "ACME", [], "2020-01-01", edition="coc-v9")]}),
        register_text({"scope": [scope("S", "ACME", [], "2020-01-01", period_months=13)]}),
        register_text({"scope": [scope("S", "ACME", [], "2020-01-01", period_months=0)]}),
        register_text({"certificate": [certificate("C", "NO-SUCH", "2020-01-01", "2020-12-31")]}),
        register_text({"certificate": [certificate("C", "ACME-COC", "2020-12-31", "2020-01-01")]}),
        register_text({"certificate": [certificate("C", "ACME-COC", "2020-01-01", "2020-12-31", "iso")]}),
        register_text({"opening": [{"scope": "ACME-COC", "stage": "steel", "positive_balance_g": 1}]}),
        register_text({"opening": [{"scope": "ACME-COC", "stage": "alumina", "positive_balance_g": -1}]}),
    ],
)
def test_a_register_that_makes_no_sense_is_refused_whole(acme: Store, text: str) -> None:
    before = acme.dump()
    before_it = (
        "" if text.startswith("organisation") else register_text({"organisation": [organisation("ZZZ")]})
    )
    answer = acme.load(before_it + "\n" + text)
    assert answer.refusal
    assert acme.dump() == before
