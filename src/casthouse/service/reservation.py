"""Reservations: the use cases behind `casthouse reservation`.

Tonnes are promised to a customer by one person and approved by another; what may still be promised is what may
still be sold, an approved plan counted, less what open reservations hold. Shipments draw by themselves.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from casthouse.custody.position import chained_positions, period_position
from casthouse.custody.reservation import Reservation, reserve, reserved_g
from casthouse.custody.reservation import release as released
from casthouse.custody.reservation_book import RecordedReservation, ReservationBook, refuse_own_approval
from casthouse.custody.reservation_draw import ReservationState, draw_shipments
from casthouse.custody.scope import Scope
from casthouse.custody.sellable import sellable_g
from casthouse.custody.stage import STAGES, Stage
from casthouse.measure.mass import tonnes_text
from casthouse.refusal import Refusal
from casthouse.service import clock
from casthouse.service.entered import entered_mass_g, entered_text, optional_text, stage_named
from casthouse.service.ledger_hold import LedgerHold, ledger_held
from casthouse.service.lookup import permitted_scope
from casthouse.service.permission import Act, Actor, authorise
from casthouse.service.position import period_number
from casthouse.service.scope_ledger import ScopeFile, load_ledger, load_scope_file
from casthouse.storage import reservation as reservation_store
from casthouse.storage import shipment as shipment_store


def reservations(actor: Actor, *, scope: str, period: date | None = None) -> ReservationBook:
    """Return the reservations of a scope and period, drawn down, with what is free at each stage.

    Raises:
        Refusal: `scope_unknown`, `not_permitted`, `period_unknown`.
    """
    held = permitted_scope(actor, Act.POSITION_READ, scope)
    number = period_number(held, period=period, on=None, today=clock.today())
    return _book(load_scope_file(held), number)


def propose_reservation(
    actor: Actor,
    *,
    scope: str,
    period: date,
    stage: str,
    customer: str,
    quantity_g: int,
    reference: str,
    draws_from: date | None = None,
    note: str = "",
) -> RecordedReservation:
    """Propose to keep tonnes for a customer; the same reference and content again changes nothing.

    Args:
        actor: who proposes.
        scope: code of the scope.
        period: first day of the period.
        stage: name of the stage.
        customer: as the counterparty of its shipments is written.
        quantity_g: the mass to keep, in grams.
        reference: the caller's own key, unique in the scope.
        draws_from: shipments from this day on draw; None: from today, or the period's start outside it.
        note: anything worth keeping beside it, such as the order.

    Raises:
        Refusal: `scope_unknown`, `not_permitted`, `stage_unknown`, `text_invalid`, `quantity_invalid`,
            `period_unknown`, `period_closed`, `reference_conflict`, `reservation_not_available`.
    """
    held = permitted_scope(actor, Act.RESERVATION_PROPOSE, scope)
    number = period_number(held, period=period, on=draws_from, today=clock.today())
    known = stage_named(stage)
    asked = Reservation(
        reference=entered_text(reference, "reference"),
        customer=entered_text(customer, "customer", length_max=1000),
        account=ReservationBook(
            scope=scope, period=held.calendar.period(number), sellable_g={}, recorded=()
        ).account(known),
        mass_g=entered_mass_g(quantity_g),
        draws_from=draws_from or _usual_start(held, number),
    )
    kept = optional_text(note, "note")
    with ledger_held(actor, held.organisation) as ledger:
        before = reservation_store.reservation(held, asked.reference)
        if before is not None:
            return _unchanged(before, asked)
        _refuse_beyond(held, number, asked)
        reservation_store.save_proposal(asked, note=kept, by=actor.name, at=ledger.at)
        _journal(ledger, Act.RESERVATION_PROPOSE, asked)
    return RecordedReservation(reservation=asked, proposed_by=actor.name, proposed_at=ledger.at, note=kept)


def approve_reservation(actor: Actor, *, scope: str, reference: str) -> RecordedReservation:
    """Let a reservation that another person proposed hold its tonnes, if they are still free.

    Raises:
        Refusal: `scope_unknown`, `not_permitted`, `reservation_unknown`, `reservation_not_proposed`,
            `reservation_self_approved`, `period_closed`, `reservation_not_available`.
    """
    held = permitted_scope(actor, Act.RESERVATION_APPROVE, scope)
    with ledger_held(actor, held.organisation) as ledger:
        number, recorded = _found(held, reference)
        if recorded.state is not ReservationState.PROPOSED:
            raise Refusal(
                "reservation_not_proposed",
                found=f"{reference}, which is {recorded.state.value}",
                expected="a reservation that is proposed",
                todo="look at the list of reservations",
            )
        refuse_own_approval(recorded, approved_by=actor.name)
        return _approved(ledger, held, number, recorded)


def set_reservation(
    actor: Actor,
    *,
    scope: str,
    period: date,
    stage: str,
    customer: str,
    quantity_g: int,
    reference: str,
    draws_from: date | None = None,
    note: str = "",
) -> RecordedReservation:
    """Keep tonnes for a customer at once; only who may both propose and approve alone.

    Raises:
        Refusal: as `propose_reservation` and `approve_reservation`.
    """
    held = permitted_scope(actor, Act.RESERVATION_SET, scope)
    with ledger_held(actor, held.organisation) as ledger:
        propose_reservation(
            actor,
            scope=scope,
            period=period,
            stage=stage,
            customer=customer,
            quantity_g=quantity_g,
            reference=reference,
            draws_from=draws_from,
            note=note,
        )
        number, recorded = _found(held, reference)
        if recorded.is_approved:
            return recorded
        return _approved(ledger, held, number, recorded)


def release_reservation(
    actor: Actor, *, scope: str, reference: str, quantity_g: int | None = None
) -> RecordedReservation:
    """Give a reservation free, or a part of it; None: all that is open. A proposal is taken back so.

    Raises:
        Refusal: `scope_unknown`, `not_permitted`, `reservation_unknown`, `reservation_not_open`,
            `quantity_invalid`, `reservation_overdrawn`.
    """
    held = permitted_scope(actor, Act.RESERVATION_RELEASE, scope)
    with ledger_held(actor, held.organisation) as ledger:
        _, recorded = _found(held, reference)
        if recorded.is_approved:
            authorise(actor, Act.RESERVATION_APPROVE, held.organisation)
        if not recorded.reservation.open_g:
            raise Refusal(
                "reservation_not_open",
                found=f"{reference}, which is {recorded.state.value}",
                expected="a reservation with something open",
                todo="look at the list of reservations",
            )
        mass_g = recorded.reservation.open_g if quantity_g is None else quantity_g
        less = released(recorded.reservation, mass_g=mass_g)
        reservation_store.release(less, by=actor.name, at=ledger.at)
        _journal(ledger, Act.RESERVATION_RELEASE, less, released_g=mass_g)
    return replace(recorded, reservation=less, released_by=actor.name)


def _book(file: ScopeFile, number: int) -> ReservationBook:
    period = file.scope.calendar.period(number)
    recorded = reservation_store.reservations(
        file.scope, period_start=period.start, is_closed=number < file.first_open
    )
    drawn = _drawn(file, [each.reservation for each in recorded if each.is_approved])
    by_reference = {each.reference: each for each in drawn}
    return ReservationBook(
        scope=file.scope.code,
        period=period,
        sellable_g=_sellable(file, number),
        recorded=[
            replace(each, reservation=by_reference.get(each.reservation.reference, each.reservation))
            for each in recorded
        ],
    )


def _drawn(file: ScopeFile, approved: Sequence[Reservation]) -> list[Reservation]:
    """Return the reservations of one period as shipments drew them down."""
    if not approved:
        return []
    shipments = shipment_store.coc_shipments_to(
        [each.customer for each in approved],
        organisation_id=file.organisation_id,
        sites=file.sites,
        period=approved[0].account.period,
    )
    return draw_shipments(approved, shipments)


def _sellable(file: ScopeFile, number: int) -> Mapping[Stage, int | None]:
    """Return what the refusal test would still let through: plans counted, also in the open periods before."""
    if number < file.first_open:
        return dict.fromkeys(STAGES, 0)
    ledger = load_ledger(file, through=number, with_plans=True)
    *before, last = list(ledger.periods.values())
    carried = ledger.carried
    if before:
        carried = chained_positions(before, carried=carried, rules=ledger.rules)[-1].carried(ledger.rules)
    position = period_position(last.period, last.flows, carried=carried)
    return {
        stage: sellable_g(position.stages[stage], planned_outflow_g=last.planned.get(stage, 0))
        for stage in STAGES
    }


def _usual_start(scope: Scope, number: int) -> date:
    period, today = scope.calendar.period(number), clock.today()
    return today if today in period else period.start


def _unchanged(before: RecordedReservation, asked: Reservation) -> RecordedReservation:
    there = before.reservation
    if (there.customer, there.account, there.mass_g) != (asked.customer, asked.account, asked.mass_g):
        raise Refusal(
            "reference_conflict",
            found=f"reference {asked.reference} with other content",
            expected="one content a reference",
            todo="give this reservation a reference of its own",
        )
    return before


def _refuse_beyond(scope: Scope, number: int, asked: Reservation) -> None:
    """Let a reservation pass whose open tonnes are sellable and not promised to others."""
    file = load_scope_file(scope)
    if number < file.first_open:
        raise Refusal(
            "period_closed",
            found=f"{asked.account.period.start} of {scope.code} closed",
            expected="an open period",
            todo="reserve in an open period",
        )
    book = _book(file, number)
    counted = [
        replace(each.reservation, draws=())
        for each in book.recorded
        if each.is_approved or each.reservation.reference == asked.reference
    ]
    if asked.reference not in {each.reference for each in counted}:
        counted.append(asked)
    held_g = reserved_g(book.holding, account=asked.account)
    more_g = reserved_g(_drawn(file, counted), account=asked.account) - held_g
    if more_g > 0:  # what was shipped already takes nothing of what may still be sold
        reserve(
            reference=asked.reference,
            customer=asked.customer,
            account=asked.account,
            mass_g=more_g,
            reservations=book.holding,
            sellable_g=book.sellable_g[asked.account.stage],
        )


def _found(scope: Scope, reference: str) -> tuple[int, RecordedReservation]:
    """Return a reservation, drawn down, and the number of its period."""
    there = reservation_store.reservation(scope, reference.strip())
    if there is None:
        raise Refusal(
            "reservation_unknown",
            found=f"reservation “{reference}” of {scope.code}",
            expected="the reference of a reservation of the scope",
            todo="correct the reference; the list of reservations shows them",
        )
    number = period_number(scope, period=there.reservation.account.period.start, on=None, today=clock.today())
    book = _book(load_scope_file(scope), number)
    return number, next(
        each for each in book.recorded if each.reservation.reference == there.reservation.reference
    )


def _approved(
    ledger: LedgerHold, scope: Scope, number: int, recorded: RecordedReservation
) -> RecordedReservation:
    _refuse_beyond(scope, number, recorded.reservation)
    reservation_store.approve(recorded.reservation, by=ledger.actor.name, at=ledger.at)
    _journal(ledger, Act.RESERVATION_APPROVE, recorded.reservation)
    return _found(scope, recorded.reservation.reference)[1]


def _journal(ledger: LedgerHold, act: Act, value: Reservation, **detail: object) -> None:
    subject = f"{value.account.scope} {value.reference}"
    content = f"{tonnes_text(value.mass_g)} t of {value.account.stage.value} for {value.customer}"
    ledger.journal(act, subject, reserved=content, **detail)
