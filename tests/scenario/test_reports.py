"""Reports and what-if on the sample ledgers: the workbook comes back, figures are those of the position."""

from collections.abc import Callable

import pytest
from openpyxl import load_workbook

from tests.contract.store import DATA, Store

YEAR = "2024-01-01"


def filled(store: Store, sample: str) -> Store:
    store.run("register", "load", str(DATA / sample / "register.toml"))
    answer = store.run("movements", "import", str(DATA / sample / "movements.csv"), "--organisation", "HOLD")
    assert answer.code == 0, answer.out
    return store


def test_the_workbook_imports_again_and_changes_nothing(store: Store) -> None:
    filled(store, "chain")
    file = str(store.home / "accounts.xlsx")
    assert store.run_apart("report", "workbook", file, "--organisation", "HOLD").code == 0
    answer = store.run("movements", "import", file, "--organisation", "HOLD")
    assert answer.json == {"posted": 0, "unchanged": 4020, "skipped": 0, "refused": []}
    assert len(load_workbook(file).sheetnames) > 3


@pytest.mark.one_store
def test_the_workbook_fills_an_empty_store_with_the_same_position(
    store: Store, new_store: Callable[[], Store]
) -> None:
    filled(store, "mill")
    file = str(store.home / "accounts.xlsx")
    assert store.run_apart("report", "workbook", file, "--organisation", "HOLD").code == 0
    other = new_store()
    other.run("register", "load", str(DATA / "mill" / "register.toml"))
    assert other.run("movements", "import", file, "--organisation", "HOLD").json["posted"] == 4020
    for period in (YEAR, "2025-01-01"):
        position = ("position", "HOLD-COC", "--period", period)
        assert other.run(*position).json == store.run(*position).json


def test_the_annual_report_adds_up_to_the_position(store: Store) -> None:
    filled(store, "mill")
    report = store.run("report", "annual", "--organisation", "HOLD", "--year", "2024").json
    figures = store.stage("HOLD-COC", YEAR)
    (account,) = (each for each in report["accounts"] if each["stage"] == "aluminium")
    for name in ("coc_inflow_g", "non_coc_inflow_g", "outflow_g", "coc_outflow_g"):
        assert account[name] == figures[name]
    assert sum(each["coc_sold_g"] for each in report["materials"]) == figures["coc_outflow_g"]


@pytest.mark.one_store
def test_reports_are_written_as_files(store: Store) -> None:
    filled(store, "mill")
    pdf, xlsx = store.home / "statement.pdf", store.home / "statement.xlsx"
    done = store.run_apart("report", "statement", "HOLD-COC", YEAR, "--pdf", str(pdf), "--xlsx", str(xlsx))
    assert done.code == 0, done.err
    assert "draft" in done.out
    assert pdf.read_bytes().startswith(b"%PDF")
    store.run("period", "close", "HOLD-COC", YEAR)
    assert "closed" in store.run_apart("report", "statement", "HOLD-COC", YEAR).out


def test_a_file_that_cannot_be_written_is_refused(store: Store) -> None:
    filled(store, "chain")
    nowhere = str(store.home / "no-such-folder" / "report.pdf")
    told = store.run("report", "annual", "--organisation", "HOLD", "--year", "2024", "--pdf", nowhere)
    assert told.refusal == "file_unwritable"
    assert nowhere in told.json["refusal"]["found"]


def test_what_if_posts_nothing_and_moves_the_position(store: Store) -> None:
    filled(store, "mill")
    before = store.dump()
    answer = store.run(
        "what-if",
        "HOLD-COC",
        "--period",
        YEAR,
        "--shipment",
        "100:aluminium:yes",
        "--receipt",
        "50:aluminium:no",
    ).json
    now, then = answer["now"]["stages"]["aluminium"], answer["then"]["stages"]["aluminium"]
    assert now == store.stage("HOLD-COC", YEAR)
    assert then["coc_outflow_g"] - now["coc_outflow_g"] == 100 * 10**6
    assert then["non_coc_inflow_g"] - now["non_coc_inflow_g"] == 50 * 10**6
    assert store.dump() == before


def test_a_lapse_turns_what_was_booked_from_that_day_into_other_material(store: Store) -> None:
    filled(store, "mill")
    answer = store.run("what-if", "HOLD-COC", "--period", YEAR, "--lapse", "SUPA:2024-01-01").json
    now, then = answer["now"]["stages"]["aluminium"], answer["then"]["stages"]["aluminium"]
    moved = now["coc_inflow_g"] - then["coc_inflow_g"]
    assert moved > 0
    assert then["non_coc_inflow_g"] - now["non_coc_inflow_g"] == moved
    late = store.run("what-if", "HOLD-COC", "--period", YEAR, "--lapse", "SUPA:2025-01-01").json
    assert late["then"]["stages"] == late["now"]["stages"]


def test_a_wrong_supposition_is_called_wrong(store: Store) -> None:
    filled(store, "mill")
    for text in ("x:aluminium:yes", "5:iron:yes", "5:aluminium:maybe", "5"):
        assert store.run("what-if", "HOLD-COC", "--receipt", text).code == 2
