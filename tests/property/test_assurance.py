"""Laws of the assurance rules: the decision never rewards a worse finding, samples are fair, roll-up is a maximum."""

from dataclasses import replace
from fractions import Fraction
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casthouse.assurance.audit import AuditType
from casthouse.assurance.decision import AuditResult, Outcome, decide, open_choices
from casthouse.assurance.non_conformance import Grade, GradedItem, majors_counted
from casthouse.assurance.rating import ItemRating, Rating, by_criterion
from casthouse.assurance.site_sampling import ChosenBecause, SampledSite, sample_sites, sites_wanted
from casthouse.parties.activity import Activity
from tests.unit.assurance.audit_result_samples import FULL, GOOD, ITEMS, PROVISIONAL, TODAY, criterion
from tests.unit.assurance.manual_samples import MANUAL

pytestmark = pytest.mark.one_store

RULES, LIMITS = MANUAL.sampling, MANUAL.decision

open_ones = st.builds(
    lambda item, grade: GradedItem(item=item, criterion=criterion(item), grade=grade),
    st.sampled_from(ITEMS),
    st.sampled_from(Grade),
)
results = st.builds(
    lambda **changed: replace(GOOD, **changed),
    audit_type=st.sampled_from(AuditType),
    is_remote=st.booleans(),
    is_site_visit_due=st.booleans(),
    is_follow_up=st.booleans(),
    has_critical_breach=st.booleans(),
    is_reviewed=st.booleans(),
    was_provisional=st.booleans(),
    certificate=st.sampled_from([None, FULL, PROVISIONAL]),
    non_conformances=st.lists(open_ones, max_size=8).map(tuple),
)


def outcome(result: AuditResult) -> Outcome:
    return decide(result, on=TODAY, limits=LIMITS).outcome


@given(results, open_ones)
def test_one_more_finding_never_gives_a_better_outcome(result: AuditResult, one_more: GradedItem) -> None:
    worse = replace(result, non_conformances=(*result.non_conformances, one_more))
    assert outcome(worse).strictness >= outcome(result).strictness


@given(st.lists(open_ones, min_size=1, max_size=10), st.data())
def test_a_graver_finding_never_counts_for_less(ones: list[GradedItem], drawn: st.DataObject) -> None:
    before = len(majors_counted(ones, repeated_minors=LIMITS.repeated_minors))
    place = drawn.draw(st.integers(min_value=0, max_value=len(ones) - 1))
    ones[place] = replace(ones[place], grade=Grade.MAJOR)
    assert len(majors_counted(ones, repeated_minors=LIMITS.repeated_minors)) >= before


@given(results, st.data())
def test_a_graver_finding_never_gives_a_better_outcome(result: AuditResult, drawn: st.DataObject) -> None:
    if not result.non_conformances:
        return
    place = drawn.draw(st.integers(min_value=0, max_value=len(result.non_conformances) - 1))
    ones = list(result.non_conformances)
    ones[place] = replace(ones[place], grade=Grade.MAJOR)
    assert outcome(replace(result, non_conformances=tuple(ones))).strictness >= outcome(result).strictness


@given(results, st.sampled_from(ITEMS))
def test_a_rating_that_is_missing_or_impossible_never_gives_a_better_outcome(
    result: AuditResult, item: str
) -> None:
    without = replace(result, ratings=tuple(each for each in result.ratings if each.item != item))
    unable = replace(
        result,
        ratings=tuple(
            replace(each, rating=Rating.UNABLE_TO_RATE) if each.item == item else each
            for each in result.ratings
        ),
    )
    for worse in (without, unable, replace(result, has_critical_breach=True)):
        assert outcome(worse).strictness >= outcome(result).strictness


@given(results)
def test_a_certificate_has_days_and_nothing_else_has(result: AuditResult) -> None:
    found = decide(result, on=TODAY, limits=LIMITS)
    assert found.reasons
    assert (found.valid_to is not None) == found.outcome.is_certificate
    if found.valid_from and found.valid_to:
        assert found.valid_from <= TODAY <= found.valid_to


@given(results)
def test_every_choice_is_as_strict_as_the_findings(result: AuditResult) -> None:
    found = decide(result, on=TODAY, limits=LIMITS)
    choices = open_choices(found, result, on=TODAY)
    assert all(each.strictness >= found.outcome.strictness for each in choices)
    assert (found.outcome in choices) == (found.outcome is not Outcome.NOTHING)


sites = st.lists(
    st.builds(
        SampledSite,
        code=st.integers(min_value=0, max_value=10**6).map(lambda n: f"S{n}"),
        activities=st.sets(st.sampled_from(Activity), min_size=1, max_size=2).map(frozenset),
        risk=st.integers(min_value=0, max_value=3),
        has_open_major=st.booleans(),
        is_head_office=st.booleans(),
    ),
    max_size=60,
    unique_by=lambda each: each.code,
)


@given(sites, st.sampled_from(AuditType), st.text(min_size=1, max_size=20))
def test_a_sample_is_fair(every: list[SampledSite], kind: AuditType, seed: str) -> None:
    chosen = sample_sites(every, audit_type=kind, seed=seed, rules=RULES)
    assert chosen == sample_sites(every[::-1], audit_type=kind, seed=seed, rules=RULES)
    codes = [each.code for each in chosen]
    assert len(set(codes)) == len(codes)
    held = {each.code: each for each in every}
    assert set(codes) <= set(held)
    assert {each.code for each in every if each.has_open_major or each.is_head_office} <= set(codes)
    because = {each.code: each.because for each in chosen}
    for activities in {each.activities for each in every if not each.is_head_office}:
        group = [each for each in every if each.activities == activities and not each.is_head_office]
        wanted = sites_wanted(len(group), RULES.factor(kind))
        taken = [each for each in group if each.code in because]
        assert len(taken) >= wanted >= 1
        at_random = sum(because[each.code] is ChosenBecause.RANDOM for each in taken)
        assert at_random >= min(ceil(Fraction(wanted, 4)), len(group) - (len(taken) - at_random))


@given(
    st.integers(min_value=0, max_value=10**40), st.fractions(min_value=0, max_value=1, max_denominator=1000)
)
def test_the_number_of_sites_is_the_smallest_that_is_enough(count: int, factor: Fraction) -> None:
    wanted = sites_wanted(count, factor)
    assert wanted**2 >= factor**2 * count
    assert wanted == 0 or (wanted - 1) ** 2 < factor**2 * count


@given(st.lists(st.tuples(st.sampled_from(ITEMS), st.sampled_from("AB"), st.sampled_from(Rating))))
def test_a_criterion_is_as_bad_as_the_worst_of_its_parts(parts: list[tuple[str, str, Rating]]) -> None:
    ratings = [
        ItemRating(item=item, criterion=criterion(item), site=site, rating=rating)
        for item, site, rating in parts
    ]
    rolled = by_criterion(ratings)
    assert set(rolled) == {each.criterion for each in ratings}
    for name, rating in rolled.items():
        mine = [each.rating.severity for each in ratings if each.criterion == name]
        assert rating.severity == max(mine)
