"""A page of a trace as JSON: the members of the whole answer, with what is cut said beside it."""

from typing import Any, Protocol

from casthouse.exchange.trace_json import (
    AttributingAccount,
    TracedSubject,
    account_json,
    customers_json,
    place_json,
    subject_json,
)
from casthouse.provenance.disclosed_trace import SeenShipment
from casthouse.provenance.origin_page import OriginPage, RoundedOrigin


class TracePageAnswer(Protocol):
    """A page of a trace as whoever asked may see it."""

    @property
    def subject(self) -> TracedSubject:
        """What was asked about."""

    @property
    def upstream(self) -> OriginPage:
        """The page of origins."""

    @property
    def attributed(self) -> AttributingAccount:
        """By which rule the accounts attribute."""

    @property
    def downstream(self) -> tuple[SeenShipment, ...]:
        """The shipments that hold something of it."""


def trace_page_json(trace: TracePageAnswer, *, following: str | None, attributed_at: str) -> dict[str, Any]:
    """Return the document of a page.

    Args:
        trace: the page.
        following: the address of the next page, None behind the last.
        attributed_at: the address under which the accounts' answer is.
    """
    page = trace.upstream
    return {
        **subject_json(trace.subject),
        "physical": {
            "origins": [_origin(each) for each in page.origins],
            "origins_total": page.total,
            "page_g": sum(each.mass_g for each in page.origins),
            "undisclosed_g": page.undisclosed_g,
            "edges": page.edges,
            "lots": page.lots,
            "next": following,
        },
        "attributed": {**account_json(trace.attributed), "origins": None, "at": attributed_at},
        "downstream": {"customers": customers_json(trace.downstream)},
    }


def _origin(each: RoundedOrigin) -> dict[str, Any]:
    return {
        **place_json(each.place),
        "mass_g": each.mass_g,
        "share": None,
        "share_rounded": each.share_text,
    }
