"""One movement entered by hand, and the reversal of one: the same checks as a file of one row."""

import json
from dataclasses import asdict, dataclass

from casthouse.refusal import Refusal
from casthouse.service.import_answer import RefusedRow
from casthouse.service.movement import post_movements
from casthouse.service.movement_json import batch_of_json
from casthouse.service.permission import Actor

SOURCE = "form"


@dataclass(frozen=True, slots=True, kw_only=True)
class MovementEntry:
    """The columns of contract section 2 as a person typed them."""

    reference: str
    date: str
    facility: str
    kind: str
    material: str = ""
    quantity: str = ""
    unit: str = "t"
    coc: str = ""
    counterparty: str = ""
    document: str = ""
    lot: str = ""
    reverses: str = ""


def enter_movement(actor: Actor, *, organisation: str, entry: MovementEntry) -> bool:
    """Post one movement and say whether it is new; the same again changes nothing.

    Raises:
        Refusal: `organisation_unknown`, `not_permitted`, or the code for which a file's row would be refused.
    """
    content = json.dumps([asdict(entry)]).encode()
    batch = batch_of_json(actor, organisation=organisation, content=content, source=SOURCE)
    answer = post_movements(actor, organisation=organisation, batch=batch)
    if answer.refused:
        raise refusal_of_row(answer.refused[0])
    return answer.posted > 0


def reverse_movement(
    actor: Actor, *, organisation: str, reverses: str, reference: str, date: str, facility: str
) -> bool:
    """Take a movement back, whole, and say whether that is new.

    Raises:
        Refusal: as `enter_movement`; `already_reversed`, `period_closed`, `document_issued` among others.
    """
    entry = MovementEntry(
        reference=reference, date=date, facility=facility, kind="reversal", unit="", reverses=reverses
    )
    return enter_movement(actor, organisation=organisation, entry=entry)


def refusal_of_row(row: RefusedRow) -> Refusal:
    """Return what a refused row says in the form of a refusal: found; expected; to do."""
    found, _, rest = row.message.removeprefix("found ").partition("; expected ")
    expected, _, todo = rest.partition("; ")
    return Refusal(row.code.value, found=found, expected=expected, todo=todo)
