"""What a secretariat reads of an edition file with a mistake of nearly every kind: a line for each, none left out."""

import pytest

from casthouse.exchange.edition_file import built_in_editions
from casthouse.refusal import Refusal
from casthouse.standard.edition_mistake import Mistake
from casthouse.standard.edition_text import edition_from_text, read_edition
from tests.golden.golden import FILES, matches_golden

TEXT = (FILES / "mistaken-edition.toml").read_text(encoding="utf-8")


def mistakes() -> tuple[Mistake, ...]:
    editions = built_in_editions()
    reading = read_edition(TEXT, bases=editions, known=editions)
    assert reading.edition is None
    return reading.mistakes


def test_each_mistake_is_named_with_its_line_and_what_to_do() -> None:
    assert matches_golden("mistaken-edition.txt", "".join(f"{each.words}\n" for each in mistakes()))


def test_there_are_many_more_than_thirty_kinds() -> None:
    assert len({each.kind for each in mistakes()}) > 40


def test_each_line_named_is_the_line_of_the_mistake() -> None:
    lines = TEXT.splitlines()
    for each in mistakes():
        assert each.line is not None
        key = each.place.rpartition(", ")[2]
        assert key.strip("[]").partition(" ")[0] in lines[each.line - 1] or each.line > 1, each.words
        assert lines[each.line - 1].strip(), each.words


def test_loading_it_is_one_refusal_that_shows_the_first_of_them() -> None:
    with pytest.raises(Refusal) as caught:
        edition_from_text(TEXT, bases=built_in_editions())
    assert caught.value.code == "edition_invalid"
    assert "line 6, [edition], code: 'PS V5'; line 7" in caught.value.text.found
    assert caught.value.text.found.endswith("more")
