"""The reference page of editions names every table and key that there is, and the example of the concepts is right."""

import re
from pathlib import Path

from casthouse.exchange.edition_file import built_in_editions
from casthouse.standard.edition_file import LISTED_TABLES, SINGLE_TABLES
from casthouse.standard.edition_text import read_edition
from casthouse.standard.threshold import Boundary

DOCS = Path(__file__).resolve().parents[3] / "docs"
PAGE = (DOCS / "reference" / "editions.md").read_text(encoding="utf-8")


def test_the_page_names_every_edition_with_its_days() -> None:
    for edition in built_in_editions().values():
        (row,) = re.findall(rf"^\| `{edition.code}` \|.*$", PAGE, flags=re.MULTILINE)
        assert all(str(day) in row for day in (edition.audits_from, edition.audits_to) if day)
        assert ("draft" in row) == edition.is_draft


def test_the_page_names_every_table_and_key() -> None:
    keys = set(SINGLE_TABLES) | set(LISTED_TABLES) | {each.value for each in Boundary}
    folder = Path(__file__).resolve().parents[3] / "src" / "casthouse" / "standard" / "editions"
    for path in folder.iterdir():
        keys |= set(re.findall(r"^([a-z_]{2,}) =", path.read_text(encoding="utf-8"), flags=re.MULTILINE))
    assert {key for key in keys if key not in PAGE} == set()


def test_the_example_of_the_concepts_page_is_an_edition() -> None:
    text = (DOCS / "concepts" / "editions.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```toml\n(.+?)```", text, flags=re.DOTALL)
    editions = built_in_editions()
    reading = read_edition(example, bases=editions, known=editions)
    assert reading.mistakes == ()
