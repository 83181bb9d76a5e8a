"""Lots and traces over pages and the API: files checked and posted, and what others are let see."""

from fractions import Fraction
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from casthouse.exchange.register_file import register_from_text
from casthouse.picture.flow_network import NOT_DISCLOSED
from casthouse.service import trace_page
from casthouse.service.attributed_picture import attributed_picture
from casthouse.service.disclosure import set_disclosure
from casthouse.service.document import issue_document
from casthouse.service.lot_file import import_lots_file
from casthouse.service.permission import OPERATOR
from casthouse.service.register import load_register
from casthouse.service.trace_picture import trace_picture
from casthouse.web.templatetags.figures import exact_share
from tests.contract.movement_rows import extraction, other_receipt, other_shipment, receipt, shipment
from tests.contract.register_text import facility, register_text
from tests.web.api_world import API, World, post_rows
from tests.web.page_visit import Page, Visitor

pytestmark = pytest.mark.usefixtures("world")

HEADER = "process,date,facility,step,direction,lot,material,quantity,unit\n"
MELT = (
    "P1,2024-03-16,ACME-CH,melting,in,A,aluminium,10,t\n"
    "P1,2024-03-16,ACME-CH,melting,in,B,aluminium,30,t\n"
    "P1,2024-03-16,ACME-CH,melting,out,HEAT,aluminium,39,t\n"
)
SOLD = "9"


@pytest.fixture
def chain(world: World, tmp_path: Path) -> World:
    """Let ACME melt two lots into one, of which SUP, the stranger, buys nine tonnes."""
    load_register(OPERATOR, register_from_text(register_text({"facility": [facility("SUP-2", "SUP")]})))
    post_rows("ACME", [receipt("R-A", quantity="10", lot="A"), other_receipt("R-B", quantity="30", lot="B")])
    file = tmp_path / "lots.csv"
    file.write_text(HEADER + MELT)
    assert import_lots_file(OPERATOR, organisation="ACME", path=file).processes == 1
    post_rows("ACME", [shipment("S-1", quantity=SOLD, lot="HEAT", counterparty="SUP")])
    number = issue_document(OPERATOR, organisation="ACME", shipment="S-1").document.number
    bought = receipt("IN-9", quantity=SOLD, lot="L9", counterparty="ACME", document=number, facility="SUP-2")
    post_rows("SUP", [bought])
    return world


def sent(text: str, mode: str) -> Page:
    file = SimpleUploadedFile("lots.csv", (HEADER + text).encode())
    return Visitor("clerk").post(reverse("lots_upload", args=["ACME"]), {"file": file, "mode": mode})


def test_a_file_is_checked_mended_and_posted() -> None:
    post_rows("ACME", [receipt("R-A", quantity="10", lot="A"), other_receipt("R-B", quantity="30", lot="B")])
    checked = sent(MELT, "check")
    assert (checked.status, "3 rows of 1 process would be posted" in checked.words) == (200, True)
    wrong = sent(MELT.replace("39", "41"), "all")
    assert wrong.status == 422
    assert wrong.text.count("mass_created") == 3
    assert "Nothing was posted" in wrong.words
    assert "3 rows of 1 process posted" in sent(MELT, "all").words
    assert "3 unchanged" in sent(MELT, "all").words
    page = Visitor("auditor").get(reverse("lots", args=["ACME"]))
    assert "P1 2024-03-16 ACME-CH melting" in page.words
    assert reverse("trace", args=["ACME"]) + "?reference=HEAT" in page.text
    assert "Send a lots file" not in page.words


@pytest.mark.one_store
def test_what_cannot_be_traced_is_refused_on_the_page_that_asks_for_another() -> None:
    post_rows("ACME", [other_shipment("S-N", quantity="1", lot="UNTOLD")])
    for name, status in (("UNTOLD", 200), ("S-N", 200), ("NOTHING", 404)):
        page = Visitor("manager").get(reverse("trace", args=["ACME"]) + f"?reference={name}")
        assert (page.status, 'name="reference"' in page.text) == (status, True), name


@pytest.mark.usefixtures("chain")
def test_the_page_of_a_trace_shows_both_answers_apart() -> None:
    page = Visitor("manager").get(reverse("trace", args=["ACME"]) + "?reference=HEAT")
    assert "Physical" in page.words
    assert "Attributed" in page.words
    assert "by the rule proportional" in page.words
    assert "25.00" in page.words
    assert 'title="3/4">75.00' in page.text
    assert not exact_share(Fraction(1, 7**6_000)), (
        "five thousand digits are no title, and Python writes no such number"
    )
    assert page.text.index("<h2>Downstream") < page.text.index("<h2>Attributed"), "a recall reads it first"
    assert page.text.count('<svg class="picture') >= 2, "wide and narrow"
    assert "SUP" in page.words
    assert reverse("movement", args=["ACME"]) + "?reference=R-A" in page.text
    assert "As far as lots are known" in page.words
    assert "From the mine to the product" not in page.words, "the lots begin at receipts"
    assert reverse("trace_attributed", args=["ACME"]) + "?reference=HEAT" in page.text
    post_rows("ACME", [extraction("X-1", quantity="5", lot="PILE", facility="ACME-CH")])
    mined = Visitor("manager").get(reverse("trace", args=["ACME"]) + "?reference=PILE")
    assert "From the mine to the product" in mined.words


def test_a_customer_sees_what_its_supplier_discloses_and_no_more(chain: World) -> None:
    def origins() -> list[tuple[str | None, str | None, str | None, str | None, bool, int]]:
        told = chain.get("/organisations/SUP/trace?reference=L9", "stranger")
        assert told.status == 200
        names = ("organisation", "country", "facility", "lot", "undisclosed", "mass_g")
        return [tuple(each[name] for name in names) for each in told.json["physical"]["origins"]]

    whole_g = 9_000_000
    assert origins() == [(None, None, None, None, True, whole_g)]
    expected = {
        "country": [(None, "DE", None, None, False, whole_g)],
        "company": [("ACME", "DE", None, None, False, whole_g)],
        "site": [("ACME", "DE", "ACME-CH", None, False, whole_g)],
        "lots": [
            ("ACME", "DE", "ACME-CH", "B", False, 6_750_000),
            ("ACME", "DE", "ACME-CH", "A", False, 2_250_000),
        ],
    }
    for level, seen in expected.items():
        set_disclosure(OPERATOR, organisation="ACME", level=level)
        assert origins() == seen, level


@pytest.mark.one_store
def test_what_stands_on_many_lots_is_answered_a_page_at_a_time(
    chain: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = chain.get("/organisations/ACME/trace?reference=HEAT").json
    assert "next" not in whole["physical"], "three lots are answered whole"
    monkeypatch.setattr(trace_page, "LOTS_WHOLE", 2)
    first = chain.get("/organisations/ACME/trace?reference=HEAT&limit=1").json
    second = chain.get(following := first["physical"]["next"].removeprefix(API)).json
    figures = [(page["physical"]["page_g"], page["physical"]["origins_total"]) for page in (first, second)]
    assert figures == [(29_250_000, 2), (9_750_000, 2)]
    pages = [page["physical"]["origins"][0] for page in (first, second)]
    assert [(each["lot"], each["share_rounded"]) for each in pages] == [
        ("B", "0.750000000000000"),
        ("A", "0.250000000000000"),
    ]
    exact = whole["physical"]["origins"]
    assert [each | {"share": None} for each in exact] == [
        {name: value for name, value in each.items() if name != "share_rounded"} for each in pages
    ]
    assert second["physical"]["next"] is None
    assert (first["attributed"]["rule"], first["attributed"]["origins"]) == ("proportional", None)
    assert chain.get(first["attributed"]["at"].removeprefix(API)).status == 200
    assert first["downstream"] == whole["downstream"]
    assert chain.get("/organisations/ACME/trace?reference=HEAT&whole=true").json == whole
    post_rows("ACME", [receipt("R-C", quantity="10", lot="A")])
    assert chain.get(following).code == "trace_changed"
    assert chain.get("/organisations/ACME/trace?reference=HEAT&cursor=bm8=").code == "cursor_invalid"


@pytest.mark.one_store
def test_the_lists_of_a_trace_are_there_whole_as_files(chain: World) -> None:
    page = Visitor("manager").get(reverse("trace", args=["ACME"]) + "?reference=HEAT")

    def saved(
        listed: str, organisation: str = "ACME", lot: str = "HEAT", person: str = "manager"
    ) -> list[str]:
        address = reverse("trace_file", args=[organisation, listed]) + f"?reference={lot}"
        shown_elsewhere = listed in {"accounts", "account_flows"} or organisation != "ACME"
        assert (address in page.text) or shown_elsewhere
        lines: list[str] = Visitor(person).get(address).answer.content.decode().splitlines()
        return lines

    assert saved("origins") == [
        "organisation,country,facility,lot,reference,counterparty,kind,undisclosed,mass_g,share",
        "ACME,DE,ACME-CH,B,R-B,SUP,receipt,no,29250000,0.750000000000000",
        "ACME,DE,ACME-CH,A,R-A,SUP,receipt,no,9750000,0.250000000000000",
    ]
    assert saved("shipments")[1].startswith("SUP,ACME,DE,HEAT,S-1,2024-03-15,")
    assert saved("shipments")[1].endswith(",9000000,9000000,1.000000000000000")
    assert len(saved("attributed")) > 2
    assert "SUP,HEAT of ACME,no,39000000" in saved("flows")
    assert saved("accounts")[0].endswith("share_from,share_to,share_min,share_max")
    assert saved("account_flows")[0] == "from,to,undisclosed,mass_g"
    assert len(saved("account_flows")) > 1
    accounts = Visitor("manager").get(reverse("trace_attributed", args=["ACME"]) + "?reference=HEAT")
    assert reverse("trace_file", args=["ACME", "account_flows"]) in accounts.text
    theirs = saved("origins", "SUP", "L9", "stranger")
    assert theirs[1:] == [",,,,,,,yes,9000000,1.000000000000000"], "what ACME does not disclose"
    assert Visitor("manager").get(reverse("trace_file", args=["ACME", "else"])).status == 404
    assert (
        Visitor("manager").get(reverse("trace_file", args=["ACME", "origins"]) + "?reference=NO").status
        == 404
    )
    assert chain is not None


def test_the_picture_goes_on_behind_what_is_undisclosed_and_says_no_more(chain: World) -> None:
    def ways() -> set[tuple[str, str, int, bool]]:
        told = chain.get("/organisations/SUP/trace/picture?reference=L9", "stranger")
        assert told.status == 200
        names = {each["key"]: each["label"] for each in told.json["nodes"]}
        flows = told.json["flows"]
        return {
            (names[each["from"]], names[each["to"]], each["mass_g"], each["undisclosed"]) for each in flows
        }

    assert ways() == {("undisclosed", "L9 of SUP", 9_000_000, True)}
    set_disclosure(OPERATOR, organisation="ACME", level="country")
    assert ways() == {("a company in DE", "L9 of SUP", 9_000_000, False)}
    set_disclosure(OPERATOR, organisation="ACME", level="site")
    assert ways() == {("ACME", "L9 of SUP", 9_000_000, False)}
    set_disclosure(OPERATOR, organisation="ACME", level="lots")
    assert ways() == {("ACME", "L9 of SUP", 9_000_000, False), ("SUP", "ACME", 9_000_000, False)}


def test_nothing_of_an_undisclosed_supplier_is_in_the_answer_or_on_the_page(chain: World) -> None:
    told = chain.get("/organisations/SUP/trace?reference=L9", "stranger")
    page = Visitor("stranger").get(reverse("trace", args=["SUP"]) + "?reference=L9")
    drawn = Visitor("stranger").get(
        reverse("picture_trace_file", args=["SUP", "flow", "svg"]) + "?reference=L9"
    )
    assert drawn.status == 200
    for text in (told.answer.content.decode(), page.text, drawn.answer.content.decode()):
        for secret in ("R-A", "R-B", "HEAT", "ACME-CH", "R-A"):
            assert secret not in text, secret
    assert "undisclosed" in page.words


def test_the_issuer_sees_who_bought_and_not_what_became_of_it(chain: World) -> None:
    post_rows(
        "SUP", [shipment("S-2", quantity="1", lot="L9", counterparty="CUS", coc="no", facility="SUP-2")]
    )
    told = chain.get("/organisations/ACME/trace?reference=HEAT")
    customers = told.json["downstream"]["customers"]
    assert [(each["customer"], each["mass_g"]) for each in customers] == [("SUP", 9_000_000)]
    manager = Visitor("manager")
    saved, drawn = (
        manager.get(reverse(name, args=["ACME", *which]) + "?reference=HEAT").answer.content.decode()
        for name, which in (
            ("trace_file", ["shipments"]),
            ("picture_trace_file", ["flow", "svg"]),
        )
    )
    assert len(saved.splitlines()) == 2, "what SUP passed on is in no sum"
    assert "Sent on to" not in drawn
    set_disclosure(OPERATOR, organisation="SUP", level="lots")
    customers = chain.get("/organisations/ACME/trace?reference=HEAT").json["downstream"]["customers"]
    assert {(each["customer"], each["mass_g"]) for each in customers} == {
        ("SUP", 9_000_000),
        ("CUS", 1_000_000),
    }


def test_lots_are_posted_over_the_api(world: World) -> None:
    post_rows("ACME", [receipt("R-A", quantity="10", lot="A"), other_receipt("R-B", quantity="30", lot="B")])
    path = "/organisations/ACME/lots"
    wrong = world.post(path, HEADER + MELT.replace("39", "41"), kind="text/csv")
    assert (wrong.status, wrong.json["posted"], len(wrong.json["refused"])) == (422, 0, 3)
    good = world.post(path, HEADER + MELT, kind="text/csv")
    assert (good.status, good.json["posted"]) == (201, 3)
    again = world.post(path, HEADER + MELT, kind="text/csv")
    assert (again.status, again.json["unchanged"]) == (200, 3)


def test_a_level_that_there_is_not_is_refused(world: World) -> None:
    told = world.post("/organisations/ACME/disclosure", {"level": "everything"})
    assert (told.status, told.code) == (422, "disclosure_invalid")
    assert world.post("/organisations/ACME/disclosure", {"level": "site"}).json["level"] == "site"
    assert world.get("/organisations/ACME/disclosure").json == {"organisation": "ACME", "level": "site"}


@pytest.mark.one_store
@pytest.mark.usefixtures("chain")
def test_a_picture_that_shows_more_than_is_disclosed_says_so_in_itself() -> None:
    asked = {"organisation": "SUP", "reference": "L9"}
    assert trace_picture(OPERATOR, **asked).network.mark == NOT_DISCLOSED
    assert attributed_picture(OPERATOR, organisation="ACME", reference="HEAT").mark == "", (
        "all of it is its own"
    )
    page = Visitor("stranger").get(reverse("trace", args=["SUP"]) + "?reference=L9")
    assert page.status == 200
    assert "Not disclosed to others" not in page.words, "whose trace it is sees what is disclosed, no more"
    set_disclosure(OPERATOR, organisation="ACME", level="lots")
    assert trace_picture(OPERATOR, **asked).network.mark == ""
