"""What moved in a year or period, in the grain of its picture: movements, processes, what went between own scopes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from casthouse.custody.movement import Kind
from casthouse.custody.stage import STAGES, Material, Stage, stage_of
from casthouse.picture.flow_network import Entries, EntriesOf, Spot
from casthouse.provenance.lot_process import Direction, Step


class Grouping(StrEnum):
    """By what those on the other side are put together."""

    COUNTERPARTY = "counterparty"
    COUNTRY = "country"
    MATERIAL = "material"


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedMass:
    """The grams of all movements in force that are alike; `country` is empty for whoever is not registered.

    `site` is the facility of the movements, where it has a place on record.
    """

    scope: str
    kind: Kind
    material: Material
    coc: bool
    counterparty: str
    country: str
    mass_g: int
    site: Spot | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnTransfer:
    """What a scope received of another one of the same organisation, with the shipment that the document names."""

    source: str
    target: str
    shipped: Material
    received: Material
    mass_g: int
    start: Spot | None = None
    end: Spot | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StepMass:
    """The grams of a material that went into or came out of all processes of a step in a scope."""

    scope: str
    step: Step
    direction: Direction
    material: Material
    mass_g: int


@dataclass(frozen=True, slots=True, kw_only=True)
class YearPart:
    """The days of a scope that are counted, both inclusive; `is_open` where a period among them is not closed."""

    organisation: str
    scope: str
    first: date
    last: date
    is_open: bool = False

    def entries(self, **query: str) -> Entries:
        """Return where the movements behind a figure are listed."""
        span = {"first": self.first.isoformat(), "last": self.last.isoformat()}
        return Entries(
            organisation=self.organisation, query=tuple(({"scope": self.scope} | query | span).items())
        )

    def step_entries(self, step: Step) -> Entries:
        """Return where the lots are listed that came out of a step of the organisation."""
        span = {"from": self.first.isoformat(), "to": self.last.isoformat()}
        query = tuple(({"of": step.value} | span).items())
        return Entries(organisation=self.organisation, query=query, of=EntriesOf.STEP)


@dataclass(frozen=True, slots=True, kw_only=True)
class YearSubject:
    """Whose year it is: what the picture is called, the scopes in it, where countries lie, what else must be known.

    `organisation` is set where all scopes of it are in the picture: what it ships to itself then stays inside.
    """

    name: str
    parts: tuple[YearPart, ...]
    organisation: str = ""
    country_spots: Mapping[str, Spot] | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class YearMasses:
    """What happened in the days of the parts."""

    moved: Sequence[MovedMass]
    steps: Sequence[StepMass] = ()
    transfers: Sequence[OwnTransfer] = ()


Account = tuple[str, Stage]
"""A stage of a scope."""


def step_losses(masses: Sequence[StepMass]) -> dict[tuple[Account, Step], int]:
    """Return what processes on record lost, by scope and step and by the stage of most that went in."""
    into: dict[tuple[str, Step], dict[Stage, int]] = {}
    out: dict[tuple[str, Step], int] = {}
    for each in masses:
        key = each.scope, each.step
        if each.direction is Direction.IN:
            held = into.setdefault(key, {})
            stage = stage_of(each.material)
            held[stage] = held.get(stage, 0) + each.mass_g
        else:
            out[key] = out.get(key, 0) + each.mass_g
    lost = {}
    for key, held in into.items():
        stage = max(held, key=lambda each: (held[each], -STAGES.index(each)))
        if (mass_g := sum(held.values()) - out.get(key, 0)) > 0:
            lost[(key[0], stage), key[1]] = mass_g
    return lost
