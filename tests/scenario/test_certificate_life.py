"""Certificates that are suspended, reinstated and run out, and what becomes of the metal sold under them."""

import json
from datetime import UTC, date, datetime
from typing import Any

from casthouse.assurance.certificate_state import MoveKind
from casthouse.exchange.register_file import register_from_text
from casthouse.parties.role import Role
from casthouse.service.certificate import decide_certificate
from casthouse.service.certificate_move import move_certificate
from casthouse.service.certificate_step import note_step
from casthouse.service.certificate_view import certificate_story, certificates_of, certification_on
from casthouse.service.permission import OPERATOR
from casthouse.service.register import load_register
from tests.contract.movement_rows import Row, file_text, shipment
from tests.contract.register_text import certificate, register_text
from tests.contract.store import Answer, Store
from tests.scenario.certification import (
    COC,
    FULL,
    PROVISIONAL,
    PS,
    SECRETARY,
    granted,
    on_day,
    rolling_mill,
)
from tests.scenario.company import MANAGER, Company, person


def sold(reference: str, day: str, seller: str = "MILL", buyer: str = "CAN") -> Row:
    """Return a CoC shipment of 1 t."""
    return shipment(reference, date=day, facility=f"{seller}-1", quantity="1", counterparty=buyer)


def post(store: Store, *rows: Row, seller: str = "MILL") -> list[str]:
    """Post what may be posted and return the codes of what is refused."""
    answer = store.post(seller, file_text(list(rows)), "--partial")
    return [each["code"] for each in answer.json["refused"]]


def issue(store: Store, reference: str, seller: str = "MILL") -> Answer:
    """Issue the document of a shipment."""
    return store.run("document", "issue", reference, "--organisation", seller)


def told(store: Store, organisation: str) -> list[dict[str, Any]]:
    """Return the notices of an organisation, the oldest first."""
    found: list[dict[str, Any]] = store.run("notice", "list", "--organisation", organisation).json["notices"]
    return found[::-1]


def test_a_rolling_mill_sells_before_its_performance_certificate_and_is_suspended_the_day_after_its_deadline(
    store: Store,
) -> None:
    company = Company(store, rolling_mill(joined="2023-05-15"))
    held = granted(company, "MILL-SCOPE", COC, "2025-02-01")
    with on_day("2025-05-20"):
        story = store.run("certificate", "show", held.number).json
        assert story["performance_due"] == "2025-05-15"  # two years after joining
        assert post(store, sold("S-1", "2025-05-15"), sold("S-2", "2025-05-16")) == ["scope_not_certified"]
        answer = store.run("certificate", "on", "2025-05-16", "--facility", "MILL-1")
        assert answer.code == 1
        assert (answer.json["reason"], answer.json["moves"][0]["sequence"]) == ("suspended", None)
        assert issue(store, "S-1").code == 0
        recorded = store.run("certificate", "due").json["recorded"]
        assert [(each["move"], each["effective"]) for each in recorded] == [("suspend", "2025-05-16")]
        assert store.run("certificate", "due").json["recorded"] == []  # once
        assert len(told(store, "CAN")) == 1
    granted(company, "MILL-SCOPE", PS, "2025-07-01")
    with on_day("2025-07-01"):
        assert post(store, sold("S-3", "2025-07-01")) == ["scope_not_certified"]  # suspended until reinstated
        reason = "certified under the performance standard"
        assert store.run("certificate", "reinstate", held.number, "--reason", reason).code == 0
        assert post(store, sold("S-4", "2025-07-01"), sold("S-5", "2025-06-30")) == ["scope_not_certified"]
        assert [each["subject"][-24:] for each in told(store, "CAN")][1:] == ["again from 2025-07-01 on"]
    assert store.run("check").json["clean"]


def test_recording_what_was_due_changes_no_day(store: Store) -> None:
    company = Company(store, rolling_mill(joined="2024-01-15"))
    granted(company, "MILL-SCOPE", COC, "2025-02-01")
    before = store.dump()["certificate_span"]
    with on_day("2026-08-01"):
        kinds = [each["move"] for each in store.run("certificate", "due").json["recorded"]]
    assert kinds == ["suspend", "revoke"]  # not cured by 2026-07-16
    assert store.dump()["certificate_span"] == before
    assert store.run("check").json["clean"]


def test_a_performance_certificate_elsewhere_gives_the_mill_one_year_after_its_custody_certificate(
    store: Store,
) -> None:
    register = rolling_mill(joined="2024-01-15", accounts_from="2026-01-01")
    register["facility"].append({**register["facility"][0], "code": "MILL-2", "name": "Foil mill"})
    register["scope"].append({**register["scope"][0], "code": "FOIL-SCOPE", "facilities": ["MILL-2"]})
    company = Company(store, register)
    granted(company, "FOIL-SCOPE", PS, "2025-06-01")
    held = granted(company, "MILL-SCOPE", COC, "2025-09-01")
    assert store.run("certificate", "show", held.number).json["performance_due"] == "2026-09-01"
    with on_day("2026-09-10"):
        assert post(store, sold("S-1", "2026-09-01"), sold("S-2", "2026-09-02")) == ["scope_not_certified"]


def test_a_certificate_suspended_in_mid_period_what_was_sold_before_stands_and_the_buyer_is_told(
    store: Store,
) -> None:
    company = Company(store, rolling_mill())
    granted(company, "CAST-SCOPE", PS, "2025-03-01")
    held = granted(company, "CAST-SCOPE", COC, "2025-03-01")
    with on_day("2025-06-10"):
        assert post(store, sold("C-1", "2025-05-05", "CAST", "MILL"), seller="CAST") == []
        document = issue(store, "C-1", "CAST").json
        shown = store.run(
            "certificate", "suspend", held.number, "--reason", "audit overdue", "--dry-run"
        ).json
        assert [each["code"] for each in shown["touched"][0]["customers"]] == ["MILL"]
        assert (shown["touched"][0]["standing"], shown["touched"][0]["after"]) == (
            1,
            0,
        )  # what was sold stands
        assert told(store, "MILL") == []
        made = store.run("certificate", "suspend", held.number, "--reason", "audit overdue").json
        assert (made["touched"], made["told"]) == (shown["touched"], 1)
        notice = told(store, "MILL")[0]
        assert "audit overdue" in notice["text"]
        assert notice["link"] == f"/certificates/one/?number={held.number}"
        assert store.run("notice", "read", str(notice["notice"]), "--organisation", "MILL").json["read_by"]
    assert post(store, sold("C-2", "2025-06-09", "CAST", "MILL"), seller="CAST") == []  # before: stands
    assert post(store, sold("C-3", "2025-06-10", "CAST", "MILL"), seller="CAST") == ["scope_not_certified"]
    assert store.run("document", "show", document["number"], "--organisation", "CAST").code == 0
    assert store.run("check").json["clean"]


def test_a_document_of_an_issuer_suspended_on_the_day_is_refused_at_receipt(store: Store) -> None:
    company = Company(store, rolling_mill())
    granted(company, "CAST-SCOPE", PS, "2025-03-01")
    held = granted(company, "CAST-SCOPE", COC, "2025-03-01")
    granted(company, "MILL-SCOPE", PS, "2025-03-01")
    granted(company, "MILL-SCOPE", COC, "2025-03-01")
    with on_day("2025-06-10"):
        post(store, sold("C-1", "2025-06-20", "CAST", "MILL"), seller="CAST")
        file = store.file("document.json", json.dumps(issue(store, "C-1", "CAST").json))
        store.run("certificate", "suspend", held.number, "--reason", "critical breach")
    with on_day("2025-06-25"):
        answer = store.run("document", "receive", file, "--organisation", "MILL", "--facility", "MILL-1")
    assert answer.code == 1
    assert "issuer_not_certified" in answer.out


def test_a_suspended_performance_certificate_takes_the_custody_certificate_with_it(store: Store) -> None:
    company = Company(store, rolling_mill())
    performance = granted(company, "CAST-SCOPE", PS, "2025-03-01")
    custody = granted(company, "CAST-SCOPE", COC, "2025-03-01")
    with on_day("2025-06-10"):
        store.run("certificate", "suspend", performance.number, "--reason", "standing lost")
        assert post(store, sold("C-3", "2025-06-10", "CAST"), seller="CAST") == ["scope_not_certified"]
        refused = store.run("certificate", "reinstate", custody.number, "--reason", "we ask")
        assert refused.refusal == "performance_certificate_missing"


def test_what_was_known_then_differs_from_what_is_known_now(store: Store) -> None:
    company = Company(store, rolling_mill())
    granted(company, "CAST-SCOPE", PS, "2025-03-01")
    held = granted(company, "CAST-SCOPE", COC, "2025-03-01")
    with on_day("2025-06-10"):
        store.run("certificate", "suspend", held.number, "--reason", "audit overdue", "--from", "2025-07-01")
    answer = company.do(
        certification_on,
        SECRETARY,
        facility="CAST-1",
        standard=COC,
        day=date(2025, 7, 1),
        known_at=datetime(2025, 6, 1, tzinfo=UTC),
    )
    assert answer.then is not None
    assert (answer.then.is_certified, answer.now.is_certified) == (True, False)


def test_a_suspension_is_not_backdated_and_needs_a_reason(store: Store) -> None:
    company = Company(store, rolling_mill())
    granted(company, "CAST-SCOPE", PS, "2025-03-01")
    held = granted(company, "CAST-SCOPE", COC, "2025-03-01")
    suspend = {"number": held.number, "kind": MoveKind.SUSPEND}
    backdated: dict[str, Any] = suspend | {"effective": date(2025, 6, 9), "reason": "late audit"}
    unreasoned: dict[str, Any] = {**suspend}
    stranger: dict[str, Any] = suspend | {"reason": "x"}
    raised: dict[str, Any] = {"number": held.number, "kind": MoveKind.CONFIRM, "reason": "we ask"}
    with on_day("2025-06-10"):
        assert company.refused(move_certificate, SECRETARY, **backdated) == "certificate_move_backdated"
        assert company.refused(move_certificate, OPERATOR, **backdated) == "certificate_move_backdated"
        assert company.refused(move_certificate, SECRETARY, **unreasoned) == "reason_missing"
        assert company.refused(move_certificate, MANAGER, **stranger) == "not_permitted"
        assert company.refused(move_certificate, SECRETARY, **raised) == "certificate_move_not_allowed"


def test_the_holder_withdraws_and_nobody_brings_it_back(store: Store) -> None:
    company = Company(store, rolling_mill())
    held = granted(company, "CAST-SCOPE", PS, "2025-03-01")
    manager = person("ada", Role.MANAGER, "CAST")
    with on_day("2025-06-10"):
        company.do(move_certificate, manager, number=held.number, kind=MoveKind.WITHDRAW)
        assert store.run("certificate", "reinstate", held.number, "--reason", "x").refusal == (
            "certificate_move_not_allowed"
        )


def test_provisional_for_a_year_then_full_from_the_day_of_issue(store: Store) -> None:
    company = Company(store, rolling_mill())
    held = granted(company, "CAST-SCOPE", PS, "2025-03-01", level=PROVISIONAL)
    assert store.run("certificate", "show", held.number).json["valid_to"] == "2026-02-28"
    with on_day("2025-11-01"):
        company.do(
            decide_certificate,
            SECRETARY,
            number=held.number,
            kind=MoveKind.CONFIRM,
            on=date(2025, 11, 1),
            decision="DEC-2",
        )
        assert store.run("certificate", "show", held.number).json["valid_to"] == "2028-02-29"


def test_the_register_corrects_dates_for_all_days_and_keeps_a_suspension(store: Store) -> None:
    register = rolling_mill() | {
        "certificate": [certificate("COC-7", "CAST-SCOPE", "2025-01-01", "2025-12-31")]
    }
    Company(store, register)
    with on_day("2025-06-10"):
        store.run("certificate", "suspend", "COC-7", "--reason", "audit overdue")
        register["certificate"] = [certificate("COC-7", "CAST-SCOPE", "2024-06-01", "2026-12-31")]
        assert store.load(register_text(register)).code == 0
        assert store.load(register_text(register)).code == 0  # again: nothing
        story = store.run("certificate", "show", "COC-7").json
    assert [each["move"] for each in story["moves"]] == ["register", "suspend", "change_dates"]
    assert [(p["state"], p["first"]) for p in story["phases"]] == [
        ("full", "2024-06-01"),
        ("suspended", "2025-06-10"),
        ("revoked", "2025-12-11"),
    ]
    assert store.run("check").json["clean"]


def test_the_secretariat_makes_no_certificate_by_register(store: Store) -> None:
    register = rolling_mill() | {
        "certificate": [certificate("COC-7", "CAST-SCOPE", "2025-01-01", "2025-12-31")]
    }
    company = Company(store, rolling_mill())
    new = register_from_text(register_text(register))
    assert company.refused(load_register, SECRETARY, new) == "certificate_by_register"
    assert store.load(register_text(register)).code == 0
    company.do(load_register, SECRETARY, new)  # as it stands
    register["certificate"] = [certificate("COC-7", "CAST-SCOPE", "2025-01-01", "2027-12-31")]
    longer = register_from_text(register_text(register))
    assert company.refused(load_register, SECRETARY, longer) == "certificate_by_register"
    register["certificate"] = []
    register["facility"][1]["activities"].append("aluminium_smelting")
    wider = register_from_text(register_text(register))
    assert company.refused(load_register, SECRETARY, wider) == "certificate_by_register"


def test_a_lost_standing_lists_the_certificates_to_suspend(store: Store) -> None:
    company = Company(store, rolling_mill())
    held = granted(company, "CAST-SCOPE", PS, "2025-03-01", level=FULL)
    with on_day("2025-06-10"):
        story = store.run("membership", "suspend", "CAST", "--reason", "invoice open").json
        assert story["certificates_to_suspend"] == [held.number]
        store.run("certificate", "suspend", held.number, "--reason", "standing lost")
        assert store.run("membership", "show", "CAST").json["certificates_to_suspend"] == []
        assert store.run("certificate", "reinstate", held.number, "--reason", "x").refusal == (
            "membership_suspended"
        )
        store.run("membership", "restore", "CAST", "--reason", "paid")
        assert store.run("certificate", "reinstate", held.number, "--reason", "paid").code == 0


def test_an_application_is_seen_by_its_own_people_and_the_secretariat_only(store: Store) -> None:
    company = Company(store, rolling_mill())
    stranger = person("eve", Role.MANAGER, "CAN")
    with on_day("2025-02-01"):
        asked = company.do(
            note_step,
            OPERATOR,
            scope="MILL-SCOPE",
            standard=PS,
            edition="ps-v3",
            step=MoveKind.APPLY,
            on=date(2025, 2, 1),
        )
        assert company.refused(certificate_story, stranger, number=asked.number) == "certificate_unknown"
        assert company.do(certificates_of, stranger, organisation="MILL") == []
        answer = company.do(certification_on, stranger, facility="MILL-1", standard=PS, day=date(2025, 2, 1))
        assert asked.number not in str(answer.as_json())
        for actor in (SECRETARY, person("ada", Role.CLERK, "MILL")):
            assert company.do(certificate_story, actor, number=asked.number).now is not None


def test_others_see_a_certificate_from_its_grant_on(store: Store) -> None:
    company = Company(store, rolling_mill())
    held = granted(company, "MILL-SCOPE", PS, "2025-02-01")
    with on_day("2025-03-01"):
        told = company.do(certificate_story, person("eve", Role.MANAGER, "CAN"), number=held.number).as_json()
        assert [each["move"] for each in told["moves"]] == ["grant"]
        assert told["phases"][0]["state"] == "full"
        own = company.do(certificate_story, SECRETARY, number=held.number).as_json()
        assert [each["move"] for each in own["moves"]] == ["apply", "open_audit", "send_report", "grant"]
