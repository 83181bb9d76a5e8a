"""Claims: what the preconditions are, who approves, what is never said, and how each ends."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from casthouse.assurance.certificate_state import MoveKind
from casthouse.parties.membership import Standing
from casthouse.parties.role import Role
from casthouse.service.certificate_move import move_certificate
from casthouse.service.claim import request_claim, revise_claim, submit_claim
from casthouse.service.claim_check import check_claim
from casthouse.service.claim_review import approve_claim, reject_claim, revoke_claim
from casthouse.service.claim_use import add_claim_file, end_claim, put_in_use, read_claim_file
from casthouse.service.claim_view import claim_queue, claim_view, claims_of
from casthouse.service.claim_wanted import WantedClaim
from casthouse.service.evidence import Incoming
from casthouse.service.membership import change_standing
from casthouse.service.permission import OPERATOR, VISITOR, Actor
from tests.contract.movement_rows import reversal
from tests.contract.register_text import one_scope, register_text
from tests.contract.store import Store
from tests.scenario.certification import COC, PROVISIONAL, PS, granted, on_day, rolling_mill
from tests.scenario.claimant import LABEL, REVIEWER, TEN_TONNES, TODAY, Claimant
from tests.scenario.company import AUDITOR, CLERK, MANAGER, SCOPE, STRANGER, Company, T, person
from tests.unit.exchange.test_evidence_type import pdf, png


@pytest.fixture
def acme(store: Store) -> Claimant:
    return Claimant(store)


def missing(acme: Claimant, number: str, day: str = TODAY) -> set[str]:
    """Return the codes of what a claim lacks."""
    assessment = acme.view(number, day=day).assessment
    assert assessment is not None
    return {each.code for each in assessment.missing}


def suspend(
    acme: Claimant, number: str, *, effective: str, day: str = TODAY, reason: str = "audit overdue"
) -> Any:
    """Suspend a certificate."""
    with on_day(day):
        return acme.do(
            move_certificate,
            REVIEWER,
            number=number,
            kind=MoveKind.SUSPEND,
            effective=date.fromisoformat(effective),
            reason=reason,
        )


def notices(acme: Claimant, day: str = TODAY) -> list[str]:
    """Return the subjects of ACME's notices, the oldest first."""
    with on_day(day):
        told: list[dict[str, Any]] = acme.store.run("notice", "list", "--organisation", "ACME").json[
            "notices"
        ]
    return [each["subject"] for each in told][::-1]


def test_a_product_is_labelled_after_both_certificates_and_an_approval(acme: Claimant) -> None:
    number = acme.used(acme.label())
    view = acme.view(number)
    approval = view.record.approval
    assert approval is not None
    assert (number, view.state.value) == ("ACME-CLAIM-1", "in_use")
    assert (approval.valid_from, approval.valid_to) == (date(2025, 3, 3), date(2026, 3, 2))  # twelve months
    assert approval.ground.numbers == ("PS-1", "COC-1")
    for words in (
        "Can sheet 5182 comes from ACME Ltd. ACME Ltd is certified against",
        "PS-1",
        "COC-1",
        "10 t of aluminium sold as CoC Material",
        "mass balance",
    ):
        assert words in view.text, words
    assert "2024-01-01 to 2024-12-31" in view.text
    assert view.lacks_proof
    acme.attach(number, "proof_of_use")
    assert not acme.view(number).lacks_proof
    with on_day(TODAY):
        acme.do(end_claim, MANAGER, number=number, reason="the label is sold out")
    assert acme.state(number) == "ended"
    acts = [act for _, act in acme.journal() if act.startswith("claim.")]
    assert acts.count("claim.submit") == 3  # submitted, put in use, ended
    assert "claim.approve" in acts


def test_what_is_missing_is_named_at_once_and_nothing_is_submitted_without_it(acme: Claimant) -> None:
    number = acme.draft("on_product", place="")
    assert missing(acme, number) == {"place", "product", "artwork", "mass"}
    with on_day(TODAY):
        assert acme.refused(submit_claim, MANAGER, number=number) == "claim_precondition_missing"
        acme.do(revise_claim, MANAGER, number=number, wanted=WantedClaim(**(LABEL | TEN_TONNES)))
    assert missing(acme, number) == {"artwork"}
    acme.attach(number, "artwork")
    assert missing(acme, number) == set()
    assert "Can sheet 5182" in acme.view(number).text  # what would be approved is shown
    acme.submit(number)
    with on_day(TODAY):
        assert acme.refused(revise_claim, MANAGER, number=number, wanted=WantedClaim()) == "claim_state"
        late = Incoming(name="x", pieces=iter([png(3)]))
        code = acme.refused(add_claim_file, MANAGER, number=number, purpose="artwork", incoming=late)
        assert code == "claim_state"


def test_four_eyes_and_no_approval_by_the_holders_own_people(acme: Claimant) -> None:
    both = Actor(
        name="nora",
        store_roles=frozenset({Role.SECRETARIAT}),
        organisation_roles={"ACME": frozenset({Role.CLERK})},
    )
    number = acme.draft("membership", actor=OPERATOR)
    with on_day(TODAY):
        assert acme.refused(submit_claim, CLERK, number=number) == "not_permitted"  # a manager's
        acme.do(submit_claim, MANAGER, number=number)
        assert acme.refused(approve_claim, MANAGER, number=number) == "not_permitted"
        assert acme.refused(approve_claim, OPERATOR, number=number) == "claim_not_independent"  # drafted it
        assert acme.refused(approve_claim, both, number=number) == "claim_not_independent"
        namesake = Actor(name="ADA", store_roles=frozenset({Role.SECRETARIAT}))
        assert acme.refused(approve_claim, namesake, number=number) == "claim_not_independent"
        acme.do(approve_claim, REVIEWER, number=number)
        assert acme.refused(approve_claim, REVIEWER, number=number) == "claim_state"
    assert acme.view(number).text == (
        "ACME Ltd is a member of the Aluminium Stewardship Initiative, in the class production and transformation."
    )
    assert notices(acme) == ["Claim ACME-CLAIM-1 is approved"]


def test_a_rejection_has_a_reason_and_frees_the_mass(acme: Claimant) -> None:
    number = acme.submit(acme.label(mass_g=50 * T))
    other = acme.label(mass_g=1)
    assert missing(acme, other) == {"mass"}  # all 50 t wait for a decision
    with on_day(TODAY):
        assert acme.refused(reject_claim, REVIEWER, number=number, reason=" ") == "text_invalid"
        acme.do(reject_claim, REVIEWER, number=number, reason="The artwork hides the number.")
    assert acme.state(number) == "rejected"
    assert missing(acme, other) == set()
    with on_day(TODAY):
        assert acme.refused(put_in_use, MANAGER, number=number, place="label") == "claim_state"
        assert acme.refused(check_claim, VISITOR, number=number) == "claim_unknown"


def test_a_mass_is_claimed_once_and_only_what_was_sold_as_certified(acme: Claimant) -> None:
    assert missing(acme, acme.label(mass_g=50 * T + 1)) == {"mass"}
    assert missing(acme, acme.label(period_start=date(2024, 2, 1))) == {
        "mass"
    }  # no period begins on that day
    assert missing(acme, acme.label(period_start=date(2025, 1, 1))) == {
        "mass"
    }  # nothing was sold in it so far
    assert missing(acme, acme.label(stage="alumina")) == {"mass"}
    first = acme.used(acme.label(mass_g=30 * T))
    second = acme.submit(acme.label(mass_g=20 * T))
    third = acme.label(mass_g=1)
    assert missing(acme, third) == {"mass"}
    with on_day(TODAY):
        assert acme.refused(submit_claim, MANAGER, number=third) == "claim_precondition_missing"
        acme.do(end_claim, MANAGER, number=second, reason="printed otherwise")  # never used: its mass is free
        acme.do(end_claim, MANAGER, number=first, reason="sold out")  # used: it was said in public
    assert missing(acme, third) == set()
    assert missing(acme, acme.label(mass_g=20 * T + 1)) == {"mass"}
    bought = acme.draft("custody", mass_g=100 * T, period_start=date(2024, 1, 1), direction="input")
    assert missing(acme, bought) == set()


def test_what_was_sold_beyond_the_allowance_covers_no_claim(acme: Claimant) -> None:
    acme.post(reversal("BACK", "IN", date="2024-06-01"))  # the certified receipt is taken back after the sale
    number = acme.label(mass_g=1)
    assert missing(acme, number) == {"mass"}


def test_a_mass_that_shrank_after_submission_is_not_approved(acme: Claimant) -> None:
    number = acme.submit(acme.label())
    acme.post(reversal("BACK", "SOLD", date="2024-06-01"))
    with on_day(TODAY):
        assert acme.refused(approve_claim, REVIEWER, number=number) == "claim_precondition_missing"


@pytest.mark.one_store
def test_words_beyond_what_was_assured_are_refused_before_anything_is_kept(acme: Claimant) -> None:
    for words in (
        {"own_words": "Made from 75 % ASI aluminium."},
        {"product": "Dose aus zertifiziertem Aluminium"},
    ):
        wanted = WantedClaim(**(LABEL | TEN_TONNES | words))
        with on_day(TODAY):
            code = acme.refused(request_claim, MANAGER, organisation="ACME", kind="on_product", wanted=wanted)
        assert code == "claim_wording_refused"


@pytest.mark.one_store
def test_doubtful_words_are_shown_to_the_reviewer(acme: Claimant) -> None:
    number = acme.submit(acme.draft("custody", own_words="For a clean aluminium chain."))
    assessment = acme.view(number, actor=REVIEWER).assessment
    assert assessment is not None
    assert [(each.rule, each.effect.value) for each in assessment.hits] == [("green", "review")]


def test_a_suspension_shows_and_ends_the_claims_that_rest_on_it_for_good(acme: Claimant) -> None:
    label = acme.used(acme.label())
    report = acme.approved(acme.draft("performance"))
    member = acme.approved(acme.draft("membership"))
    with on_day("2025-04-01"):
        shown = acme.do(
            move_certificate,
            REVIEWER,
            number="COC-1",
            kind=MoveKind.SUSPEND,
            reason="audit overdue",
            dry_run=True,
        )
    assert [each.record.number for each in shown.claims] == [label]
    made = suspend(acme, "COC-1", effective="2025-04-10", day="2025-04-01")
    assert [each.as_json()["lapses_on"] for each in made.claims] == ["2025-04-10"]
    assert (acme.state(label, "2025-04-09"), acme.state(label, "2025-04-10")) == ("in_use", "ended")
    assert {acme.state(each, "2025-04-10") for each in (report, member)} == {"approved"}
    assert f"Claim {label} lapses: it may not be made from 2025-04-10 on" in notices(acme)
    with on_day("2025-05-01"):
        acme.do(move_certificate, REVIEWER, number="COC-1", kind=MoveKind.REINSTATE, reason="audited")
    assert acme.state(label, "2025-05-02") == "ended"  # what lapsed does not come back
    again = acme.label(day="2025-05-02", mass_g=10 * T, renews=label)
    assert acme.state(acme.approved(again, day="2025-05-02"), "2025-05-02") == "approved"
    greedy = acme.label(day="2025-05-02", mass_g=11 * T, renews=label)
    assert missing(acme, greedy, "2025-05-02") == {"renewal"}  # the same mass, no other


def test_without_any_job_a_claim_is_over_when_the_calendar_ends_its_certificate(store: Store) -> None:
    mill = Company(store, rolling_mill())
    with on_day("2025-01-10"):
        granted(mill, "MILL-SCOPE", PS, "2025-01-10", level=PROVISIONAL)
        granted(mill, "MILL-SCOPE", COC, "2025-01-10")
    manager = person("mia", Role.MANAGER, "MILL")
    with on_day("2025-02-01"):
        wanted = WantedClaim(scope="MILL-SCOPE", place="web page")
        made = mill.do(request_claim, manager, organisation="MILL", kind="performance", wanted=wanted)
        mill.do(submit_claim, manager, number=made.number)
        done = mill.do(approve_claim, REVIEWER, number=made.number)
    assert done.approval is not None
    assert "provisionally certified" in done.approval.text
    assert done.approval.valid_to == date(2026, 1, 9)  # with the certificate, whatever the term of the guide
    with on_day("2026-01-09"):
        assert mill.do(check_claim, VISITOR, number=made.number).is_good
    with on_day("2026-01-10"):
        assert not mill.do(check_claim, VISITOR, number=made.number).is_good


def test_a_lost_standing_and_another_class_end_claims(acme: Claimant) -> None:
    first, second = acme.approved(acme.draft("membership")), acme.approved(acme.draft("custody"))
    with on_day("2025-04-01"):
        acme.do(
            change_standing, REVIEWER, organisation="ACME", standing=Standing.SUSPENDED, reason="invoice open"
        )
    assert {acme.state(each, "2025-04-01") for each in (first, second)} == {"ended"}
    assert missing(acme, acme.draft("membership", day="2025-04-02"), "2025-04-02") >= {"standing"}
    with on_day("2025-05-01"):
        acme.do(change_standing, REVIEWER, organisation="ACME", standing=Standing.GOOD, reason="paid")
    assert acme.state(first, "2025-05-01") == "ended"
    third = acme.approved(acme.draft("membership", day="2025-05-01"), day="2025-05-01")
    register = one_scope()
    register["organisation"][0]["membership"] = "industrial_users"
    with on_day("2025-06-01"):
        assert acme.store.load(register_text(register)).code == 0
    assert (acme.state(third, "2025-05-31"), acme.state(third, "2025-06-01")) == ("approved", "ended")


def test_a_register_that_shortens_a_certificate_ends_its_claims_for_good(
    acme: Claimant,
) -> None:
    number = acme.approved(acme.draft("custody"))
    with on_day("2025-04-01"):
        assert acme.store.load(register_text(one_scope(last="2025-03-31"))).code == 0
    assert (acme.state(number, "2025-03-31"), acme.state(number, "2025-04-01")) == ("approved", "ended")
    with on_day("2025-04-02"):
        assert acme.store.load(register_text(one_scope())).code == 0
    assert acme.state(number, "2025-04-02") == "ended"


def test_everybody_checks_a_claim_and_nobody_sees_a_draft(acme: Claimant) -> None:
    draft, waiting = acme.draft("custody"), acme.submit(acme.draft("custody"))
    good = acme.approved(acme.draft("custody"))
    with on_day(TODAY):
        for number in (draft, waiting, "ACME-CLAIM-99", "", "x" * 1_000, "ACME-CLAIM-1\x00"):
            assert acme.refused(check_claim, VISITOR, number=number) == "claim_unknown"
        found = acme.do(check_claim, VISITOR, number=f" {good.lower()} ")
        assert (found.is_good, found.member, found.is_of_custody) == (True, "ACME Ltd", True)
        assert not acme.do(check_claim, VISITOR, number=good, day=date(2025, 3, 2)).is_good
        acme.do(revoke_claim, REVIEWER, number=good, reason="used on a product, which nobody approved")
        over = acme.do(check_claim, VISITOR, number=good)
    assert not over.is_good
    assert over.why == "its approval was taken back, from 2025-03-03 on"  # the reason is the holder's own


def test_who_sees_which_claims(acme: Claimant) -> None:
    draft, waiting = acme.draft("custody"), acme.submit(acme.draft("custody"))
    with on_day(TODAY):
        assert [each.record.number for each in acme.do(claims_of, AUDITOR, organisation="ACME")] == [
            waiting,
            draft,
        ]
        assert [each.record.number for each in acme.do(claims_of, REVIEWER, organisation="ACME")] == [waiting]
        assert acme.refused(claim_view, REVIEWER, number=draft) == "claim_unknown"
        assert acme.refused(claim_view, STRANGER, number=waiting) == "not_permitted"
        assert acme.refused(claim_view, STRANGER, number="ACME-CLAIM-99") == "not_permitted"
        assert acme.refused(claims_of, STRANGER, organisation="ACME") == "not_permitted"
        assert [each.record.number for each in acme.do(claim_queue, REVIEWER).waiting] == [waiting]
        assert acme.refused(claim_queue, MANAGER) == "not_permitted"
        foreign = WantedClaim(scope="SUP-COC", place="web")
        assert (
            acme.refused(request_claim, MANAGER, organisation="ACME", kind="custody", wanted=foreign)
            == "scope_unknown"
        )


def test_artwork_is_a_picture_or_a_pdf_and_nothing_that_acts(acme: Claimant) -> None:
    number = acme.draft("on_product")

    def sent(content: bytes) -> dict[str, Any]:
        return {
            "number": number,
            "purpose": "artwork",
            "incoming": Incoming(name="a.pdf", pieces=iter([content])),
        }

    with on_day(TODAY):
        assert acme.refused(add_claim_file, MANAGER, **sent(b"plain words")) == "evidence_type_refused"
        assert acme.refused(add_claim_file, MANAGER, **sent(pdf("/JavaScript (x)"))) == "evidence_hostile"
        assert acme.refused(add_claim_file, STRANGER, **sent(png())) == "not_permitted"
        acme.do(add_claim_file, MANAGER, **sent(pdf()))
        acme.do(add_claim_file, MANAGER, **sent(pdf()))  # the same again is once
        (held,) = acme.view(number).record.files
        assert held.file.name == "a.pdf"
        with acme.store.in_use():
            _, content = read_claim_file(CLERK, number=number, digest=held.file.digest)
            with content:
                assert content.read() == pdf()
        assert acme.refused(read_claim_file, MANAGER, number=number, digest="0" * 64) == "evidence_unknown"
        assert (
            acme.refused(read_claim_file, REVIEWER, number=number, digest=held.file.digest) == "claim_unknown"
        )


def test_sites_and_activities_that_are_not_certified_are_not_claimed(acme: Claimant) -> None:
    assert missing(acme, acme.draft("performance", facilities=("ACME-CH",))) == set()
    assert missing(acme, acme.draft("performance", activities=("semi_fabrication",))) == {
        "performance_certificate"
    }
    number = acme.approved(acme.draft("performance", activities=("casthouse",)))
    assert "(casthouse)" in acme.view(number).text
    with on_day(TODAY):
        wanted = WantedClaim(scope=SCOPE, facilities=("SUP-CH",))
        assert (
            acme.refused(request_claim, MANAGER, organisation="ACME", kind="performance", wanted=wanted)
            == "facility_unknown"
        )


def test_use_is_recorded_within_the_days_of_the_approval(acme: Claimant) -> None:
    number = acme.approved(acme.draft("custody", use_from=date(2025, 4, 1), use_to=date(2025, 4, 30)))
    view = acme.view(number)
    assert (view.state.value, view.may_be_made) == ("approved", False)  # its days have not begun
    with on_day("2025-03-31"):
        assert acme.refused(put_in_use, MANAGER, number=number, place="web") == "claim_day_invalid"
    with on_day("2025-04-30"):
        assert (
            acme.refused(put_in_use, MANAGER, number=number, place="web", on=date(2025, 5, 1))
            == "claim_day_invalid"
        )
        acme.do(put_in_use, MANAGER, number=number, place="web", on=date(2025, 4, 1))
    assert (acme.state(number, "2025-04-30"), acme.state(number, "2025-05-01")) == ("in_use", "ended")
    assert missing(acme, acme.draft("custody", use_from=date(2025, 4, 2), use_to=date(2025, 4, 1))) == {
        "days",
        "term",
    }


def test_claims_by_command(acme: Claimant, tmp_path: Path) -> None:
    run = acme.store.run
    (tmp_path / "label.png").write_bytes(png())
    with on_day(TODAY):
        made = run(
            "claim",
            "request",
            "on_product",
            "--organisation",
            "ACME",
            "--scope",
            SCOPE,
            "--product",
            "Can sheet",
            "--mass-g",
            "10000000",
            "--period",
            "2024-01-01",
            "--place",
            "coil label",
        )
        number = made.json["claim"]
        assert run("claim", "submit", number).refusal == "claim_precondition_missing"
        assert run("claim", "attach", number, str(tmp_path / "label.png")).code == 0
        assert run("claim", "submit", number).json["state"] == "submitted"
        assert [each["claim"] for each in run("claim", "queue").json["waiting"]] == [number]
        assert run("claim", "approve", number).refusal == "claim_not_independent"  # the operator submitted it
        acme.do(approve_claim, REVIEWER, number=number)
        assert run("claim", "use", number, "--place", "coil label").json["state"] == "in_use"
        assert run("claim", "check", number).code == 0
        assert run("claim", "revoke", number, "--reason", "misused").json["end_cause"] == "secretariat"
        checked = run("claim", "check", number)
        assert (checked.code, checked.json["good"]) == (1, False)
        assert run("claim", "check", "NOBODY-CLAIM-1").refusal == "claim_unknown"
        assert [each["claim"] for each in run("claim", "list", "--organisation", "ACME").json["claims"]] == [
            number
        ]
        assert json.dumps(run("claim", "show", number).json)
        guide = run("claim", "guide", "cg-v3").json
        assert {each["kind"] for each in guide["kinds"]} == {
            "membership",
            "performance",
            "custody",
            "on_product",
        }
    assert run("check").json["clean"]
