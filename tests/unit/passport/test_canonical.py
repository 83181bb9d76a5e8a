"""The one text of a value (RFC 8785, its own examples), and the reader that refuses what has two meanings."""

import json
import struct
import sys
import tracemalloc

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from casthouse.passport.canonical import DEPTH_MAX, JsonObject, canonical, read_json, read_object
from tests.unit.refusing import refused

SAMPLE = r"""{
  "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
  "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
  "literals": [null, true, false]
}"""
SORTED_NAMES = ["\r", "1", "\x80", "ö", "€", "😀", "\ufb33"]
NUMBERS = [
    ("0000000000000000", "0"),
    ("8000000000000000", "0"),
    ("0000000000000001", "5e-324"),
    ("8000000000000001", "-5e-324"),
    ("7fefffffffffffff", "1.7976931348623157e+308"),
    ("4340000000000000", "9007199254740992"),
    ("c340000000000000", "-9007199254740992"),
    ("4430000000000000", "295147905179352830000"),
    ("44b52d02c7e14af5", "9.999999999999997e+22"),
    ("44b52d02c7e14af6", "1e+23"),
    ("44b52d02c7e14af7", "1.0000000000000001e+23"),
    ("444b1ae4d6e2ef4e", "999999999999999700000"),
    ("444b1ae4d6e2ef4f", "999999999999999900000"),
    ("444b1ae4d6e2ef50", "1e+21"),
    ("3eb0c6f7a0b5ed8c", "9.999999999999997e-7"),
    ("3eb0c6f7a0b5ed8d", "0.000001"),
    ("41b3de4355555553", "333333333.3333332"),
    ("41b3de4355555554", "333333333.33333325"),
    ("41b3de4355555555", "333333333.3333333"),
    ("41b3de4355555556", "333333333.3333334"),
    ("41b3de4355555557", "333333333.33333343"),
    ("becbf647612f3696", "-0.0000033333333333333333"),
    ("43143ff3c1cb0959", "1424953923781206.2"),
]
"""RFC 8785, appendix B."""

TEXTS = st.text(
    st.characters(categories=["L", "N", "P", "S", "Zs"], exclude_characters="\ufffe\uffff"), max_size=8
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)


def test_the_example_of_the_specification() -> None:
    assert canonical(json.loads(SAMPLE)).decode() == (
        '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],'
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
    )


def test_names_are_sorted_by_the_units_of_utf_16() -> None:
    members: JsonObject = dict.fromkeys(sorted(SORTED_NAMES))
    assert list(json.loads(canonical(members))) == SORTED_NAMES


@pytest.mark.parametrize(("bits", "text"), NUMBERS)
def test_numbers_are_written_as_ecmascript_does(bits: str, text: str) -> None:
    value: float = struct.unpack(">d", bytes.fromhex(bits))[0]
    assert canonical(value).decode() == text


@given(VALUES)
def test_the_quick_way_and_the_library_write_the_same(value: object) -> None:
    assert canonical(value) == rfc8785.dumps(value)  # type: ignore[arg-type]


def test_every_character_is_written_as_the_library_writes_it() -> None:
    """Also by its lead byte each character that hides what a text says is found, whatever stands around it."""
    for first in range(0, sys.maxunicode + 1, 4_096):
        block = "".join(chr(each) for each in range(first, first + 4_096) if not 0xD800 <= each < 0xE000)
        assert canonical([block]) == rfc8785.dumps([block])
    hiding = [*range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFFFE, 0xFFFF]
    for each in hiding:
        text = f'["plain","Î {chr(each)} “x”"]'.encode()
        with refused("statement_unreadable", found=f"U+{each:04X}"):
            read_json(text)
    assert read_json('["Île ’ “x” \u2029 \u202f \u2065 \u00a0 \ufffd"]'.encode())


@given(VALUES)
def test_what_is_read_from_a_canonical_text_has_that_text(value: object) -> None:
    text = canonical(value)  # type: ignore[arg-type]
    assert canonical(read_json(text)) == text


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('{"mass": 1, "mass": 2}', "member 'mass' twice"),
        ('{"a": {"b": [{"c": 1, "\\u0063": 2}]}}', "member 'c' twice"),
        ('{"mass": NaN}', "number 'NaN'"),
        ('{"mass": -Infinity}', "number '-Infinity'"),
        ('{"mass": 1e400}', "number '1e400'"),
        ('{"mass": 1e-400}', "number '1e-400'"),
        ('{"mass": 9007199254740993}', "number '9007199254740993'"),
        ('{"mass": 0.1000000000000000055}', "number '0.1000000000000000055'"),
        ('{"mass": 333333333.33333329}', "number '333333333.33333329'"),
        ('{"mass": -0}', "number '-0'"),
        ('{"mass": -0.0}', "number '-0.0'"),
        ('{"mass": 0001}', "no JSON"),
        ('{"mass": 1_000}', "no JSON"),
        ('{"mass": .5}', "no JSON"),
        ('{"mass": 1,}', "no JSON"),
        ("{'mass': 1}", "no JSON"),
        ('{"mass": 1} {"mass": 2}', "no JSON"),
        ('{"party": {"name": "Rhein\\u202eenimula"}}', "party.name: character U+202E"),
        ('{"names": ["\\ud800"]}', "names[0]: character U+D800"),
        ('{"name": "\\u0000"}', "name: character U+0000"),
        ('{"name": "\\b"}', "name: character U+0008"),
        ('\ufeff{"mass": 1}', "no JSON"),
        ("", "no JSON"),
        ("[" * (DEPTH_MAX + 1), "more than 24 levels"),
        ('{"a":' * 100_000, "more than 24 levels"),
        ("9" * 5_000, "number '9999"),
    ],
)
def test_what_readers_could_understand_differently_is_refused(text: str, found: str) -> None:
    with refused("statement_unreadable", found=found):
        read_json(text.encode())


def test_bytes_that_are_no_text_and_too_many_are_refused() -> None:
    with refused("statement_unreadable", found="no UTF-8 at byte 9"):
        read_json(b'{"name":"\xff"}')
    with refused("statement_unreadable", found="11 bytes"):
        read_json(b'{"mass": 1}', bytes_max=10)
    with refused("statement_unreadable", found="a JSON list"):
        read_object(b"[]")


@pytest.mark.parametrize("one", ["[]", "{ }", "0", '"a,b"', "[[0]]", '{"a": 0}'])
def test_as_many_values_are_read_as_are_allowed(one: str) -> None:
    """One too many is refused; commas, brackets and members inside texts are none."""
    each = {"[[0]]": 3, '{"a": 0}': 2}.get(one, 1)
    text = f"[{','.join([one] * 10)}]".encode()
    assert read_json(text, nodes_max=1 + 10 * each) == json.loads(text)
    with refused("statement_unreadable", found=f"more than {10 * each} values"):
        read_json(text, nodes_max=10 * each)
    assert read_json(b'"' + b"[,{" * 10 + b'"', nodes_max=1) == "[,{" * 10


def test_a_text_of_a_million_empty_lists_is_refused_before_they_are_made() -> None:
    content = b"[" + b"[]," * 1_000_000 + b"[]]"
    tracemalloc.start()
    with refused("statement_unreadable", found="more than 200000 values"):
        read_json(content)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1_000_000


def test_brackets_inside_texts_are_no_levels() -> None:
    assert read_json(b'["[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", "\\"[[[["]') == ["[" * 30, '"[[[[']


def test_numbers_that_have_one_meaning_are_read() -> None:
    assert read_json(b"[0, -7, 9007199254740991, 0.5, 4.50, 1e3]") == [
        0,
        -7,
        9007199254740991,
        0.5,
        4.5,
        1000.0,
    ]


@pytest.mark.parametrize("number", [2**53, -(2**53), 10**30])
def test_a_whole_number_that_no_double_holds_is_not_written(number: int) -> None:
    assert canonical([2**53 - 1, 1 - 2**53]) == b"[9007199254740991,-9007199254740991]"
    with pytest.raises(rfc8785.IntegerDomainError):
        canonical([number])
