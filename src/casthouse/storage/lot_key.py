"""Lots of many organisations as one list of texts for a statement: the organisation's key in digits, then the lot."""

from collections.abc import Iterable

DIGITS = 12
"""How many digits of a key name the organisation: a lot's number is unique within one."""
LotKey = tuple[int, str]
"""An organisation's key in the store, and what it calls the lot."""


def lot_key_texts(lots: Iterable[LotKey]) -> list[str]:
    """Return lots as texts, for `text_list`."""
    return [f"{organisation_id:0{DIGITS}}{lot}" for organisation_id, lot in lots]


def lot_key_of(text: str) -> LotKey:
    """Return the lot that a text stands for."""
    return int(text[:DIGITS]), text[DIGITS:]


def of_lot_key(table: str, listed: str = "listed") -> str:
    """Return the condition that a row with `organisation_id` and `lot` is of the lot that a listed text stands for."""
    organisation = f"CAST(substr({listed}.value, 1, {DIGITS}) AS bigint)"
    return f"{table}.organisation_id = {organisation} AND {table}.lot = substr({listed}.value, {DIGITS + 1})"
