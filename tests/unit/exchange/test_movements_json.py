"""Rows of JSON: what they may hold, how they are numbered, and that nothing hostile gets further."""

import json
from hashlib import sha256
from typing import Any

import pytest

from casthouse.custody.import_refusal import ImportRefusal, refusal_message
from casthouse.exchange.json_column import TEXT_BYTES_MAX
from casthouse.exchange.movements_json import BYTES_MAX, EXTRA_COLUMNS_MAX, ROWS_MAX, read_movements_json
from tests.unit.refusing import refused

GOOD: dict[str, Any] = {"reference": "R-1", "date": "2024-03-15", "kind": "receipt", "quantity": "12.5"}


def rows(value: object, *, is_lines: bool = False) -> list[dict[str, Any]]:
    """Return the rows of a JSON value, or of a text as it is."""
    content = value if isinstance(value, bytes) else json.dumps(value).encode()
    return read_movements_json(content, is_lines=is_lines).rows.to_dicts()


def row(text: str) -> dict[str, Any]:
    """Return the one row of a JSON text."""
    (only,) = rows(text.encode())
    return only


def test_a_row_as_the_ledger_takes_it() -> None:
    (only,) = rows([{**GOOD, "lot": "  L 1 ", "coc": None, "casthouse_refusal": "date_invalid: …"}])
    assert only == {
        "row": 1,
        "reference": "R-1",
        "date": "2024-03-15",
        "facility": "",
        "kind": "receipt",
        "material": "",
        "quantity": "12.5",
        "unit": "",
        "coc": "",
        "counterparty": "",
        "document": "",
        "lot": "L 1",
        "reverses": "",
        "extra": "",
        "malformed": "",
    }


def test_rows_of_an_array_are_counted_from_one() -> None:
    assert [each["row"] for each in rows([GOOD, {}, GOOD])] == [1, 2, 3]


def test_rows_of_lines_are_numbered_by_their_line() -> None:
    content = b'\xef\xbb\xbf{"reference":"A"}\r\n\r\n  \n{"reference":"B"}\n{"reference":\n[1]\n'
    found = rows(content, is_lines=True)
    assert [(each["row"], each["reference"]) for each in found] == [(1, "A"), (4, "B"), (5, ""), (6, "")]
    assert [each["malformed"].partition(":")[0] for each in found] == [
        "",
        "",
        "found no JSON",
        "found an array in place of a row",
    ]


def test_whole_numbers_and_truth_values_are_the_text_that_they_stand_for() -> None:
    found = row('{"reference": 4711, "quantity": 5, "coc": true, "lot": -0}')
    assert (found["reference"], found["quantity"], found["coc"], found["lot"]) == ("4711", "5", "yes", "0")
    assert row('{"coc": false}')["coc"] == "no"


def test_the_fault_of_a_value_says_how_to_send_it() -> None:
    assert row('{"quantity": 12.50}')["malformed"] == (
        'found the number 12.50 as quantity; expected a text such as "12.50"; send the value in quotes'
    )
    assert row('{"lot": "a\\u0000"}')["malformed"].endswith(
        "; expected characters of Unicode text; take it out"
    )


def test_a_fault_that_says_what_to_do_is_not_told_to_be_a_complete_row() -> None:
    told = {"malformed": "found a formula as quantity; expected its value; paste the value in its place"}
    assert refusal_message(ImportRefusal.ROW_MALFORMED, told) == told["malformed"]
    short = refusal_message(ImportRefusal.ROW_MALFORMED, {"malformed": "12 fields expected, 11 found"})
    assert short.endswith("; expected a complete row; correct it and send the file again")


MALFORMED = {
    "float": ('{"reference": "R", "quantity": 12.5}', "found the number 12.5 as quantity"),
    "exponent": ('{"reference": "R", "quantity": 1e3}', "found the number 1e3 as quantity"),
    "not a number": ('{"reference": "R", "quantity": NaN}', "found the number NaN as quantity"),
    "too long": ('{"reference": "R", "quantity": ' + "9" * 5_000 + "}", "found the number 9999"),
    "truth value": ('{"reference": "R", "quantity": true}', "found a truth value as quantity"),
    "array": ('{"reference": "R", "lot": ["L"]}', "found an array as lot"),
    "object": ('{"reference": "R", "lot": {"L": 1}}', "found an object as lot"),
    "twice": ('{"reference": "R", "quantity": "1", "quantity": "2"}', "found the member 'quantity' twice"),
    "twice inside": ('{"reference": "R", "plant": {"a": 1, "a": 2}}', "found an unknown column"),
    "nul": ('{"reference": "R\\u0000"}', "found a NUL character in reference"),
    "half a pair": ('{"reference": "\\ud83d"}', "found half of a character pair in reference"),
    "half a pair kept": ('{"plant": "\\ud83d"}', "found half of a character pair in an unknown column"),
    "half a pair named": ('{"\\ud83d": "x"}', "found half of a character pair in an unknown column"),
    "endless text": ('{"lot": "' + "x" * (TEXT_BYTES_MAX + 1) + '"}', "found a lot longer than"),
    "endless kept": ('{"plant": "' + "x" * (TEXT_BYTES_MAX + 1) + '"}', "found unknown columns longer"),
    "number alone": ("7", "found a number in place of a row"),
    "null alone": ("null", "found null in place of a row"),
    "text alone": ('"x"', "found a text in place of a row"),
}


@pytest.mark.parametrize(("text", "reason"), MALFORMED.values(), ids=list(MALFORMED))
def test_a_row_of_another_shape_is_malformed_and_its_neighbours_are_not(text: str, reason: str) -> None:
    before, spoilt, after = rows(f"[{json.dumps(GOOD)}, {text}, {json.dumps(GOOD)}]".encode())
    assert spoilt["malformed"].startswith(reason)
    assert (before["malformed"], after["malformed"]) == ("", "")
    assert before["quantity"] == after["quantity"] == "12.5"


def test_unknown_columns_are_kept_as_written() -> None:
    found = row(
        '{"plant": "W 1", "gauge": 0.10, "heat": 7, "ok": true, "sizes": [1.50, {"a": null}], "no": " "}'
    )
    assert json.loads(found["extra"]) == {
        "plant": "W 1",
        "gauge": "0.10",
        "heat": "7",
        "ok": "true",
        "sizes": '["1.50", {"a": null}]',
    }


NO_JSON = {
    "nothing": b"",
    "half": b'[{"reference": "R"',
    "two": b"[] []",
    "no utf-8": b'[{"reference": "\xff"}]',
    "control character": b'[{"reference": "\x01"}]',
    "deep": b"[" * 5_000 + b"]" * 5_000,
    "deep inside": b'[{"plant": ' + b'{"a":' * 5_000 + b"1" + b"}" * 5_000 + b"}]",
}


@pytest.mark.parametrize("content", NO_JSON.values(), ids=list(NO_JSON))
def test_what_is_no_json_is_refused_whole(content: bytes) -> None:
    with refused("json_malformed"):
        read_movements_json(content)


@pytest.mark.parametrize("content", [b"[]", b"  [ ] "])
def test_nothing_is_not_a_pass(content: bytes) -> None:
    with refused("file_empty"):
        read_movements_json(content)
    with refused("file_empty"):
        read_movements_json(b"\n\n", is_lines=True)


TOO_MUCH = {
    "bytes": b" " * (BYTES_MAX + 1),
    "rows": b"[" + b"0," * ROWS_MAX + b"0]",
    "objects": b"[" + b"{}," * (2 * ROWS_MAX) + b"{}]",
    "arrays": b"[" + b"[]," * ROWS_MAX + b"[]]",
    "columns": json.dumps([{f"c{n}": "x" for n in range(EXTRA_COLUMNS_MAX + 1)}]).encode(),
}


@pytest.mark.parametrize("content", TOO_MUCH.values(), ids=list(TOO_MUCH))
def test_more_than_may_be_is_refused_whole(content: bytes) -> None:
    with refused("file_too_large"):
        read_movements_json(content)


def test_too_many_lines() -> None:
    with refused("file_too_large"):
        read_movements_json(b"0\n" * (ROWS_MAX + 1), is_lines=True)
    with refused("file_too_large"):
        read_movements_json(b"\n" * (2 * ROWS_MAX + 1), is_lines=True)


def test_the_digest_is_that_of_the_text() -> None:
    content = b'[{"lot": "1"}]'
    assert read_movements_json(content).digest == sha256(content).hexdigest()
