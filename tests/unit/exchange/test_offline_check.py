"""The page that checks without a network, as it is joined: its parts as they lie there, and nothing from elsewhere."""

import base64
import json
import re
from hashlib import sha256
from pathlib import Path
from typing import Any

import casthouse.exchange.offline_check as built
from casthouse.exchange.offline_check import SCRIPTS, offline_check
from casthouse.exchange.statement_schema import schema_text
from casthouse.passport.statement_kind import KINDS, StatementKind

PARTS = Path(built.__file__).with_name("offline_check_parts")
LINES_MAX = 400
PAGE = offline_check(b'{"a":"</script><!--"}', version="1 < 2").decode()


def element(tag: str) -> str:
    """Return what stands in the last element of a kind."""
    return str(re.findall(rf"<{tag}>(.*?)</{tag}>", PAGE, re.DOTALL)[-1])


def test_every_part_is_in_the_page_as_it_lies_there() -> None:
    assert {path.stem for path in PARTS.glob("*.js")} == set(SCRIPTS)
    places = [element("script").index((PARTS / f"{name}.js").read_text()) for name in SCRIPTS]
    assert places == sorted(places)
    assert element("style") == (PARTS / "page.css").read_text()


def test_its_policy_allows_its_own_script_and_style_and_no_connection() -> None:
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', PAGE)
    assert policy is not None
    rules = dict(rule.strip().split(" ", 1) for rule in policy[1].split(";"))
    for kind, tag in (("script-src", "script"), ("style-src", "style")):
        digest = base64.b64encode(sha256(element(tag).encode()).digest()).decode()
        assert rules.pop(kind) == f"'sha256-{digest}'"
    assert rules == {"default-src": "'none'", "base-uri": "'none'", "form-action": "'none'"}


def test_nothing_that_it_carries_ends_an_element_and_nothing_is_fetched() -> None:
    carried = re.search(r'<script type="application/json" id="trust">(.*?)</script>', PAGE, re.DOTALL)
    assert carried is not None
    assert json.loads(carried[1]) == {"a": "</script><!--"}
    assert "1 &lt; 2" in PAGE
    assert not re.search(r'(src|href)="|\bimport\b.*\bfrom\b|fetch\(|XMLHttpRequest|eval\(|innerHTML', PAGE)


def test_its_parts_are_readable() -> None:
    for name in SCRIPTS:
        lines = (PARTS / f"{name}.js").read_text().splitlines()
        assert lines[0].startswith("/* "), name
        assert len(lines) <= LINES_MAX, name
        assert max(map(len, lines)) <= 150, name


def words(schema: Any) -> set[str]:
    """Return the keywords that a schema uses, at every depth."""
    found = set(schema)
    for name in ("properties", "$defs"):
        found |= {word for inner in schema.get(name, {}).values() for word in words(inner)}
    for name in ("items", "additionalProperties"):
        if isinstance(schema.get(name), dict):
            found |= words(schema[name])
    return found


def test_it_knows_every_word_of_every_published_schema() -> None:
    source = (PARTS / "schema.js").read_text()
    known = set(re.findall(r"^  (\$?\w+)\(reader", source, re.MULTILINE))
    known |= set(re.findall(r'"([^"]+)"', source[source.index("SCHEMA_SILENT") : source.index("];")]))
    for kind in StatementKind:
        used = words(json.loads(schema_text(kind.value, str(KINDS[kind].version))))
        assert used <= known, kind
