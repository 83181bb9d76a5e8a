"""The page of recovery with lots: figures, every lot behind them, the loops as a picture; few looks at the store."""

import html
import re
from datetime import date
from pathlib import Path

import pytest
from django.urls import reverse

from casthouse.footprint.charged_part import ChargedPart
from casthouse.service.lot_file import import_lots_file
from casthouse.service.permission import OPERATOR
from casthouse.service.person import add_person
from casthouse.service.recovery import organisation_recovery
from tests.contract.movement_rows import other_receipt, other_shipment
from tests.web.api_world import World, post_rows
from tests.web.page_visit import Page, Visitor

pytestmark = [pytest.mark.usefixtures("world"), pytest.mark.one_store]

DAYS = "from=2024-01-01&to=2024-12-31"
CANS = 205
HEADER = "process,date,facility,step,direction,lot,material,quantity,unit"
LINES = [
    "R,2024-02-01,ACME-CH,rolling,in,SLAB,aluminium,100,t",
    "R,2024-02-01,ACME-CH,rolling,out,COIL,aluminium,60,t",
    "R,2024-02-01,ACME-CH,rolling,out,EDGES,pre_consumer_scrap,40,t",
    "M,2024-02-03,ACME-CH,melting,in,EDGES,pre_consumer_scrap,20,t",
    *(f"M,2024-02-03,ACME-CH,melting,in,CAN-{n},post_consumer_scrap,1,t" for n in range(CANS)),
    "M,2024-02-03,ACME-CH,melting,out,HEAT,aluminium,200,t",
    "M,2024-02-03,ACME-CH,melting,out,SKIM,dross,5,t",
]


@pytest.fixture
def melted(world: World, tmp_path: Path) -> World:
    """A year in which ACME rolled its own slab and melted bought cans with its own edges."""
    cans = [
        other_receipt(f"C-{n}", quantity="1", lot=f"CAN-{n}", material="post_consumer_scrap")
        for n in range(CANS)
    ]
    post_rows(
        "ACME",
        [other_receipt("SLAB-1", quantity="100", lot="SLAB"), *cans, other_shipment("OUT-9", quantity="50")],
    )
    file = tmp_path / "lots.csv"
    file.write_text("\n".join([HEADER, *LINES]) + "\n")
    assert not import_lots_file(OPERATOR, organisation="ACME", path=file).refused
    return world


def page_of(more: str = "", name: str = "recovery") -> Page:
    return Visitor("auditor").get(reverse(name, args=["ACME"]) + f"?{DAYS}{more}")


@pytest.mark.usefixtures("melted")
def test_the_page_shows_what_was_melted_and_leads_to_every_lot() -> None:
    page = page_of()
    assert "100.00 % of 205.000 t charged" in page.words
    assert "205.000 t of scrap that was bought" in page.words
    assert page.text.count('<svg class="picture loops') == 2
    assert f"all {CANS + 1}" in page.words
    first = page_of("&of=charge", "recovery_entries")
    assert "M, in melting ACME-CH Post consumer scrap 1.000 1.000" in first.words
    second = page_of("&of=charge&page=2", "recovery_entries")
    assert "EDGES" in first.words
    assert reverse("trace", args=["ACME"]) + f"?reference=CAN-{CANS - 1}" in second.text
    assert "201 to 206 of 206" in second.words
    assert page_of("&of=planet", "recovery_entries").status == 404


@pytest.mark.usefixtures("melted")
def test_every_mass_leads_to_entries_that_sum_to_it() -> None:
    links = re.findall(r'<a href="([^"]*[?&;]of=\w+)">([\d\s.]+)( t)?</a>', page_of("&boundary=site").text)
    assert len(links) > 15
    for link, mass, _ in (each for each in links if not each[0].endswith("of=melting")):  # a yield
        behind = Visitor("auditor").get(html.unescape(link))
        assert behind.status == 200, link
        assert f"behind {' '.join(mass.split())} t" in behind.words, link


def flow_links(page: Page) -> list[list[str]]:
    """Return the links of each line of the table of flows."""
    table = re.search(r'<div class="table block" id="flows">.*?</table>', page.text, re.DOTALL)
    assert table is not None
    lines = re.findall(r"<tr>.*?</tr>", table[0].split("<tbody>")[1], re.DOTALL)
    return [[html.unescape(each) for each in re.findall(r'href="([^"]*)"', line)] for line in lines]


@pytest.mark.usefixtures("melted")
def test_every_flow_of_a_year_and_of_a_trace_leads_to_what_the_same_person_may_open() -> None:
    auditor = Visitor("auditor")
    year = auditor.get(reverse("picture_year", args=["ACME-COC"]) + "?period=2024-01-01")
    trace = auditor.get(reverse("trace", args=["ACME"]) + "?reference=HEAT")
    assert "lost in melting" in year.words
    for page in (year, trace):
        lines = flow_links(page)
        assert lines
        for links in lines:
            assert len(links) == 1
            assert auditor.get(links[0]).status == 200, links
    assert any("of=melting" in link for links in flow_links(year) for link in links)


@pytest.mark.usefixtures("melted")
def test_the_chain_leads_to_companies_for_whoever_may_open_them_and_for_nobody_else() -> None:
    address = reverse("chain_recovery") + f"?{DAYS}"
    recovery = reverse("recovery", args=["ACME"])
    secretary = Visitor("secretariat")
    closed = secretary.get(address)
    assert (recovery in closed.text, "#companies" in closed.text) == (False, False)
    assert "100.00" in closed.words
    add_person(OPERATOR, username="secretariat", role="auditor", organisation="ACME")
    opened = secretary.get(address)
    assert opened.text.count('<a href="#companies">') == len(ChargedPart) + 1
    links = [html.unescape(each) for each in re.findall(r'href="([^"#]*)"', opened.text)]
    assert f"{recovery}?{DAYS}&boundary=company" in links
    for link in (each for each in links if "2024" in each):
        assert secretary.get(link).status == 200, link


@pytest.mark.usefixtures("melted")
def test_scrap_in_no_lot_leaves_the_chain_without_a_share() -> None:
    post_rows("ACME", [other_receipt("PILE", quantity="1300", material="pre_consumer_scrap")])
    page = Visitor("secretariat").get(reverse("chain_recovery") + f"?{DAYS}")
    assert "1 300.000 t of scrap that was received are in no charged lot" in page.words
    assert "Recycled content is not known: scrap was received" in page.words
    assert page.words.count("not known") == 3
    assert "post-consumer scrap 205.000 1 not known" in page.words


@pytest.mark.usefixtures("melted")
def test_the_loops_are_saved_as_a_picture() -> None:
    address = reverse("recovery_picture", args=["ACME", "svg"]) + f"?{DAYS}"
    drawn = Visitor("auditor").client.get(address).content.decode()
    assert "same site: 20.000 t" in drawn
    assert "same site 20.000 t" in drawn, "said in words too"
    post_rows("ACME", [other_shipment("OUT-10", quantity="1200")])
    assert re.search(r"1\s550\.000 t shipped", Visitor("auditor").client.get(address).content.decode())
    png = Visitor("auditor").client.get(address.replace(".svg", ".png")).content
    assert png.startswith(b"\x89PNG")
    assert Visitor("auditor").get(address.replace(".svg", ".exe")).status == 404


@pytest.mark.usefixtures("melted")
def test_recovery_takes_few_looks_at_the_store_whatever_was_melted(
    django_assert_max_num_queries: object,
) -> None:
    with django_assert_max_num_queries(10):  # type: ignore[operator]
        organisation_recovery(OPERATOR, organisation="ACME", first=date(2024, 1, 1), last=date(2024, 12, 31))
