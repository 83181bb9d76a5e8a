"""Movements: material that crosses the boundary of a certification scope, or is made inside it.

A movement is immutable. A correction is a reversal, which takes its target back whole. Two rows with the same
reference are the same movement when their content is the same; what counts as content is said here once
(contract section 4).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Self

from casthouse.custody.stage import Material


class Kind(StrEnum):
    """What happened (contract section 2)."""

    EXTRACTION = "extraction"
    RECEIPT = "receipt"
    PRODUCTION = "production"
    SHIPMENT = "shipment"
    REVERSAL = "reversal"


KIND_CODES: dict[Kind, int] = {kind: number for number, kind in enumerate(Kind, start=1)}
KINDS_BY_CODE: dict[int, Kind] = {code: kind for kind, code in KIND_CODES.items()}

MATERIALS_FOR_KIND: dict[Kind, frozenset[Material]] = {
    Kind.EXTRACTION: frozenset({Material.BAUXITE}),
    Kind.PRODUCTION: frozenset({Material.ALUMINA, Material.ALUMINIUM}),
    Kind.RECEIPT: frozenset(Material),
    Kind.SHIPMENT: frozenset(Material),
    Kind.REVERSAL: frozenset(),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """One posted movement. `coc`, `counterparty` are None or empty where the kind has none.

    `number` counts the movements of one organisation without gaps, in the order of posting; `reversed_by` is the
    reference of the reversal that took it back, if any.
    """

    organisation: str
    number: int
    reference: str
    day: date
    facility: str
    kind: Kind
    material: Material | None
    quantity_g: int
    coc: bool | None
    counterparty: str
    document: str
    lot: str
    reverses: str
    reversed_by: str = ""
    source: str = ""
    source_row: int = 0
    extra: str = ""

    def is_in_force(self) -> bool:
        """Say whether the movement counts: it is no reversal and was not taken back."""
        return self.kind is not Kind.REVERSAL and not self.reversed_by


class CocMark(StrEnum):
    """The words of the `coc` column."""

    YES = "yes"
    NO = "no"

    @classmethod
    def of(cls, coc: bool | None) -> "Self | str":  # noqa: FBT001 - the value itself, not a switch
        """Return the word for a stored mark, empty where there is none."""
        return "" if coc is None else cls.YES if coc else cls.NO
