"""Attribution as JSON: what the accounts of all companies attribute, and by which rule a scope does."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Protocol

from casthouse.exchange.trace_json import TracedSubject
from casthouse.measure.period import Period
from casthouse.measure.share import share_text
from casthouse.provenance.attribution_choice import AttributionChoice
from casthouse.provenance.disclosed_attribution import SeenInSteps, SeenPoolOrigin, SeenRule
from casthouse.provenance.pool import AttributionRule


class AttributedSubject(TracedSubject, Protocol):
    """What was asked about; `left_as` names a movement that is meant by itself."""

    @property
    def left_as(self) -> str:
        """Its reference."""


class AttributedAnswer(Protocol):
    """What the accounts attribute, as whoever asked may see it."""

    @property
    def subject(self) -> AttributedSubject:
        """What was asked about."""

    @property
    def scope(self) -> str:
        """In whose accounts it came into being."""

    @property
    def period(self) -> Period:
        """Of which period."""

    @property
    def rule(self) -> AttributionRule:
        """By which rule these attribute."""

    @property
    def pools(self) -> int:
        """Through how many stages of accounts the trail came."""

    @property
    def rules(self) -> Sequence[SeenRule]:
        """By which rules they attribute."""

    @property
    def sources(self) -> Sequence[SeenPoolOrigin]:
        """The same, put together by company, kind and supplier."""

    @property
    def origins(self) -> Sequence[SeenPoolOrigin]:
        """Where the trail ends."""

    @property
    def in_steps(self) -> SeenInSteps:
        """Those together of which the exact share is not told."""


class RuleAnswer(Protocol):
    """By which rule a scope attributes."""

    @property
    def scope(self) -> str:
        """The scope."""

    @property
    def rule(self) -> AttributionRule:
        """The rule of the period."""

    @property
    def period_start(self) -> date:
        """The first day of today's period."""

    @property
    def choices(self) -> Sequence[AttributionChoice]:
        """All choices, the latest first."""


def attributed_trace_json(trace: AttributedAnswer) -> dict[str, Any]:
    """Return what is attributed; what is not disclosed is null. `in_steps` and the exact shares are the whole."""
    return {
        "subject": {
            "organisation": trace.subject.lot.organisation,
            "lot": trace.subject.lot.lot or None,
            "reference": trace.subject.left_as or None,
        },
        "mass_g": trace.subject.mass_g,
        "scope": trace.scope,
        "period": {"start": trace.period.start.isoformat(), "end": trace.period.last_day.isoformat()},
        "rule": trace.rule.value,
        "pools": trace.pools,
        "rules": [
            {"organisation": each.organisation or None, "rule": each.rule.value, "accounts": each.accounts}
            for each in trace.rules
        ],
        "in_steps": {"mass_g": trace.in_steps.mass_g, "share": share_text(trace.in_steps.share)},
        "sources": [_source(each) for each in trace.sources],
        "origins": [_origin(each) for each in trace.origins],
    }


def _origin(each: SeenPoolOrigin) -> dict[str, Any]:
    place = each.place
    told = {"facility": place.facility, "lot": place.lot, "reference": place.reference}
    return {name: text or None for name, text in told.items()} | _source(each)


def _source(each: SeenPoolOrigin) -> dict[str, Any]:
    place = each.place
    return {
        "organisation": place.organisation or None,
        "country": place.country or None,
        "counterparty": place.counterparty or None,
        "kind": place.kind or None,
        "undisclosed": place.is_undisclosed,
        "mass_g": each.mass_g,
        "share": share_text(each.share),
        "share_from": share_text(each.share_from),
        "share_to": share_text(each.share_to),
        "share_min": share_text(each.possible.least),
        "share_max": share_text(each.possible.most),
    }


def attribution_json(found: RuleAnswer) -> dict[str, Any]:
    """Return by which rule a scope attributes, and every choice."""
    return {
        "scope": found.scope,
        "rule": found.rule.value,
        "period_start": found.period_start.isoformat(),
        "choices": [
            {
                "rule": each.rule.value,
                "from": each.first_day.isoformat(),
                "at": each.at.isoformat(),
                "by": each.by,
            }
            for each in found.choices
        ],
    }
