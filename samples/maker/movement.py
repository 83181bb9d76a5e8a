"""A movement of the sample year, before it is written down in a company's own layout."""

from dataclasses import dataclass
from datetime import date


@dataclass(slots=True, kw_only=True, eq=False)
class Movement:
    """One movement; `source` is the shipment behind a receipt, `target` what a reversal takes back.

    `pounds` is the quantity in pounds where the company weighs in pounds; `refused` marks a row that will be
    spoiled on purpose, so that it gets no document and its goods stay unbooked.
    """

    company: str
    day: date
    plant: str
    kind: str
    material: str = ""
    mass_g: int = 0
    coc: str = ""
    counterparty: str = ""
    lot: str = ""
    pounds: str = ""
    source: "Movement | None" = None
    target: "Movement | None" = None
    is_reversed: bool = False
    refused: bool = False
    reference: str = ""
    document: str = ""

    @property
    def claimed(self) -> bool:
        """Whether this is a CoC shipment that stands and is posted: it gets a document."""
        stands = not (self.is_reversed or self.refused)
        return self.kind == "shipment" and self.coc == "yes" and stands


Books = dict[str, list[Movement]]
