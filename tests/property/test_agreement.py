"""Product and oracle agree on files full of faults: the same refused rows, the same positions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.property.effort import examples
from tests.property.product import (
    TODAY,
    all_positions,
    assert_same_import,
    assert_same_positions,
    both,
    fresh,
    oracle_import,
)
from tests.property.rows import (
    DAYS,
    PERIODS,
    Row,
    faulty_row,
    files,
    ground,
    numbered,
    register,
    valid_row,
    validities,
    with_copies,
)

pytestmark = pytest.mark.usefixtures("empty_store")

STOCK = files(12, valid_row(kinds="errrrp")).map(numbered).map(lambda rows: rows + ground(20))
FAULTY = files(14, st.one_of(faulty_row(), valid_row(kinds="ssov"))).flatmap(with_copies)


@examples(50)
@given(
    stock=STOCK,
    uploads=st.lists(st.tuples(FAULTY, st.booleans()), min_size=1, max_size=3),
    validity=validities(),
    opening_g=st.integers(-10, 30),
    closed=st.sampled_from([0, 0, 1, 2]),
)
def test_same_refusals_and_positions(
    stock: list[Row],
    uploads: list[tuple[list[Row], bool]],
    validity: dict[str, tuple[str, str]],
    opening_g: int,
    closed: int,
) -> None:
    with fresh() as product:
        ledger = both(product, register(validity=validity, opening_g=opening_g))
        answer = product.import_rows(stock, partial=True)
        assert_same_import(answer, oracle_import(ledger, stock, partial=True), partial=True)
        for scope, starts in PERIODS.items():
            for start in starts[:closed]:
                product.close(scope, start)
                ledger.close(scope, start, today=TODAY)
        for rows, partial in uploads:
            dry = product.import_rows(rows, partial=partial, dry_run=True)
            answer = product.import_rows(rows, partial=partial)
            assert answer == dry
            assert_same_import(answer, oracle_import(ledger, rows, partial=partial), partial=partial)
            assert_same_positions(product, ledger)


@examples(20)
@given(rows=files(20, valid_row(kinds="errrpsov")), data=st.data())
def test_same_positions_on_any_day(rows: list[Row], data: st.DataObject) -> None:
    with fresh() as product:
        ledger = both(product, register())
        product.import_rows(rows, partial=True)
        oracle_import(ledger, rows, partial=True)
        for scope, starts in PERIODS.items():
            start = data.draw(st.sampled_from(starts))
            day = data.draw(st.sampled_from(DAYS))
            expected = ledger.position(scope, period=start, on=day)
            if expected != "refused":
                assert product.position(scope, start, on=day) == expected


@examples(15)
@given(rows=files(25, faulty_row()))
def test_the_same_file_again_changes_nothing(rows: list[Row]) -> None:
    with fresh() as product:
        product.register(register())
        first = product.import_rows(rows, partial=True)
        before = all_positions(product)
        again = product.import_rows(rows, partial=True)
        assert again["posted"] == 0
        assert again["unchanged"] >= first["posted"]
        assert all_positions(product) == before
