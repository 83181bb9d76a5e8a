"""The two standards of the initiative; an edition is one issue of one of them."""

from enum import StrEnum


class StandardName(StrEnum):
    """The two standards that a certificate can attest (contract section 1)."""

    CHAIN_OF_CUSTODY = "chain_of_custody"
    PERFORMANCE = "performance"
