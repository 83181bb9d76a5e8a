"""The claims guides inside the package, each of which may extend the one before."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from casthouse.assurance.claims_guide import ClaimsGuide
from casthouse.assurance.claims_guide_text import claims_guide_from_text

CODES = ("cg-v1", "cg-v2", "cg-v3")


@cache
def built_in_claims_guides() -> Mapping[str, ClaimsGuide]:
    """Return the guides by code, the oldest first."""
    guides: dict[str, ClaimsGuide] = {}
    for code in CODES:
        path = files("casthouse.standard").joinpath("claims_guides", f"{code}.toml")
        guides[code] = claims_guide_from_text(path.read_text(encoding="utf-8"), bases=guides)
    return MappingProxyType(guides)
