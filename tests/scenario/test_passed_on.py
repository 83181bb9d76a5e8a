"""A smelter is sold with what its audit left open: the buyer answers for it, and the seller is done with it."""

from datetime import date
from typing import Any

import pytest

from casthouse.assurance.certificate_state import MoveKind
from casthouse.assurance.decision import Outcome
from casthouse.refusal import Refusal
from casthouse.service.certificate import decide_certificate
from casthouse.service.certificate_move import move_certificate
from casthouse.service.certificate_passing import confirm_transfer
from casthouse.service.certificate_transfer import accept_transfer, ask_transfer
from casthouse.service.decision import decision_view, take_decision
from casthouse.service.non_conformance import (
    WantedAction,
    judge,
    non_conformance,
    non_conformances,
    report_action,
    submit_plan,
)
from casthouse.service.non_conformance_standing import open_major_sites
from casthouse.service.permission import OPERATOR
from tests.contract.store import Store
from tests.scenario.audit_world import Assurance, SmelterAudit
from tests.scenario.casthouse_sale import certified, smelter_and_buyer, transferred
from tests.scenario.certification import PS, on_day

pytestmark = pytest.mark.one_store


def sell(world: Assurance, certificate: str) -> str:
    """Let a certificate of SMELT pass to NEU today; return the number of NEU's."""
    asked = world.by("mia", ask_transfer, certificates=[certificate], taker="NEU", reason="sold")
    number = asked.transfer.number
    world.by("nina", accept_transfer, number=number, scope="NEU-PS")
    return world.by("sven", confirm_transfer, number=number, reason="seen").certificates[0][1].number


def mend(world: Assurance, audit: SmelterAudit, number: int, *, after: int) -> None:
    """Let the buyer correct what the audit of the seller found, and the lead close it, all on a day."""
    named: dict[str, Any] = {"audit": audit.reference, "number": number}
    plan = WantedAction(root_cause="coal", action="hydro", responsible="nina", deadline=date(2026, 3, 1))
    with audit.day(after):
        world.by("nina", submit_plan, wanted=plan, **named)
        world.by("lena", judge, judgement="plan_approved", **named)
        world.by("nina", report_action, text="meter readings", **named)
        world.by("lena", judge, judgement="closed", text="readings seen", **named)


def test_the_seller_sees_what_passed_on_and_its_next_audit_does_not_count_it(store: Store) -> None:
    world = smelter_and_buyer(store)
    audit = SmelterAudit(world)
    audit.through(majors=("5.2",))
    held = audit.decided().certificate
    assert open_major_sites_of(store) == {"SMELT-1"}
    with audit.day(40):
        sell(world, held)
        (shown,) = world.by("mia", non_conformances, audit=audit.reference)
        assert (shown.passed_to, shown.rules.site, shown.rules.is_open) == ("NEU", "SMELT-1", True)
        assert shown.next_step.startswith("NEU answers for it since the certificate passed.")
        assert world.by("nina", non_conformance, audit=audit.reference, number=1).passed_to == "NEU"
    assert open_major_sites_of(store) == set()

    later = SmelterAudit(world, first=date(2026, 5, 4))
    later.through()
    with later.day(31):
        view = world.by("sven", decision_view, audit=later.reference)
        assert (view.computed.outcome, view.computed.majors) == (Outcome.FULL, ())
        again = {"audit": later.reference, "outcome": "full"}
        # it is the site that NEU holds a certificate for
        assert world.refused_to("sven", take_decision, **again) == "certificate_site_passed_on"
    mend(world, audit, 1, after=120)
    with audit.day(121):
        (closed,) = world.by("mia", non_conformances, audit=audit.reference)
        assert (closed.passed_to, closed.rules.state.value) == ("", "closed")  # its history stays


def open_major_sites_of(store: Store) -> frozenset[str]:
    with store.in_use():
        return open_major_sites("SMELT-PS", PS)


def test_what_the_buyer_s_audit_found_counts_when_the_seller_s_audit_is_decided_again(store: Store) -> None:
    world = smelter_and_buyer(store)
    audit = SmelterAudit(world)
    audit.through(majors=("5.2",))
    held = audit.decided().certificate
    with audit.day(40):
        sell(world, held)
    mend(world, audit, 1, after=50)
    with audit.day(51):
        assert world.by("sven", decision_view, audit=audit.reference).computed.outcome is Outcome.FULL
    later = SmelterAudit(world, kind="surveillance", first=date(2026, 3, 2), scope="NEU-PS")
    later.through(majors=("1.1",))
    with later.day(31):
        view = world.by("sven", decision_view, audit=audit.reference)
        assert (view.computed.outcome, view.computed.majors) == (Outcome.PROVISIONAL, ("1.1",))
        milder = {"audit": audit.reference, "outcome": "full", "reason": "its own major is closed"}
        assert world.refused_to("sven", take_decision, **milder) == "decision_milder"


@pytest.mark.parametrize(
    ("here", "there"),
    [("Pacific/Honolulu", "Pacific/Auckland"), ("Pacific/Auckland", "Pacific/Honolulu")],
    ids=["seller_a_day_behind", "buyer_a_day_behind"],
)
def test_a_decision_holds_in_the_hour_of_the_sale_wherever_the_day_is(
    store: Store, here: str, there: str
) -> None:
    world = smelter_and_buyer(store, here=here, there=there)
    audit = SmelterAudit(world)
    audit.through(majors=("5.2",))
    held = audit.decided().certificate
    audit.closed(1, after=40)
    with audit.day(41):
        taken = sell(world, held)
        decided = world.by("sven", take_decision, audit=audit.reference, outcome="full")
        story = store.run("certificate", "show", taken).json
        assert decided.decided_on == date(
            2025, 10, 13
        )  # the later of both todays: the day is over in Auckland
        assert [(p["state"], p["first"]) for p in story["phases"][:1]] == [("full", "2025-10-13")]
    assert store.run("check").json["clean"]


def test_no_suspension_goes_before_a_sale_that_holds_from_tomorrow_on_here(store: Store) -> None:
    """Else the seller's certificate would be reinstated one day, beside the buyer's."""
    world = smelter_and_buyer(store, here="Pacific/Honolulu", there="Pacific/Auckland")
    audit = SmelterAudit(world)
    audit.through()
    held = audit.decided().certificate
    with audit.day(41):
        sell(world, held)
        with pytest.raises(Refusal) as refused:
            world.do(move_certificate, OPERATOR, number=held, kind=MoveKind.SUSPEND, reason="breach")
    assert refused.value.code == "certificate_move_backdated"


def test_who_asked_and_accepted_is_told_that_somebody_else_confirms(store: Store) -> None:
    world = smelter_and_buyer(store)
    audit = SmelterAudit(world)
    audit.through()
    held = audit.decided().certificate
    with audit.day(41):
        sold = store.run("certificate", "transfer", "ask", held, "--to", "NEU", "--reason", "deed").json
        number = str(sold["transfer"])
        store.run("certificate", "transfer", "accept", number, "--scope", "NEU-PS")
        answer = store.run("certificate", "transfer", "confirm", number, "--reason", "seen")
    said = answer.json["refusal"]
    assert said["code"] == "certificate_transfer_own"
    assert said["found"].endswith(f"who asked for and accepted transfer {number}")
    assert "under a name of their own" in said["todo"]


def test_a_change_of_scope_brings_no_sold_site_back(store: Store) -> None:
    company, performance, _ = certified(store)
    transferred(company, (performance,), "2025-06-02")
    wanted: dict[str, Any] = {"number": performance, "kind": MoveKind.CHANGE_SCOPE, "decision": "DEC-2"}
    with on_day("2025-07-01"), pytest.raises(Refusal) as refused:
        company.do(decide_certificate, OPERATOR, on=date(2025, 7, 1), **wanted)
    assert refused.value.code == "certificate_site_passed_on"
