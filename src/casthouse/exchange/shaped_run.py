"""Shaped runs: text of scripts that the main face lacks, as outlines (HarfBuzz over the Noto Sans family).

A run is a stretch of one face and one direction. Its outline is computed in font units and scaled when
drawn; the same run gives the same points everywhere.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files
from unicodedata import bidirectional, category

import uharfbuzz

UNITS_PER_EM = 1000
_CJK_FILE = "NotoSansCJK-VF.otf.ttc"
_CJK_INDEX = {"ja": 0, "ko": 1, "zh": 2}  # the fonts of the collection differ in national forms
_KANA = range(0x3040, 0x3100)
_HANGUL = range(0xAC00, 0xD7B0)
_SCRIPTS = (
    *(
        "Arabic",
        "Hebrew",
        "Devanagari",
        "Bengali",
        "Gujarati",
        "Gurmukhi",
        "Tamil",
        "Telugu",
        "Kannada",
        "Malayalam",
    ),
    *("Oriya", "Sinhala", "Thai", "Lao", "Khmer", "Myanmar", "Armenian", "Georgian", "Ethiopic"),
)
_RIGHT_TO_LEFT = frozenset({"R", "AL"})

Point = tuple[float, float]
Segment = tuple[str, tuple[Point, ...]]


@dataclass(frozen=True, slots=True)
class Face:
    """One face of the family, by file and place in the file."""

    package: str
    file: str
    index: int = 0


_FACES = (
    *(Face("manimgx_fonts", f"NotoSans{script}[wght].ttf") for script in _SCRIPTS),
    Face("manimgx_fonts", "NotoSans[wght].ttf"),
    Face("manimgx_fonts", "NotoSansSymbols[wght].ttf"),
    Face("manimgx_fonts_cjk", _CJK_FILE, _CJK_INDEX["zh"]),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """A shaped run in units of 1/1000 em: where its glyphs go and how far it advances."""

    segments: tuple[Segment, ...]
    advance: float


@lru_cache(maxsize=8192)
def face_for(character: str) -> Face | None:
    """Return the first face that has the character, None when no face has it."""
    return next((face for face in _FACES if _font(face, 400).get_nominal_glyph(ord(character))), None)


def national_face(face: Face, text: str) -> Face:
    """Return the face with the national forms that the text asks for: kana means Japanese, hangul Korean."""
    if face.file != _CJK_FILE:
        return face
    codes = [ord(character) for character in text]
    if any(code in _KANA for code in codes):
        return Face(face.package, face.file, _CJK_INDEX["ja"])
    if any(code in _HANGUL for code in codes):
        return Face(face.package, face.file, _CJK_INDEX["ko"])
    return face


def covers(face: Face, character: str) -> bool:
    """Say whether the face has the character."""
    return bool(_font(face, 400).get_nominal_glyph(ord(character)))


def runs_right_to_left(text: str) -> bool:
    """Say whether the first letter with a direction runs from right to left."""
    strong = next((b for b in map(bidirectional, text) if b in _RIGHT_TO_LEFT or b == "L"), "L")
    return strong in _RIGHT_TO_LEFT


def joins_neighbours(character: str) -> bool:
    """Say whether a character between two of one script is set with them: blanks, marks, punctuation."""
    return category(character)[0] in "ZMP"


@lru_cache(maxsize=2048)
def outline(text: str, face: Face, weight: int) -> Outline:
    """Return the shaped run of a text in one face; a text of Arabic or Hebrew comes out in visual order."""
    font = _font(face, weight)
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    uharfbuzz.shape(font, buffer)
    segments: list[Segment] = []
    pen_x = 0.0
    for glyph, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        pen = _Pen(x=pen_x + place.x_offset, y=place.y_offset)
        font.draw_glyph_with_pen(glyph.codepoint, pen)
        segments.extend(pen.segments)
        pen_x += place.x_advance
    return Outline(segments=tuple(segments), advance=pen_x)


@cache
def _font(face: Face, weight: int) -> uharfbuzz.Font:
    path = files(face.package).joinpath(face.file)
    font = uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(path)), face.index))
    font.scale = (UNITS_PER_EM, UNITS_PER_EM)
    font.set_variations({"wght": weight})
    return font


@dataclass(slots=True, kw_only=True)
class _Pen:
    """Collects the segments of a glyph at its place; the method names are those of HarfBuzz's pen."""

    x: float
    y: float
    segments: list[Segment] = field(default_factory=list)

    def moveTo(self, point: Point) -> None:  # noqa: N802
        self._add("m", point)

    def lineTo(self, point: Point) -> None:  # noqa: N802
        self._add("l", point)

    def curveTo(self, *points: Point) -> None:  # noqa: N802
        self._add("c", *points)

    def qCurveTo(self, control: Point, end: Point) -> None:  # noqa: N802
        start = self._last()
        first = tuple(s + 2 / 3 * (c - s) for s, c in zip(start, control, strict=True))
        second = tuple(e + 2 / 3 * (c - e) for e, c in zip(end, control, strict=True))
        self._add("c", (first[0], first[1]), (second[0], second[1]), end)

    def closePath(self) -> None:  # noqa: N802
        self._add("h")

    def _last(self) -> Point:
        x, y = self.segments[-1][1][-1]
        return (x - self.x, y - self.y)

    def _add(self, kind: str, *points: Point) -> None:
        self.segments.append((kind, tuple((x + self.x, y + self.y) for x, y in points)))


def stretches(text: str, main_covers: "frozenset[int]") -> Iterator[tuple[str, Face | None]]:
    """Yield the text cut where the face changes; None is the main face, and so is what no face has."""
    start, current = 0, None
    faces = [None if ord(character) in main_covers else face_for(character) for character in text]
    _join_neighbours(text, faces)
    for place, face in enumerate(faces):
        if face != current and place > start:
            yield text[start:place], current
            start = place
        current = face
    if text:
        yield text[start:], current


def _join_neighbours(text: str, faces: list[Face | None]) -> None:
    """Set blanks and punctuation between two letters of one face in that face: runs stay whole."""
    last: int | None = None
    for place, face in enumerate(faces):
        if face is None:
            continue
        if last is not None and faces[last] == face:
            between = range(last + 1, place)
            if all(joins_neighbours(text[i]) and covers(face, text[i]) for i in between):
                for i in between:
                    faces[i] = face
        last = place
