"""The pages of what waits: the first thing that a person sees, and the months ahead."""

from datetime import UTC, datetime

import pytest

from casthouse.service import clock
from tests.web.page_visit import Visitor

pytestmark = pytest.mark.usefixtures("world")


def test_what_is_overdue_stands_first_and_leads_to_where_it_is_done() -> None:
    page = Visitor().get("/worklist/")
    assert page.words.index("Overdue") < page.words.index("Without a day")
    assert '<a href="/scopes/ACME-COC/periods/2024-01-01/close/">' in page.text
    home = Visitor().get("/").text
    assert home.index("What waits for you") < home.index("home-organisation")


def test_the_present_month_holds_what_is_overdue_as_its_column_counts_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2025, 6, 15, tzinfo=UTC))
    assert "ACME, 2024" in Visitor().get("/worklist/?month=2025-06").words
    assert "ACME, 2024" not in Visitor().get("/worklist/?month=2025-07").words
    for nonsense in ("2025-13", "x", "9999-12", "0001-01"):
        assert Visitor().get(f"/worklist/?month={nonsense}").status == 200


def test_an_address_of_a_calendar_is_shown_once() -> None:
    visitor = Visitor()
    made = visitor.post("/reminders/", {"form": "key"})
    assert "/calendar/" in made.text
    assert made.answer.headers["Cache-Control"] == "no-store"
    assert "/calendar/" not in visitor.get("/reminders/").text
