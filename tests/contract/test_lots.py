"""The lots file and the trace of contract section 5: codes on the right rows, whole processes, exact shares."""

import contextlib
import io
from fractions import Fraction
from typing import Any

import pytest

from tests.contract.movement_rows import Row, other_receipt, other_shipment, receipt, shipment
from tests.contract.movement_rows import file_text as movements_text
from tests.contract.register_text import facility, one_scope, register_text
from tests.contract.spreadsheet import xlsx_of
from tests.contract.store import Answer, Store

HEADER = "process,date,facility,step,direction,lot,material,quantity,unit"
MOVED: list[Row | str] = [
    receipt("IN-1", quantity="60", lot="A"),
    other_receipt("IN-2", quantity="40", lot="B"),
    other_receipt("IN-3", quantity="20", lot="B"),
]
MELT = [
    *(
        "P1,2024-02-01,ACME-CH,melting,in,A,aluminium,30,t",
        "P1,2024-02-01,ACME-CH,melting,in,B,aluminium,60,t",
    ),
    "P1,2024-02-01,ACME-CH,melting,out,HEAT,aluminium,88,t",
]
ROLL = [
    "P2,2024-02-02,ACME-CH,rolling,in,HEAT,aluminium,80,t",
    "P2,2024-02-02,ACME-CH,rolling,out,COIL-1,aluminium,40,t",
    "P2,2024-02-02,ACME-CH,rolling,out,COIL-2,aluminium,39,t",
]


@pytest.fixture
def plant(store: Store) -> Store:
    """Return a store in which ACME received the lots A and B."""
    register = one_scope()
    register["facility"].append(facility("CUS-F", "CUS"))
    assert store.load(register_text(register)).code == 0
    assert store.post("ACME", movements_text(MOVED)).code == 0
    return store


def lots(store: Store, lines: list[str], *options: str, header: str = HEADER) -> Answer:
    file = store.file("lots.csv", "\n".join([header, *lines]) + "\n")
    return store.run("lots", "import", file, "--organisation", "ACME", *options)


def counts(answer: Answer) -> tuple[int, int, int, list[tuple[int, str]]]:
    found = answer.json
    refused = [(each["row"], each["code"]) for each in found["refused"]]
    return found["posted"], found["unchanged"], found["skipped"], refused


def traced(store: Store, reference: str) -> Any:
    answer = store.run("trace", reference, "--organisation", "ACME")
    assert answer.code == 0, answer.out
    return answer.json


def printed(store: Store, reference: str) -> str:
    """Return a trace as people get it."""
    from casthouse.cli import run  # noqa: PLC0415 - it sets Django up

    out = io.StringIO()
    with store.in_use(), contextlib.redirect_stdout(out):
        assert run(["trace", reference, "--organisation", "ACME"]) == 0
    return out.getvalue()


def test_processes_are_posted_and_posted_once(plant: Store) -> None:
    first = lots(plant, [*MELT, *ROLL])
    assert (first.code, *counts(first)) == (0, 6, 0, 0, [])
    again = lots(plant, [*ROLL[::-1], *MELT])
    assert (again.code, *counts(again)) == (0, 0, 6, 0, [])
    other = lots(plant, [MELT[0], MELT[1], MELT[2].replace("88", "87")])
    assert (other.code, *counts(other)) == (1, 0, 0, 0, [(row, "reference_conflict") for row in (2, 3, 4)])


def test_all_or_none_and_partial_posts_whole_processes(plant: Store) -> None:
    bad = [*MELT, *(line.replace("HEAT", "NOWHERE") for line in ROLL)]
    expected = [(5, "lot_unknown"), (6, "process_incomplete"), (7, "process_incomplete")]
    before = plant.dump()
    refused = lots(plant, bad)
    assert (refused.code, *counts(refused)) == (1, 0, 0, 0, expected)
    dry = lots(plant, bad, "--partial", "--dry-run")
    assert (dry.code, *counts(dry)) == (1, 3, 0, 0, expected)
    assert plant.dump() == before
    partial = lots(plant, bad, "--partial")
    assert partial.json == dry.json
    assert traced(plant, "HEAT")["mass_g"] == 88_000_000


def test_a_lot_is_drawn_to_the_gram_across_files_and_shipments(plant: Store) -> None:
    assert lots(plant, MELT).code == 0
    out = "P3,2024-03-01,ACME-CH,casting,out,C,aluminium,1,t"
    draw = "P3,2024-03-01,ACME-CH,casting,in,A,aluminium,{},g"
    assert plant.post("ACME", movements_text([other_shipment("OUT-1", quantity="10", lot="A")])).code == 0
    refused = lots(plant, [draw.format(20_000_001), out])
    assert counts(refused)[3] == [(2, "lot_overdrawn"), (3, "process_incomplete")]
    assert "20000000 g are left" in refused.json["refused"][0]["message"]
    assert lots(plant, [draw.format(20_000_000), out]).code == 0


def test_a_receipt_taken_back_brought_nothing(plant: Store) -> None:
    reversal = "reference,date,facility,kind,reverses\nBACK,2024-01-20,ACME-CH,reversal,IN-1\n"
    assert plant.post("ACME", reversal).code == 0
    assert counts(lots(plant, MELT))[3][0] == (2, "lot_unknown")


def test_every_message_says_what_to_do(plant: Store) -> None:
    answer = lots(plant, [MELT[0].replace("melting", "frying"), MELT[1].replace(",t", ",T"), ",,,,,,,,,,"])
    for each in answer.json["refused"]:
        assert each["message"].startswith(("found", "9 fields")), each
        assert "; expected " in each["message"], each
    assert [each["code"] for each in answer.json["refused"]] == ["step_unknown", "unit_unknown"]


def test_a_row_without_its_process_or_lot_says_which_it_lacks(plant: Store) -> None:
    process, _, rest = MELT[0].partition(",")
    answer = lots(plant, [f",{rest}", MELT[1].replace(",B,", ",,"), f"{process},{rest}"])
    found = {each["row"]: each["message"].partition(";")[0] for each in answer.json["refused"]}
    assert (found[2], found[3]) == ("found no process", "found no lot")


def test_a_workbook_is_read_as_a_csv_is(plant: Store) -> None:
    file = plant.file("lots.xlsx", xlsx_of("\n".join([HEADER, *MELT]) + "\n", typed=True))
    answer = plant.run("lots", "import", file, "--organisation", "ACME")
    assert (answer.code, *counts(answer)) == (0, 3, 0, 0, [])


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", "file_empty"),
        (HEADER + "\n", "file_empty"),
        ("process,date\nP,2024-01-01\n", "heading_missing"),
        (HEADER + ",lot\n" + MELT[0] + ",A\n", "heading_repeated"),
        ("\0\0\0\0", "file_unreadable"),
        ("PK\x03\x04 no workbook", "file_unreadable"),
    ],
)
def test_a_file_that_is_none_is_refused_whole(plant: Store, content: str, code: str) -> None:
    answer = plant.run("lots", "import", plant.file("lots.csv", content), "--organisation", "ACME")
    assert answer.code == 1
    assert answer.json["refusal"]["code"] == code
    assert counts(answer) == (0, 0, 0, [])


def test_a_missing_column_is_named_and_no_profile_is_offered(plant: Store) -> None:
    file = plant.file("lots.csv", "process,date\nP,2024-01-01\n")
    refusal = plant.run("lots", "import", file, "--organisation", "ACME").json["refusal"]
    assert "no column" in refusal["found"]
    assert "facility" in refusal["found"]
    assert "profile" not in " ".join(refusal.values())


def test_shares_of_origin_are_exact_and_masses_sum(plant: Store) -> None:
    """The coil is a third A and two thirds B; B came in two rows, 40 t and 20 t."""
    assert lots(plant, [*MELT, *ROLL]).code == 0
    found = traced(plant, "COIL-1")
    shares = {each["reference"]: Fraction(each["share"]) for each in found["physical"]["origins"]}
    assert shares == {"IN-1": Fraction(1, 3), "IN-2": Fraction(4, 9), "IN-3": Fraction(2, 9)}
    assert sum(each["mass_g"] for each in found["physical"]["origins"]) == found["mass_g"] == 40_000_000
    assert (found["physical"]["lots"], found["physical"]["edges"]) == (4, 6)


def test_what_the_accounts_attribute_is_told_apart(plant: Store) -> None:
    assert lots(plant, [*MELT, *ROLL]).code == 0
    found = traced(plant, "COIL-1")["attributed"]
    assert found["rule"] == "proportional"
    shares = {each["reference"]: Fraction(each["share"]) for each in found["origins"]}
    assert shares == {"IN-1": Fraction(1, 2), "IN-2": Fraction(1, 3), "IN-3": Fraction(1, 6)}
    for each in found["origins"]:
        assert Fraction(each["share_min"]) <= Fraction(each["share"]) <= Fraction(each["share_max"]) <= 1
    assert sum(each["mass_g"] for each in found["origins"]) + found["undisclosed_g"] == 40_000_000
    table = printed(plant, "COIL-1")
    assert "at least, %" in table
    (line,) = [each.replace("│", " ") for each in table.splitlines() if "IN-3" in each and "16.66" in each]
    least, most = (Fraction(found["origins"][-1][name]) for name in ("share_min", "share_max"))
    assert line.split()[-2:] == [f"{float(least * 100):.2f}", f"{float(most * 100):.2f}"]


def test_a_recall_finds_every_customer(plant: Store) -> None:
    assert lots(plant, [*MELT, *ROLL]).code == 0
    rows: list[Row | str] = [
        other_shipment("OUT-1", quantity="39", lot="COIL-2", counterparty="CANS"),
        other_shipment("OUT-2", quantity="5", lot="B", counterparty="NORD"),
    ]
    assert plant.post("ACME", movements_text(rows)).code == 0
    customers = traced(plant, "A")["downstream"]["customers"]
    assert [(each["customer"], each["mass_g"]) for each in customers] == [("CANS", 13_000_000)]
    assert customers[0]["shipments"][0]["share"] == "1/3"


def test_a_trace_follows_a_coc_document_to_the_suppliers_lot(plant: Store) -> None:
    assert lots(plant, [*MELT, *ROLL]).code == 0
    sold: list[Row | str] = [
        shipment("OUT-C", quantity="9", lot="COIL-1"),
        other_shipment("OUT-N", quantity="9"),
    ]
    assert plant.post("ACME", movements_text(sold)).code == 0
    issued = plant.run("document", "issue", "OUT-C", "--organisation", "ACME")
    assert issued.code == 0, issued.out
    number = issued.json["number"]
    bought = receipt(
        "CUS-1", quantity="9", lot="BUNDLE", counterparty="ACME", document=number, facility="CUS-F"
    )
    posted = plant.post("CUS", movements_text([bought]))
    assert posted.code == 0, posted.out
    found = plant.run("trace", "BUNDLE", "--organisation", "CUS").json
    origins = {each["reference"]: each["share"] for each in found["physical"]["origins"]}
    assert origins == {"IN-1": "1/3", "IN-2": "4/9", "IN-3": "2/9"}
    assert {each["organisation"] for each in found["physical"]["origins"]} == {"ACME"}
    by_document = traced(plant, number)
    assert by_document["subject"]["lot"] == "COIL-1"
    assert by_document["mass_g"] == 9_000_000


def test_what_cannot_be_traced_says_why(plant: Store) -> None:
    assert plant.run("trace", "NOTHING", "--organisation", "ACME").refusal == "trace_unknown"
    assert plant.post("ACME", movements_text([other_shipment("PLAIN", quantity="1")])).code == 0
    assert plant.run("trace", "PLAIN", "--organisation", "ACME").refusal == "trace_without_lot"
    assert plant.run("trace", "A", "--organisation", "NOBODY").refusal == "organisation_unknown"


def test_a_shipment_of_a_lot_that_nobody_recorded_ends_at_that_lot(plant: Store) -> None:
    assert plant.post("ACME", movements_text([other_shipment("OUT-9", quantity="10", lot="LOOSE")])).code == 0
    found = traced(plant, "OUT-9")
    (origin,) = found["physical"]["origins"]
    assert (origin["lot"], origin["share"], origin["kind"]) == ("LOOSE", "1/1", "unrecorded")
    assert origin["reference"] is None
    assert "unrecorded" in printed(plant, "OUT-9")
    assert found["attributed"]["rule"] == "proportional"
    by_name = traced(plant, "LOOSE")
    assert (by_name["mass_g"], by_name["physical"]) == (10_000_000, found["physical"])
    reversal = "reference,date,facility,kind,reverses\nBACK,2024-01-20,ACME-CH,reversal,IN-1\n"
    assert plant.post("ACME", reversal).code == 0
    assert plant.run("trace", "IN-1", "--organisation", "ACME").refusal == "trace_unknown"


def recall(plant: Store, *references: str) -> Answer:
    return plant.run("recall", *references, "--organisation", "ACME")


def test_several_lots_are_recalled_at_once_and_a_gram_counts_once(plant: Store) -> None:
    """COIL-2 was made of A and B, a third and two thirds; C went nowhere near it."""
    assert lots(plant, [*MELT, *ROLL]).code == 0
    rows: list[Row | str] = [
        other_receipt("IN-4", quantity="7", lot="C"),
        other_shipment("OUT-1", quantity="39", lot="COIL-2", counterparty="CANS"),
        other_shipment("OUT-2", quantity="5", lot="C", counterparty="NORD"),
        other_shipment("OUT-3", quantity="1", lot="C", counterparty="CANS"),
    ]
    assert plant.post("ACME", movements_text(rows)).code == 0
    found = recall(plant, "A", "C", "IN-1", "HEAT").json
    assert [(each["lot"], each["references"]) for each in found["lots"]] == [
        ("A", ["A", "IN-1"]),
        ("C", ["C"]),
        ("HEAT", ["HEAT"]),
    ]
    told = [(each["customer"], each["mass_g"], each["lots"]) for each in found["customers"]]
    assert told == [("CANS", 40_000_000, ["A", "C", "HEAT"]), ("NORD", 5_000_000, ["C"])]
    assert [each["share"] for each in found["customers"][0]["shipments"]] == ["1/1", "1/1"]
    alone = recall(plant, "A", "B").json["customers"]
    assert [(each["customer"], each["mass_g"], each["lots"]) for each in alone] == [
        ("CANS", 39_000_000, ["A", "B"])
    ]
    one = recall(plant, "A").json["customers"]
    traced_one = traced(plant, "A")["downstream"]["customers"]
    assert [{**each, "lots": ["A"]} for each in traced_one] == one


def test_a_recall_takes_a_file_and_names_every_reference_that_is_nothing(plant: Store) -> None:
    named = plant.file("lots.txt", "\ufeffA\n\nB\r\n")
    found = plant.run("recall", "--organisation", "ACME", "--file", named).json
    assert [each["lot"] for each in found["lots"]] == ["A", "B"]
    assert found["customers"] == []
    refused = recall(plant, "A", "NONE-1", "NONE-2")
    assert refused.refusal == "trace_unknown"
    assert "“NONE-1”, “NONE-2”" in refused.out + refused.err
    assert "“A”" not in refused.out + refused.err
    assert recall(plant).refusal == "recall_invalid"
    assert plant.post("ACME", movements_text([other_shipment("PLAIN", quantity="1")])).code == 0
    assert recall(plant, "A", "PLAIN").refusal == "trace_without_lot"
    for content in ("A\tB\n", "x" * 2_001):
        broken = plant.file("broken.txt", content)
        assert (
            plant.run("recall", "--organisation", "ACME", "--file", broken).refusal == "references_unreadable"
        )
    missing = plant.run("recall", "--organisation", "ACME", "--file", str(plant.home / "none.txt"))
    assert missing.refusal == "references_unreadable"
