"""PNG from SVG, with resvg: the same picture is the same bytes on every machine.

Only the faces that come with packages are used, never those of the system; nothing is fetched, since a picture names no
file and no host. The size is limited before anything is drawn.
"""

from functools import cache
from importlib.resources import files
from math import floor, sqrt

from resvg_py import svg_to_bytes

from casthouse.refusal import Refusal

PIXELS_MAX = 24_000_000
SIDE_MAX = 12_000
WIDTH_MIN, WIDTH_MAX, WIDTH_USUAL = 200, 4_000, 2_400
FACE = "Source Sans Pro"
_BEYOND_LATIN = 0x0530  # Source Sans Pro holds Latin, Greek and Cyrillic


def picture_png(svg: str, *, width: float, height: float, pixels: int = WIDTH_USUAL) -> bytes:
    """Return a PNG of an SVG.

    Args:
        svg: the picture, of our own making.
        width: the width of its view box.
        height: the height of its view box.
        pixels: how wide the PNG is wanted; a picture that would be too large in all is made smaller.

    Raises:
        Refusal: `picture_size_invalid`.
    """
    if not WIDTH_MIN <= pixels <= WIDTH_MAX:
        raise Refusal(
            "picture_size_invalid",
            found=f"a width of {pixels} pixels",
            expected=f"{WIDTH_MIN} to {WIDTH_MAX}",
            todo="choose a width between them, or take the SVG, which has no size of its own",
        )
    largest = min(sqrt(PIXELS_MAX * width / height), SIDE_MAX, SIDE_MAX * width / height)
    return bytes(
        svg_to_bytes(
            svg_string=svg,
            width=max(1, min(pixels, floor(largest))),
            background="#ffffff",
            skip_system_fonts=True,
            font_family=FACE,
            sans_serif_family=FACE,
            font_files=_font_files(beyond_latin=any(ord(each) >= _BEYOND_LATIN for each in svg)),
            languages=["en"],
        )
    )


@cache
def _font_files(*, beyond_latin: bool) -> list[str]:
    """Return the files of the faces; those of other scripts are large and read only when a name needs one."""
    own = files("font_source_sans_pro").joinpath("files")
    found = [str(own.joinpath(f"SourceSansPro-{weight}.ttf")) for weight in ("Regular", "Semibold")]
    if beyond_latin:
        for package in ("manimgx_fonts", "manimgx_fonts_cjk"):
            folder = [files(package), *(each for each in files(package).iterdir() if each.is_dir())]
            found += sorted(
                str(each)
                for place in folder
                for each in place.iterdir()
                if each.name.endswith((".ttf", ".otf", ".ttc"))
            )
    return found
