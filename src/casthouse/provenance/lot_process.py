"""Processes: a melt, a cast, a pass; one transformation of lots into lots (contract section 5).

A process is whole: all rows of the lots file with its key. It stands on one day, in one facility, as one step.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from casthouse.custody.stage import MATERIAL_CODES, Material


class Step(StrEnum):
    """What a process does to the lots."""

    REFINING = "refining"
    SMELTING = "smelting"
    MELTING = "melting"
    CASTING = "casting"
    ROLLING = "rolling"
    EXTRUSION = "extrusion"
    CUTTING = "cutting"
    FORMING = "forming"
    ASSEMBLY = "assembly"
    SORTING = "sorting"


class Direction(StrEnum):
    """Into or out of a process."""

    IN = "in"
    OUT = "out"


STEP_CODES: dict[Step, int] = {step: number for number, step in enumerate(Step, start=1)}
STEPS_BY_CODE: dict[int, Step] = {code: step for step, code in STEP_CODES.items()}
DIRECTION_CODES: dict[Direction, int] = {Direction.IN: 1, Direction.OUT: 2}
DIRECTIONS_BY_CODE: dict[int, Direction] = {code: each for each, code in DIRECTION_CODES.items()}

METAL_PARTS = 10_000
"""Metal is counted in ten-thousandths of a gram, so that alumina's share of metal is a whole number."""

ALUMINA_METAL_PARTS = 5_293
"""Alumina to metal counts 0.5293 (contract section 5): two atoms of aluminium in Al2O3, rounded up."""

METAL_PARTS_BY_MATERIAL: dict[Material, int] = {
    Material.BAUXITE: ALUMINA_METAL_PARTS,  # never more alumina than ore
    Material.ALUMINA: ALUMINA_METAL_PARTS,
    Material.ALUMINIUM: METAL_PARTS,
    Material.PRE_CONSUMER_SCRAP: METAL_PARTS,
    Material.POST_CONSUMER_SCRAP: METAL_PARTS,
    Material.DROSS: METAL_PARTS,
}
METAL_PARTS_BY_CODE: dict[int, int] = {
    MATERIAL_CODES[material]: parts for material, parts in METAL_PARTS_BY_MATERIAL.items()
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessLot:
    """A lot into or out of a process; `source_row` is the row of the file that said so."""

    direction: Direction
    lot: str
    material: Material
    mass_g: int
    source_row: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class LotProcess:
    """One posted process; `number` counts the processes of one organisation in the order of posting."""

    organisation: str
    number: int
    reference: str
    day: date
    facility: str
    step: Step
    lots: tuple[ProcessLot, ...]

    @property
    def inputs(self) -> tuple[ProcessLot, ...]:
        """What went in."""
        return tuple(each for each in self.lots if each.direction is Direction.IN)

    @property
    def outputs(self) -> tuple[ProcessLot, ...]:
        """What came out."""
        return tuple(each for each in self.lots if each.direction is Direction.OUT)

    @property
    def input_g(self) -> int:
        """The mass that went in."""
        return sum(each.mass_g for each in self.inputs)

    @property
    def output_g(self) -> int:
        """The mass that came out."""
        return sum(each.mass_g for each in self.outputs)
