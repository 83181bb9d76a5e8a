"""The fields of some rows as they stand in the file, for showing a refused row beside its message."""

from collections.abc import Collection

import numpy as np

from casthouse.exchange.csv_file import layout_under, record_blocks
from casthouse.exchange.movements_file import FileKind, MovementsFile
from casthouse.exchange.record_split import record_fields
from casthouse.exchange.xlsx_file import open_workbook
from casthouse.exchange.xlsx_package import readable_workbook


def raw_records(source: MovementsFile, rows: Collection[int]) -> dict[int, tuple[str, ...]]:
    """Return the fields of the rows with these numbers, as given, in the order of the file.

    The file must still lie where it was read. Numbers that the file does not have are left out.
    """
    match source.kind:
        case FileKind.CSV:
            return _csv_records(source, rows)
        case FileKind.XLSX:
            return _xlsx_records(source, rows)


def _csv_records(source: MovementsFile, rows: Collection[int]) -> dict[int, tuple[str, ...]]:
    layout = layout_under(source.path, source.profile)
    wanted = np.array(list(rows), np.uint32)
    return {
        block.first_row + number: tuple(record_fields(block.record(number), layout.delimiter))
        for block in record_blocks(source.path, layout, source.limits)
        for number in np.flatnonzero(np.isin(block.rows, wanted)).tolist()
    }


def _xlsx_records(source: MovementsFile, rows: Collection[int]) -> dict[int, tuple[str, ...]]:
    wanted = frozenset(rows)
    records = {}
    with open_workbook(source.path, source.limits) as workbook, readable_workbook():
        for row, cells in workbook.rows():
            if row in wanted:
                texts = [""] * (1 + max((cell.column for cell in cells), default=-1))
                for cell in cells:
                    texts[cell.column] = workbook.cells.text(cell)
                records[row] = tuple(texts)
    return records
