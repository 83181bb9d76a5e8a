"""The boundary of a scope changes: from which day, what the accounts and the certificates make of it."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from casthouse.custody.boundary import ScopeKind
from casthouse.parties.role import Role
from casthouse.service.boundary import WantedBoundary, change_boundary
from casthouse.service.boundary_view import boundary_of_day, boundary_story
from casthouse.service.certificate_view import certificate_story, certification_on
from casthouse.service.permission import OPERATOR, VISITOR
from tests.contract.movement_rows import file_text, other_receipt, receipt, shipment
from tests.contract.register_text import Register, facility, register_text, scope
from tests.contract.store import Store
from tests.scenario.certification import COC, on_day
from tests.scenario.company import MANAGER, SCOPE, SECRETARIAT, STRANGER, Company, command, person

YARD = "ACME-RM"


@pytest.fixture
def acme(store: Store) -> Company:
    company = Company(store)
    load(company, {"facility": [facility(YARD, "ACME")]})
    return company


def load(company: Company, register: Register) -> None:
    """Load more of a register, which must be good."""
    assert company.store.load(register_text(register)).code == 0


def joined(company: Company, day: str = "2025-07-01") -> None:
    company.do(
        change_boundary,
        OPERATOR,
        scope=SCOPE,
        wanted=WantedBoundary(facilities=("ACME-CH", YARD), kind=ScopeKind.BUSINESS),
        reason="the remelt yard was bought",
        effective=date.fromisoformat(day),
    )


def test_a_site_that_joins_counts_from_its_day_on_and_no_closed_figure_changes(acme: Company) -> None:
    acme.post(
        receipt("IN", quantity="100"),
        other_receipt("YARD-24", quantity="70", facility=YARD),
        other_receipt("YARD-25", quantity="30", date="2025-06-30", facility=YARD),
    )
    closed = command(acme, "period", "close", SCOPE, "2024-01-01")
    joined(acme)
    acme.post(other_receipt("YARD-NEW", quantity="11", date="2025-07-01", facility=YARD))
    assert command(acme, "position", SCOPE, "--period", "2024-01-01")["stages"] == closed["stages"]
    figures = command(acme, "position", SCOPE, "--period", "2025-01-01")["stages"]["aluminium"]
    assert figures["non_coc_inflow_g"] == 11 * 10**6
    checked = command(acme, "check")
    assert checked["clean"] is True, checked["differences"]


def test_what_a_site_sells_before_it_joins_is_not_of_the_scope(acme: Company) -> None:
    joined(acme)
    acme.post(receipt("IN", quantity="100", date="2025-07-02"))
    early = acme.store.post(
        "ACME", file_text([shipment("EARLY", quantity="1", date="2025-06-30", facility=YARD)])
    )
    assert [each["code"] for each in early.json["refused"]] == ["scope_not_certified"]


def test_the_boundary_of_any_day_as_known_now_and_then(acme: Company) -> None:
    with on_day("2025-08-01"):
        joined(acme)
    before = datetime(2025, 7, 31, tzinfo=UTC)
    told = acme.do(
        boundary_of_day,
        MANAGER,
        scope=SCOPE,
        day=date(2025, 7, 15),
        known_at=datetime(2200, 1, 1, tzinfo=UTC),
    ).as_json()
    assert [each["facility"] for each in told["boundary"]["facilities"]] == ["ACME-CH", YARD]
    assert told["boundary"] == told["known_then"]
    assert told["boundary"]["reason"] == "the remelt yard was bought"
    day_before = acme.do(boundary_of_day, MANAGER, scope=SCOPE, day=date(2025, 6, 30), known_at=before)
    assert day_before.now is not None
    assert day_before.now.boundary.facilities == ("ACME-CH",)
    assert day_before.now.last == date(2025, 6, 30)


def test_what_joins_is_not_certified_until_an_audit_says_so(acme: Company) -> None:
    joined(acme)
    with on_day("2025-08-01"):
        story = acme.do(boundary_story, MANAGER, scope=SCOPE)
        assert {(each.number, each.sites) for each in story.gaps} == {
            ("COC-1", (YARD,)),
            ("PS-1", (YARD,)),
        }
        asked: dict[str, Any] = {"facility": YARD, "standard": COC, "day": date(2025, 8, 1)}
        assert acme.do(certification_on, MANAGER, **asked).now.reason.value == "facility_not_in_scope"
    acme.post(receipt("IN", quantity="100", date="2025-07-02"))
    sold = acme.store.post(
        "ACME", file_text([shipment("SOLD", quantity="1", date="2025-08-01", facility=YARD)])
    )
    assert [each["code"] for each in sold.json["refused"]] == ["scope_not_certified"]


def test_what_leaves_loses_its_certificate_and_the_state_stays(store: Store) -> None:
    company = _two_sites(store)
    with on_day("2025-08-01"):
        company.do(
            change_boundary,
            SECRETARIAT,
            scope=SCOPE,
            wanted=WantedBoundary(facilities=("ACME-CH",)),
            reason="the yard was sold",
        )
        now = company.do(certificate_story, SECRETARIAT, number="COC-1")
        assert now.now is not None
        assert now.now.state.value == "full"
        assert now.version is not None
        assert [each.facility for each in now.version.facilities] == ["ACME-CH"]
        for day, reason in (("2025-07-31", "certified"), ("2025-08-01", "facility_not_in_scope")):
            asked: dict[str, Any] = {"facility": YARD, "standard": COC, "day": date.fromisoformat(day)}
            assert company.do(certification_on, MANAGER, **asked).now.reason.value == reason
        assert company.do(boundary_story, MANAGER, scope=SCOPE).gaps == ()
    assert command(company, "check")["clean"] is True


def _two_sites(store: Store) -> Company:
    company = Company(store)
    changed = {
        "facility": [facility(YARD, "ACME")],
        "scope": [scope(SCOPE, "ACME", ["ACME-CH", YARD], "2024-01-01")],
    }
    load(company, changed)
    return company


def test_a_site_with_movements_stays_until_after_the_last_of_them(store: Store) -> None:
    company = _two_sites(store)
    company.post(other_receipt("YARD", quantity="7", date="2025-08-01", facility=YARD))
    with on_day("2025-08-02"):
        leave: dict[str, Any] = {
            "scope": SCOPE,
            "wanted": WantedBoundary(facilities=("ACME-CH",)),
            "reason": "sold",
        }
        assert company.refused(change_boundary, OPERATOR, **leave, effective=date(2025, 8, 1)) == (
            "boundary_moved"
        )
        assert company.refused(change_boundary, OPERATOR, **leave, effective=date(2025, 8, 3)) == (
            "boundary_ahead"
        )
        company.do(change_boundary, OPERATOR, **leave, effective=date(2025, 8, 2))
        figures = command(company, "position", SCOPE, "--period", "2025-01-01")["stages"]["aluminium"]
        assert figures["non_coc_inflow_g"] == 7 * 10**6


def test_the_old_register_file_changes_nothing_and_another_is_refused_when_a_period_is_closed(
    acme: Company,
) -> None:
    command(acme, "period", "close", SCOPE, "2024-01-01")
    joined(acme)
    before = {name: rows for name, rows in acme.store.dump().items() if name != "journal"}
    for sites in (["ACME-CH"], ["ACME-CH", YARD]):  # what it stated, and what holds by now
        same = {"scope": [scope(SCOPE, "ACME", sites, "2024-01-01")]}
        load(acme, same)
        after = {name: rows for name, rows in acme.store.dump().items() if name != "journal"}
        assert after == before
    other = {"scope": [scope(SCOPE, "ACME", [YARD], "2024-01-01")]}
    assert acme.store.load(register_text(other)).refusal == "scope_frozen"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"effective": date(2024, 12, 31)}, "boundary_backdated"),
        ({"wanted": WantedBoundary(facilities=())}, "boundary_empty"),
        ({"wanted": WantedBoundary(facilities=("ACME-CH",))}, "boundary_unchanged"),
        ({"wanted": WantedBoundary(facilities=("SUP-CH",))}, "facility_unknown"),
        ({"reason": " "}, "text_invalid"),
    ],
)
def test_what_a_change_must_not_do(acme: Company, changes: dict[str, Any], code: str) -> None:
    command(acme, "period", "close", SCOPE, "2024-01-01")
    wanted: dict[str, Any] = {
        "scope": SCOPE,
        "wanted": WantedBoundary(facilities=("ACME-CH", YARD)),
        "reason": "bought",
        "effective": date(2025, 1, 1),
    }
    assert acme.refused(change_boundary, OPERATOR, **(wanted | changes)) == code


def test_a_site_of_another_scope_joins_only_when_that_one_is_over(acme: Company) -> None:
    second = {"scope": [scope("ACME-TWO", "ACME", [YARD], "2025-01-01", last_day=date(2025, 6, 30))]}
    load(acme, second)
    wanted: dict[str, Any] = {
        "scope": SCOPE,
        "wanted": WantedBoundary(facilities=("ACME-CH", YARD)),
        "reason": "merged",
    }
    assert acme.refused(change_boundary, OPERATOR, **wanted, effective=date(2025, 6, 30)) == (
        "facility_in_two_scopes"
    )
    acme.do(change_boundary, OPERATOR, **wanted, effective=date(2025, 7, 1))


def test_everybody_is_shown_the_same_boundary_and_the_reasons_are_its_own(acme: Company) -> None:
    with on_day("2025-08-01"):
        joined(acme)
        own = acme.do(boundary_story, MANAGER, scope=SCOPE).as_json()
        for actor in (SECRETARIAT, STRANGER, VISITOR):
            told = acme.do(boundary_story, actor, scope=SCOPE).as_json()
            assert told["now"]["facilities"] == own["now"]["facilities"]
        assert acme.do(boundary_story, VISITOR, scope=SCOPE).as_json()["now"]["reason"] is None
        assert acme.refused(change_boundary, MANAGER, scope=SCOPE, wanted=WantedBoundary(), reason="x") == (
            "not_permitted"
        )


def test_a_scope_that_was_never_certified_is_its_own_peoples(acme: Company) -> None:
    new = {"scope": [scope("ACME-NEW", "ACME", [YARD], "2025-01-01", kind="facility", products=["billet"])]}
    load(acme, new)
    assert acme.refused(boundary_story, VISITOR, scope="ACME-NEW") == "scope_unknown"
    assert acme.refused(boundary_story, VISITOR, scope="NO-SUCH") == "scope_unknown"
    held = acme.do(boundary_story, person("ada", Role.CLERK), scope="ACME-NEW").as_json()["now"]
    assert (held["kind"], held["products"]) == ("facility", ["billet"])
