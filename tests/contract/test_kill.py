"""A command that is killed leaves all or nothing behind, and the retry completes the job."""

import random
from pathlib import Path

import pytest

from tests.contract.killing import REGISTER, duration_s, movements, run_killed
from tests.contract.store import Store
from tests.property.effort import kills

KILLS = kills(10)
ROWS = 3_000


def is_clean(store: Store) -> bool:
    answer = store.run("check")
    assert answer.code == 0, answer.out
    return bool(answer.json["clean"])


def import_arguments(file: str) -> tuple[str, ...]:
    return ("movements", "import", file, "--organisation", "SELL")


@pytest.mark.slow
def test_an_import_that_is_killed_posts_all_or_nothing(store: Store) -> None:
    chance = random.Random(7)
    store.load(REGISTER)
    within_s = duration_s(store, *import_arguments(store.file("first.csv", movements(0, ROWS))))
    hits = 0
    for number in range(1, KILLS + 1):
        file = store.file(f"{number}.csv", movements(number, ROWS))
        hits += run_killed(store, *import_arguments(file), within_s=within_s, chance=chance)
        assert is_clean(store)
        retry = store.run(*import_arguments(file))
        answer = retry.json
        assert retry.code == 0, retry.out
        assert sorted((answer["posted"], answer["unchanged"])) == [0, ROWS]
        Path(file).unlink()
    assert hits > 0
    figures = store.stage("SELL-COC", "2025-01-01")
    assert figures["coc_outflow_g"] == (KILLS + 1) * ROWS // 2 * 10**6
    assert is_clean(store)


@pytest.mark.slow
def test_issuing_that_is_killed_leaves_numbers_without_gaps(store: Store) -> None:
    chance = random.Random(8)
    store.load(REGISTER)
    issue_all = ("document", "issue-all", "--organisation", "SELL")
    store.run(*import_arguments(store.file("first.csv", movements(0, ROWS))))
    within_s = duration_s(store, *issue_all)
    hits = 0
    for number in range(1, KILLS + 1):
        store.run(*import_arguments(store.file("next.csv", movements(number, ROWS))))
        hits += run_killed(store, *issue_all, within_s=within_s, chance=chance)
        assert is_clean(store)
        assert store.run(*issue_all).code == 0
    assert hits > 0
    numbers = store.column("document", "number")
    assert sorted(numbers) == [f"SELL-2025-{n:06d}" for n in range(1, (KILLS + 1) * ROWS // 2 + 1)]
