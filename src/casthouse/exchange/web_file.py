"""Fetching small files from another server, within limits of size and time; nothing else of the network is used."""

from http.client import HTTPException
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from casthouse.refusal import Refusal

SECONDS_MAX = 30
SIZE_MAX = 1 << 21


def fetched(url: str, *, body: bytes | None = None) -> tuple[int, bytes]:
    """Return status and content of an address; with a body it is sent there.

    Raises:
        Refusal: `address_unreachable`.
    """
    if urlsplit(url).scheme not in {"http", "https"}:
        raise unreachable(url, "an address of another kind")
    try:
        request = Request(url, data=body, headers={"User-Agent": "casthouse"})  # noqa: S310 - http alone, see above
        with urlopen(request, timeout=SECONDS_MAX) as answer:  # noqa: S310 - as above
            return int(answer.status), _content(url, answer.read(SIZE_MAX + 1))
    except HTTPError as answer:
        with answer:
            return answer.code, _content(url, answer.read(SIZE_MAX + 1))
    except (URLError, HTTPException, OSError) as fault:
        raise unreachable(url, str(getattr(fault, "reason", fault))) from fault


def _content(url: str, content: bytes) -> bytes:
    if len(content) > SIZE_MAX:
        raise unreachable(url, "a file that is too large")
    return content


def unreachable(url: str, found: str) -> Refusal:
    """Return the refusal of an address that does not answer as it should."""
    return Refusal(
        "address_unreachable",
        found=f"{url[:200]}: {found[:200]}",
        expected="a server that answers over http or https within 30 seconds, with at most 2 MiB",
        todo="compare the address, and try again later",
    )
