"""A member applies for a certificate and names the audit firm; the firm's auditors see it until an audit follows."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest

from casthouse.assurance.certificate_state import CertificateState, MoveKind
from casthouse.parties.membership import Standing
from casthouse.refusal import Refusal
from casthouse.service import certificate_move
from casthouse.service.accreditation import add_auditor, register_firm
from casthouse.service.audit import open_audit, withdraw_audit
from casthouse.service.audit_report import WantedReport, send_report, send_report_back
from casthouse.service.certificate_application import applications, apply_for_certificate
from casthouse.service.certificate_book import load_book
from casthouse.service.certificate_move import move_certificate
from casthouse.service.certificate_view import certificate_story, certificates_of
from casthouse.service.ledger_hold import LedgerHold, ledger_held
from casthouse.service.membership import change_standing
from casthouse.service.permission import OPERATOR, Actor
from tests.contract.store import Store
from tests.scenario.audit_world import Assurance, SmelterAudit
from tests.scenario.certification import on_day

APPLIED = {"scope": "SMELT-PS", "standard": "performance", "edition": "ps-v3", "firm": "PRUEF"}


@pytest.fixture
def world(store: Store) -> Assurance:
    made = Assurance(store)
    with store.in_use():
        register_firm(OPERATOR, code="ANDERE", name="Andere Prüfer", country="DE")
        add_auditor(OPERATOR, firm="ANDERE", username="otto")
    return made


def test_the_firm_that_is_named_sees_it_and_opens_the_audit(world: Assurance) -> None:
    with on_day("2025-07-01"):
        made = world.by("mia", apply_for_certificate, **APPLIED)
    assert [(each.scope, each.applied_on) for each in world.by("lena", applications)] == [
        ("SMELT-PS", date(2025, 7, 1))
    ]
    for other in ("otto", "mia", "carl", "sven"):
        assert world.by(other, applications) == []
    assert [each.history.number for each in world.by("sven", certificates_of, organisation="SMELT")] == [
        made.number
    ]
    assert world.by("otto", certificates_of, organisation="SMELT") == []
    with on_day("2025-07-10"):
        world.by(
            "lena",
            open_audit,
            **APPLIED,
            audit_type="certification",
            lead="lena",
            members=["theo"],
            first_day=date(2025, 9, 1),
            last_day=date(2025, 9, 30),
        )
        assert world.by("lena", applications) == []


def state_of(world: Assurance) -> str:
    """Return where the one application of the smelter stands."""
    (story,) = world.by("mia", certificates_of, organisation="SMELT")
    with world.store.in_use():
        end = load_book("SMELT").course(story.history).end
    assert end is not None
    return end.state.value


def test_it_follows_its_audit_from_the_opening_to_the_decision(world: Assurance) -> None:
    with on_day("2025-07-01"):
        made = world.by("mia", apply_for_certificate, **APPLIED)
    audit = SmelterAudit(world)
    with audit.day(-60):
        assert state_of(world) == "in_audit"
    audit.planned()
    audit.visited()
    audit.found()
    wanted = WantedReport(systems="high", risk="high", performance="high", summary="One potline.")
    for day in (20, 22):
        with audit.day(day):
            world.by("lena", send_report, audit=audit.reference, wanted=wanted)
            assert state_of(world) == "under_review"
        with audit.day(day + 1):
            world.by("sven", send_report_back, audit=audit.reference, text="which potline?")
            assert state_of(world) == "in_audit"
    audit.reported()
    taken = audit.decided()
    assert taken.certificate == made.number
    with audit.day(32):
        (story,) = world.by("mia", certificates_of, organisation="SMELT")
    kinds = [each.kind.value for each in story.history.moves]
    assert kinds[:2] + kinds[-2:] == ["apply", "open_audit", "send_report", "grant"]
    assert kinds.count("send_back") == 2


def test_who_withdraws_an_application_does_not_withdraw_the_certificate_granted_meanwhile(
    world: Assurance,
) -> None:
    with on_day("2025-07-01"):
        made = world.by("mia", apply_for_certificate, **APPLIED)
        seen = world.by("mia", certificate_story, number=made.number).now
        assert seen is not None
    audit = SmelterAudit(world)
    audit.through()
    audit.decided()
    gone: dict[str, Any] = {"number": made.number, "kind": MoveKind.WITHDRAW}
    with audit.day(32):
        for dry_run in (True, False):
            asked = {**gone, "seen": seen.state, "dry_run": dry_run}
            assert world.refused_to("mia", move_certificate, **asked) == "certificate_changed"
        answer = world.store.run("certificate", "withdraw", made.number, "--seen", "applied")
        assert answer.refusal == "certificate_changed"
        world.by("mia", move_certificate, **gone, seen=CertificateState.FULL)


@pytest.mark.one_store
def test_what_lands_while_a_withdrawal_waits_for_the_ledger_is_not_withdrawn(
    world: Assurance, monkeypatch: pytest.MonkeyPatch
) -> None:
    with on_day("2025-07-01"):
        made = world.by("mia", apply_for_certificate, **APPLIED)
    hold, lena, mia = ledger_held, world.who("lena"), world.who("mia")

    @contextmanager
    def held_late(actor: Actor, organisation: str) -> Iterator[LedgerHold]:
        open_audit(
            lena,
            **APPLIED,
            audit_type="certification",
            lead="lena",
            members=["theo"],
            first_day=date(2025, 9, 1),
            last_day=date(2025, 9, 30),
        )
        with hold(actor, organisation) as held:
            yield held

    with on_day("2025-07-10"):
        monkeypatch.setattr(certificate_move, "ledger_held", held_late)
        with world.store.in_use(), pytest.raises(Refusal) as refused:
            certificate_move.move_certificate(mia, number=made.number, kind=MoveKind.WITHDRAW)
    assert refused.value.code == "certificate_changed"


def test_it_waits_for_another_audit_when_the_first_is_withdrawn(world: Assurance) -> None:
    with on_day("2025-07-01"):
        world.by("mia", apply_for_certificate, **APPLIED)
    audit = SmelterAudit(world)
    with audit.day(-59):
        world.by("lena", withdraw_audit, audit=audit.reference, reason="the lead is ill")
        assert [each.scope for each in world.by("lena", applications)] == ["SMELT-PS"]
    again = SmelterAudit(world)
    again.through()
    again.decided()


def test_a_surveillance_moves_no_application(world: Assurance) -> None:
    with on_day("2025-07-01"):
        world.by("mia", apply_for_certificate, **APPLIED)
    audit = SmelterAudit(world, kind="surveillance")
    with audit.day(-59):
        assert state_of(world) == "applied"


def test_a_second_one_is_refused_while_the_first_is_open(world: Assurance) -> None:
    with on_day("2025-07-01"):
        world.by("mia", apply_for_certificate, **APPLIED)
        assert world.refused_to("mia", apply_for_certificate, **APPLIED) == "application_open"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"firm": "NOBODY"}, "firm_unknown"),
        ({"edition": "coc-v2"}, "edition_not_auditable"),
        ({"edition": "ps-v4-draft"}, "edition_not_auditable"),
        ({"edition": "none"}, "edition_unknown"),
        ({"standard": "none"}, "word_unknown"),
        ({"scope": "NONE"}, "not_permitted"),
        ({"scope": "CUS-PS"}, "not_permitted"),
    ],
)
def test_what_does_not_fit_is_refused(world: Assurance, changed: dict[str, str], code: str) -> None:
    with on_day("2025-07-01"):
        assert world.refused_to("mia", apply_for_certificate, **{**APPLIED, **changed}) == code


def test_whose_membership_is_suspended_does_not_apply(world: Assurance) -> None:
    with on_day("2025-07-01"):
        world.by(
            "sven", change_standing, organisation="SMELT", standing=Standing.SUSPENDED, reason="invoice open"
        )
        assert world.refused_to("mia", apply_for_certificate, **APPLIED) == "membership_suspended"
