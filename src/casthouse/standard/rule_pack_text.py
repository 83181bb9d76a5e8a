"""The text of a rule pack: TOML with one table `[pack]` and one `[[rule]]` a rule.

Reading gives the header and the rules as written, and every mistake with its line, so that a user mends a
file in one go. Which rules a pack must have is not decided here but in `rule_pack.py`.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from casthouse.refusal import Refusal
from casthouse.standard.rule import RuleKind, Tag
from casthouse.standard.rule_catalogue import RULE_KINDS
from casthouse.standard.rule_value import RuleValue
from casthouse.standard.toml_text import TomlFault, TomlLines, shown, toml_tables

CODE_PATTERN = re.compile(r"[a-z0-9][a-z0-9.-]{0,39}")
MONTH_PATTERN = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
TAGS = tuple(tag.value for tag in Tag)
MISTAKES_SHOWN = 20
TEXT_LENGTH_MAX = 500

PACK_KEYS: dict[str, type] = {
    "code": str,
    "name": str,
    "published": str,
    "new_certificates_until": date,
    "extends": str,
    "aliases": list,
    "draft": bool,
}
RULE_KEYS: dict[str, type] = {
    "unit": str,
    "clause": str,
    "tag": str,
    "source": str,
    "verified": bool,
    "note": str,
}
FORM_WORDS: dict[type, str] = {
    str: f"text of at most {TEXT_LENGTH_MAX} characters",
    date: "a date",
    list: "a list of texts",
    bool: "true or false",
}
Table = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleText:
    """One rule as written: its value in exact form, and the other keys that were given."""

    id: str
    value: RuleValue
    given: Table
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PackText:
    """A rule pack as written, and the mistakes found so far; `named` also has the rules with a mistake."""

    header: Table
    rules: tuple[RuleText, ...]
    named: frozenset[str]
    mistakes: tuple[str, ...]

    def text(self, key: str) -> str:
        """Return a text of the header, empty where it is not given."""
        value = self.header.get(key, "")
        return value if isinstance(value, str) else ""

    @property
    def aliases(self) -> tuple[str, ...]:
        """Further names of the pack."""
        return _texts(self.header.get("aliases"))


def refuse_pack(mistakes: Sequence[str]) -> Refusal:
    """Return the refusal that names the mistakes of a rule pack."""
    shown = list(mistakes[:MISTAKES_SHOWN])
    if len(mistakes) > MISTAKES_SHOWN:
        shown.append(f"and {len(mistakes) - MISTAKES_SHOWN} more")
    return Refusal(
        "rule_pack_invalid",
        found="; ".join(shown),
        expected="a rule pack as docs/reference/rule-packs.md describes it",
        todo="mend the lines named and load the pack again",
    )


def pack_text(text: str) -> PackText:
    """Read the text of a rule pack.

    Raises:
        Refusal: `rule_pack_invalid` where the text is not TOML; every other mistake is returned.
    """
    tables = _toml(text)
    lines = _Lines(text)
    header, rules = tables.get("pack"), tables.get("rule", [])
    mistakes = [f"{lines.top(key)}: this key is unknown" for key in tables if key not in {"pack", "rule"}]
    if not isinstance(header, dict):
        mistakes.append("the table [pack] is missing")
    if not isinstance(rules, list) or not all(isinstance(each, dict) for each in rules):
        mistakes.append(f"{lines.top('rule')}: rules are written as [[rule]]")
        rules = []
    mistakes += _header_mistakes(header, lines) if isinstance(header, dict) else ()
    read = [_rule(table, number, lines) for number, table in enumerate(rules)]
    mistakes += [mistake for _, found in read for mistake in found]
    written = tuple(rule for rule, _ in read if rule is not None)
    return PackText(
        header=header if isinstance(header, dict) else {},
        rules=written,
        named=frozenset(str(table.get("id")) for table in rules if isinstance(table.get("id"), str)),
        mistakes=(*mistakes, *_twice(written)),
    )


def _toml(text: str) -> dict[str, object]:
    try:
        return toml_tables(text)
    except TomlFault as fault:
        raise refuse_pack([str(fault)]) from None


class _Lines:
    """Where tables and keys of a rule pack stand, in words."""

    def __init__(self, text: str) -> None:
        self.lines = TomlLines(text)

    def top(self, key: str) -> str:
        """Return where a table or key at the top of the file stands."""
        return _place(self.lines.line_at_top(key), key)

    def header(self, key: str) -> str:
        """Return where a key of the header stands."""
        return _place(self.lines.line("pack", 0, key), f"[pack] {key}")

    def rule(self, number: int, key: str, rule_id: str = "") -> str:
        """Return where a key of the number-th rule, counted from 0, stands."""
        return _place(self.lines.line("rule", number, key), f"rule {rule_id or number + 1}, {key}")


def _place(line: int | None, words: str) -> str:
    return words if line is None else f"line {line}, {words}"


def _header_mistakes(header: Table, lines: _Lines) -> Iterator[str]:
    for key, value in header.items():
        if key not in PACK_KEYS:
            yield f"{lines.header(key)}: this key is unknown"
        elif not _fits(value, PACK_KEYS[key]):
            yield f"{lines.header(key)}: expected {FORM_WORDS[PACK_KEYS[key]]}"
    for key in ("code", "name"):
        if not header.get(key):
            yield f"{lines.header(key)}: this key is missing or empty"
    aliases = tuple(("aliases", each, CODE_PATTERN) for each in _texts(header.get("aliases")))
    for key, word, pattern in (
        ("code", header.get("code"), CODE_PATTERN),
        ("extends", header.get("extends"), CODE_PATTERN),
        ("published", header.get("published"), MONTH_PATTERN),
        *aliases,
    ):
        if isinstance(word, str) and word and not pattern.fullmatch(word):
            yield f"{lines.header(key)}: {shown(word)} does not have the form {pattern.pattern}"


def _rule(table: Table, number: int, lines: _Lines) -> tuple[RuleText | None, tuple[str, ...]]:
    rule_id = table.get("id")
    if not isinstance(rule_id, str) or rule_id not in RULE_KINDS:
        return None, (f"{lines.rule(number, 'id')}: there is no rule {shown(rule_id)}",)
    mistakes = [
        f"{lines.rule(number, key, rule_id)}: {words}"
        for key, words in _key_mistakes(table, RULE_KINDS[rule_id])
    ]
    value = RULE_KINDS[rule_id].read(table.get("value"))
    if value is None:
        return None, tuple(mistakes)
    given = {key: each for key, each in table.items() if key in RULE_KEYS}
    rule = RuleText(id=rule_id, value=value, given=given, place=lines.rule(number, "id", rule_id))
    return rule, tuple(mistakes)


def _key_mistakes(table: Table, kind: RuleKind) -> Iterator[tuple[str, str]]:
    if kind.read(table.get("value")) is None:
        yield "value", f"found {shown(table.get('value'))}, expected {kind.expected}"
    for key, each in table.items():
        if key not in RULE_KEYS:
            if key not in {"id", "value"}:
                yield key, "this key is unknown"
        elif not _fits(each, RULE_KEYS[key]):
            yield key, f"found {shown(each)}, expected {FORM_WORDS[RULE_KEYS[key]]}"
        elif key == "tag" and each not in TAGS:
            yield key, f"found {shown(each)}, expected one of {', '.join(TAGS)}"
        elif key == "unit" and each != kind.unit:
            yield key, f"found {shown(each)}, expected {kind.unit!r}"
    if table.get("verified") is True and not (table.get("tag") == Tag.PUBLISHED and table.get("source")):
        yield "verified", "only a published rule with a source can be verified"


def _twice(rules: Sequence[RuleText]) -> Iterator[str]:
    seen: set[str] = set()
    for rule in rules:
        if rule.id in seen:
            yield f"{rule.place}: this rule stands twice"
        seen.add(rule.id)


def _fits(value: object, form: type) -> bool:
    if form is list:
        return isinstance(value, list) and all(_fits(each, str) for each in value)
    return type(value) is form and not (isinstance(value, str) and len(value) > TEXT_LENGTH_MAX)


def _texts(value: object) -> tuple[str, ...]:
    return tuple(each for each in value if isinstance(each, str)) if isinstance(value, list) else ()
