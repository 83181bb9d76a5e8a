"""The words of claims: their kinds, the forms of their text, what they say of mass, and what ends them."""

from enum import StrEnum


class ClaimKind(StrEnum):
    """What a claim is about."""

    MEMBERSHIP = "membership"
    PERFORMANCE = "performance"
    CUSTODY = "custody"
    ON_PRODUCT = "on_product"


class TextForm(StrEnum):
    """How much the text of a claim says."""

    SHORT = "short"
    FULL = "full"
    EXPLAINED = "explained"  # with what the words mean, mass balance at length


class MassDirection(StrEnum):
    """Which side of the accounts a claimed mass lies on."""

    OUTPUT = "output"  # sold as CoC Material
    INPUT = "input"  # bought as CoC Material, or taken in as Eligible Scrap


class MassNeed(StrEnum):
    """Whether a claim of a kind states a mass."""

    NONE = "none"
    OPTIONAL = "optional"
    REQUIRED = "required"


class FilePurpose(StrEnum):
    """Why a file stands behind a claim."""

    ARTWORK = "artwork"
    PROOF_OF_USE = "proof_of_use"


class EndCause(StrEnum):
    """What ended a claim."""

    HOLDER = "holder"
    SECRETARIAT = "secretariat"
    DATE = "date"
    CERTIFICATE = "certificate"
    MEMBERSHIP = "membership"

    @property
    def is_lapse(self) -> bool:
        """Say whether nobody ended it: its ground fell away."""
        return self in {EndCause.CERTIFICATE, EndCause.MEMBERSHIP}
