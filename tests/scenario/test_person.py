"""People and their roles: nobody makes a second pair of eyes for themselves, nobody takes the own role."""

import pytest

from casthouse.parties.role import Role
from casthouse.service.permission import OPERATOR, Actor
from casthouse.service.person import add_person, new_password, people, remove_person, roles_to_give
from tests.contract.register_text import organisation, register_text
from tests.contract.store import Store
from tests.unit.refusing import refused

BEA = Actor(name="bea", organisation_roles={"ACME": frozenset({Role.MANAGER})})
SECRETARIAT = Actor(name="sec", store_roles=frozenset({Role.SECRETARIAT}))
STRANGER = Actor(name="sam", organisation_roles={"SUP": frozenset({Role.MANAGER})})


@pytest.fixture
def company(store: Store) -> Store:
    assert store.load(register_text({"organisation": [organisation("ACME"), organisation("SUP")]})).code == 0
    with store.in_use():
        add_person(OPERATOR, username="bea", role="manager", organisation="ACME")
    return store


def held() -> list[tuple[str, str]]:
    return [(each.username, each.role.value) for each in people(OPERATOR, organisation="ACME")]


def test_a_manager_adds_clerks_and_auditors_but_no_manager(company: Store) -> None:
    with company.in_use():
        add_person(BEA, username="cleo", role="clerk", organisation="ACME")
        add_person(BEA, username="aud", role="auditor", organisation="ACME")
        for username in ("mina", "cleo"):
            with refused("not_permitted"):
                add_person(BEA, username=username, role="manager", organisation="ACME")
        assert held() == [("aud", "auditor"), ("bea", "manager"), ("cleo", "clerk")]


@pytest.mark.parametrize("actor", [OPERATOR, SECRETARIAT], ids=["operator", "secretariat"])
def test_the_operator_and_the_secretariat_make_managers(company: Store, actor: Actor) -> None:
    with company.in_use():
        add_person(actor, username="mina", role="manager", organisation="ACME")
        assert held() == [("bea", "manager"), ("mina", "manager")]


def test_the_roles_offered_are_those_that_may_be_given() -> None:
    assert roles_to_give(BEA, organisation="ACME") == (Role.CLERK, Role.AUDITOR)
    assert roles_to_give(SECRETARIAT, organisation="ACME") == (Role.MANAGER, Role.CLERK, Role.AUDITOR)
    assert roles_to_give(STRANGER, organisation="ACME") == ()


@pytest.mark.parametrize("username", ["bea", "BEA", "Bea"])
def test_nobody_takes_the_own_role_in_any_spelling(company: Store, username: str) -> None:
    with company.in_use():
        with refused("person_is_oneself"):
            remove_person(BEA, username=username, role="manager", organisation="ACME")
        assert held() == [("bea", "manager")]


def test_a_password_made_for_somebody_never_has_the_name_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name of three letters stands in a random password now and then: another is drawn."""
    drawn = iter("quwea" * 4 + "kfrtz" * 4)
    monkeypatch.setattr("casthouse.service.person.secrets.choice", lambda _signs: next(drawn))

    assert new_password("UWE") == "kfrtz-kfrtz-kfrtz-kfrtz"
