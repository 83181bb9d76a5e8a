"""A picture as a file to save: SVG or PNG, as a diagram, for a narrow sheet, or on the map of the world."""

from collections.abc import Sequence
from enum import StrEnum

from casthouse.exchange.picture_png import WIDTH_USUAL, picture_png
from casthouse.exchange.world_map import land_path
from casthouse.picture.flow_list_svg import flow_list_drawing
from casthouse.picture.flow_map_svg import land_group, map_drawing
from casthouse.picture.flow_network import FlowNetwork, Tone
from casthouse.picture.flow_svg import flow_drawing
from casthouse.picture.svg_text import Drawing, file_svg


class View(StrEnum):
    """How a network is drawn."""

    FLOW = "flow"
    LIST = "list"
    MAP = "map"


class PictureForm(StrEnum):
    """The form of a file."""

    SVG = "svg"
    PNG = "png"


def drawing_of(network: FlowNetwork, *, view: View) -> Drawing:
    """Return the drawing of a network for a file: it leads nowhere."""
    match view:
        case View.FLOW:
            return flow_drawing(network, title=network.title)
        case View.LIST:
            return flow_list_drawing(network, title=network.title)
        case View.MAP:
            return map_drawing(network, title=network.title, land=land_group(land_path()))


def picture_file(
    network: FlowNetwork,
    *,
    view: View,
    form: PictureForm,
    pixels: int = WIDTH_USUAL,
) -> bytes:
    """Return a picture as a file.

    Args:
        network: what flows.
        view: how it is drawn.
        form: SVG or PNG.
        pixels: how wide a PNG is.

    Raises:
        Refusal: `picture_size_invalid`.
    """
    tones = () if view is View.MAP else network.tones
    drawing = drawing_of(network, view=view)
    return drawing_file(drawing, foot=network.notes, tones=tones, form=form, pixels=pixels)


def drawing_file(
    drawing: Drawing,
    *,
    form: PictureForm,
    foot: Sequence[str] = (),
    tones: Sequence[Tone] = (),
    pixels: int = WIDTH_USUAL,
) -> bytes:
    """Return any drawing as a file.

    Args:
        drawing: what is drawn.
        form: SVG or PNG.
        foot: what one must know, below it.
        tones: the colours that are explained below it.
        pixels: how wide a PNG is.

    Raises:
        Refusal: `picture_size_invalid`.
    """
    svg = file_svg(drawing, foot=foot, tones=tones)
    match form:
        case PictureForm.SVG:
            return svg.encode()
        case PictureForm.PNG:
            width, height = _size(svg)
            return picture_png(svg, width=width, height=height, pixels=pixels)


def _size(svg: str) -> tuple[float, float]:
    """Return the size of a picture, as its view box says."""
    box = svg.partition('viewBox="')[2].partition('"')[0].split()
    return float(box[2]), float(box[3])
