"""Lists of movements against a naive list: every page, every filter, every search finds what sorting by hand finds."""

import random
from collections.abc import Callable, Sequence
from datetime import date, timedelta

import pytest

from casthouse.custody.movement import Kind, Movement
from casthouse.custody.movement_filter import EVERYTHING, MovementFilter
from casthouse.custody.stage import Material
from casthouse.refusal import Refusal
from casthouse.service import movement_list
from casthouse.service.movement_list import movement_page, search_movements
from casthouse.service.movement_story import movement_story
from casthouse.service.permission import OPERATOR, Actor
from tests.contract.movement_rows import Row, other_receipt, other_shipment, receipt, reversal
from tests.web.api_world import post_rows

pytestmark = pytest.mark.usefixtures("world")

FIRST = date(2025, 1, 1)
Matches = Callable[[Movement], bool]
FILTERS: list[tuple[MovementFilter, Matches]] = [
    (EVERYTHING, lambda _: True),
    (
        MovementFilter(first=date(2025, 1, 4), last=date(2025, 1, 9)),
        lambda m: date(2025, 1, 4) <= m.day <= date(2025, 1, 9),
    ),
    (MovementFilter(kinds=(Kind.RECEIPT,)), lambda m: m.kind is Kind.RECEIPT),
    (MovementFilter(kinds=(Kind.REVERSAL,)), lambda m: m.kind is Kind.REVERSAL),
    (MovementFilter(materials=(Material.DROSS,)), lambda m: m.material is Material.DROSS),
    (MovementFilter(coc=False), lambda m: m.coc is False),
    (MovementFilter(coc=True, kinds=(Kind.RECEIPT,)), lambda m: m.coc is True and m.kind is Kind.RECEIPT),
    (MovementFilter(facilities=("ACME-CH",)), lambda m: m.facility == "ACME-CH"),
    (MovementFilter(facilities=("SUP-CH", "NONE")), lambda _: False),
]


def rows() -> list[Row]:
    """Return movements of a few days, some of them taken back."""
    chance = random.Random(5)  # the same rows each time
    made: list[Row] = []
    for number in range(160):
        day = (FIRST + timedelta(days=chance.randrange(14))).isoformat()
        kind = chance.choice([receipt, other_receipt, other_shipment])
        more = {"date": day, "quantity": str(chance.randrange(1, 90)), "lot": f"L{number % 7}"}
        if kind is other_shipment and number % 5 == 0:
            more["material"] = "dross"
        made.append(kind(f"M-{number:03}", **more))
    return made + [reversal(f"R-{n}", f"M-{n:03}", date="2025-01-20") for n in range(0, 160, 23)]


@pytest.fixture(name="posted")
def _posted() -> list[Movement]:
    """Post the rows and return the movements of ACME as a list that nobody paged, the oldest first."""
    post_rows("ACME", rows())
    every = movement_page(OPERATOR, organisation="ACME", size=1000, newest_first=False).movements
    assert len(every) == len(rows()) + 4
    assert list(every) == sorted(every, key=lambda m: (m.day, m.number))
    return list(every)


@pytest.mark.parametrize("newest_first", [True, False])
@pytest.mark.parametrize("number", range(len(FILTERS)))
def test_pages_put_together_are_the_list(posted: list[Movement], number: int, *, newest_first: bool) -> None:
    wanted, matches = FILTERS[number]
    expected = [each for each in posted if matches(each)]
    if newest_first:
        expected.reverse()
    seen: list[Movement] = []
    first = movement_page(OPERATOR, organisation="ACME", wanted=wanted, size=7, newest_first=newest_first)
    for page in range(1, first.pages + 1):
        shown = movement_page(
            OPERATOR, organisation="ACME", wanted=wanted, page=page, size=7, newest_first=newest_first
        )
        assert shown.total == len(expected)
        assert shown.first == (len(seen) + 1 if expected else 0)
        seen += shown.movements
    assert seen == expected
    masses = {Kind.RECEIPT: first.received_g, Kind.PRODUCTION: first.made_g, Kind.SHIPMENT: first.shipped_g}
    for kind, mass_g in masses.items():
        of_kind = [each.quantity_g for each in expected if each.is_in_force() and each.kind is kind]
        assert mass_g == sum(of_kind), kind


def test_a_page_beyond_the_last_is_the_last(posted: list[Movement]) -> None:
    last = movement_page(OPERATOR, organisation="ACME", page=10**6, size=50)
    assert last.page == last.pages == -(-len(posted) // 50)
    assert last.movements[-1] == posted[0]


def found(text: str, *, newest_first: bool) -> tuple[list[Movement], int]:
    """Return all that a search finds, step by step, and the number of steps."""
    cursor, steps = None, 0
    seen: list[Movement] = []
    while steps == 0 or cursor is not None:
        step = search_movements(
            OPERATOR, organisation="ACME", text=text, cursor=cursor, size=9, newest_first=newest_first
        )
        seen += step.movements
        cursor, steps = step.cursor, steps + 1
        assert steps < 200
    return seen, steps


@pytest.mark.parametrize("newest_first", [True, False])
@pytest.mark.parametrize(
    "text", ["L3", "l3", "M-01", "D-M-1", "SUP", "R-", "nothing", "%", "_", "M-00_", "\\"]
)
@pytest.mark.parametrize("rows_a_step", [1, 40, 10**6])
def test_a_search_finds_what_reading_all_finds(
    posted: list[Movement],
    text: str,
    rows_a_step: int,
    monkeypatch: pytest.MonkeyPatch,
    *,
    newest_first: bool,
) -> None:
    monkeypatch.setattr(movement_list, "SEARCHED_ROWS_MAX", rows_a_step)
    expected = [each for each in posted if text.lower() in words_of(each)]
    seen, steps = found(text, newest_first=newest_first)
    assert seen == (expected[::-1] if newest_first else expected)
    assert rows_a_step > 1 or steps >= len({each.day for each in posted})


def words_of(movement: Movement) -> str:
    parts = (movement.reference, movement.counterparty, movement.document, movement.lot)
    return "\n".join(parts).lower()


def test_the_exact_reference_is_found_at_once(
    posted: list[Movement], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(movement_list, "SEARCHED_ROWS_MAX", 1)
    step = search_movements(OPERATOR, organisation="ACME", text="OUT-COC")
    assert step.exact is not None
    assert step.exact.reference == "OUT-COC"
    assert step.movements == ()
    assert posted[0].day < date(2025, 1, 1)


def test_a_movement_has_its_story(posted: list[Movement]) -> None:
    story = movement_story(OPERATOR, organisation="ACME", reference="M-023")
    assert story.reversal is not None
    assert (story.reversal.reference, story.target) == ("R-23", None)
    back = movement_story(OPERATOR, organisation="ACME", reference="R-23")
    assert back.target == story.movement
    with pytest.raises(Refusal, match="movement_unknown"):
        movement_story(OPERATOR, organisation="ACME", reference="M-999")
    assert story.movement in posted


def test_nobody_else_lists_them(posted: list[Movement]) -> None:
    stranger = Actor(name="stranger")
    asked: Sequence[Callable[[], object]] = (
        lambda: movement_page(stranger, organisation="ACME"),
        lambda: search_movements(stranger, organisation="ACME", text="M"),
        lambda: movement_story(stranger, organisation="ACME", reference=posted[0].reference),
    )
    for ask in asked:
        with pytest.raises(Refusal, match="not_permitted"):
            ask()
