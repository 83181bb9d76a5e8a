"""The accounting workbook of an organisation: all its movements, importable again, and views of them."""

from datetime import date
from typing import IO

from casthouse.exchange.workbook_view import ScopePosition as WorkbookPosition
from casthouse.exchange.workbook_xlsx import write_workbook
from casthouse.service.lookup import found_organisation_id
from casthouse.service.month_flow import month_flows
from casthouse.service.permission import Act, Actor, authorise
from casthouse.service.position import live_position
from casthouse.service.scope_ledger import load_scope_files
from casthouse.storage import flow as flow_store
from casthouse.storage import movement_export as export_store
from casthouse.storage import scope as scope_store


def organisation_workbook(actor: Actor, *, organisation: str, target: IO[bytes]) -> None:
    """Write the workbook to an open binary file.

    Raises:
        Refusal: `organisation_unknown`, `not_permitted`, `workbook_too_long`, `workbook_text_too_long`.
    """
    authorise(actor, Act.MOVEMENT_READ, organisation)
    organisation_id = found_organisation_id(organisation)
    months, positions = [], []
    for file in load_scope_files(scope_store.scopes(organisation=organisation)):
        months += month_flows(file, first=date.min, last=date.max)
        days = flow_store.days_moved(organisation_id=organisation_id, sites=file.sites)
        numbers = {file.scope.calendar.number_on(day) for day in days} - {None}
        positions += [
            WorkbookPosition(scope=file.scope.code, position=live_position(file, number))
            for number in sorted(n for n in numbers if n is not None)
        ]
    movements = export_store.exported_movements(organisation_id)
    write_workbook(target, movements=movements, months=months, positions=positions)
