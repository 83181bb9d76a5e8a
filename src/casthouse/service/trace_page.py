"""Tracing what stands on thousands of lots, for programs: the answer a page at a time, in a hundredth of the time.

The whole answer has an exact fraction for each origin; behind thousands of lots that is megabytes of digits. From
`LOTS_WHOLE` lots on a page gives the origins with the largest shares, exact grams and shares rounded once. It is
computed on the projection; where that is not to be had, or leaves a rounding open, from the exact answer. What may be
seen is the same on each way: what the organisations disclose to whoever asks.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casthouse.measure.period import Period
from casthouse.provenance.disclosed_trace import SeenShipment, seen_shipments
from casthouse.provenance.origin_page import OriginPage, PageWanted, exact_page
from casthouse.provenance.pool import AttributionRule
from casthouse.refusal import Refusal
from casthouse.service import projection as projection_service
from casthouse.service.disclosure import SeenParties
from casthouse.service.lookup import found_organisation_id
from casthouse.service.permission import Act, Actor, authorise
from casthouse.service.pool_account import rule_of
from casthouse.service.trace import Trace, shipments_behind, trace
from casthouse.service.trace_subject import Subject, pool_subject, traced_subject
from casthouse.storage import scope as scope_store

if TYPE_CHECKING:
    from casthouse.provenance.projection import Projection

LOTS_WHOLE = 1_000
"""So many lots upstream are answered whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributedBy:
    """By which rule the accounts attribute, without what they do; none where no accounts hold the lot."""

    rule: AttributionRule | None
    scope: str
    period: Period | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TracePage:
    """A page of the answer, as whoever asked may see it."""

    subject: Subject
    upstream: OriginPage
    attributed: AttributedBy
    downstream: tuple[SeenShipment, ...]


def trace_page(actor: Actor, *, organisation: str, reference: str, wanted: PageWanted) -> Trace | TracePage:
    """Trace as `trace` does: whole, or a page of it where more lots lie upstream than `LOTS_WHOLE`.

    Raises:
        Refusal: as `trace` does; `trace_changed` when the list is no longer that of the page before.
    """
    authorise(actor, Act.TRACE_READ, organisation)
    organisation_id = found_organisation_id(organisation)
    subject = traced_subject(organisation, organisation_id, reference)
    seen = SeenParties(actor)
    with projection_service.up_to_date() as projection:
        upstream = _upstream(projection, seen, organisation_id, subject, wanted)
        shipments = () if upstream is None else shipments_behind(subject.lot)
    if upstream is None:
        whole = trace(actor, organisation=organisation, reference=reference)
        if whole.lots <= LOTS_WHOLE:
            return whole
        upstream = exact_page(whole.origins, wanted, lots=whole.lots, edges=whole.edges)
        shipments = shipments_behind(subject.lot)
    if wanted.digest not in {"", upstream.digest}:
        raise _changed()
    parties = seen.of({each.shipment.lot.organisation for each in shipments})
    return TracePage(
        subject=subject,
        upstream=upstream,
        attributed=_attributed_by(subject),
        downstream=seen_shipments(shipments, parties),
    )


def _upstream(
    projection: "Projection | None",
    seen: SeenParties,
    organisation_id: int,
    subject: Subject,
    wanted: PageWanted,
) -> OriginPage | None:
    """Return a page by the projection; None where few lots lie upstream or the exact answer is to be asked."""
    if projection is None:
        return None
    from casthouse.service.rounded_upstream import rounded_upstream  # noqa: PLC0415 - it loads the compiler

    return rounded_upstream(
        seen, projection, subject, wanted, organisation_id=organisation_id, lots_whole=LOTS_WHOLE
    )


def _attributed_by(subject: Subject) -> AttributedBy:
    pooled = pool_subject(subject, scope_store.scopes(organisation=subject.lot.organisation))
    if pooled is None:
        return AttributedBy(rule=None, scope="", period=None)
    account = pooled.pool.account
    return AttributedBy(rule=rule_of(account), scope=account.scope, period=account.period)


def _changed() -> Refusal:
    return Refusal(
        "trace_changed",
        found="a page of a trace that was different when its first page was asked for",
        expected="a chain to which nothing was posted meanwhile",
        todo="begin with the first page",
    )
