"""The activity data of the sample value chain: made up, and taken whole, without a refused or unlikely row."""

from pathlib import Path

import pytest

from tests.contract.store import Store

SAMPLES = Path(__file__).parents[2] / "samples"
FILES = sorted((SAMPLES / "activity_data").glob("*.csv"))


@pytest.mark.one_store
def test_every_file_is_taken_whole(store: Store) -> None:
    assert store.run("register", "load", str(SAMPLES / "value_chain" / "register.toml")).code == 0
    assert len(FILES) == 8
    for path in FILES:
        answer = store.run("measurements", "import", str(path), "--organisation", path.stem.upper())
        rows = len(path.read_text(encoding="utf-8").splitlines()) - 1
        found = answer.json
        assert (answer.code, found["posted"], found["refused"], found["warnings"]) == (0, rows, [], []), (
            path.name
        )


def test_the_sample_says_that_it_is_fictional() -> None:
    assert "**Fictional.**" in (SAMPLES / "activity_data" / "README.md").read_text(encoding="utf-8")
