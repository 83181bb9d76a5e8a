"""The text of an assurance manual: TOML with `[manual]`, one `[[rule]]` a number and 27 `[[maturity]]` rows.

A number that is missing, unknown or of the wrong form is named with the others, so that a text is mended in one go.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType

from casthouse.assurance.assurance_manual import MANUAL_RULES, AssuranceManual
from casthouse.assurance.maturity import ALL_PROFILES, Maturity, MaturityProfile
from casthouse.refusal import Refusal
from casthouse.standard.rule import Rule, Tag

HEADER_KEYS = ("code", "name", "published")
TEXT_KEYS = ("unit", "clause", "source")
RULE_KEYS = frozenset({"id", "value", "tag", "verified", "note", *TEXT_KEYS})
CATEGORIES = ("systems", "risk", "performance")
Table = Mapping[str, object]


def assurance_manual_from_text(text: str) -> AssuranceManual:
    """Return the manual that a text describes.

    Raises:
        Refusal: `assurance_manual_invalid`, with every mistake.
    """
    tables = _toml(text)
    header, rules, rows = (
        _table(tables.get("manual")),
        _list(tables.get("rule")),
        _list(tables.get("maturity")),
    )
    mistakes = [
        *(f"the key {key} is unknown" for key in sorted(tables.keys() - {"manual", "rule", "maturity"})),
        *(f"[manual] {key} is missing" for key in HEADER_KEYS if not _text(header, key)),
        *_rule_mistakes(rules),
        *_maturity_mistakes(rows),
    ]
    if mistakes:
        raise _invalid(mistakes)
    code = _text(header, "code")
    return AssuranceManual(
        code=code,
        name=_text(header, "name"),
        published=_text(header, "published"),
        rules=tuple(_rule(each, code) for each in rules),
        maturity=MappingProxyType({_profile(each): Maturity(_text(each, "overall")) for each in rows}),
    )


def _toml(text: str) -> dict[str, object]:
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError, ArithmeticError) as error:
        raise _invalid([f"this is not TOML: {type(error).__name__}"]) from None


def _table(given: object) -> Table:
    return given if isinstance(given, dict) else {}


def _list(given: object) -> Sequence[Table]:
    return [_table(each) for each in given] if isinstance(given, list) else []


def _text(table: Table, key: str) -> str:
    value = table.get(key)
    return value if isinstance(value, str) else ""


def _rule_mistakes(rules: Sequence[Table]) -> Iterator[str]:
    named = [_text(each, "id") for each in rules]
    yield from (f"the rule {each} is missing" for each in MANUAL_RULES if each not in named)
    yield from (f"the rule {each} stands twice" for each in sorted(set(named)) if named.count(each) > 1)
    for number, table in enumerate(rules, start=1):
        rule_id = _text(table, "id")
        place = rule_id or f"rule {number}"
        if rule_id not in MANUAL_RULES:
            yield f"{place}: this rule is unknown"
            continue
        if MANUAL_RULES[rule_id].read(table.get("value")) is None:
            yield f"{place}: value must be {MANUAL_RULES[rule_id].expected}"
        if _text(table, "tag") not in {tag.value for tag in Tag}:
            yield f"{place}: tag must be one of {', '.join(tag.value for tag in Tag)}"
        if not isinstance(table.get("verified"), bool):
            yield f"{place}: verified must be true or false"
        yield from (
            f"{place}: {key} must be text" for key in TEXT_KEYS if not isinstance(table.get(key), str)
        )
        yield from (f"{place}: the key {key} is unknown" for key in sorted(table.keys() - RULE_KEYS))


def _maturity_mistakes(rows: Sequence[Table]) -> Iterator[str]:
    words = {each.value for each in Maturity}
    good = [each for each in rows if all(_text(each, key) in words for key in (*CATEGORIES, "overall"))]
    if len(good) < len(rows):
        yield f"maturity: {len(rows) - len(good)} rows name something else than low, medium, high"
    profiles = [_profile(each) for each in good]
    if len(set(profiles)) < len(profiles):
        yield "maturity: a row stands twice"
    if missing := len(ALL_PROFILES - set(profiles)):
        yield f"maturity: {missing} of {len(ALL_PROFILES)} rows are missing"


def _profile(row: Table) -> MaturityProfile:
    systems, risk, performance = (Maturity(_text(row, key)) for key in CATEGORIES)
    return MaturityProfile(systems=systems, risk=risk, performance=performance)


def _rule(table: Table, code: str) -> Rule:
    rule_id = _text(table, "id")
    value = MANUAL_RULES[rule_id].read(table["value"])
    assert value is not None
    return Rule(
        id=rule_id,
        value=value,
        unit=_text(table, "unit"),
        clause=_text(table, "clause"),
        tag=Tag(_text(table, "tag")),
        source=_text(table, "source"),
        verified=table["verified"] is True,
        edition=code,
        note=_text(table, "note"),
    )


def _invalid(mistakes: Sequence[str]) -> Refusal:
    return Refusal(
        "assurance_manual_invalid",
        found="; ".join(mistakes[:20]),
        expected="a manual with every rule once, each of the right form, and 27 rows of maturity",
        todo="mend what is named and load it again",
    )
