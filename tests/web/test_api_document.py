"""CoC Documents over the API: from issuing to booking, and what either side does to one later."""

import json
from typing import Any

import pytest

from tests.contract.movement_rows import receipt, shipment
from tests.web.api_world import API, MOVEMENTS, World

ACME, SUP = "/organisations/ACME", "/organisations/SUP"
DOCUMENTS = f"{ACME}/documents"
FIRST = "ACME-2024-000001"
INBOX = f"{SUP}/inbox/ACME/{FIRST}"


@pytest.fixture
def issued(world: World) -> World:
    """Return the world with a document of ACME made out to SUP, 7 t."""
    assert world.post(MOVEMENTS, [shipment("TO-SUP", quantity="7", counterparty="SUP")]).status == 201
    told = world.post(DOCUMENTS, {"shipment": "TO-SUP"}, "clerk")
    assert (told.status, told.json["number"]) == (201, FIRST)
    return world


def coc_inflow_g(world: World) -> int:
    """Return what SUP received as CoC Material in 2024."""
    position = world.get("/scopes/SUP-COC/position?period=2024-01-01", "stranger").json
    return int(position["stages"]["aluminium"]["coc_inflow_g"])


def test_issuing_again_gives_the_one_in_force(issued: World) -> None:
    told = issued.post(DOCUMENTS, {"shipment": "TO-SUP"})
    assert (told.status, told.json["number"], told.json["coc_mass_g"]) == (200, FIRST, 7_000_000)


REFUSED: dict[str, tuple[Any, int, str]] = {
    "unknown": ({"shipment": "NONE"}, 404, "shipment_unknown"),
    "no coc": ({"shipment": "OUT-1"}, 422, "not_a_coc_shipment"),
    "supplements": (
        {"shipment": "OUT-COC", "supplements": {"ghg_intensity": {"value": 4}}},
        422,
        "supplements_unreadable",
    ),
}


@pytest.mark.parametrize(("body", "status", "code"), REFUSED.values(), ids=list(REFUSED))
def test_a_document_that_is_not_issued(body: Any, status: int, code: str, world: World) -> None:
    told = world.post(DOCUMENTS, body)
    assert (told.status, told.code) == (status, code)


def test_supplements_stand_in_the_document(world: World) -> None:
    recycled = {"percent": "35.5", "method": "ISO 14021", "boundary": "gate to gate"}
    told = world.post(DOCUMENTS, {"shipment": "OUT-COC", "supplements": {"recycled_content": recycled}})
    assert told.json["recycled_content"] == recycled


def test_many_at_once(world: World) -> None:
    rows = [shipment(f"S-{n}", quantity="1", date=f"2024-04-0{n}") for n in (3, 1, 2)]
    assert world.post(MOVEMENTS, rows).status == 201
    told = world.post(f"{DOCUMENTS}/bulk", {"shipments": ["S-3", "S-1", "NONE"]})
    assert told.status == 207
    assert [(each["reference"], each["is_new"]) for each in told.json["issued"]] == [
        ("S-1", True),
        ("S-3", True),
    ]
    assert [(each["reference"], each["code"]) for each in told.json["refused"]] == [
        ("NONE", "shipment_unknown")
    ]
    rest = world.post(f"{DOCUMENTS}/bulk")
    assert (rest.status, [each["reference"] for each in rest.json["issued"]]) == (201, ["OUT-COC", "S-2"])
    nothing = world.post(f"{DOCUMENTS}/bulk")
    assert (nothing.status, nothing.json) == (200, {"issued": [], "refused": []})


def test_a_list_is_paged_to_its_end(world: World) -> None:
    rows = [shipment(f"S-{n}", quantity="1", date=f"2024-04-0{n}") for n in range(1, 6)]
    world.post(MOVEMENTS, rows)
    world.post(f"{DOCUMENTS}/bulk")
    address: str | None = f"{DOCUMENTS}?limit=2"
    seen: list[str] = []
    while address is not None:
        page = world.get(address, "auditor").json
        assert page["total"] == 6
        seen += [each["reference"] for each in page["documents"]]
        address = page["next"] and page["next"].removeprefix(API)
    assert seen == ["S-5", "S-4", "S-3", "S-2", "S-1", "OUT-COC"]
    assert world.get(f"{DOCUMENTS}?state=cancelled").json == {"documents": [], "total": 0, "next": None}
    assert world.get(f"{DOCUMENTS}?direction=received").json["total"] == 0


def test_a_document_as_files(issued: World) -> None:
    pdf, listed, content = (
        issued.get(f"{DOCUMENTS}/{FIRST}/file/{form}").answer for form in ("pdf", "xlsx", "json")
    )
    assert pdf.content.startswith(b"%PDF-")
    assert listed.content.startswith(b"PK")
    assert json.loads(content.content)["number"] == FIRST
    assert pdf["Content-Disposition"] == f'attachment; filename="{FIRST}.pdf"'


def test_both_sides_see_it_and_nobody_else(issued: World) -> None:
    path = f"{FIRST}?issuer=ACME"
    assert issued.get(f"{DOCUMENTS}/{path}", "auditor").json["state"] == "issued"
    assert issued.get(f"{SUP}/documents/{path}", "stranger").json["document"]["number"] == FIRST
    assert issued.get(f"/organisations/CUS/documents/{path}", "stranger").code == "not_permitted"


def test_the_recipient_accepts_and_books_it_once(issued: World) -> None:
    before = coc_inflow_g(issued)
    (waits,) = issued.get(f"{SUP}/inbox", "stranger").json["documents"]
    assert (waits["number"], waits["issuer"], waits["coc_mass_g"]) == (FIRST, "ACME", 7_000_000)
    told = issued.post(f"{INBOX}/accept", {"reference": "IN-7"}, "stranger")
    assert (told.status, told.json["reference"], told.json["quantity_g"]) == (201, "IN-7", 7_000_000)
    assert coc_inflow_g(issued) == before + 7_000_000
    assert issued.get(f"{SUP}/inbox", "stranger").json == {"documents": [], "next": None}
    again = issued.post(f"{INBOX}/accept", None, "stranger")
    assert (again.status, again.code) == (409, "document_already_booked")


def test_the_recipient_receives_the_file(issued: World) -> None:
    content = issued.get(f"{DOCUMENTS}/{FIRST}/file/json").answer.content
    told = issued.post(f"{SUP}/received-documents?reference=IN-7&received_on=2024-04-01", content, "stranger")
    assert (told.status, told.json["date"], told.json["matched"]) == (201, "2024-04-01", False)
    mass = b'"coc_mass_g":%d000000,"coc_mass_t":"%d"'
    altered = content.replace(mass % (7, 7), mass % (6, 6))
    assert altered != content
    assert issued.post(f"{SUP}/received-documents", altered, "stranger").code == "document_altered"


def test_a_dispute_is_seen_by_the_issuer(issued: World) -> None:
    told = issued.post(f"{INBOX}/dispute", {"reason": "6 t arrived"}, "stranger")
    assert (told.status, told.json["state"]) == (200, "disputed")
    story = issued.get(f"{DOCUMENTS}/{FIRST}").json
    assert [(each["act"], each["reason"]) for each in story["events"]] == [("dispute", "6 t arrived")]
    assert issued.post(f"{INBOX}/dispute", {"reason": " "}, "stranger").status in {409, 422}


def test_a_correction_moves_both_accounts(issued: World) -> None:
    assert issued.post(f"{INBOX}/accept", {"reference": "IN-7"}, "stranger").status == 201
    before = coc_inflow_g(issued)
    (touched,) = issued.get(f"{DOCUMENTS}/{FIRST}/touched").json["touched"]
    assert (touched["booked"], touched["period_closed"], touched["receipt"]) == (True, False, None)
    told = issued.post(f"{DOCUMENTS}/{FIRST}/correct", {"reason": "weighbridge", "coc_mass_g": 6_000_000})
    assert (told.status, told.json["supersedes"], told.json["coc_mass_g"]) == (201, FIRST, 6_000_000)
    assert coc_inflow_g(issued) == before - 1_000_000
    assert issued.get(f"{DOCUMENTS}/{FIRST}").json["state"] == "corrected"


def test_a_cancelled_document_speaks_for_nothing(issued: World) -> None:
    told = issued.post(f"{DOCUMENTS}/{FIRST}/cancel", {"reason": "the goods came back"})
    assert (told.status, told.json["state"]) == (200, "cancelled")
    again = issued.post(f"{DOCUMENTS}/{FIRST}/cancel", {"reason": "again"})
    assert (again.status, again.code) == (409, "document_state")


def test_receipts_wait_for_their_document(world: World) -> None:
    world.post(MOVEMENTS, [receipt("LATE", coc="no", document="", date="2024-05-01")])
    listed = world.get(f"{ACME}/waiting-receipts?on=2024-05-11").json["receipts"]
    late = next(each for each in listed if each["reference"] == "LATE")
    assert (late["age_days"], late["missing"]) == (10, "document")
