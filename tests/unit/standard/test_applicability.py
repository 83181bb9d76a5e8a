"""Which criteria a scope has to meet: the union over its activities, by class and cycle."""

from casthouse.parties.activity import Activity
from casthouse.parties.organisation import Membership
from casthouse.standard.applicability import applicability_row, applicable
from casthouse.standard.applicability_row import Applicability, Cycle
from tests.unit.refusing import refused
from tests.unit.standard.edition_samples import (
    CONVERTER,
    EDITION,
    MAKER,
    MINE,
    PRODUCERS,
    SMELTER,
    USERS,
    A,
    C,
    N,
)


def of(
    *activities: Activity, membership: Membership | None = PRODUCERS, cycle: Cycle = Cycle.FIRST
) -> dict[str, Applicability]:
    return applicable(EDITION, activities=activities, membership=membership, cycle=cycle)


def test_each_rateable_item_is_answered() -> None:
    assert of(SMELTER) == {"1.1": A, "2.5": C, "3.3a": A, "3.3b": N, "5.1": N}


def test_a_scope_meets_what_any_of_its_activities_has_to() -> None:
    assert of(SMELTER, MINE) == {"1.1": A, "2.5": C, "3.3a": A, "3.3b": A, "5.1": A}


def test_a_sub_item_without_rows_of_its_own_follows_its_criterion() -> None:
    assert of(MINE)["3.3b"] is A
    assert of(SMELTER)["3.3a"] is A


def test_some_criteria_start_with_the_second_cycle() -> None:
    assert of(MAKER)["5.1"] is N
    assert of(MAKER, cycle=Cycle.LATER)["5.1"] is A


def test_the_later_start_depends_on_the_class_of_the_member() -> None:
    assert of(CONVERTER)["5.1"] is A
    assert of(CONVERTER, membership=USERS)["5.1"] is N
    assert of(CONVERTER, membership=USERS, cycle=Cycle.LATER)["5.1"] is A
    assert of(CONVERTER, membership=None)["5.1"] is A, "an unknown class is spared nothing"


def test_the_later_start_ends_when_an_activity_upstream_is_in_scope() -> None:
    assert of(SMELTER)["5.1"] is N
    assert of(MAKER, SMELTER)["5.1"] is A


def test_a_scope_without_activities_is_refused_and_not_free_of_everything() -> None:
    with refused("scope_without_activities"):
        of()


def test_the_row_that_decides_can_be_shown() -> None:
    item = EDITION.item("5.1")
    row = applicability_row(EDITION, item, activity=CONVERTER, membership=USERS, cycle=Cycle.FIRST)
    assert row is not None
    assert (row.membership, row.cycle, row.applicability) == (USERS, Cycle.FIRST, N)
    assert applicability_row(EDITION, item, activity=SMELTER, membership=USERS, cycle=Cycle.FIRST) is None
