"""Type for printed pages: every name renders, the same on every machine.

Latin, Greek, Cyrillic and Vietnamese are set in Source Sans Pro, embedded as a subset. All else (Chinese,
Japanese, Korean, Arabic, Hebrew, Armenian, Georgian, Ethiopic, Thai, Lao, Khmer, Burmese and the Indian
scripts) is shaped with HarfBuzz in Noto Sans and drawn as outlines, with the text itself beside them for
search and copying. A character that no face has is printed as its code point, `[U+1F600]`: nothing
disappears and no box stands for it. The faces come with packages (SIL Open Font License); fonts of the
system are never used.

A line that begins with a script that runs from right to left is laid out so as a whole; deeper nesting of
directions is not resolved.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from importlib.resources import files
from threading import Lock

from reportlab.lib.colors import HexColor
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from casthouse.exchange.shaped_run import (
    UNITS_PER_EM,
    Face,
    Outline,
    face_for,
    national_face,
    outline,
    runs_right_to_left,
    stretches,
)

INK = "#17202b"
_NEUTRAL = " .,;:/-()·"  # between two directions these belong to the direction of the line
_registering = Lock()


class Weight(StrEnum):
    """The weights in use; the value is the name of the face."""

    LIGHT = "SourceSansPro-Light"
    REGULAR = "SourceSansPro-Regular"
    SEMIBOLD = "SourceSansPro-Semibold"


_NOTO_WEIGHTS = {Weight.LIGHT: 400, Weight.REGULAR: 400, Weight.SEMIBOLD: 600}


@dataclass(frozen=True, slots=True, kw_only=True)
class TextStyle:
    """How a text looks: weight, size in points, colour as `#rrggbb`."""

    weight: Weight = Weight.REGULAR
    size: float = 9.5
    colour: str = INK


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """A stretch of a line: main face (`shaped` is None) or an outline."""

    text: str
    shaped: Outline | None

    def width(self, style: TextStyle) -> float:
        if self.shaped is not None:
            return self.shaped.advance * style.size / UNITS_PER_EM
        return float(pdfmetrics.stringWidth(self.text, style.weight.value, style.size))


def text_width(text: str, style: TextStyle) -> float:
    """Return the width of a line in points."""
    return sum(run.width(style) for run in _runs(text, style.weight))


def draw_text(canvas: Canvas, x: float, y: float, text: str, style: TextStyle) -> float:
    """Draw a line with its baseline at y and return where it ends."""
    for run in _runs(text, style.weight):
        if run.shaped is None:
            _set_style(canvas, style)
            canvas.drawString(x, y, run.text)
        else:
            _draw_outline(canvas, (x, y), run, run.shaped, style)
        x += run.width(style)
    return x


def fitting(text: str, style: TextStyle, width: float) -> TextStyle:
    """Return the style, made smaller where one line of the text would not fit the width."""
    found = text_width(text, style)
    return style if found <= width else replace(style, size=style.size * width / found)


def printable(text: str) -> str:
    """Return the text with each character that no face has as its code point, and line breaks as blanks."""
    main = _main_coverage(Weight.REGULAR)
    if text.isascii() and text.isprintable():
        return text
    return "".join(_printable_character(character, main) for character in text)


def wrapped(text: str, style: TextStyle, width: float) -> list[str]:
    """Return the text in lines that fit, broken at blanks, between ideographs, at worst anywhere."""
    lines: list[str] = []
    for paragraph in text.splitlines() or [""]:
        lines.extend(_wrapped_paragraph(printable(paragraph), style, width))
    return lines


def _wrapped_paragraph(text: str, style: TextStyle, width: float) -> Iterator[str]:
    line = ""
    for piece in _pieces(text):
        if text_width((line + piece).rstrip(), style) <= width:
            line += piece
            continue
        if line.strip():
            yield line.rstrip()
        line = piece.lstrip()
        while text_width(line.rstrip(), style) > width and len(line) > 1:
            fits = _longest_fit(line, style, width)
            yield line[:fits]
            line = line[fits:]
    yield line.rstrip()


def _pieces(text: str) -> Iterator[str]:
    """Yield the pieces between which a line may break; blanks stay at the end of a piece."""
    piece = ""
    for character in text:
        after_blank = piece[-1:].isspace() and not character.isspace()
        if piece and (after_blank or _is_ideograph(character)):
            yield piece
            piece = ""
        piece += character
        if _is_ideograph(character):
            yield piece
            piece = ""
    if piece:
        yield piece


def _longest_fit(line: str, style: TextStyle, width: float) -> int:
    """Return how many characters of a piece without break fit, at least one."""
    low, high = 1, len(line)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if text_width(line[:middle], style) <= width else (low, middle - 1)
    return low


def _is_ideograph(character: str) -> bool:
    return "\u3040" <= character <= "\u9fff" or "\U00020000" <= character <= "\U0003ffff"


def _printable_character(character: str, main: frozenset[int]) -> str:
    if character.isspace():
        return " "
    if ord(character) in main or (character.isprintable() and face_for(character) is not None):
        return character
    return f"[U+{ord(character):04X}]"


def _runs(text: str, weight: Weight) -> list[_Run]:
    main = _main_coverage(weight)
    text = printable(text)
    if text.isascii():
        return [_Run(text=text, shaped=None)]
    runs = [
        _Run(text=part, shaped=None if face is None else _shaped(part, face, text, weight))
        for part, face in stretches(text, main)
    ]
    return [part for run in reversed(runs) for part in _mirrored(run)] if runs_right_to_left(text) else runs


def _mirrored(run: _Run) -> list[_Run]:
    """Return a run of a right-to-left line with the blanks and signs at its ends exchanged."""
    if run.shaped is not None:
        return [run]
    core = run.text.strip(_NEUTRAL)
    head, _, tail = run.text.partition(core) if core else (run.text, "", "")
    return [_Run(text=part, shaped=None) for part in (tail, core, head) if part]


def _shaped(part: str, face: Face, text: str, weight: Weight) -> Outline:
    return outline(part, national_face(face, text), _NOTO_WEIGHTS[weight])


@cache
def _main_coverage(weight: Weight) -> frozenset[int]:
    """Register the main face on first use and return the code points that it has."""
    with _registering:
        path = files("font_source_sans_pro").joinpath("files", f"{weight.value}.ttf")
        font = TTFont(weight.value, str(path))
        pdfmetrics.registerFont(font)
        return frozenset(font.face.charToGlyph)


def _set_style(canvas: Canvas, style: TextStyle) -> None:
    canvas.setFont(style.weight.value, style.size)
    canvas.setFillColor(HexColor(style.colour))


def _draw_outline(
    canvas: Canvas, origin: tuple[float, float], run: _Run, shape: Outline, style: TextStyle
) -> None:
    """Fill the outlines, marked with the text that they show (PDF 14.9.4, replacement text)."""
    scale = style.size / UNITS_PER_EM
    path = canvas.beginPath()
    for kind, points in shape.segments:
        flat = [value * scale + zero for point in points for value, zero in zip(point, origin, strict=True)]
        match kind:
            case "m":
                path.moveTo(*flat)
            case "l":
                path.lineTo(*flat)
            case "c":
                path.curveTo(*flat)
            case _:
                path.close()
    canvas.saveState()
    canvas.addLiteral(f"/Span <</ActualText <FEFF{run.text.encode('utf-16-be').hex().upper()}>>> BDC")
    _set_style(canvas, style)
    canvas.drawPath(path, stroke=0, fill=1)
    invisible = canvas.beginText(*origin)
    invisible.setTextRenderMode(3)  # readers give out replacement text only where some text is
    invisible.textOut(" ")
    canvas.drawText(invisible)
    canvas.addLiteral("EMC")
    canvas.restoreState()
