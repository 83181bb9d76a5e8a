"""Activity data of the sample: posted, its sites disclosed, and a footprint of each company printed."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from casthouse.cli.output import print_table, print_text
from casthouse.exchange.printed_figure import burden_figure, decimal_figure
from casthouse.parties.disclosure import Disclosure
from casthouse.service.disclosure import set_disclosure
from casthouse.service.footprint import USUAL_METHOD, scope_footprint
from casthouse.service.measurement_file import import_measurements_file
from casthouse.service.permission import OPERATOR

DISCLOSING = ("TINGUI", "SHANNON", "SAGUEN", "RHEIN", "RIED", "ADDA")
"""Companies whose customers' footprints rest on theirs."""


def post_activity_data(folder: Path, scopes: Sequence[tuple[str, str]], start: date) -> None:
    """Post the activity data that is there, and print what a tonne of each company then carries.

    Args:
        folder: of the activity data; nothing happens where there is none.
        scopes: the code of each organisation with that of its scope.
        start: the first day of the period.
    """
    if not folder.is_dir():
        return
    for organisation, _ in scopes:
        path = folder / f"{organisation.lower()}.csv"
        if path.is_file():
            answer = import_measurements_file(OPERATOR, organisation=organisation, path=path)
            print_text(
                f"{organisation}: activity data: {answer.posted} posted, {answer.unchanged} unchanged, "
                f"{len(answer.refused)} refused, {len(answer.warnings)} unlikely."
            )
        if organisation in DISCLOSING:
            set_disclosure(OPERATOR, organisation=organisation, level=Disclosure.SITE.value)
    rows = [_row(organisation, scope, start) for organisation, scope in scopes]
    columns = ("company", "stage", "t CO2e/t", "of t", "primary data, %", "fallbacks", "missing")
    print_table(columns, rows, title=f"Footprints under {USUAL_METHOD}; factors not verified")


def _row(organisation: str, scope: str, start: date) -> list[str]:
    found = scope_footprint(OPERATOR, scope=scope, period=start)
    told = found.figure
    behind = [str(len(found.fallbacks)), str(len(found.missing))]
    if told is None or told.value is None:
        return [organisation, found.stage.value, "nothing measured", "", "", *behind]
    share = told.primary_share
    return [
        organisation,
        found.stage.value,
        burden_figure(told.value.total, 4),
        decimal_figure(told.over_t, 3),
        "" if share is None else f"{float(share) * 100:.1f}",
        *behind,
    ]
