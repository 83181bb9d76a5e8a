"""Audit firms: the secretariat accredits, firms declare their relations, and what was said stays said."""

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connection

from casthouse.parties.role import Role
from casthouse.service.accreditation import (
    accredit,
    add_auditor,
    audit_firms,
    declare_relation,
    end_accreditation,
    firm_record,
    register_firm,
    remove_auditor,
)
from casthouse.service.permission import Actor
from tests.contract.store import Store
from tests.scenario.company import MANAGER, SECRETARIAT, Company

LENA = Actor(name="lena", firm_roles={"PRUEF": frozenset({Role.FIRM_AUDITOR})})
OTHER = Actor(name="otto", firm_roles={"OTHER": frozenset({Role.FIRM_AUDITOR})})
FIRST, LAST = date(2025, 1, 1), date(2027, 12, 31)


@pytest.fixture
def company(store: Store) -> Company:
    made = Company(store)
    with store.in_use():
        register_firm(SECRETARIAT, code="PRUEF", name="Prüf und Siegel", country="DE")
        register_firm(SECRETARIAT, code="OTHER", name="Other", country="FR")
        add_auditor(SECRETARIAT, firm="PRUEF", username="lena")
        grant("lena")
    return made


def grant(auditor: str) -> None:
    accredit(
        SECRETARIAT,
        firm="PRUEF",
        auditor=auditor,
        standard="performance",
        countries=["DE", "FR"],
        activities=["casthouse", "aluminium_smelting"],
        valid_from=FIRST,
        valid_to=LAST,
    )


def test_an_accreditation_is_given_for_each_country_and_activity(company: Company) -> None:
    found = company.do(firm_record, MANAGER, firm="PRUEF")
    given = {(each.accreditation.country, each.accreditation.activity.value) for each in found.accreditations}
    assert given == {(c, a) for c in ("DE", "FR") for a in ("casthouse", "aluminium_smelting")}
    assert all(each.accreditation.covers(FIRST, LAST) for each in found.accreditations)
    assert [(each.code, each.auditors) for each in company.do(audit_firms, LENA)] == [
        ("OTHER", ()),
        ("PRUEF", ("lena",)),
    ]


def test_an_accreditation_that_ends_early_stays_known(company: Company) -> None:
    number = company.do(firm_record, LENA, firm="PRUEF").accreditations[0].number
    end: dict[str, Any] = {"firm": "PRUEF", "number": number, "last_day": date(2025, 6, 30)}
    assert company.refused(end_accreditation, SECRETARIAT, reason=" ", **end) == "reason_missing"
    company.do(end_accreditation, SECRETARIAT, reason="witness audit failed", **end)
    ended = company.do(firm_record, LENA, firm="PRUEF").accreditations[0]
    assert (ended.accreditation.valid_to, ended.end_reason) == (date(2025, 6, 30), "witness audit failed")
    assert company.refused(end_accreditation, SECRETARIAT, reason="again", **end) == "accreditation_ended"
    other: dict[str, Any] = {
        "firm": "OTHER",
        "number": number,
        "last_day": date(2025, 6, 30),
        "reason": "not theirs",
    }
    assert company.refused(end_accreditation, SECRETARIAT, **other) == "accreditation_unknown"


def test_a_relation_said_anew_with_an_end_ends(company: Company) -> None:
    said: dict[str, Any] = {"firm": "PRUEF", "auditor": "lena", "organisation": "ACME", "kind": "consulting"}
    company.do(declare_relation, LENA, since=FIRST, **said)
    assert [each.until for each in company.do(firm_record, LENA, firm="PRUEF").relations] == [None]
    company.do(declare_relation, LENA, since=FIRST, until=LAST, **said)
    assert [each.until for each in company.do(firm_record, SECRETARIAT, firm="PRUEF").relations] == [LAST]
    assert company.do(firm_record, MANAGER, firm="PRUEF").relations == ()
    assert company.do(firm_record, OTHER, firm="PRUEF").relations == ()
    assert company.refused(declare_relation, OTHER, since=FIRST, **said) == "not_permitted"


def test_only_the_secretariat_accredits(company: Company) -> None:
    for somebody in (MANAGER, LENA, OTHER):
        assert company.refused(add_auditor, somebody, firm="PRUEF", username="eve") == "not_permitted"
        assert company.refused(remove_auditor, somebody, firm="PRUEF", username="lena") == "not_permitted"
        assert company.refused(register_firm, somebody, code="X", name="X", country="DE") == "not_permitted"


def test_what_does_not_fit_is_refused(company: Company) -> None:
    given: dict[str, Any] = {
        "firm": "PRUEF",
        "auditor": "lena",
        "standard": "performance",
        "countries": ["DE"],
        "activities": ["casthouse"],
        "valid_from": FIRST,
        "valid_to": LAST,
    }
    for changed, code in (
        ({"firm": "NONE"}, "firm_unknown"),
        ({"auditor": "nobody"}, "auditor_unknown"),
        ({"standard": "responsibility"}, "word_unknown"),
        ({"activities": ["alchemy"]}, "word_unknown"),
        ({"activities": []}, "accreditation_invalid"),
        ({"countries": ["de"]}, "accreditation_invalid"),
        ({"valid_to": date(2024, 12, 31)}, "accreditation_invalid"),
    ):
        assert company.refused(accredit, SECRETARIAT, **{**given, **changed}) == code
    assert company.refused(register_firm, SECRETARIAT, code="x", name="X", country="DE") == "firm_invalid"


def test_the_database_keeps_what_was_given(company: Company) -> None:
    company.do(declare_relation, LENA, firm="PRUEF", organisation="ACME", kind="ownership", since=FIRST)
    for table in ("accreditation", "declared_relation"):
        with company.store.in_use(), connection.cursor() as cursor, pytest.raises(DatabaseError):
            cursor.execute(f"DELETE FROM {table}")


def test_the_commands_do_the_same(store: Store) -> None:
    company = Company(store)
    for arguments in (
        ["firm", "PRUEF", "--name", "Prüf", "--country", "DE"],
        ["auditor", "PRUEF", "lena"],
        [
            *("grant", "PRUEF", "--auditor", "lena", "--standard", "performance", "--country", "DE"),
            *("--activity", "casthouse", "--from", "2025-01-01", "--to", "2027-12-31"),
        ],
        [
            *("relation", "PRUEF", "--organisation", "ACME", "--kind", "family", "--from", "2020-01-01"),
        ],
    ):
        assert company.store.run("accreditation", *arguments).code == 0, arguments
    shown = company.store.run("accreditation", "show", "PRUEF").json
    (held,) = shown["accreditations"]
    assert (held["auditor"], held["activity"], len(shown["relations"])) == ("lena", "casthouse", 1)
    number = str(held["number"])
    ended = ["end", "PRUEF", number, "--to", "2025-06-30", "--reason", "left"]
    assert company.store.run("accreditation", *ended).code == 0
    assert company.store.run("accreditation", "list").json["firms"][0]["auditors"] == ["lena"]
    assert company.store.run("accreditation", "auditor", "PRUEF", "lena", "--remove").code == 0
