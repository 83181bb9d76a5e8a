"""What of a recall may be seen: the shipments of those who disclose their lots, nothing of what others ship on."""

from datetime import date
from itertools import pairwise

import pytest

from casthouse.parties.disclosure import DisclosedParty, Disclosure
from casthouse.provenance.disclosed_trace import seen_shipments
from casthouse.provenance.long_share import LongShare
from casthouse.provenance.lot_graph import LotName
from casthouse.provenance.recall import LotShipment, RecalledShipment

pytestmark = pytest.mark.one_store

RESOLD = ("S", "U1", "U2", "U3", "V", "W")


def resale(seller: str, buyer: str) -> RecalledShipment:
    shipment = LotShipment(
        lot=LotName(seller, f"L-{seller}"),
        reference=f"OF-{seller}",
        day=date(2025, 1, 1),
        mass_g=20,
        customer=buyer,
        document="",
    )
    return RecalledShipment(shipment=shipment, share=LongShare(1, 1))


@pytest.mark.parametrize("level", [each for each in Disclosure if each is not Disclosure.LOTS])
def test_how_often_hidden_companies_sold_it_to_each_other_is_not_told(level: Disclosure) -> None:
    def seen(*chain: str) -> list[tuple[str, str, int]]:
        parties = {
            code: DisclosedParty(
                code=code, name=code, country="DE", level=Disclosure.LOTS if code in "SV" else level
            )
            for code in RESOLD
        }
        sold = [resale(seller, buyer) for seller, buyer in pairwise(chain)]
        found = seen_shipments(sold, parties)
        return [(each.place.organisation, each.customer, each.mass_g) for each in found]

    assert seen("S", "U1") == seen("S", "U1", "U2", "U3") == [("S", "U1", 20)]
    assert seen("S", "U1", "U2", "V", "W") == [("S", "U1", 20), ("V", "W", 20)], "behind them it goes on"
