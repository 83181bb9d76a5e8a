"""Every kind of duty has who may do it, who may know of it, and a page that is there."""

from datetime import date

import pytest
from django.urls import resolve

from casthouse.parties.duty import NO_DAY, Duty, DutyKind
from casthouse.service.duty import DUTY_REACH, duty_link, may_do, may_read
from casthouse.service.permission import OPEN, PERMISSIONS, VISITOR, Actor

KEYS = {
    DutyKind.ACCEPT_TRANSFER: ("7",),
    DutyKind.CONFIRM_TRANSFER: ("7",),
    DutyKind.CLOSE_PERIOD: ("ACME-COC", "2024-02-29"),
    DutyKind.RECONCILE_MONTH: ("ACME-COC", "2024-02"),
}


def duty(kind: DutyKind, **more: str) -> Duty:
    return Duty(
        kind=kind,
        organisation="ACME",
        subject="something",
        text="do it",
        opens=date(2024, 1, 1),
        due=None,
        basis=NO_DAY,
        keys=KEYS.get(kind, ("A/1", "1", "2.1a")),
        scope="ACME-COC",
        firm="PRUEF",
        audit="ACME-COC-A1",
        asked_by=more.get("asked_by", ""),
        only_by=more.get("only_by", ""),
    )


def test_every_kind_is_in_the_table_and_nothing_is_open_to_visitors() -> None:
    assert set(DUTY_REACH) == set(DutyKind)
    for reach in DUTY_REACH.values():
        for act in (reach.does, reach.reads):
            assert PERMISSIONS[act] != OPEN
    assert not any(may_read(VISITOR, duty(kind)) or may_do(VISITOR, duty(kind)) for kind in DutyKind)


@pytest.mark.parametrize("kind", DutyKind)
def test_every_duty_leads_to_a_page(kind: DutyKind) -> None:
    path = duty_link(duty(kind)).partition("?")[0]
    assert path.startswith("/")
    assert resolve(path).view_name


def test_what_one_asked_for_or_another_alone_has_is_not_theirs() -> None:
    roles = frozenset(PERMISSIONS[DUTY_REACH[DutyKind.APPROVE_PLAN].does])
    ada = Actor(name="Ada", organisation_roles={"ACME": roles})
    assert may_do(ada, duty(DutyKind.APPROVE_PLAN))
    assert not may_do(ada, duty(DutyKind.APPROVE_PLAN, asked_by="ada"))
    assert may_do(ada, duty(DutyKind.APPROVE_PLAN, only_by="ADA"))
    assert not may_do(ada, duty(DutyKind.APPROVE_PLAN, only_by="grace"))
