"""A CoC Document from the seller's shipment to the buyer's accounts: issued once, booked once."""

import json
from collections.abc import Iterator

import pytest

from casthouse.service.document import issue_document
from casthouse.service.permission import OPERATOR
from tests.contract.conftest import ON_POSTGRESQL
from tests.contract.movement_rows import other_receipt, receipt, reversal
from tests.contract.register_text import certificate, organisation, register_text
from tests.contract.store import Store
from tests.scenario.trade import SHIPPED, SIDES, Trade, shipped, two_companies


@pytest.fixture
def trade(store: Store) -> Iterator[Trade]:
    """Return two companies that trade; whatever a test does, the store must agree with itself."""
    trade = Trade(store)
    yield trade
    trade.check()


def test_is_filled_from_register_and_accounts(trade: Trade) -> None:
    document = trade.issue()
    assert document["number"] == "SUP-2024-000001"
    assert document["issuer"]["coc_certificate"] == "COC-1"
    assert document["recipient"]["coc_certificate"] == "COC-2"
    assert document["recipient"]["address"] == "Hafenstr. 1, Duisburg"
    assert document["responsible"] == "coc@sup.example"
    assert document["edition"] == "Chain of Custody Standard V2 (2022)"
    assert (document["coc_mass_g"], document["total_mass_g"]) == (20_000_000, 20_000_000)
    assert (document["reference"], document["facility"]) == ("LS-1", "SUP-CH")
    assert (document["shipment_date"], document["material"]) == (SHIPPED, "aluminium")


def test_one_is_issued_with_few_statements(trade: Trade) -> None:
    """Each costs a way to the server and back: what is read first, what writes it, what enters it in the log."""
    trade.post("SUP", shipped("LS-2"), shipped("LS-3"))
    trade.issue("LS-2")  # as does not sign the log's checkpoint the next time
    asked = trade.store.asked(lambda: issue_document(OPERATOR, organisation="SUP", shipment="LS-3"))
    assert asked <= (3 if ON_POSTGRESQL else 11)


def test_issuing_again_gives_the_same_document(trade: Trade) -> None:
    first = trade.issue()
    before = trade.store.dump()
    assert trade.issue() == first
    assert trade.store.dump() == before


def test_what_the_seller_issued_is_what_the_buyer_books_once(trade: Trade) -> None:
    document = trade.issue()
    assert [d["number"] for d in trade.run("document", "inbox", "--organisation", "ACME")["documents"]] == [
        document["number"]
    ]
    booked = trade.receive(document)
    assert booked == {
        "reference": "SUP/SUP-2024-000001",
        "document": "SUP-2024-000001",
        "issuer": "SUP",
        "material": "aluminium",
        "quantity_g": 20_000_000,
        "other_g": 0,
        "facility": "ACME-CH",
        "date": SHIPPED,
        "matched": False,
        "receipts": ["SUP/SUP-2024-000001"],
    }
    assert trade.inflow() == (20, 100)
    assert trade.state(document["number"]) == "accepted"
    assert trade.run("document", "inbox", "--organisation", "ACME")["documents"] == []
    again = trade.refused("document", "receive", trade.file(document), "--organisation", "ACME")
    assert again.refusal == "document_already_booked"
    assert again.json["refusal"]["found"] == "booked as receipt SUP/SUP-2024-000001"
    again = trade.refused("document", "accept", document["number"], *SIDES)
    assert again.refusal == "document_already_booked"


def test_an_import_cannot_book_it_a_second_time(trade: Trade) -> None:
    document = trade.issue()
    trade.accept(document["number"])
    rows = "reference,date,facility,kind,material,quantity,unit,coc,counterparty,document,lot,reverses\n"
    rows += f"GR-1,{SHIPPED},ACME-CH,receipt,aluminium,20,t,yes,SUP,{document['number']},,\n"
    answer = trade.store.post("ACME", rows)
    assert [each["code"] for each in answer.json["refused"]] == ["document_already_booked"]


def test_an_altered_file_is_refused(trade: Trade) -> None:
    document = trade.issue()
    for name, value in (("coc_mass_g", 21_000_000), ("lot", "H-1"), ("responsible", "somebody else")):
        altered = document | {name: value}
        if name == "coc_mass_g":
            altered |= {"coc_mass_t": "21", "total_mass_g": 21_000_000, "total_mass_t": "21"}
        answer = trade.refused("document", "receive", trade.file(altered), "--organisation", "ACME")
        assert answer.refusal == "document_altered"
    invented = document | {"number": "SUP-2024-000002"}
    answer = trade.refused("document", "receive", trade.file(invented), "--organisation", "ACME")
    assert answer.refusal == "document_unknown"


def test_the_layout_of_the_file_is_no_alteration(trade: Trade) -> None:
    document = trade.issue()
    file = trade.store.file("pretty.json", json.dumps(document, indent=4, ensure_ascii=True))
    assert trade.run("document", "receive", file, "--organisation", "ACME")["quantity_g"] == 20_000_000


def test_of_an_issuer_without_a_valid_certificate_is_refused(trade: Trade) -> None:
    document = trade.issue()
    trade.load(two_companies(SUP="2024-02-29"))
    answer = trade.refused("document", "receive", trade.file(document), "--organisation", "ACME")
    assert answer.refusal == "issuer_not_certified"
    answer = trade.refused("document", "accept", document["number"], *SIDES)
    assert answer.refusal == "issuer_not_certified"
    assert trade.refused("document", "issue", "LS-1", "--organisation", "CUS").refusal == "shipment_unknown"


def test_of_an_issuer_whose_performance_certificate_lapsed_is_refused(trade: Trade) -> None:
    document = trade.issue()
    trade.load(two_companies(SUP_PS="2024-02-29"))
    answer = trade.refused("document", "accept", document["number"], *SIDES)
    assert answer.refusal == "issuer_not_performance_certified"


def test_needs_a_recipient_who_is_certified(trade: Trade) -> None:
    document = trade.issue()
    trade.load(two_companies(ACME="2024-02-29"))
    answer = trade.refused("document", "accept", document["number"], *SIDES)
    assert answer.refusal == "own_scope_not_certified"


def test_a_document_of_others_is_told_from_none_by_nothing(trade: Trade) -> None:
    document = trade.issue()
    told = []
    for number in (document["number"], "SUP-2024-000999"):
        for file in (document, document | {"lot": "another"}):
            path = trade.file(file | {"number": number})
            answer = trade.refused("document", "receive", path, "--organisation", "CUS")
            assert answer.refusal == "document_unknown"
            told.append(answer.out.replace(number, "N"))
    assert len(set(told)) == 1


def test_an_altered_file_does_not_say_what_was_issued(trade: Trade) -> None:
    document = trade.issue()
    path = trade.file(document | {"lot": "another"})
    answer = trade.refused("document", "receive", path, "--organisation", "ACME")
    assert answer.refusal == "document_altered"
    (digest,) = trade.store.column("document", "digest")
    assert digest not in answer.out


def test_made_out_to_another_is_refused(trade: Trade) -> None:
    trade.post("SUP", shipped("LS-2", counterparty="CUS"))
    document = trade.issue("LS-2")
    answer = trade.refused("document", "receive", trade.file(document), "--organisation", "ACME")
    assert answer.refusal == "document_unknown"
    assert trade.refused("document", "accept", document["number"], *SIDES).refusal == "document_unknown"
    side = ("--organisation", "ACME", "--issuer", "SUP")
    assert trade.refused("document", "show", document["number"], *side).refusal == "document_unknown"


@pytest.mark.parametrize(
    ("reference", "code"),
    [("NONE", "shipment_unknown"), ("OTHER", "not_a_coc_shipment"), ("PLAIN", "not_a_coc_shipment")],
)
def test_only_a_coc_shipment_gets_one(trade: Trade, reference: str, code: str) -> None:
    trade.post("ACME", shipped("PLAIN", facility="ACME-CH", counterparty="CUS", coc="no"))
    answer = trade.refused("document", "issue", reference, "--organisation", "ACME")
    assert answer.refusal == code


def test_a_reversed_shipment_gets_none_and_a_documented_one_is_not_reversed(trade: Trade) -> None:
    document = trade.issue()
    trade.post("SUP", shipped("LS-2"), reversal("LS-2-R", "LS-2", facility="SUP-CH"))
    assert trade.refused("document", "issue", "LS-2", "--organisation", "SUP").refusal == "shipment_reversed"
    rows = "reference,date,facility,kind,material,quantity,unit,coc,counterparty,document,lot,reverses\n"
    rows += f"LS-1-R,{SHIPPED},SUP-CH,reversal,,,,,,,,LS-1\n"
    refused = trade.store.post("SUP", rows).json["refused"]
    assert [each["code"] for each in refused] == ["document_issued"]
    assert document["number"] in refused[0]["message"]


def test_a_shipment_on_a_day_that_lost_its_certificate_gets_none(trade: Trade) -> None:
    trade.load(two_companies(SUP="2024-03-14"))
    answer = trade.refused("document", "issue", "LS-1", "--organisation", "SUP")
    assert answer.refusal == "scope_not_certified"


def test_an_incomplete_register_is_named(trade: Trade) -> None:
    bare = {
        "organisation": [
            {k: v for k, v in organisation("SUP").items() if k not in {"address", "responsible"}}
        ]
    }
    assert trade.store.load(register_text(bare)).code == 0
    answer = trade.refused("document", "issue", "LS-1", "--organisation", "SUP")
    assert answer.refusal == "document_incomplete"
    todo = answer.json["refusal"]["todo"]
    assert "the address of SUP" in todo
    assert "the responsible of SUP" in todo


def test_a_recipient_outside_the_register_needs_an_address(trade: Trade) -> None:
    trade.post("SUP", shipped("LS-2", counterparty="Kessler & Söhne"))
    answer = trade.refused("document", "issue", "LS-2", "--organisation", "SUP")
    assert answer.refusal == "document_incomplete"
    document = trade.issue("LS-2", "--recipient-address", "Werkstr. 4, Linz")
    assert document["recipient"] == {
        "code": "",
        "name": "Kessler & Söhne",
        "address": "Werkstr. 4, Linz",
        "country": "",
    }


def test_says_what_the_issuer_adds(trade: Trade) -> None:
    supplements = {
        "total_mass_g": 25_000_000,
        "recycled_content": {"percent": "62.5", "method": "ISO 14021", "boundary": "casthouse"},
        "issuer_performance_status": "certified, PS-1",
    }
    file = trade.store.file("supplements.json", json.dumps(supplements))
    document = trade.issue("LS-1", "--supplements", file)
    assert (document["coc_mass_g"], document["total_mass_g"]) == (20_000_000, 25_000_000)
    assert document["recycled_content"] == supplements["recycled_content"]
    booked = trade.receive(document)
    assert (booked["quantity_g"], booked["other_g"]) == (20_000_000, 5_000_000)
    assert trade.inflow() == (20, 105)


def test_all_at_once_run_by_day_and_reference_and_name_what_is_refused(trade: Trade) -> None:
    trade.post(
        "SUP",
        receipt("S-IN", date="2025-01-01", facility="SUP-CH", counterparty="CUS"),
        shipped("LS-9", date="2024-01-10"),
        shipped("LS-3", date="2024-05-01"),
        shipped("LS-2", date="2024-05-01"),
        shipped("LS-4", date="2024-05-02", counterparty="Somebody"),
        shipped("LS-5", date="2025-01-02"),
    )
    answer = trade.store.run("document", "issue-all", "--organisation", "SUP")
    assert answer.code == 1
    assert [(each["reference"], each["number"]) for each in answer.json["issued"]] == [
        ("LS-9", "SUP-2024-000001"),
        ("LS-1", "SUP-2024-000002"),
        ("LS-2", "SUP-2024-000003"),
        ("LS-3", "SUP-2024-000004"),
        ("LS-5", "SUP-2025-000001"),
    ]
    assert [(each["reference"], each["code"]) for each in answer.json["refused"]] == [
        ("LS-4", "document_incomplete")
    ]
    before = trade.store.dump()
    assert trade.store.run("document", "issue-all", "--organisation", "SUP").json["issued"] == []
    assert trade.store.dump() == before


def test_a_closed_period_does_not_prevent_issuing(trade: Trade) -> None:
    trade.store.run("period", "close", "SUP-COC", "2024-01-01")
    assert trade.issue()["number"] == "SUP-2024-000001"


def test_a_dispute_is_seen_by_the_issuer_and_settled_by_accepting(trade: Trade) -> None:
    number = trade.issue()["number"]
    assert trade.store.run("document", "dispute", number, *SIDES, "--reason", " ").refusal == "reason_missing"
    trade.run("document", "dispute", number, *SIDES, "--reason", "18 t arrived")
    story = trade.run("document", "show", number, "--organisation", "SUP")
    assert (story["state"], story["events"][-1]["reason"]) == ("disputed", "18 t arrived")
    assert trade.inflow() == (0, 100)
    trade.accept(number)
    assert trade.inflow() == (20, 100)
    trade.run("document", "dispute", number, *SIDES, "--reason", "weighed again")
    assert trade.inflow() == (20, 100)
    assert trade.accept(number)["matched"]
    assert (trade.inflow(), trade.state(number)) == ((20, 100), "accepted")


def test_goods_that_differ_are_held(trade: Trade) -> None:
    number = trade.issue()["number"]
    answer = trade.refused("document", "accept", number, *SIDES, "--received-mass-g", "19800000")
    assert answer.refusal == "mass_differs"
    booked = trade.accept(number, "--received-mass-g", "19950000")
    assert (booked["quantity_g"], booked["other_g"]) == (19_950_000, 0)


def test_goods_that_weigh_more_are_booked_by_the_lower_mass(trade: Trade) -> None:
    number = trade.issue()["number"]
    booked = trade.accept(number, "--received-mass-g", "20050000")
    assert (booked["quantity_g"], booked["other_g"]) == (20_000_000, 50_000)
    assert len(booked["receipts"]) == 2


def test_from_outside_needs_a_supplier_that_the_register_knows(trade: Trade) -> None:
    document = trade.issue()
    stranger = document | {"issuer": document["issuer"] | {"code": "NOBODY"}, "number": "NOBODY-2024-000001"}
    answer = trade.refused("document", "receive", trade.file(stranger), "--organisation", "ACME")
    assert answer.refusal == "issuer_not_certified"


def test_from_outside_is_booked_and_read_again(trade: Trade) -> None:
    document = trade.issue()
    outside = document | {
        "number": "CUS-2024-000007",
        "issuer": document["issuer"] | {"code": "CUS", "name": "CUS Ltd", "coc_certificate": "COC-3"},
        "facility": "CUS-CH",
    }
    register = two_companies()
    register["scope"].append(
        {"code": "CUS-COC", "organisation": "CUS", "facilities": ["CUS-CH"], "edition": "coc-v2"}
        | {"first_period_start": register["scope"][0]["first_period_start"]}
    )
    register["facility"].append(register["facility"][0] | {"code": "CUS-CH", "organisation": "CUS"})
    register["certificate"].append(certificate("COC-3", "CUS-COC", "2023-01-01", "2026-12-31"))
    trade.load(register)
    assert trade.receive(outside)["reference"] == "CUS/CUS-2024-000007"
    listed = trade.run("document", "list", "--organisation", "ACME", "--direction", "received")
    assert [(d["number"], d["receipt"]) for d in listed["documents"]] == [
        ("CUS-2024-000007", "CUS/CUS-2024-000007"),
        ("SUP-2024-000001", None),
    ]
    shown = trade.run("document", "show", "CUS-2024-000007", "--organisation", "ACME")
    assert shown["document"] == outside
    other = outside | {
        "number": "CUS-2024-000008",
        "issuer": outside["issuer"] | {"coc_certificate": "COC-9"},
    }
    answer = trade.refused("document", "receive", trade.file(other), "--organisation", "ACME")
    assert answer.refusal == "issuer_not_certified"


def test_a_receipt_taken_back_puts_it_in_the_inbox_again(trade: Trade) -> None:
    number = trade.issue()["number"]
    trade.accept(number, "--reference", "GR-1")
    trade.post("ACME", reversal("GR-1-R", "GR-1"))
    assert (trade.state(number), trade.inflow()) == ("issued", (0, 100))
    inbox = trade.run("document", "inbox", "--organisation", "ACME")["documents"]
    assert [each["number"] for each in inbox] == [number]
    assert trade.accept(number)["reference"] == f"SUP/{number}"
    assert (trade.state(number), trade.inflow()) == ("accepted", (20, 100))


def test_the_day_and_the_facility_of_the_receipt_may_be_given(trade: Trade) -> None:
    number = trade.issue()["number"]
    trade.store.run("period", "close", "ACME-COC", "2024-01-01")
    assert trade.refused("document", "accept", number, *SIDES).refusal == "period_closed"
    answer = trade.refused("document", "accept", number, *SIDES, "--facility", "SUP-CH")
    assert answer.refusal == "facility_unknown"
    booked = trade.accept(number, "--received-on", "2025-01-03", "--facility", "ACME-CH")
    assert booked["date"] == "2025-01-03"


def test_a_facility_is_asked_for_where_it_cannot_be_told(trade: Trade) -> None:
    register = two_companies()
    register["facility"].append(register["facility"][1] | {"code": "ACME-RM"})
    register["scope"][1]["facilities"].append("ACME-RM")
    trade.load(register)
    number = trade.issue()["number"]
    answer = trade.refused("document", "accept", number, *SIDES)
    assert answer.refusal == "facility_needed"
    assert "ACME-CH, ACME-RM" in answer.json["refusal"]["found"]
    assert trade.accept(number, "--facility", "ACME-RM")["facility"] == "ACME-RM"


def test_a_receipt_that_was_imported_under_its_number_is_linked(trade: Trade) -> None:
    number = trade.issue()["number"]
    trade.post(
        "ACME",
        receipt("GR-1", quantity="12", document=number),
        receipt("GR-2", quantity="8", document=number),
    )
    inbox = trade.run("document", "inbox", "--organisation", "ACME")["documents"]
    assert [each["receipt"] for each in inbox] == ["GR-1"]
    before = trade.inflow()
    booked = trade.accept(number)
    assert (booked["matched"], booked["receipts"], booked["quantity_g"]) == (
        True,
        ["GR-1", "GR-2"],
        20_000_000,
    )
    assert trade.inflow() == before == (20, 100)


def test_a_receipt_from_elsewhere_of_the_same_goods_is_not_touched(trade: Trade) -> None:
    number = trade.issue()["number"]
    trade.post("ACME", other_receipt("ELSE", quantity="20", counterparty="CUS"))
    assert not trade.accept(number)["matched"]
    assert trade.inflow() == (20, 120)
