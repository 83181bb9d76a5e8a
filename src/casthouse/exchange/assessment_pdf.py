"""A self-assessment as PDF: where it stands by principle, the gaps with their actions, every item with its evidence."""

from casthouse.assurance.assessed_item import AssessedItem
from casthouse.assurance.rating import Rating
from casthouse.assurance.self_assessment import AssessmentState, SelfAssessment, missing_items, progress
from casthouse.exchange.paper import Align, Column, Ink, Paper, Row
from casthouse.exchange.printed_figure import activity_words, day_figure, instant_figure
from casthouse.exchange.report_page import (
    PageTitle,
    draw_banner,
    draw_facts,
    draw_foot,
    draw_title,
    pages_of,
)
from casthouse.parties.organisation import Organisation
from casthouse.standard.edition import Edition

NOTE = (
    "Criteria are told in words of Casthouse and were not verified in the official text. "
    "A self-assessment is the member’s own view; it certifies nothing."
)
_PROGRESS_COLUMNS = (
    Column(title="Principle", share=0.4),
    *(
        Column(title=title, share=0.12, align=Align.RIGHT)
        for title in ("Items", "Rated", "Conform", "Gaps", "Not applicable")
    ),
)
_GAP_COLUMNS = (
    Column(title="Item", share=0.1, style=Ink.strong),
    Column(title="Gap", share=0.32),
    Column(title="Action", share=0.32),
    Column(title="Who", share=0.14),
    Column(title="By", share=0.12),
)
_ITEM_COLUMNS = (
    Column(title="Item", share=0.1, style=Ink.strong),
    Column(title="What it asks for", share=0.3, style=Ink.body_grey),
    Column(title="Rating", share=0.16),
    Column(title="Rationale and evidence", share=0.44),
)


def assessment_pdf(assessment: SelfAssessment, edition: Edition, organisation: Organisation) -> bytes:
    """Return the self-assessment as one file."""
    pages = pages_of(lambda paper, count: _draw(paper, assessment, edition, organisation, count))
    paper = Paper(title=f"Self-assessment {assessment.number} {assessment.scope}", author=organisation.name)
    _draw(paper, assessment, edition, organisation, pages)
    return paper.finish()


def _draw(
    paper: Paper,
    assessment: SelfAssessment,
    edition: Edition,
    organisation: Organisation,
    pages: int,
) -> None:
    foot = f"Self-assessment {assessment.number} of {assessment.scope}, {edition.name}"
    paper.begin(lambda p: draw_foot(p, foot, NOTE, pages))
    draw_title(
        paper,
        PageTitle(
            author=organisation.name,
            kind="Self-assessment",
            title="Self-assessment",
            number=f"{assessment.scope} No. {assessment.number}",
            detail=edition.name,
        ),
    )
    _draw_standing(paper, assessment)
    paper.space(14)
    draw_facts(paper, _facts(assessment, organisation))
    _draw_progress(paper, assessment, edition)
    _draw_gaps(paper, assessment)
    for principle in edition.principles:
        items = assessment.of_principle(principle.number)
        if items:
            paper.heading(f"{principle.number} {principle.title}")
            paper.table(_ITEM_COLUMNS, [_item_row(item, edition) for item in items])


def _draw_standing(paper: Paper, assessment: SelfAssessment) -> None:
    if assessment.state is AssessmentState.DRAFT:
        lacking = len(missing_items(assessment))
        words = f"It may still change; {lacking} items lack something." if lacking else "It may still change."
        draw_banner(paper, "DRAFT", words)
    elif assessment.state is AssessmentState.SUPERSEDED:
        draw_banner(paper, "SUPERSEDED", "A later self-assessment of the scope takes its place.")


def _facts(assessment: SelfAssessment, organisation: Organisation) -> list[tuple[str, str]]:
    submitted = "not submitted"
    if assessment.submitted_at is not None:
        submitted = f"{instant_figure(assessment.submitted_at)} by {assessment.submitted_by}"
    rated = sum(item.is_rated for item in assessment.items)
    return [
        ("Organisation", f"{organisation.name} ({organisation.code})"),
        ("Scope", assessment.scope),
        ("Activities", activity_words(assessment.activities)),
        ("Begun", f"{instant_figure(assessment.started_at)} by {assessment.started_by}"),
        ("Submitted", submitted),
        ("Rated", f"{rated} of {len(assessment.items)} items"),
    ]


def _draw_progress(paper: Paper, assessment: SelfAssessment, edition: Edition) -> None:
    titles = {each.number: each.title for each in edition.principles}
    paper.heading("By principle")
    rows = [
        Row(
            cells=(
                f"{each.principle} {titles[each.principle]}",
                str(each.total),
                str(each.rated),
                str(each.by_rating[Rating.CONFORMANCE]),
                str(each.gaps),
                str(each.by_rating[Rating.NOT_APPLICABLE]),
            )
        )
        for each in progress(assessment)
    ]
    paper.table(_PROGRESS_COLUMNS, rows)


def _draw_gaps(paper: Paper, assessment: SelfAssessment) -> None:
    paper.heading("Gaps and actions")
    if not assessment.gaps:
        paper.block("No gap among the items that are rated.")
        return
    rows = [
        Row(
            cells=(
                item.number,
                item.answer.gap or "–",
                item.answer.action or "none yet",
                item.answer.responsible or "nobody yet",
                day_figure(item.answer.due) if item.answer.due else "no day yet",
            )
        )
        for item in assessment.gaps
    ]
    paper.table(_GAP_COLUMNS, rows)


def _item_row(item: AssessedItem, edition: Edition) -> Row:
    rating = item.rating.value.replace("_", " ") if item.rating else "not rated"
    if item.waits_for_second_look:
        rating += " (carried over, look again)"
    files = [f"{link.file.name} (sha256 {link.file.digest[:12]})" for link in item.evidence if link.stands]
    words = " ".join(item.answer.rationale.split()) or "–"
    return Row(
        cells=(
            item.number,
            edition.item(item.number).summary,
            rating,
            words + (f" Evidence: {'; '.join(files)}." if files else ""),
        )
    )
