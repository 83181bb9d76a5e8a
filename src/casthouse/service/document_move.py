"""Moving the state of a CoC Document: the row, its event and their entry in the log, together or not at all."""

from datetime import datetime

from casthouse.custody.document_state import DocumentAct, DocumentState
from casthouse.service.logged_row import enter
from casthouse.storage import document as document_store


def move_document(
    document_id: int,
    *,
    act: DocumentAct,
    was: DocumentState,
    state: DocumentState,
    organisation_id: int,
    at: datetime,
    actor: str,
    reason: str = "",
) -> None:
    """Move a document from the state that was read to another; the caller opened the transaction.

    Raises:
        Refusal: `document_state` when the document is not in the state that was read.
    """
    event_id = document_store.move_document(
        document_id,
        act=act,
        was=was,
        state=state,
        organisation_id=organisation_id,
        at=at,
        actor=actor,
        reason=reason,
    )
    enter({"document": [document_id], "document_event": [event_id]}, at=at)
