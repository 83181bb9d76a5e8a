"""Notices: what an organisation is told by others or by the system, and who of its people read it.

Any use case may send one with `send_notices`, in its own transaction; a reference makes sure that nothing is told
twice. A notice is never changed or taken back: what follows is another notice.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from casthouse.refusal import Refusal
from casthouse.service import clock
from casthouse.service.lookup import found_organisation
from casthouse.service.permission import Act, Actor, authorise, may
from casthouse.storage import notice as notice_store
from casthouse.storage.notice import NewNotice, Notice

PAGE_SIZE = 50


def send_notices(new: Sequence[NewNotice], *, at: datetime, sender: str) -> int:
    """Tell organisations something, in the caller's transaction; return how many were not told before."""
    return notice_store.append_notices(new, at=at, sender=sender)


def notices(
    actor: Actor, *, organisation: str, before: int | None = None, limit: int = PAGE_SIZE
) -> list[Notice]:
    """Return a page of notices of an organisation, the newest first; `before` is the number of the last one seen.

    Raises:
        Refusal: `organisation_unknown`, `not_permitted`.
    """
    authorise(actor, Act.NOTICE_READ, organisation)
    found_organisation(organisation)
    return notice_store.notices(organisation, before=before, limit=limit)


def unread_notices(actor: Actor, *, organisation: str) -> int:
    """Return how many notices nobody has read; 0 for those who may not read them."""
    return notice_store.unread_count(organisation) if may(actor, Act.NOTICE_READ, organisation) else 0


def read_notice(actor: Actor, *, organisation: str, identifier: int) -> Notice:
    """Say that the actor read a notice of an organisation; who read it first stands.

    Raises:
        Refusal: `organisation_unknown`, `not_permitted`, `notice_unknown`.
    """
    authorise(actor, Act.NOTICE_READ, organisation)
    found_organisation(organisation)
    held = notice_store.notice(identifier)
    if held is None or held.reader != organisation:
        raise Refusal(
            "notice_unknown",
            found=f"notice {identifier}",
            expected=f"a notice to {organisation}",
            todo="look at the list of notices",
        )
    notice_store.mark_read(identifier, at=clock.now(), by=actor.name)
    read = notice_store.notice(identifier)
    assert read is not None
    return read


def notice_json(notice: Notice) -> dict[str, Any]:
    """Return the members of a notice as commands print them."""
    return {
        "notice": notice.identifier,
        "organisation": notice.reader,
        "at": notice.at.isoformat(),
        "sender": notice.sender,
        "subject": notice.subject,
        "text": notice.text,
        "link": notice.link,
        "read_at": notice.read_at.isoformat() if notice.read_at else None,
        "read_by": notice.read_by,
    }
