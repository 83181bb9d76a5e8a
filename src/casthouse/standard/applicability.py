"""Which criteria a scope has to meet: rows of an edition, united over the scope's activities.

A row says for one criterion or sub-item and one activity whether it is mandatory, contextual (only where the thing it
speaks of is there: a new project, Indigenous Peoples, a protected area) or not applicable; a row may hold for one class
of membership or one cycle of certification only. Of the rows that fit, the more particular one decides: a class
before any class, then a cycle before any cycle; a sub-item without rows of its own follows its criterion.

A later start of criteria (the Performance Standard V3 spares some members Principles 5 to 11 in their first cycle) ends
as soon as an activity named by the edition is in scope.

Source: fact sheet on the Performance Standard, section 4.
"""

from collections.abc import Collection, Iterable, Mapping

from casthouse.parties.activity import Activity
from casthouse.parties.organisation import Membership
from casthouse.refusal import Refusal
from casthouse.standard.applicability_row import Applicability, ApplicabilityRow, Cycle
from casthouse.standard.criterion import RateableItem
from casthouse.standard.edition import Edition


def applicable(
    edition: Edition,
    *,
    activities: Collection[Activity],
    membership: Membership | None,
    cycle: Cycle,
) -> dict[str, Applicability]:
    """Return for the number of each rateable item whether it holds for a scope: the union over its activities.

    Args:
        edition: the edition that the scope is assessed by.
        activities: what the facilities of the scope do; at least one.
        membership: the class of the member; None where it is not known, and then no class is spared anything.
        cycle: the first certification of the scope or a later one.

    Raises:
        Refusal: `scope_without_activities`, since nothing over nothing would be conformant.
    """
    if not activities:
        raise Refusal(
            "scope_without_activities",
            found="a scope without activities",
            expected="at least one supply-chain activity in the scope",
            todo="record in the register what the facilities of the scope do",
        )
    counted = Cycle.LATER if edition.transition_ended_by & set(activities) else cycle
    rows = _rows_by_place(edition.applicability)
    return {
        item.number: max(
            (_of_activity(rows, item, activity, membership, counted) for activity in activities),
            key=lambda each: each.rank,
        )
        for item in edition.rateable_items
    }


def applicability_row(
    edition: Edition, item: RateableItem, *, activity: Activity, membership: Membership | None, cycle: Cycle
) -> ApplicabilityRow | None:
    """Return the row that decides about an item for one activity, or None where none speaks of it."""
    return _deciding(_rows_by_place(edition.applicability), item, activity, membership, cycle)


Rows = Mapping[tuple[str, Activity], list[ApplicabilityRow]]


def _rows_by_place(rows: Iterable[ApplicabilityRow]) -> Rows:
    places: dict[tuple[str, Activity], list[ApplicabilityRow]] = {}
    for row in rows:
        places.setdefault((row.item, row.activity), []).append(row)
    return places


def _of_activity(
    rows: Rows, item: RateableItem, activity: Activity, membership: Membership | None, cycle: Cycle
) -> Applicability:
    row = _deciding(rows, item, activity, membership, cycle)
    return Applicability.NOT_APPLICABLE if row is None else row.applicability


def _deciding(
    rows: Rows, item: RateableItem, activity: Activity, membership: Membership | None, cycle: Cycle
) -> ApplicabilityRow | None:
    of_item = rows.get((item.number, activity)) or rows.get((item.criterion.number, activity), [])
    fitting = [row for row in of_item if row.fits(membership=membership, cycle=cycle)]
    return max(fitting, key=lambda row: row.particularity, default=None)
