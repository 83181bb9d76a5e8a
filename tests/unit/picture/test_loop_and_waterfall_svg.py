"""Loops of scrap and waterfalls as drawings: to scale, a credit runs back, no word becomes markup."""

import re
from xml.etree import ElementTree as ET

from casthouse.picture.loop_svg import NARROW, THICK, WIDE, LoopBand, loop_drawing
from casthouse.picture.svg_text import Drawing, file_svg
from casthouse.picture.waterfall_svg import Fall, waterfall_drawing

SVG = "{http://www.w3.org/2000/svg}"


def parsed(drawing: Drawing) -> ET.Element:
    return ET.fromstring(file_svg(drawing, foot=("A note.",)))


def test_a_loop_is_as_wide_as_its_mass_and_an_empty_one_is_dashed() -> None:
    bands = [
        LoopBand(name=name, mass_g=mass_g, shown=str(mass_g))
        for name, mass_g in (("a", 50), ("b", 100), ("c", 0))
    ]
    for width in (WIDE, NARROW):
        drawn = parsed(loop_drawing(bands, left="in", right="out", title="Loops", width=width))
        paths = drawn.findall(f".//{SVG}path")
        assert [float(each.attrib["stroke-width"]) for each in paths] == [THICK / 2, THICK, 1]
        assert ["stroke-dasharray" in each.attrib for each in paths] == [False, False, True]


def test_steps_follow_each_other_and_a_credit_runs_back() -> None:
    drawing = waterfall_drawing(
        [Fall(name="metal", value=3.0, shown="3.0000"), Fall(name="credit", value=-1.0, shown="−1.0000")],
        total="2.0000",
        unit="t",
        title="W",
    )
    bars = [each for each in parsed(drawing).findall(f".//{SVG}rect") if "class" in each.attrib]
    metal, credit, whole = ((float(each.attrib["x"]), float(each.attrib["width"])) for each in bars)
    assert (round(credit[0] + credit[1], 1), credit[1]) == (
        round(metal[0] + metal[1], 1),
        round(metal[1] / 3, 2),
    )
    assert (whole[0], round(whole[1], 1)) == (metal[0], round(metal[1] * 2 / 3, 1))
    assert "in all 2.0000" in drawing.description


def test_no_word_becomes_markup_and_nothing_is_drawn_of_nothing() -> None:
    wrong = '</text><script>alert("x")</script>'
    loops = loop_drawing(
        [LoopBand(name=wrong, mass_g=1, shown="1")], left=wrong, right=wrong, title=wrong, width=WIDE
    )
    falls = waterfall_drawing([Fall(name=wrong, value=1.0, shown="1")], total="1", unit="t", title=wrong)
    for drawing in (loops, falls, waterfall_drawing([], total="0", unit="t", title="none")):
        assert not parsed(drawing).findall(f".//{SVG}script")
        assert not re.search(r"nan|inf\b", drawing.body)
