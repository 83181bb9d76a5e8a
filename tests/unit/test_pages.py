"""What the documentation says in figures and lists is what the product does."""

import re
from datetime import date
from fractions import Fraction

import pytest

from casthouse.custody.position import Carried, Flow, StagePosition, period_position, stage_position
from casthouse.custody.stage import Stage
from casthouse.measure.period import PeriodCalendar
from tests.unit.test_tidy import PACKAGE, ROOT, text_of
from tests.unit.tidy_rules import links_of

MASS_BALANCE = "docs/concepts/mass-balance.md"
FIGURES = 10  # columns of the table of worked examples
T = 1_000_000  # grams in a tonne


def rows(page: str, columns: int) -> list[list[str]]:
    """Return the cells of the page's tables with that many columns, without headings and rules."""
    lines = [line for line in page.splitlines() if line.startswith("|")]
    tables = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [cells for cells in tables if len(cells) == columns and cells[0] not in {"example", "---"}]


EXAMPLES = rows(text_of(MASS_BALANCE), FIGURES)


def position_of(cells: list[str]) -> StagePosition:
    coc, other, carried, repay, outflow, sold = (int(cell) * T for cell in cells[1:7])
    flow = Flow(coc_inflow_g=coc, non_coc_inflow_g=other, outflow_g=outflow, coc_outflow_g=sold)
    handed_over = Carried(positive_balance_g=carried, overdraft_g=repay)
    return stage_position(flow, share_before=None, carried=handed_over)


def test_the_page_has_its_examples() -> None:
    assert len(EXAMPLES) == 8


@pytest.mark.parametrize("cells", EXAMPLES, ids=[cells[0] for cells in EXAMPLES])
def test_each_worked_example_of_the_mass_balance_is_right(cells: list[str]) -> None:
    share, own_maximum, available = cells[7:]
    position = position_of(cells)
    assert position.input_share == (None if share == "none" else Fraction(share))
    assert position.own_maximum_g == int(own_maximum) * T
    assert position.available_g == int(available) * T


def test_the_examples_that_follow_each_other_hand_over_what_the_page_says() -> None:
    after_selling, year_after, oversold, year_after_that = EXAMPLES[2:6]
    assert position_of(after_selling).positive_balance_g == int(year_after[3]) * T
    assert position_of(oversold).overdraft_g == int(year_after_that[4]) * T


def test_what_may_still_be_sold_in_the_example() -> None:
    assert "580 + 870 \N{MINUS SIGN} 1,450 = 0" in text_of(MASS_BALANCE)
    assert position_of(EXAMPLES[2]).still_sellable_g == 1450 * T


def test_the_smelter_of_the_page() -> None:
    assert "3,441.666666 t" in text_of(MASS_BALANCE)
    flows = {
        Stage.ALUMINA: Flow(coc_inflow_g=6000 * T, non_coc_inflow_g=4000 * T),
        Stage.ALUMINIUM: Flow(
            coc_inflow_g=500 * T, non_coc_inflow_g=500 * T, production_g=5000 * T, outflow_g=5900 * T
        ),
    }
    period = PeriodCalendar(first_start=date(2024, 1, 1)).period(0)
    metal = period_position(period, flows, carried={}).stages[Stage.ALUMINIUM]
    assert metal.input_share == Fraction(7, 12)
    assert metal.own_maximum_g == 3_441_666_666


def variables(text: str) -> set[str]:
    return set(re.findall(r"\bCASTHOUSE_[A-Z_]+\b", text))


def test_every_setting_is_explained_and_nothing_else() -> None:
    page = rows(text_of("docs/operating/configuration.md"), 3)
    explained = {name for cells in page for name in variables(cells[0])}
    assert explained == variables((PACKAGE / "settings.py").read_text(encoding="utf-8"))


def test_every_command_that_a_page_names_is_there() -> None:
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    named = {
        word for page in pages for word in re.findall(r"\bscript/[a-z-]+", page.read_text(encoding="utf-8"))
    }
    assert "script/run" in named
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_every_page_can_be_found_from_the_index() -> None:
    indexes = [ROOT / "docs" / "README.md", ROOT / "docs" / "decisions" / "README.md"]
    linked = {
        (index.parent / target).resolve()
        for index in indexes
        for target in links_of(index.read_text(encoding="utf-8"))
    }
    pages = [page for page in (ROOT / "docs").rglob("*.md") if page not in indexes]
    assert [page.name for page in pages if page not in linked] == []
