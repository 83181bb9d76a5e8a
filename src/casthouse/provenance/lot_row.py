"""The rows of a lots file while they are checked, and the processes that they make up (contract section 5)."""

from dataclasses import dataclass, field
from datetime import date

from casthouse.provenance.lot_process import DIRECTION_CODES, Direction
from casthouse.provenance.lot_refusal import LOT_ORDER, LotRefusal

IN = DIRECTION_CODES[Direction.IN]
OUT = DIRECTION_CODES[Direction.OUT]


@dataclass(slots=True, kw_only=True)
class LotRow:
    """A typed row of a lots file; `code` is the first check that refused it. What a text did not say is None."""

    row: int
    process: str
    lot: str
    facility_id: int | None
    day: date | None
    step_code: int | None
    direction_code: int | None
    material_code: int | None
    mass_g: int | None
    code: LotRefusal | None = None
    where: str = ""
    left_g: int = 0
    is_unchanged: bool = False

    @property
    def stands(self) -> bool:
        """Whether no check refused the row so far."""
        return self.code is None

    @property
    def grams(self) -> int:
        """The mass of a row that passed the checks of its shape."""
        assert self.mass_g is not None
        return self.mass_g

    def refuse(self, code: LotRefusal, where: str = "", *, left_g: int = 0) -> None:
        """Refuse the row, unless an earlier check did."""
        if self.code is None or LOT_ORDER[code] < LOT_ORDER[self.code]:
            self.code, self.where, self.left_g = code, where, left_g


@dataclass(slots=True)
class DraftProcess:
    """The rows of one process in a file."""

    rows: list[LotRow] = field(default_factory=list)
    is_open: bool = True

    def side(self, direction_code: int) -> list[LotRow]:
        """Return the inputs or the outputs."""
        return [row for row in self.rows if row.direction_code == direction_code]

    def close(self, code: LotRefusal = LotRefusal.PROCESS_INCOMPLETE, where: str = "") -> None:
        """Refuse the process: the rows that stand get this code."""
        self.is_open = False
        for row in self.rows:
            if row.stands:
                row.refuse(code, where)
