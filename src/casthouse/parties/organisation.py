"""Organisations: legal entities that hold facilities and certification scopes."""

from dataclasses import dataclass
from enum import StrEnum

CODE_PATTERN = r"^[A-Z0-9-]+$"


class Membership(StrEnum):
    """Membership classes of the initiative (fact sheet on the performance standard)."""

    PRODUCTION_AND_TRANSFORMATION = "production_and_transformation"
    INDUSTRIAL_USERS = "industrial_users"
    CIVIL_SOCIETY = "civil_society"
    DOWNSTREAM_SUPPORTERS = "downstream_supporters"
    ASSOCIATIONS = "associations"
    GENERAL_SUPPORTERS = "general_supporters"


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """A legal entity, known by its code.

    `timezone` is its place in the IANA time zones, which decides when its days begin; empty: UTC.
    """

    code: str
    name: str
    country: str
    membership: Membership | None = None
    address: str = ""
    responsible: str = ""
    timezone: str = ""
