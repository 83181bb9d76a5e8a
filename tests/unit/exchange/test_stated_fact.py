"""What is stated is put into words: every figure with its unit, what is hidden named, what did not move left out."""

from typing import Any

import pytest

from casthouse.exchange.stated_fact import days_text, origin_text, stage_facts, stated_facts
from casthouse.passport.hidden_part import HiddenPart
from casthouse.passport.sd_jwt import read_hideable
from casthouse.passport.statement_kind import StatementKind
from tests.forgery.forged import certificate
from tests.forgery.period_forgeries import period
from tests.unit.passport.passport_world import shown_passport
from tests.unit.passport.statement_world import document_credential

pytestmark = pytest.mark.one_store


def facts(kind: StatementKind, credential: dict[str, Any]) -> dict[str, list[str]]:
    told: dict[str, list[str]] = {}
    for name, text in stated_facts(kind, credential["credentialSubject"]):
        told.setdefault(name, []).append(text)
    return told


def test_a_document_says_who_sold_what_to_whom() -> None:
    told = facts(StatementKind.COC_DOCUMENT, document_credential())
    assert told["CoC mass"] == ["59.818 t"]
    assert told["Mass of the shipment"] == ["76.2179 t"]
    subject = document_credential()["credentialSubject"]
    for name, member in (
        ("CoC Document", "number"),
        ("Shipped on", "shipment_date"),
        ("Reference", "reference"),
    ):
        assert told[name] == [subject[member]]
    assert told["From"][0].startswith(subject["issuer"]["name"])
    assert told["To"][0].startswith(subject["recipient"]["name"])
    assert told["CoC certificate"] == [subject["issuer"]["coc_certificate"]]


def test_a_passport_says_what_its_holder_does_not_show() -> None:
    hidden = read_hideable(shown_passport(*HiddenPart).encode()).credential
    told = facts(StatementKind.DELIVERY, hidden)
    for name in ("To", "CoC mass", "Mass of the shipment", "Facility", "SHA-256 on the paper"):
        assert told[name] == ["not shown by the holder"]


def test_an_origin_has_its_country_and_tonnes() -> None:
    origin = {
        "disclosed": "yes",
        "organisation": "RHEIN",
        "country": "DE",
        "mass_g": "1023680000",
        "share": "1/1",
    }
    assert origin_text(origin) == "RHEIN, DE: 1\u00a0023.680 t"
    assert origin_text({"disclosed": "no", "mass_g": "1", "share": "1/1"}) == "not disclosed: 0.000001 t"
    assert origin_text({"disclosed": "yes"}) == "not shown: mass not shown"


def test_stages_at_which_nothing_moved_are_left_out() -> None:
    position = period()["credentialSubject"]["binding"]["position"]
    for stage, moved in (("bauxite", "0"), ("alumina", "0"), ("aluminium", "1809100000000")):
        position[stage] = dict.fromkeys(position[stage], "0") | {"input_share": ""}
        position[stage]["coc_inflow_g"] = moved
    position["aluminium"]["input_share"] = "2/3"
    ((stage, figures),) = stage_facts(position)
    told = dict(figures)
    assert stage == "Aluminium"
    assert told["CoC inflow"] == "1,809,100.000 t"
    assert told["Input share"].startswith("66.66 %: ")
    position["aluminium"]["coc_outflow_g"] = "1"
    assert dict(stage_facts(position)[0][1])["CoC outflow"] == "0.001 t"  # rounded against the claimant
    position["bauxite"]["positive_balance_g"] = "5"
    assert [each for each, _ in stage_facts(position)] == ["Bauxite", "Aluminium"]


def test_a_certificate_says_its_scope_its_sites_and_its_states() -> None:
    credential: Any = certificate()
    subject = credential["credentialSubject"]
    subject["phases"] = [
        {"state": "full", "first": "2024-01-01", "last": "2026-12-31"},
        {"state": "expired", "first": "2027-01-01", "last": "9999-12-31"},
    ]
    subject["entitled"] = [{"facility": "DUISBURG", "first": "2024-01-01", "last": "2026-12-31"}]
    told = facts(StatementKind.CERTIFICATE, credential)
    assert told["Scope"] == [subject["scope"]]
    assert told["May sell CoC Material"] == ["DUISBURG: 2024-01-01 to 2026-12-31, both days included"]
    assert told["State"] == [
        "Full certification: in force, 2024-01-01 to 2026-12-31, both days included",
        "Expired: its term is over, from 2027-01-01 on, without an end on record",
    ]
    subject["entitled"] = []
    assert "no facility" in str(facts(StatementKind.CERTIFICATE, credential))
    assert days_text({"first": "2024-01-01", "last": "2024-01-01"}).startswith("2024-01-01 to")
