"""A second person for the secretariat: proposed by one, confirmed by another; the first password opens nothing yet."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import DatabaseError, connection

from casthouse.parties.duty import DutyKind
from casthouse.parties.role import Role
from casthouse.service import secretary as service
from casthouse.service.permission import OPERATOR
from casthouse.service.person import actor_of, add_person, password_chosen, people
from casthouse.service.worklist import worklist
from casthouse.storage import person as person_store
from casthouse.storage import secretary as rows
from tests.contract.store import Store
from tests.scenario.audit_world import Assurance


@pytest.fixture
def world(store: Store) -> Assurance:
    return Assurance(store)


def test_one_proposes_and_another_confirms(world: Assurance) -> None:
    made = world.by("sven", service.propose_secretary, username="sara")
    assert made.password
    assert world.by("sven", service.propose_secretary, username="SARA").password is None  # proposed once
    assert len(world.by("sven", service.secretariat).proposals) == 1
    assert not _is_secretary(world, "sara")
    assert _refused(world, "sven", "confirm") == "secretary_not_independent"
    assert world.refused_to("sara", service.confirm_secretary, username="sara") == "not_permitted"
    with world.store.in_use():
        assert service.confirm_secretary(OPERATOR, username="sara").ended_by == "operator"
    assert not _is_secretary(world, "sara")  # sven has seen the password
    _choose_password(world, "sara")
    assert _is_secretary(world, "sara")
    assert _refused(world, "sara", "confirm") == "secretary_proposal_unknown"
    assert world.refused_to("sven", service.propose_secretary, username="sara") == "secretary_already"
    world.by("sven", service.propose_secretary, username="silke")
    ended = world.by("sara", service.confirm_secretary, username="silke")
    assert (ended.outcome, ended.ended_by) == ("confirmed", "sara")


def test_a_declined_one_may_be_proposed_again(world: Assurance) -> None:
    world.by("sven", service.propose_secretary, username="sara")
    assert world.by("sven", service.decline_secretary, username="sara").outcome == "declined"
    assert _refused(world, "sven", "decline") == "secretary_proposal_unknown"
    world.by("sven", service.propose_secretary, username="sara")
    held = world.by("sven", service.secretariat)
    assert [each.is_open for each in held.proposals] == [True, False]
    with world.store.in_use(), connection.cursor() as cursor:
        for table in ("secretary_proposal_end", "secretary_proposal"):
            with pytest.raises(DatabaseError):
                cursor.execute(f"DELETE FROM {table}")


def test_two_who_propose_at_once_leave_one_open_proposal(
    world: Assurance, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each waits a little before it writes: both have looked by then, unless one is held."""
    with world.store.in_use():
        for name in ("silke", "selma"):
            add_person(OPERATOR, username=name, role="secretariat")
    world.by("sven", service.propose_secretary, username="sara")
    world.by("sven", service.decline_secretary, username="sara")
    both, append = Barrier(2), rows.append_proposal

    def appended(user_id: int, **told: Any) -> None:
        with suppress(BrokenBarrierError):
            both.wait(0.5)
        append(user_id, **told)

    monkeypatch.setattr(rows, "append_proposal", appended)

    def proposed_by(name: str) -> str:
        return world.by(name, service.propose_secretary, username="sara").proposal.proposed_by

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(proposed_by, ("silke", "selma"))
    assert first == second
    proposals = world.by("sven", service.secretariat).proposals
    assert [each.is_open for each in proposals] == [True, False]


def test_two_who_propose_somebody_new_at_once_make_one_account(
    world: Assurance, monkeypatch: pytest.MonkeyPatch
) -> None:
    with world.store.in_use():
        add_person(OPERATOR, username="silke", role="secretariat")
    both, create = Barrier(2), person_store.create_person

    def created(username: str, password: str) -> int | None:
        with suppress(BrokenBarrierError):
            both.wait(0.5)
        return create(username, password)

    monkeypatch.setattr(person_store, "create_person", created)

    def proposed_by(name: str) -> service.ProposedSecretary:
        return world.by(name, service.propose_secretary, username="sara")

    with ThreadPoolExecutor(2) as pool:
        made = list(pool.map(proposed_by, ("silke", "sven")))
    assert made[0].proposal == made[1].proposal
    assert len([each for each in made if each.password]) == 1  # of who made the account
    assert [each.is_open for each in world.by("sven", service.secretariat).proposals] == [True]


@pytest.mark.one_store
def test_it_stands_on_the_work_list_of_everybody_else(world: Assurance) -> None:
    with world.store.in_use():
        add_person(OPERATOR, username="silke", role="secretariat")
    world.by("sven", service.propose_secretary, username="sara")
    (entry,) = world.by("silke", worklist, kind=DutyKind.CONFIRM_SECRETARY)
    assert (entry.duty.subject, entry.link, entry.is_mine) == ("sara", "/secretariat/", True)
    for name in ("sven", "mia", "lena"):
        assert world.by(name, worklist, kind=DutyKind.CONFIRM_SECRETARY) == []
    world.by("silke", service.decline_secretary, username="sara")
    assert world.by("silke", worklist, kind=DutyKind.CONFIRM_SECRETARY) == []


@pytest.mark.one_store
def test_nobody_makes_a_secretary_alone_or_reads_who_is(world: Assurance) -> None:
    refused = world.refused_to("sven", add_person, username="sara", role="secretariat")
    assert refused == "secretary_needs_two"
    for name in ("mia", "lena"):
        assert world.refused_to(name, service.propose_secretary, username="eve") == "not_permitted"
        assert world.refused_to(name, service.secretariat) == "not_permitted"
        assert world.refused_to(name, people, organisation=None) == "not_permitted"
    assert world.refused_to("sven", service.propose_secretary, username="a b") == "username_invalid"


@pytest.mark.one_store
def test_the_commands_do_the_same(world: Assurance) -> None:
    run = world.store.run
    world.by("sven", service.propose_secretary, username="sara")
    assert run("secretariat", "confirm", "sara").json["outcome"] == "confirmed"
    proposed = run("secretariat", "propose", "silke").json
    assert (proposed["outcome"], len(proposed["password"])) == (None, 23)
    assert run("secretariat", "decline", "silke").json["ended_by"] == "operator"
    listed = run("secretariat", "list").json
    assert [each["username"] for each in listed["people"]] == ["sara", "sven"]


def _refused(world: Assurance, name: str, what: str) -> str:
    use_case = service.confirm_secretary if what == "confirm" else service.decline_secretary
    return world.refused_to(name, use_case, username="sara")


def _is_secretary(world: Assurance, name: str) -> bool:
    return Role.SECRETARIAT in world.who(name).store_roles


def _choose_password(world: Assurance, name: str) -> None:
    with world.store.in_use():
        user = get_user_model().objects.get(username=name)
        password_chosen(user)
        assert actor_of(user).name == name
