"""The plausible ranges inside the package."""

from functools import cache
from importlib.resources import files

from casthouse.footprint.plausible_range import Ranges, ranges_from_text


@cache
def built_in_ranges() -> Ranges:
    """Return the ranges that measured data is judged by."""
    folder = files("casthouse.footprint").joinpath("ranges")
    return ranges_from_text(folder.joinpath("ranges-2026.toml").read_text(encoding="utf-8"))
