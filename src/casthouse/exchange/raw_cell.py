"""The mark of a typed cell: a number, date or truth value of a workbook, which no text layout applies to.

The mark is a NUL, which no text of a file can hold (files with NULs are refused). It stands before the text of
a typed cell from reading to translation and never leaves this layer.
"""

TYPED = "\0"
