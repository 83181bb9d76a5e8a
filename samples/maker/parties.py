"""What a company of the sample value chain is made of: plants, certificates, openings."""

from dataclasses import dataclass
from datetime import date

YEAR = 2025
FIRST_DAY = date(YEAR, 1, 1)
LAST_DAY = date(YEAR, 12, 31)
TONNE_G = 1_000_000
PRODUCTION = "production_and_transformation"
USERS = "industrial_users"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plant:
    """A facility of the register; `in_scope` says whether it belongs to the company's scope."""

    code: str
    name: str
    activities: tuple[str, ...]
    latitude: float
    longitude: float
    in_scope: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """A certificate of a scope, valid from its first to its last day inclusive."""

    number: str
    standard: str
    valid_from: date
    valid_to: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What the accounts before hand over to one stage: a positive balance or an overdraft, in grams."""

    stage: str
    positive_balance_g: int = 0
    overdraft_g: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """An organisation of the register; one without plants is only a customer."""

    code: str
    name: str
    country: str
    address: str
    membership: str | None = PRODUCTION
    plants: tuple[Plant, ...] = ()
    certificates: tuple[Certificate, ...] = ()
    openings: tuple[Opening, ...] = ()
    role: str = ""

    @property
    def scope(self) -> str:
        """The code of the company's one certification scope."""
        return f"{self.code}-COC"

    @property
    def responsible(self) -> str:
        """Who answers for the company's CoC Documents."""
        return f"coc@{self.code.lower()}.example"

    def certified(self, day: date) -> bool:
        """Whether a chain-of-custody certificate is valid on the day."""
        return any(
            one.standard == "chain_of_custody" and one.valid_from <= day <= one.valid_to
            for one in self.certificates
        )
