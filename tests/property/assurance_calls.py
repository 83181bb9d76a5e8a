"""What the machine of assurance calls, as whom and on which day: rules and tests stand beside it."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from hypothesis import currently_in_test_context, event
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine

from casthouse.assurance.certificate_state import MoveKind
from casthouse.refusal import Refusal
from casthouse.service.permission import Actor
from casthouse.service.person import actor_of
from tests.property.assurance_oracle import Audit, Oracle
from tests.scenario.certification import on_day

START = date(2025, 2, 3)
PERFORMANCE_DUE = date(2026, 1, 15)  # two years after joining
EDITIONS = {"performance": "ps-small", "chain_of_custody": "coc-small"}
STANDARDS = st.sampled_from(sorted(EDITIONS))
PEOPLE = ("mia", "carl", "lena", "theo", "sven", "sara", "otto", "eve", "bea")
KEEPERS = {"sven", "sara"}
ANYBODY = st.sampled_from(PEOPLE)
NUMBERS = st.integers(0, 3)
LESSENING = {MoveKind.SUSPEND, MoveKind.REVOKE, MoveKind.WITHDRAW}


class AssuranceCalls(RuleBasedStateMachine):
    """Calls of use cases by anybody on a day, as they were done or refused; rolled back at the end."""

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.today, self.oracle = START, Oracle(performance_due=PERFORMANCE_DUE)
        self.buyer = Oracle(performance_due=PERFORMANCE_DUE)
        self.audits: dict[str, Audit] = {}
        self.shipped: dict[str, date] = {}
        self.issued: set[str] = set()
        self.tried = 0  # shipments, each under a reference of its own

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    def call(self, who: str, use_case: Callable[..., Any], **given: Any) -> tuple[bool, Any]:
        """Call a use case as somebody today; say whether it was done, and what it returned."""
        with on_day(self.today.isoformat()):
            try:
                done = use_case(self.actor(who), **given)
            except Refusal as refused:
                self.noted(f"{use_case.__name__}: {refused.code}")
                return False, None
        self.noted(f"{use_case.__name__}: done")
        return True, done

    def noted(self, what: str) -> None:
        """Count what the machine reached, to be seen with --hypothesis-show-statistics."""
        if currently_in_test_context():
            event(what)

    def actor(self, who: str) -> Actor:
        return actor_of(get_user_model().objects.get(username=who))

    def chosen(self, number: int) -> tuple[str, Audit] | None:
        """Return one of the latest audits."""
        known = list(self.audits.items())[::-1]
        return known[number % len(known)] if known else None
