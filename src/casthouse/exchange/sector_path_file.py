"""The sector series inside the package."""

from functools import cache
from importlib.resources import files

from casthouse.footprint.sector_path import SectorSeries, sector_series_from_text


@cache
def built_in_sector_series() -> SectorSeries:
    """Return the series that paths are drawn against."""
    folder = files("casthouse.footprint").joinpath("sector_paths")
    return sector_series_from_text(folder.joinpath("illustrative.toml").read_text(encoding="utf-8"))
