"""Pages of statements and reports: title, banner, facts, and a foot with the number of the page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from casthouse.exchange.paper import (
    ALERT_TINT,
    CONTENT_WIDTH,
    FOOT,
    GREY,
    LEADING,
    MARGIN,
    PAGE_WIDTH,
    Align,
    Ink,
    Paper,
)
from casthouse.exchange.typeface import fitting, wrapped

LABEL_WIDTH = 170.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PageTitle:
    """What stands at the head: who, what, which one, and a line below it."""

    author: str
    kind: str
    title: str
    number: str
    detail: str


def pages_of(draw: Callable[[Paper, int], None]) -> int:
    """Return how many pages a drawing takes, by drawing it where nobody sees it; it is given a count of 0."""
    trial = Paper(title="", author="")
    draw(trial, 0)
    return trial.page


def draw_title(paper: Paper, head: PageTitle) -> None:
    """Draw the head of a document."""
    right = PAGE_WIDTH - MARGIN
    paper.space(4)
    paper.at(MARGIN, head.author, fitting(head.author, Ink.strong, CONTENT_WIDTH - 130))
    paper.at(right, head.kind.upper(), Ink.label, align=Align.RIGHT)
    paper.space(40)
    paper.at(MARGIN, head.title, Ink.title)
    paper.at(right, head.number, fitting(head.number, Ink.number, 236), align=Align.RIGHT, rise=12)
    paper.at(right, head.detail, Ink.small, align=Align.RIGHT, rise=-1)
    paper.space(12)
    paper.rule(colour=GREY, width=0.8)


def draw_banner(paper: Paper, head: str, text: str) -> None:
    """Draw a warning across the page."""
    lines = wrapped(text, Ink.body, CONTENT_WIDTH - 28)
    height = 30 + len(lines) * Ink.body.size * LEADING
    paper.need(height + 18)
    paper.space(10)
    paper.box(height, fill=ALERT_TINT)
    paper.box(height, fill=Ink.alert.colour, width=3)
    paper.space(18)
    paper.at(MARGIN + 14, head, Ink.alert)
    paper.space(1)
    paper.block(text, x=MARGIN + 14, width=CONTENT_WIDTH - 28)
    paper.space(8)


def draw_facts(paper: Paper, facts: Sequence[tuple[str, str]]) -> None:
    """Draw labels and texts as two columns with hairlines between."""
    for label, text in facts:
        labels = wrapped(label, Ink.body_grey, LABEL_WIDTH - 12)
        lines = wrapped(text, Ink.body, CONTENT_WIDTH - LABEL_WIDTH)
        height = max(len(lines), len(labels)) * Ink.body.size * LEADING + 5
        paper.need(height)
        for x, column, style in ((MARGIN, labels, Ink.body_grey), (MARGIN + LABEL_WIDTH, lines, Ink.body)):
            for number, line in enumerate(column, start=1):
                paper.at(x, line, style, rise=-number * style.size * LEADING)
        paper.space(height)
        paper.rule()


def draw_foot(paper: Paper, left: str, below: str, pages: int) -> None:
    """Draw the foot of a page: what it belongs to, its number, and a line below."""
    paper.y = FOOT - 16
    paper.rule()
    paper.space(11)
    paper.at(MARGIN, left, fitting(left, Ink.foot, CONTENT_WIDTH - 60))
    paper.at(PAGE_WIDTH - MARGIN, f"page {paper.page} of {pages}", Ink.foot, align=Align.RIGHT)
    paper.space(10)
    paper.at(MARGIN, below, fitting(below, Ink.foot, CONTENT_WIDTH))
