"""Nobody learns what exists elsewhere: an organisation or scope in which the caller has no role is refused unseen.

The use case decides what a role may do; here it is only asked whether there is any role at all, so that the answer
for what exists and for what does not is the same to the letter. Pages and the API ask alike.
"""

from collections.abc import Mapping
from typing import Any

from casthouse.parties.role import Role
from casthouse.refusal import Refusal
from casthouse.service.lookup import holder_of_scope
from casthouse.service.permission import Actor


def require_reach(actor: Actor, named: Mapping[str, Any]) -> None:
    """Let a call pass whose address names an organisation or scope in which the caller holds a role, or none.

    Raises:
        Refusal: `not_permitted`.
    """
    if "organisation" in named:
        _require_role(actor, named["organisation"], named["organisation"])
    elif "scope" in named:
        _require_role(actor, holder_of_scope(named["scope"]), named["scope"])


def _require_role(actor: Actor, organisation: str | None, named: str) -> None:
    if not actor.roles_in(organisation) - {Role.INDEPENDENT}:  # theirs is no role in an organisation
        raise Refusal(
            "not_permitted",
            found=f"{actor.name} without a role in “{named[:64]}”",
            expected="a role there",
            todo="ask a manager of the organisation, or the operator, for the role",
        )
