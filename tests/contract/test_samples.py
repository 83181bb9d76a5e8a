"""The samples give exactly their figures: as CSV, as XLSX and as an ERP exports them, live and closed."""

import json
from fractions import Fraction
from math import floor
from typing import Any

import pytest

from tests.contract.spreadsheet import xlsx_of
from tests.contract.store import DATA, Store

PERIODS = ["2024-01-01", "2025-01-01"]
FIGURES = {
    "coc_inflow_g",
    "non_coc_inflow_g",
    "production_g",
    "input_share",
    "outflow_g",
    "coc_outflow_g",
    "own_maximum_g",
    "carried_in_g",
    "to_repay_g",
    "available_g",
    "still_sellable_g",
    "positive_balance_g",
    "overdraft_g",
}
ERP_SKIPPED = ("201", "261", "311")


def sample_file(store: Store, sample: str, form: str) -> str:
    """Return the path of a sample's movements in one of its forms."""
    if form == "erp":
        return str(DATA / "erp" / "export.csv")
    if form == "csv":
        return str(DATA / sample / "movements.csv")
    text = (DATA / sample / "movements.csv").read_text()
    return store.file("movements.xlsx", xlsx_of(text, typed=form == "xlsx-typed"))


def skipped_rows(form: str) -> int:
    """Return how many rows of the form are no movements."""
    if form != "erp":
        return 0
    lines = (DATA / "erp" / "export.csv").read_text(encoding="iso-8859-1").splitlines()
    return sum(1 for line in lines if line.split(";")[3] in ERP_SKIPPED)


def with_sellable(figures: dict[str, Any]) -> dict[str, Any]:
    """Return expected figures with what may still be sold, which the samples leave out."""
    share = Fraction(figures["input_share"] or 0)
    sellable = None if share == 1 else floor(figures["available_g"] / (1 - share))
    return figures | {"still_sellable_g": sellable}


@pytest.mark.parametrize(
    ("sample", "form"),
    [
        ("mill", "csv"),
        ("chain", "csv"),
        ("mill", "erp"),
        ("mill", "xlsx"),
        ("chain", "xlsx-typed"),
        ("mill", "xlsx-typed"),
    ],
)
def test_sample_gives_its_figures(store: Store, sample: str, form: str) -> None:
    expected = [
        {name: with_sellable(figures) for name, figures in stages.items()}
        for stages in json.loads((DATA / sample / "expected.json").read_text())
    ]
    loaded = store.run("register", "load", str(DATA / sample / "register.toml"))
    facilities = {"mill": 2, "chain": 3}[sample]
    assert loaded.json == {"organisations": 4, "facilities": facilities, "scopes": 1, "certificates": 2}

    file = sample_file(store, sample, form)
    first = store.run("movements", "import", file, "--organisation", "HOLD")
    skipped = skipped_rows(form)
    assert first.json == {"posted": 4020, "unchanged": 0, "skipped": skipped, "refused": []}
    assert first.code == 0
    assert ("erp-de" if form == "erp" else "casthouse") in first.err

    after_first = store.dump()
    second = store.run("movements", "import", file, "--organisation", "HOLD")
    assert second.json == {"posted": 0, "unchanged": 4020, "skipped": skipped, "refused": []}
    assert second.code == 0
    assert {name: rows for name, rows in store.dump().items() if name.startswith("movement")} == {
        name: rows for name, rows in after_first.items() if name.startswith("movement")
    }

    for start, stages in zip(PERIODS, expected, strict=True):
        live = store.run("position", "HOLD-COC", "--period", start).json
        assert set(live["stages"]["aluminium"]) == FIGURES
        assert live == {
            "scope": "HOLD-COC",
            "period": {"start": start, "end": f"{start[:4]}-12-31"},
            "stages": stages,
        }
    for start, stages in zip(PERIODS, expected, strict=True):
        closed = store.run("period", "close", "HOLD-COC", start)
        assert closed.json["stages"] == stages
        assert closed.code == (1 if closed.json["findings"] else 0)
    third = store.run("movements", "import", file, "--organisation", "HOLD")
    assert third.json == {"posted": 0, "unchanged": 4020, "skipped": skipped, "refused": []}
    assert store.run("check").json["differences"] == []


def test_samples_of_two_organisations_share_a_store(store: Store) -> None:
    for sample, code in (("mill", "HOLD"), ("chain", "OTHR")):
        register = (DATA / sample / "register.toml").read_text().replace("HOLD", code)
        register = register.replace('"H-', f'"{code}-').replace("-9001", f"-{code}")
        assert store.load(register).code == 0
        text = (DATA / sample / "movements.csv").read_text().replace(",H-", f",{code}-")
        assert store.post(code, text).json["posted"] == 4020
    for sample, code in (("mill", "HOLD"), ("chain", "OTHR")):
        expected = json.loads((DATA / sample / "expected.json").read_text())
        for start, stages in zip(PERIODS, expected, strict=True):
            for name, figures in stages.items():
                assert store.stage(f"{code}-COC", start, name) == with_sellable(figures)
