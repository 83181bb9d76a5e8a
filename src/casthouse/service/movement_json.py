"""Movements that a program sends as JSON, made ready for `post_movements`."""

from casthouse.exchange.movements_json import read_movements_json
from casthouse.service.movement import Batch
from casthouse.service.permission import Act, Actor, authorise


def batch_of_json(
    actor: Actor, *, organisation: str, content: bytes, is_lines: bool = False, source: str = ""
) -> Batch:
    """Return the rows of a JSON text as a batch; nobody who may not post has a text read.

    Args:
        actor: who posts.
        organisation: code of the organisation whose movements they are.
        content: the text.
        is_lines: whether each line is a row of its own (NDJSON).
        source: the name under which the import is recorded.

    Raises:
        Refusal: `not_permitted`, `json_malformed`, `file_empty`, `file_too_large`.
    """
    authorise(actor, Act.MOVEMENT_POST, organisation)
    read = read_movements_json(content, is_lines=is_lines)
    return Batch(rows=read.rows, source=source or "API", digest=read.digest)
