"""A ledger through all its acts, product beside oracle: two scopes under two editions, in any order of events.

After each step every figure is the same in both, and what is stored equals what is recomputed. No accepted CoC
shipment makes `available_g` negative in its period or a later one, unless a plan allowed it.
"""

from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.oracle.calendar import period_number
from tests.oracle.position import STAGE_OF, STAGES
from tests.property.effort import examples
from tests.property.product import TODAY, assert_same_import, both, fresh, oracle_import
from tests.property.rows import (
    DAYS,
    FACILITIES,
    FIRST_STARTS,
    MONTHS,
    PERIODS,
    Row,
    files,
    ground,
    references,
    register,
    valid_row,
    validities,
)

SCOPES = st.sampled_from(sorted(PERIODS))


class LedgerMachine(RuleBasedStateMachine):
    """Every act on the ledger, done to the product and to the oracle."""

    def __init__(self) -> None:
        super().__init__()
        self.store = fresh()
        self.product = self.store.__enter__()
        self.next_reference = 0
        self.planned = False
        self.changed = True

    def teardown(self) -> None:
        self.store.__exit__(None, None, None)

    @initialize(
        validity=validities(), opening_g=st.integers(-5, 20), stock=files(10, valid_row(kinds="errrp"))
    )
    def start(self, validity: dict[str, Any], opening_g: int, stock: list[Row]) -> None:
        self.ledger = both(self.product, register(validity=validity, opening_g=opening_g))
        self.post(stock + ground(20), partial=True)

    @rule(rows=files(6, valid_row(kinds="errrpo")))
    def take_in(self, rows: list[Row]) -> None:
        self.post([self.named(row) for row in rows], partial=True)

    @rule(rows=files(4, valid_row(kinds="sso")), partial=st.booleans())
    def sell(self, rows: list[Row], partial: bool) -> None:  # noqa: FBT001
        self.post_sales([self.named(row) for row in rows], partial=partial)

    @rule(scope=SCOPES, number=st.integers(0, 2), more_g=st.integers(-2, 2), stage=st.sampled_from(STAGES))
    def sell_to_the_gram(self, scope: str, number: int, more_g: int, stage: str) -> None:
        start = PERIODS[scope][number]
        figures = self.ledger.position(scope, period=start)["stages"][stage]
        quantity_g = max(1, (figures["still_sellable_g"] or 0) + more_g)
        row = {"kind": "shipment", "date": start, "facility": FACILITIES[scope][0], "material": stage}
        row |= {"quantity": str(quantity_g), "unit": "g", "coc": "yes", "counterparty": "CUS"}
        self.post_sales([self.named(row)], partial=False)

    @rule(reverses=st.lists(references(40), min_size=1, max_size=3))
    def take_back(self, reverses: list[str]) -> None:
        rows = [
            {"kind": "reversal", "date": "2020-05-05", "facility": "A-1", "reverses": r} for r in reverses
        ]
        self.post([self.named(row) for row in rows], partial=True)

    @rule(rows=files(6, valid_row(kinds="rsov")), partial=st.booleans())
    def post_anything(self, rows: list[Row], partial: bool) -> None:  # noqa: FBT001
        self.post(rows, partial=partial)

    @rule(scope=SCOPES, force_majeure=st.booleans())
    def close_next(self, scope: str, force_majeure: bool) -> None:  # noqa: FBT001
        closed = sum(1 for code, _ in self.ledger.closed if code == scope)
        if closed < len(PERIODS[scope]):
            self.close(scope, PERIODS[scope][closed], force_majeure=force_majeure)

    @rule(scope=SCOPES, number=st.integers(0, 2))
    def close_some(self, scope: str, number: int) -> None:
        self.close(scope, PERIODS[scope][number], force_majeure=False)

    @rule(scope=SCOPES, number=st.integers(0, 2))
    def reopen(self, scope: str, number: int) -> None:
        start = PERIODS[scope][number]
        assert self.product.reopen(scope, start) == self.ledger.reopen(scope, start)
        self.changed = True

    @rule(validity=validities())
    def change_certificates(self, validity: dict[str, Any]) -> None:
        changes = {"certificate": register(validity=validity)["certificate"]}
        self.product.register(changes)
        self.ledger.register(changes)
        self.changed = True

    @rule(scope=SCOPES, number=st.integers(0, 2), stage=st.sampled_from(STAGES), outflow_g=st.integers(0, 60))
    def plan(self, scope: str, number: int, stage: str, outflow_g: int) -> None:
        self.product.set_plan(scope, PERIODS[scope][number], stage, outflow_g)
        self.ledger.set_plan(scope, PERIODS[scope][number], stage, outflow_g)
        self.planned = self.changed = True

    @rule(scope=SCOPES, number=st.integers(0, 2), day=st.sampled_from(DAYS))
    def ask_on_a_day(self, scope: str, number: int, day: str) -> None:
        start = PERIODS[scope][number]
        expected = self.ledger.position(scope, period=start, on=day)
        if expected != "refused":
            assert self.product.position(scope, start, on=day) == expected

    @precondition(lambda self: self.changed)
    @invariant()
    def figures_agree(self) -> None:
        for scope, starts in PERIODS.items():
            for start in starts:
                shown = self.product.position(scope, start)
                assert shown == self.ledger.position(scope, period=start)
            if (scope, len(starts) - 1) not in self.ledger.closed:  # the last one carries what came before
                assert self.product.recomputed(scope, starts[-1]) == self.product.position(scope, starts[-1])
        self.changed = False

    def named(self, row: Row) -> Row:
        self.next_reference += 1
        return row | {"reference": f"R{self.next_reference}"}

    def post(self, rows: list[Row], *, partial: bool) -> dict[str, Any]:
        answer = self.product.import_rows(rows, partial=partial)
        assert_same_import(answer, oracle_import(self.ledger, rows, partial=partial), partial=partial)
        self.changed = True
        return answer

    def post_sales(self, rows: list[Row], *, partial: bool) -> None:
        """Post shipments; what is accepted of them must be covered, then and later."""
        refused = {each["reference"] for each in self.post(rows, partial=partial)["refused"]}
        if not self.planned and (partial or not refused):
            self.check_sold([row for row in rows if row["reference"] not in refused])

    def close(self, scope: str, start: str, *, force_majeure: bool) -> None:
        answer = self.product.close(scope, start, force_majeure=force_majeure)
        expected = self.ledger.close(scope, start, today=TODAY, force_majeure=force_majeure)
        if expected != "refused":
            answer["findings"] = sorted(
                set(answer["findings"]) & {"overdraft_not_allowed", "overdraft_above_limit"}
            )
        assert answer == expected
        self.changed = True

    def check_sold(self, rows: list[Row]) -> None:
        """Check that no stage in which these CoC shipments stand is overdrawn then or later."""
        for row in rows:
            scope = next((s for s, held in FACILITIES.items() if row["facility"] in held), "")
            number = period_number(FIRST_STARTS[scope], MONTHS[scope], row["date"]) if scope else None
            if number is None or row["coc"] == "no":
                continue
            for start in PERIODS[scope][number:]:
                stage = self.product.position(scope, start)["stages"][STAGE_OF[row["material"]]]
                assert stage["available_g"] >= 0


@pytest.mark.usefixtures("empty_store")
def test_ledger_and_oracle_agree_after_each_step() -> None:
    run_state_machine_as_test(LedgerMachine, settings=examples(12, stateful_step_count=25))
