"""A4 pages: what every printed document and report of Casthouse is drawn with.

A `Paper` has a cursor that moves down; what does not fit begins a new page, and a table repeats its head
there. The same drawing gives the same bytes: no clock, no chance, and no font of the machine takes part.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO
from threading import Lock

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from casthouse.exchange.typeface import TextStyle, Weight, draw_text, text_width, wrapped

PAGE_WIDTH, PAGE_HEIGHT = A4
MARGIN = 51.0  # 18 mm
CONTENT_WIDTH = PAGE_WIDTH - 2 * MARGIN
FOOT = 62.0
TOP = PAGE_HEIGHT - 54
LEADING = 1.34
CELL_GAP = 8.0

ACCENT = "#1f5673"
GREY = "#5c6b7a"
HAIRLINE = "#c9d1d9"
TINT = "#f1f4f7"
ALERT = "#9b1c1c"
ALERT_TINT = "#fdf0ef"

_saving = Lock()  # the faces are shared, and reportlab reads them with one cursor when it writes subsets


class Align(StrEnum):
    """Where a text stands in its column."""

    LEFT = "left"
    RIGHT = "right"


class Ink:
    """The styles in use."""

    title = TextStyle(weight=Weight.LIGHT, size=22)
    heading = TextStyle(weight=Weight.SEMIBOLD, size=12.5)
    label = TextStyle(weight=Weight.SEMIBOLD, size=7.2, colour=GREY)
    strong = TextStyle(weight=Weight.SEMIBOLD, size=10)
    number = TextStyle(weight=Weight.SEMIBOLD, size=13)
    body = TextStyle(size=9.5)
    body_grey = TextStyle(size=9.5, colour=GREY)
    statement = TextStyle(size=10.5)
    small = TextStyle(size=8.2, colour=GREY)
    foot = TextStyle(size=7.2, colour=GREY)
    alert = TextStyle(weight=Weight.SEMIBOLD, size=10.5, colour=ALERT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table; `share` is its part of the width."""

    title: str
    share: float
    align: Align = Align.LEFT
    style: TextStyle = Ink.body


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of a table; a total stands in strong type under a line."""

    cells: tuple[str, ...]
    is_total: bool = False


class Paper:
    """Pages in the making, with a cursor `y` in points from the bottom of the page."""

    def __init__(self, *, title: str, author: str) -> None:
        self._buffer = BytesIO()
        self.canvas = Canvas(self._buffer, pagesize=A4, invariant=1, pageCompression=1)
        self.canvas.setTitle(title)
        self.canvas.setAuthor(author)
        self.canvas.setCreator("Casthouse")
        self.canvas.setProducer("Casthouse")
        self.y = TOP
        self.page = 0
        self._foot: Callable[[Paper], None] = lambda _: None

    def begin(self, foot: "Callable[[Paper], None]") -> None:
        """Begin a document on a fresh page; `foot` draws the foot of each of its pages."""
        if self.page:
            self._end_page()
        self._foot = foot
        self.page = 0
        self._begin_page()

    def finish(self) -> bytes:
        """Return the file."""
        self._end_page()
        with _saving:
            self.canvas.save()
        return self._buffer.getvalue()

    def need(self, height: float) -> bool:
        """Begin a new page unless the height fits on this one; say whether it did."""
        if self.y - height >= FOOT:
            return False
        self._end_page()
        self._begin_page()
        return True

    def space(self, height: float) -> None:
        """Move the cursor down."""
        self.y -= height

    def at(
        self, x: float, text: str, style: TextStyle, *, align: Align = Align.LEFT, rise: float = 0
    ) -> None:
        """Draw one line at the cursor, which stays; `rise` lifts it."""
        left = x - text_width(text, style) if align is Align.RIGHT else x
        draw_text(self.canvas, left, self.y + rise, text, style)

    def block(
        self, text: str, style: TextStyle = Ink.body, *, x: float = MARGIN, width: float = CONTENT_WIDTH
    ) -> None:
        """Draw a paragraph below the cursor and move under it."""
        for line in wrapped(text, style, width):
            self.need(style.size * LEADING)
            self.y -= style.size * LEADING
            self.at(x, line, style)

    def rule(
        self, *, colour: str = HAIRLINE, width: float = 0.6, left: float = MARGIN, right: float = 0
    ) -> None:
        """Draw a line across the page at the cursor."""
        self.canvas.setStrokeColor(HexColor(colour))
        self.canvas.setLineWidth(width)
        self.canvas.line(left, self.y, right or PAGE_WIDTH - MARGIN, self.y)

    def box(self, height: float, *, fill: str, x: float = MARGIN, width: float = CONTENT_WIDTH) -> None:
        """Fill a box that hangs from the cursor, which stays."""
        self.canvas.setFillColor(HexColor(fill))
        self.canvas.rect(x, self.y - height, width, height, stroke=0, fill=1)

    def heading(self, text: str) -> None:
        """Draw a heading that does not stand alone at the end of a page."""
        self.need(90)
        self.space(32)
        self.at(MARGIN, text, Ink.heading)
        self.space(6)

    def label(self, text: str, *, x: float = MARGIN) -> None:
        """Draw a small label in capitals below the cursor."""
        self.y -= Ink.label.size * LEADING
        self.at(x, text.upper(), Ink.label)

    def table(self, columns: Sequence[Column], rows: Sequence[Row]) -> None:
        """Draw a table below the cursor; cells wrap, the head repeats on each page."""
        lefts = _lefts(columns)
        self._head(columns, lefts)
        for row in rows:
            cells = _wrapped_cells(columns, row)
            height = max(len(lines) for lines in cells) * Ink.body.size * LEADING + 5
            if self.need(height):
                self._head(columns, lefts)
            self._row(columns, lefts, row, cells)
            self.y -= height
            self.rule()

    def _head(self, columns: Sequence[Column], lefts: Sequence[float]) -> None:
        titles = [wrapped(column.title, Ink.label, _inner(column)) for column in columns]
        height = max(len(lines) for lines in titles) * Ink.label.size * LEADING + 6
        self.need(height + 20)
        for column, left, lines in zip(columns, lefts, titles, strict=True):
            self._cell(column, left, lines, Ink.label)
        self.y -= height
        self.rule(colour=GREY, width=0.8)

    def _row(
        self, columns: Sequence[Column], lefts: Sequence[float], row: Row, cells: Sequence[list[str]]
    ) -> None:
        for column, left, lines in zip(columns, lefts, cells, strict=True):
            style = column.style
            if row.is_total:
                style = TextStyle(weight=Weight.SEMIBOLD, size=style.size, colour=style.colour)
            self._cell(column, left, lines, style)

    def _cell(self, column: Column, left: float, lines: Sequence[str], style: TextStyle) -> None:
        x = left + _inner(column) if column.align is Align.RIGHT else left
        for number, line in enumerate(lines, start=1):
            self.at(x, line, style, align=column.align, rise=-number * style.size * LEADING)

    def _begin_page(self) -> None:
        self.page += 1
        self.y = TOP
        self.canvas.setFillColor(HexColor(ACCENT))
        self.canvas.rect(0, PAGE_HEIGHT - 6, PAGE_WIDTH, 6, stroke=0, fill=1)

    def _end_page(self) -> None:
        self._foot(self)
        self.canvas.showPage()


def _inner(column: Column) -> float:
    """Return the width that a column's text may fill."""
    return column.share * CONTENT_WIDTH - CELL_GAP


def _lefts(columns: Sequence[Column]) -> list[float]:
    """Return where each column begins; a right-aligned last column ends at the margin."""
    assert abs(sum(column.share for column in columns) - 1) < 1e-9  # noqa: PLR2004 - parts of one width
    lefts, left = [], MARGIN
    for column in columns:
        lefts.append(left + (CELL_GAP if column.align is Align.RIGHT else 0))
        left += column.share * CONTENT_WIDTH
    return lefts


def _wrapped_cells(columns: Sequence[Column], row: Row) -> list[list[str]]:
    return [
        wrapped(cell, column.style, _inner(column)) for cell, column in zip(row.cells, columns, strict=True)
    ]
