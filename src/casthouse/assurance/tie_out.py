"""Tying out: from a statement down to the row of a source file, and from that row up again.

A check compares what two places say of the same thing. Where there is nothing to compare with, it says so: it is
neither passed nor failed, and nothing over nothing agrees.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from casthouse.custody.position import NO_FLOW, Flow, StagePosition
from casthouse.custody.stage import Stage
from casthouse.measure.mass import tonnes_words


class TieStep(StrEnum):
    """The steps of the chain, from the top."""

    STATEMENT = "statement"
    PERIOD = "period"
    DOCUMENT = "document"
    MOVEMENT = "movement"
    SOURCE = "source"


@dataclass(frozen=True, slots=True, kw_only=True)
class TieCheck:
    """A comparison at a step: of what, what was found, what was expected; `agrees` is None where nothing compares."""

    step: TieStep
    subject: str
    found: str
    expected: str
    agrees: bool | None


FLOW_FIGURES = ("coc_inflow_g", "non_coc_inflow_g", "production_g", "outflow_g", "coc_outflow_g")
FIGURE_WORDS: Mapping[str, str] = {
    "coc_inflow_g": "CoC in",
    "non_coc_inflow_g": "other in",
    "production_g": "made in the scope",
    "outflow_g": "out, all",
    "coc_outflow_g": "CoC out",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentedOutflow:
    """The CoC shipments of a stage in a period, and the documents in force that speak for them.

    `differing` counts the documents that do not say what their shipment says.
    """

    shipments: int
    shipped_g: int
    documents: int
    documented_g: int
    differing: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceShare:
    """What an import brought to a period: its source, the digest of what was read, and its entries there."""

    number: int
    source: str
    digest: str
    posted_at: datetime
    entries: int
    mass_g: int
    posted_in_all: int
    held_in_all: int


def statement_checks(
    stated: Mapping[Stage, StagePosition], recomputed: Mapping[Stage, Flow], *, is_closed: bool
) -> Iterator[TieCheck]:
    """Compare each figure of a statement, or of an open period, with the sum over its movements."""
    step = TieStep.STATEMENT if is_closed else TieStep.PERIOD
    for stage, position in stated.items():
        flow = recomputed.get(stage, NO_FLOW)
        for name in FLOW_FIGURES:
            figure_g, sum_g = int(getattr(position, name)), int(getattr(flow, name))
            if figure_g or sum_g:
                yield TieCheck(
                    step=step,
                    subject=f"{stage.value}: {FIGURE_WORDS[name]}",
                    found=f"{tonnes_words(figure_g)} t stated",
                    expected=f"{tonnes_words(sum_g)} t, the sum of its movements",
                    agrees=figure_g == sum_g,
                )


def document_checks(
    stated: Mapping[Stage, StagePosition], documented: Mapping[Stage, DocumentedOutflow]
) -> Iterator[TieCheck]:
    """Compare the CoC outflow of each stage with the documents in force, and these with their shipments."""
    for stage, position in stated.items():
        papers = documented.get(stage)
        if papers is None and not position.coc_outflow_g:
            continue
        held = papers or DocumentedOutflow(shipments=0, shipped_g=0, documents=0, documented_g=0, differing=0)
        yield TieCheck(
            step=TieStep.DOCUMENT,
            subject=f"{stage.value}: CoC out and its documents",
            found=f"{tonnes_words(held.documented_g)} t in {held.documents} documents in force",
            expected=f"{tonnes_words(position.coc_outflow_g)} t in {held.shipments} CoC shipments",
            agrees=held.documented_g == position.coc_outflow_g,
        )
        if held.documents:
            yield TieCheck(
                step=TieStep.MOVEMENT,
                subject=f"{stage.value}: documents and their shipments",
                found=f"{held.differing} documents that say something else than their shipment",
                expected="none",
                agrees=held.differing == 0,
            )


def source_checks(sources: Sequence[SourceShare]) -> Iterator[TieCheck]:
    """Compare what each import said it posted with the movements that name it."""
    for each in sources:
        yield TieCheck(
            step=TieStep.SOURCE,
            subject=f"import {each.number}: {each.source}",
            found=f"{each.held_in_all} movements name it, {each.entries} of them here",
            expected=f"{each.posted_in_all} movements posted on {each.posted_at.date()}",
            agrees=each.held_in_all == each.posted_in_all,
        )
