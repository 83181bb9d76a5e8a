"""The scheme inside the package by which data is rated."""

from functools import cache
from importlib.resources import files

from casthouse.footprint.data_quality import QualityScheme, quality_scheme_from_text


@cache
def built_in_quality_scheme() -> QualityScheme:
    """Return the scheme that figures are rated by."""
    folder = files("casthouse.footprint").joinpath("quality_schemes")
    return quality_scheme_from_text(folder.joinpath("ghg-protocol-2011.toml").read_text(encoding="utf-8"))
