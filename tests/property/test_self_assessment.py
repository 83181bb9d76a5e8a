"""Laws of a self-assessment: counts add up, complete means nothing is missing, worse never makes better."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casthouse.assurance.assessed_item import Answer, AssessedItem
from casthouse.assurance.rating import Rating
from casthouse.assurance.self_assessment import criterion_ratings, missing_items, progress
from tests.unit.assurance.test_self_assessment import assessment, item

pytestmark = pytest.mark.one_store

texts = st.sampled_from(["", "as the handbook says"])
answers = st.builds(
    Answer,
    rating=st.sampled_from([None, *Rating]),
    rationale=texts,
    gap=texts,
    action=texts,
    responsible=texts,
    due=st.sampled_from([None, date(2028, 2, 29)]),
)
numbers = st.builds(
    lambda p, c, letter: f"{p}.{c}{letter}",
    st.integers(1, 4),
    st.integers(1, 3),
    st.sampled_from(["", "a", "b"]),
)


@st.composite
def item_lists(draw: st.DrawFn) -> list[AssessedItem]:
    found = draw(st.lists(numbers, unique=True, max_size=12))
    return [
        item(
            number,
            draw(st.none() | answers),
            origin=draw(st.sampled_from(["", "ps-v2 1.1"])),
            contextual=draw(st.booleans()),
        )
        for number in found
    ]


@given(item_lists())
def test_complete_is_exactly_nothing_missing_over_something(items: list[AssessedItem]) -> None:
    made = assessment(*items)
    assert made.is_complete == (bool(items) and missing_items(made) == ())
    if made.is_complete:
        assert all(each.rated == each.complete == each.total and each.rating for each in progress(made))


@given(item_lists())
def test_the_counts_of_the_principles_add_up(items: list[AssessedItem]) -> None:
    made = assessment(*items)
    counted = progress(made)
    assert sum(each.total for each in counted) == len(items)
    assert sum(each.total - each.complete for each in counted) == len(missing_items(made))
    for each in counted:
        assert sum(each.by_rating.values()) == each.rated <= each.total
        assert each.gaps == each.by_rating[Rating.MINOR] + each.by_rating[Rating.MAJOR]
        assert (each.rating is None) == (each.rated < each.total)


@given(item_lists())
def test_a_criterion_is_never_better_than_one_of_its_items(items: list[AssessedItem]) -> None:
    rolled = criterion_ratings(assessment(*items))
    for each in items:
        if each.criterion in rolled:
            assert each.rating is not None
            assert rolled[each.criterion].severity >= each.rating.severity


@given(item_lists(), answers)
def test_another_item_never_makes_an_incomplete_assessment_complete(
    items: list[AssessedItem], answer: Answer
) -> None:
    made = assessment(*items)
    more = assessment(*items, item("9.9", answer))
    if items and not made.is_complete:
        assert not more.is_complete
