"""Attribution over pages and the API: by which rule, what each person sees of others, the physical answer apart."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from casthouse.exchange.register_file import register_from_text
from casthouse.service.attributed_trace import attributed_trace
from casthouse.service.attribution import set_attribution
from casthouse.service.disclosure import set_disclosure
from casthouse.service.document import issue_document
from casthouse.service.permission import OPERATOR
from casthouse.service.person import add_person
from casthouse.service.register import load_register
from casthouse.service.token import create_token
from tests.contract.movement_rows import other_receipt, receipt, shipment
from tests.contract.register_text import facility, register_text, scope
from tests.web.api_world import World, post_rows
from tests.web.page_visit import Visitor

pytestmark = [pytest.mark.usefixtures("chain"), pytest.mark.one_store]

ATTRIBUTED = "/organisations/SUP/trace/attributed?reference=L9"
TONNE = 1_000_000


@pytest.fixture
def chain(world: World) -> World:
    """SUP, the stranger, buys nine tonnes of ACME and one of nobody that is known; ACME took in 2 000 t."""
    sold_by = {
        "facility": [facility("SUP-2", "SUP")],
        "scope": [scope("SUP-COC", "SUP", ["SUP-2"], "2024-01-01")],
    }
    load_register(OPERATOR, register_from_text(register_text(sold_by)))
    post_rows("ACME", [shipment("S-1", quantity="9", counterparty="SUP")])
    number = issue_document(OPERATOR, organisation="ACME", shipment="S-1").document.number
    bought = receipt("R-9", quantity="9", lot="L9", counterparty="ACME", document=number, facility="SUP-2")
    post_rows("SUP", [bought, other_receipt("R-1", quantity="1", facility="SUP-2")])
    return world


def seen(world: World, *names: str) -> list[tuple[object, ...]]:
    told = world.get(ATTRIBUTED, "stranger")
    assert told.status == 200
    return [tuple(each[name] for name in names) for each in told.json["origins"]]


def test_a_customer_sees_of_its_suppliers_accounts_what_they_disclose_and_no_more(chain: World) -> None:
    names = ("organisation", "country", "facility", "reference", "share", "mass_g", "share_from", "share_to")
    mine = ("SUP", "DE", "SUP-2", "R-1", "1/10", 900_000, "1/10", "1/10")
    rest = (None, None, "891/1000", "9/10")
    assert seen(chain, *names) == [(None, None, None, None, *rest), mine]
    expected = {
        "country": (None, "DE", None, None, *rest),
        "company": ("ACME", "DE", None, None, *rest),
        "site": ("ACME", "DE", "ACME-CH", None, *rest),
    }
    for level, other in expected.items():
        set_disclosure(OPERATOR, organisation="ACME", level=level)
        assert seen(chain, *names) == [other, mine], level
    assert chain.get(ATTRIBUTED, "stranger").json["in_steps"] == {"mass_g": 8_100_000, "share": "9/10"}
    set_disclosure(OPERATOR, organisation="ACME", level="lots")
    assert chain.get(ATTRIBUTED, "stranger").json["in_steps"] == {"mass_g": 0, "share": "0/1"}
    assert [each[3] for each in seen(chain, *names)] == ["IN-1", "IN-2", "R-1"]
    assert seen(chain, "share_min", "share_max")[0] == ("0/1", "1/1")


def test_nothing_of_an_undisclosed_supplier_is_in_the_answer_or_on_the_page(chain: World) -> None:
    told = chain.get(ATTRIBUTED, "stranger")
    page = Visitor("stranger").get(reverse("trace_attributed", args=["SUP"]) + "?reference=L9")
    for text in (told.answer.content.decode(), page.text):
        for secret in ("IN-1", "IN-2", "ACME-CH", "ACME-COC", "ACME"):
            assert secret not in text.replace("stranger", ""), secret
    assert told.json["rules"] == [
        {"organisation": None, "rule": "proportional", "accounts": 1},
        {"organisation": "SUP", "rule": "proportional", "accounts": 1},
    ]
    assert "undisclosed" in page.words
    assert "89.10 to 90.00" in page.words
    assert "90.00 %, 8.100 t , lie behind companies that do not disclose their lots" in page.words


def test_the_picture_says_by_which_rule_and_nothing_of_an_undisclosed_supplier(chain: World) -> None:
    address = reverse("picture_attributed_file", args=["SUP", "flow", "svg"]) + "?reference=L9"
    api = "/organisations/SUP/trace/attributed/picture"
    drawn = {
        "page": Visitor("stranger").get(reverse("trace_attributed", args=["SUP"]) + "?reference=L9").text,
        "file": Visitor("stranger").get(address).answer.content.decode(),
        "json": chain.get(f"{api}?reference=L9", "stranger").answer.content.decode(),
        **{
            view: chain.get(f"{api}/{view}/svg?reference=L9", "stranger").answer.content.decode()
            for view in ("flow", "list", "map")
        },
    }
    for name, text in drawn.items():
        assert "Attributed by mass balance, rule proportional" in text, name
        for secret in ("IN-1", "IN-2", "ACME-CH", "ACME-COC", "ACME", "2000000000", "2 000"):
            assert secret not in text.replace("stranger", ""), (name, secret)
    assert drawn["file"].count("stroke-dasharray") >= 3, "the supplier and what lies behind it"
    assert "8.100 t · 90.00 %" in drawn["file"], "what it delivered"
    for who, status in (("manager", 403), ("secretariat", 403), ("lead", 403), (None, 401)):
        assert chain.get(f"{api}?reference=L9", who).status == status
        assert chain.get(f"{api}/flow/svg?reference=L9", who).status == status
    assert Visitor(None).get(address).address.startswith(reverse("account_login"))
    set_disclosure(OPERATOR, organisation="ACME", level="lots")
    told = chain.get(f"{api}?reference=L9", "stranger").json
    assert "ACME-COC" in {each["label"] for each in told["nodes"]}
    assert sum(each["mass_g"] for each in told["flows"] if each["to"] == "product") == told["whole_g"]


def test_more_deliveries_are_no_more_questions_to_the_store() -> None:
    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            attributed_trace(OPERATOR, organisation="SUP", reference="L9")
        return len(asked)

    before = questions()
    post_rows("SUP", [other_receipt(f"M-{n}", quantity="1", facility="SUP-2") for n in range(30)])
    post_rows("ACME", [other_receipt(f"N-{n}", quantity="1") for n in range(30)])
    assert questions() == before < 30


def test_only_who_reads_the_traces_may_ask(chain: World) -> None:
    add_person(OPERATOR, username="buyer", role="auditor", organisation="SUP")
    chain.secrets["buyer"] = create_token(OPERATOR, username="buyer", name="tests").secret
    for path in (ATTRIBUTED, ATTRIBUTED.replace("/attributed", "")):
        theirs, bought = (chain.get(path, who).json for who in ("buyer", "stranger"))
        assert theirs == bought, "an auditor of the customer sees of its suppliers what the customer sees"
        answers = {
            who: chain.get(path, who).status for who in ("manager", "secretariat", "lead", "stranger", None)
        }
        assert answers == {"manager": 403, "secretariat": 403, "lead": 403, "stranger": 200, None: 401}
    everybody = chain.get("/public/flows", None)
    assert (everybody.status, everybody.json["flows"]) == (200, []), "nothing is published"
    assert (
        Visitor(None)
        .get(reverse("trace_attributed", args=["SUP"]) + "?reference=L9")
        .address.startswith(reverse("account_login"))
    )


def test_the_page_names_the_rule_and_never_the_physical_origins() -> None:
    set_attribution(OPERATOR, scope="SUP-COC", rule="fifo", first_day=date(2024, 1, 1))
    page = Visitor("stranger").get(reverse("trace_attributed", args=["SUP"]) + "?reference=L9")
    assert "SUP-COC : fifo . Each scope chooses its own." in page.words
    assert "Possible at least" in page.words
    assert page.text.count("<details") >= 3, "its lists are folded"
    assert page.text.index("Attributed by mass balance, rule fifo") < page.text.index("Where the trail ends")
    assert "Origins" not in page.text
    trace = Visitor("stranger").get(reverse("trace", args=["SUP"]) + "?reference=L9")
    assert reverse("trace_attributed", args=["SUP"]) + "?reference=L9" in trace.text
    assert reverse("attribution", args=["SUP-COC"]) in trace.text
    lotless = Visitor("manager").get(reverse("trace", args=["ACME"]) + "?reference=OUT-1")
    onward = reverse("trace_attributed", args=["ACME"]) + "?reference=OUT-1"
    assert onward in lotless.text
    assert onward in Visitor("manager").get(reverse("movement", args=["ACME"]) + "?reference=OUT-1").text
    assert "no lot is named for it" in Visitor("manager").get(onward).words
    lost = Visitor("stranger").get(reverse("trace_attributed", args=["SUP"]) + "?reference=NONE")
    assert (lost.status, lost.refusal) == (404, "trace_unknown")


def test_a_manager_chooses_on_the_page_and_an_auditor_reads(chain: World) -> None:
    address = reverse("attribution", args=["ACME-COC"])
    sent = {"rule": "fifo", "first_day": "2024-01-01"}
    page = Visitor("manager").post(address, sent)
    assert "2024-01-01 fifo manager" in page.words
    journal = Visitor("manager").get(reverse("journal", args=["ACME"]))
    assert "Rule of attribution chosen ACME-COC from 2024-01-01" in journal.words
    assert f'href="{address}"' in journal.text
    wrong = chain.post("/scopes/ACME-COC/attribution", {"rule": "lifo"})
    assert (wrong.status, wrong.code) == (422, "attribution_invalid")
    told = chain.post("/scopes/ACME-COC/attribution", {"rule": "proportional", "first_day": "2024-01-01"})
    assert [each["rule"] for each in told.json["choices"]] == ["proportional", "fifo"]
    read = Visitor("auditor").get(address)
    assert "Choose a rule" not in read.words
    assert "2024-01-01 proportional manager" in read.words
