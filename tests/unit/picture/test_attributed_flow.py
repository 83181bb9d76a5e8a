"""The network of what the accounts attribute: mass is conserved, and nothing stands in it that is not disclosed."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casthouse.exchange.picture_file import PictureForm, View, picture_file
from casthouse.parties.disclosure import DisclosedParty, Disclosure
from casthouse.picture.attributed_flow import AttributedSight, AttributedTrail, attributed_network
from casthouse.picture.flow_network import FlowNetwork, Spot, inflow_g
from casthouse.provenance.attribution import attribution_of
from casthouse.provenance.disclosed_attribution import pools_behind, seen_sources
from casthouse.provenance.pool import EntryKind, Pool, PoolBooks, PoolEntry
from casthouse.provenance.pool_walk import PoolWalk
from tests.property.pool_world import POOLS, SUBJECT, books_of, entries_of, entry

pytestmark = pytest.mark.one_store

BUYER, SUPPLIER, MILL, SMELTER = POOLS
TONNE = 1_000_000
HELD = replace(SUBJECT, mass_g=100 * TONNE)
LEVELS = st.lists(st.sampled_from(Disclosure), min_size=3, max_size=3)
OPEN = [Disclosure.LOTS] * 3
REPEATED = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def parties_of(levels: Iterable[Disclosure]) -> dict[str, DisclosedParty]:
    """Return the buyer, who sees itself whole, and the others."""
    codes = [pool.account.organisation for pool in POOLS]
    return {
        code: DisclosedParty(code=code, name=code, country="DE", level=level)
        for code, level in zip(codes, (Disclosure.LOTS, *levels), strict=True)
    }


def drawn(books: PoolBooks, levels: Iterable[Disclosure]) -> FlowNetwork:
    parties = parties_of(levels)
    walk = PoolWalk(books, HELD)
    found = attribution_of(walk)
    told = [code for code, each in parties.items() if each.level.includes(Disclosure.SITE)]
    return attributed_network(
        AttributedTrail(
            subject=HELD,
            books=books,
            found=found,
            ways=walk.ways(),
            sources=seen_sources(found, books, HELD, parties).ends,
        ),
        AttributedSight(
            parties=parties,
            spots={code: Spot(name=f"site of {code}", latitude=50.0, longitude=8.0) for code in told},
            product="LOT of C0",
            day=date(2026, 1, 1),
        ),
    )


def ways(network: FlowNetwork) -> set[tuple[str, str, int, bool]]:
    names = network.by_key
    return {
        (names[each.source].label, names[each.target].label, each.mass_g // TONNE, each.is_undisclosed)
        for each in network.bands
    }


def bought(pool: Pool, mass_g: int, name: str) -> PoolEntry:
    return replace(entry(pool, mass_g, key=f"R-{name}"), counterparty=name)


def mined(pool: Pool, mass_g: int) -> PoolEntry:
    return replace(entry(pool, mass_g, key="X"), kind=EntryKind.EXTRACTION, facility="PIT")


CHAIN = [
    entry(BUYER, 30, source=SUPPLIER),
    bought(BUYER, 10, "TRADER"),
    entry(SUPPLIER, 71, source=MILL),
    mined(SUPPLIER, 31),
    bought(MILL, 5, "ELSE"),
]


def test_it_goes_back_to_the_mine_where_all_is_told() -> None:
    network = drawn(books_of(CHAIN), OPEN)
    assert ways(network) == {
        ("mine PIT", "C1-COC", 22, False),
        ("ELSE", "C2-COC", 52, False),
        ("C2-COC", "C1-COC", 52, False),
        ("C1-COC", "C0-COC", 75, False),
        ("TRADER", "C0-COC", 25, False),
        ("C0-COC", "LOT of C0", 100, False),
    }
    assert network.headings == ("The trail ends", *["Aluminium"] * 3, "Delivery")
    assert [network.headings[node.column] for node in network.nodes if node.label == "mine PIT"] == [
        "The trail ends"
    ]


def test_every_drawing_says_by_which_rule_and_names_masses_with_their_shares() -> None:
    network = drawn(books_of(CHAIN, fifo=(BUYER,)), [Disclosure.NOTHING, *OPEN[1:]])
    for view in View:
        file = picture_file(network, view=view, form=PictureForm.SVG).decode()
        assert (
            "Attributed by mass balance, rule fifo of C0-COC in 2025."
            in " ".join(file.replace("</text>", " ").split())
            or view is View.LIST
        )
        assert "Attributed by mass balance" in file
        if view is not View.MAP:
            assert "stroke-dasharray" in file
            assert ">undisclosed" in file
            assert " t · " in file
            assert " %" in file


def test_behind_a_company_that_does_not_tell_stands_the_least_of_each_end_and_no_way_between() -> None:
    network = drawn(books_of(CHAIN), [Disclosure.NOTHING, *OPEN[1:]])
    assert ways(network) == {
        ("undisclosed", "undisclosed", 22, True),
        ("ELSE", "undisclosed", 51, True),
        ("not told more closely", "undisclosed", 0, True),
        ("undisclosed", "C0-COC", 75, True),
        ("TRADER", "C0-COC", 25, False),
        ("C0-COC", "LOT of C0", 100, False),
    }
    for secret in ("C1", "PIT", "C2-COC"):
        assert secret not in repr(network)


def test_several_that_do_not_tell_are_put_together_with_what_lies_behind_them() -> None:
    books = books_of([*CHAIN, entry(BUYER, 40, source=SMELTER), bought(SMELTER, 9, "NORTH")])
    network = drawn(books, [Disclosure.COMPANY, Disclosure.LOTS, Disclosure.COUNTRY])
    assert {("ways not told", "C1", 37, True), ("ways not told", "a company in DE", 50, True)} <= ways(
        network
    )
    assert "C3" not in repr(network)
    assert "NORTH" not in repr(network)


@REPEATED
@given(entries_of(), LEVELS)
def test_what_comes_into_a_pool_goes_out_of_it(entries: list[PoolEntry], levels: list[Disclosure]) -> None:
    network = drawn(books_of(entries), levels)
    assert inflow_g(network, "product") == HELD.mass_g
    ends = {each.key for each in network.nodes if each.column == 0}
    for node in network.nodes:
        out = [each.mass_g for each in network.bands if each.source == node.key]
        into = [each.mass_g for each in network.bands if each.target == node.key]
        if node.key in ends:
            assert not into
        elif node.key != "product":
            assert abs(sum(out) - sum(into)) <= len(out) + len(into), node


@REPEATED
@given(entries_of(), LEVELS, st.integers(2, 50))
def test_how_much_was_bought_behind_who_does_not_tell_changes_nothing(
    entries: list[PoolEntry], levels: list[Disclosure], times: int
) -> None:
    """All that came in behind is so many times as much, in the same ratio."""
    books = books_of(entries)
    found = attribution_of(PoolWalk(books, HELD))
    behind = pools_behind(books, parties_of(levels), found.pools)
    if BUYER in behind:
        return
    larger = [replace(each, mass_g=each.mass_g * times) if each.pool in behind else each for each in entries]
    assert drawn(books_of(larger), levels) == drawn(books, levels)


@REPEATED
@given(entries_of(), LEVELS)
def test_no_name_or_site_of_who_does_not_tell_is_in_it(
    entries: list[PoolEntry], levels: list[Disclosure]
) -> None:
    text = repr(drawn(books_of(entries), levels))
    for pool, level in zip(POOLS[1:], levels, strict=True):
        code = pool.account.organisation
        assert level.includes(Disclosure.SITE) or f"site of {code}" not in text
        assert level.includes(Disclosure.LOTS) or f"{code}-COC" not in text
        assert level.includes(Disclosure.COMPANY) or code not in text
