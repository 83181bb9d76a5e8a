"""What may still be sold by the period's end, if this and that happens: nothing is posted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from casthouse.custody.position import PeriodPosition
from casthouse.custody.stage import MATERIALS_BY_CODE
from casthouse.custody.what_if import BookedReceipt, SupposedLapse, SupposedMovement
from casthouse.custody.what_if import what_if as supposed_position
from casthouse.service import clock
from casthouse.service.lookup import permitted_scope
from casthouse.service.permission import Act, Actor
from casthouse.service.position import live_position, period_number
from casthouse.service.scope_ledger import load_ledger, load_scope_file
from casthouse.storage import receipt as receipt_store


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIf:
    """The position as it stands and as it would stand."""

    scope: str
    now: PeriodPosition
    then: PeriodPosition


def coc_suppliers(actor: Actor, *, scope: str, period: date) -> list[str]:
    """Return who delivered CoC Material or Eligible Scrap in a period: whose lapse would touch it.

    Raises:
        Refusal: `scope_unknown`, `not_permitted`, `period_unknown`.
    """
    held = permitted_scope(actor, Act.POSITION_READ, scope)
    number = period_number(held, period=period, on=None, today=clock.today())
    file = load_scope_file(held)
    booked = receipt_store.coc_receipts_by_day(
        organisation_id=file.organisation_id,
        sites=file.sites,
        period=held.calendar.period(number),
    )
    return sorted({each.counterparty for each in booked})


def what_if(
    actor: Actor,
    *,
    scope: str,
    movements: Sequence[SupposedMovement] = (),
    lapses: Sequence[SupposedLapse] = (),
    period: date | None = None,
    edition: str | None = None,
) -> WhatIf:
    """Return a scope's position now and under suppositions; with `edition`, both under another rule pack.

    Raises:
        Refusal: `scope_unknown`, `not_permitted`, `period_unknown`, `edition_unknown`.
    """
    held = permitted_scope(actor, Act.POSITION_READ, scope)
    number = period_number(held, period=period, on=None, today=clock.today())
    file = load_scope_file(held, edition=edition)
    first = min(number, file.first_open)
    ledger = load_ledger(file, through=number, first=first)
    now = live_position(file, number)
    before = live_position(file, number - 1).carried(file.rules) if number > first else ledger.carried
    booked = receipt_store.coc_receipts_by_day(
        organisation_id=file.organisation_id, sites=file.sites, period=now.period
    )
    then = supposed_position(
        period=now.period,
        flows=ledger.periods[number].flows,
        carried=before,
        movements=movements,
        lapses=lapses,
        booked=(
            BookedReceipt(
                supplier=each.counterparty,
                material=MATERIALS_BY_CODE[each.material_code],
                day=each.day,
                quantity_g=each.quantity_g,
            )
            for each in booked
        ),
    )
    return WhatIf(scope=scope, now=now, then=then)
