"""The parts of what was charged into melting and casting, in the words by which every page and command names them."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType

from casthouse.footprint.recycled_content import Charge, RecycledContent


class ChargedPart(StrEnum):
    """What was charged into melting and casting."""

    POST_CONSUMER = "post_consumer"
    PRE_CONSUMER = "pre_consumer"
    PRIMARY = "primary"
    RUNAROUND = "runaround"


PART_WORDS: Mapping[ChargedPart, str] = MappingProxyType(
    {
        ChargedPart.POST_CONSUMER: "post-consumer scrap",
        ChargedPart.PRE_CONSUMER: "pre-consumer scrap",
        ChargedPart.PRIMARY: "primary metal and what nobody specified",
        ChargedPart.RUNAROUND: "run-around scrap, not counted",
    }
)
CHAIN_WORDS: Mapping[ChargedPart, str] = MappingProxyType(
    {**PART_WORDS, ChargedPart.RUNAROUND: "run-around scrap and metal of the same company"}
)
"""The same of many organisations, each of which lets through what it charged of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargedLine:
    """One part of a charge in grams; `share` is what it gives to the recycled content, None for what gives nothing."""

    part: ChargedPart
    mass_g: int
    share: Fraction | None

    @property
    def words(self) -> str:
        """The name of the part."""
        return PART_WORDS[self.part]


def charged_masses(charge: Charge) -> dict[ChargedPart, Fraction]:
    """Return the mass of each part, in grams."""
    masses = (charge.post_consumer, charge.pre_consumer, charge.primary, charge.runaround)
    return dict(zip(ChargedPart, masses, strict=True))


def charged_lines(charge: Charge, content: RecycledContent | None) -> tuple[ChargedLine, ...]:
    """Return the parts of a charge with the shares of its recycled content, None where that is not known."""
    shares = {
        ChargedPart.POST_CONSUMER: content.post_share if content else None,
        ChargedPart.PRE_CONSUMER: content.pre_share if content else None,
    }
    return tuple(
        ChargedLine(part=part, mass_g=int(mass), share=shares.get(part))
        for part, mass in charged_masses(charge).items()
    )
