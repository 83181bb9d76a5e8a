"""Doing what a program asks for once, however often it asks under the same key.

The key, the effect and the answer are one transaction: after a crash there are all three or none. A twin that comes
while the first is at work waits for it, and gets its answer. What is refused is kept too: the same question has the
same answer, and a try that is counted counts. Only what was never put to the ledger is not kept, so that it can be
asked again.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction

from casthouse.refusal import Refusal
from casthouse.service import clock
from casthouse.storage import idempotency as idempotency_store

KEY = re.compile(r"[!-~]{1,200}")
KEPT_FOR = timedelta(days=30)
"""So long an answer is kept at least; older ones go when new keys come, and their keys are new then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a program is answered: an HTTP status and a JSON text."""

    status: int
    body: str
    is_replayed: bool = False


def answer_once(
    caller: str,
    key: str,
    *,
    digest: str,
    work: Callable[[], Answer],
    refused: Callable[[Refusal], Answer | None],
) -> Answer:
    """Return the answer kept under a key, or do the work and keep its answer.

    Args:
        caller: who asks; keys of different callers have nothing to do with each other.
        key: the caller's key.
        digest: of all that the call says.
        work: the use case; whatever it appends is part of the same transaction.
        refused: what to answer to a refusal, or None where it is not to be kept.

    Raises:
        Refusal: `idempotency_key_invalid`, `idempotency_key_conflict`, or the refusal that is not kept.
    """
    if not KEY.fullmatch(key):
        raise Refusal(
            "idempotency_key_invalid",
            found=f"an Idempotency-Key of {len(key)} characters",
            expected="1 to 200 visible ASCII characters",
            todo="send a random key, a new one for each call that is no repetition",
        )
    kept = _kept(caller, key, digest)
    if kept is not None:
        return kept
    with transaction.atomic():
        now = clock.now()
        if idempotency_store.claim_key(caller, key, digest=digest, at=now):
            idempotency_store.forget_answers(before=now - KEPT_FOR)
            answer = _worked(work, refused)
            idempotency_store.keep_answer(caller, key, status=answer.status, body=answer.body)
            return answer
    kept = _kept(caller, key, digest)
    assert kept is not None, "a key that is not free has an answer"
    return kept


def _worked(work: Callable[[], Answer], refused: Callable[[Refusal], Answer | None]) -> Answer:
    try:
        with transaction.atomic():
            return _counted(work, refused)
    except Refusal as refusal:
        answer = refused(refusal)
        if answer is None:
            raise
        return answer


def _counted(work: Callable[[], Answer], refused: Callable[[Refusal], Answer | None]) -> Answer:
    """Do the work; what a refusal counted stays, so that no key makes a try free."""
    try:
        return work()
    except Refusal as refusal:
        answer = refused(refusal) if refusal.is_counted else None
        if answer is None:
            raise
        return answer


def _kept(caller: str, key: str, digest: str) -> Answer | None:
    kept = idempotency_store.kept_answer(caller, key)
    if kept is None:
        return None
    if kept.digest != digest:
        raise Refusal(
            "idempotency_key_conflict",
            found=f"the Idempotency-Key “{key[:60]}” with another content than before",
            expected="the same method, address and content under the same key",
            todo="send a new key with a new content",
        )
    return Answer(status=kept.status, body=kept.body, is_replayed=True)
