"""Refused records of a CSV as they stand, each with its message as a last field."""

import re
from collections.abc import Mapping
from typing import BinaryIO

import numpy as np

from casthouse.exchange.csv_file import layout_under, record_blocks
from casthouse.exchange.movements_file import MovementsFile

_MALFORMED = "row_malformed"


def write_refused_csv(source: MovementsFile, messages: Mapping[int, str], target: BinaryIO) -> None:
    """Write the records with the row numbers of the messages, the header among them.

    A sign of a message that the file's encoding does not know is replaced; values come from the file itself.
    """
    layout = layout_under(source.path, source.profile)
    line_writer = _RecordWriter(source, layout.delimiter)
    rows = np.array(list(messages), np.uint32)
    target.write(layout.encoding.mark)
    for block in record_blocks(source.path, layout, source.limits):
        for number in np.flatnonzero(np.isin(block.rows, rows)).tolist():
            message = messages[block.first_row + number]
            width = int(block.split.widths[number])
            line = line_writer.with_message(block.record(number).decode(), width, message)
            target.write(line.encode(layout.encoding.codec, "replace"))


class _RecordWriter:
    """Puts messages behind the records of one file."""

    def __init__(self, source: MovementsFile, delimiter: str) -> None:
        self._delimiter = delimiter
        self._width = len(source.headings.names)
        self._earlier = source.headings.refusal_index
        sign = re.escape(delimiter)
        self._field = re.compile(
            f'"(?:[^"]|"")*+(?:"[^{sign}]*)?|[^{sign}]*'
        )  # as the csv module tells them apart

    def with_message(self, record: str, width: int, message: str) -> str:
        """Return a record of `width` fields with the message before its line end."""
        body = record.rstrip("\r\n")
        fields = [*self._fields(body, width), '"' + message.replace('"', '""') + '"']
        width_after = self._width + (self._earlier is None)
        if width != self._width and len(fields) == width_after:
            fields.append("")  # still malformed: what is missing is not for us to say
        return self._delimiter.join(fields) + record[len(body) :]

    def _fields(self, body: str, width: int) -> list[str]:
        """Return the fields as they stand, quotes and all, without the message of an earlier refusal."""
        if width == self._width and self._earlier is None:
            return [body]  # nothing to take out: no need to take it apart
        fields = self._raw_fields(body)
        if width == self._width:
            return [field for index, field in enumerate(fields) if index != self._earlier]
        is_earlier = self._earlier is not None and fields[-1].lstrip('"').startswith(_MALFORMED)
        return fields[:-1] if is_earlier else fields

    def _raw_fields(self, body: str) -> list[str]:
        fields = []
        at = 0
        while at <= len(body):
            field = self._field.match(body, at)
            assert field is not None, "the pattern also fits nothing"
            fields.append(field[0])
            at = field.end() + 1
        return fields
