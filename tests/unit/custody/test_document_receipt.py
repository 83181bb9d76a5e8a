"""The checks at receipt, one by one, in their order (fact sheet 8.2)."""

from dataclasses import replace
from fractions import Fraction

import pytest

from casthouse.custody.document import CocDocument
from casthouse.custody.document_receipt import (
    GoodsReceived,
    ReceiptCheck,
    ReceiptEffect,
    ReceiptFacts,
    Standing,
    booked_mass_g,
    check_receipt,
    require_bookable,
)
from casthouse.custody.document_state import DocumentState
from casthouse.custody.stage import Material
from tests.unit.exchange.document_samples import PLAIN
from tests.unit.refusing import refused

YES, NO = Standing(holds=True, why="COC-101"), Standing(holds=False, why="ended on 2025-01-31")
GOOD = ReceiptFacts(
    issuer_certified=YES,
    issuer_performance_certified=YES,
    in_issuer_scope=YES,
    state=DocumentState.ISSUED,
    booked_as=None,
    recipient_code="ILE",
    goods=GoodsReceived(material=Material.ALUMINIUM, coc_mass_g=PLAIN.coc_mass_g),
    own_scope_certified=YES,
    producer_confirmed=YES,
    mass_tolerance=Fraction(5, 1000),
)


def checks(document: CocDocument, facts: ReceiptFacts) -> list[str]:
    return [reason.check.value for reason in check_receipt(document, facts)]


def test_good_documents_are_booked() -> None:
    assert checks(PLAIN, GOOD) == []
    assert checks(PLAIN, replace(GOOD, goods=None, producer_confirmed=None, state=None)) == []
    require_bookable([])


@pytest.mark.parametrize(
    ("code", "document", "facts"),
    [
        ("issuer_not_certified", PLAIN, replace(GOOD, issuer_certified=NO)),
        ("issuer_not_performance_certified", PLAIN, replace(GOOD, issuer_performance_certified=NO)),
        ("document_out_of_scope", PLAIN, replace(GOOD, in_issuer_scope=NO)),
        ("document_incomplete", replace(PLAIN, responsible=""), GOOD),
        ("document_not_in_force", PLAIN, replace(GOOD, state=DocumentState.CANCELLED)),
        ("document_not_in_force", PLAIN, replace(GOOD, state=DocumentState.CORRECTED)),
        ("document_already_booked", PLAIN, replace(GOOD, booked_as="WE-17")),
        ("recipient_is_other", PLAIN, replace(GOOD, recipient_code="HOLD")),
        ("mass_impossible", replace(PLAIN, total_mass_g=PLAIN.coc_mass_g - 1), GOOD),
        (
            "goods_differ",
            PLAIN,
            replace(GOOD, goods=GoodsReceived(material=Material.DROSS, coc_mass_g=PLAIN.coc_mass_g)),
        ),
        (
            "mass_differs",
            PLAIN,
            replace(GOOD, goods=GoodsReceived(material=Material.ALUMINIUM, coc_mass_g=59_518_909)),
        ),
        ("own_scope_not_certified", PLAIN, replace(GOOD, own_scope_certified=NO)),
        ("producer_not_confirmed", PLAIN, replace(GOOD, producer_confirmed=NO)),
    ],
)
def test_each_check_stands_alone(code: str, document: CocDocument, facts: ReceiptFacts) -> None:
    assert checks(document, facts) == [code]
    with refused(code):
        require_bookable(check_receipt(document, facts))


def test_all_reasons_come_in_the_order_of_the_checks() -> None:
    facts = replace(
        GOOD,
        issuer_certified=NO,
        issuer_performance_certified=NO,
        in_issuer_scope=NO,
        state=DocumentState.CANCELLED,
        booked_as="WE-17",
        recipient_code="HOLD",
        goods=GoodsReceived(material=Material.DROSS, coc_mass_g=1),
        own_scope_certified=NO,
        producer_confirmed=NO,
    )
    found = checks(replace(PLAIN, responsible="", total_mass_g=1), facts)
    assert found == [check.value for check in ReceiptCheck if check is not ReceiptCheck.MASS_DIFFERS]


def test_only_mass_and_producer_hold_the_rest_blocks() -> None:
    facts = replace(
        GOOD,
        issuer_certified=NO,
        goods=GoodsReceived(material=Material.ALUMINIUM, coc_mass_g=1),
        producer_confirmed=NO,
    )
    effects = {reason.check.value: reason.effect for reason in check_receipt(PLAIN, facts)}
    assert effects == {
        "issuer_not_certified": ReceiptEffect.BLOCK,
        "mass_differs": ReceiptEffect.HOLD,
        "producer_not_confirmed": ReceiptEffect.HOLD,
    }


@pytest.mark.parametrize(
    ("received_g", "differs", "booked_g"),
    [
        (59_818_000, False, 59_818_000),
        (59_518_910, False, 59_518_910),  # 0.5 % less, to the gram
        (59_518_909, True, 59_518_909),
        (60_117_090, False, 59_818_000),  # 0.5 % more: the document's mass is the lower
        (60_117_091, True, 59_818_000),
    ],
)
def test_the_tolerance_is_exact_and_the_lower_mass_is_booked(
    received_g: int, booked_g: int, *, differs: bool
) -> None:
    goods = GoodsReceived(material=Material.ALUMINIUM, coc_mass_g=received_g)
    assert checks(PLAIN, replace(GOOD, goods=goods)) == (["mass_differs"] if differs else [])
    assert booked_mass_g(PLAIN, goods) == booked_g


def test_without_goods_the_mass_of_the_document_is_booked() -> None:
    assert booked_mass_g(PLAIN, None) == PLAIN.coc_mass_g
