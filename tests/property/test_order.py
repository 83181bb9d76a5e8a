"""The order of rows that do not exclude each other is irrelevant, and so is how they are cut into files."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.property.effort import examples
from tests.property.product import Product, all_positions, fresh
from tests.property.rows import Row, files, register, valid_row

pytestmark = pytest.mark.usefixtures("empty_store")


def distinct(rows: list[Row]) -> list[Row]:
    """Return the rows that do not exclude each other: one a reference, one reversal a target."""
    references: set[str] = set()
    targets: set[str] = set()
    kept = []
    for row in rows:
        target = row.get("reverses", f"none of {row['reference']}")
        if row["reference"] not in references and target not in targets:
            references.add(row["reference"])
            targets.add(target)
            kept.append(row)
    return kept


def outcome(product: Product, rows: list[Row]) -> tuple[set[tuple[str, str]], list[object]]:
    """Import what is good; return references and codes of what is not, and all positions."""
    answer = product.import_rows(rows, partial=True)
    return {(each["reference"], each["code"]) for each in answer["refused"]}, list(all_positions(product))


@examples(30)
@given(rows=files(20, valid_row(kinds="errrpssovv")).map(distinct), data=st.data())
def test_order_of_rows_is_irrelevant(rows: list[Row], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(rows))
    with fresh() as product:
        product.register(register())
        expected = outcome(product, rows)
    with fresh() as product:
        product.register(register())
        assert outcome(product, shuffled) == expected


@examples(30)
@given(rows=files(20, valid_row(kinds="eerrrrpsoov")).map(distinct), data=st.data())
def test_one_file_or_many_give_the_same_position(rows: list[Row], data: st.DataObject) -> None:
    order = data.draw(st.permutations(rows))
    cuts = sorted(data.draw(st.sets(st.integers(1, max(1, len(order) - 1)), max_size=6)))
    parts = [order[a:b] for a, b in zip([0, *cuts], [*cuts, len(order)], strict=True) if order[a:b]]
    with fresh() as product:
        product.register(register())
        assume(not any(product.import_rows(part)["refused"] for part in parts))
        expected = all_positions(product)
    with fresh() as product:
        product.register(register())
        assert product.import_rows(rows)["refused"] == []
        assert all_positions(product) == expected


@examples(8)
@given(rows=st.lists(valid_row(kinds="eerrrrpoo"), min_size=20, max_size=50))
def test_one_file_or_one_a_row_give_the_same_position(rows: list[Row]) -> None:
    rows = [row | {"reference": f"Q{n}", "document": f"N{n}"} for n, row in enumerate(rows)]
    with fresh() as product:
        product.register(register())
        assert product.import_rows(rows)["refused"] == []
        expected = all_positions(product)
    with fresh() as product:
        product.register(register())
        for row in reversed(rows):
            assert product.import_rows([row])["posted"] == 1
        assert all_positions(product) == expected
