"""Lots of the sample: posted, and one of them traced from the can back to the smelters."""

from collections.abc import Sequence
from pathlib import Path

from casthouse.cli.output import print_table, print_text, tonnes
from casthouse.measure.share import input_percentage_text
from casthouse.service.lot_file import import_lots_file
from casthouse.service.permission import OPERATOR
from casthouse.service.trace import trace

SHOWN = ("ALMFRI", "AL25-00042")
"""Whose lot is traced: filled cans, whose metal came through five companies."""

SHOWN_MAX = 8


def post_lots(folder: Path, organisations: Sequence[str]) -> None:
    """Post the lots files that are there, and print where one lot of filled cans came from.

    Args:
        folder: of the lots files; nothing happens where there is none.
        organisations: the companies, upstream first.
    """
    if not folder.is_dir():
        return
    for organisation in organisations:
        path = folder / f"{organisation.lower()}.csv"
        if path.is_file():
            answer = import_lots_file(OPERATOR, organisation=organisation, path=path, partial=True)
            print_text(
                f"{organisation}: lots: {answer.posted} rows posted, {answer.unchanged} unchanged, "
                f"{len(answer.refused)} refused."
            )
    organisation, lot = SHOWN
    found = trace(OPERATOR, organisation=organisation, reference=lot)
    rows = [
        [
            each.place.organisation,
            each.place.lot,
            each.place.counterparty,
            tonnes(each.mass_g),
            input_percentage_text(each.share),
        ]
        for each in found.origins[:SHOWN_MAX]
    ]
    title = f"Physical origins of lot {lot} of {organisation}, {found.lots} lots upstream"
    print_table(("where the trail ends", "lot", "delivered by", "t", "share, %"), rows, title=title)
    print_text(f"Its trace is the page /organisations/{organisation}/trace/?reference={lot}")
