"""What an item lacks, how far a principle is, and when an assessment is complete."""

from datetime import UTC, date, datetime

import pytest

from casthouse.assurance.assessed_item import Answer, AnswerRecord, AssessedItem, Missing, checked_answer
from casthouse.assurance.evidence import EvidenceFile, EvidenceLink, EvidenceType
from casthouse.assurance.rating import Rating
from casthouse.assurance.self_assessment import (
    AssessmentState,
    ItemFilter,
    SelfAssessment,
    criterion_ratings,
    filtered,
    missing_items,
    progress,
    require_complete,
)
from casthouse.parties.activity import Activity
from casthouse.refusal import Refusal
from casthouse.standard.applicability_row import Applicability, Cycle

AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
DONE = Answer(rating=Rating.CONFORMANCE, rationale="Handbook 2.")
FULL_GAP = Answer(rating=Rating.MAJOR, gap="None.", action="Write.", responsible="Mia", due=date(2027, 3, 1))


def link(*, stands: bool = True, valid_until: date | None = None) -> EvidenceLink:
    file = EvidenceFile(
        digest="0" * 64, name="a.pdf", type=EvidenceType.PDF, size_bytes=1, added_by="tom", added_at=AT
    )
    return EvidenceLink(
        number=1,
        item="1.1",
        file=file,
        linked_by="tom",
        linked_at=AT,
        valid_until=valid_until,
        withdrawn_at=None if stands else AT,
    )


def item(
    number: str,
    answer: Answer | None = None,
    *,
    origin: str = "",
    contextual: bool = False,
    evidence: tuple[EvidenceLink, ...] = (),
) -> AssessedItem:
    criterion = number.rstrip("abcde")
    record = (
        None if answer is None else AnswerRecord(answer=answer, version=1, by="tom", at=AT, origin=origin)
    )
    return AssessedItem(
        number=number,
        criterion=criterion,
        principle=int(criterion.split(".")[0]),
        applicability=Applicability.CONTEXTUAL if contextual else Applicability.MANDATORY,
        record=record,
        evidence=evidence,
    )


def assessment(*items: AssessedItem, state: AssessmentState = AssessmentState.DRAFT) -> SelfAssessment:
    return SelfAssessment(
        scope="S",
        number=1,
        edition="ps-v3",
        cycle=Cycle.FIRST,
        state=state,
        activities=(Activity.SEMI_FABRICATION,),
        items=items,
        started_by="tom",
        started_at=AT,
    )


@pytest.mark.parametrize(
    ("answer", "missing"),
    [
        (None, (Missing.RATING,)),
        (Answer(rationale="half a sentence"), (Missing.RATING,)),
        (DONE, ()),
        (Answer(rating=Rating.CONFORMANCE), (Missing.SUPPORT,)),
        (Answer(rating=Rating.UNABLE_TO_RATE), (Missing.REASON,)),
        (Answer(rating=Rating.NOT_APPLICABLE, rationale="No mine."), ()),
        (Answer(rating=Rating.MINOR), (Missing.GAP, Missing.ACTION, Missing.RESPONSIBLE, Missing.DUE)),
        (Answer(rating=Rating.MINOR, gap="x", action="y", due=date(2027, 1, 1)), (Missing.RESPONSIBLE,)),
        (FULL_GAP, ()),
    ],
)
def test_what_a_rating_needs(answer: Answer | None, missing: tuple[Missing, ...]) -> None:
    assert item("1.1", answer).missing == missing


def test_a_file_that_stands_is_support_and_one_that_was_withdrawn_is_none() -> None:
    bare = Answer(rating=Rating.CONFORMANCE)
    assert item("1.1", bare, evidence=(link(),)).missing == ()
    assert item("1.1", bare, evidence=(link(stands=False),)).missing == (Missing.SUPPORT,)


def test_evidence_is_good_to_the_end_of_its_last_day() -> None:
    until = link(valid_until=date(2028, 2, 29))
    assert until.is_good_on(date(2028, 2, 29))
    assert not until.is_good_on(date(2028, 3, 1))


def test_what_was_carried_over_counts_only_after_a_second_look() -> None:
    carried = item("1.1", DONE, origin="ps-v2 1.1")
    assert carried.missing == (Missing.SECOND_LOOK,)
    assert not carried.is_rated
    assert progress(assessment(carried))[0].rated == 0


def test_what_does_not_apply_needs_its_reason() -> None:
    with pytest.raises(Refusal) as refused:
        checked_answer(Answer(rating=Rating.NOT_APPLICABLE))
    assert refused.value.code == "rating_reason_missing"


def test_an_assessment_over_nothing_is_not_complete() -> None:
    assert not assessment().is_complete
    with pytest.raises(Refusal) as refused:
        require_complete(assessment())
    assert refused.value.code == "assessment_incomplete"
    assert "no item" in refused.value.text.found


def test_what_is_missing_comes_by_principle_and_mandatory_first() -> None:
    made = assessment(item("2.5", contextual=True), item("2.7"), item("1.1"), item("1.2", DONE))
    assert [each.number for each, _ in missing_items(made)] == ["1.1", "2.7", "2.5"]


def test_a_criterion_is_as_good_as_its_worst_part_and_open_while_a_part_is() -> None:
    made = assessment(item("2.1a", DONE), item("2.1b", FULL_GAP), item("2.3a", DONE), item("2.3b"))
    assert criterion_ratings(made) == {"2.1": Rating.MAJOR}
    (two,) = progress(made)
    assert (two.total, two.rated, two.complete, two.gaps, two.rating) == (4, 3, 3, 1, None)


def test_gaps_come_worst_first_then_by_their_day() -> None:
    def gap(number: str, rating: Rating, due: date | None) -> AssessedItem:
        return item(number, Answer(rating=rating, due=due))

    made = assessment(
        gap("1.1", Rating.MINOR, None),
        gap("1.2", Rating.MINOR, date(2027, 1, 1)),
        gap("1.3", Rating.MAJOR, date(2028, 1, 1)),
        item("2.1", DONE),
    )
    assert [each.number for each in made.gaps] == ["1.3", "1.2", "1.1"]


@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        (ItemFilter.ALL, ["1.1", "1.2", "1.3", "2.5"]),
        (ItemFilter.UNRATED, ["1.3", "2.5"]),
        (ItemFilter.GAPS, ["1.2"]),
        (ItemFilter.MANDATORY, ["1.1", "1.2", "1.3"]),
        (ItemFilter.SECOND_LOOK, ["1.3"]),
    ],
)
def test_filters(wanted: ItemFilter, numbers: list[str]) -> None:
    items = [
        item("1.1", DONE),
        item("1.2", FULL_GAP),
        item("1.3", DONE, origin="ps-v2 1.3"),
        item("2.5", contextual=True),
    ]
    assert [each.number for each in filtered(items, wanted)] == numbers


@pytest.mark.parametrize("state", [AssessmentState.SUBMITTED, AssessmentState.SUPERSEDED])
def test_only_a_draft_is_submitted(state: AssessmentState) -> None:
    with pytest.raises(Refusal) as refused:
        require_complete(assessment(item("1.1", DONE), state=state))
    assert refused.value.code == "assessment_frozen"


def test_an_unknown_item_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        assessment(item("1.1")).item("9.9")
    assert refused.value.code == "assessment_item_unknown"
