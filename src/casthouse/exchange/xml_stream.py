"""A large XML part read as a stream of rows of a sheet or of shared texts, in bounded memory.

The parts of a workbook that grow with its rows are read here with `expat` itself: a tree of them would fill the
memory, and a row of a million cells is refused while it is read. A document type is refused, hence no entities.
"""

from collections.abc import Callable, Iterator
from typing import IO, NamedTuple
from xml.parsers import expat

from casthouse.exchange.file_limits import FileLimits
from casthouse.exchange.file_refusal import too_large
from casthouse.exchange.text_blocks import Progress

XmlError = expat.ExpatError

_NAMESPACES = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)
_NAMES = {
    f"{space}}}{name}": name for space in _NAMESPACES for name in ("si", "t", "rPh", "row", "c", "v", "f")
}
_PIECE_BYTES = 256 * 1024
ROWS_MAX = 1_048_576  # of a sheet, by the format
COLUMNS_MAX = 16_384
CELL_CHARS_MAX = 32_767


class DoctypeFoundError(Exception):
    """A part has a document type, which no workbook needs."""


class SheetCell(NamedTuple):
    """A cell of a sheet as it is written; a tuple, since there are millions of them.

    Attributes:
        column: counted from 0.
        kind: the type of the format: n, s, str, inlineStr, b, e or d.
        style: the index of its cell style.
        text: its value as text; for `s` the number of a shared text.
        formula: the formula without the equals sign, empty for a follower of a shared one; None without one.
    """

    column: int
    kind: str
    style: int
    text: str
    formula: str | None


SheetRow = tuple[int, list[SheetCell]]
"""The row number of the sheet, from 1, and the cells that are not blank, in their order."""


def sheet_rows(
    stream: IO[bytes], limits: FileLimits, progress: Progress | None, size: int
) -> Iterator[SheetRow]:
    """Yield the rows of a sheet that hold a value; what the sheet says of its dimensions is not read.

    Raises:
        ValueError: rows or columns out of order or beyond the format.
        Refusal: `file_too_large` for a field or a row beyond the limits.
    """
    reader = _SheetReader(limits)
    done = 0
    for piece in _parsed_pieces(stream, reader.parser):
        done += piece
        yield from reader.take()
        if progress is not None:
            progress(done, max(size, done))


def shared_texts(stream: IO[bytes], limits: FileLimits) -> list[str]:
    """Return the texts that cells refer to by number, without their phonetic readings."""
    reader = _SharedTextReader(limits)
    for _ in _parsed_pieces(stream, reader.parser):
        pass
    return reader.texts


def _parsed_pieces(stream: IO[bytes], parser: expat.XMLParserType) -> Iterator[int]:
    while piece := stream.read(_PIECE_BYTES):
        parser.Parse(piece, False)  # noqa: FBT003 - expat's own signature
        yield len(piece)
    parser.Parse(b"", True)  # noqa: FBT003
    yield 0


def _parser(start: Callable[[str, dict[str, str]], None], end: Callable[[str], None]) -> expat.XMLParserType:
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.StartDoctypeDeclHandler = _refuse_doctype
    return parser


def _refuse_doctype(*_: object) -> None:
    raise DoctypeFoundError


class _TextCollector:
    """The characters of the elements that hold a value, no more of them than a field may have."""

    def __init__(self, limits: FileLimits) -> None:
        self._chars_max = min(limits.field_bytes, CELL_CHARS_MAX)
        self._text = ""

    def add(self, piece: str) -> None:
        self._text += piece  # nearly always the only one
        if len(self._text) > self._chars_max:
            raise too_large(
                f"a cell of more than {self._chars_max:,} characters",
                expected=f"at most {self._chars_max:,} in a cell",
            )

    def take(self) -> str:
        text, self._text = self._text, ""
        return text


class _SharedTextReader:
    """Collects <si> elements: the text of their <t>, except inside a phonetic run."""

    def __init__(self, limits: FileLimits) -> None:
        self.texts: list[str] = []
        self._text = _TextCollector(limits)
        self._is_phonetic = False
        self.parser = _parser(self._start, self._end)

    def _start(self, name: str, _attributes: dict[str, str]) -> None:
        match _NAMES.get(name):
            case "rPh":
                self._is_phonetic = True
            case "t":
                self.parser.CharacterDataHandler = None if self._is_phonetic else self._text.add
            case _:
                pass

    def _end(self, name: str) -> None:
        match _NAMES.get(name):
            case "rPh":
                self._is_phonetic = False
            case "t":
                self.parser.CharacterDataHandler = None
            case "si":
                self.texts.append(self._text.take())
            case _:
                pass


class _SheetReader:
    """Collects <row> elements with their <c>, <v>, <f> and inline <t>."""

    def __init__(self, limits: FileLimits) -> None:
        self._limits = limits
        self._value = _TextCollector(limits)
        self._formula = _TextCollector(limits)
        self._is_phonetic = False
        self._rows: list[SheetRow] = []
        self._cells: list[SheetCell] = []
        self._row = 0
        self._index = -1
        self._columns: dict[str, int] = {}
        self._attributes: dict[str, str] = {}
        self._has_formula = False
        self.parser = _parser(self._start, self._end)

    def take(self) -> list[SheetRow]:
        """Return the rows that were completed since the last time."""
        rows, self._rows = self._rows, []
        return rows

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        match _NAMES.get(name):
            case "c":
                self._start_cell(attributes)
            case "v":
                self.parser.CharacterDataHandler = self._value.add
            case "t":
                self.parser.CharacterDataHandler = None if self._is_phonetic else self._value.add
            case "row":
                self._start_row(attributes)
            case "f":
                self._has_formula = True
                self.parser.CharacterDataHandler = self._formula.add
            case "rPh":
                self._is_phonetic = True
            case _:
                pass

    def _end(self, name: str) -> None:
        match _NAMES.get(name):
            case "c":
                self._end_cell()
            case "v" | "t" | "f":
                self.parser.CharacterDataHandler = None
            case "row":
                self._rows.append((self._row, self._cells))
            case "rPh":
                self._is_phonetic = False
            case _:
                pass

    def _start_row(self, attributes: dict[str, str]) -> None:
        row = int(attributes.get("r", self._row + 1))
        if not self._row < row <= ROWS_MAX:
            raise ValueError(f"row {row} after row {self._row}")
        self._row, self._cells, self._index = row, [], -1

    def _start_cell(self, attributes: dict[str, str]) -> None:
        place = attributes.get("r")
        index = self._index + 1 if place is None else self._column(place)
        if not self._index < index < COLUMNS_MAX:
            raise ValueError(
                f"a cell in column {index + 1} after column {self._index + 1} in row {self._row}"
            )
        self._index, self._attributes, self._has_formula = index, attributes, False

    def _column(self, place: str) -> int:
        """Return the column of a place such as AB12, counted from 0."""
        letters = place.rstrip("0123456789")
        index = self._columns.get(letters)
        if index is None:
            if not (letters.isascii() and letters.isalpha() and len(letters) <= len("XFD")):
                raise ValueError(f"a cell at '{place[:20]}'")
            index = 0
            for letter in letters.upper():
                index = 26 * index + ord(letter) - ord("A") + 1
            index = self._columns[letters] = index - 1
        return index

    def _end_cell(self) -> None:
        text = self._value.take()
        formula = self._formula.take() if self._has_formula else None
        if not text and formula is None:
            return
        if self._index >= self._limits.columns:
            raise too_large(
                f"a value in column {self._index + 1:,} of row {self._row:,}",
                expected=f"at most {self._limits.columns:,} columns",
            )
        attributes = self._attributes
        self._cells.append(
            SheetCell(
                self._index,
                attributes.get("t", "n"),
                int(attributes.get("s", 0)),
                text,
                formula,
            )
        )
