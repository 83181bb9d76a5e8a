"""Two who decide the same audit at once: one is taken, the other hears why not. A kill leaves all or nothing."""

import json
import os
import random
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from casthouse.service import clock
from casthouse.service.certificate_view import certificates_of
from casthouse.service.permission import OPERATOR
from tests.contract.killing import duration_s, run_killed
from tests.contract.store import Answer, Store
from tests.property.effort import kills
from tests.scenario.audit_world import Assurance, SmelterAudit
from tests.scenario.casthouse_sale import accepted, sale
from tests.scenario.certification import COC, PS
from tests.scenario.certification import granted as granted_certificate
from tests.scenario.company import Company

KILLS = kills(5)


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


def accepted_transfer(store: Store) -> tuple[str, str, str]:
    """Let CAST ask and NEU accept, today; return the number of the transfer and those of the certificates."""
    company = Company(store, sale())
    today = clock.today().isoformat()
    numbers = [granted_certificate(company, "CAST-SCOPE", each, today).number for each in (PS, COC)]
    return str(accepted(company, *numbers)), numbers[0], numbers[1]


def confirming(number: str) -> tuple[str, ...]:
    """Return the command that confirms a transfer."""
    return ("certificate", "transfer", "confirm", number, "--reason", "seen")


def taken_over(store: Store) -> int:
    """Return how many certificates NEU holds."""
    with store.in_use():
        return len(certificates_of(OPERATOR, organisation="NEU"))


def test_of_two_who_confirm_a_transfer_at_once_one_is_taken(store: Store) -> None:
    number, *_ = accepted_transfer(store)
    answers = at_once(store, confirming(number), confirming(number))
    assert sorted(each.code for each in answers) == [0, 1], answers
    (refused,) = (json.loads(each.out)["refusal"]["code"] for each in answers if each.code)
    assert refused == "certificate_transfer_state"
    assert taken_over(store) == 2
    assert store.run("check").json["clean"]


def test_a_transfer_confirmed_while_the_certificate_is_suspended_passes_or_is_refused(store: Store) -> None:
    number, _, custody = accepted_transfer(store)
    suspending = ("certificate", "suspend", custody, "--reason", "critical breach")
    confirmed, suspended = at_once(store, confirming(number), suspending)
    assert sorted((confirmed.code, suspended.code)) == [0, 1], (confirmed, suspended)
    assert taken_over(store) == (2 if confirmed.code == 0 else 0)
    assert store.run("check").json["clean"]


def refusals(answers: list[Answer]) -> list[str]:
    """Return the codes of what was refused."""
    return [json.loads(each.out)["refusal"]["code"] for each in answers if each.code]


def test_a_certificate_suspended_while_a_decision_renews_it_is_the_one_or_the_other(
    audit: SmelterAudit,
) -> None:
    store, today = audit.world.store, clock.today().isoformat()
    old = granted_certificate(audit.world, "SMELT-PS", PS, today).number
    suspending = ("certificate", "suspend", old, "--reason", "critical breach")
    suspended, decided = answers = at_once(store, suspending, decide(audit))
    assert sorted(each.code for each in answers) == [0, 1], answers
    state = store.run("certificate", "show", old).json["state"]
    if suspended.code == 0:
        assert (state, refusals(answers), len(granted(store))) == ("suspended", ["certificate_running"], 1)
    else:
        assert decided.code == 0
        assert (state, len(granted(store))) == ("superseded", 2)
        # It depends on whether the suspension had read the certificate before it was superseded.
        (refused,) = refusals(answers)
        assert refused in {"certificate_changed", "certificate_move_not_allowed"}
    assert store.run("check").json["clean"]


def applying(scope: str) -> tuple[str, ...]:
    """Return the command that applies for a certificate of a scope."""
    return ("certificate", "apply", scope, "--edition", "ps-v3", "--firm", "PRUEF")


def test_of_two_who_apply_for_a_scope_at_once_one_is_taken(store: Store) -> None:
    Assurance(store)
    answers = at_once(store, applying("SMELT-PS"), applying("SMELT-PS"))
    assert sorted(each.code for each in answers) == [0, 1], answers
    assert refusals(answers) == ["application_open"]
    assert store.run("check").json["clean"]


def test_an_application_withdrawn_while_another_is_made_leaves_one_or_none(store: Store) -> None:
    Assurance(store)
    first = store.run(*applying("SMELT-PS")).json["number"]
    withdrawn, applied = answers = at_once(store, ("certificate", "withdraw", first), applying("SMELT-PS"))
    assert withdrawn.code == 0, answers
    assert refusals(answers) == ([] if applied.code == 0 else ["application_open"])
    with store.in_use():
        states = [
            each.now.state.value for each in certificates_of(OPERATOR, organisation="SMELT") if each.now
        ]
    assert sorted(states) == (["applied", "withdrawn"] if applied.code == 0 else ["withdrawn"])
    assert store.run("check").json["clean"]


def test_an_application_made_while_a_decision_answers_it_permits_nothing_twice(audit: SmelterAudit) -> None:
    store = audit.world.store
    answers = at_once(store, applying("SMELT-PS"), decide(audit))
    assert [each.code for each in answers][1] == 0, answers
    assert len(granted(store)) == 1
    with store.in_use():
        states = [
            each.now.state.value for each in certificates_of(OPERATOR, organisation="SMELT") if each.now
        ]
    assert states.count("full") == 1
    assert set(states) <= {"full", "applied"}
    assert store.run("check").json["clean"]


STABBED = """
import os, signal, sys
import django
django.setup()
from importlib import import_module
from casthouse.cli.app import run_command

def stab(*given, **named):
    global left
    done = real(*given, **named)
    left -= 1
    if not left:
        os.kill(os.getpid(), signal.SIGKILL)
    return done

where, what, left = import_module(sys.argv[1]), sys.argv[2], int(sys.argv[3])
real = getattr(where, what)
setattr(where, what, stab)
sys.exit(run_command(sys.argv[4:]))
"""
"""A command that dies right after it has written something for the nth time."""


def run_stabbed(store: Store, where: str, what: str, after: int, *arguments: str) -> int:
    """Run a command that kills itself after the nth return of a function of storage; return its exit code."""
    return subprocess.run(
        [sys.executable, "-c", STABBED, where, what, str(after), *arguments],
        env=os.environ
        | {
            "CASTHOUSE_HOME": str(store.home),
            "CASTHOUSE_DATABASE_URL": store.url,
            "DJANGO_SETTINGS_MODULE": "casthouse.settings",
        },
        capture_output=True,
        check=False,
    ).returncode


@pytest.mark.slow
def test_a_transfer_that_is_killed_between_its_writes_has_passed_nothing(store: Store) -> None:
    number, performance, custody = accepted_transfer(store)
    for where, what, after in (
        ("casthouse.storage.certificate_move", "append_move", 1),  # one of the giver's has ended
        ("casthouse.storage.certificate_move", "append_move", 3),  # one of the taker's has begun
        ("casthouse.storage.certificate", "save_spans", 2),
        ("casthouse.storage.certificate_transfer", "append_step", 1),
    ):
        assert run_stabbed(store, where, what, after, *confirming(number)) == -signal.SIGKILL
        assert taken_over(store) == 0
        state = store.run("certificate", "transfer", "show", number).json["state"]
        ended = [store.run("certificate", "show", each).json["state"] for each in (performance, custody)]
        assert (state, ended) == ("accepted", ["full", "full"])
        assert store.run("check").json["clean"]
    assert store.run_apart(*confirming(number)).code == 0
    assert taken_over(store) == 2
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
