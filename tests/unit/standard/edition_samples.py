"""A small edition for the tests of what editions promise."""

from dataclasses import replace
from datetime import date

from casthouse.parties.activity import Activity
from casthouse.parties.organisation import Membership
from casthouse.standard.applicability_row import Applicability, ApplicabilityRow, Cycle
from casthouse.standard.criterion import Criterion, Pillar, Principle, SubItem
from casthouse.standard.edition import Edition
from casthouse.standard.standard_name import StandardName

MINE, SMELTER = Activity.BAUXITE_MINING, Activity.ALUMINIUM_SMELTING
CONVERTER, MAKER = Activity.MATERIAL_CONVERSION, Activity.OTHER_MANUFACTURING
USERS, PRODUCERS = Membership.INDUSTRIAL_USERS, Membership.PRODUCTION_AND_TRANSFORMATION
A, C, N = Applicability.MANDATORY, Applicability.CONTEXTUAL, Applicability.NOT_APPLICABLE


def row(
    item: str,
    activity: Activity,
    applicability: Applicability,
    membership: Membership | None = None,
    cycle: Cycle | None = None,
) -> ApplicabilityRow:
    """Return a row."""
    return ApplicabilityRow(
        item=item, activity=activity, applicability=applicability, membership=membership, cycle=cycle
    )


LAW = Criterion(number="1.1", principle=1, title="Legal compliance", summary="know and follow the law")
PAYMENTS = Criterion(
    number="3.3",
    principle=3,
    title="Payments to governments",
    summary="lawful payments, published by mines",
    sub_items=(SubItem(letter="a", summary="lawful only"), SubItem(letter="b", summary="publish")),
)
CLIMATE = Criterion(number="5.1", principle=5, title="Disclosure", summary="yearly, public, verified")
NEW_PROJECTS = Criterion(number="2.5", principle=2, title="New projects", summary="assess before you build")
EVERYWHERE = tuple(row("1.1", activity, A) for activity in (MINE, SMELTER, CONVERTER, MAKER))
EDITION = Edition(
    code="ps-sample",
    standard=StandardName.PERFORMANCE,
    name="A sample",
    in_force_from=date(2022, 5, 19),
    audits_from=date(2022, 6, 1),
    audits_to=date(2028, 2, 29),
    principles=(
        Principle(number=1, title="Integrity", pillar=Pillar.GOVERNANCE),
        Principle(number=2, title="Management", pillar=Pillar.GOVERNANCE),
        Principle(number=3, title="Transparency", pillar=Pillar.GOVERNANCE),
        Principle(number=5, title="Greenhouse gas", pillar=Pillar.ENVIRONMENT),
    ),
    criteria=(LAW, NEW_PROJECTS, PAYMENTS, CLIMATE),
    applicability=(
        *EVERYWHERE,
        row("2.5", SMELTER, C),
        row("3.3", MINE, A),
        row("3.3", SMELTER, A),
        row("3.3b", SMELTER, N),
        row("5.1", MINE, A),
        row("5.1", MAKER, N, None, Cycle.FIRST),
        row("5.1", MAKER, A, None, Cycle.LATER),
        row("5.1", CONVERTER, A),
        row("5.1", CONVERTER, N, USERS, Cycle.FIRST),
        row("5.1", CONVERTER, A, USERS, Cycle.LATER),
    ),
    transition_ended_by=frozenset({MINE, SMELTER}),
)
DRAFT = replace(EDITION, code="ps-draft", is_draft=True)
