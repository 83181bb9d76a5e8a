"""Reading and appending what was recorded about memberships."""

from collections import defaultdict
from collections.abc import Iterable

from casthouse.parties.membership import MembershipFact, Standing
from casthouse.parties.organisation import Membership
from casthouse.storage.models import MembershipFactRow, OrganisationRow
from casthouse.storage.prepared_query import Argument, PreparedQuery


def membership_facts(organisations: Iterable[str] | None = None) -> dict[str, list[MembershipFact]]:
    """Return the facts of organisations, or of all, in the order of recording, by organisation."""
    rows = _ALL.rows() if organisations is None else _NAMED.rows(list(organisations))
    facts: dict[str, list[MembershipFact]] = defaultdict(list)
    for code, at, actor, effective, reason, standing, membership, joined in rows:
        facts[code].append(
            MembershipFact(
                recorded_at=at,
                actor=actor,
                effective=effective,
                reason=reason,
                standing=Standing(standing) if standing else None,
                membership=Membership(membership) if membership else None,
                joined=joined,
            )
        )
    return facts


_COLUMNS = ("recorded_at", "actor", "effective", "reason", "standing", "membership", "joined")
_ALL = PreparedQuery(
    lambda: MembershipFactRow.objects.order_by("id").values_list("organisation__code", *_COLUMNS)
)
_NAMED = PreparedQuery(
    lambda codes: (
        MembershipFactRow.objects.filter(organisation__code__in=codes)
        .order_by("id")
        .values_list("organisation__code", *_COLUMNS)
    ),
    Argument.TEXTS,
)


def append_membership_fact(organisation: str, fact: MembershipFact) -> None:
    """Append one fact."""
    MembershipFactRow.objects.create(
        organisation=OrganisationRow.objects.get(code=organisation),
        recorded_at=fact.recorded_at,
        actor=fact.actor,
        effective=fact.effective,
        reason=fact.reason,
        standing=fact.standing.value if fact.standing else "",
        membership=fact.membership.value if fact.membership else "",
        joined=fact.joined,
    )
