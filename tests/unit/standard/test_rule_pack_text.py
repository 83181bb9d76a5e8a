"""Whatever a text holds, it is a rule pack or a refusal that says why not."""

import pytest

from casthouse.refusal import Refusal
from casthouse.standard.rule_pack import rule_pack_from_text
from casthouse.standard.rule_pack_text import pack_text


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", "the table [pack] is missing"),
        ("x =", "this is not TOML: Invalid value"),
        ("pack = 1", "the table [pack] is missing"),
        ("[[pack]]", "the table [pack] is missing"),
        ("a = " + "[" * 100_000, "brackets are nested too deeply"),
        ("a = " + "9" * 5_000, "this is not TOML: Exceeds the limit"),
        ("a = 1e99999999999999999999", "a number cannot be read"),
        ("[pack]\nx = 2024-02-30", "this is not TOML: Invalid date or datetime (at line 2"),
        ("[pack]\n[pack]", "(at line 2"),
        ("[pack]\ncode = 3", "line 2, [pack] code: expected text"),
        ('[pack]\ncode = ""', "line 2, [pack] code: this key is missing or empty"),
        ('[pack]\ncode = "No Good"', "line 2, [pack] code: 'No Good' does not have the form"),
        ('[pack]\nname = "' + "x" * 501 + '"', "line 2, [pack] name: expected text of at most 500"),
        ('[pack]\npublished = "May 2022"', "line 2, [pack] published: 'May 2022' does not have the form"),
        ("[pack]\ndraft = 1", "line 2, [pack] draft: expected true or false"),
        ("[pack]\nnew_certificates_until = 2023-06-01T10:00:00", "expected a date"),
        ("[pack]\naliases = [1]", "line 2, [pack] aliases: expected a list of texts"),
        ('[pack]\naliases = ["A"]', "line 2, [pack] aliases: 'A' does not have the form"),
        ("[pack]\nlimit = 1", "line 2, [pack] limit: this key is unknown"),
        ("\n[extra]", "line 2, extra: this key is unknown"),
        ("top = 1", "line 1, top: this key is unknown"),
        ("[rule]", "line 1, rule: rules are written as [[rule]]"),
        ("rule = [1]", "line 1, rule: rules are written as [[rule]]"),
        ("[pack]\naliases = 3", "line 2, [pack] aliases: expected a list of texts"),
        ('[pack]\nextends = "none"', "[pack] extends: there is no pack 'none' among none"),
        ("[[rule]]\nid = [1]", "line 2, rule 1, id: there is no rule [1]"),
        ("[[rule]]\nid = 7", "line 2, rule 1, id: there is no rule 7"),
        ("[[rule]]", "line 1, rule 1, id: there is no rule nothing"),
        ('[[rule]]\nid = "cash.cap"', "line 1, rule cash.cap, value: found nothing, expected a whole number"),
        ('[[rule]]\nid = "cash.cap"\nvalue = 0x' + "f" * 9_000, "found a number of thousands of digits"),
        ('[[rule]]\nid = "cash.cap"\nvalue = "' + "y" * 99 + '"', "value: found 'yyyyyy"),
        ('rule = [{id = "cash.cap", value = 1, note = 2}]', "rule cash.cap, note: found 2, expected text"),
    ],
)
def test_a_text_that_is_no_rule_pack_is_refused_by_line_and_key(text: str, found: str) -> None:
    with pytest.raises(Refusal) as caught:
        rule_pack_from_text(text)
    assert caught.value.code == "rule_pack_invalid"
    assert found in caught.value.text.found
    assert len(caught.value.text.found) < 8_000


def test_a_text_of_the_longest_length_is_taken_and_an_empty_code_is_one_mistake() -> None:
    assert pack_text(f'[pack]\ncode = "own"\nname = "{"x" * 500}"').mistakes == ()
    assert pack_text('[pack]\ncode = ""\nname = "x"').mistakes == (
        "line 2, [pack] code: this key is missing or empty",
    )


def test_rules_in_one_line_are_read_without_their_lines() -> None:
    written = pack_text('rule = [{id = "cash.cap", value = 1}, {id = "cash.cap", value = 2}]')
    assert written.mistakes == ("the table [pack] is missing", "rule cash.cap, id: this rule stands twice")
