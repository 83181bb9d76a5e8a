"""An edition knows what is rated, and on which days an audit may follow it."""

from dataclasses import replace
from datetime import date

from casthouse.standard.edition import editions_for_audit
from casthouse.standard.standard_name import StandardName
from tests.unit.refusing import refused
from tests.unit.standard.edition_samples import DRAFT, EDITION, LAW, NEW_PROJECTS, PAYMENTS


def test_what_is_rated_is_the_sub_item_or_the_criterion_without_any() -> None:
    assert [each.number for each in EDITION.rateable_items] == ["1.1", "2.5", "3.3a", "3.3b", "5.1"]
    assert [each.number for each in LAW.rateable_items] == ["1.1"]


def test_an_item_is_found_by_its_number_and_says_what_it_asks() -> None:
    item = EDITION.item("3.3b")
    assert (item.criterion, item.title, item.summary) == (PAYMENTS, "Payments to governments", "publish")
    assert EDITION.item("1.1").summary == "know and follow the law"
    with refused("criterion_unknown"):
        EDITION.item("3.3")
    with refused("criterion_unknown"):
        replace(EDITION, criteria=()).item("1.1")


def test_criteria_are_found_by_number_and_by_principle() -> None:
    assert EDITION.criterion("3.3") is PAYMENTS
    assert EDITION.criteria_of(2) == (NEW_PROJECTS,)
    assert EDITION.criteria_of(4) == ()
    with refused("criterion_unknown"):
        EDITION.criterion("3.3a")


def test_an_audit_may_follow_an_edition_from_its_first_day_to_its_last() -> None:
    days = [date(2022, 5, 31), date(2022, 6, 1), date(2028, 2, 29), date(2028, 3, 1)]
    assert [EDITION.may_audit_on(day) for day in days] == [False, True, True, False]
    assert replace(EDITION, audits_to=None).may_audit_on(date(2099, 1, 1))
    assert not replace(EDITION, audits_from=None).may_audit_on(date(2023, 1, 1))


def test_an_edition_is_in_force_between_its_days() -> None:
    ended = replace(EDITION, in_force_to=date(2024, 1, 1))
    days = [date(2022, 5, 18), date(2022, 5, 19), date(2024, 1, 1), date(2024, 1, 2)]
    assert [ended.is_in_force_on(day) for day in days] == [False, True, True, False]
    assert EDITION.is_in_force_on(date(2099, 1, 1))


def test_a_draft_is_never_audited_and_never_in_force() -> None:
    assert not DRAFT.may_audit_on(date(2023, 1, 1))
    assert not DRAFT.is_in_force_on(date(2023, 1, 1))


def test_in_a_year_of_transition_an_audit_may_follow_either_edition() -> None:
    before = replace(EDITION, code="ps-before", audits_from=date(2017, 12, 1), audits_to=date(2023, 5, 31))
    other = replace(EDITION, code="coc", standard=StandardName.CHAIN_OF_CUSTODY)

    def choice(day: date) -> list[str]:
        editions = [EDITION, before, other, DRAFT]
        return [each.code for each in editions_for_audit(editions, standard=EDITION.standard, day=day)]

    assert choice(date(2022, 5, 31)) == ["ps-before"]
    assert choice(date(2023, 5, 31)) == ["ps-before", "ps-sample"]
    assert choice(date(2023, 6, 1)) == ["ps-sample"]
    assert choice(date(2017, 11, 30)) == []
