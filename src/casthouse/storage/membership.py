"""Reading and appending what was recorded about memberships."""

from collections import defaultdict
from collections.abc import Iterable

from casthouse.parties.membership import MembershipFact, Standing
from casthouse.parties.organisation import Membership
from casthouse.storage.models import MembershipFactRow, OrganisationRow


def membership_facts(organisations: Iterable[str] | None = None) -> dict[str, list[MembershipFact]]:
    """Return the facts of organisations, or of all, in the order of recording, by organisation."""
    rows = MembershipFactRow.objects.select_related("organisation").order_by("id")
    if organisations is not None:
        rows = rows.filter(organisation__code__in=list(organisations))
    facts: dict[str, list[MembershipFact]] = defaultdict(list)
    for row in rows:
        facts[row.organisation.code].append(_value(row))
    return facts


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


def _value(row: MembershipFactRow) -> MembershipFact:
    return MembershipFact(
        recorded_at=row.recorded_at,
        actor=row.actor,
        effective=row.effective,
        reason=row.reason,
        standing=Standing(row.standing) if row.standing else None,
        membership=Membership(row.membership) if row.membership else None,
        joined=row.joined,
    )
