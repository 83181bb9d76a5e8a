"""Mapping profiles as TOML: what they say, and how a wrong one is refused by its key."""

import re
from pathlib import Path

import pytest

from casthouse.custody.movement import CocMark, Kind
from casthouse.custody.stage import Material
from casthouse.exchange.file_refusal import FileRefusal
from casthouse.exchange.profile import (
    COLUMNS,
    ENCODINGS,
    MAPPED_COLUMNS,
    Minus,
    MovementType,
    Negative,
    NumberLayout,
)
from casthouse.exchange.profile_toml import BUILT_IN_NAMES, built_in_profiles, profile_from_toml
from casthouse.measure.mass import Unit
from casthouse.refusal import Refusal

REQUIRED = """
[required]
reference = "No"
date = "Day"
facility = "Site"
kind = "Type"
"""
PAGE = (Path(__file__).parents[3] / "docs/reference/mapping-profiles.md").read_text("utf-8")
LAYOUT = 'name = "own"\n[layout]\n{}\n' + REQUIRED


def refusal_of(text: str) -> Refusal:
    with pytest.raises(Refusal) as refused:
        profile_from_toml(text, reserved=BUILT_IN_NAMES)
    assert refused.value.code == "profile_invalid"
    return refused.value


def test_the_built_in_profiles_are_the_contract_and_two_systems() -> None:
    assert tuple(profile.name for profile in built_in_profiles()) == ("casthouse", "erp-de", "erp-en")


def test_the_contract_translates_nothing() -> None:
    casthouse = built_in_profiles()[0]
    assert casthouse.headings == {column: column for column in COLUMNS}
    words = (casthouse.movement_types, casthouse.units, casthouse.materials, casthouse.coc)
    assert (casthouse.numbers, casthouse.dates, words) == (NumberLayout(), (), (None,) * 4)


def test_the_german_profile_says_what_the_export_means() -> None:
    profile = built_in_profiles()[1]
    assert (profile.delimiter, profile.encoding, profile.dates) == (";", "iso-8859-1", ("dd.mm.yyyy",))
    assert profile.numbers == NumberLayout(decimal_sign=",", thousands_sign=".", minus=Minus.TRAILING)
    types = profile.movement_types or {}
    assert types["101"] == MovementType(kind=Kind.RECEIPT)
    assert types["601"] == MovementType(kind=Kind.SHIPMENT, negative=Negative.ALLOWED)
    assert {types[name].kind for name in ("102", "602")} == {Kind.REVERSAL}
    assert {types[name].kind for name in ("201", "261", "311")} == {None}
    assert profile.units == {"TO": Unit.TONNE, "KG": Unit.KILOGRAM, "G": Unit.GRAM, "LB": Unit.POUND}
    assert set((profile.materials or {}).values()) == set(Material)
    assert profile.coc == {"X": CocMark.YES, "": CocMark.NO}


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("name = ", "profile: no TOML"),
        ("x = " + "[" * 10_000, "profile: no TOML"),
        ("#" * 300_000, "profile: 300,000 characters"),
        (REQUIRED, "name: ''"),
        ('name = "casthouse"' + REQUIRED, "name: 'casthouse', which is taken"),
        ("name = 7" + REQUIRED, "name: 7"),
        (LAYOUT.format('delimiter = ";;"'), "layout.delimiter: ';;'"),
        (LAYOUT.format('encoding = "ebcdic"'), "layout.encoding: 'ebcdic'"),
        (LAYOUT.format('decimal_sign = "·"'), "layout.decimal_sign"),
        (LAYOUT.format('thousands_sign = "."'), "layout.thousands_sign"),
        (LAYOUT.format('minus = "behind"'), "layout.minus: 'behind'"),
        (LAYOUT.format('dates = "dd.mm.yyyy"'), "layout.dates: dd.mm.yyyy"),
        (LAYOUT.format('dates = ["dd.mm.yyyy", "mm/yyyy"]'), "layout.dates[1]: 'mm/yyyy'"),
        (LAYOUT.format('quote = "x"'), "layout.quote: a key"),
        ('name = "own"\nheadings = 3' + REQUIRED, "headings: a key"),
        ('name = "own"\n[required]\nreference = "No"', "required.date: nothing"),
        ('name = "own"' + REQUIRED + 'colour = "Hue"', "required.colour: 'colour'"),
        ('name = "own"' + REQUIRED + 'lot = " "', "required.lot: ''"),
        ('name = "own"' + REQUIRED + 'lot = "casthouse_refusal"', "required.lot: 'casthouse_refusal'"),
        ('name = "own"' + REQUIRED + 'lot = "No"', "heading 'No': two columns"),
        ('name = "own"' + REQUIRED + '[optional]\ndate = "Date"', "optional.date"),
        ('name = "own"' + REQUIRED + '[optional]\nwet_quantity = "Wet"', "wet_quantity: one of"),
        ('name = "own"' + REQUIRED + '[movement_types]\nGR = "arrival"', "movement_types.GR.kind: 'arrival'"),
        ('name = "own"' + REQUIRED + '[movement_types]\nR = "reversal"', "optional.reverses: nothing"),
        (
            'name = "own"' + REQUIRED + '[movement_types]\nGR = {kind = "receipt", negative = "reversal"}',
            "optional.reverses: nothing",
        ),
        (
            'name = "own"' + REQUIRED + '[movement_types]\nGR = {kind = "receipt", sign = "-"}',
            "movement_types.GR.sign: a key",
        ),
        ('name = "own"' + REQUIRED + '[units]\nTO = "tonnes"', "units.TO: 'tonnes'"),
        ('name = "own"' + REQUIRED + '[materials]\nA1 = "gold"', "materials.A1: 'gold'"),
        ('name = "own"' + REQUIRED + '[coc]\nX = "maybe"', "coc.X: 'maybe'"),
        ('name = "own"' + REQUIRED + "[coc]\nX = true", "coc.X: True"),
        ('name = "own"' + "units = 7" + REQUIRED, "profile: no TOML"),
        ('name = "own"\nunits = 7' + REQUIRED, "units: 7"),
    ],
)
def test_a_wrong_profile_is_refused_by_its_key(text: str, key: str) -> None:
    assert refusal_of(text).text.found.startswith(key)


def test_the_example_of_the_reference_uses_every_key() -> None:
    example = re.findall("```toml\n(.*?)```", PAGE, re.DOTALL)[0]
    profile = profile_from_toml(example, reserved=BUILT_IN_NAMES)
    assert set(profile.headings) == set(MAPPED_COLUMNS)
    assert profile.numbers == NumberLayout(decimal_sign=",", thousands_sign=".", minus=Minus.TRAILING)
    assert (profile.delimiter, profile.encoding, len(profile.dates)) == (";", "windows-1252", 2)
    types = (profile.movement_types or {}).values()
    assert {entry.negative for entry in types} == set(Negative)
    assert all((profile.title, profile.units, profile.materials, profile.coc))


def test_the_reference_lists_every_encoding_and_code() -> None:
    assert re.findall("`([a-z0-9_-]+)`", PAGE.split("## Encodings")[1].split("##")[0]) == list(ENCODINGS)
    assert re.findall("^[|] `([a-z_]+)`", PAGE, re.MULTILINE) == list(FileRefusal)
