"""The reference page of refusals says what the source says."""

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
