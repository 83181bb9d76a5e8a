"""Two who decide the same audit at once: one is taken, the other hears why not. A kill leaves all or nothing."""

import json
import random
from concurrent.futures import ThreadPoolExecutor

import pytest

from casthouse.service.certificate_view import certificates_of
from casthouse.service.permission import OPERATOR
from tests.contract.killing import duration_s, run_killed
from tests.contract.store import Answer, Store
from tests.scenario.audit_world import Assurance, SmelterAudit

KILLS = 5


@pytest.fixture
def audit(store: Store) -> SmelterAudit:
    """Return an audit that waits for its decision."""
    audit = SmelterAudit(Assurance(store))
    audit.through()
    return audit


def at_once(store: Store, *commands: tuple[str, ...]) -> list[Answer]:
    """Run commands at the same time, each in a process of its own."""
    with ThreadPoolExecutor(len(commands)) as people:
        return list(people.map(lambda each: store.run_apart(*each, "--json"), commands))


def granted(store: Store) -> list[str]:
    """Return the numbers of the certificates that were granted."""
    with store.in_use():
        return [
            each.history.number
            for each in certificates_of(OPERATOR, organisation="SMELT")
            if any(move.kind.value == "grant" for move in each.history.moves)
        ]


def decide(audit: SmelterAudit) -> tuple[str, ...]:
    """Return the command that confirms what the findings permit."""
    return ("decision", "take", audit.reference, "full")


def test_of_two_who_decide_an_audit_at_once_one_is_taken(audit: SmelterAudit) -> None:
    store = audit.world.store
    answers = at_once(store, decide(audit), decide(audit))
    assert sorted(each.code for each in answers) == [0, 1], answers
    (refused,) = (json.loads(each.out)["refusal"]["code"] for each in answers if each.code)
    assert refused == "audit_state"
    assert len(granted(store)) == 1
    assert store.run("check").json["clean"]


@pytest.mark.slow
def test_a_decision_that_is_killed_is_whole_or_not_there(audit: SmelterAudit) -> None:
    store, chance = audit.world.store, random.Random(11)
    within_s = duration_s(store, "decision", "show", audit.reference)
    for _ in range(KILLS):
        run_killed(store, *decide(audit), within_s=within_s, chance=chance)
        assert store.run("check").json["clean"]
        assert len(store.column("decision", "number")) == len(granted(store))
    assert store.run(*decide(audit)).code in {0, 1}
    assert len(granted(store)) == 1
