"""Reopening a closed period takes two people; its statements are superseded."""

from datetime import date

import pytest

from casthouse.parties.role import Role
from casthouse.refusal import Refusal
from casthouse.service.period import close_period, reopen_period, statements
from casthouse.service.permission import OPERATOR, Actor
from casthouse.service.reopening import (
    approve_reopening,
    open_reopenings,
    refuse_reopening,
    request_reopening,
)
from tests.contract.store import DATA, Store

START = date(2024, 1, 1)
SCOPE = "HOLD-COC"


def person(name: str, role: Role, organisation: str = "HOLD") -> Actor:
    return Actor(name=name, organisation_roles={organisation: frozenset({role})})


ANNA, BERT = person("anna", Role.MANAGER), person("bert", Role.MANAGER)
CLERK, STRANGER = person("cleo", Role.CLERK), person("sam", Role.MANAGER, "SUPA")


@pytest.fixture
def closed(store: Store) -> Store:
    store.run("register", "load", str(DATA / "mill" / "register.toml"))
    with store.in_use():
        close_period(OPERATOR, scope=SCOPE, start=START)
        close_period(OPERATOR, scope=SCOPE, start=date(2025, 1, 1))
    return store


def refused(code: str) -> "pytest.RaisesExc[Refusal]":
    return pytest.raises(Refusal, match=f"^{code}:")


def test_one_person_requests_and_another_approves(closed: Store) -> None:
    with closed.in_use():
        request_reopening(CLERK, scope=SCOPE, start=START, reason="scale was wrong")
        (request,) = open_reopenings(ANNA, scope=SCOPE)
        assert (request.requested_by, request.reason) == ("cleo", "scale was wrong")
        reopened = approve_reopening(ANNA, scope=SCOPE, start=START)
        assert [period.start for period in reopened] == [START, date(2025, 1, 1)]
        superseded = statements(ANNA, scope=SCOPE)
        assert len(superseded) == 2
        assert all(each.superseded_at for each in superseded)
        assert superseded[0].superseded_reason == "scale was wrong (requested by cleo)"
        assert open_reopenings(ANNA, scope=SCOPE) == []


def test_nobody_approves_the_own_request(closed: Store) -> None:
    with closed.in_use():
        request_reopening(ANNA, scope=SCOPE, start=START, reason="r")
        with refused("reopening_self_approved"):
            approve_reopening(ANNA, scope=SCOPE, start=START)
        standing = statements(ANNA, scope=SCOPE)
        assert [each.superseded_at for each in standing] == [None, None]
        approve_reopening(BERT, scope=SCOPE, start=START)


def test_a_clerk_may_ask_but_not_approve_and_a_stranger_neither(closed: Store) -> None:
    with closed.in_use():
        with refused("not_permitted"):
            request_reopening(STRANGER, scope=SCOPE, start=START, reason="r")
        request_reopening(ANNA, scope=SCOPE, start=START, reason="r")
        for actor in (CLERK, STRANGER):
            with refused("not_permitted"):
                approve_reopening(actor, scope=SCOPE, start=START)
        with refused("not_permitted"):
            reopen_period(ANNA, scope=SCOPE, start=START, reason="alone")


def test_without_a_request_a_reason_or_a_closed_period_nothing_happens(closed: Store) -> None:
    with closed.in_use():
        with refused("reopening_unknown"):
            approve_reopening(ANNA, scope=SCOPE, start=START)
        with refused("reason_missing"):
            request_reopening(ANNA, scope=SCOPE, start=START, reason=" ")
        with refused("period_not_closed"):
            request_reopening(ANNA, scope=SCOPE, start=date(2026, 1, 1), reason="r")
        request_reopening(ANNA, scope=SCOPE, start=START, reason="r")
        refuse_reopening(BERT, scope=SCOPE, start=START)
        with refused("reopening_unknown"):
            approve_reopening(BERT, scope=SCOPE, start=START)
