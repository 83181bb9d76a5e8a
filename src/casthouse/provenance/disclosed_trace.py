"""A trace as somebody may see it: what each organisation upstream and downstream discloses, the rest undisclosed.

Upstream grams and shares always sum to the whole: what is not disclosed is named so, with its mass, and the trace goes
on behind it where it can. Downstream are the shipments of those who disclose their lots.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from casthouse.parties.disclosure import DisclosedParty, Disclosure
from casthouse.provenance.long_share import LongShare
from casthouse.provenance.lot_graph import EdgeKind, LotName
from casthouse.provenance.origin_share import Origin, OriginShare
from casthouse.provenance.recall import RecalledShipment
from casthouse.provenance.share_order import falling
from casthouse.provenance.whole_share import WholeShares

UNDISCLOSED = "undisclosed"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Place:
    """What may be seen of where something was; empty texts are not disclosed."""

    country: str = ""
    organisation: str = ""
    facility: str = ""
    lot: str = ""
    reference: str = ""
    counterparty: str = ""
    kind: str = ""

    @property
    def is_undisclosed(self) -> bool:
        """Whether nothing of it may be seen."""
        return self == Place()

    @property
    def is_unrecorded(self) -> bool:
        """Whether it may be seen that nothing on record brought the metal in."""
        return self.kind == EdgeKind.UNRECORDED


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenOrigin:
    """An origin, or several that look alike to whoever asks: their exact share of the subject and its grams."""

    place: Place
    share: Fraction
    mass_g: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenShipment:
    """A shipment downstream of somebody who discloses lots; grams are the subject's in it."""

    place: Place
    customer: str
    day: str
    document: str
    shipped_g: int
    share: LongShare
    mass_g: int
    subjects: tuple[LotName, ...] = ()
    """The recalled lots whose metal is in it, where several are; they are of whoever asks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenPart:
    """An origin as `SeenOrigin` has it, its share not brought to lowest terms."""

    place: Place
    share: LongShare
    mass_g: int


def seen_parts(
    shares: WholeShares, mass_g: int, parties: Mapping[str, DisclosedParty]
) -> tuple[SeenPart, ...]:
    """Return origins as `seen_origins` does, without bringing their shares to lowest terms."""
    parts: dict[Place, int] = {}
    grams: dict[Place, int] = {}
    for origin, mass in shares.grams(mass_g).items():
        place = _origin_place(origin, parties[origin.organisation])
        parts[place] = parts.get(place, 0) + shares.ends[origin]
        grams[place] = grams.get(place, 0) + mass
    ordered = sorted(parts, key=lambda place: (-parts[place], place))
    return tuple(
        SeenPart(place=place, share=LongShare(parts[place], shares.whole), mass_g=grams[place])
        for place in ordered
    )


def seen_origins(
    origins: Iterable[OriginShare], parties: Mapping[str, DisclosedParty]
) -> tuple[SeenOrigin, ...]:
    """Return origins as somebody may see them, those that look alike made one; the largest first."""
    shares: dict[Place, Fraction] = {}
    grams: dict[Place, int] = {}
    for each in origins:
        place = _origin_place(each.origin, parties[each.origin.organisation])
        shares[place] = shares.get(place, Fraction(0)) + each.share
        grams[place] = grams.get(place, 0) + each.mass_g
    found = [SeenOrigin(place=place, share=share, mass_g=grams[place]) for place, share in shares.items()]
    return tuple(sorted(found, key=lambda each: (falling(each.share), each.place)))


def _origin_place(origin: Origin, party: DisclosedParty) -> Place:
    shows = party.level.includes
    return Place(
        country=party.country if shows(Disclosure.COUNTRY) else "",
        organisation=party.code if shows(Disclosure.COMPANY) else "",
        facility=origin.facility if shows(Disclosure.SITE) else "",
        lot=origin.lot if shows(Disclosure.LOTS) else "",
        reference=origin.reference if shows(Disclosure.LOTS) else "",
        counterparty=origin.counterparty if shows(Disclosure.LOTS) else "",
        kind=origin.kind.value if shows(Disclosure.LOTS) else "",
    )


def seen_shipments(
    shipments: Sequence[RecalledShipment], parties: Mapping[str, DisclosedParty]
) -> tuple[SeenShipment, ...]:
    """Return the shipments of those who disclose their lots; whatever others ship on is not told, not even a sum of it.

    What came to others is in the shipments to them. A sum of what they shipped on would tell what they passed on, and
    where they sell to each other it would count the same gram once a sale.
    """
    return tuple(
        _seen_shipment(each, party)
        for each in shipments
        if (party := parties[each.shipment.lot.organisation]).level.includes(Disclosure.LOTS)
    )


def _seen_shipment(each: RecalledShipment, party: DisclosedParty) -> SeenShipment:
    shipped = each.shipment
    place = Place(
        country=party.country, organisation=party.code, lot=shipped.lot.lot, reference=shipped.reference
    )
    return SeenShipment(
        place=place,
        customer=shipped.customer,
        day=shipped.day.isoformat(),
        document=shipped.document,
        shipped_g=shipped.mass_g,
        share=each.share,
        mass_g=each.mass_g,
        subjects=each.subjects,
    )
