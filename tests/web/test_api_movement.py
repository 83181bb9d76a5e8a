"""Movements over the API: every way to send rows, what became of them, and reading them back."""

import io
import json
import random
import string
from typing import Any

import pytest
from django.test import Client
from openpyxl import Workbook

from tests.contract.movement_rows import Row, file_text, receipt, reversal, shipment
from tests.oracle.rows import COLUMNS
from tests.web.api_world import API, MOVEMENTS, Told, World

NDJSON, CSV = "application/x-ndjson", "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def counts(told: Told) -> tuple[int, int, int, int]:
    """Return posted, unchanged, skipped, refused."""
    members = told.json
    return members["posted"], members["unchanged"], members["skipped"], len(members["refused"])


def refused(told: Told) -> list[tuple[int, str, str]]:
    """Return row, reference and code of the refused rows."""
    return [(each["row"], each["reference"], each["code"]) for each in told.json["refused"]]


def workbook(rows: list[Row]) -> bytes:
    """Return rows as an XLSX file."""
    book, target = Workbook(), io.BytesIO()
    sheet = book.worksheets[0]
    sheet.append(list(COLUMNS))
    for row in rows:
        sheet.append([row.get(name, "") for name in COLUMNS])
    book.save(target)
    return target.getvalue()


ROWS = [receipt("A-1"), receipt("A-2", facility="NOWHERE"), receipt("A-3")]
BODIES: dict[str, tuple[str, bytes, int]] = {
    "array": ("application/json", json.dumps(ROWS).encode(), 2),
    "lines": (NDJSON, "\n".join(map(json.dumps, ROWS)).encode(), 2),
    "csv": (CSV, file_text([*ROWS]).encode(), 3),
    "xlsx": (XLSX, workbook(ROWS), 3),
}


@pytest.mark.parametrize(("kind", "body", "bad_row"), BODIES.values(), ids=list(BODIES))
def test_each_form_of_rows_is_posted_alike(kind: str, body: bytes, bad_row: int, world: World) -> None:
    def send(query: str) -> Told:
        return world.post(MOVEMENTS + query, body, kind=kind)

    whole = send("")
    assert (whole.status, whole.code, counts(whole)) == (422, "rows_refused", (0, 0, 0, 1))
    assert refused(whole) == [(bad_row, "A-2", "facility_unknown")]
    dry = send("?partial=true&dry_run=true")
    assert (dry.status, counts(dry)) == (207, (2, 0, 0, 1))
    partial = send("?partial=true")
    assert (partial.status, counts(partial)) == (207, (2, 0, 0, 1))
    assert partial.json == dry.json
    again = send("?partial=true")
    assert (again.status, counts(again)) == (207, (0, 2, 0, 1))
    assert again.json["refused"] == whole.json["refused"]


def test_a_file_in_a_form(world: World) -> None:
    body = {"file": io.BytesIO(file_text([receipt("A-1")]).encode())}
    body["file"].name = "march.csv"
    headers = {"Authorization": f"Bearer {world.secrets['clerk']}"}
    told = Told(Client().post(API + MOVEMENTS, body, headers=headers))
    assert (told.status, counts(told)) == (201, (1, 0, 0, 0))
    assert world.get(f"{MOVEMENTS}/A-1").json["source"] == "march.csv"
    assert Told(Client().post(API + MOVEMENTS, {"note": "no file"}, headers=headers)).code == "file_missing"


def test_statuses_say_whether_anything_was_posted(world: World) -> None:
    one = receipt("A-1")
    assert world.post(f"{MOVEMENTS}?dry_run=true", [one]).status == 200
    assert world.post(MOVEMENTS, [one]).status == 201
    unchanged = world.post(MOVEMENTS, [one])
    assert (unchanged.status, counts(unchanged)) == (200, (0, 1, 0, 0))


def test_one_object_is_one_row(world: World) -> None:
    told = world.post(MOVEMENTS, receipt("A-1"))
    assert (told.status, counts(told)) == (201, (1, 0, 0, 0))


def test_an_erp_export_is_read_through_its_profile(world: World) -> None:
    export = "Beleg;Position;Buchungsdatum"
    told = world.post(f"{MOVEMENTS}?profile=erp-de", export, kind=CSV)
    assert told.code == "heading_missing"
    assert world.post(f"{MOVEMENTS}?profile=none", export, kind=CSV).code == "profile_unknown"
    told = world.post(f"{MOVEMENTS}?profile=erp-de", [receipt("A-1")])
    assert (told.status, told.code) == (422, "profile_not_for_json")


def test_unknown_columns_are_kept_as_given(world: World) -> None:
    row: dict[str, Any] = {
        **receipt("A-1"),
        "heat": 4711,
        "gauge": 0.10,
        "Vermerk": "Größe “8”",
        "nothing": "",
    }
    body = json.dumps(row).replace("0.1,", "0.10,")
    assert world.post(MOVEMENTS, body).status == 201
    extra = world.get(f"{MOVEMENTS}/A-1").json["extra"]
    assert json.loads(extra) == {"heat": "4711", "gauge": "0.10", "Vermerk": "Größe “8”"}


def test_a_reversal_in_the_same_call(world: World) -> None:
    told = world.post(MOVEMENTS, [reversal("R-1", "A-1"), receipt("A-1")])
    assert (told.status, counts(told)) == (201, (2, 0, 0, 0))
    assert world.get(f"{MOVEMENTS}/A-1").json["reversed_by"] == "R-1"
    assert world.get(f"{MOVEMENTS}/R-1").json["reverses"] == "A-1"


def test_more_than_is_available_is_refused(world: World) -> None:
    told = world.post(MOVEMENTS, [shipment("S-1", quantity="100.000001")])
    assert refused(told) == [(1, "S-1", "coc_not_available")]
    assert world.post(MOVEMENTS, [shipment("S-2", quantity="100")]).status == 201


def test_a_hundred_thousand_rows_in_one_call(world: World) -> None:
    rows = [receipt(f"B-{n:06d}", quantity="1", unit="g") for n in range(100_000)]
    told = world.post(MOVEMENTS, rows)
    assert (told.status, counts(told)) == (201, (100_000, 0, 0, 0))
    one_more = world.post(MOVEMENTS, [*rows, receipt("B-100000")])
    assert (one_more.status, one_more.code) == (413, "file_too_large")


def test_a_list_is_paged_to_its_end(world: World) -> None:
    rows = [receipt(f"P-{n:02d}", date=f"2024-0{n % 9 + 1}-01") for n in range(25)]
    assert world.post(MOVEMENTS, rows).status == 201
    address: str | None = f"{MOVEMENTS}?limit=7&newest_first=false"
    seen: list[str] = []
    while address is not None:
        page = world.get(address).json
        assert len(page["movements"]) <= 7
        seen += [each["reference"] for each in page["movements"]]
        address = page["next"] and page["next"].removeprefix(API)
    assert len(seen) == len(set(seen)) == 29
    days = {row["reference"]: row["date"] for row in rows}
    found = [days[reference] for reference in seen if reference in days]
    assert found == sorted(found)
    newest = world.get(f"{MOVEMENTS}?limit=1000").json["movements"]
    assert [each["reference"] for each in newest] == seen[::-1]


FILTERS = {
    "kind=shipment": ["OUT-COC", "OUT-1"],
    "kind=shipment&coc=yes": ["OUT-COC"],
    "kind=shipment&kind=receipt&coc=no": ["OUT-1", "IN-2"],
    "first=2024-03-16": [],
    "first=2024-03-15&last=2024-03-15&kind=receipt": ["IN-2", "IN-1"],
    "facility=NOWHERE": [],
    "material=bauxite": [],
    "text=out": ["OUT-COC", "OUT-1"],
    "text=d-in-1": ["IN-1"],
}


@pytest.mark.parametrize(("query", "references"), FILTERS.items(), ids=list(FILTERS))
def test_a_list_is_narrowed(query: str, references: list[str], world: World) -> None:
    page = world.get(f"{MOVEMENTS}?{query}").json
    assert sorted(each["reference"] for each in page["movements"]) == sorted(references)
    assert page["next"] is None


def test_a_reference_may_hold_any_sign(world: World) -> None:
    reference = "4500/0010 ä?#%&+2F"
    assert world.post(MOVEMENTS, [receipt(reference)]).status == 201
    told = world.get(f"{MOVEMENTS}/4500/0010%20%C3%A4%3F%23%25%26%2B2F")
    assert told.json["reference"] == reference
    assert told.json["quantity_g"] == 1_000_000
    assert world.get(f"{MOVEMENTS}/4500").code == "movement_unknown"


def test_a_cursor_of_another_organisation_shows_nothing_of_it(world: World) -> None:
    world.post(MOVEMENTS, [receipt(f"P-{n}") for n in range(5)])
    cursor = world.get(f"{MOVEMENTS}?limit=2").json["next"].partition("cursor=")[2]
    told = world.get(f"/organisations/SUP/movements?cursor={cursor}", person="stranger")
    assert (told.status, told.json["movements"]) == (200, [])


@pytest.mark.parametrize("column", ["reference", "counterparty", "document", "lot"])
def test_an_endless_word_is_refused_by_every_store(column: str, world: World) -> None:
    noise = "".join(random.Random(7).choices(string.ascii_letters, k=60_000))  # what no index can shorten
    told = world.post(MOVEMENTS, [receipt("A-1") | {column: noise}, receipt("A-2") | {column: noise[:2_000]}])
    assert [(row, code) for row, _, code in refused(told)] == [(1, "row_malformed")]
    assert world.post(MOVEMENTS, [receipt("A-2") | {column: noise[:2_000]}]).status == 201
