"""POST once: under a header `Idempotency-Key` a repeated call has its effect once and the same answer each time.

The answer to the same key and content comes with `Idempotency-Replayed: true`; the key with another content is
`idempotency_key_conflict`. Kept are the answers of what was done or refused by the ledger; a call that nobody may
make, that cannot be read or that meets a fault of ours is not kept.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from http import HTTPStatus

from django.http import HttpResponse
from ninja import Schema

from casthouse.refusal import Refusal
from casthouse.service.idempotency import Answer, answer_once
from casthouse.service.permission import VISITOR
from casthouse.web.api.problem import PROBLEM_JSON, problem_of_refusal
from casthouse.web.api.sign_in import ApiRequest

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
KEPT = frozenset({HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY})
"""Statuses of refusals that are kept: the ledger said no."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a call is answered; `kept` is what a repetition is answered where the first answer holds a secret."""

    shape: Schema | dict[str, object]
    status: int = HTTPStatus.OK
    kept: Schema | None = None


def once(request: ApiRequest, work: Callable[[], Reply], *, digest: str | None = None) -> HttpResponse:
    """Do the work of a POST, once where the caller sent a key.

    Args:
        request: the call.
        work: the use case.
        digest: of the body, where it was not read into memory.
    """
    key = request.headers.get(HEADER)
    if key is None:
        return _rendered(_answer(work()))
    first: list[Reply] = []

    def kept_work() -> Answer:
        reply = work()
        first.append(reply)
        return _answer(reply, is_kept=True)

    said = _digest(request, digest)
    answer = answer_once(
        _caller(request, said),
        key,
        digest=said,
        work=kept_work,
        refused=lambda refusal: _refused(request, refusal),
    )
    return _rendered(_answer(first[0]) if first else answer)


def _caller(request: ApiRequest, said: str) -> str:
    """Return whose key it is; strangers share no name, so that one's key never stands in another's way."""
    return f"{VISITOR.name} {said}" if request.auth is VISITOR else request.auth.name


def _answer(reply: Reply, *, is_kept: bool = False) -> Answer:
    shape = reply.kept if is_kept and reply.kept is not None else reply.shape
    body = shape.model_dump_json() if isinstance(shape, Schema) else json.dumps(shape, ensure_ascii=False)
    return Answer(status=reply.status, body=body)


def _digest(request: ApiRequest, body_digest: str | None) -> str:
    body = body_digest or sha256(request.body).hexdigest()
    call = "\n".join((str(request.method), request.get_full_path(), request.content_type or "", body))
    return sha256(call.encode()).hexdigest()


def _refused(request: ApiRequest, refusal: Refusal) -> Answer | None:
    told = problem_of_refusal(request, refusal)
    return Answer(status=told.status_code, body=told.content.decode()) if told.status_code in KEPT else None


def _rendered(answer: Answer) -> HttpResponse:
    is_problem = answer.status >= HTTPStatus.BAD_REQUEST
    kind = PROBLEM_JSON if is_problem else "application/json"
    response = HttpResponse(answer.body, status=answer.status, content_type=kind)
    if answer.is_replayed:
        response[REPLAYED] = "true"
    return response
