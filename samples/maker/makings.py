"""How the companies of the sample make what they sell, in round figures of the kind of plant."""

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Heats:
    """The casthouse of a company: one heat for what is sold in a week, of own scrap, bought scrap and metal.

    Attributes:
        at: the plant.
        own: how much metal comes of a tonne of own scrap; the others of what is bought, by material.
        scrap_most: how much of a heat bought scrap is at most.
        dross: how much of what does not become metal is weighed as dross; the rest is gone.
    """

    at: str
    own: Fraction
    bought: dict[str, Fraction]
    scrap_most: Fraction
    dross: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Making:
    """The step in which a company makes what it sells, of delivered lots or of heats.

    Attributes:
        company: whose.
        step: which.
        part: how much of what goes in is sold.
        scrap: how much of it falls as scrap.
        takes_back: whether the same furnace takes its own scrap back.
        at: the plant, empty for that of the shipment.
        heats: its casthouse, where it has one.
        sent_back_to: a customer who is at times sent back what it delivered, as it came.
    """

    company: str
    step: str
    part: Fraction
    scrap: Fraction = Fraction(0)
    takes_back: bool = False
    at: str = ""
    heats: Heats | None = None
    sent_back_to: str = ""


def _per_mille(figure: int) -> Fraction:
    return Fraction(figure, 1000)


MELT_YIELDS = {
    "aluminium": _per_mille(992),
    "pre_consumer_scrap": _per_mille(970),
    "post_consumer_scrap": _per_mille(930),
}

MAKINGS = (
    Making(company="SAGUEN", step="casting", part=_per_mille(980), scrap=_per_mille(14), takes_back=True),
    Making(company="ITHALA", step="casting", part=_per_mille(978), scrap=_per_mille(15), takes_back=True),
    Making(company="MOSAN", step="sorting", part=_per_mille(970)),
    Making(
        company="RHEIN",
        step="casting",
        part=_per_mille(968),
        scrap=_per_mille(30),
        heats=Heats(
            at="RHEIN-CH",
            own=_per_mille(988),
            bought=MELT_YIELDS,
            scrap_most=_per_mille(450),
            dross=_per_mille(800),
        ),
    ),
    Making(
        company="RIED",
        step="rolling",
        part=_per_mille(800),
        scrap=_per_mille(196),
        heats=Heats(
            at="RIED-CH",
            own=_per_mille(985),
            bought=MELT_YIELDS,
            scrap_most=_per_mille(200),
            dross=_per_mille(400),
        ),
    ),
    Making(
        company="ADDA",
        step="forming",
        part=_per_mille(785),
        scrap=_per_mille(213),
        sent_back_to="RIED",
    ),
    Making(company="VLTAVA", step="forming", part=_per_mille(560), scrap=_per_mille(436), at="VLTAVA-PS"),
    Making(company="ALMFRI", step="assembly", part=_per_mille(995)),
)
