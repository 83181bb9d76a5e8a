"""What a page shows of a network: its drawings, wide and narrow, and the table of the same flows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.http import Http404
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from casthouse.exchange.picture_file import PictureForm
from casthouse.picture import loop_svg
from casthouse.picture.flow_list_svg import flow_list_drawing
from casthouse.picture.flow_map_svg import NARROW, WIDE, Placed, map_drawing, placed_flows
from casthouse.picture.flow_network import TONE_WORDS, Entries, EntriesOf, FlowNetwork, FlowNode, Tone
from casthouse.picture.flow_svg import flow_drawing, percent
from casthouse.picture.svg_text import Drawing, element, page_svg
from casthouse.picture.world_projection import HEIGHT, WIDTH

ROWS_SHOWN = 300
PAGES: Mapping[EntriesOf, str] = {
    EntriesOf.MOVEMENTS: "movements",
    EntriesOf.REPORTS: "reports",
    EntriesOf.STEP: "recovery_entries",
    EntriesOf.TRACE: "trace",
    EntriesOf.LOTS: "lots",
    EntriesOf.COUNTRIES: "chain_map",
    EntriesOf.COMPANIES: "chain_flows",
    EntriesOf.PUBLISHED: "public_statistics",
}
"""The page on which entries are listed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowRow:
    """A line of the table."""

    source: FlowNode
    target: FlowNode
    mass_g: int
    share: str
    what: str
    is_undisclosed: bool
    is_provisional: bool
    address: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureView:
    """A network on a page; drawings are SVG of our own making, every word in them escaped."""

    network: FlowNetwork
    flow: tuple[SafeString, ...]
    map: tuple[SafeString, ...]
    placed: Placed
    rows: tuple[FlowRow, ...]
    rows_count: int
    legend: tuple[tuple[Tone, str], ...]
    has_undisclosed: bool


def picture_view(network: FlowNetwork) -> PictureView:
    """Return what a page shows of a network."""
    title = network.title
    rows = _rows(network)
    return PictureView(
        network=network,
        flow=(
            _on_page(flow_drawing(network, title=title, address_of=entries_address), "wide", "only-wide"),
            _on_page(
                flow_list_drawing(network, title=title, address_of=entries_address), "list", "only-narrow"
            ),
        ),
        map=tuple(
            _on_page(_map(network, sheet), f"map-{css}", css)
            for sheet, css in ((WIDE, "only-wide"), (NARROW, "only-narrow"))
        ),
        placed=placed_flows(network),
        rows=rows[:ROWS_SHOWN],
        rows_count=len(rows),
        legend=tuple((tone, TONE_WORDS[tone]) for tone in network.tones),
        has_undisclosed=network.has_undisclosed,
    )


def on_page(drawn: Callable[[float], Drawing], *, key: str) -> tuple[SafeString, SafeString]:
    """Return a drawing for a wide and for a narrow screen; `key` is also its class, which has its colours."""
    return (
        _on_page(drawn(loop_svg.WIDE), f"{key}-wide", f"{key} only-wide"),
        _on_page(drawn(loop_svg.NARROW), f"{key}-narrow", f"{key} only-narrow"),
    )


def picture_form(form: str) -> PictureForm:
    """Return the form of a picture that an address names; one that names no form is no page."""
    try:
        return PictureForm(form)
    except ValueError:
        raise Http404 from None


def entries_address(entries: Entries) -> str:
    """Return where entries are listed."""
    query = dict(entries.query)
    whose = [entries.organisation] if entries.organisation else []
    page = PAGES[entries.of]
    if entries.of is EntriesOf.MOVEMENTS and "reference" in query:
        page = "movement"
    elif entries.of is EntriesOf.COUNTRIES and whose:
        page = "organisation_countries"
    return f"{reverse(page, args=whose)}?{urlencode(query)}"


def _rows(network: FlowNetwork) -> tuple[FlowRow, ...]:
    nodes = network.by_key
    bands = sorted(network.bands, key=lambda each: (nodes[each.source].column, -each.mass_g))
    return tuple(
        FlowRow(
            source=nodes[each.source],
            target=nodes[each.target],
            mass_g=each.mass_g,
            share=percent(each.mass_g, network.whole_g),
            what=each.said,
            is_undisclosed=each.is_undisclosed,
            is_provisional=each.is_provisional,
            address=entries_address(each.entries) if each.entries else None,
        )
        for each in bands
    )


def _on_page(drawing: Drawing, key: str, css: str) -> SafeString:
    return SafeString(page_svg(drawing, key=key, css=css))


def _map(network: FlowNetwork, sheet: float) -> Drawing:
    land = element(
        "image", {"href": reverse("public_land"), "x": 0, "y": 0, "width": WIDTH, "height": HEIGHT}
    )
    return map_drawing(
        network, title=f"{network.title}, on the map", land=land, sheet=sheet, address="#flows"
    )
