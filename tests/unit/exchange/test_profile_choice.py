"""Choosing a profile: by its headings, each there once in any order, or by name."""

from pathlib import Path

import pytest

from casthouse.exchange.lots_file import LOTS
from casthouse.exchange.measurements_file import MEASUREMENTS
from casthouse.exchange.movements_file import read_movements_file
from casthouse.exchange.own_layout import OwnLayout, read_own_file
from casthouse.exchange.profile import COLUMNS
from casthouse.exchange.profile_toml import built_in_profiles, profile_from_toml
from casthouse.refusal import Refusal
from tests.unit.exchange.movement_samples import HEADER, LINE, line, read, read_text, workbook, written

ERP_HEADER = "Materialbeleg;Buchungsdatum;Werk;BWA;Materialnummer;Menge;BME;CoC"
ERP_LINE = "R1;05.03.2024;H-RM;101;AL-1000;1,5;TO;X"
OWN = """
name = "own"
[layout]
delimiter = "|"
[required]
reference = "No"
date = "date"
facility = "facility"
kind = "kind"
[optional]
material = "material"
quantity = "quantity"
unit = "unit"
"""


def refusal_of(folder: Path, content: str, profile: str | None = None) -> Refusal:
    with pytest.raises(Refusal) as refused:
        read_text(folder, content, profile)
    return refused.value


def test_the_profile_whose_headings_are_there_is_taken(tmp_path: Path) -> None:
    assert read_text(tmp_path, f"{HEADER}\n{LINE}\n").profile.name == "casthouse"
    assert read_text(tmp_path, f"{ERP_HEADER}\n{ERP_LINE}\n").profile.name == "erp-de"


def test_headings_may_stand_in_any_order(tmp_path: Path) -> None:
    header, row = (";".join(reversed(text.split(";"))) for text in (ERP_HEADER, ERP_LINE))
    rows = read_text(tmp_path, f"{header}\n{row}\n").rows
    assert rows.select("reference", "date", "quantity", "unit", "coc").rows() == [
        ("R1", "2024-03-05", "1.5", "t", "yes")
    ]


def test_no_profile_fits(tmp_path: Path) -> None:
    refusal = refusal_of(tmp_path, "reference,date,Plant,kind\nR1,2024-03-05,X,receipt\n")
    assert refusal.code == "profile_unknown"
    assert "'Plant'" in refusal.text.found
    assert "casthouse, the nearest, misses 'facility'" in refusal.text.expected


@pytest.mark.parametrize("layout", [LOTS, MEASUREMENTS], ids=["lots", "activity data"])
def test_a_file_of_another_kind_is_told_where_it_belongs(tmp_path: Path, layout: OwnLayout) -> None:
    refusal = refusal_of(tmp_path, ",".join(layout.columns) + "\n" + "," * (len(layout.columns) - 1) + "\n")
    assert (refusal.code, refusal.text.expected) == ("profile_unknown", "a movements file")
    assert (
        "casthouse lots import" in refusal.text.todo or "casthouse measurements import" in refusal.text.todo
    )


@pytest.mark.parametrize(
    ("content", "layout", "belongs"),
    [
        (f"{HEADER}\n{LINE}\n", LOTS, "casthouse movements import"),
        (f"{HEADER}\n{LINE}\n", MEASUREMENTS, "casthouse movements import"),
        (",".join(MEASUREMENTS.columns) + "\n", LOTS, "casthouse measurements import"),
        (",".join(LOTS.columns) + "\n", MEASUREMENTS, "casthouse lots import"),
        ("process,date,step,direction\n", LOTS, "add the column"),
        ("process,from,to,item,step,direction\n", LOTS, "add the column"),
    ],
)
def test_a_file_in_the_place_of_another_kind_is_told_where_it_belongs(
    tmp_path: Path, content: str, layout: OwnLayout, belongs: str
) -> None:
    with pytest.raises(Refusal) as refused:
        read_own_file(written(tmp_path, content), layout)
    assert refused.value.code == "heading_missing"
    assert belongs in refused.value.text.todo


def test_several_profiles_fit(tmp_path: Path) -> None:
    same = profile_from_toml(OWN.replace('"|"', '","').replace('"No"', '"reference"'))
    with pytest.raises(Refusal) as refused:
        read_movements_file(written(tmp_path, f"{HEADER}\n{LINE}\n"), profiles=[*built_in_profiles(), same])
    assert refused.value.code == "profile_ambiguous"
    assert refused.value.text.found.endswith("casthouse, own")


@pytest.mark.parametrize("heading", ["facility", "lot"])
@pytest.mark.parametrize("named", ["casthouse", None])
def test_a_heading_that_is_read_stands_once(tmp_path: Path, heading: str, named: str | None) -> None:
    refusal = refusal_of(tmp_path, f"{HEADER},{heading}\n{LINE},x\n", named)
    assert (refusal.code, refusal.text.found) == ("heading_repeated", f"'{heading}' more than once")


def test_a_profile_is_taken_by_name_or_as_text(tmp_path: Path) -> None:
    content = "No|date|facility|kind|material|quantity|unit\nR1|2024-03-05|H|receipt|dross|1|t\n"
    path = written(tmp_path, content)
    assert read(path, OWN).rows["reference"].to_list() == ["R1"]
    by_name = read_movements_file(
        path, profiles=[*built_in_profiles(), profile_from_toml(OWN)], profile="own"
    )
    assert by_name.profile.delimiter == "|"


def test_a_name_that_nobody_knows(tmp_path: Path) -> None:
    refusal = refusal_of(tmp_path, f"{HEADER}\n{LINE}\n", "erp-fr")
    assert (refusal.code, refusal.text.found) == ("profile_unknown", "the profile 'erp-fr'")


def test_a_named_profile_that_does_not_fit_says_what_it_misses(tmp_path: Path) -> None:
    refusal = refusal_of(tmp_path, f"{HEADER}\n{LINE}\n", "erp-de")
    assert refusal.code == "heading_missing"
    assert "'Materialbeleg'" in refusal.text.expected


def test_a_header_that_another_delimiter_cannot_read_does_not_matter(tmp_path: Path) -> None:
    """By semicolons the header opens a quote that swallows more than a record may hold."""
    content = f'{HEADER},x;"y\n' + f"{LINE},\n" * 20_000
    assert len(content) > 1024 * 1024
    assert read_text(tmp_path, content).profile.name == "casthouse"


def test_a_workbook_is_chosen_for_by_its_headings(tmp_path: Path) -> None:
    book = workbook(tmp_path, [ERP_HEADER.split(";"), ERP_LINE.split(";")])
    assert read(book).profile.name == "erp-de"


def test_words_are_matched_exactly(tmp_path: Path) -> None:
    assert refusal_of(tmp_path, line([name.title() for name in COLUMNS]) + LINE).code == "profile_unknown"
