"""Lists a page at a time: `limit` says how many, `cursor` where to go on, and `next` is the address of the next page.

A cursor is opaque: it says nothing to a caller and is good for the same list only. A page may hold fewer entries than
the limit although more follow; the list ends where `next` is null.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from typing import Annotated, TypeVar

from django.http import HttpRequest
from pydantic import Field, StringConstraints

from casthouse.refusal import Refusal
from casthouse.web.api.shape import Given

LIMIT_USUAL, LIMIT_MAX = 100, 1_000
_T = TypeVar("_T")


class Cursor(Given):
    """Where to go on."""

    cursor: Annotated[str, StringConstraints(max_length=400)] | None = None

    @property
    def after(self) -> str | None:
        """The text that the cursor stands for, None for the first page.

        Raises:
            Refusal: `cursor_invalid`.
        """
        if self.cursor is None:
            return None
        try:
            return urlsafe_b64decode(self.cursor.encode()).decode()
        except ValueError:
            raise cursor_invalid() from None


class Paging(Cursor):
    """Where to go on, and how many entries a page holds."""

    limit: Annotated[int, Field(ge=1, le=LIMIT_MAX)] = LIMIT_USUAL


def cursor_invalid() -> Refusal:
    """Return the refusal of a cursor that no page gave out."""
    return Refusal(
        "cursor_invalid",
        found="a cursor that no page of this list gave out",
        expected="the address in “next” as it was given",
        todo="begin with the first page",
    )


def number_after(paging: Cursor) -> int | None:
    """Return the number that the cursor stands for, None for the first page.

    Raises:
        Refusal: `cursor_invalid`.
    """
    after = paging.after
    if after is None:
        return None
    if not after.isascii() or not after.isdigit() or int(after[:20]) >= 2**63:
        raise cursor_invalid()
    return int(after[:20])


def next_page(request: HttpRequest, after: str | int | None) -> str | None:
    """Return the address of the page that goes on after something, None where nothing follows."""
    if after is None:
        return None
    query = request.GET.copy()
    query["cursor"] = urlsafe_b64encode(str(after).encode()).decode()
    return f"{request.path}?{query.urlencode()}"


def cut(entries: Sequence[_T], *, paging: Paging, key: str) -> tuple[Sequence[_T], str | None]:
    """Return a page of a list at hand that is ordered by an attribute, and what the next page goes on after."""
    after = paging.after
    rest = [each for each in entries if after is None or getattr(each, key) > after]
    page = rest[: paging.limit]
    return page, getattr(page[-1], key) if len(rest) > len(page) else None
