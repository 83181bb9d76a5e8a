"""A year over the API: plans and reservations with four eyes, closing, the statement, reopening, the journal."""

import pytest

from casthouse.service.permission import OPERATOR
from casthouse.service.person import add_person
from casthouse.service.token import create_token
from tests.contract.movement_rows import receipt, shipment
from tests.contract.register_text import one_scope, organisation, register_text
from tests.web.api_world import API, MOVEMENTS, World

SCOPE = "/scopes/ACME-COC"
YEAR = f"{SCOPE}/periods/2024-01-01"


@pytest.fixture
def staffed(world: World) -> World:
    """Return the world with a second manager."""
    add_person(OPERATOR, username="second", role="manager", organisation="ACME")
    world.secrets["second"] = create_token(OPERATOR, username="second", name="tests").secret
    return world


def test_a_position_is_that_of_the_contract(world: World) -> None:
    metal = world.get(f"{SCOPE}/position?period=2024-01-01").json["stages"]["aluminium"]
    assert metal["input_share"] == "1/2"
    assert (metal["available_g"], metal["still_sellable_g"]) == (50_000_000, 100_000_000)
    day_before = world.get(f"{SCOPE}/position?on=2024-03-14").json["stages"]["aluminium"]
    assert (day_before["outflow_g"], day_before["input_share"]) == (0, None)


def test_what_if_posts_nothing(world: World) -> None:
    sale = {
        "kind": "shipment",
        "material": "aluminium",
        "date": "2024-06-01",
        "quantity_g": 10**8,
        "coc": True,
    }
    told = world.post(f"{SCOPE}/what-if", {"period": "2024-01-01", "movements": [sale]}, "auditor").json
    now, then = (told[name]["stages"]["aluminium"]["available_g"] for name in ("now", "then"))
    assert (now, then) == (50_000_000, 0)
    assert world.post(MOVEMENTS, [shipment("S-1", quantity="100")]).status == 201


def test_a_plan_takes_two_people(staffed: World) -> None:
    wanted = {"period": "2026-01-01", "stage": "aluminium", "outflow_g": 10**9}
    made = staffed.post(f"{SCOPE}/plans", wanted)
    assert (made.status, made.json["state"]) == (201, "proposed")
    number = made.json["number"]
    assert staffed.post(f"{SCOPE}/plans/{number}/approve").code == "plan_self_approved"
    approved = staffed.post(f"{SCOPE}/plans/{number}/approve", None, "second")
    assert (approved.json["state"], approved.json["approved_by"]) == ("approved", "second")
    early = [
        receipt("E-1", date="2026-01-02", quantity="10"),
        shipment("E-2", date="2026-01-03", quantity="5"),
    ]
    assert staffed.post(MOVEMENTS, early).status == 201
    (plan,) = staffed.get(f"{SCOPE}/plans?period=2026-01-01").json["plans"]
    assert plan == approved.json


def test_a_reservation_takes_two_people(staffed: World) -> None:
    wanted = {
        "period": "2024-01-01",
        "stage": "aluminium",
        "customer": "Nobody yet Ltd",
        "quantity_g": 40_000_000,
        "reference": "PO 4500/17",
    }
    assert staffed.post(f"{SCOPE}/reservations", wanted, "clerk").json["state"] == "proposed"
    path = f"{SCOPE}/reservations/PO%204500/17"
    assert staffed.post(f"{path}/approve").json["approved_by"] == "manager"
    book = staffed.get(f"{SCOPE}/reservations?period=2024-01-01").json
    assert book["stages"]["aluminium"]["reserved_g"] == 40_000_000
    released = staffed.post(f"{path}/release", {"quantity_g": 40_000_000}).json
    assert (released["open_g"], released["released_g"]) == (0, 40_000_000)


def test_a_year_is_closed_stated_and_reopened(staffed: World) -> None:
    assert staffed.get(f"{YEAR}/findings").json == {"findings": []}
    closed = staffed.post(f"{YEAR}/close", {"force_majeure": ""})
    assert (closed.status, closed.json["findings"]) == (200, [])
    late = staffed.post(MOVEMENTS, [receipt("LATE")])
    assert [each["code"] for each in late.json["refused"]] == ["period_closed"]
    (statement,) = staffed.get(f"{SCOPE}/statements", "secretariat").json["statements"]
    assert (statement["closed_by"], statement["superseded_at"]) == ("manager", None)
    assert statement["stages"] == closed.json["stages"]
    pdf = staffed.get(f"{SCOPE}/statements/2024-01-01/pdf").answer
    assert pdf.content.startswith(b"%PDF-")
    assert staffed.post(f"{YEAR}/reopening", {"reason": " "}, "clerk").code == "reason_missing"
    asked = staffed.post(f"{YEAR}/reopening", {"reason": "weighbridge"})
    assert (asked.status, asked.json["requested_by"]) == (201, "manager")
    assert staffed.get(f"{SCOPE}/reopenings").json["reopenings"] == [asked.json]
    assert staffed.post(f"{YEAR}/reopening/approve").code == "reopening_self_approved"
    opened = staffed.post(f"{YEAR}/reopening/approve", None, "second").json
    assert opened["periods"] == [{"start": "2024-01-01", "end": "2024-12-31"}]
    assert staffed.post(MOVEMENTS, [receipt("LATE")]).status == 201
    (statement,) = staffed.get(f"{SCOPE}/statements").json["statements"]
    assert statement["superseded_by"] == "second"


def test_the_journal_is_paged_to_its_beginning(world: World) -> None:
    for number in range(3):
        assert world.post(MOVEMENTS, [receipt(f"J-{number}")], "clerk").status == 201
    address: str | None = "/organisations/ACME/journal?limit=2"
    acts: list[tuple[int, str]] = []
    while address is not None:
        page = world.get(address, "auditor").json
        assert len(page["acts"]) <= 2
        acts += [(each["number"], each["actor"]) for each in page["acts"]]
        address = page["next"] and page["next"].removeprefix(API)
    assert [actor for _, actor in acts[:3]] == ["clerk"] * 3
    assert acts == sorted(acts, reverse=True)
    assert len(acts) == len(set(acts))


def test_organisations_are_paged(world: World) -> None:
    first = world.get("/organisations?limit=2", "secretariat").json
    assert [each["code"] for each in first["organisations"]] == ["ACME", "CUS"]
    second = world.get(first["next"].removeprefix(API), "secretariat").json
    assert ([each["code"] for each in second["organisations"]], second["next"]) == (["SUP"], None)
    own = world.get("/organisations", "clerk").json["organisations"]
    assert [(each["code"], each["roles"], each["scopes"]) for each in own] == [
        ("ACME", ["clerk"], ["ACME-COC"])
    ]


def test_a_register_is_loaded_by_the_secretariat(world: World) -> None:
    register = one_scope()
    register["organisation"].append(organisation("NEW"))
    told = world.post("/register", register_text(register), "secretariat", kind="application/toml")
    assert told.json == {"organisations": 4, "facilities": 2, "scopes": 2, "certificates": 4}
    assert world.get("/organisations/NEW", "secretariat").json["name"] == "NEW Ltd"
    broken = world.post("/register", "[[organisation]]\ncode = 7", "secretariat", kind="application/toml")
    assert (broken.status, broken.code) == (422, "register_invalid")
