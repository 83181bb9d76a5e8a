"""A casthouse is sold: its certificates pass to the buyer, and the ledgers of both obey from the day on."""

from datetime import date
from typing import Any

import pytest

from casthouse.assurance.certificate_state import MoveKind
from casthouse.assurance.certificate_transfer import PassedSite
from casthouse.assurance.decision import Outcome
from casthouse.assurance.running_certificate import RunningCertificate, running_certificates
from casthouse.parties.role import Role
from casthouse.refusal import Refusal
from casthouse.service.audit import withdraw_audit
from casthouse.service.certificate import decide_certificate
from casthouse.service.certificate_book import load_books
from casthouse.service.certificate_passing import confirm_transfer
from casthouse.service.certificate_transfer import (
    accept_transfer,
    ask_transfer,
    withdraw_transfer,
)
from casthouse.service.certificate_transfer_view import (
    TransferView,
    certificate_transfer,
    certificate_transfers,
)
from casthouse.service.decision import decision_view, take_decision
from casthouse.service.non_conformance import (
    WantedAction,
    judge,
    non_conformance,
    report_action,
    submit_plan,
)
from casthouse.service.non_conformance_standing import open_major_sites, standings
from casthouse.service.permission import OPERATOR, Actor
from casthouse.service.worklist import worklist
from casthouse.service.worklist_source import running_by_holder
from tests.contract.register_text import scope
from tests.contract.store import Store
from tests.scenario.audit_world import SmelterAudit
from tests.scenario.casthouse_sale import (
    SITES,
    accepted,
    asked,
    certified,
    manager,
    sale,
    smelter_and_buyer,
    transferred,
)
from tests.scenario.certification import COC, PS, SECRETARY, granted, member, on_day, site
from tests.scenario.company import Company
from tests.scenario.test_certificate_life import issue, post, sold, told

Running = dict[str, tuple[RunningCertificate, ...]]


def test_a_casthouse_is_sold_what_was_sold_before_stands_and_the_buyer_sells_from_the_day_on(
    store: Store,
) -> None:
    company = Company(store, sale())
    performance = granted(company, "CAST-SCOPE", PS, "2025-03-01")
    custody = granted(company, "CAST-SCOPE", COC, "2025-03-01")
    with on_day("2025-06-09"):
        assert post(store, sold("C-1", "2025-06-09", "CAST"), seller="CAST") == []
        document = issue(store, "C-1", "CAST").json
    passed = transferred(company, (performance.number, custody.number), "2025-06-10")
    with on_day("2025-06-10"):
        assert post(store, sold("C-2", "2025-06-10", "CAST"), seller="CAST") == ["scope_not_certified"]
        assert post(store, sold("N-1", "2025-06-09", "NEU"), seller="NEU") == ["scope_not_certified"]
        assert post(store, sold("N-2", "2025-06-10", "NEU"), seller="NEU") == []
        assert issue(store, "N-2", "NEU").code == 0
        assert store.run("document", "show", document["number"], "--organisation", "CAST").code == 0
        assert "passed to NEU" in told(store, "CAN")[0]["text"]
    for old, new in zip((performance.number, custody.number), sorted(passed, reverse=True), strict=True):
        ended, continued = (store.run("certificate", "show", each).json for each in (old, new))
        assert (ended["state"], ended["moves"][-1]["reference"]) == ("superseded", new)
        assert (continued["valid_from"], continued["valid_to"]) == ("2025-06-10", "2028-02-29")
        assert continued["edition"] == ended["edition"]
        assert continued["moves"][0]["level"] == "full"
    assert store.run("check").json["clean"]


@pytest.mark.one_store
def test_only_the_sides_and_somebody_else_of_the_secretariat(store: Store) -> None:
    company, performance, custody = certified(store)
    both = Actor(name="Secretary", organisation_roles=manager("CAST").organisation_roles)
    with on_day("2025-06-10"):
        given: dict[str, Any] = {"certificates": [performance, custody], "taker": "NEU", "reason": "sold"}
        assert company.refused(ask_transfer, manager("NEU"), **given) == "not_permitted"
        assert company.refused(ask_transfer, SECRETARY, **given) == "not_permitted"
        number = company.do(ask_transfer, both, **given).transfer.number
        taken: dict[str, Any] = {"number": number, "scope": "NEU-SCOPE"}
        assert company.refused(accept_transfer, manager("CAST"), **taken) == "not_permitted"
        assert company.refused(accept_transfer, manager("CAN"), **taken) == "not_permitted"
        assert company.refused(certificate_transfer, manager("CAN"), number=number) == "not_permitted"
        assert company.refused(certificate_transfer, manager("CAN"), number=99) == "not_permitted"
        confirming: dict[str, Any] = {"number": number, "reason": "seen"}
        assert company.refused(confirm_transfer, SECRETARY, **confirming) == "certificate_transfer_state"
        company.do(accept_transfer, manager("NEU"), **taken)
        assert company.refused(accept_transfer, manager("NEU"), **taken) == "certificate_transfer_state"
        assert company.refused(confirm_transfer, SECRETARY, **confirming) == "certificate_transfer_own"
        assert company.do(certificate_transfers, manager("CAN")) == []
        other = Actor(name="sigrid", store_roles=frozenset({Role.SECRETARIAT}))
        company.do(confirm_transfer, other, **confirming)
        assert company.refused(confirm_transfer, other, **confirming) == "certificate_transfer_state"
        assert company.refused(withdraw_transfer, both, **confirming) == "certificate_transfer_state"


def test_work_lists_read_of_a_certificate_taken_over_what_its_moves_say(store: Store) -> None:
    company = Company(store, sale())
    held = [granted(company, "CAST-SCOPE", standard, "2025-03-01").number for standard in (PS, COC)]
    transferred(company, (held[0], held[1]), "2025-06-10")
    for day in (date(2025, 6, 9), date(2025, 6, 10), date(2026, 3, 1)):
        read, books = _read_and_folded(company, day)
        assert read == books
    read, _ = _read_and_folded(company, date(2026, 3, 1))
    assert {each.issued for each in read["NEU"]} == {date(2025, 3, 1)}
    assert {each.first_day for each in read["NEU"]} == {date(2025, 6, 10)}


def _read_and_folded(company: Company, day: date) -> tuple[Running, Running]:
    days = dict.fromkeys(("CAST", "NEU"), day)
    read, books = company.do(running_by_holder, days), company.do(load_books, sorted(days))
    return (
        {code: tuple(read.get(code, ())) for code in days},
        {code: running_certificates(books[code], day) for code in days},
    )


@pytest.mark.one_store
def test_it_is_confirmed_on_its_day_and_not_before_today_at_either_side(store: Store) -> None:
    company, performance, custody = certified(store, sale(timezone="Pacific/Auckland"))
    with on_day("2025-06-01"):
        number = accepted(company, performance, custody, day=date(2025, 6, 10))
        assert [
            each.duty.kind.value
            for each in company.do(worklist, SECRETARY)
            if each.duty.keys == (str(number),)
        ]
    confirming: dict[str, Any] = {"number": number, "reason": "seen"}
    with on_day("2025-06-09", "11:59"):
        assert company.refused(confirm_transfer, SECRETARY, **confirming) == "certificate_transfer_ahead"
    with on_day("2025-06-09", "12:00"):  # the tenth has begun in Auckland
        shown = company.do(confirm_transfer, SECRETARY, dry_run=True, **confirming)
        assert (shown.day, shown.told) == (date(2025, 6, 10), 0)
        assert store.run("certificate", "transfer", "show", str(number)).json["state"] == "accepted"
    with on_day("2025-06-10", "13:00"):  # the eleventh has
        assert company.do(confirm_transfer, SECRETARY, **confirming).day == date(2025, 6, 11)
    assert store.run("check").json["clean"]


@pytest.mark.one_store
def test_a_suspended_or_withdrawn_certificate_does_not_pass(store: Store) -> None:
    company, performance, custody = certified(store)
    with on_day("2025-06-10"):
        number = accepted(company, performance, custody)
        store.run("certificate", "suspend", custody, "--reason", "audit overdue")
        confirming: dict[str, Any] = {"number": number, "reason": "seen"}
        assert company.refused(confirm_transfer, SECRETARY, **confirming) == "certificate_not_in_force"
        assert store.run("certificate", "show", performance).json["state"] == "full"  # nothing half done
        store.run("certificate", "reinstate", custody, "--reason", "done")
        assert company.refused(
            ask_transfer, manager("CAST"), certificates=[custody], taker="NEU", reason="x"
        ) == ("certificate_transfer_open")
        company.do(withdraw_transfer, manager("CAST"), number=number, reason="the sale fell through")
        store.run("certificate", "withdraw", custody)
        refused = company.refused(
            ask_transfer, manager("CAST"), certificates=[custody], taker="NEU", reason="x"
        )
        assert refused == "certificate_not_in_force"


@pytest.mark.one_store
def test_custody_passes_with_the_performance_certificate_that_it_rests_on(store: Store) -> None:
    company, performance, custody = certified(store)
    with on_day("2025-06-10"):
        alone: dict[str, Any] = {"certificates": [custody], "taker": "NEU", "reason": "sold"}
        assert company.refused(ask_transfer, manager("CAST"), **alone) == "performance_certificate_missing"
        company.do(confirm_transfer, SECRETARY, number=accepted(company, performance), reason="seen")
        assert store.run("certificate", "show", custody).json["state"] == "suspended"  # it lost its ground


@pytest.mark.one_store
def test_custody_passes_alone_to_whoever_is_certified_for_the_site_already(store: Store) -> None:
    company, performance, custody = certified(store)
    own = granted(company, "NEU-SCOPE", PS, "2025-04-01").number
    with on_day("2025-06-10"):
        number = accepted(company, custody)
        store.run("certificate", "suspend", own, "--reason", "audit overdue")
        confirming: dict[str, Any] = {"number": number, "reason": "seen"}
        assert company.refused(confirm_transfer, SECRETARY, **confirming) == "performance_certificate_missing"
        store.run("certificate", "reinstate", own, "--reason", "done")
        both: dict[str, Any] = {"number": asked(company, performance), "scope": "NEU-SCOPE"}
        assert company.refused(accept_transfer, manager("NEU"), **both) == "certificate_running"
        company.do(confirm_transfer, SECRETARY, **confirming)
        assert store.run("certificate", "show", custody).json["state"] == "superseded"


@pytest.mark.one_store
def test_a_site_after_the_casthouse_passes_alone_while_the_deadline_of_the_taker_runs(store: Store) -> None:
    register = sale()
    register["organisation"][1] = member("NEU", "2024-01-01")
    for each in register["facility"]:
        each["activities"] = ["semi_fabrication"]
    company, _, custody = certified(store, register)
    alone: dict[str, Any] = {"certificates": [custody], "taker": "NEU", "reason": "sold"}
    with on_day("2026-01-02"):
        assert company.refused(ask_transfer, manager("CAST"), **alone) == "performance_certificate_missing"
    with on_day("2026-01-01"):  # two years after joining, inclusive
        company.do(confirm_transfer, SECRETARY, number=accepted(company, custody), reason="seen")
    assert store.run("check").json["clean"]


@pytest.mark.one_store
def test_the_page_says_what_stands_in_the_way_before_anybody_tries(store: Store) -> None:
    company, performance, custody = certified(store)
    with on_day("2025-06-10"):
        number = asked(company, performance, custody)

        def seen(actor: Actor) -> TransferView:
            return company.do(certificate_transfer, actor, number=number)

        assert seen(manager("NEU")).hindrance is None
        store.run("certificate", "suspend", custody, "--reason", "audit overdue")
        hindrance = seen(manager("NEU")).hindrance
        assert hindrance
        assert hindrance.code == "certificate_not_in_force"
        taken: dict[str, Any] = {"number": number, "scope": "NEU-SCOPE"}
        assert company.refused(accept_transfer, manager("NEU"), **taken) == hindrance.code
        store.run("certificate", "reinstate", custody, "--reason", "done")
        company.do(accept_transfer, manager("NEU"), **taken)
        store.run("membership", "suspend", "NEU", "--reason", "invoice open")
        assert seen(manager("CAST")).hindrance is None  # the taker's own affair
        hindrance = seen(SECRETARY).hindrance
        assert hindrance
        assert hindrance.code == "membership_suspended"


@pytest.mark.one_store
def test_the_sites_match_one_to_one_and_nothing_more_is_done_there(store: Store) -> None:
    register = sale()
    register["facility"][1]["activities"].append("semi_fabrication")
    company, performance, custody = certified(store, register)
    with on_day("2025-06-10"):
        number = asked(company, performance, custody)
        taken: dict[str, Any] = {"number": number, "scope": "NEU-SCOPE"}
        elsewhere = (PassedSite(before="CAST-1", after="CAST-1"),)
        for sites in (SITES, (), elsewhere, (PassedSite(before="X", after="NEU-1"),)):
            assert company.refused(accept_transfer, manager("NEU"), sites=sites, **taken) == (
                "certificate_transfer_sites"
            )
        for code in ("CAST-SCOPE", "NOWHERE"):  # another company's is as unknown as one that is not there
            refused = company.refused(accept_transfer, manager("NEU"), number=number, scope=code)
            assert refused == "scope_unknown"


@pytest.mark.one_store
def test_a_taker_that_may_not_hold_it_is_refused(store: Store) -> None:
    company, performance, custody = certified(store, sale(membership="industrial_users"))
    with on_day("2025-06-10"):
        number = accepted(company, performance, custody)
        store.run("membership", "suspend", "NEU", "--reason", "invoice open")
        refused = company.refused(confirm_transfer, SECRETARY, number=number, reason="seen")
        assert refused == "membership_suspended"


@pytest.mark.one_store
def test_what_was_known_then_and_is_known_now_of_both_sites(store: Store) -> None:
    company, performance, custody = certified(store)
    transferred(company, (performance, custody), "2025-06-10")
    answers = {
        (site_code, day): store.run(
            "certificate", "on", day, "--facility", site_code, "--known-at", "2025-06-09T12:00"
        ).json
        for site_code in ("CAST-1", "NEU-1")
        for day in ("2025-06-09", "2025-06-10")
    }
    now = {key: (each["certified"], each["reason"]) for key, each in answers.items()}
    assert now == {
        ("CAST-1", "2025-06-09"): (True, "certified"),
        ("CAST-1", "2025-06-10"): (False, "superseded"),
        ("NEU-1", "2025-06-09"): (False, "not_yet"),
        ("NEU-1", "2025-06-10"): (True, "certified"),
    }
    then = {
        key: (each["known_then"]["certified"], each["known_then"]["reason"]) for key, each in answers.items()
    }
    assert then["CAST-1", "2025-06-10"] == (True, "certified")
    assert then["NEU-1", "2025-06-10"] == (False, "no_certificate")


def test_a_certificate_is_sold_on_and_an_extension_is_used_up(store: Store) -> None:
    company, performance, custody = certified(store)
    with on_day("2025-04-01"):
        store.run("certificate", "extend", performance, "--force-majeure", "flood")
    passed = transferred(company, (performance, custody), "2025-06-10")
    continued = next(each for each in passed if each.startswith("CH-PS"))
    with on_day("2025-07-01"):
        refused = store.run("certificate", "extend", continued, "--force-majeure", "flood")
        assert refused.refusal == "certificate_extended_already"
        back = company.do(
            ask_transfer, manager("NEU"), certificates=passed, taker="CAST", reason="bought back"
        )
        company.do(accept_transfer, manager("CAST"), number=back.transfer.number, scope="CAST-SCOPE")
        made = company.do(confirm_transfer, SECRETARY, number=back.transfer.number, reason="seen")
        assert post(store, sold("C-9", "2025-07-01", "CAST"), seller="CAST") == []
        assert post(store, sold("N-9", "2025-07-01", "NEU"), seller="NEU") == ["scope_not_certified"]
    assert {each.moves[-1].valid_to for _, each in made.certificates} == {
        date(2028, 8, 31),
        date(2028, 2, 29),
    }
    assert store.run("check").json["clean"]


@pytest.mark.one_store
def test_a_site_that_joins_after_a_transfer_has_the_deadline_of_the_grant(store: Store) -> None:
    """NEU has a performance certificate elsewhere: one year after the grant, not after the transfer."""
    register = sale()
    register["organisation"][1] = member("NEU", "2024-01-01")
    register["facility"] = [
        site(code, code[:-2] if code != "NEU-2" else "NEU", "semi_fabrication")
        for code in ("CAST-1", "NEU-1", "NEU-2")
    ]
    register["scope"][1] = scope("NEU-SCOPE", "NEU", ["NEU-1", "NEU-2"], "2025-01-01")
    company = Company(store, register)
    performance = granted(company, "CAST-SCOPE", PS, "2025-02-01").number
    custody = granted(company, "CAST-SCOPE", COC, "2025-03-01").number
    passed = transferred(company, (performance, custody), "2025-07-10")
    continued = next(each for each in passed if each.startswith("CH-CO"))
    wanted: dict[str, Any] = {"number": continued, "kind": MoveKind.CHANGE_SCOPE, "decision": "DEC-2"}
    with on_day("2026-03-02"), pytest.raises(Refusal) as refused:
        company.do(decide_certificate, OPERATOR, on=date(2026, 3, 2), **wanted)
    assert refused.value.code == "performance_certificate_missing"
    with on_day("2026-03-01"):
        company.do(decide_certificate, OPERATOR, on=date(2026, 3, 1), **wanted)
        due = store.run("certificate", "show", continued).json["performance_due"]
    assert due == "2026-03-01"


@pytest.mark.one_store
def test_an_audit_that_has_begun_is_decided_first_one_that_has_not_is_withdrawn(store: Store) -> None:
    world = smelter_and_buyer(store)
    held = granted(world, "SMELT-PS", PS, "2025-03-01").number
    audit = SmelterAudit(world, kind="surveillance")
    with audit.day(-55):
        number = world.by(
            "mia", ask_transfer, certificates=[held], taker="NEU", reason="sold"
        ).transfer.number
        world.by("nina", accept_transfer, number=number, scope="NEU-PS")
        shown = world.by("sven", confirm_transfer, number=number, reason="seen", dry_run=True)
        assert shown.audits == (audit.reference,)
    audit.planned()
    with audit.day(1):
        refused = world.refused_to("sven", confirm_transfer, number=number, reason="seen")
        assert refused == "certificate_transfer_audit"
        world.by("sven", withdraw_audit, audit=audit.reference, reason="sold meanwhile")
        assert world.by("sven", confirm_transfer, number=number, reason="seen").audits == ()


def test_what_an_audit_left_open_goes_with_the_certificate_and_the_buyer_closes_it(store: Store) -> None:
    world = smelter_and_buyer(store)
    audit = SmelterAudit(world)
    audit.through(majors=("5.2",))
    held = audit.decided().certificate  # provisional for a year from 2 October 2025
    named: dict[str, Any] = {"audit": audit.reference, "number": 1}
    plan = WantedAction(
        root_cause="coal", action="hydro", responsible="the energy buyer", deadline=date(2026, 3, 1)
    )
    with audit.day(32):
        assert world.refused_to("nina", submit_plan, wanted=plan, **named) == "not_permitted"
    with audit.day(40):
        number = world.by("mia", ask_transfer, certificates=[held], taker="NEU", reason="sold")
        world.by("nina", accept_transfer, number=number.transfer.number, scope="NEU-PS")
        made = world.by("sven", confirm_transfer, number=number.transfer.number, reason="seen")
    taken = made.certificates[0][1].number
    with audit.day(41):
        story = store.run("certificate", "show", taken).json
        assert (story["state"], story["valid_from"]) == ("provisional", "2025-10-11")
        assert story["valid_to"] == "2026-10-01"  # as before
        waiting = world.by("nina", worklist)
        assert "correction_plan" in {each.duty.kind.value for each in waiting}
        assert not [each for each in world.by("mia", worklist) if each.duty.audit == audit.reference]
        world.by("nina", submit_plan, wanted=plan, **named)
        assert world.by("nina", non_conformance, **named).rules.site == "SMELT-1"  # as it was found
    with audit.day(42):
        world.by("lena", judge, judgement="plan_approved", **named)
    with audit.day(100):
        world.by("nina", report_action, text="meter readings", **named)
        world.by("lena", judge, judgement="closed", text="readings seen", **named)
        world.by("sven", take_decision, audit=audit.reference, outcome="full")
        story = store.run("certificate", "show", taken).json
    assert (story["state"], story["valid_to"]) == ("full", "2028-10-01")  # counts from the first issue
    assert store.run("check").json["clean"]


@pytest.mark.one_store
def test_an_audit_of_the_buyer_counts_what_is_open_since_the_seller(store: Store) -> None:
    world = smelter_and_buyer(store)
    audit = SmelterAudit(world)
    audit.through(majors=("5.2",))
    held = audit.decided().certificate
    with audit.day(40):
        number = world.by("mia", ask_transfer, certificates=[held], taker="NEU", reason="sold")
        world.by("nina", accept_transfer, number=number.transfer.number, scope="NEU-PS")
        world.by("sven", confirm_transfer, number=number.transfer.number, reason="seen")
    with store.in_use():
        found = standings("NEU-PS", PS, today=date(2025, 12, 1))
        assert [(each.rules.item, each.rules.site) for each in found] == [("5.2", "NEU-1")]
        assert open_major_sites("NEU-PS", PS) == {"NEU-1"}
    later = SmelterAudit(world, kind="surveillance", first=date(2026, 5, 4), scope="NEU-PS")
    later.through()
    with later.day(31):
        view = world.by("sven", decision_view, audit=later.reference)
    assert (view.computed.outcome, view.computed.majors) == (Outcome.PROVISIONAL, ("5.2",))
