"""The statement of a material accounting period as PDF: what was closed, and on which numbers.

Printed percentages are rounded against the claimant (Input Percentage down, Output Percentage up); the exact
input share stands beside them. Numbers of the rule pack that were not read in the official text are marked.
"""

from reportlab.lib.colors import HexColor

from casthouse.custody.position import StagePosition
from casthouse.custody.stage import STAGES, Stage
from casthouse.custody.statement import PeriodStatement
from casthouse.exchange.paper import ACCENT, CONTENT_WIDTH, HAIRLINE, MARGIN, Align, Column, Ink, Paper, Row
from casthouse.exchange.printed_figure import (
    STAGE_WORDS,
    about_words,
    code_words,
    day_figure,
    grams_figure,
    instant_figure,
    tonnes_figure,
)
from casthouse.exchange.report_page import (
    PageTitle,
    draw_banner,
    draw_facts,
    draw_foot,
    draw_title,
    pages_of,
)
from casthouse.exchange.stage_figure import figures_of, has_moved
from casthouse.measure.share import input_percentage_text, output_percentage_text, share_text

ROUNDING_NOTE = (
    "Masses are exact to the gram. Percentages are shown with two decimals, the Input Percentage rounded "
    "down and the Output Percentage rounded up; all tests use the exact fractions."
)
_STAGE_HEIGHT = 340.0  # kept on one page
_RULES_HEAD_HEIGHT = 56.0
_RULE_HEIGHT = 18.0  # of a row in one line
_FIGURE_COLUMNS = (
    Column(title="Figure", share=0.46),
    Column(title="Tonnes", share=0.27, align=Align.RIGHT),
    Column(title="Grams", share=0.27, align=Align.RIGHT, style=Ink.body_grey),
)
_FINDING_COLUMNS = (
    Column(title="Finding", share=0.3, style=Ink.strong),
    Column(title="About", share=0.2),
    Column(title="What was found", share=0.5),
)
_RULE_COLUMNS = (
    Column(title="Rule", share=0.34),
    Column(title="Value", share=0.2),
    Column(title="Clause", share=0.26),
    Column(title="Official text read", share=0.2),
)


def statement_pdf(statement: PeriodStatement) -> bytes:
    """Return the statement as one file."""
    pages = pages_of(lambda paper, count: _draw(paper, statement, count))
    title = f"Statement {statement.scope} {day_figure(statement.period.start)}"
    paper = Paper(title=title, author=statement.organisation_name)
    _draw(paper, statement, pages)
    return paper.finish()


def _draw(paper: Paper, statement: PeriodStatement, pages: int) -> None:
    span = f"{day_figure(statement.period.start)} to {day_figure(statement.period.last_day)}"
    paper.begin(lambda p: draw_foot(p, f"Period statement {statement.scope}, {span}", ROUNDING_NOTE, pages))
    draw_title(
        paper,
        PageTitle(
            author=statement.organisation_name,
            kind="Chain of Custody",
            title="Period statement",
            number=statement.scope,
            detail=span,
        ),
    )
    _draw_standing(paper, statement)
    paper.space(14)
    draw_facts(paper, _facts(statement, span))
    _draw_findings(paper, statement)
    moved = [stage for stage in STAGES if has_moved(statement.stages[stage])]
    for stage in moved:
        _draw_stage(paper, stage, statement.stages[stage], is_closed=statement.closed_at is not None)
    if still := [STAGE_WORDS[stage].lower() for stage in STAGES if stage not in moved]:
        paper.space(10)
        paper.block(f"No flow and nothing carried in: {', '.join(still)}.", Ink.small)
    _draw_rules(paper, statement)


def _draw_standing(paper: Paper, statement: PeriodStatement) -> None:
    if statement.is_superseded:
        text = "The period was reopened after this closing. Ask for the statement that replaces it."
        draw_banner(paper, "SUPERSEDED", text)
    elif statement.closed_at is None:
        draw_banner(
            paper, "DRAFT", "The period is open: figures may still change, and no balance is carried yet."
        )


def _facts(statement: PeriodStatement, span: str) -> list[tuple[str, str]]:
    closed = "not closed"
    if statement.closed_at is not None:
        closed = f"{instant_figure(statement.closed_at)} by {statement.closed_by}"
    return [
        ("Organisation", f"{statement.organisation_name} ({statement.organisation})"),
        ("Facilities in scope", ", ".join(statement.facilities) or "none"),
        ("Material accounting period", span),
        ("Closed", closed),
        ("Force majeure", statement.force_majeure or "none recorded"),
        ("Rule pack", statement.rule_pack),
    ]


def _draw_findings(paper: Paper, statement: PeriodStatement) -> None:
    paper.heading("Findings")
    if not statement.findings:
        paper.block("No finding.")
        return
    rows = [Row(cells=(code_words(each.code), about_words(each), each.detail)) for each in statement.findings]
    paper.table(_FINDING_COLUMNS, rows)


def _draw_stage(paper: Paper, stage: Stage, position: StagePosition, *, is_closed: bool) -> None:
    paper.need(_STAGE_HEIGHT)
    paper.heading(f"Stage {STAGE_WORDS[stage].lower()}")
    share = share_text(position.input_share) or "none: nothing came in"
    paper.block(
        f"Input Percentage {input_percentage_text(position.input_share)} %, "
        f"Output Percentage {output_percentage_text(position.output_share)} %",
        Ink.strong,
    )
    paper.block(f"exact input share {share}", Ink.small)
    _draw_bar(paper, position)
    paper.space(6)
    figures = figures_of(position, is_closed=is_closed)
    paper.table(_FIGURE_COLUMNS, [_figure_row(*figure) for figure in figures])


def _figure_row(words: str, mass_g: int | None, is_result: bool) -> Row:  # noqa: FBT001 - a row of the list above
    if mass_g is None:
        return Row(cells=(words, "no limit", ""), is_total=is_result)
    return Row(cells=(words, tonnes_figure(mass_g), grams_figure(mass_g)), is_total=is_result)


def _draw_bar(paper: Paper, position: StagePosition) -> None:
    """Draw what was sold as CoC as a part of what the period granted."""
    granted_g = max(0, position.own_maximum_g + position.carried_in_g - position.to_repay_g)
    whole_g = max(granted_g, position.coc_outflow_g)
    if not whole_g:
        return
    paper.space(16)
    paper.canvas.setFillColor(HexColor(HAIRLINE))
    paper.canvas.rect(MARGIN, paper.y, CONTENT_WIDTH * granted_g / whole_g, 8, stroke=0, fill=1)
    colour = ACCENT if position.coc_outflow_g <= granted_g else Ink.alert.colour
    paper.canvas.setFillColor(HexColor(colour))
    paper.canvas.rect(MARGIN, paper.y, CONTENT_WIDTH * position.coc_outflow_g / whole_g, 8, stroke=0, fill=1)
    sold, granted = tonnes_figure(position.coc_outflow_g), tonnes_figure(granted_g)
    paper.block(f"{sold} t sold as CoC of {granted} t granted by this period and the balance", Ink.small)


def _draw_rules(paper: Paper, statement: PeriodStatement) -> None:
    paper.need(
        _RULES_HEAD_HEIGHT + len(statement.rules) * _RULE_HEIGHT
    )  # a few rows alone on a page say nothing
    paper.heading(f"Numbers of the rule pack {statement.rule_pack}")
    rows = [
        Row(cells=(rule.name, rule.value, rule.clause, "yes" if rule.verified else "no, to be confirmed"))
        for rule in statement.rules
    ]
    paper.table(_RULE_COLUMNS, rows)
