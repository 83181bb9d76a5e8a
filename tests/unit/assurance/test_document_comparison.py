"""What does not agree between the two sides of a CoC Document."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from casthouse.assurance.document_comparison import (
    DIFFERENCE_WORDS,
    DocumentPair,
    DocumentSide,
    SideDifference,
    differences,
)
from casthouse.custody.document_state import DocumentState
from casthouse.custody.stage import Material

pytestmark = pytest.mark.one_store

T = 10**6
SHIPPED = DocumentSide(day=date(2024, 3, 15), material=Material.ALUMINIUM, mass_g=20 * T)
BOOKED = replace(SHIPPED, day=date(2024, 3, 18))
GOOD = DocumentPair(
    issuer="SUP",
    number="SUP-2024-000001",
    is_issued=True,
    party="ACME",
    state=DocumentState.ACCEPTED,
    movement="LS-1",
    facility="SUP-CH",
    recorded=SHIPPED,
    shipped=SHIPPED,
    booked=BOOKED,
    receipts_g=20 * T,
    is_other_side_here=True,
)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, ()),
        ({"booked": replace(BOOKED, mass_g=20_100_000), "receipts_g": 20_100_000}, ()),
        ({"booked": replace(BOOKED, mass_g=19_899_999)}, (SideDifference.MASS_DIFFERS,)),
        (
            {"booked": replace(BOOKED, mass_g=20_100_001), "receipts_g": 20_100_001},
            (SideDifference.BOOKED_TWICE, SideDifference.MASS_DIFFERS),
        ),
        ({"receipts_g": 40 * T}, (SideDifference.BOOKED_TWICE,)),
        ({"booked": replace(BOOKED, material=Material.DROSS)}, (SideDifference.MATERIAL_DIFFERS,)),
        ({"booked": replace(BOOKED, day=date(2024, 3, 14))}, (SideDifference.BOOKED_BEFORE_SHIPMENT,)),
        ({"shipped": replace(SHIPPED, mass_g=1)}, (SideDifference.SHIPMENT_DIFFERS,)),
        ({"state": DocumentState.ISSUED, "booked": None, "receipts_g": 0}, (SideDifference.NOT_BOOKED,)),
        (
            {"state": DocumentState.ISSUED, "booked": None, "receipts_g": 0, "is_other_side_here": False},
            (SideDifference.OTHER_SIDE_UNKNOWN,),
        ),
        ({"state": DocumentState.DISPUTED}, (SideDifference.DISPUTED,)),
        ({"state": DocumentState.CANCELLED}, (SideDifference.BOOKED_THOUGH_ENDED,)),
        ({"state": DocumentState.CANCELLED, "booked": None, "receipts_g": 0}, ()),
    ],
)
def test_each_difference_from_the_first_gram_on(
    changes: dict[str, object], expected: tuple[SideDifference, ...]
) -> None:
    pair = replace(GOOD, **changes)  # type: ignore[arg-type]  # fields by name
    assert differences(pair, tolerance=Fraction(1, 200)) == expected


def test_each_difference_says_how_it_is_cleared() -> None:
    assert set(DIFFERENCE_WORDS) == set(SideDifference)
    assert all(meaning and clearing for meaning, clearing in DIFFERENCE_WORDS.values())
