"""A secretariat that has only a browser registers a member: organisation, facility and scope, one by one."""

from datetime import date
from typing import Any

import pytest

from casthouse.service.organisation import scope_register
from casthouse.service.register_entry import EntryKind, add_entry, change_entry
from tests.contract.store import Store
from tests.scenario.company import MANAGER, SECRETARIAT, Company

MINE: dict[str, Any] = {
    "code": "MINE",
    "name": "Mine Ltd",
    "country": "GN",
    "membership": "production_and_transformation",
    "joined": date(2025, 1, 15),
    "timezone": "Africa/Conakry",
}
PIT = {
    "code": "MINE-PIT",
    "organisation": "MINE",
    "name": "Pit",
    "activities": ["bauxite_development", "high_purity_alumina"],
}
MINE_SCOPE = {
    "code": "MINE-COC",
    "organisation": "MINE",
    "facilities": ["MINE-PIT"],
    "edition": "coc-v2",
    "first_period_start": date(2025, 1, 1),
}


def test_a_member_is_registered_entry_by_entry(store: Store) -> None:
    company = Company(store)
    for kind, entry in (
        (EntryKind.ORGANISATION, MINE),
        (EntryKind.FACILITY, PIT),
        (EntryKind.SCOPE, MINE_SCOPE),
    ):
        company.do(add_entry, SECRETARIAT, kind=kind, entry=entry)
        assert company.refused(add_entry, SECRETARIAT, kind=kind, entry=entry) == "code_taken"
    held = company.do(scope_register, SECRETARIAT, scope="MINE-COC")
    assert [each.code for each in held.facilities] == ["MINE-PIT"]
    company.do(change_entry, SECRETARIAT, kind=EntryKind.ORGANISATION, entry=MINE | {"name": "Mine Inc"})
    assert company.do(scope_register, SECRETARIAT, scope="MINE-COC").organisation.name == "Mine Inc"


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        (MINE | {"country": "Guinea"}, "register_invalid"),
        (MINE | {"code": "lower"}, "register_invalid"),
        (MINE | {"timezone": "Africa/Nowhere"}, "register_invalid"),
        (MINE | {"code": "ACME"}, "code_taken"),
    ],
)
def test_an_entry_is_read_as_the_register_file_is(store: Store, entry: dict[str, Any], code: str) -> None:
    company = Company(store)
    assert company.refused(add_entry, SECRETARIAT, kind=EntryKind.ORGANISATION, entry=entry) == code


def test_nobody_else_enters_and_only_what_is_there_is_changed(store: Store) -> None:
    company = Company(store)
    assert company.refused(add_entry, MANAGER, kind=EntryKind.ORGANISATION, entry=MINE) == "not_permitted"
    assert company.refused(change_entry, SECRETARIAT, kind=EntryKind.ORGANISATION, entry=MINE) == (
        "entry_unknown"
    )
