"""Rows of a movements file as dictionaries, valid unless a test spoils them."""

from tests.oracle.rows import COLUMNS

Row = dict[str, str]


def extraction(reference: str, **changes: str) -> Row:
    """Return an extraction of bauxite."""
    return _row(reference, "extraction", {"facility": "ACME-MINE", "material": "bauxite"} | changes)


def receipt(reference: str, **changes: str) -> Row:
    """Return a CoC receipt of aluminium under a document of its own."""
    fields = {"coc": "yes", "counterparty": "SUP", "document": f"D-{reference}"}
    return _row(reference, "receipt", fields | changes)


def other_receipt(reference: str, **changes: str) -> Row:
    """Return a receipt of aluminium that is no CoC Material."""
    return _row(reference, "receipt", {"coc": "no", "counterparty": "SUP"} | changes)


def production(reference: str, **changes: str) -> Row:
    """Return a production of aluminium."""
    return _row(reference, "production", changes)


def shipment(reference: str, **changes: str) -> Row:
    """Return a CoC shipment of aluminium."""
    return _row(reference, "shipment", {"coc": "yes", "counterparty": "CUS"} | changes)


def other_shipment(reference: str, **changes: str) -> Row:
    """Return a shipment of aluminium that is not sold as CoC Material."""
    return _row(reference, "shipment", {"coc": "no", "counterparty": "CUS"} | changes)


def reversal(reference: str, reverses: str, **changes: str) -> Row:
    """Return a reversal: only what such a row needs."""
    fields = {"reference": reference, "kind": "reversal", "date": "2024-03-15", "facility": "ACME-CH"}
    return fields | {"reverses": reverses} | changes


def line(row: Row, columns: tuple[str, ...] = COLUMNS) -> str:
    """Return the row as one unquoted CSV line."""
    return ",".join(row.get(column, "") for column in columns)


def file_text(rows: list[Row | str], columns: tuple[str, ...] = COLUMNS) -> str:
    """Return a movements file; a row given as text stands in it as it is."""
    lines = [row if isinstance(row, str) else line(row, columns) for row in rows]
    return "\n".join([",".join(columns), *lines]) + "\n"


def _row(reference: str, kind: str, fields: Row) -> Row:
    usual = {
        "date": "2024-03-15",
        "facility": "ACME-CH",
        "material": "aluminium",
        "quantity": "1",
        "unit": "t",
    }
    return {"reference": reference, "kind": kind} | usual | fields
