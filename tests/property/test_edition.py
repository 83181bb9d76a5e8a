"""Laws of editions: what a scope has to meet is a union; any text is an edition or its mistakes."""

import json
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casthouse.exchange.edition_file import built_in_editions
from casthouse.parties.activity import Activity
from casthouse.parties.organisation import Membership
from casthouse.refusal import Refusal
from casthouse.standard.applicability import applicable
from casthouse.standard.applicability_row import Applicability, Cycle
from casthouse.standard.edition import Edition
from casthouse.standard.edition_mistake import MistakeKind
from casthouse.standard.edition_text import edition_from_text, read_edition
from casthouse.standard.threshold import Boundary, SmelterFigures, smelter_threshold
from tests.property.effort import examples

pytestmark = pytest.mark.one_store

EDITIONS = built_in_editions()
WHOLE = """[edition]
code = "own"
standard = "performance"
name = "Our own"
in_force_from = 2030-01-01
audits_from = 2030-01-01
columns = ["bauxite_mining", "other_manufacturing"]
[[principle]]
number = 1
title = "Integrity"
[[criterion]]
number = "1.1"
title = "Law"
summary = "Follow the law."
applies = "A C"
[criterion.sub_items]
a = "All of it."
[[threshold]]
id = "age"
item = "1.1"
meaning = "age"
value = 15
unit = "years"
"""
FRAGMENTS = [
    "[[criterion]]",
    "[edition]",
    "\n",
    " = ",
    '"',
    "[",
    "]",
    "{",
    "}",
    "1.1",
    "true",
    "A C",
    "'''",
    "[a.b]",
]

editions = st.sampled_from(list(EDITIONS.values()))
scopes = st.frozensets(st.sampled_from(Activity), min_size=1)
classes = st.none() | st.sampled_from(Membership)
cycles = st.sampled_from(Cycle)
toml_values = st.one_of(
    st.booleans().map(lambda flag: str(flag).lower()),
    st.integers(-(2**70), 2**70).map(str),
    st.decimals(allow_nan=True, allow_infinity=True).map(lambda number: f"{number}".lower()),
    st.text(max_size=20).map(json.dumps),
    st.sampled_from(
        ['["casthouse"]', "2024-01-01", "2024-01-01T00:00:00Z", "{}", "{a = 1}", "[[1]]", "[{a = 1}]"]
    ),
)


def asked(
    edition: Edition, scope: frozenset[Activity], membership: Membership | None, cycle: Cycle
) -> dict[str, Applicability]:
    return applicable(edition, activities=scope, membership=membership, cycle=cycle)


def higher(one: Applicability, other: Applicability) -> Applicability:
    return max(one, other, key=lambda each: each.rank)


@examples(100)
@given(editions, scopes, scopes, classes)
def test_two_scopes_together_have_to_meet_what_either_has_to(
    edition: Edition, one: frozenset[Activity], other: frozenset[Activity], membership: Membership | None
) -> None:
    """In the first cycle a transition may end by the other's activities, so the law is stated for later ones."""
    together = asked(edition, one | other, membership, Cycle.LATER)
    left, right = (asked(edition, scope, membership, Cycle.LATER) for scope in (one, other))
    assert together == {number: higher(left[number], right[number]) for number in left}


@examples(100)
@given(editions, scopes, scopes, classes, cycles)
def test_a_further_activity_never_takes_anything_away(
    edition: Edition,
    one: frozenset[Activity],
    other: frozenset[Activity],
    membership: Membership | None,
    cycle: Cycle,
) -> None:
    less, more = asked(edition, one, membership, cycle), asked(edition, one | other, membership, cycle)
    assert all(less[number].rank <= more[number].rank for number in less)


@examples(100)
@given(editions, scopes, classes)
def test_a_later_cycle_asks_at_least_what_the_first_does(
    edition: Edition, scope: frozenset[Activity], membership: Membership | None
) -> None:
    first, later = (asked(edition, scope, membership, cycle) for cycle in Cycle)
    assert all(first[number].rank <= later[number].rank for number in first)


@examples(100)
@given(editions, scopes, classes, cycles)
def test_every_rateable_item_is_answered_and_no_class_is_asked_more_than_an_unknown_one(
    edition: Edition, scope: frozenset[Activity], membership: Membership | None, cycle: Cycle
) -> None:
    found = asked(edition, scope, membership, cycle)
    assert list(found) == [each.number for each in edition.rateable_items]
    unknown = asked(edition, scope, None, cycle)
    assert all(found[number].rank <= unknown[number].rank for number in found)


@examples(200)
@given(st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=4), max_size=30).map("".join))
def test_any_text_is_an_edition_or_its_mistakes(text: str) -> None:
    for whole in (text, WHOLE + text, text + WHOLE):
        reading = read_edition(whole, bases=EDITIONS, known=EDITIONS)
        assert (reading.edition is None) == bool(reading.mistakes)
        for each in reading.mistakes:
            assert each.line is None or 1 <= each.line <= whole.count("\n") + 1
            assert each.found
            assert each.expected


@examples(200)
@given(st.integers(0, WHOLE.count("\n") - 1), toml_values)
def test_any_value_in_any_place_is_taken_or_named_at_its_line(place: int, value: str) -> None:
    lines = WHOLE.splitlines()
    key, is_value, _ = lines[place].partition(" = ")
    if not is_value:
        return
    lines[place] = f"{key} = {value}"
    reading = read_edition("\n".join(lines), bases=EDITIONS, known=EDITIONS)
    if reading.edition is None and reading.mistakes[0].kind is not MistakeKind.UNREADABLE:
        assert all(each.line for each in reading.mistakes)


@examples(30)
@given(editions)
def test_what_extends_an_edition_without_more_is_that_edition(edition: Edition) -> None:
    text = f'[edition]\ncode = "own"\nname = "Own"\nextends = "{edition.code}"\n'
    own = edition_from_text(text, bases=EDITIONS, known=EDITIONS)
    assert (own.criteria, own.applicability) == (edition.criteria, edition.applicability)
    assert (own.thresholds, own.principles) == (edition.thresholds, edition.principles)
    assert own.is_draft == edition.is_draft


@examples(100)
@given(
    st.sampled_from(["ps-v2", "ps-v3"]),
    st.dates(),
    st.dates(),
    st.lists(st.fractions(min_value=0, max_value=40, max_denominator=1000), max_size=5),
    st.fractions(min_value=0, max_value=1, max_denominator=100),
)
def test_less_gas_in_the_last_period_never_fails_a_smelter_that_passed(
    code: str, started: object, judged: object, series: list[Fraction], share: Fraction
) -> None:
    edition = EDITIONS[code]

    def passes(figures: list[Fraction]) -> bool:
        known = SmelterFigures(
            started_on=started,  # type: ignore[arg-type]  # a date
            judged_on=judged,  # type: ignore[arg-type]
            intensities=dict.fromkeys(Boundary, figures),
        )
        criterion = edition.alternatives[0].item.rstrip("abc")
        return smelter_threshold(edition.alternatives, criterion=criterion, figures=known).is_passed

    if series and passes(series):
        assert passes([*series[:-1], series[-1] * share])


def test_nothing_over_nothing_is_refused() -> None:
    for edition in EDITIONS.values():
        try:
            asked(edition, frozenset(), None, Cycle.FIRST)
        except Refusal as refusal:
            assert refusal.code == "scope_without_activities"  # noqa: PT017 - the property is that it always is
        else:
            raise AssertionError(edition.code)
