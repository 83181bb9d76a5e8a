"""What a CoC Document must say before it is issued, and how it is numbered."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from casthouse.custody.document import (
    MATERIAL_NAMES,
    GhgIntensity,
    OtherStatement,
    RecycledContent,
    conformance_statement,
    has_possible_masses,
    missing_field_names,
    number_text,
    number_year,
    require_issuable,
)
from casthouse.custody.stage import Material
from tests.unit.exchange.document_samples import FULL, PLAIN, RHEIN
from tests.unit.refusing import refused


def test_numbers_are_counted_per_issuer_and_year_of_shipment() -> None:
    assert number_text("RHEIN", 2025, 1) == "RHEIN-2025-000001"
    assert number_text("A-B", 2025, 1_234_567) == "A-B-2025-1234567"
    assert number_year(date(2025, 12, 31)) == 2025  # also when the document is written in January


def test_complete_documents_can_be_issued() -> None:
    for document in (PLAIN, FULL):
        assert missing_field_names(document) == []
        require_issuable(document)


@pytest.mark.parametrize(
    ("document", "names"),
    [
        (replace(PLAIN, number=" "), ["number"]),
        (replace(PLAIN, reference=""), ["reference"]),
        (replace(PLAIN, issuer=replace(RHEIN, address="")), ["issuer.address"]),
        (replace(PLAIN, issuer=replace(RHEIN, coc_certificate=None)), ["issuer.coc_certificate"]),
        (
            replace(PLAIN, recipient=replace(RHEIN, name="", address="")),
            ["recipient.name", "recipient.address"],
        ),
        (
            replace(PLAIN, responsible="", conformance="", edition=""),
            ["responsible", "conformance", "edition"],
        ),
        (replace(PLAIN, revision=2), ["supersedes"]),
        (
            replace(
                PLAIN, ghg_intensity=GhgIntensity(value=Decimal(4), boundary="", method="", period="2024")
            ),
            ["ghg_intensity.boundary", "ghg_intensity.method"],
        ),
        (
            replace(
                PLAIN, recycled_content=RecycledContent(percent=Decimal(4), method=" ", boundary="plant")
            ),
            ["recycled_content.method"],
        ),
        (
            replace(PLAIN, other=(OtherStatement(name="Alloy", value="3104", evidence=""),)),
            ["other[0].evidence"],
        ),
    ],
    ids=lambda value: "+".join(value) if isinstance(value, list) else None,
)
def test_blank_fields_are_named(document: object, names: list[str]) -> None:
    assert isinstance(document, type(PLAIN))
    assert missing_field_names(document) == names
    with refused("document_incomplete"):
        require_issuable(document)


def test_recipients_outside_the_register_need_no_code_and_no_certificate() -> None:
    assert missing_field_names(replace(PLAIN, recipient=replace(RHEIN, code="", coc_certificate=None))) == []


@pytest.mark.parametrize(
    ("coc_mass_g", "total_mass_g", "possible"),
    [(1, 1, True), (5, 6, True), (0, 1, False), (2, 1, False), (-1, 1, False), (1, 10**15 + 1, False)],
)
def test_masses_are_possible_or_not(coc_mass_g: int, total_mass_g: int, *, possible: bool) -> None:
    document = replace(PLAIN, coc_mass_g=coc_mass_g, total_mass_g=total_mass_g)
    assert has_possible_masses(document) is possible
    if not possible:
        with refused("mass_impossible"):
            require_issuable(document)


def test_the_statement_names_material_and_edition() -> None:
    for material in Material:
        text = conformance_statement(
            edition_title="ASI Chain of Custody Standard V2 (2022)", material=material
        )
        assert MATERIAL_NAMES[material] in text
        assert "ASI Chain of Custody Standard V2 (2022)" in text
