"""Drawings: whole and well-formed whatever the names are, to scale, and nothing is left out of the mass."""

import itertools
from dataclasses import replace
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st

from casthouse.exchange.picture_file import PictureForm, View, picture_file
from casthouse.picture.flow_fold import with_fewer
from casthouse.picture.flow_layout import flow_layout
from casthouse.picture.flow_map_svg import placed_flows
from casthouse.picture.flow_network import Entries, FlowNetwork, Spot, through_g
from casthouse.picture.flow_svg import flow_drawing, tonnes
from casthouse.picture.svg_text import page_svg
from casthouse.refusal import Refusal
from tests.unit.picture.network_text import network_of

pytestmark = pytest.mark.one_store

CHAIN = network_of("a b", "m", "x y", flows=["a > m 70", "b > m 30", "m > x 60", "m > y 40"])
HOSTILE = [
    "</svg><script>alert(1)</script>",
    '" onload="alert(1)',
    "a\x00b\x1b[2J",
    "\ud800",
    "]]>&amp;<!--",
    "上海铝业",
    "\u202eevil",
    "x" * 5_000,
]


def svg_of(network: FlowNetwork, view: View) -> Element:
    return fromstring(picture_file(network, view=view, form=PictureForm.SVG))


def named(network: FlowNetwork, label: str) -> FlowNetwork:
    spot = Spot(name=label, latitude=10, longitude=20)
    first = replace(network.nodes[0], label=label, note=label, spot=spot)
    middle = replace(network.nodes[2], spot=Spot(name="here", latitude=-30, longitude=100))
    return replace(
        network, subject=label, nodes=(first, network.nodes[1], middle, *network.nodes[3:]), notes=(label,)
    )


@pytest.mark.parametrize("view", list(View))
@pytest.mark.parametrize("label", HOSTILE, ids=range(len(HOSTILE)))
def test_no_name_breaks_out_of_its_element(view: View, label: str) -> None:
    root = svg_of(named(CHAIN, label), view)
    names = {each.tag.rpartition("}")[2] for each in root.iter()}
    assert names <= {"svg", "title", "desc", "rect", "text", "g", "path", "polygon", "circle"}
    for each in root.iter():
        assert not any(key.startswith("on") or key.endswith("href") or key == "style" for key in each.attrib)


def test_a_page_leads_to_the_entries_and_a_file_leads_nowhere() -> None:
    band = replace(CHAIN.bands[0], entries=Entries(organisation="A", query=(("q", '"><b>'),)))
    network = replace(CHAIN, bands=(band, *CHAIN.bands[1:]))
    drawing = flow_drawing(network, title="T", address_of=lambda each: f"/of/{dict(each.query)['q']}")
    root = fromstring(page_svg(drawing, key="k", css=""))
    assert [each.get("href") for each in root.iter("a")] == ['/of/"><b>']
    assert root.find("title") is not None
    assert root.get("aria-labelledby") == "k-title k-desc"
    assert "<a " not in picture_file(network, view=View.FLOW, form=PictureForm.SVG).decode()


def test_bands_are_as_wide_as_their_mass_and_fill_their_nodes() -> None:
    layout = flow_layout(CHAIN)
    thick = {(each.band.source, each.band.target): each.thick for each in layout.bands}
    assert thick["a", "m"] / thick["b", "m"] == pytest.approx(70 / 30)
    middle = next(each for each in layout.nodes if each.node.key == "m")
    assert thick["a", "m"] + thick["b", "m"] == pytest.approx(middle.height)


def test_words_beside_outer_nodes_never_lie_over_each_other() -> None:
    many = network_of(
        " ".join(f"s{at}" for at in range(14)), "m", "x", flows=[f"s{at} > m {at + 1}" for at in range(14)]
    )
    middles = sorted(each.y + each.height / 2 for each in flow_layout(many).nodes if each.is_left)
    assert all(low + 30 < high for low, high in itertools.pairwise(middles))


COUNTS = st.lists(st.integers(1, 10**15), min_size=1, max_size=40)


@given(COUNTS, COUNTS, st.integers(2, 14))
def test_put_together_nodes_keep_the_mass(left: list[int], right: list[int], nodes_max: int) -> None:
    network = network_of(
        " ".join(f"s{at}" for at in range(len(left))),
        "m",
        " ".join(f"t{at}" for at in range(len(right))),
        flows=[f"s{at} > m {mass}" for at, mass in enumerate(left)]
        + [f"m > t{at} {mass}" for at, mass in enumerate(right)],
    )
    fewer = with_fewer(network, nodes_max=nodes_max)
    assert through_g(fewer)["m"] == max(sum(left), sum(right))
    assert sum(each.mass_g for each in fewer.bands) == sum(left) + sum(right)
    for column in (0, 2):
        assert sum(each.column == column for each in fewer.nodes) <= nodes_max


def test_bands_that_lead_back_are_drawn_too() -> None:
    network = network_of("a", "b", flows=["a > b 5", "b > a 2", "a > a 1"])
    paths = [
        each.get("d", "") for each in svg_of(network, View.FLOW).iter("{http://www.w3.org/2000/svg}path")
    ]
    assert len(paths) == 3
    assert all(each.endswith("Z") for each in paths)


def test_the_map_says_what_it_cannot_place() -> None:
    placed = placed_flows(named(CHAIN, "there"))
    assert [(each.start.name, each.end.name, each.mass_g) for each in placed.arcs] == [("there", "here", 70)]
    assert placed.unplaced_g == 130
    assert "130" in "".join(svg_of(named(CHAIN, "there"), View.MAP).itertext()) or placed.unplaced_g < 1000


@pytest.mark.parametrize("view", list(View))
def test_nothing_to_draw_is_an_empty_sheet(view: View) -> None:
    assert svg_of(network_of(flows=[]), view).tag.endswith("svg")


@pytest.mark.parametrize("view", list(View))
def test_a_png_is_the_same_bytes_and_as_wide_as_asked(view: View) -> None:
    first = picture_file(CHAIN, view=view, form=PictureForm.PNG, pixels=500)
    assert first[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(first[16:20]) == 500
    assert first == picture_file(CHAIN, view=view, form=PictureForm.PNG, pixels=500)


@pytest.mark.parametrize("pixels", [0, 199, 4_001, 10**9])
def test_a_png_beyond_all_measure_is_refused(pixels: int) -> None:
    with pytest.raises(Refusal) as refused:
        picture_file(CHAIN, view=View.FLOW, form=PictureForm.PNG, pixels=pixels)
    assert refused.value.code == "picture_size_invalid"


@pytest.mark.parametrize(
    ("mass_g", "said"),
    [
        (2_720_999, "2.720 t"),
        (99_999_999, "99.999 t"),
        (1_234_999_999, "1\N{NARROW NO-BREAK SPACE}234.999 t"),
    ],
)
def test_a_mass_in_a_picture_is_never_more_than_in_the_table_beside_it(mass_g: int, said: str) -> None:
    assert tonnes(mass_g) == said
