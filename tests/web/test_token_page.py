"""One's own API tokens at their page: made, shown once, used, revoked; those of others are out of reach."""

import pytest

from casthouse.service.permission import OPERATOR
from casthouse.service.token import create_token
from tests.web.api_world import API
from tests.web.page_visit import Visitor

pytestmark = [pytest.mark.usefixtures("world"), pytest.mark.one_store]

PAGE = "/tokens/"


def called(secret: str) -> int:
    """Return how the API answers a program with a secret."""
    answer = Visitor(None).client.get(f"{API}/me", HTTP_AUTHORIZATION=f"Bearer {secret}")
    return int(answer.status_code)


def test_a_token_is_made_shown_once_used_and_revoked() -> None:
    visitor = Visitor("clerk")
    page = visitor.post(PAGE, {"name": "ERP night job", "days": "30"})
    made = page.answer.context["made"]
    assert "no-store" in page.answer["Cache-Control"]
    assert made.secret in page.words
    assert made.secret not in visitor.get(PAGE).text
    assert called(made.secret) == 200
    page = visitor.post(f"{PAGE}revoke/", {"prefix": made.token.prefix})
    assert "opens nothing any more" in page.words
    assert called(made.secret) == 401


def test_a_token_of_somebody_else_is_neither_seen_nor_revoked() -> None:
    other = create_token(OPERATOR, username="manager", name="the manager's own")
    visitor = Visitor("clerk")
    assert "the manager's own" not in visitor.get(PAGE).words
    assert visitor.post(f"{PAGE}revoke/", {"prefix": other.token.prefix}).refusal == "token_unknown"
    assert called(other.secret) == 200


def test_a_token_that_opens_for_ever_is_refused() -> None:
    page = Visitor("clerk").post(PAGE, {"name": "for ever", "days": "100000"})
    assert page.status == 422
    assert page.answer.context["made"] is None
