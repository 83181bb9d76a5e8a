from dataclasses import replace
from datetime import date

import pytest

from casthouse.assurance.accreditation import (
    Accreditation,
    AuditedScope,
    AuditTeam,
    DeclaredRelation,
    RelationKind,
    TeamFlaw,
    reasons_against,
)
from casthouse.parties.activity import Activity
from casthouse.standard.standard_name import StandardName
from tests.unit.assurance.manual_samples import MANUAL

FIRST, LAST = date(2025, 3, 10), date(2025, 3, 14)
SCOPE = AuditedScope(
    organisation="RHEIN",
    standard=StandardName.PERFORMANCE,
    country="DE",
    activities=frozenset({Activity.ALUMINIUM_SMELTING, Activity.CASTHOUSE}),
    sites=2,
)
TEAM = AuditTeam(firm="PRUEF", lead="lena", members=frozenset({"lena", "theo"}))
LENA = Accreditation(
    firm="PRUEF",
    auditor="lena",
    standard=StandardName.PERFORMANCE,
    country="DE",
    activity=Activity.ALUMINIUM_SMELTING,
    valid_from=FIRST,
    valid_to=LAST,
)
THEO = replace(LENA, auditor="theo", activity=Activity.CASTHOUSE)


def against(
    team: AuditTeam = TEAM,
    scope: AuditedScope = SCOPE,
    accreditations: tuple[Accreditation, ...] = (LENA, THEO),
    relations: tuple[DeclaredRelation, ...] = (),
    led_before: tuple[str, ...] = (),
) -> list[TeamFlaw]:
    found = reasons_against(
        team,
        scope,
        accreditations=accreditations,
        relations=relations,
        led_before=led_before,
        first_day=FIRST,
        last_day=LAST,
        limits=MANUAL.team,
    )
    assert all(each.detail for each in found)
    return [each.code for each in found]


def test_nothing_stands_against_a_team_that_covers_the_scope_to_the_day() -> None:
    assert against() == []


@pytest.mark.parametrize(
    "changed",
    [
        {"firm": "OTHER"},
        {"standard": StandardName.CHAIN_OF_CUSTODY},
        {"country": "FR"},
        {"valid_from": date(2025, 3, 11)},
        {"valid_to": date(2025, 3, 13)},
    ],
)
def test_an_accreditation_that_misses_in_one_respect_is_none(changed: dict[str, object]) -> None:
    other = replace(LENA, **changed)  # type: ignore[arg-type]  # one field at a time
    found = against(accreditations=(other, THEO))
    assert found == [TeamFlaw.AUDITOR_NOT_ACCREDITED, TeamFlaw.ACTIVITY_NOT_COVERED]
    lone = replace(TEAM, members=frozenset({"lena"}))
    assert against(team=lone, accreditations=(other,)) == [TeamFlaw.FIRM_NOT_ACCREDITED]


def test_all_reasons_are_named_at_once() -> None:
    scope = replace(SCOPE, activities=frozenset(), sites=0)
    team = replace(TEAM, lead="mona")
    relation = DeclaredRelation(
        firm="PRUEF", auditor="", organisation="RHEIN", kind=RelationKind.OWNERSHIP, since=date(2020, 1, 1)
    )
    found = against(team, scope, (), (relation,), ("mona", "mona"))
    assert found == [
        TeamFlaw.SCOPE_EMPTY,
        TeamFlaw.LEAD_NOT_IN_TEAM,
        TeamFlaw.FIRM_NOT_ACCREDITED,
        TeamFlaw.CONFLICT_OF_INTEREST,
        TeamFlaw.LEAD_TOO_LONG,
    ]
    assert TeamFlaw.TEAM_EMPTY in against(team=replace(TEAM, members=frozenset()))


@pytest.mark.parametrize(
    ("kind", "until", "stands"),
    [
        (RelationKind.CONSULTING, None, True),
        (RelationKind.CONSULTING, date(2022, 3, 10), True),
        (RelationKind.CONSULTING, date(2022, 3, 9), False),
        (RelationKind.EMPLOYMENT, date(2022, 3, 10), True),
        (RelationKind.FAMILY, None, True),
        (RelationKind.OWNERSHIP, FIRST, True),
        (RelationKind.OWNERSHIP, date(2025, 3, 9), False),
    ],
)
def test_how_long_a_relation_stands_against_an_audit(
    kind: RelationKind, until: date | None, *, stands: bool
) -> None:
    relation = DeclaredRelation(
        firm="PRUEF", auditor="theo", organisation="RHEIN", kind=kind, since=date(2019, 1, 1), until=until
    )
    assert against(relations=(relation,)) == [TeamFlaw.CONFLICT_OF_INTEREST] * stands


def test_relations_of_others_do_not_count() -> None:
    elsewhere = DeclaredRelation(
        firm="OTHER", auditor="", organisation="RHEIN", kind=RelationKind.OWNERSHIP, since=date(2020, 1, 1)
    )
    other_member = replace(elsewhere, firm="PRUEF", auditor="mona")
    other_organisation = replace(elsewhere, firm="PRUEF", organisation="SUP")
    assert against(relations=(elsewhere, other_member, other_organisation)) == []


def test_the_same_lead_has_two_cycles_in_a_row() -> None:
    assert against(led_before=("lena",)) == []
    assert against(led_before=("lena", "lena")) == [TeamFlaw.LEAD_TOO_LONG]
    assert against(led_before=("lena", "mona", "lena")) == []
