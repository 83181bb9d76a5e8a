"""The code on paper that leads whoever scans it to the public page of a signed statement (QR, ISO/IEC 18004)."""

import segno
from reportlab.lib.colors import HexColor

from casthouse.exchange.paper import Ink, Paper

SIDE = 66.0
"""Points: a module of the longest usual address is then wider than half a millimetre."""

QUIET_MODULES = 4
TEXT_GAP = 10.0
LINE = 12.0


def draw_check_code(paper: Paper, address: str, *, x: float) -> None:
    """Draw a code with its address beside it; it hangs from the cursor, which moves below it."""
    rows = segno.make(address, error="m", micro=False).matrix
    module = SIDE / (len(rows) + 2 * QUIET_MODULES)
    top = paper.y - QUIET_MODULES * module
    paper.canvas.setFillColor(HexColor("#000000"))
    for line, row in enumerate(rows):
        for column, dark in enumerate(row):
            if dark:
                left = x + (QUIET_MODULES + column) * module
                paper.canvas.rect(left, top - (line + 1) * module, module, module, stroke=0, fill=1)
    beside = x + SIDE + TEXT_GAP
    paper.at(beside, "SIGNED: CHECK IT", Ink.label, rise=-18)
    # A parameter has a line of its own: address and parameter would be longer than the page is wide.
    told = [
        *address.replace("?", "\n?").split("\n"),
        "This PDF carries the signed statement as an attachment.",
    ]
    for number, words in enumerate(told):
        paper.at(beside, words, Ink.small, rise=-32 - number * LINE)
    paper.space(SIDE)
