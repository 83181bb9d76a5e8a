"""Tokens of the caller: for programs that act as them. The secret is answered once."""

from typing import Annotated

from django.http import HttpResponse
from ninja import Router
from pydantic import Field, Strict

from casthouse.service.token import DAYS_MAX, DAYS_USUAL, create_token, revoke_token, tokens
from casthouse.web.api.once import Reply, once
from casthouse.web.api.shape import Given, ShortText, Shown
from casthouse.web.api.sign_in import ApiRequest

router = Router(tags=["tokens"])


class TokenWanted(Given):
    """What a token is for, and how many days it opens."""

    name: ShortText
    days: Annotated[int, Strict(), Field(ge=1, le=DAYS_MAX)] = DAYS_USUAL


class TokenShown(Shown):
    """A token without its secret."""

    prefix: str
    username: str
    name: str
    created_at: str
    expires_at: str
    revoked_at: str | None


class TokenMade(TokenShown):
    """A token that was just made; a repetition of the call does not show the secret again."""

    secret: str | None


class TokenList(Shown):
    """The tokens of the caller, the newest first."""

    tokens: list[TokenShown]


@router.get("/tokens", response=TokenList)
def list_tokens(request: ApiRequest) -> TokenList:
    """List the caller's tokens."""
    found = tokens(request.auth, username=request.auth.name)
    return TokenList(tokens=[TokenShown.model_validate(each.as_json()) for each in found])


@router.post("/tokens", response={201: TokenMade})
def create(request: ApiRequest, wanted: TokenWanted) -> HttpResponse:
    """Make a token that acts as the caller."""

    def work() -> Reply:
        made = create_token(request.auth, username=request.auth.name, name=wanted.name, days=wanted.days)
        members = made.token.as_json()
        return Reply(
            shape=TokenMade.model_validate({**members, "secret": made.secret}),
            kept=TokenMade.model_validate({**members, "secret": None}),
            status=201,
        )

    return once(request, work)


@router.post("/tokens/{prefix}/revoke", response=TokenShown)
def revoke(request: ApiRequest, prefix: str) -> HttpResponse:
    """Put a token out of force, now and for good."""

    def work() -> Reply:
        return Reply(shape=TokenShown.model_validate(revoke_token(request.auth, prefix=prefix).as_json()))

    return once(request, work)
