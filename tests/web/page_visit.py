"""People of the small world at its pages: signed in, with a browser's manners but without a browser."""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.test import Client


@dataclass(frozen=True, kw_only=True)
class Page:
    """What a person is shown."""

    status: int
    text: str
    address: str
    answer: Any

    @property
    def words(self) -> str:
        """What is read, without the tags, blanks made one."""
        plain = html.unescape(re.sub(r"<[^>]*>", " ", self.text))
        return " ".join(plain.split())

    @property
    def refusal(self) -> str:
        """The code of the refusal on the page; empty without one."""
        found = re.search(r"Code <code>([a-z_]+)</code>", self.text)
        return found[1] if found else ""


class Visitor:
    """A person of the world, or nobody."""

    def __init__(self, person: str | None = "manager") -> None:
        self.client = Client(raise_request_exception=True)
        if person is not None:
            self.client.force_login(User.objects.get(username=person))

    def get(self, path: str) -> Page:
        """Open an address."""
        return _page(self.client.get(path, follow=True), path)

    def post(self, path: str, data: Mapping[str, object]) -> Page:
        """Send a form, and follow where it leads."""
        return _page(self.client.post(path, data, follow=True), path)


def _page(answer: Any, path: str) -> Page:
    is_text = answer.headers["Content-Type"].startswith("text/html")
    chain = answer.redirect_chain
    return Page(
        status=int(answer.status_code),
        text=answer.content.decode() if is_text else "",
        address=chain[-1][0] if chain else path,
        answer=answer,
    )
