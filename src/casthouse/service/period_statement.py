"""The signed statement of a closed period: what its closing bound, signed by the organisation whose accounts it is of.

It holds every figure of the position, and binds the movements and documents that they follow from, so that an outsider
with the company's own export computes the period again. Reopening the period revokes it.
"""

from datetime import UTC, date

from casthouse.passport.canonical import JsonObject
from casthouse.passport.key_owner import organisation_owner
from casthouse.passport.signature import instant_text
from casthouse.passport.signed_statement import SignedStatement
from casthouse.passport.statement_kind import StatementKind
from casthouse.refusal import Refusal
from casthouse.service.lookup import found_organisation, found_organisation_id, found_scope, scope_unknown
from casthouse.service.period_binding import bound_period
from casthouse.service.permission import Act, Actor, authorise
from casthouse.service.signed_statement import WantedStatement, latest_about, signed_once
from casthouse.storage.signed_statement import StatementLink


def sign_period(actor: Actor, *, organisation: str, scope: str, start: date) -> SignedStatement:
    """Sign the statement in force of a closed period; once signed, return what was signed.

    Args:
        actor: who signs.
        organisation: whose accounts they are, by its code.
        scope: code of the scope.
        start: first day of the period.

    Raises:
        Refusal: `not_permitted`, `organisation_unknown`, `scope_unknown`, `period_unknown`, `period_not_closed`,
            `period_not_bound`, `key_missing`.
    """
    authorise(actor, Act.STATEMENT_SIGN, organisation)
    organisation_id = found_organisation_id(organisation)
    if _holder(scope) != organisation:
        raise scope_unknown(scope)
    return signed_once(
        actor,
        Act.STATEMENT_SIGN,
        organisation_owner(organisation),
        lambda: _wanted(actor, organisation, organisation_id, scope=scope, start=start),
        organisation_id=organisation_id,
    )


def statement_of_period(organisation: str, scope: str, start: date) -> SignedStatement | None:
    """Return the latest signed statement of a period, or None; for a page that the reader may see."""
    about = _about(scope, start)
    return latest_about(found_organisation_id(organisation), StatementKind.PERIOD, [about]).get(about)


def _about(scope: str, start: date) -> str:
    return f"{scope} {start.isoformat()}"


def _holder(scope: str) -> str:
    try:
        return found_scope(scope).organisation
    except Refusal:
        return ""


def _wanted(
    actor: Actor, organisation: str, organisation_id: int, *, scope: str, start: date
) -> WantedStatement:
    bound = bound_period(actor, scope=scope, start=start)
    name = found_organisation(organisation).name
    subject: JsonObject = {
        "type": "PeriodStatement",
        "organisation": {"code": organisation, "name": name},
        "closed_at": instant_text(bound.statement.closed_at.astimezone(UTC)),
        "binding": bound.binding.as_json(),
    }
    return WantedStatement(
        kind=StatementKind.PERIOD,
        about=_about(scope, start),
        organisation=organisation,
        owner=organisation_owner(organisation),
        name=name,
        link=StatementLink(organisation_id=organisation_id, period_id=bound.statement.identifier),
        subject=subject,
    )
