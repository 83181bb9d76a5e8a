"""Drafting a document: what a shipment must be, what the register must say, what a reader can take."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from casthouse.custody.document import CocDocument, OtherStatement, Party
from casthouse.custody.document_draft import NO_SUPPLEMENTS, ShipmentFacts, Supplements, draft_document
from casthouse.custody.movement import Kind
from casthouse.custody.stage import Material
from casthouse.exchange.document_json import document_json, document_json_around_number, read_document
from casthouse.refusal import Refusal
from tests.unit.exchange.document_samples import BEYOND_LATIN, FULL, ILE, PLAIN, RHEIN
from tests.unit.refusing import refused

FACTS = ShipmentFacts(
    issuer=RHEIN,
    responsible="Petra Lang",
    recipient=ILE,
    reference="LS-1",
    day=date(2025, 3, 12),
    kind=Kind.SHIPMENT,
    coc=True,
    material=Material.ALUMINIUM,
    quantity_g=20_000_000,
    facility="RHEIN-CH",
    lot="H-1",
    reversed_by="",
    scope="RHEIN-COC",
    accounts_from=date(2025, 1, 1),
)


def draft(facts: ShipmentFacts, supplements: Supplements = NO_SUPPLEMENTS) -> CocDocument:
    return draft_document(
        facts,
        number="RHEIN-2025-000001",
        issue_date=date(2025, 4, 1),
        edition_title="Chain of Custody Standard V2 (2022)",
        supplements=supplements,
    )


def test_says_what_the_accounts_say() -> None:
    document = draft(FACTS)
    assert (document.coc_mass_g, document.total_mass_g, document.lot) == (20_000_000, 20_000_000, "H-1")
    assert (document.shipment_date, document.issue_date) == (date(2025, 3, 12), date(2025, 4, 1))
    assert draft(replace(FACTS, lot="")).lot is None
    assert draft(FACTS, Supplements(total_mass_g=25_000_000)).total_mass_g == 25_000_000


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"kind": Kind.RECEIPT}, "not_a_coc_shipment"),
        ({"coc": False}, "not_a_coc_shipment"),
        ({"kind": Kind.REVERSAL, "material": None}, "not_a_coc_shipment"),
        ({"reversed_by": "LS-1-R"}, "shipment_reversed"),
        ({"issuer": replace(RHEIN, coc_certificate=None)}, "scope_not_certified"),
        ({"issuer": replace(RHEIN, coc_certificate=None), "scope": ""}, "scope_not_certified"),
        ({"accounts_from": FACTS.day + timedelta(days=1)}, "shipment_before_accounts"),
        ({"responsible": ""}, "document_incomplete"),
        ({"recipient": replace(ILE, address=" ")}, "document_incomplete"),
        ({"lot": "H\x1b[31m"}, "text_invalid"),
        ({"reference": "LS\u202e1"}, "text_invalid"),
        ({"facility": "x" * 4_001}, "text_invalid"),
    ],
    ids=lambda value: "+".join(value) if isinstance(value, dict) else None,
)
def test_refuses_what_cannot_have_one(changes: dict[str, object], code: str) -> None:
    with refused(code):
        draft(replace(FACTS, **changes))  # type: ignore[arg-type]  # each change has the type of its field


def test_names_what_the_register_lacks() -> None:
    facts = replace(
        FACTS,
        issuer=replace(RHEIN, address=""),
        responsible="",
        recipient=Party(code="", name="Kessler & Söhne", address="", country=""),
    )
    with pytest.raises(Refusal) as caught:
        draft(facts)
    text = caught.value.text
    assert (
        text.found
        == "no address of the issuer, no address of the recipient, no person responsible at the issuer"
    )
    assert "the address of RHEIN, the address of “Kessler & Söhne”, the responsible of RHEIN" in text.todo


def test_refuses_masses_that_cannot_be() -> None:
    with refused("mass_impossible"):
        draft(FACTS, Supplements(total_mass_g=19_999_999))
    evidence = OtherStatement(name="Alloy", value="3104", evidence="\x00")
    with refused("text_invalid"):
        draft(FACTS, Supplements(other=(evidence,)))


@pytest.mark.parametrize(
    "sign", [*map(chr, range(0x20)), "\x7f", "\x9f", "\u2066", "\ufffe", "é", "日", "😀", "\u200d"]
)
def test_what_is_issued_can_be_read(sign: str) -> None:
    """Whatever the reader of documents refuses, no document is issued with."""
    written = document_json(replace(PLAIN, lot=f"H{sign}1"))
    if code_of(lambda: read_document(written)) == "document_unreadable":
        assert code_of(lambda: draft(replace(FACTS, lot=f"H{sign}1"))) == "text_invalid"
    else:
        document = draft(replace(FACTS, lot=f"H{sign}1"))
        assert read_document(document_json(document)) == document


def code_of(act: Callable[[], object]) -> str | None:
    """Return the code with which an act is refused, or None."""
    try:
        act()
    except Refusal as refusal:
        return refusal.code
    return None


@pytest.mark.parametrize("document", [PLAIN, FULL, BEYOND_LATIN], ids=lambda document: document.number)
def test_the_text_around_the_number_is_that_of_the_document(document: CocDocument) -> None:
    before, after = document_json_around_number(replace(document, number="SOMETHING-ELSE"))
    assert f"{before}{document.number}{after}".encode() == document_json(document)
