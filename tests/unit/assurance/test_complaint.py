"""Complaints in the domain: business days, what is published of counts, whom a text names, texts of all scripts."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casthouse.assurance.complaint import (
    COMPLAINT_RULES,
    ComplaintAct,
    ComplaintCourse,
    ComplaintEvent,
    ComplaintSide,
    ComplaintState,
    PartyKind,
    PartyRef,
    require_text,
)
from casthouse.assurance.complaint_count import PublicCounts, public_counts, public_found_counts
from casthouse.assurance.complaint_deadline import (
    ComplaintDeadlines,
    Weekday,
    business_days_after,
    complaint_due,
)
from casthouse.assurance.complaint_party import RegisteredName, recognised_parties
from casthouse.refusal import Refusal

WEEKEND = frozenset({Weekday.SATURDAY, Weekday.SUNDAY})
DEADLINES = ComplaintDeadlines(answer_business_days=6, target_days=90, appeal_days=30, weekend=WEEKEND)


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2024-02-22", "2024-03-01"),  # over the leap day
        ("2025-03-06", "2025-03-14"),  # a Thursday
        ("2025-03-07", "2025-03-17"),  # a Friday
        ("2025-03-08", "2025-03-17"),  # a Saturday
        ("2025-03-09", "2025-03-17"),  # a Sunday
        ("2024-12-24", "2025-01-01"),  # a holiday is a business day here
    ],
)
def test_six_business_days_after_receipt(received: str, due: str) -> None:
    assert business_days_after(date.fromisoformat(received), 6, WEEKEND) == date.fromisoformat(due)


@given(day=st.dates(date(2000, 1, 1), date(2100, 1, 1)), count=st.integers(1, 40))
def test_business_days_are_never_of_the_weekend_and_one_more_is_later(day: date, count: int) -> None:
    due, later = (business_days_after(day, each, WEEKEND) for each in (count, count + 1))
    assert due.weekday() < 5
    assert day < due < later
    between = [day + timedelta(days=n) for n in range(1, (due - day).days + 1)]
    assert sum(each.weekday() < 5 for each in between) == count


def course(*acts: tuple[ComplaintAct, str]) -> ComplaintCourse:
    return ComplaintCourse(
        events=tuple(
            ComplaintEvent(act=act, at=datetime.fromisoformat(day).replace(tzinfo=UTC), by="x")
            for act, day in acts
        )
    )


def test_an_appeal_has_the_time_of_a_complaint_of_its_own() -> None:
    acts = [
        (ComplaintAct.RECEIVED, "2025-03-03"),
        (ComplaintAct.SCREENED, "2025-03-04"),
        (ComplaintAct.REJECTED, "2025-03-05"),
    ]
    ended = complaint_due(course(*acts), DEADLINES)
    assert (ended.answered_on, ended.ended_on, ended.appeal_until) == (
        date(2025, 3, 4),
        date(2025, 3, 5),
        date(2025, 4, 4),
    )
    appealed = complaint_due(course(*acts, (ComplaintAct.APPEALED, "2025-04-04")), DEADLINES)
    assert (appealed.first_answer, appealed.answered_on) == (date(2025, 4, 14), None)
    assert (appealed.end, appealed.ended_on, appealed.appeal_until) == (date(2025, 7, 3), None, None)


def test_the_table_names_each_act_once_and_the_party_reads_two_of_them() -> None:
    assert [rule.act for rule in COMPLAINT_RULES].count(ComplaintAct.RECEIVED) == 1
    assert {rule.act for rule in COMPLAINT_RULES} == set(ComplaintAct)
    assert len(COMPLAINT_RULES) == len(ComplaintAct)
    read = {rule.act for rule in COMPLAINT_RULES if ComplaintSide.PARTY in rule.readers}
    assert read == {ComplaintAct.SHARED, ComplaintAct.PARTY_ANSWERED}
    reached = {rule.target for rule in COMPLAINT_RULES if rule.target}
    assert reached == set(ComplaintState)


COUNTS = st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 9), max_size=6)


@given(counts=COUNTS)
def test_no_count_of_one_or_two_is_shown(counts: dict[str, int]) -> None:
    shown = public_counts(counts)
    assert all(shown.counts[name] in {None, count} for name, count in counts.items())
    assert {1, 2}.isdisjoint({shown.total, *shown.counts.values()})
    assert shown.total in {None, sum(counts.values())}


@pytest.mark.parametrize(("publish", "least"), [(public_counts, 0), (public_found_counts, 1)])
@pytest.mark.parametrize("names", ["a", "ab", "abc", "abcd"])
def test_nobody_who_knows_how_counts_are_hidden_can_tell_one_that_is(
    publish: Callable[[Mapping[str, int]], PublicCounts], least: int, names: str
) -> None:
    """All tables up to a total are published; to each that is seen belong several, with other counts behind it."""
    total_max, seen = 9, defaultdict(list)
    for values in product(range(least, total_max + 1), repeat=len(names)):
        table = dict(zip(names, values, strict=True))
        if sum(values) <= total_max:
            shown = publish(table)
            seen[tuple(shown.counts.items()), shown.total].append(table)
    for (shown_counts, _), tables in seen.items():
        for name in names:
            if dict(shown_counts).get(name) is None and any(table[name] for table in tables):
                assert len({table[name] for table in tables}) > 1 or not shown_counts, (shown_counts, tables)


def test_counts_that_need_no_hiding_stand() -> None:
    assert dict(public_counts({"a": 3, "b": 0, "c": 7}).counts) == {"a": 3, "b": 0, "c": 7}
    shown = public_counts({"a": 1, "b": 4, "c": 9})
    assert (dict(shown.counts), shown.total) == ({"a": None, "b": None, "c": 9}, 14)
    assert dict(public_found_counts({"2024": 1, "2025": 1, "2026": 1}).counts) == {}


KNOWN = [
    RegisteredName(ref=PartyRef(kind=PartyKind.ORGANISATION, code="RHEIN"), name="Rhein Rolled Products"),
    RegisteredName(ref=PartyRef(kind=PartyKind.FACILITY, code="RHEIN-CH"), name="Casthouse Süd"),
    RegisteredName(ref=PartyRef(kind=PartyKind.ORGANISATION, code="AL"), name="Al"),
    RegisteredName(ref=PartyRef(kind=PartyKind.ORGANISATION, code="OTHER"), name="Rhein Logistics"),
]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("RHEIN", ["RHEIN"]),
        ("the works of rhein-ch, hall 2", ["RHEIN-CH"]),
        ("RHEIN-ROLLED  products (Duisburg)", ["RHEIN"]),
        ("rhein  rolled\nproducts", ["RHEIN"]),
        ("\uff32\uff28\uff25\uff29\uff2e rolled products", ["RHEIN"]),  # letters of full width
        ("CASTHOUSE SÜD", ["RHEIN-CH"]),
        ("Rolled Products", ["RHEIN"]),
        ("Rhein Rolled Products and Rhein Logistics", ["RHEIN", "OTHER"]),
        ("Alfons", []),
        ("the river", []),
        ("", []),
        ("%_*", []),
    ],
)
def test_whom_a_text_names(text: str, codes: list[str]) -> None:
    assert [each.code for each in recognised_parties(text, KNOWN)] == codes


@given(text=st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=40))
def test_every_script_is_text_and_stays_as_it_is(text: str) -> None:
    if text.strip():
        assert require_text(text, "text", length_max=40) is text


@pytest.mark.parametrize("text", ["", " ", "a\0", "a\x1b[2J", "a\x85", "a\ud800", "a" * 41])
def test_what_is_no_text_is_refused(text: str) -> None:
    with pytest.raises(Refusal, match="complaint_text_invalid"):
        require_text(text, "text", length_max=40)


def test_states_follow_the_order_of_the_fact_sheet() -> None:
    words = [each.value for each in ComplaintState]
    assert words == ["received", "screened", "investigated", "resolved", "rejected", "appealed"]
