"""The audit of a small smelter in which everything is good, for tests that change one thing."""

from datetime import date

from casthouse.assurance.audit import AuditType
from casthouse.assurance.decision import AuditResult, HeldCertificate, RequiredRating
from casthouse.assurance.non_conformance import Grade, GradedItem
from casthouse.assurance.rating import ItemRating, Rating

ITEMS = ("1.1", "2.1a", "2.1b", "5.2", "6.7a", "10.2")
SITE = "SMELTER"
TODAY = date(2025, 6, 2)


def criterion(item: str) -> str:
    """Return the criterion of an item."""
    return item.rstrip("abc")


def rated(item: str, rating: Rating = Rating.CONFORMANCE) -> ItemRating:
    """Return a rating at the site."""
    return ItemRating(item=item, criterion=criterion(item), site=SITE, rating=rating)


def non_conformant(item: str, grade: Grade = Grade.MAJOR) -> GradedItem:
    """Return an open non-conformance."""
    return GradedItem(item=item, criterion=criterion(item), grade=grade)


GOOD = AuditResult(
    audit_type=AuditType.CERTIFICATION,
    is_plan_approved=True,
    is_reviewed=True,
    is_maturity_rated=True,
    is_remote=False,
    is_site_visit_due=False,
    is_follow_up=False,
    has_critical_breach=False,
    required=frozenset(RequiredRating(item=item, site=SITE) for item in ITEMS),
    ratings=tuple(rated(item) for item in ITEMS),
    non_conformances=(),
    sites_planned=frozenset({SITE}),
    sites_visited=frozenset({SITE}),
)
FULL = HeldCertificate(
    number="PS-1", is_provisional=False, issued_on=date(2024, 1, 15), valid_to=date(2027, 1, 14)
)
PROVISIONAL = HeldCertificate(
    number="PS-1", is_provisional=True, issued_on=date(2024, 9, 1), valid_to=date(2025, 8, 31)
)
