"""What a reader sees in a file: the text of PDF pages, the cells of XLSX sheets."""

from datetime import datetime
from io import BytesIO

from openpyxl import load_workbook
from pypdf import PdfReader


def pdf_text(content: bytes) -> str:
    """Return the text of all pages, a line before each saying which it is."""
    pages = PdfReader(BytesIO(content)).pages
    return "".join(
        f"--- page {n} ---\n{page.extract_text().strip()}\n" for n, page in enumerate(pages, start=1)
    )


def xlsx_text(content: bytes) -> str:
    """Return the cells of all sheets, one line a row: kind and value, so that a formula would show."""
    lines: list[str] = []
    for sheet in load_workbook(BytesIO(content)).worksheets:
        lines.append(f"--- {sheet.title} ---")
        lines += [" | ".join(_cell(c.data_type, c.value) for c in row) for row in sheet.iter_rows()]
    return "\n".join(lines) + "\n"


def _cell(kind: str, value: object) -> str:
    if value is None:
        return ""
    return f"{kind}:{value.date().isoformat() if isinstance(value, datetime) else value}"
