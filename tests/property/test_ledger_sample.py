"""Laws of samples from a ledger: repeated by the seed, inside the population, every stratum, nothing large escapes."""

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casthouse.assurance.ledger_population import LINE_COLUMNS, Population, PopulationOver, strata_of
from casthouse.assurance.ledger_risk import scores_of, signs_of
from casthouse.assurance.ledger_sample import (
    DrawnEntry,
    SampleMethod,
    SampleRequest,
    draw_sample,
    interval_and_start,
)
from casthouse.measure.period import Period
from casthouse.refusal import Refusal
from tests.unit.assurance.manual_samples import MANUAL

pytestmark = pytest.mark.one_store

MOVEMENTS = PopulationOver.MOVEMENTS
YEAR = Period(start=date(2024, 1, 1), end=date(2025, 1, 1))
odd_text = st.text(alphabet="ab\t\n\r\\ ü", max_size=4)
rows = st.fixed_dictionaries(
    {
        "day": st.integers(min_value=0, max_value=365).map(lambda n: date(2024, 1, 1) + timedelta(n)),
        "facility": st.sampled_from(["CH", "RM"]),
        "kind": st.sampled_from(["receipt", "shipment"]),
        "material": st.sampled_from(["aluminium", "dross"]),
        "mass_g": st.integers(min_value=1, max_value=10**15),
        "coc": st.sampled_from(["yes", "no"]),
        "counterparty": odd_text,
        "document": odd_text,
        "lot": odd_text,
        "is_by_hand": st.booleans(),
        "is_not_entitled": st.booleans(),
        "posted_after": st.integers(min_value=0, max_value=90),
    }
)
ledgers = st.lists(rows, min_size=1, max_size=30)


def population(entries: list[dict[str, object]]) -> Population:
    numbered = [
        {**each, "key": f"R-{number}", "reversed_by": "", "source": "f.csv", "source_row": number}
        for number, each in enumerate(entries)
    ]
    frame = pl.DataFrame(numbered).with_columns(
        (pl.col("day") + pl.duration(days=pl.col("posted_after"))).alias("posted_on")
    )
    return Population(over=MOVEMENTS, frame=frame)


def scores(held: Population) -> list[int]:
    return scores_of(signs_of(held, MANUAL.ledger_risk, [YEAR]), MANUAL.ledger_risk)


def drawn(
    held: Population, method: SampleMethod, size: int, dimensions: tuple[str, ...] = (), seed: str = "s"
) -> tuple[DrawnEntry, ...]:
    request = SampleRequest(over=MOVEMENTS, method=method, size=size, dimensions=dimensions, seed=seed)
    return draw_sample(held, request, scores(held))


@given(ledgers, st.sampled_from(SampleMethod), st.integers(min_value=1, max_value=40), st.text(max_size=5))
def test_the_same_seed_gives_the_same_sample_and_each_entry_once(
    entries: list[dict[str, object]], method: SampleMethod, size: int, seed: str
) -> None:
    held = population(entries)
    sample = drawn(held, method, size, seed=seed)
    assert sample == drawn(population(entries), method, size, seed=seed)
    places = [each.place for each in sample]
    assert places == sorted(set(places))
    assert set(places) <= set(range(len(entries)))
    wanted = min(size, len(entries))
    assert len(places) <= wanted if method is SampleMethod.MASS_WEIGHTED else len(places) == wanted


@given(ledgers, st.sampled_from(SampleMethod), st.integers(min_value=1, max_value=12))
def test_every_stratum_is_in_or_the_sample_is_too_small(
    entries: list[dict[str, object]], method: SampleMethod, size: int
) -> None:
    held = population(entries)
    strata = strata_of(held, ("kind", "coc"))
    assert sum(each.entries for each in strata) == held.entries
    assert sum(each.mass_g for each in strata) == held.mass_g
    if size < len(strata):
        with pytest.raises(Refusal) as refusal:
            drawn(held, method, size, ("kind", "coc"))
        assert refusal.value.code == "sample_too_small"
        return
    assert {each.stratum for each in drawn(held, method, size, ("kind", "coc"))} == {
        each.name for each in strata
    }


@given(ledgers, st.integers(min_value=1, max_value=40))
def test_a_mass_weighted_sample_has_every_entry_as_large_as_the_interval(
    entries: list[dict[str, object]], size: int
) -> None:
    held = population(entries)
    points = min(size, held.entries)
    interval, start = interval_and_start("s", "all", total_g=held.mass_g, size=points)
    sample = drawn(held, SampleMethod.MASS_WEIGHTED, size)
    assert 0 <= start < interval
    masses = held.frame["mass_g"].to_list()
    large = {place for place, mass_g in enumerate(masses) if mass_g >= interval}
    assert large <= {each.place for each in sample}
    assert sum(each.hits for each in sample) == len(range(start, held.mass_g, interval)) <= points


@given(ledgers, st.integers(min_value=1, max_value=40))
def test_nothing_riskier_than_what_is_drawn_by_risk_is_left_out(
    entries: list[dict[str, object]], size: int
) -> None:
    held = population(entries)
    places = {each.place for each in drawn(held, SampleMethod.RISK_RANKED, size)}
    ranked = scores(held)
    left = [score for place, score in enumerate(ranked) if place not in places]
    assert max(left, default=0) <= min(ranked[place] for place in places)


@given(ledgers, st.data())
def test_the_digest_changes_exactly_if_the_population_does(
    entries: list[dict[str, object]], data: st.DataObject
) -> None:
    held = population(entries)
    assert population(entries).digest() == held.digest()
    assert all("\n" not in line for line in held.lines(range(held.entries)))
    place = data.draw(st.integers(min_value=0, max_value=len(entries) - 1))
    name = data.draw(st.sampled_from([each for each in LINE_COLUMNS[MOVEMENTS] if each in entries[0]]))
    changed = [dict(each) for each in entries]
    changed[place][name] = data.draw(rows)[name]
    is_another = changed[place][name] != entries[place][name]
    assert (population(changed).digest() != held.digest()) is is_another
    if len(entries) > 1:
        assert Population(over=MOVEMENTS, frame=held.frame[1:]).digest() != held.digest()


def test_a_sign_begins_where_the_manual_says() -> None:
    entry: dict[str, object] = {
        "day": date(2024, 12, 22),
        "facility": "CH",
        "kind": "shipment",
        "material": "aluminium",
        "mass_g": 20_345_000,
        "coc": "yes",
        "counterparty": "CUS",
        "document": "",
        "lot": "",
        "is_by_hand": False,
        "is_not_entitled": False,
        "posted_after": 45,
    }
    cases: list[tuple[dict[str, object], set[str]]] = [
        ({}, {"period_end", "coc_claimed"}),
        ({"day": date(2024, 12, 21)}, {"coc_claimed"}),
        ({"day": date(2024, 12, 31), "coc": "no"}, set()),
        ({"posted_after": 46}, {"period_end", "coc_claimed", "posted_late"}),
        ({"mass_g": 20_000_000}, {"period_end", "coc_claimed", "round_mass"}),
        ({"is_by_hand": True, "coc": "no"}, {"entered_by_hand"}),
        ({"kind": "receipt", "is_not_entitled": True}, {"supplier_not_entitled", "coc_claimed"}),
    ]
    for changes, expected in cases:
        signs = signs_of(population([entry | changes]), MANUAL.ledger_risk, [YEAR])
        assert {name for name in signs.columns if signs[name][0]} == expected
    twice = signs_of(population([entry, entry]), MANUAL.ledger_risk, [YEAR])
    assert twice["duplicate"].to_list() == [True, True]
    heavy = signs_of(population([*[entry] * 20, entry | {"mass_g": 10**12}]), MANUAL.ledger_risk, [YEAR])
    assert heavy["large_mass"].to_list() == [False] * 20 + [True]
