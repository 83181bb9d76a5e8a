"""What signed statements say, in templates: the words of the command."""

from typing import Any

from django import template

from casthouse.exchange.stated_fact import StatedFact, origin_text, stage_facts, stated_facts
from casthouse.passport.statement_kind import StatementKind

register = template.Library()


@register.filter
def stated_stages(position: Any) -> list[tuple[str, list[StatedFact]]]:  # noqa: ANN401 - JSON
    """Return the figures of each stage of a closed period at which something moved."""
    return stage_facts(position)


@register.filter
def stated_certificate(subject: Any) -> list[StatedFact]:  # noqa: ANN401 - JSON
    """Return what a certificate says."""
    return stated_facts(StatementKind.CERTIFICATE, subject)


@register.filter
def stated_origin(origin: Any) -> str:  # noqa: ANN401 - JSON
    """Return a physical origin as it is disclosed."""
    return origin_text(origin)
