"""The book of reservations of a scope and period: what is promised, and what is still free for others.

An open, approved reservation holds tonnes; a proposal holds none. Where sellable falls below what is promised (a
receipt was reversed, another customer was served), `short_g` says by how much.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from casthouse.custody.reservation import Reservation, ReservationAccount, free_g, reserved_g
from casthouse.custody.reservation_draw import ReservationState, reservation_state
from casthouse.custody.stage import STAGES, Stage
from casthouse.measure.period import Period
from casthouse.refusal import Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedReservation:
    """A reservation with who stands behind it; `approved_at` is None until another person approved it."""

    reservation: Reservation
    proposed_by: str
    proposed_at: datetime
    approved_by: str = ""
    approved_at: datetime | None = None
    released_by: str = ""
    note: str = ""
    is_period_closed: bool = False

    @property
    def is_approved(self) -> bool:
        """Whether another person approved it."""
        return self.approved_at is not None

    @property
    def state(self) -> ReservationState:
        """Where the reservation stands."""
        return reservation_state(
            self.reservation, is_approved=self.is_approved, is_period_closed=self.is_period_closed
        )

    def as_json(self) -> dict[str, Any]:
        """Return its members."""
        held = self.reservation
        return {
            "reference": held.reference,
            "scope": held.account.scope,
            "period": {"start": held.account.period.start.isoformat()},
            "stage": held.account.stage.value,
            "customer": held.customer,
            "quantity_g": held.mass_g,
            "drawn_g": held.drawn_g,
            "released_g": held.released_g,
            "open_g": held.open_g,
            "draws_from": None if held.draws_from is None else held.draws_from.isoformat(),
            "state": self.state.value,
            "proposed_by": self.proposed_by,
            "approved_by": self.approved_by,
            "note": self.note,
        }


def refuse_own_approval(recorded: RecordedReservation, *, approved_by: str) -> None:
    """Let an approval pass that is another person's than the proposal; capitals make no other person.

    Raises:
        Refusal: `reservation_self_approved`.
    """
    if approved_by.strip().casefold() == recorded.proposed_by.strip().casefold():
        raise Refusal(
            "reservation_self_approved",
            found=f"{approved_by} as proposer and approver",
            expected="approval by another person",
            todo="ask a second manager to approve the reservation",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class StageReserve:
    """One stage: what may still be sold, what of it is promised and what is free; None: no limit. Grams."""

    sellable_g: int | None
    reserved_g: int
    free_g: int | None

    @property
    def short_g(self) -> int:
        """What is promised beyond what may still be sold."""
        return 0 if self.sellable_g is None else max(0, self.reserved_g - max(0, self.sellable_g))

    def as_json(self) -> dict[str, int | None]:
        """Return its members."""
        return {
            "sellable_g": self.sellable_g,
            "reserved_g": self.reserved_g,
            "free_g": self.free_g,
            "short_g": self.short_g,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ReservationBook:
    """All reservations of a scope and period, drawn down, and what each stage may still sell."""

    scope: str
    period: Period
    sellable_g: Mapping[Stage, int | None]
    recorded: Sequence[RecordedReservation]

    @property
    def holding(self) -> list[Reservation]:
        """The reservations that hold tonnes."""
        return [each.reservation for each in self.recorded if each.state is ReservationState.OPEN]

    def account(self, stage: Stage) -> ReservationAccount:
        """Return what reservations of a stage are held against."""
        return ReservationAccount(scope=self.scope, period=self.period, stage=stage)

    def stage(self, stage: Stage) -> StageReserve:
        """Return what is promised and free of a stage."""
        account, sellable_g = self.account(stage), self.sellable_g[stage]
        return StageReserve(
            sellable_g=sellable_g,
            reserved_g=reserved_g(self.holding, account=account),
            free_g=free_g(self.holding, account=account, sellable_g=sellable_g),
        )

    def as_json(self) -> dict[str, Any]:
        """Return its members; the period's end is inclusive."""
        return {
            "scope": self.scope,
            "period": {"start": self.period.start.isoformat(), "end": self.period.last_day.isoformat()},
            "stages": {stage.value: self.stage(stage).as_json() for stage in STAGES},
            "reservations": [each.as_json() for each in self.recorded],
        }
