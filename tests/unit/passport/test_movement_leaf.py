"""The bytes of a movement that are hashed: whoever changes one breaks every log and every statement before it."""

from datetime import date
from hashlib import sha256

import polars as pl
import pytest

from casthouse.passport.bound_movement import bound_leaves, with_text
from casthouse.passport.movement_leaf import movement_leaves, movement_texts

pytestmark = pytest.mark.one_store

FRAME = pl.DataFrame(
    {
        "number": [41, 42],
        "row": [2, 3],
        "day": [date(2024, 2, 29), date(2024, 3, 1)],
        "kind_code": [1, 2],
        "material_code": [3, None],
        "quantity_g": [1_250_000, -500],
        "coc_code": [1, None],
        "reference": ["S-2", "R-1"],
        "facility": ["MILL", "MILL"],
        "counterparty": ["Gießerei „Süd“", None],
        "document": ["CD/7", ""],
        "lot": ["L\\1", None],
        "extra": ['{"note":"x"}', ""],
        "reverses": [None, "S-0"],
    }
)
LOGGED = (
    (
        '{"coc":"yes","counterparty":"Gießerei „Süd“","date":"2024-02-29","document":"CD/7",'
        '"extra":"{\\"note\\":\\"x\\"}","facility":"MILL","kind":"extraction","lot":"L\\\\1","material":"aluminium",'
        '"number":"41","quantity_g":"1250000","reference":"S-2","reverses":"","row":"2"}'
    ),
    (
        '{"coc":"","counterparty":"","date":"2024-03-01","document":"","extra":"","facility":"MILL","kind":"receipt",'
        '"lot":"","material":"","number":"42","quantity_g":"-500","reference":"R-1","reverses":"S-0","row":"3"}'
    ),
)
BOUND = (
    (
        '{"coc":"","counterparty":"","date":"2024-03-01","document":"","facility":"MILL","kind":"receipt","lot":"",'
        '"material":"","quantity_g":"-500","reference":"R-1"}'
    ),
    (
        '{"coc":"yes","counterparty":"Gießerei „Süd“","date":"2024-02-29","document":"CD/7","facility":"MILL",'
        '"kind":"extraction","lot":"L\\\\1","material":"aluminium","quantity_g":"1250000","reference":"S-2"}'
    ),
)


def hashes(texts: tuple[str, ...]) -> bytes:
    return b"".join(sha256(b"\0" + text.encode()).digest() for text in texts)


def test_the_log_hashes_every_column_of_a_movement_in_its_own_order() -> None:
    assert tuple(movement_texts(FRAME)) == LOGGED
    assert movement_leaves(FRAME) == hashes(LOGGED)


def test_a_statement_binds_the_words_of_the_movements_file_by_reference() -> None:
    bound = with_text(FRAME)
    assert tuple(bound["text"]) == BOUND
    assert bound_leaves(bound) == hashes(BOUND)
