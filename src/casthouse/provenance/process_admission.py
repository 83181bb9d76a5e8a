"""Which processes of a lots file can be posted: each whole or not at all (contract section 5).

Rows come typed, with the codes of `lot_shape`. Here they meet what the ledger knows: processes posted before, lots
that exist, what is left in them. Guarantees: the order of rows does not matter for finding the process that made an
input; of two rows that exclude each other the later one is refused; nothing that is admitted rests on what is refused.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from casthouse.provenance.lot_draw import settle_draws
from casthouse.provenance.lot_metal import LotMetal
from casthouse.provenance.lot_refusal import LotRefusal
from casthouse.provenance.lot_row import IN, OUT, DraftProcess, LotRow
from casthouse.provenance.lot_stock import LotFacts


def content_of(rows: Iterable[LotRow]) -> object:
    """Return what two processes of one key must have alike to be the same one; the order of rows does not count."""
    return tuple(
        sorted(
            (
                *(str(row.day), row.facility_id or 0, row.step_code or 0),
                *(row.direction_code or 0, row.lot, row.material_code or 0, row.mass_g or 0),
            )
            for row in rows
        )
    )


def admit(rows: Sequence[LotRow], facts: LotFacts) -> None:
    """Give each row that cannot be posted its code, and mark those that are posted already.

    Args:
        rows: the rows of a file in its order, with the codes of `lot_shape`; they are changed in place.
        facts: what the ledger knows of the lots and processes that they name.
    """
    drafts: dict[str, DraftProcess] = defaultdict(DraftProcess)
    for row in rows:
        drafts[row.process].rows.append(row)
    _compare_posted(drafts, facts)
    _refuse_known_outputs(drafts.values(), facts)
    waiting = [draft for draft in drafts.values() if _is_whole(draft)]
    metal = LotMetal(waiting, facts)
    creating = [draft for draft in waiting if metal.is_created_by(draft)]
    for draft in creating:
        draft.is_open = (
            False  # makes nothing that another could draw; its rows may still have an earlier code
        )
    left = settle_draws(waiting, facts)
    for draft in creating:
        _refuse_creation(draft, left)
    for draft in waiting:
        if not draft.is_open:
            draft.close()


def _compare_posted(drafts: Mapping[str, DraftProcess], facts: LotFacts) -> None:
    for key, draft in drafts.items():
        if key not in facts.posted:
            continue
        draft.is_open = False
        sound = all(row.stands for row in draft.rows)
        if sound and content_of(draft.rows) == facts.posted[key]:
            for row in draft.rows:
                row.is_unchanged = True
        else:
            for row in draft.rows:
                row.refuse(LotRefusal.REFERENCE_CONFLICT, ", posted with other content")


def _refuse_known_outputs(drafts: Iterable[DraftProcess], facts: LotFacts) -> None:
    """Refuse an output whose lot was received, or is made by another process, posted or earlier in the file.

    As with movements, a process that this check or an earlier one refused is in nobody's way; one that only a later
    check refuses still is.
    """
    made = [(row, draft) for draft in drafts if draft.is_open for row in draft.side(OUT) if row.stands]
    for row, _ in made:
        _refuse_held_output(row, facts)
    refused = {id(draft) for _, draft in made if not all(row.stands for row in draft.rows)}
    makers: dict[str, DraftProcess] = {}
    for row, draft in sorted(made, key=lambda each: each[0].row):
        if not row.stands:
            continue
        maker = makers.get(row.lot, draft)
        if maker is not draft and id(maker) not in refused:
            where = f" making lot “{row.lot}”, which process “{maker.rows[0].process}” makes"
            row.refuse(LotRefusal.REFERENCE_CONFLICT, where)
            refused.add(id(draft))
        elif id(draft) not in refused:
            makers[row.lot] = draft


def _refuse_held_output(row: LotRow, facts: LotFacts) -> None:
    stock = facts.stock(row.lot)
    if stock.received_g:
        row.refuse(LotRefusal.REFERENCE_CONFLICT, f" making lot “{row.lot}”, which was received")
    elif stock.maker:
        where = f" making lot “{row.lot}”, which process “{stock.maker}” makes"
        row.refuse(LotRefusal.REFERENCE_CONFLICT, where)


def _is_whole(draft: DraftProcess) -> bool:
    """Say whether a new process has all its rows, inputs and outputs; refuse the rest of one that has not."""
    if not draft.is_open:
        return False
    if not all(row.stands for row in draft.rows):
        draft.close(where=" that another row of it is refused")
    elif not draft.side(IN):
        draft.close(where=" without an input")
    elif not draft.side(OUT):
        draft.close(where=" without an output")
    return draft.is_open


def _refuse_creation(draft: DraftProcess, left: Mapping[str, int]) -> None:
    for row in draft.side(IN):
        if row.lot not in left:
            row.refuse(LotRefusal.LOT_UNKNOWN)
        elif row.grams > left[row.lot]:
            row.refuse(LotRefusal.LOT_OVERDRAWN, left_g=max(0, left[row.lot]))
    draft.close(LotRefusal.MASS_CREATED)
