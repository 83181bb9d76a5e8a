"""SVG as text: elements with escaped attributes and words, and a whole picture for a page or for a file.

Colours are attributes of presentation, which the style sheet of a page overrides: so one drawing follows dark mode on
the page, prints, and stands alone as a file. There is no style, script or link to another host in it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from xml.sax.saxutils import escape, quoteattr

from casthouse.picture.flow_network import TONE_WORDS, Tone

INK, INK_2, PAPER, LINE, WARN = "#17202b", "#43505d", "#ffffff", "#b4bfc9", "#a3240f"
FACE = "Source Sans Pro, Segoe UI, Helvetica Neue, Arial, sans-serif"
COLOURS: dict[Tone, str] = {
    Tone.COC: "#1f6f98",
    Tone.OTHER: "#8c98a4",
    Tone.MADE: "#5b97b5",
    Tone.OUT_COC: "#c4682a",
    Tone.OUT_OTHER: "#b39a86",
    Tone.REST: "#c3cbd3",
    Tone.SUBJECT: INK,
}
LABEL_MAX = 30
FOOT, MARGIN = 20.0, 24.0
LARGE, CAPTION, SMALL = 10.5, 7.4, 6.6
"""How wide a letter is, on average, of titles, of captions and of notes."""
_FORBIDDEN = dict.fromkeys((*range(32), 127, *range(55296, 57344), 65534, 65535), " ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A picture: its size, what is in it, and in words what it is and shows."""

    width: float
    height: float
    body: str
    title: str
    description: str


def words(text: str) -> str:
    """Return text as it may stand in XML: what XML cannot hold becomes a blank."""
    return escape(text.translate(_FORBIDDEN))


def short(text: str, size: int = LABEL_MAX) -> str:
    """Return text that fits beside a node."""
    return text if len(text) <= size else text[: size - 1].rstrip() + "…"


def number(value: float) -> str:
    """Return a length with a decimal at most two places long."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def element(name: str, attributes: Mapping[str, str | float], *inside: str) -> str:
    """Return an element; what is inside is SVG already."""
    listed = "".join(f" {key}={_quoted(value)}" for key, value in attributes.items())
    content = "".join(inside)
    return f"<{name}{listed}>{content}</{name}>" if content else f"<{name}{listed}/>"


def _quoted(value: str | float) -> str:
    return quoteattr(value.translate(_FORBIDDEN) if isinstance(value, str) else number(value))


def text(x: float, y: float, said: str, **attributes: str | float) -> str:
    """Return a line of words; the keys of attributes are written with hyphens."""
    given = {key.replace("_", "-"): value for key, value in attributes.items()}
    return element("text", {"x": x, "y": y, "fill": INK_2, **given}, words(said))


def linked(drawn: str, address: str | None, said: str) -> str:
    """Return what is drawn, leading to an address where there is one, with words that come up on pointing at it."""
    titled = element("title", {}, words(said)) + drawn
    return element("a", {"href": address}, titled) if address else element("g", {}, titled)


def captioned(drawing: Drawing, said: str, *, mark: str = "") -> Drawing:
    """Return a drawing with what has to be said in itself above it, the mark first; the same where that is nothing."""
    size = int(drawing.width / CAPTION)
    lines = [
        *((line, WARN, "p-mark") for line in (wrapped(mark, size) if mark else [])),
        *((line, INK, "p-head") for line in (wrapped(said, size) if said else [])),
    ]
    high = FOOT * len(lines)
    above = [
        text(4, 15 + FOOT * at, line, fill=colour, font_weight=600, **{"class": kind})
        for at, (line, colour, kind) in enumerate(lines)
    ]
    moved = element("g", {"transform": f"translate(0 {number(high + 6)})"}, drawing.body)
    return (
        replace(drawing, height=drawing.height + high + 6, body="".join([*above, moved]))
        if lines
        else drawing
    )


def page_svg(drawing: Drawing, *, key: str, css: str) -> str:
    """Return a drawing to stand in a page.

    Args:
        drawing: what is drawn.
        key: tells its title from those of other pictures of the page.
        css: further classes.
    """
    return element(
        "svg",
        {
            "class": f"picture {css}".strip(),
            "viewBox": f"0 0 {number(drawing.width)} {number(drawing.height)}",
            "role": "group",
            "aria-labelledby": f"{key}-title {key}-desc",
            "font-family": FACE,
            "font-size": 14,
        },
        element("title", {"id": f"{key}-title"}, words(drawing.title)),
        element("desc", {"id": f"{key}-desc"}, words(drawing.description)),
        drawing.body,
    )


def file_svg(drawing: Drawing, *, foot: Iterable[str], tones: Sequence[Tone] = ()) -> str:
    """Return a drawing as a file that stands alone: on white, its title above, its colours and notes below."""
    per_line = int(drawing.width / SMALL)
    titles, leads = (
        wrapped(drawing.title, int(drawing.width / LARGE)),
        wrapped(drawing.description, per_line),
    )
    below = [line for each in foot for line in wrapped(each, per_line)]
    legend, legend_height = _legend(tones, drawing.width)
    head = MARGIN / 2 + 24 * len(titles) + 18 * len(leads) + 12
    width = drawing.width + 2 * MARGIN
    under = head + drawing.height + legend_height
    height = under + FOOT * len(below) + MARGIN
    said = [
        *(
            text(MARGIN, 32 + 24 * at, line, font_size=20, font_weight=600, fill=INK)
            for at, line in enumerate(titles)
        ),
        *(text(MARGIN, 30 + 24 * len(titles) + 18 * at, line, font_size=13) for at, line in enumerate(leads)),
        element("g", {"transform": f"translate({number(MARGIN)} {number(head + drawing.height)})"}, legend),
        *(text(MARGIN, under + FOOT * (at + 1), line, font_size=12) for at, line in enumerate(below)),
    ]
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": f"0 0 {number(width)} {number(height)}",
            "width": width,
            "height": height,
            "role": "img",
            "font-family": FACE,
            "font-size": 14,
        },
        element("title", {}, words(drawing.title)),
        element("desc", {}, words(drawing.description)),
        element("rect", {"width": width, "height": height, "fill": PAPER}),
        *said,
        element("g", {"transform": f"translate({number(MARGIN)} {number(head)})"}, drawing.body),
    )


def _legend(tones: Sequence[Tone], width: float) -> tuple[str, float]:
    """Return what the colours mean, and how high that is."""
    pieces, x, y = [], 0.0, 6.0
    for tone in tones:
        wide = 26 + SMALL * len(TONE_WORDS[tone]) + 14
        if x and x + wide > width:
            x, y = 0.0, y + FOOT
        pieces.append(element("rect", {"x": x, "y": y, "width": 16, "height": 12, "fill": COLOURS[tone]}))
        pieces.append(text(x + 22, y + 10.5, TONE_WORDS[tone], font_size=12))
        x += wide
    return "".join(pieces), y + FOOT if tones else 0.0


def wrapped(line: str, size: int) -> list[str]:
    """Return a text in lines of so many letters."""
    lines = [""]
    for word in line.split():
        if len(lines[-1]) + len(word) >= size and lines[-1]:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines
