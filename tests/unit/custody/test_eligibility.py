"""Which scrap is eligible: the table of the fact sheet, row by row."""

from dataclasses import replace

import pytest

from casthouse.custody.due_diligence import DueDiligenceStatus
from casthouse.custody.eligibility import (
    MANUFACTURING_ORIGINS,
    REASON_TEXTS,
    Booking,
    Reason,
    ScrapKind,
    ScrapLot,
    ScrapOrigin,
    ScrapPart,
    Verdict,
    eligible_mass_g,
    judge_lot,
    judged_kind,
)
from tests.unit.refusing import refused

PART = ScrapPart(
    kind=ScrapKind.POST_CONSUMER,
    origin=ScrapOrigin.MUNICIPAL_COLLECTION,
    mass_g=1_000,
    is_supplier_certified=False,
    document="",
    due_diligence=DueDiligenceStatus.PASSED,
)
PRE = replace(PART, kind=ScrapKind.PRE_CONSUMER, origin=ScrapOrigin.MANUFACTURER)
CERTIFIED = replace(PRE, is_supplier_certified=True, document="D-1")


def judged(part: ScrapPart, *, has_remelter: bool = True) -> tuple[Booking, Reason]:
    (verdict,) = judge_lot(ScrapLot(mass_g=part.mass_g, parts=(part,)), has_remelter=has_remelter)
    assert verdict.mass_g == part.mass_g
    return verdict.booking, verdict.reason


@pytest.mark.parametrize(
    ("part", "booking", "reason"),
    [
        (PART, Booking.ELIGIBLE, Reason.DUE_DILIGENCE_PASSED),
        (
            replace(PART, due_diligence=DueDiligenceStatus.MISSING),
            Booking.NON_COC,
            Reason.DUE_DILIGENCE_MISSING,
        ),
        (
            replace(PART, due_diligence=DueDiligenceStatus.FAILED),
            Booking.NON_COC,
            Reason.DUE_DILIGENCE_FAILED,
        ),
        (
            replace(PART, due_diligence=DueDiligenceStatus.OUT_OF_DATE),
            Booking.NON_COC,
            Reason.DUE_DILIGENCE_OUT_OF_DATE,
        ),
        (CERTIFIED, Booking.ELIGIBLE, Reason.COC_DOCUMENT),
        (replace(CERTIFIED, document=" "), Booking.NON_COC, Reason.DOCUMENT_MISSING),
        (
            replace(CERTIFIED, is_supplier_certified=False),
            Booking.NON_COC,
            Reason.SUPPLIER_NOT_CERTIFIED,
        ),
        (PRE, Booking.NON_COC, Reason.SUPPLIER_NOT_CERTIFIED),
        (replace(PRE, is_in_house=True), Booking.NOT_BOOKED, Reason.IN_HOUSE),
        (replace(CERTIFIED, kind=ScrapKind.DROSS), Booking.ELIGIBLE, Reason.COC_DOCUMENT),
        (replace(PRE, kind=ScrapKind.DROSS), Booking.NON_COC, Reason.SUPPLIER_NOT_CERTIFIED),
        (replace(PART, kind=ScrapKind.IN_DOUBT), Booking.NON_COC, Reason.SUPPLIER_NOT_CERTIFIED),
        (replace(CERTIFIED, kind=ScrapKind.IN_DOUBT), Booking.ELIGIBLE, Reason.COC_DOCUMENT),
        (replace(PART, origin=ScrapOrigin.CUSTOMER), Booking.NON_COC, Reason.SUPPLIER_NOT_CERTIFIED),
        (replace(CERTIFIED, origin=ScrapOrigin.CUSTOMER), Booking.ELIGIBLE, Reason.COC_DOCUMENT),
    ],
)
def test_a_lot_of_one_kind_is_booked_by_its_rule(part: ScrapPart, booking: Booking, reason: Reason) -> None:
    assert judged(part) == (booking, reason)


@pytest.mark.parametrize("part", [PART, CERTIFIED])
def test_no_scrap_is_eligible_without_a_remelter(part: ScrapPart) -> None:
    assert judged(part, has_remelter=False) == (Booking.NON_COC, Reason.NO_REMELTER)


def test_own_scrap_is_not_booked_wherever_it_arises() -> None:
    assert judged(replace(PRE, is_in_house=True), has_remelter=False) == (Booking.NOT_BOOKED, Reason.IN_HOUSE)


def test_a_mixed_lot_with_a_documented_split_is_judged_part_by_part() -> None:
    lot = ScrapLot(mass_g=2_000, parts=(PART, PRE), split_document="sorting sheet 12")
    assert judge_lot(lot, has_remelter=True) == (
        Verdict(mass_g=1_000, reason=Reason.DUE_DILIGENCE_PASSED),
        Verdict(mass_g=1_000, reason=Reason.SUPPLIER_NOT_CERTIFIED),
    )
    assert eligible_mass_g(judge_lot(lot, has_remelter=True)) == 1_000


@pytest.mark.parametrize("split_document", ["", "  "])
def test_a_mixed_lot_without_one_is_non_coc_as_a_whole(split_document: str) -> None:
    lot = ScrapLot(mass_g=2_000, parts=(PART, CERTIFIED), split_document=split_document)
    verdicts = judge_lot(lot, has_remelter=True)
    assert verdicts == (Verdict(mass_g=2_000, reason=Reason.MIXED_WITHOUT_SPLIT),)
    assert eligible_mass_g(verdicts) == 0


@pytest.mark.parametrize(
    ("mass_g", "parts"),
    [
        (1_999, (PART, PRE)),
        (2_001, (PART, PRE)),
        (1_000, ()),
        (0, ()),
        (1_000, (PART, replace(PRE, mass_g=0))),
        (0, (PART, replace(PRE, mass_g=-1_000))),
    ],
)
def test_a_split_that_is_not_the_lot_is_refused(mass_g: int, parts: tuple[ScrapPart, ...]) -> None:
    with refused("scrap_split_not_whole"):
        judge_lot(ScrapLot(mass_g=mass_g, parts=parts, split_document="sheet"), has_remelter=True)


def test_dross_counts_by_the_metal_recovered() -> None:
    dross = replace(CERTIFIED, kind=ScrapKind.DROSS, recovered_metal_g=400)
    verdicts = judge_lot(ScrapLot(mass_g=1_000, parts=(dross,)), has_remelter=True)
    assert verdicts == (
        Verdict(mass_g=400, reason=Reason.COC_DOCUMENT),
        Verdict(mass_g=600, reason=Reason.NO_METAL),
    )
    assert eligible_mass_g(verdicts) == 400


def test_dross_without_metal_is_nothing_to_book() -> None:
    dross = replace(CERTIFIED, kind=ScrapKind.DROSS, recovered_metal_g=0)
    assert judged(dross) == (Booking.NOT_BOOKED, Reason.NO_METAL)


def test_dross_may_be_metal_throughout() -> None:
    dross = replace(CERTIFIED, kind=ScrapKind.DROSS, recovered_metal_g=1_000)
    assert judged(dross) == (Booking.ELIGIBLE, Reason.COC_DOCUMENT)


@pytest.mark.parametrize("recovered_g", [-1, 1_001])
def test_more_metal_than_dross_is_refused(recovered_g: int) -> None:
    dross = replace(CERTIFIED, kind=ScrapKind.DROSS, recovered_metal_g=recovered_g)
    with refused("recovered_metal_above_mass"):
        judge_lot(ScrapLot(mass_g=1_000, parts=(dross,)), has_remelter=True)


@pytest.mark.parametrize("origin", [*ScrapOrigin, None])
def test_scrap_from_a_manufacturing_origin_is_not_post_consumer_on_its_word(
    origin: ScrapOrigin | None,
) -> None:
    expected = ScrapKind.PRE_CONSUMER if origin in MANUFACTURING_ORIGINS else ScrapKind.POST_CONSUMER
    assert judged_kind(replace(PART, origin=origin)) is expected


def test_dross_of_a_manufacturing_origin_stays_dross() -> None:
    dross = replace(PART, kind=ScrapKind.DROSS, origin=ScrapOrigin.CASTHOUSE)
    assert judged_kind(dross) is ScrapKind.DROSS


def test_metal_recovered_counts_for_dross_only() -> None:
    assert judged(replace(CERTIFIED, recovered_metal_g=400)) == (Booking.ELIGIBLE, Reason.COC_DOCUMENT)


def test_a_single_gram_is_judged() -> None:
    assert judged(replace(PART, mass_g=1)) == (Booking.ELIGIBLE, Reason.DUE_DILIGENCE_PASSED)


def test_every_reason_says_where_it_stands() -> None:
    assert list(REASON_TEXTS) == list(Reason)
    for text in REASON_TEXTS.values():
        assert text.clause.startswith("part ")
        assert text.meaning
        assert text.tag in {"published", "recollected", "derived"}
