"""The summary of an evidence pack as PDF: the audit, its samples, the tie-out, findings, differences and anomalies."""

from collections.abc import Sequence
from dataclasses import dataclass

from casthouse.exchange.paper import Align, Column, Ink, Paper, Row
from casthouse.exchange.report_page import PageTitle, draw_facts, draw_foot, draw_title, pages_of

NOTE = (
    "What was seen in the ledger on the day of the pack. Sizes, days and weights are choices of the assurance manual, "
    "not verified in an official text. A sign of risk or an anomaly is a question, no finding."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryTable:
    """A table of the summary: a heading, a note, the titles with the part of the width, and the rows."""

    heading: str
    note: str
    columns: Sequence[tuple[str, float]]
    rows: Sequence[Sequence[str]]
    empty: str = "None."


@dataclass(frozen=True, slots=True, kw_only=True)
class PackSummary:
    """What the summary says: the audit and who made the pack, facts, and tables."""

    audit: str
    organisation: str
    made: str
    facts: Sequence[tuple[str, str]]
    tables: Sequence[SummaryTable]


def pack_pdf(summary: PackSummary) -> bytes:
    """Return the summary as one file."""
    pages = pages_of(lambda paper, count: _draw(paper, summary, count))
    paper = Paper(title=f"Evidence pack {summary.audit}", author=summary.organisation)
    _draw(paper, summary, pages)
    return paper.finish()


def _draw(paper: Paper, summary: PackSummary, pages: int) -> None:
    paper.begin(lambda p: draw_foot(p, f"Evidence pack of {summary.audit}", NOTE, pages))
    draw_title(
        paper,
        PageTitle(
            author=summary.organisation,
            kind="Evidence pack",
            title="Evidence pack",
            number=summary.audit,
            detail=summary.made,
        ),
    )
    paper.space(14)
    draw_facts(paper, list(summary.facts))
    for table in summary.tables:
        _draw_table(paper, table)


def _draw_table(paper: Paper, table: SummaryTable) -> None:
    paper.heading(table.heading)
    if table.note:
        paper.block(table.note, Ink.small)
        paper.space(6)
    if not table.rows:
        paper.block(table.empty)
        return
    columns = [
        Column(title=title, share=share, align=Align.LEFT, style=Ink.body) for title, share in table.columns
    ]
    paper.table(columns, [Row(cells=tuple(row)) for row in table.rows])
