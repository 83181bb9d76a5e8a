"""Nobody learns what exists elsewhere: an organisation or scope in which the caller has no role is refused unseen.

The use case decides what a role may do; here it is only asked whether there is any role at all, so that the answer
for what exists and for what does not is the same to the letter.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from casthouse.refusal import Refusal
from casthouse.service.lookup import holder_of_scope
from casthouse.service.permission import Actor
from casthouse.web.api.sign_in import ApiRequest

View = Callable[..., Any]


def within_reach(view: View) -> View:
    """Refuse an address whose organisation or scope is none of the caller's."""

    @wraps(view)
    def reached(request: ApiRequest, **named: Any) -> Any:  # noqa: ANN401 - as ninja calls a view
        if "organisation" in named:
            _require_role(request.auth, named["organisation"], named["organisation"])
        elif "scope" in named:
            _require_role(request.auth, holder_of_scope(named["scope"]), named["scope"])
        return view(request, **named)

    return reached


def _require_role(actor: Actor, organisation: str | None, named: str) -> None:
    if not actor.roles_in(organisation):
        raise Refusal(
            "not_permitted",
            found=f"{actor.name} without a role in “{named[:64]}”",
            expected="a role there",
            todo="ask a manager of the organisation, or the operator, for the role",
        )
