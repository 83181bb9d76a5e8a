"""What looks unusual over all accounts, in the pages and over the API: cleared by the secretariat, told to members."""

import re

import pytest
from django.urls import reverse

from tests.contract.movement_rows import receipt
from tests.web.api_world import World, post_rows
from tests.web.page_visit import Visitor

pytestmark = pytest.mark.one_store

PAPER = {"counterparty": "ELSEWHERE", "document": "P-7", "quantity": "20"}
WHY = "both saw two pages of one paper <7>"


@pytest.fixture
def asked(world: World) -> World:
    """Let ACME and SUP book one paper."""
    post_rows("ACME", [receipt("A-1", **PAPER)])
    post_rows("SUP", [receipt("S-1", facility="SUP-CH", **PAPER)])
    return world


def test_the_secretariat_clears_on_the_page_and_a_member_reads_the_wording_only_when_it_is_told(
    asked: World,
) -> None:
    page, own = (
        reverse("chain_anomalies") + "?period=2024-01-01",
        reverse("organisation_anomalies", args=["ACME"]),
    )
    keeper, member = Visitor("secretariat"), Visitor("manager")
    shown = keeper.get(page)
    assert "ACME booked P-7 of ELSEWHERE, 1 receipt of 20.000 t: A-1" in shown.words
    assert reverse("movement", args=["ACME"]) not in shown.text, "the secretariat opens nobody's movements"
    found = re.search(r"key=(document_booked_twice-\w+)&(?:amp;)?digest=(\w+)", shown.text)
    assert found is not None
    key, digest = found.groups()
    given = {"form": "clear", "key": key, "digest": digest, "reason": WHY}
    assert keeper.post(page, given | {"digest": "other"}).refusal == "anomaly_changed"
    assert keeper.post(page, given).status == 200
    assert "Cleared by secretariat, the secretariat, on" in keeper.get(page).words
    read = member.get(own + "?period=2024-01-01")
    assert "Cleared by the secretariat, on" in read.words
    assert reverse("movement", args=["ACME"]) in read.text
    assert "S-1" not in read.text
    assert "two pages" not in read.text
    assert "two pages" not in str(asked.get("/organisations/ACME/anomalies?period=2024-01-01").json)
    assert "two pages" not in member.get(reverse("journal", args=["ACME"])).text


def test_the_api_clears_for_the_organisations_too_when_asked_to(asked: World) -> None:
    (one,) = [
        each
        for each in asked.get("/anomalies?period=2024-01-01", person="secretariat").json["anomalies"]
        if each["kind"] == "document_booked_twice"
    ]
    given = {
        "key": one["key"],
        "digest": one["digest"],
        "reason": WHY,
        "period": "2024-01-01",
        "is_told": True,
    }
    loose = asked.post("/anomalies/clearances", given | {"is_told": "yes"}, person="secretariat")
    assert loose.status == 422, "a truth value, not a word for one"
    assert asked.post("/anomalies/clearances", given, person="secretariat").status == 201
    told = asked.get("/organisations/ACME/anomalies?period=2024-01-01").json["anomalies"]
    (cleared,) = [each["cleared"] for each in told if each["kind"] == one["kind"]]
    assert (cleared["reason"], cleared["role"], cleared["actor"]) == (WHY, "secretariat", "")
