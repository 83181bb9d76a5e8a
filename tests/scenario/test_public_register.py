"""A visitor looks things up: what is listed, what is answered by number, and what nobody is told."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from casthouse.assurance.certificate_state import CertificateState, MoveKind
from casthouse.assurance.public_register import PublicKind
from casthouse.parties.membership import Standing
from casthouse.service.certificate_move import move_certificate
from casthouse.service.certificate_step import note_step
from casthouse.service.membership import change_standing
from casthouse.service.permission import OPERATOR, VISITOR, Actor
from casthouse.service.public_certificate import public_certificate
from casthouse.service.public_export import table_rows
from casthouse.service.public_facility import public_facility
from casthouse.service.public_register import (
    PublicFound,
    PublicSearch,
    search_public,
)
from casthouse.service.summary_report import summary_report
from tests.contract.register_text import Register, scope
from tests.contract.store import Store
from tests.scenario.audit_world import Assurance, SmelterAudit
from tests.scenario.certification import COC, PS, granted, member, on_day, rolling_mill, site
from tests.scenario.company import SECRETARIAT, Company

TODAY = "2026-05-01"
SUSPEND, SUSPENDED, LOST = MoveKind.SUSPEND, CertificateState.SUSPENDED, Standing.SUSPENDED
parse = date.fromisoformat


def rhone() -> Register:
    """Return a register with names that are typed in many ways, and one of each that is not to be found."""
    register = rolling_mill()
    register["organisation"] += [
        member("RHONE", "2020-01-01", name="Aluminium du Rhône", country="FR"),
        {"code": "BANK", "name": "Rhone Bank", "country": "FR"},
    ]
    register["facility"] += [
        site("RHONE-1", "RHONE", "casthouse") | {"name": "Fonderie de Chàteau"},
        site("RHONE-2", "RHONE", "semi_fabrication") | {"name": "Laminoir"},
    ]
    register["scope"] += [scope("RHONE-PS", "RHONE", ["RHONE-1"], "2025-01-01")]
    return register


@pytest.fixture
def company(store: Store) -> Company:
    """Return a store in which the mill and the Rhône hold a performance certificate each."""
    made = Company(store, rhone())
    granted(made, "MILL-SCOPE", PS, "2025-03-01")
    granted(made, "RHONE-PS", PS, "2025-04-01")
    return made


def found(company: Company, text: str = "", *, on: str = TODAY, **more: Any) -> PublicFound:
    with on_day(on):
        return company.do(search_public, VISITOR, PublicSearch(text=text, **more))


def codes(answer: PublicFound) -> list[str]:
    return [each.code for each in answer.entries]


def test_a_name_is_found_however_it_is_typed(company: Company) -> None:
    everything = ["RHONE", "RHONE-1", "CH-PS-00002"]
    for text in ("rhône", "RHONE", "du rho", "rhone alu"):
        assert sorted(codes(found(company, text, country="FR"))) == sorted(everything), text
    assert codes(found(company, "chateau")) == ["RHONE-1"]
    assert codes(found(company, "hone")) == []  # a word is found by its beginning
    assert found(company, "rhnoe").meant == ("rhone",)


def test_what_is_no_member_and_what_no_certificate_names_is_not_listed(company: Company) -> None:
    listed = codes(found(company))
    assert "BANK" not in listed
    assert {"RHONE-2", "CAST-1"}.isdisjoint(listed)
    assert {"MILL-1", "RHONE-1", "CAST"} <= set(listed)


def test_an_application_is_not_listed_and_not_answered(company: Company) -> None:
    with on_day(TODAY):
        pending = company.do(
            note_step,
            OPERATOR,
            scope="CAST-SCOPE",
            standard=PS,
            edition="ps-v3",
            step=MoveKind.APPLY,
            on=parse(TODAY),
        )
        assert company.refused(public_certificate, VISITOR, number=pending.number) == "certificate_unknown"
    assert pending.number not in codes(found(company))
    assert found(company, pending.number).number is None


def test_states_and_sites_are_those_of_the_day(company: Company) -> None:
    with on_day("2026-02-01"):
        company.do(move_certificate, SECRETARIAT, number="CH-PS-00001", kind=SUSPEND, reason="audit overdue")
    today = found(company, "mill", kind=PublicKind.CERTIFICATE)
    assert [(each.code, each.state) for each in today.entries] == [("CH-PS-00001", "suspended")]
    before = found(company, "mill", kind=PublicKind.CERTIFICATE, day=parse("2026-01-31"))
    assert [each.state for each in before.entries] == ["full"]
    assert found(company, "mill", kind=PublicKind.CERTIFICATE, day=parse("2025-02-28")).entries == ()
    assert codes(found(company, state=SUSPENDED, kind=PublicKind.FACILITY)) == ["MILL-1"]
    with on_day(TODAY):
        told = company.do(public_certificate, VISITOR, number="CH-PS-00001", day=parse("2026-01-15"))
    assert told.on_day is not None
    assert told.on_day.state.value == "full"
    assert not [each for each in told.story.history.moves if each.actor or each.reason or each.reference]


def test_a_facility_is_certified_for_nothing_while_its_certificate_entitles_to_nothing(
    company: Company,
) -> None:
    with on_day("2026-02-01"):
        company.do(move_certificate, SECRETARIAT, number="CH-PS-00001", kind=SUSPEND, reason="audit overdue")
    with on_day(TODAY):
        before = company.do(public_facility, VISITOR, code="MILL-1", day=parse("2026-01-31"))
        now = company.do(public_facility, VISITOR, code="MILL-1")
        rows = company.do(exported, VISITOR, table="facilities")
    assert [each.value for each in before.activities] == ["semi_fabrication"]
    assert now.activities == ()
    assert {row["code"]: row["activities"] for row in rows}["MILL-1"] == ""


def exported(actor: Actor, *, table: str) -> list[Mapping[str, object]]:
    return list(table_rows(actor, table=table))


def test_a_member_without_standing_is_not_listed_but_its_certificate_answers(company: Company) -> None:
    with on_day("2026-03-01"):
        company.do(change_standing, SECRETARIAT, organisation="RHONE", standing=LOST, reason="invoice open")
    assert codes(found(company, "rhone")) == []
    assert found(company, "ch-ps-00002").number == "CH-PS-00002"
    with on_day(TODAY):
        told = company.do(public_certificate, VISITOR, number="CH-PS-00002")
    assert (told.holder.code, told.is_listed) == ("RHONE", False)
    assert codes(found(company, "rhone", on="2026-02-28")) != []  # it was listed until that day


def test_pages_follow_each_other_without_gap_or_repetition(company: Company) -> None:
    whole, seen, after = codes(found(company)), [], None
    while True:
        with on_day(TODAY):
            page = company.do(search_public, VISITOR, PublicSearch(), after=after, limit=2)
        seen += codes(page)
        after = page.after
        if after is None:
            break
    assert seen == whole
    assert len(whole) == sum(found(company).counts.values())
    assert company.refused(search_public, VISITOR, PublicSearch(), after="no place") == "cursor_invalid"


def test_the_summary_report_names_nobody_and_nothing_that_was_seen(store: Store) -> None:
    world = Assurance(store)
    audit = SmelterAudit(world)
    audit.through(majors=("5.2",))
    assert world.refused_to("mia", summary_report, audit=audit.reference) == "public_record_unknown"
    audit.decided()
    with on_day("2025-12-01"):
        report = world.do(summary_report, VISITOR, audit=audit.reference)
    rated = {each.number: each.rating.value for each in report.criteria}
    assert rated["5.2"] == "major_non_conformance"
    assert (report.outcome.value, report.firm, report.sites) == (
        "provisional",
        "Prüf und Siegel",
        ("SMELT-1",),
    )
    assert report.certificate == "CH-PS-00001"
    said = repr(report)
    for secret in ("lena", "theo", "sven", "records of 2024", "looked at", "one potline"):
        assert secret not in said


def test_a_refused_audit_is_not_public(store: Store) -> None:
    world = Assurance(store)
    audit = SmelterAudit(world)
    audit.through(majors=("5.2", "1.1", "1.2", "10.2"))
    assert audit.decided().decision.outcome.value == "refused"
    assert world.refused(summary_report, VISITOR, audit=audit.reference) == "public_record_unknown"


def test_a_search_asks_as_often_however_much_is_found(company: Company) -> None:
    few = queries(company, "mill")
    assert queries(company, "") == few
    assert few <= 4


def queries(company: Company, text: str) -> int:
    with on_day(TODAY):
        return company.store.asked(lambda: search_public(VISITOR, PublicSearch(text=text)))


def test_what_is_kept_for_the_register_follows_from_the_moves(company: Company) -> None:
    from casthouse.storage.models import CertificatePhaseRow  # noqa: PLC0415 - needs the settings

    granted(company, "MILL-SCOPE", COC, "2025-05-01")
    assert company.store.run("check").json["clean"]
    with company.store.in_use():
        CertificatePhaseRow.objects.filter(certificate__number="CH-PS-00001", state="expired").update(
            state="full"
        )
    differences: list[Mapping[str, str]] = company.store.run("check").json["differences"]
    assert [each["subject"] for each in differences] == ["CH-PS-00001"]
