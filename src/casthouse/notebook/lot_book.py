"""The lots of one plant, checked and ready for questions: what went into what, what came in, what was shipped."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic

from casthouse.notebook.table_text import Table, cell_text
from casthouse.provenance.lot_graph import EdgeKind, LotEdge, LotGraph, LotName
from casthouse.provenance.recall import LotShipment
from casthouse.refusal import Refusal

PLANT = ""
"""The organisation of every lot: a table is of one plant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LotBook(Generic[Table]):
    """Lots, the processes between them, what was brought in and what was shipped; masses in grams.

    Attributes:
        table: the table of lots, of whose kind answers are.
        inputs: what went into each process, row by row.
        outputs: how much of each lot came out of each process.
        maker: the process that made each lot.
        brought: the movements that brought each lot in; of a lot that nobody told of, what is drawn from it or shipped.
        shipped: shipments of lots, by day.
    """

    table: Table
    inputs: Mapping[str, Sequence[tuple[str, int]]]
    outputs: Mapping[str, Mapping[str, int]]
    maker: Mapping[str, str]
    brought: Mapping[str, Sequence[LotEdge]]
    shipped: Sequence[LotShipment]

    @property
    def lots(self) -> list[str]:
        """Every lot that was made, brought in or shipped, by name."""
        return sorted({*self.maker, *self.brought})

    def mass_g(self, lot: str) -> int:
        """Return all that ever came into a lot: a production movement of what a process made tells of the same.

        Raises:
            Refusal: `trace_unknown`.
        """
        edges = self.brought.get(lot, ())
        if lot not in self.maker and not edges:
            raise Refusal(
                "trace_unknown",
                found=f"the lot “{lot[:200]}”, which no row makes, brings in or ships",
                expected="a lot of the table, as it stands there",
                todo="correct it, or add the rows that tell of it",
            )
        came_g = sum(each.mass_g for each in self.came_in(lot))
        if lot not in self.maker:
            return came_g
        told_g = sum(each.mass_g for each in edges if each.kind is EdgeKind.PRODUCTION)
        return came_g + (told_g or self.outputs[self.maker[lot]][lot])

    def came_in(self, lot: str) -> list[LotEdge]:
        """Return the movements that brought metal into a lot beside its process, which a production tells of again."""
        is_made = lot in self.maker
        return [
            each for each in self.brought.get(lot, ()) if not is_made or each.kind is not EdgeKind.PRODUCTION
        ]

    def sources(self, lot: str) -> list[LotEdge]:
        """Return what brought metal into a lot, as the graph of lots has it."""
        maker = self.maker.get(lot)
        if maker is None:
            return self.came_in(lot)
        made_g = self.outputs[maker][lot]
        return [
            *(
                _edge_of_process(lot, source, maker, mass_g=mass_g, made_g=made_g)
                for source, mass_g in self.inputs[maker]
            ),
            *self.came_in(lot),
        ]

    def upstream(self, lots: Sequence[str]) -> list[str]:
        """Return some lots and all that they came from, each once."""
        waiting, reached = list(lots), set(lots)
        for here in waiting:  # it grows while it is gone through
            for source, _ in self.inputs.get(self.maker.get(here, ""), ()):
                if source not in reached:
                    reached.add(source)
                    waiting.append(source)
        return waiting

    def graph(self, lots: Sequence[str]) -> LotGraph:
        """Return the graph of what brought metal into some lots."""
        return LotGraph.of(edge for lot in lots for edge in self.sources(lot))


def lots_named(book: LotBook[Table], named: object) -> list[str]:
    """Return lots that were named, one or several, each once and as text; all of a book must be known to it.

    Raises:
        Refusal: `trace_unknown`.
    """
    several = named if isinstance(named, Iterable) and not isinstance(named, str) else [named]
    lots = list(dict.fromkeys(cell_text(each) or "" for each in several))
    for lot in lots:
        book.mass_g(lot)
    if not lots:
        raise Refusal(
            "trace_unknown",
            found="no lot at all",
            expected="one lot of the table, or several",
            todo="name one: of nothing there is no answer",
        )
    return lots


def _edge_of_process(lot: str, source: str, process: str, *, mass_g: int, made_g: int) -> LotEdge:
    return LotEdge(
        target=LotName(PLANT, lot),
        source=LotName(PLANT, source),
        kind=EdgeKind.PROCESS,
        reference=process,
        mass_g=mass_g,
        made_g=made_g,
    )
