"""A command that is killed leaves all or nothing behind, and the retry completes the job."""

import os
import random
import signal
import time
from pathlib import Path

import pytest

from tests.contract.killing import REGISTER, duration_s, movements, run_killed, start_program
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


ISSUE_EACH = """
from casthouse.service.document import issue_document
from casthouse.service.permission import OPERATOR
for reference in {references}:
    print(issue_document(OPERATOR, organisation="SELL", shipment=reference).document.number, flush=True)
"""


@pytest.mark.slow
def test_of_two_that_issue_one_at_a_time_each_may_be_killed(store: Store) -> None:
    """Numbers and the log have no gap, whoever held them; who was told a number finds it."""
    chance = random.Random(9)
    store.load(REGISTER)
    rows, told, hits = 3_200, list[str](), 0
    store.run(*import_arguments(store.file("first.csv", movements(0, rows))))
    references = [f"K0-{n}" for n in range(1, rows, 2)]
    for at in range(0, 400 * kills(4), 400):
        some = references[at : at + 400]
        clients = [start_program(store, ISSUE_EACH.format(references=some[n::2])) for n in range(2)]
        for client in clients:
            with client:
                assert client.stdout is not None
                told += [client.stdout.readline().decode() for _ in range(chance.randint(1, 60))]
                time.sleep(chance.uniform(0, 0.005))
                if client.poll() is None:
                    hits += 1
                    os.killpg(client.pid, signal.SIGKILL)
                told += [
                    line for line in client.stdout.read().decode().splitlines(keepends=True) if "\n" in line
                ]
        assert is_clean(store)
    assert hits > 0
    numbers = sorted(store.column("document", "number"))
    assert numbers == [f"SELL-2025-{n:06d}" for n in range(1, len(numbers) + 1)]
    assert {line.strip() for line in told} <= set(numbers)
    assert len(store.column("log_record", "id")) == max(store.column("log_entry", "id")) + 1
    assert store.run("document", "issue-all", "--organisation", "SELL").code == 0
    assert is_clean(store)
    assert len(store.column("document", "number")) == len(references)
