"""A table of what a plant measured, checked as an import checks the activity-data file; what is corrected is gone."""

from collections.abc import Mapping
from dataclasses import replace

from casthouse.exchange.range_file import built_in_ranges
from casthouse.footprint.draft_measurement import OPTIONAL, REQUIRED, DraftMeasurement
from casthouse.footprint.measurement import Measurement
from casthouse.footprint.measurement_admission import MeasurementFacts, admit_measurements
from casthouse.footprint.measurement_kind import MeasurementKind
from casthouse.footprint.measurement_shape import check_row
from casthouse.notebook.refused_rows import RefusedRow, RowsRefused
from casthouse.notebook.table_text import TableLayout, text_rows

MEASUREMENTS = TableLayout(name="activity data", required=REQUIRED, optional=OPTIONAL, is_closed=True)
"""The columns of the activity-data file."""


def measured_of(table: object, facilities: Mapping[str, int]) -> list[Measurement]:
    """Return the measurements of a table that are in force.

    Args:
        table: a table with the columns of the activity-data file.
        facilities: a number for each facility that there is.

    Raises:
        Refusal: of the table as a whole.
        RowsRefused: rows that an import refuses.
    """
    rows = []
    for words in text_rows(table, MEASUREMENTS).iter_rows(named=True):
        row = DraftMeasurement(row=words.pop("row"), words=words)
        check_row(row, facilities, built_in_ranges())
        rows.append(row)
    admit_measurements(rows, MeasurementFacts())
    refused = [
        RefusedRow(row=row.row, reference=row.reference[:200], code=row.code.value, message=row.message)
        for row in rows
        if row.code is not None
    ]
    if refused:
        raise RowsRefused(MEASUREMENTS.name, refused, asked=table)
    gone = {row.corrects for row in rows}
    return [
        replace(row.value(""), number=number)
        for number, row in enumerate(rows, start=1)
        if row.kind is not MeasurementKind.WITHDRAWAL and row.reference not in gone
    ]
