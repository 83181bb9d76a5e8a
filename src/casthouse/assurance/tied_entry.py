"""One entry of a ledger, tied out from the row of its source up to the statement it counts in."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from casthouse.assurance.document_comparison import DIFFERENCE_WORDS, SideDifference
from casthouse.assurance.tie_out import TieCheck, TieStep
from casthouse.custody.movement import Kind, Movement
from casthouse.custody.stage import stage_of
from casthouse.measure.mass import tonnes_words
from casthouse.measure.period import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """A file that somebody shows as the source of an entry: its digest, and what it says in the entry's row.

    `row` is None where the file has no such row.
    """

    digest: str
    row: Mapping[str, str] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TiedEntry:
    """An entry with everything that it is tied to.

    Attributes:
        movement: the entry.
        posted_at: when it was posted.
        source_digest: SHA-256 of what was read then; empty where nothing was a file.
        documents: the number of each CoC Document of it, and what does not agree between its sides.
        period: the accounting period in which it counts.
        closed_at: when that was closed, if it is.
        figures_agree: whether the statement's figures of its stage are the sums of the movements today.
        file: a file that is shown as its source.
    """

    movement: Movement
    posted_at: datetime
    source_digest: str
    documents: Sequence[tuple[str, Sequence[SideDifference]]]
    period: Period | None
    closed_at: datetime | None
    figures_agree: bool | None
    file: SourceFile | None = None


def entry_checks(entry: TiedEntry) -> list[TieCheck]:
    """Return the checks of an entry, from its source up to the statement."""
    return [
        *_source_checks(entry),
        _movement_check(entry),
        *_document_checks(entry),
        *_period_checks(entry),
    ]


def _source_checks(entry: TiedEntry) -> Iterator[TieCheck]:
    movement = entry.movement
    place = f"{movement.source}, row {movement.source_row}"
    if entry.file is None:
        yield TieCheck(
            step=TieStep.SOURCE,
            subject=place,
            found="no file shown",
            expected=f"a file with the digest {entry.source_digest or 'of what was sent'}",
            agrees=None,
        )
        return
    yield TieCheck(
        step=TieStep.SOURCE,
        subject=f"{movement.source}: the file",
        found=f"digest {entry.file.digest}",
        expected=f"digest {entry.source_digest}",
        agrees=entry.file.digest == entry.source_digest,
    )
    yield from _row_checks(movement, entry.file.row, place)


def _row_checks(movement: Movement, row: Mapping[str, str] | None, place: str) -> Iterator[TieCheck]:
    if row is None:
        yield TieCheck(
            step=TieStep.SOURCE,
            subject=place,
            found="no such row",
            expected="the row of the entry",
            agrees=False,
        )
        return
    for name, held in _content(movement).items():
        said = row.get(name, "")
        yield TieCheck(
            step=TieStep.SOURCE,
            subject=f"{place}: {name}",
            found=said or "–",
            expected=held,
            agrees=said == held,
        )


def _content(movement: Movement) -> dict[str, str]:
    """Return what a row must say of a movement; what is empty in it is not asked for."""
    content = {
        "reference": movement.reference,
        "date": movement.day.isoformat(),
        "facility": movement.facility,
        "kind": movement.kind.value,
        "material": movement.material.value if movement.material else "",
        "mass_g": str(movement.quantity_g) if movement.material else "",
        "counterparty": movement.counterparty,
        "document": movement.document,
        "lot": movement.lot,
        "reverses": movement.reverses,
    }
    return {name: text for name, text in content.items() if text}


def _movement_check(entry: TiedEntry) -> TieCheck:
    movement = entry.movement
    if movement.reversed_by:
        found = f"taken back by {movement.reversed_by}"
    elif movement.kind is Kind.REVERSAL:
        found = f"takes {movement.reverses} back"
    else:
        found = f"{tonnes_words(movement.quantity_g)} t, in force"
    return TieCheck(
        step=TieStep.MOVEMENT,
        subject=movement.reference,
        found=found,
        expected="a movement in force",
        agrees=movement.is_in_force(),
    )


def _document_checks(entry: TiedEntry) -> Iterator[TieCheck]:
    if not entry.documents:
        trades = entry.movement.coc and entry.movement.kind in {Kind.RECEIPT, Kind.SHIPMENT}
        yield TieCheck(
            step=TieStep.DOCUMENT,
            subject="CoC Document",
            found=f"the number {entry.movement.document}, no content" if entry.movement.document else "none",
            expected="a CoC Document in the store"
            if trades
            else "none: it is not sold or bought as CoC Material",
            agrees=False if trades else None,
        )
    for number, found in entry.documents:
        unknown = tuple(found) == (SideDifference.OTHER_SIDE_UNKNOWN,)
        yield TieCheck(
            step=TieStep.DOCUMENT,
            subject=number,
            found="; ".join(DIFFERENCE_WORDS[each][0] for each in found) or "both sides agree",
            expected="both sides agree",
            agrees=None if unknown else not found,
        )


def _period_checks(entry: TiedEntry) -> Iterator[TieCheck]:
    movement, period = entry.movement, entry.period
    if period is None or movement.material is None:
        yield TieCheck(
            step=TieStep.PERIOD,
            subject="accounting period",
            found="none in which it counts",
            expected="an accounting period of the scope",
            agrees=None,
        )
        return
    stage = stage_of(movement.material).value
    yield TieCheck(
        step=TieStep.PERIOD,
        subject=f"{period.start} to {period.last_day}",
        found=f"dated {movement.day}, stage {stage}",
        expected="a day of the period",
        agrees=movement.day in period,
    )
    yield from _statement_checks(entry, period, stage)


def _statement_checks(entry: TiedEntry, period: Period, stage: str) -> Iterator[TieCheck]:
    if entry.closed_at is None:
        yield TieCheck(
            step=TieStep.STATEMENT,
            subject=f"statement of {period.start}",
            found="the period is open",
            expected="a statement, once it is closed",
            agrees=None,
        )
        return
    yield TieCheck(
        step=TieStep.STATEMENT,
        subject=f"statement of {period.start}: posted before",
        found=f"posted {entry.posted_at.date()}",
        expected=f"before the closing on {entry.closed_at.date()}",
        agrees=entry.posted_at <= entry.closed_at,
    )
    yield TieCheck(
        step=TieStep.STATEMENT,
        subject=f"statement of {period.start}: figures of {stage}",
        found="the sums of the movements" if entry.figures_agree else "other than the sums of the movements",
        expected="the sums of the movements",
        agrees=entry.figures_agree,
    )
