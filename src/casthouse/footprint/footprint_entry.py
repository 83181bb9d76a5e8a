"""Every entry behind a footprint, one by one: what was measured, what came in, and what each of them is behind."""

from collections.abc import Iterator
from dataclasses import dataclass

from casthouse.footprint.product_footprint import ProductFootprint
from casthouse.footprint.received_metal import ENTRIES_MAX
from casthouse.footprint.reported_quantity import EntryKind

OUTPUT = "output"
INFLOW = "inflow"


@dataclass(frozen=True, slots=True, kw_only=True)
class FootprintEntry:
    """One entry and what it is behind.

    Attributes:
        of: a unit process, `output` or `inflow`.
        label: which line, or which material.
        shipper, basis: of an inflow, from whom and how its footprint is known.
        inflow: the number of the inflow, from one on; None for what is of none.
    """

    kind: EntryKind
    reference: str
    of: str
    label: str = ""
    shipper: str = ""
    basis: str = ""
    inflow: int | None = None


def footprint_entry_list(told: ProductFootprint | None) -> list[FootprintEntry]:
    """Return every entry behind a figure; an entry that is behind several things is there for each of them."""
    return [] if told is None else [*_of_plant(told), *_of_inflows(told)]


def _of_plant(told: ProductFootprint) -> Iterator[FootprintEntry]:
    for reference in told.account.output_entries:
        yield FootprintEntry(kind=EntryKind.MEASUREMENT, reference=reference, of=OUTPUT)
    for line in told.account.lines:
        for reference in line.entries:
            yield FootprintEntry(
                kind=EntryKind.MEASUREMENT, reference=reference, of=line.part.value, label=line.label
            )


def _of_inflows(told: ProductFootprint) -> Iterator[FootprintEntry]:
    for number, figure in enumerate(told.inflows, start=1):
        inflow = figure.inflow
        measured = inflow.entries[: len(inflow.entries) - min(inflow.receipts, ENTRIES_MAX)]
        kinds = ((EntryKind.MEASUREMENT, measured), (EntryKind.MOVEMENT, inflow.receipt_references))
        for kind, references in kinds:
            for reference in references:
                yield FootprintEntry(
                    kind=kind,
                    reference=reference,
                    of=INFLOW,
                    label=inflow.material.value,
                    shipper=inflow.shipper,
                    basis=inflow.basis.value,
                    inflow=number,
                )
