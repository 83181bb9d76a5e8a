"""The oracle is trusted because it gives the figures of the samples, which were worked out elsewhere."""

import json
import tomllib
from pathlib import Path

import pytest

from tests.oracle.ledger import Ledger

DATA = Path(__file__).parent.parent / "data"


@pytest.mark.parametrize("sample", ["mill", "chain"])
def test_oracle_gives_the_expected_figures_of_a_sample(sample: str) -> None:
    ledger = Ledger()
    ledger.register(tomllib.loads((DATA / sample / "register.toml").read_text()))
    answer = ledger.import_text("HOLD", (DATA / sample / "movements.csv").read_text())
    assert answer["refused"] == []
    assert answer["posted"] == 4020
    expected = json.loads((DATA / sample / "expected.json").read_text())
    for start, stages in zip(["2024-01-01", "2025-01-01"], expected, strict=True):
        live = ledger.position("HOLD-COC", period=start)["stages"]
        closed = ledger.close("HOLD-COC", start, today="2026-11-01")["stages"]
        for stage, figures in stages.items():
            assert {name: live[stage][name] for name in figures} == figures
            assert {name: closed[stage][name] for name in figures} == figures
