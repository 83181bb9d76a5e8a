"""A page of a trace as JSON: the members of the whole answer, with what is cut said beside it."""

from typing import Any, Protocol

from casthouse.exchange.trace_json import TracedSubject, customers_json, place_json
from casthouse.measure.period import Period
from casthouse.provenance.disclosed_trace import SeenShipment
from casthouse.provenance.origin_page import OriginPage, RoundedOrigin
from casthouse.provenance.pool import AttributionRule


class AttributedAnswer(Protocol):
    """By which rule the accounts attribute."""

    @property
    def rule(self) -> AttributionRule | None:
        """The rule; None where no accounts hold the lot."""

    @property
    def scope(self) -> str:
        """Whose accounts."""

    @property
    def period(self) -> Period | None:
        """Of which period."""


class TracePageAnswer(Protocol):
    """A page of a trace as whoever asked may see it."""

    @property
    def subject(self) -> TracedSubject:
        """What was asked about."""

    @property
    def upstream(self) -> OriginPage:
        """The page of origins."""

    @property
    def attributed(self) -> AttributedAnswer:
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
    page, told = trace.upstream, trace.attributed
    period = told.period
    return {
        "subject": {"organisation": trace.subject.lot.organisation, "lot": trace.subject.lot.lot},
        "mass_g": trace.subject.mass_g,
        "physical": {
            "origins": [_origin(each) for each in page.origins],
            "origins_total": page.total,
            "page_g": sum(each.mass_g for each in page.origins),
            "undisclosed_g": page.undisclosed_g,
            "edges": page.edges,
            "lots": page.lots,
            "next": following,
        },
        "attributed": {
            "rule": told.rule,
            "scope": told.scope or None,
            "period": period and {"start": period.start.isoformat(), "end": period.last_day.isoformat()},
            "origins": None,
            "at": attributed_at,
        },
        "downstream": {"customers": customers_json(trace.downstream)},
    }


def _origin(each: RoundedOrigin) -> dict[str, Any]:
    return {
        **place_json(each.place),
        "mass_g": each.mass_g,
        "share": None,
        "share_rounded": each.share_text,
    }
