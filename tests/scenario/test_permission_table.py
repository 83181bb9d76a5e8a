"""Who may call what, cell by cell: every use case for every role, here, elsewhere and nowhere.

A use case is a function of `casthouse.service` that takes an `actor` and is named by a page, an operation or a command.
"""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection, transaction

from casthouse import service
from casthouse.refusal import Refusal, RefusalText
from casthouse.service.claim import request_claim
from casthouse.service.claim_wanted import WantedClaim
from casthouse.service.permission import OPERATOR, Actor
from tests.contract.store import Store
from tests.scenario.permission_page import PAGE, ROWS, page, used_by_the_edges
from tests.scenario.permission_world import NAMED_BY, PERSONS, Place, Row, name_of
from tests.web.api_world import make_world

pytestmark = pytest.mark.one_store

QUESTIONS = {
    "permission.may",
    "permission.authorise",
    "non_conformance.may_correct",
    "non_conformance.may_judge",
    "audit.readable_audit",
    "audited_ledger.audited_ledger",
}
"""What asks the table for a page that shows or hides something; no use case."""
WRITES = ("INSERT", "UPDATE", "DELETE", "CREATE", "DROP", "ALTER")


@pytest.fixture(scope="module", autouse=True)
def _world(new_store: Callable[[], Store], opened: None) -> Iterator[None]:  # noqa: ARG001
    with new_store().in_use():
        make_world()
        request_claim(OPERATOR, organisation="ACME", kind="membership", wanted=WantedClaim())
        yield


class Writes:
    """Counts the statements that write."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def __call__(self, execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if sql.lstrip().upper().startswith(WRITES):
            self.seen.append(sql)
        return execute(sql, *rest)


def called(row: Row, actor: Actor, **instead: Any) -> RefusalText | None:
    """Call a use case and take back what it did; return how it refused, and see that a refusal wrote nothing."""
    writes, answer = Writes(), None
    with transaction.atomic():
        arguments = row.arguments(actor, **instead)
        try:
            with connection.execute_wrapper(writes):
                row.use_case(**arguments)
        except Refusal as refusal:
            answer = refusal.text
        transaction.set_rollback(True)
    assert answer is None or answer.code != "not_permitted" or not writes.seen
    return answer


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_who_may(row: Row) -> None:
    answers = {name: called(row, person.actor) for name, person in PERSONS.items()}
    refused = {name for name, text in answers.items() if text and text.code == "not_permitted"}
    assert refused == {name for name, person in PERSONS.items() if not row.is_open_to(person)}
    assert row.outcome in {text.code if text else "" for name, text in answers.items() if name not in refused}


@pytest.mark.parametrize("row", [row for row in ROWS if row.place in NAMED_BY], ids=str)
def test_who_may_not_learns_not_whether_it_is_there(row: Row) -> None:
    name = NAMED_BY[row.place]
    there = row.arguments(OPERATOR)[name]
    for person in PERSONS.values():
        if row.is_open_to(person):
            continue
        is_there = called(row, person.actor)
        is_not = called(row, person.actor, **{name: "NOWHERE"})
        assert is_there is not None
        assert is_not is not None
        assert is_there.code == is_not.code == "not_permitted"
        for word in ("found", "expected", "todo"):
            shown = str(getattr(is_there, word)).replace(str(there), "_").replace("ACME", "_")
            assert shown == str(getattr(is_not, word)).replace("NOWHERE", "_"), (row.place, word)


def test_every_use_case_has_a_row() -> None:
    assert {name_of(each) for each in use_cases()} == {str(row) for row in ROWS}


def test_the_reference_is_what_the_table_says() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run python -m tests.scenario.permission_page"


def use_cases() -> Iterator[Callable[..., Any]]:
    """Yield the use cases, found by introspection."""
    used = used_by_the_edges() - QUESTIONS
    for module in pkgutil.iter_modules(service.__path__):
        for each in vars(importlib.import_module(f"casthouse.service.{module.name}")).values():
            if (
                inspect.isfunction(each)
                and each.__module__ == f"casthouse.service.{module.name}"
                and "actor" in inspect.signature(each).parameters
                and name_of(each) in used
            ):
                yield each


def test_the_table_tells_places_apart() -> None:
    """A manager elsewhere is nobody here, a lead of another audit reads none of this one."""
    assert not PERSONS["manager elsewhere"].roles_at(Place.SCOPE) - {"public"}
    assert not PERSONS["lead of another audit of the organisation"].roles_at(Place.AUDIT) - {"public"}
