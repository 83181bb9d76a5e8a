"""A transfer of certificates in the pages and over the API: each side sees what comes next, and what was refused."""

import pytest
from django.urls import reverse

from casthouse.assurance.certificate_state import MoveKind
from casthouse.service.certificate_move import move_certificate
from casthouse.service.permission import OPERATOR
from tests.web.api_world import World
from tests.web.page_visit import Visitor

TRANSFERS = "/certificates/transfers"
WANTED = {"certificates": ["COC-1", "PS-1"], "taker": "SUP", "reason": "deed <7>"}
SITES = [{"before": "ACME-CH", "after": "SUP-CH"}]

pytestmark = pytest.mark.one_store


def withdrawn(*numbers: str) -> None:
    """Withdraw certificates, so that the buyer of the site may have others."""
    for number in numbers:
        move_certificate(OPERATOR, number=number, kind=MoveKind.WITHDRAW)


def test_three_people_pass_two_certificates_on_in_the_pages(world: World) -> None:
    withdrawn("COC-2", "PS-2")
    seller, buyer, keeper = Visitor("manager"), Visitor("stranger"), Visitor("secretariat")
    seller.post(reverse("certificates", args=("ACME",)), {"form": "transfer", **WANTED})
    number = world.get(TRANSFERS).json["transfers"][0]["transfer"]
    page = reverse("certificate_transfer", args=(number,))
    asked = buyer.get(page)
    assert "deed &lt;7&gt;" in asked.text
    assert "ACME-CH is now" in asked.words
    assert "Confirm" not in asked.words
    said = buyer.post(page, {"form": "accept", "scope": "SUP-COC", "site_0": "SUP-CH"})
    assert "The secretariat confirms next" in said.words
    shown = keeper.post(page, {"form": "confirm", "reason": "deed seen"})
    assert "Nothing is changed yet" in shown.words
    assert "COC-1 ends for ACME; SUP gets one in its place, full, up to 2030-12-31" in shown.words
    done = keeper.post(page, {"form": "confirm", "reason": "deed seen", "seen": "yes"})
    assert "Confirmed: SUP holds them" in done.words
    assert (
        "Continued by CH-COC-00001"
        in Visitor(None).get(reverse("public_certificate") + "?number=COC-1").words
    )
    taken = Visitor(None).get(reverse("public_certificate") + "?number=CH-COC-00001").words
    assert "Continues COC-1" in taken
    assert "Certified since 2020-01-01" in taken
    assert "Continued by CH-PS-00001" in seller.get(reverse("certificate") + "?number=PS-1").words


def test_what_is_refused_reads_alike_in_page_and_api(world: World) -> None:
    made = world.post(TRANSFERS, WANTED)
    assert made.status == 201
    number = made.json["transfer"]
    assert world.post(TRANSFERS, WANTED).json["code"] == "certificate_transfer_open"
    path, page = f"{TRANSFERS}/{number}", reverse("certificate_transfer", args=(number,))
    taken = {"scope": "SUP-COC", "sites": SITES}
    refused = world.post(f"{path}/accept", taken, person="stranger")
    assert (refused.status, refused.json["code"]) == (409, "certificate_running")  # SUP has its own
    sent = {"form": "accept", "scope": "SUP-COC", "site_0": "SUP-CH"}
    assert Visitor("stranger").post(page, sent).refusal == "certificate_running"
    withdrawn("COC-2", "PS-2")
    accepted = world.post(f"{path}/accept", taken, person="stranger")
    assert (accepted.status, accepted.json["state"]) == (200, "accepted")
    shown = world.get(path, person="stranger").json
    assert (shown["choices"], shown["hindrance"]) == (["decline"], None)
    withdrawn("COC-1")
    assert world.get(path, person="stranger").json["hindrance"]["code"] == "certificate_not_in_force"
    told = Visitor("secretariat").get(page).words
    assert "What stands in the way today" in told
    assert "Check whom it touches" not in told  # what can only fail is not offered
    declined = world.post(f"{TRANSFERS}/{number}/decline", {"reason": "no"}, person="stranger")
    assert declined.json["state"] == "declined"
    again = {**WANTED, "certificates": ["PS-1"]}
    assert world.post(TRANSFERS, again, headers={"Idempotency-Key": "t-1"}).status == 201
    assert len(world.get(TRANSFERS).json["transfers"]) == 2


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"certificates": [], "taker": "SUP", "reason": "x"}, 403),
        ({"certificates": ["COC-2"], "taker": "ACME", "reason": "x"}, 403),
        ({"certificates": ["COC-1"], "taker": "ACME", "reason": "x"}, 422),
        ({"certificates": ["COC-1"], "taker": "NOBODY", "reason": "x"}, 404),
        ({"certificates": ["COC-1"], "taker": "SUP", "reason": " "}, 422),
        ({"certificates": ["COC-1"], "taker": "SUP", "reason": "x", "day": "2020-01-01"}, 422),
        ({"certificates": ["COC-1"] * 2, "taker": "SUP", "reason": "x", "day": "2031-01-01"}, 409),
    ],
)
def test_wrong_wishes(world: World, body: dict[str, object], status: int) -> None:
    assert world.post(TRANSFERS, body).status == status
    assert world.get(TRANSFERS).json["transfers"] == []
