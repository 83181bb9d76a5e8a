"""The shapes and names of countries, from the package `countryinfo`: outlines for a map of the whole world.

They say where land is and nothing about whose it is; the map draws no borders of its own. A country that the package
does not know is shown by its code.
"""

import json
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from casthouse.picture.flow_network import Spot
from casthouse.picture.world_projection import projected

WITHDRAWN = frozenset(("AN", "CS"))
"""Codes that the package still has and ISO 3166-1 no longer: their countries are no more."""
Ring = tuple[tuple[float, float], ...]
"""A closed line of longitudes and latitudes, in degrees."""


def is_country(code: str) -> bool:
    """Say whether a code of two letters, in capitals or not, is one of a country in ISO 3166-1 today."""
    return code.upper() in country_names().keys() - WITHDRAWN


@cache
def country_names() -> dict[str, str]:
    """Return the English names of countries by their code of two letters."""
    return {code: str(name) for code, name, _, _ in _countries() if code}


def country_name(code: str) -> str:
    """Return the name of a country, or its code where it has none here."""
    return country_names().get(code.upper(), code)


@cache
def land_rings() -> tuple[Ring, ...]:
    """Return the outlines of all countries."""
    return tuple(ring for _, _, shape, _ in _countries() for ring in _rings(shape))


@cache
def land_path() -> str:
    """Return the outline of all land on the map, as the path of an SVG."""
    pieces = []
    for ring in land_rings():
        points = [projected(*place) for place in ring]
        pieces.append("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + "Z")
    return "".join(pieces)


@cache
def country_spots() -> dict[str, Spot]:
    """Return the middle of each country on the map, by its code of two letters; a few have none on record."""
    return {
        code: Spot(name=name, latitude=float(middle[0]), longitude=float(middle[1]))
        for code, name, _, middle in _countries()
        if code and isinstance(middle, list) and len(middle) == len(("latitude", "longitude"))
    }


@cache
def _countries() -> tuple[tuple[str, str, object, object], ...]:
    found = []
    for file in sorted(files("countryinfo").joinpath("data").iterdir(), key=lambda each: each.name):
        if file.name.endswith(".json"):
            country = json.loads(file.read_text(encoding="utf-8"))
            code = country.get("ISO", {}).get("alpha2", "")
            found.append(
                (code.upper(), country.get("name", ""), country.get("geoJSON"), country.get("latlng"))
            )
    assert found
    return tuple(found)


def _rings(shape: object) -> Iterator[Ring]:
    """Yield the outlines of a shape as GeoJSON has it; what is no shape has none."""
    if not isinstance(shape, dict):
        return
    for feature in shape.get("features", ()):
        geometry = feature.get("geometry") or {}
        kind, places = geometry.get("type"), geometry.get("coordinates", ())
        for polygon in places if kind == "MultiPolygon" else [places] if kind == "Polygon" else ():
            for ring in polygon:
                yield tuple((float(each[0]), float(each[1])) for each in ring)
