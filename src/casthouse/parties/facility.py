"""Facilities: the sites at which material crosses the boundary of a certification scope."""

from dataclasses import dataclass

from casthouse.parties.activity import Activity


@dataclass(frozen=True, slots=True, kw_only=True)
class Facility:
    """One site of an organisation, known by its code."""

    code: str
    organisation: str
    name: str
    activities: tuple[Activity, ...] = ()
    latitude: float | None = None
    longitude: float | None = None
