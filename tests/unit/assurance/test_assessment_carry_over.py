"""Carrying over along a lineage: one to one, merged, split, left behind."""

from dataclasses import replace
from datetime import date

import pytest

from casthouse.assurance.assessed_item import Answer, AssessedItem
from casthouse.assurance.assessment_carry_over import CarriedAnswer, CarryOver, carried_over
from casthouse.assurance.rating import Rating
from casthouse.refusal import Refusal
from casthouse.standard.criterion import Criterion, SubItem
from casthouse.standard.edition import Edition
from casthouse.standard.lineage import Lineage
from casthouse.standard.standard_name import StandardName
from tests.unit.assurance.test_self_assessment import assessment, item, link

GOOD = Answer(rating=Rating.CONFORMANCE, rationale="Handbook.")
BAD = Answer(rating=Rating.MAJOR, gap="None.", action="Write.", responsible="Mia", due=date(2027, 3, 1))
LATER = Answer(rating=Rating.MINOR, gap="Old.", action="Renew.", responsible="Tom", due=date(2028, 2, 29))


def edition(code: str, *criteria: tuple[str, dict[str, str]], lines: list[tuple[str, str]]) -> Edition:
    return Edition(
        code=code,
        standard=StandardName.PERFORMANCE,
        name=code,
        criteria=tuple(
            Criterion(
                number=number,
                principle=int(number.split(".")[0]),
                title=number,
                summary=number,
                sub_items=tuple(SubItem(letter=letter, summary=text) for letter, text in subs.items()),
            )
            for number, subs in criteria
        ),
        lineage=tuple(Lineage(item=new, before_edition="old", before_item=old) for new, old in lines),
    )


OLD = edition("old", ("1.1", {}), ("1.2", {}), ("2.1", {"a": "write", "b": "publish"}), ("3.1", {}), lines=[])
NEW = edition(
    "new",
    ("1.1", {}),
    ("2.1", {"a": "publish", "b": "write", "c": "review"}),
    ("2.2", {}),
    ("4.1", {}),
    lines=[("1.1", "1.1"), ("1.1", "1.2"), ("2.1", "2.1"), ("2.2", "1.2")],
)
HOLDING = [each.number for each in NEW.rateable_items]


def carry(*items: AssessedItem, to: Edition = NEW, holding: list[str] | None = None) -> CarryOver:
    source = replace(assessment(*items), edition="old")
    return carried_over(source, before=OLD, after=to, items=HOLDING if holding is None else holding)


def found(made: CarryOver, number: str) -> CarriedAnswer:
    return next(each for each in made.carried if each.item == number)


def test_what_merges_takes_the_worst_rating_and_keeps_every_text() -> None:
    merged = found(carry(item("1.1", BAD), item("1.2", LATER)), "1.1")
    assert merged.answer == Answer(
        rating=Rating.MAJOR,
        rationale="",
        gap="1.1: None.\n1.2: Old.",
        action="1.1: Write.\n1.2: Renew.",
        responsible="Mia, Tom",
        due=date(2027, 3, 1),
    )
    assert merged.origin == "old 1.1 + 1.2, merged here, split: also in 2.2"


def test_a_rating_is_not_carried_while_a_part_of_it_has_none() -> None:
    merged = found(carry(item("1.1", GOOD), item("1.2", Answer(rationale="half"))), "1.1")
    assert merged.answer.rating is None
    assert merged.answer.rationale == "1.1: Handbook.\n1.2: half"


def test_what_splits_goes_to_each() -> None:
    made = carry(item("1.2", GOOD))
    assert {each.item: each.answer for each in made.carried} == {"1.1": GOOD, "2.2": GOOD}


def test_a_sub_item_follows_the_one_that_says_the_same_whatever_its_letter() -> None:
    made = carry(item("2.1a", GOOD), item("2.1b", BAD))
    assert found(made, "2.1b").answer == GOOD
    assert found(made, "2.1a").answer == BAD
    assert found(made, "2.1c").answer.rating is Rating.MAJOR, "it has no twin: both are carried"


def test_evidence_that_stands_goes_along_and_once() -> None:
    made = carry(item("1.1", evidence=(link(),)), item("1.2", evidence=(link(), link(stands=False))))
    assert len(found(made, "1.1").evidence) == 1
    assert found(made, "1.1").answer.is_empty


def test_what_nobody_inherits_is_left_behind_and_named() -> None:
    assert carry(item("1.1", GOOD), item("3.1", BAD)).left_behind == ("3.1",)
    assert carry(item("2.1a", GOOD), holding=["1.1"]).left_behind == ("2.1a",), "it holds no more here"


def test_what_was_never_answered_is_neither() -> None:
    assert carry(item("1.1"), item("3.1")) == CarryOver(carried=(), left_behind=())


def test_the_next_cycle_of_the_same_edition_takes_all() -> None:
    made = carry(item("1.1", GOOD), item("2.1a", BAD), to=OLD, holding=["1.1", "2.1a"])
    assert {each.item: each.answer for each in made.carried} == {"1.1": GOOD, "2.1a": BAD}


def test_editions_that_no_line_joins_are_refused() -> None:
    with pytest.raises(Refusal) as refused:
        carry(item("1.1", GOOD), to=replace(NEW, lineage=()))
    assert refused.value.code == "editions_not_mapped"
