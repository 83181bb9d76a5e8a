"""The reference page of refusals says what the source says."""

import re

from tests.unit import refusal_page


def test_the_page_is_what_the_source_says() -> None:
    assert refusal_page.PAGE.read_text(encoding="utf-8") == refusal_page.page(), (
        "run python -m tests.unit.refusal_page"
    )


def test_codes_are_words_that_scripts_can_match() -> None:
    entries = refusal_page.entries()
    assert len(entries) > 50
    for entry in entries:
        assert entry.code == entry.code.lower()
        assert entry.code.replace("_", "").isalnum()
        assert entry.todo
    assert not {"code", "value", "incomplete", "unreadable"} & {entry.code for entry in entries}
    assert {"document_incomplete", "document_unreadable", "json_malformed"} <= {
        entry.code for entry in entries
    }
    assert "| … |" not in refusal_page.page()


def test_what_to_do_reads_right_on_a_page_over_the_api_and_on_the_command_line() -> None:
    """A refusal names the thing to do, not an option; where it names a command it says where that is given."""
    entries = refusal_page.entries(without=refusal_page.COMMANDS)
    assert len(entries) > 50
    for entry in entries:
        words = f"{entry.expected} {entry.todo}"
        assert "--" not in words, entry
        assert "`" not in words, entry
        assert not re.search("[“`]casthouse ", words) or "on the command line “casthouse" in words, entry
