"""No path lets anybody with a tie handle a complaint, and no key opens another complaint than its own.

A machine sends complaints, gives people ties and takes them away, and has everybody try everything, refused or not. A
model knows only the prose: who has a tie, who handled it before the appeal, and which state follows which.
"""

from collections.abc import Iterator

import pytest
from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from casthouse.exchange.register_file import register_from_text
from casthouse.refusal import Refusal
from casthouse.service.complaint import FiledComplaint, WantedComplaint, file_complaint
from casthouse.service.complaint_handling import assign_complaint, readable_complaints, recuse, say
from casthouse.service.complaint_return import add_words, appeal, own_complaint
from casthouse.service.permission import OPERATOR, VISITOR, Actor
from casthouse.service.person import actor_of, add_person, remove_person
from casthouse.service.register import load_register
from casthouse.storage import complaint as complaint_store
from tests.contract.register_text import one_scope, register_text
from tests.property.effort import examples

pytestmark = pytest.mark.one_store

PEOPLE = {"sven": "secretariat", "silke": "secretariat", "ida": "independent", "ivo": "independent"}
NAMES, ACTS = st.sampled_from(sorted(PEOPLE)), ("screened", "investigated", "resolved", "rejected")
AFTER = {
    "received": {"screened", "rejected"},
    "screened": {"investigated", "rejected"},
    "investigated": {"resolved", "rejected"},
    "appealed": {"resolved", "rejected"},
    "resolved": set(),
    "rejected": set(),
}


@pytest.fixture
def emptied(empty_store: None) -> Iterator[None]:  # noqa: ARG001
    """Fill the store with people, and leave it as it was found."""
    with transaction.atomic():
        load_register(OPERATOR, register_from_text(register_text(one_scope())))
        for name, role in PEOPLE.items():
            add_person(OPERATOR, username=name, role=role)
        yield
        transaction.set_rollback(True)


class ComplaintMachine(RuleBasedStateMachine):
    """Two complaints about ACME and one about the secretariat, and everybody who tries."""

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = transaction.savepoint()
        self.filed: list[FiledComplaint] = []
        self.state: dict[str, str] = {}
        self.handler: dict[str, str] = {}
        self.before: dict[str, set[str]] = {}
        self.stepped_back: dict[str, set[str]] = {}
        self.appealed: set[str] = set()
        self.at_acme: set[str] = set()

    def teardown(self) -> None:
        transaction.savepoint_rollback(self.savepoint)

    @initialize()
    def send(self) -> None:
        for about, party in (("organisation", "ACME"), ("facility", "ACME-CH"), ("secretariat", "")):
            wanted = WantedComplaint(about=about, party=party, topic="remedy", text=f"about {about}")
            filed = file_complaint(VISITOR, wanted=wanted)
            self.filed.append(filed)
            self.state[filed.reference], self.handler[filed.reference] = "received", ""
            self.before[filed.reference], self.stepped_back[filed.reference] = set(), set()

    def may_handle(self, name: str, reference: str) -> bool:
        """Say by the prose whether somebody may have to do with a complaint."""
        is_about_secretariat = reference == self.filed[2].reference
        tied = PEOPLE[name] == "secretariat" if is_about_secretariat else name in self.at_acme
        former = name in self.before[reference] if reference in self.appealed else False
        return not tied and not former and name not in self.stepped_back[reference]

    def tried(self, work: object) -> bool:
        """Try something and say whether it was done."""
        try:
            with transaction.atomic():
                work()  # type: ignore[operator]
        except Refusal:
            return False
        return True

    @rule(name=NAMES, is_given=st.booleans())
    def tie(self, name: str, is_given: bool) -> None:  # noqa: FBT001
        if is_given:
            add_person(OPERATOR, username=name, role="clerk", organisation="ACME")
            self.at_acme.add(name)
        elif name in self.at_acme:
            remove_person(OPERATOR, username=name, role="clerk", organisation="ACME")
            self.at_acme.discard(name)

    @rule(which=st.integers(0, 2), by=NAMES, handler=NAMES)
    def give(self, which: int, by: str, handler: str) -> None:
        at = self.filed[which].reference
        done = self.tried(lambda: assign_complaint(actor(by), reference=at, handler=handler))
        is_open = self.state[at] not in {"resolved", "rejected"}
        assert done == (is_open and self.may_handle(by, at) and self.may_handle(handler, at))
        if done:
            self.handler[at] = handler
            self.before[at] |= {handler} if at not in self.appealed else set()

    @rule(which=st.integers(0, 2), by=NAMES)
    def step_back(self, which: int, by: str) -> None:
        at = self.filed[which].reference
        done = self.tried(lambda: recuse(actor(by), reference=at, reason="my brother works there"))
        assert done == (self.state[at] not in {"resolved", "rejected"} and self.may_handle(by, at))
        if done:
            self.stepped_back[at].add(by)
            self.handler[at] = "" if self.handler[at] == by else self.handler[at]

    @rule(which=st.integers(0, 2), by=NAMES, act=st.sampled_from(ACTS))
    def move(self, which: int, by: str, act: str) -> None:
        at = self.filed[which].reference
        done = self.tried(lambda: say(actor(by), reference=at, act=act, text="because"))
        assert done == (self.handler[at] == by and self.may_handle(by, at) and act in AFTER[self.state[at]])
        if done:
            self.state[at] = act

    @rule(which=st.integers(0, 2))
    def complain_again(self, which: int) -> None:
        at, key = self.filed[which].reference, self.filed[which].key
        done = self.tried(lambda: appeal(VISITOR, key=key, text="not heard"))
        assert done == (self.state[at] in {"resolved", "rejected"} and at not in self.appealed)
        if done:
            self.state[at], self.handler[at] = "appealed", ""
            self.appealed.add(at)

    @rule(which=st.integers(0, 2))
    def add(self, which: int) -> None:
        at, key = self.filed[which].reference, self.filed[which].key
        assert self.tried(lambda: add_words(VISITOR, key=key, text="more")) == (
            self.state[at] not in {"resolved", "rejected"}
        )

    @invariant()
    def everybody_sees_what_they_may_handle_and_a_key_its_complaint(self) -> None:
        for name in PEOPLE:
            seen = {each.reference for each in readable_complaints(actor(name))}
            assert seen == {each.reference for each in self.filed if self.may_handle(name, each.reference)}
        for filed in self.filed:
            record = own_complaint(VISITOR, key=filed.key).record
            assert (record.reference, record.course.state.value) == (
                filed.reference,
                self.state[filed.reference],
            )
            assert record.course.handler == self.handler[filed.reference]


def actor(name: str) -> Actor:
    """Return as what somebody acts now."""
    from django.contrib.auth import get_user_model  # noqa: PLC0415 - needs the settings

    return actor_of(get_user_model().objects.get(username=name))


@pytest.mark.usefixtures("emptied")
def test_no_path_lets_anybody_with_a_tie_handle_a_complaint() -> None:
    run_state_machine_as_test(ComplaintMachine, settings=examples(4, stateful_step_count=20))
    assert complaint_store.complaints() == []  # each example left the store as it was
