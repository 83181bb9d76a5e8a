"""How an import answers: counts, exit codes, dry runs, partial imports, files that cannot be read."""

import json

import pytest

from tests.contract.movement_rows import Row, extraction, file_text, other_receipt, other_shipment, receipt
from tests.contract.register_text import one_scope, register_text
from tests.contract.store import Store
from tests.oracle.rows import COLUMNS

MIXED: list[Row | str] = [
    receipt("A"),
    other_shipment("B", unit="T"),
    receipt("C"),
    other_receipt("D", date="2024-02-31"),
    receipt("A"),
]
REFUSED = [("B", 3, "unit_unknown"), ("D", 5, "date_invalid")]


@pytest.fixture
def acme(store: Store) -> Store:
    store.load(register_text(one_scope()))
    return store


def test_nothing_is_posted_when_a_row_is_refused(acme: Store) -> None:
    before = acme.dump()
    answer = acme.post("ACME", file_text(MIXED))
    assert answer.code == 1
    assert [(r["reference"], r["row"], r["code"]) for r in answer.json["refused"]] == REFUSED
    assert acme.dump() == before
    assert acme.stage("ACME-COC", "2024-01-01")["coc_inflow_g"] == 0


def test_counts_add_up_to_the_data_rows(acme: Store) -> None:
    for options in (("--partial", "--dry-run"), ("--partial",), ("--partial",)):
        answer = acme.post("ACME", file_text(MIXED), *options).json
        counted = answer["posted"] + answer["unchanged"] + answer["skipped"] + len(answer["refused"])
        assert counted == len(MIXED)


def test_without_partial_nothing_counts_as_posted(acme: Store) -> None:
    dry = acme.post("ACME", file_text(MIXED), "--dry-run")
    answer = acme.post("ACME", file_text(MIXED))
    assert answer.json == dry.json
    assert answer.json["posted"] == 0
    assert len(answer.json["refused"]) == len(REFUSED)


def test_partial_posts_the_good_rows(acme: Store) -> None:
    answer = acme.post("ACME", file_text(MIXED), "--partial")
    assert answer.code == 1
    assert (answer.json["posted"], answer.json["unchanged"]) == (2, 1)
    assert [(r["reference"], r["row"], r["code"]) for r in answer.json["refused"]] == REFUSED
    assert acme.stage("ACME-COC", "2024-01-01")["coc_inflow_g"] == 2 * 10**6
    mended = [
        {**row, "unit": "t", "date": "2024-03-01" if row["reference"] == "D" else row["date"]}
        for row in MIXED
        if isinstance(row, dict)
    ]
    again = acme.post("ACME", file_text(list(mended)))
    assert again.code == 0
    assert again.json == {"posted": 2, "unchanged": 3, "skipped": 0, "refused": []}


@pytest.mark.parametrize("rows", [MIXED, [receipt("A"), receipt("B")]], ids=["with faults", "good"])
@pytest.mark.parametrize("partial", [(), ("--partial",)], ids=["whole", "partial"])
def test_dry_run_answers_the_same_and_writes_nothing(
    acme: Store, rows: list[Row | str], partial: tuple[str, ...]
) -> None:
    before = acme.dump()
    dry = acme.post("ACME", file_text(rows), "--dry-run", *partial)
    assert acme.dump() == before
    real = acme.post("ACME", file_text(rows), *partial)
    assert (dry.code, dry.json) == (real.code, real.json)


def test_the_same_file_twice_posts_nothing_the_second_time(acme: Store) -> None:
    text = file_text([receipt("A"), extraction("B", facility="ACME-CH"), other_shipment("C")])
    assert acme.post("ACME", text).json["posted"] == 3
    before = {name: rows for name, rows in acme.dump().items() if name.startswith("movement")}
    again = acme.post("ACME", text)
    assert (again.code, again.json) == (0, {"posted": 0, "unchanged": 3, "skipped": 0, "refused": []})
    assert {name: rows for name, rows in acme.dump().items() if name.startswith("movement")} == before


def test_columns_come_in_any_order_and_unknown_ones_change_nothing(acme: Store) -> None:
    assert acme.post("ACME", file_text([receipt("A")])).code == 0
    columns = ("cost centre", *reversed(COLUMNS), "entered by")
    row = receipt("A") | {"cost centre": "4711", "entered by": "U0147"}
    assert acme.post("ACME", file_text([row], columns)).json["unchanged"] == 1
    new = receipt("B") | {"cost centre": "4711"}
    assert acme.post("ACME", file_text([new], columns)).json["posted"] == 1


def test_line_ends_and_byte_order_mark(acme: Store) -> None:
    text = file_text([receipt("A", lot='"two\nlines"'), other_shipment("B", unit="T")])
    for n, content in enumerate([text.replace("\n", "\r\n").encode(), b"\xef\xbb\xbf" + text.encode()]):
        file = acme.file(f"{n}.csv", content)
        answer = acme.run("movements", "import", file, "--organisation", "ACME")
        assert [(r["row"], r["code"]) for r in answer.json["refused"]] == [(3, "unit_unknown")]


@pytest.mark.parametrize(
    "content",
    [
        file_text([]),
        file_text([])[:-1],
        file_text(["", ",,,,,,,,,,,", ""]),
        "",
        "\n",
        "reference,date\nA,2024-01-01\n",
        "a;b;c\n1;2;3\n",
        file_text([extraction("A") | {"again": "bauxite"}], (*COLUMNS, "again")).replace("again", "material"),
    ],
    ids=[
        "header",
        "no line end",
        "blank rows",
        "empty",
        "blank",
        "headings missing",
        "unknown",
        "heading twice",
    ],
)
def test_a_file_that_cannot_be_read_is_refused_whole(acme: Store, content: str) -> None:
    before = acme.dump()
    answer = acme.post("ACME", content)
    assert answer.refusal
    assert acme.dump() == before


@pytest.mark.parametrize(
    "content", [b"\x00" * 4000, b"PK\x03\x04 no workbook", b"\xff\xfe\x00r", b'reference,"date\n' * 50]
)
def test_a_hostile_file_is_refused(acme: Store, content: bytes) -> None:
    for name in ("f.csv", "f.xlsx"):
        answer = acme.run("movements", "import", acme.file(name, content), "--organisation", "ACME")
        assert answer.code == 1, answer
        assert "Traceback" not in answer.err


def test_exit_codes_of_a_call_that_is_wrong(acme: Store) -> None:
    file = acme.file("m.csv", file_text([receipt("A")]))
    assert acme.run("movements", "import", file).code == 2
    assert acme.run("movements", "import", file, "--organisation", "ACME", "--nonsense").code == 2
    assert acme.run("movements", "export").code == 2
    assert acme.run("nonsense").code == 2
    assert acme.run("position").code == 2
    assert acme.run("plan", "set", "ACME-COC", "--period", "2024-01-01").code == 2


def test_what_is_not_known_is_refused(acme: Store) -> None:
    file = acme.file("m.csv", file_text([receipt("A")]))
    before = acme.dump()
    assert acme.run("movements", "import", file, "--organisation", "NOBODY").refusal
    assert acme.run("movements", "import", file, "--organisation", "ACME", "--profile", "none").refusal
    assert acme.run("position", "NO-SCOPE", "--period", "2024-01-01").refusal
    assert acme.run("period", "close", "NO-SCOPE", "2024-01-01").refusal
    assert acme.run("document", "issue", "NONE", "--organisation", "ACME").refusal
    assert acme.dump() == before


def test_a_profile_that_does_not_fit_is_refused(acme: Store) -> None:
    file = acme.file("m.csv", file_text([receipt("A")]))
    assert acme.run("movements", "import", file, "--organisation", "ACME", "--profile", "erp-de").refusal
    named = acme.run("movements", "import", file, "--organisation", "ACME", "--profile", "casthouse")
    assert (named.code, named.json["posted"]) == (0, 1)


def test_commands_in_a_process_of_their_own(store: Store) -> None:
    register = store.file("register.toml", register_text(one_scope()))
    loaded = store.run_apart("register", "load", register, "--json")
    assert (loaded.code, loaded.json["scopes"]) == (0, 2)
    good = store.file("good.csv", file_text([receipt("A", quantity="3"), other_receipt("B")]))
    assert store.run_apart("movements", "import", good, "--organisation", "ACME").code == 0
    position = store.run_apart("position", "ACME-COC", "--period", "2024-01-01", "--json")
    assert (position.code, position.json["stages"]["aluminium"]["input_share"]) == (0, "3/4")
    bad = store.file("bad.csv", file_text(MIXED))
    refused = store.run_apart("movements", "import", bad, "--organisation", "ACME", "--json")
    assert (refused.code, len(refused.json["refused"])) == (1, 4)
    assert json.loads(refused.out)["refused"][0]["code"] == "reference_conflict"
    wrong = store.run_apart("movements", "import", "--json")
    assert (wrong.code, wrong.out) == (2, "")
    assert "Traceback" not in refused.err + wrong.err
