"""Lists of movements: any page by its number, and a search that goes on where it stopped.

A search looks at a bounded number of rows a step, newest first or oldest first, and says how far it got: so it takes
no longer in a ledger of a million movements than in a small one.
"""

from collections import deque
from dataclasses import dataclass
from datetime import date

from casthouse.custody.movement import Movement
from casthouse.custody.movement_filter import EVERYTHING, MovementFilter
from casthouse.service.lookup import found_organisation_id
from casthouse.service.permission import Act, Actor, authorise
from casthouse.storage import movement_list as list_store
from casthouse.storage.movement_key import first_id, last_id
from casthouse.storage.movement_list import Chosen, DayCount

PAGE_SIZE, PAGE_SIZE_MAX = 50, 1000
SEARCHED_ROWS_MAX = 200_000
RUN_ROWS_MAX = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class MovementPage:
    """A page of a list: `first` counts from 1 and is 0 when the list is empty.

    `received_g`, `made_g` (mined or produced) and `shipped_g` are the masses of all movements of the list in force.
    """

    movements: tuple[Movement, ...]
    page: int
    pages: int
    total: int
    received_g: int
    made_g: int
    shipped_g: int
    first: int
    days: tuple[date, date] | None

    @property
    def last(self) -> int:
        """The place of the last movement of the page in the list."""
        return self.first + len(self.movements) - 1 if self.movements else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class MovementSearch:
    """One step of a search: what was found, the days looked at, and where the next step begins, if there is one."""

    movements: tuple[Movement, ...]
    searched: tuple[date, date] | None
    cursor: int | None
    exact: Movement | None = None


def movement_page(
    actor: Actor,
    *,
    organisation: str,
    wanted: MovementFilter = EVERYTHING,
    page: int = 1,
    size: int = PAGE_SIZE,
    newest_first: bool = True,
) -> MovementPage:
    """Return one page of the movements of an organisation, by date and number.

    Args:
        actor: who looks.
        organisation: whose movements.
        wanted: the dimensions that narrow the list.
        page: counted from 1; beyond the last it is the last.
        size: movements a page.
        newest_first: from the latest day on, else from the earliest.

    Raises:
        Refusal: `organisation_unknown`, `not_permitted`.
    """
    chosen = _chosen(actor, organisation, wanted)
    counts = list_store.day_counts(chosen)
    total = sum(each.matching for each in counts)
    days = [each.day for each in counts if each.matching]
    size = min(max(size, 1), PAGE_SIZE_MAX)
    pages = max(1, -(-total // size))
    page = min(max(page, 1), pages)
    offset = (page - 1) * size
    ids = _page_ids(chosen, counts, offset=offset, size=size, newest_first=newest_first)
    return MovementPage(
        movements=tuple(list_store.movements(organisation, ids)),
        page=page,
        pages=pages,
        total=total,
        received_g=sum(each.received_g for each in counts),
        made_g=sum(each.made_g for each in counts),
        shipped_g=sum(each.shipped_g for each in counts),
        first=offset + 1 if total else 0,
        days=(days[0], days[-1]) if days else None,
    )


def _chosen(actor: Actor, organisation: str, wanted: MovementFilter) -> Chosen:
    authorise(actor, Act.MOVEMENT_READ, organisation)
    organisation_id = found_organisation_id(organisation)
    return list_store.chosen(organisation_id, organisation, wanted)


def _page_ids(
    chosen: Chosen, counts: list[DayCount], *, offset: int, size: int, newest_first: bool
) -> list[int]:
    """Skip whole days by their counts, then read runs of days that are short enough for one look."""
    ids: list[int] = []
    days = deque(reversed(counts) if newest_first else counts)
    while days and offset >= days[0].matching:
        offset -= days.popleft().matching
    while days and len(ids) < size:
        run = _run(days, matching=offset + size - len(ids))
        ids += list_store.ids_of_days(
            chosen,
            first=min(run),
            last=max(run),
            skip=offset,
            limit=size - len(ids),
            newest_first=newest_first,
        )
        offset = 0
        while days and not days[0].matching:
            days.popleft()
    return ids


def _run(days: deque[DayCount], *, matching: int) -> list[date]:
    """Take days off the front until so many movements match, or enough rows have to be looked at."""
    run: list[date] = []
    rows = 0
    while days and matching > 0 and (not run or rows + days[0].movements <= RUN_ROWS_MAX):
        each = days.popleft()
        run.append(each.day)
        rows += each.movements
        matching -= each.matching
    return run


def search_movements(
    actor: Actor,
    *,
    organisation: str,
    text: str,
    wanted: MovementFilter = EVERYTHING,
    cursor: int | None = None,
    size: int = PAGE_SIZE,
    newest_first: bool = True,
) -> MovementSearch:
    """Look for a text in reference, counterparty, document and lot, and return what one step finds.

    Args:
        actor: who looks.
        organisation: whose movements.
        text: part of a word, in any case.
        wanted: the dimensions that narrow the search.
        cursor: where the step before said to go on; None for the first.
        size: so many movements at most.
        newest_first: from the latest day on, else from the earliest.

    Raises:
        Refusal: `organisation_unknown`, `not_permitted`.
    """
    chosen = _chosen(actor, organisation, wanted)
    size = min(max(size, 1), PAGE_SIZE_MAX)
    exact = _exact(organisation, chosen, text) if cursor is None else None
    window = _window(chosen, cursor, newest_first=newest_first)
    if window is None:
        return MovementSearch(movements=(), searched=None, cursor=None, exact=exact)
    days, low, high, ends = window
    ids = list_store.ids_with_text(
        chosen, text, low=low, high=high, limit=size + 1, newest_first=newest_first
    )
    more = None if ends else (low - 1 if newest_first else high + 1)
    if len(ids) > size:
        ids = ids[:size]
        more = ids[-1] - 1 if newest_first else ids[-1] + 1
    found = list_store.movements(organisation, ids)
    searched = (
        days if len(ids) < size or more is None or not found else _reached(days, found[-1].day, newest_first)
    )
    return MovementSearch(movements=tuple(found), searched=searched, cursor=more, exact=exact)


def _reached(days: tuple[date, date], last: date, newest_first: bool) -> tuple[date, date]:  # noqa: FBT001 - an order
    return (last, days[1]) if newest_first else (days[0], last)


def _exact(organisation: str, chosen: Chosen, text: str) -> Movement | None:
    key = list_store.id_of_reference(chosen.organisation_id, text.strip())
    return None if key is None else list_store.movements(organisation, [key])[0]


def _window(
    chosen: Chosen, cursor: int | None, *, newest_first: bool
) -> tuple[tuple[date, date], int, int, bool] | None:
    """Return the days to look at, the lowest and highest key of them, and whether the search ends with them."""
    counts = list_store.day_counts(chosen)
    if newest_first:
        counts.reverse()
    counts = [each for each in counts if each.matching and _lies_ahead(chosen, each, cursor, newest_first)]
    taken: list[date] = []
    rows = 0
    for each in counts:
        if taken and rows + each.movements > SEARCHED_ROWS_MAX:
            break
        taken.append(each.day)
        rows += each.movements
    if not taken:
        return None
    first, last = min(taken), max(taken)
    low, high = first_id(chosen.organisation_id, first), last_id(chosen.organisation_id, last)
    if cursor is not None:
        low, high = (low, min(high, cursor)) if newest_first else (max(low, cursor), high)
    return (first, last), low, high, len(taken) == len(counts)


def _lies_ahead(chosen: Chosen, count: DayCount, cursor: int | None, newest_first: bool) -> bool:  # noqa: FBT001 - an order
    if cursor is None:
        return True
    if newest_first:
        return first_id(chosen.organisation_id, count.day) <= cursor
    return last_id(chosen.organisation_id, count.day) >= cursor
