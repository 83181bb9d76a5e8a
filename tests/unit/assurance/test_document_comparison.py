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
    asks_the_same,
    differences,
)
from casthouse.custody.document_state import DocumentState
from casthouse.custody.stage import Material
from casthouse.measure.period import Period
from casthouse.provenance.anomaly_kind import AnomalyKind
from casthouse.provenance.chain_anomaly import AnomalySide, ChainAnomaly
from casthouse.provenance.severity import Severity

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


@pytest.mark.parametrize(
    ("kind", "subject", "reference", "is_asked"),
    [
        (AnomalyKind.DOCUMENT_ALTERED, "SUP/SUP-2024-000001", "LS-1", True),
        (AnomalyKind.DOCUMENT_NOT_ISSUED, "SUP/SUP-2024-000001", "LS-1", False),  # another question
        (AnomalyKind.CIRCULAR_SALES, "SUP/SUP-2024-000001", "LS-1", False),
        (
            AnomalyKind.DOCUMENT_ALTERED,
            "SUP/SUP-2024-000002",
            "LS-1",
            False,
        ),  # of another ledger, named alike
        (AnomalyKind.DOCUMENT_ALTERED, "SUP/SUP-2024-000001", "LS-2", False),
    ],
)
def test_only_the_same_question_about_the_same_document_and_entry_is_not_asked_again(
    kind: AnomalyKind, subject: str, reference: str, *, is_asked: bool
) -> None:
    anomaly = ChainAnomaly(
        kind=kind,
        severity=Severity.HIGH,
        subject=subject,
        period=Period(start=date(2024, 1, 1), end=date(2025, 1, 1)),
        sides=(AnomalySide(organisation="SUP", seen="shipped", references=(reference,)),),
    )
    assert asks_the_same(anomaly, GOOD, {SideDifference.MASS_DIFFERS}) is is_asked
    assert not asks_the_same(anomaly, GOOD, ())
