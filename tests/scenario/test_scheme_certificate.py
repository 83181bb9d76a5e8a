"""Certificates of recognised schemes: recorded once, named at items, held against an audit's days and sites."""

from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import DatabaseError, connection

from casthouse.assurance.assessed_item import Answer, Missing
from casthouse.assurance.finding_certificate import Bearing
from casthouse.assurance.rating import Rating
from casthouse.assurance.scheme_certificate import SchemeCertificate
from casthouse.exchange.recognised_scheme_file import built_in_schemes
from casthouse.parties.duty import DutyKind
from casthouse.service import scheme_certificate as service
from casthouse.service import scheme_reliance as reliance
from casthouse.service.assessment_answer import rate_item, rate_together
from casthouse.service.assessment_carry_over import carry_assessment
from casthouse.service.audit_checklist import checklist
from casthouse.service.audit_finding import WantedFinding, record_finding
from casthouse.service.edition import edition_of
from casthouse.service.evidence import Incoming
from casthouse.service.finding_certificate import naming_findings
from casthouse.service.recognised_scheme import schemes_at
from casthouse.service.scheme_certificate import WantedCertificate
from casthouse.service.self_assessment import self_assessment, start_assessment, submit_assessment
from casthouse.service.worklist import worklist
from tests.contract.store import Store
from tests.scenario.audit_world import FIRST, Assurance, SmelterAudit, smelter
from tests.scenario.certification import site
from tests.scenario.extruder import PDF

HERE = {"scope": "SMELT-PS", "number": 1}
ISO = WantedCertificate(
    scheme="iso-14001",
    certificate="DE-77",
    body="Prüf AG",
    facilities=("SMELT-1",),
    valid_from=date(2023, 1, 1),
    valid_to=FIRST + timedelta(days=6),  # the last day on site
)


@pytest.fixture
def world(store: Store) -> Assurance:
    return Assurance(store)


@pytest.fixture
def audit(world: Assurance) -> SmelterAudit:
    """An audit that was opened, and a draft in which every item but 2.3a is rated."""
    audit = SmelterAudit(world)
    with audit.day(-55):
        world.by("mia", start_assessment, scope="SMELT-PS", edition="ps-v3")
        found = world.by("mia", self_assessment, **HERE).assessment
        items = [each.number for each in found.items if each.number != "2.3a"]
        answer = Answer(rating=Rating.CONFORMANCE, rationale="Handbook, chapter 4.")
        world.by("mia", rate_together, **HERE, items=items, answer=answer)
        bare = Answer(rating=Rating.CONFORMANCE)
        world.by("mia", rate_item, **HERE, item="2.3a", answer=bare, seen=0)
    return audit


@pytest.mark.one_store
def test_every_scheme_names_items_that_its_edition_has_and_none_is_verified() -> None:
    for code, schemes in built_in_schemes().items():
        edition = edition_of(code)
        known = {each.number for each in edition.rateable_items}
        known |= {each.number for each in edition.criteria}
        for each in schemes.values():
            assert each.items
            assert set(each.items) <= known, each
            assert not each.verified
    older = {code for code in built_in_schemes()["ps-v2"] if code not in built_in_schemes()["ps-v3"]}
    assert older == {"sa-8000", "gri-g4", "eiti"}
    draft = edition_of("ps-v4-draft")  # follows the edition that it extends
    assert [each.code for each in schemes_at(draft, item="2.3a")] == ["iso-14001"]
    assert schemes_at(draft, item="2.3b") == ()
    assert [each.code for each in schemes_at(draft, item="4.1b")] == ["iso-14044", "iso-21930", "en-15804"]


def test_a_rating_rests_on_a_certificate_until_it_runs_out(world: Assurance, audit: SmelterAudit) -> None:
    with audit.day(-54):
        assert _missing(world) == (Missing.SUPPORT,)
        kept = _record(world)
        assert (kept.number, kept.file.name) == (1, "iso14001.pdf")
        assert _record(world).number == 1
        for _ in range(2):
            world.by("mia", reliance.rest_rating, **HERE, item="2.3a", certificate=1)
        assert _missing(world) == ()
        world.by("mia", reliance.rest_rating, **HERE, item="2.3a", certificate=1, rests=False)
        assert _missing(world) == (Missing.SUPPORT,)
        world.by("mia", reliance.rest_rating, **HERE, item="2.3a", certificate=1)
        assert world.by("lena", reliance.audited_reliances, audit=audit.reference) == []
    with audit.day(7):  # it ran out the day before
        assert world.refused_to("mia", submit_assessment, **HERE) == "scheme_certificate_not_enough"
        assert _refused_rest(world) == "scheme_certificate_not_enough"
    with audit.day(6):
        world.by("mia", submit_assessment, **HERE)
        assert _refused_rest(world) == "assessment_frozen"


def test_the_team_sees_whether_it_is_valid_on_the_days_of_the_audit(
    world: Assurance, audit: SmelterAudit
) -> None:
    with audit.day(-54):
        _record(world)
        world.by("mia", reliance.rest_rating, **HERE, item="2.3a", certificate=1)
        world.by("mia", submit_assessment, **HERE)
        assert _flaws(world, audit, "theo") == ["run_out"]  # before the plan: up to the audit's last day
    audit.planned()
    with audit.day(-49):
        assert _flaws(world, audit, "theo") == []
        file, content = world.by("theo", reliance.read_audited_certificate, audit=audit.reference, number=1)
        with content:
            assert (file.name, content.read()) == ("iso14001.pdf", PDF)
        for name in ("uwe", "carl"):
            named = {"audit": audit.reference}
            assert world.refused_to(name, reliance.audited_reliances, **named) == "not_permitted"
            refused = world.refused_to(name, reliance.read_audited_certificate, number=1, **named)
            assert refused == "not_permitted"
        gone = {"organisation": "SMELT", "number": 1, "reason": "suspended by the body"}
        world.by("mia", service.withdraw_scheme_certificate, **gone)
        assert (
            world.refused_to("mia", service.withdraw_scheme_certificate, **gone)
            == "scheme_certificate_unknown"
        )
        assert _flaws(world, audit, "theo") == ["withdrawn"]
    with world.store.in_use(), connection.cursor() as cursor:
        for table in ("withdrawal", "site"):
            with pytest.raises(DatabaseError):
                cursor.execute(f"DELETE FROM scheme_certificate_{table}")
        with pytest.raises(DatabaseError):
            cursor.execute("UPDATE scheme_reliance SET rests = rests")


@pytest.mark.one_store
def test_a_certificate_must_cover_every_site_of_the_scope(store: Store) -> None:
    register = smelter()
    register["facility"].append(site("SMELT-2", "SMELT", "casthouse"))
    register["scope"][0]["facilities"] = ["SMELT-1", "SMELT-2"]
    world = Assurance(store, register)
    audit = SmelterAudit(world)
    with audit.day(-54):
        world.by("mia", start_assessment, scope="SMELT-PS", edition="ps-v3")
        _record(world)
        assert _refused_rest(world) == "scheme_certificate_not_enough"
        _record(world, replace(ISO, facilities=("SMELT-2", "SMELT-1", "SMELT-1"), certificate="DE-78"))
        view = world.by("mia", reliance.rest_rating, **HERE, item="2.3a", certificate=2)
        choices = world.do(lambda _: reliance.choices_at(view, "2.3a"), world.who("mia"))
        assert [[flaw.detail for flaw in each.flaws] for each in choices] == [["does not cover SMELT-2"], []]
        assert [each.rests for each in choices] == [False, True]


def test_what_is_refused(world: Assurance, audit: SmelterAudit) -> None:
    with audit.day(-54):
        wrong = (
            (replace(ISO, scheme="iso-9001"), "scheme_unknown"),
            (replace(ISO, facilities=("CUS-1",)), "facility_unknown"),
            (replace(ISO, facilities=()), "scheme_certificate_invalid"),
            (replace(ISO, valid_to=date(2022, 12, 31)), "scheme_certificate_invalid"),
            (replace(ISO, certificate=" "), "text_invalid"),
            (replace(ISO, body="a\0b"), "text_invalid"),
        )
        for wanted, code in wrong:
            assert _refused_record(world, wanted) == code
        hostile = PDF.replace(b"/Catalog", b"/Catalog /OpenAction << /S /J#61vaScript >>")
        assert _refused_record(world, ISO, content=hostile) == "evidence_hostile"
        for name in ("sven", "carl", "lena"):
            assert _refused_record(world, ISO, name=name) == "not_permitted"
            assert (
                world.refused_to(name, service.scheme_certificates, organisation="SMELT") == "not_permitted"
            )
        _record(world)
        assert _refused_record(world, replace(ISO, body="Other")) == "scheme_certificate_overlaps"
        renewed = replace(ISO, valid_from=ISO.valid_to + timedelta(days=1), valid_to=date(2028, 9, 6))
        assert _record(world, renewed).number == 2
        assert _refused_rest(world, certificate=2) == "scheme_certificate_not_enough"  # not yet valid
        assert _refused_rest(world, item="2.3b") == "scheme_certificate_not_enough"  # not recognised there
        assert _refused_rest(world, certificate=9) == "scheme_certificate_unknown"


def test_it_stands_on_the_work_list_until_another_takes_over(world: Assurance, audit: SmelterAudit) -> None:
    with audit.day(-54):
        _record(world)
        (entry,) = _waiting(world)
        assert (entry.duty.due, entry.link) == (ISO.valid_to, "/organisations/SMELT/scheme-certificates/")
        listed = partial(worklist, world.who("mia"))
        one = world.store.asked(listed)
        _record(world, replace(ISO, scheme="iso-45001", certificate="OH-1"))
        _record(world, replace(ISO, valid_from=date(2025, 9, 8), valid_to=date(2025, 9, 9)))
        waiting = [(each.duty.subject, each.duty.due) for each in _waiting(world)]
        assert waiting == [("ISO 45001 OH-1", ISO.valid_to), ("ISO 14001 DE-77", date(2025, 9, 9))]
        assert world.store.asked(listed) == one


@pytest.mark.one_store
def test_the_commands_do_the_same(world: Assurance, audit: SmelterAudit) -> None:
    run, file = world.store.run, world.store.file("iso.pdf", PDF)
    with audit.day(-54):
        given = (
            "--scheme",
            "iso-14001",
            "--certificate",
            "DE-77",
            "--body",
            "Prüf AG",
            "--facility",
            "SMELT-1",
        )
        days = ("--valid-from", "2023-01-01", "--valid-to", "2026-12-31")
        made = run("scheme", "record", "SMELT", file, *given, *days)
        assert (made.json["number"], made.json["facilities"]) == (1, ["SMELT-1"])
        (held,) = run("scheme", "list", "SMELT").json["scheme_certificates"]
        assert (held["file"]["name"], held["stands"]) == ("iso.pdf", True)
        rested = run("scheme", "rest", "SMELT-PS", "1", "2.3a", "--certificate", "1")
        assert rested.json["scheme_certificates"] == [1]
        world.by("mia", submit_assessment, **HERE)
        (seen,) = run("scheme", "audited", audit.reference).json["scheme_certificates"]
        assert (seen["item"], seen["flaws"]) == ("2.3a", [])
        gone = run("scheme", "withdraw", "SMELT", "1", "--reason", "sold the site")
        assert gone.json["withdrawn_why"] == "sold the site"
        listed = run("scheme", "recognised", "--edition", "ps-v2").json["schemes"]
        assert [each["code"] for each in listed][-3:] == ["sa-8000", "gri-g4", "eiti"]
        assert run("check").code == 0


def _record(world: Assurance, wanted: WantedCertificate = ISO) -> SchemeCertificate:
    return world.by("mia", service.record_scheme_certificate, **_given(wanted))


def _given(wanted: WantedCertificate, content: bytes = PDF) -> dict[str, object]:
    incoming = Incoming(name="../iso14001.pdf", pieces=iter([content]))
    return {"organisation": "SMELT", "wanted": wanted, "incoming": incoming}


def _refused_record(
    world: Assurance, wanted: WantedCertificate, *, name: str = "mia", content: bytes = PDF
) -> str:
    return world.refused_to(name, service.record_scheme_certificate, **_given(wanted, content))


def _refused_rest(world: Assurance, *, item: str = "2.3a", certificate: int = 1) -> str:
    return world.refused_to("mia", reliance.rest_rating, **HERE, item=item, certificate=certificate)


def _missing(world: Assurance) -> tuple[Missing, ...]:
    return world.by("mia", self_assessment, **HERE).assessment.item("2.3a").missing


def _flaws(world: Assurance, audit: SmelterAudit, name: str) -> list[str]:
    (each,) = world.by(name, reliance.audited_reliances, audit=audit.reference)
    return [flaw.code.value for flaw in each.flaws]


def _waiting(world: Assurance) -> list:  # type: ignore[type-arg]
    return world.by("mia", worklist, kind=DutyKind.SCHEME_CERTIFICATE)


def test_words_about_a_certificate_are_no_certificate(world: Assurance) -> None:
    assert _refused_record(world, ISO, content=b"hello, not a PDF\n") == "evidence_type_refused"


def test_a_finding_names_the_certificate_that_it_rests_on_or_contradicts(
    world: Assurance, audit: SmelterAudit
) -> None:
    with audit.day(-54):
        _record(world)
        world.by("mia", reliance.rest_rating, **HERE, item="2.3a", certificate=1)
        world.by("mia", submit_assessment, **HERE)
    audit.planned()
    audit.visited()
    naming = partial(world.by, "mia", naming_findings, organisation="SMELT")
    with audit.day(6):
        assert _refused_finding(world, audit, certificates=(2,)) == "scheme_certificate_unknown"
        assert _refused_finding(world, audit, rating="not_applicable") == "finding_invalid"
        assert _refused_finding(world, audit, item="5.2") == "scheme_certificate_not_enough"
        assert naming() == {}
        _find(world, audit)
        (found,) = naming()[1]
        assert (found.audit, found.item, found.site) == (audit.reference, "2.3a", "SMELT-1")
        assert found.bearing is Bearing.RESTS_ON
        _find(world, audit, rating="major_non_conformance", grounds=("systemic",))
        assert [each.bearing for each in naming()[1]] == [Bearing.CONTRADICTS]  # in the place of the other
        gone = {"organisation": "SMELT", "number": 1, "reason": "suspended by the body"}
        world.by("mia", service.withdraw_scheme_certificate, **gone)
        assert _refused_finding(world, audit) == "scheme_certificate_not_enough"
        _find(world, audit, item="5.2", rating="minor_non_conformance", grounds=("isolated",))
        assert [each.item for each in naming()[1]] == ["2.3a", "5.2"]
        lines = world.by("theo", checklist, audit=audit.reference)
        named = {each.item.number: each.finding.certificates for each in lines if each.finding}
        assert named == {"2.3a": (1,), "5.2": (1,)}
        _find(world, audit, item="5.2", certificates=())
        assert [each.item for each in naming()[1]] == ["2.3a"]
        assert world.refused_to("carl", naming_findings, organisation="SMELT") == "not_permitted"
    with world.store.in_use(), connection.cursor() as cursor, pytest.raises(DatabaseError):
        cursor.execute("DELETE FROM finding_certificate")
    assert world.store.run("scheme", "list", "SMELT").json["scheme_certificates"][0]["findings"] == [
        {
            "audit": audit.reference,
            "item": "2.3a",
            "site": "SMELT-1",
            "rating": "major_non_conformance",
            "bearing": "contradicts",
        }
    ]


def _wanted_finding(**more: Any) -> WantedFinding:
    given: dict[str, Any] = {"item": "2.3a", "rating": "conformance", "certificates": (1,)}
    return WantedFinding(site="SMELT-1", statement="looked at", evidence=("records",), **(given | more))


def _find(world: Assurance, audit: SmelterAudit, **more: Any) -> None:
    world.by("theo", record_finding, audit=audit.reference, wanted=_wanted_finding(**more))


def _refused_finding(world: Assurance, audit: SmelterAudit, **more: Any) -> str:
    return world.refused_to("theo", record_finding, audit=audit.reference, wanted=_wanted_finding(**more))


def test_what_a_rating_rests_on_is_carried_over_where_it_is_enough_in_the_new_draft(
    world: Assurance, audit: SmelterAudit
) -> None:
    with audit.day(-54):
        _record(world)
        world.by("mia", reliance.rest_rating, **HERE, item="2.3a", certificate=1)
        made = world.by("mia", carry_assessment, **HERE, edition="ps-v4-draft")
        assert made.certificates_left == ()
        here = {"scope": "SMELT-PS", "number": made.head.number}
        carried = world.by("mia", self_assessment, **here).assessment.item("2.3a")
        assert [each.certificate for each in carried.certificates] == ["DE-77"]
        assert carried.missing == (Missing.SECOND_LOOK,)
    with audit.day(7):  # it ran out the day before
        made = world.by("mia", carry_assessment, **here, edition="ps-v4-draft")
        needed = ISO.valid_to + timedelta(days=1)
        why = f"2.3a rests no more on certificate DE-77: valid to {ISO.valid_to}, needed on {needed}"
        assert made.certificates_left == (why,)
        later = world.by("mia", self_assessment, scope="SMELT-PS", number=made.head.number)
        assert later.assessment.item("2.3a").certificates == ()
