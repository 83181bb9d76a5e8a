"""The notebook of the docs runs, and prints what stands in it."""

import re
from copy import deepcopy
from typing import Any

import pytest

from tests.unit.notebook.docs_notebook import NOTEBOOK, executed, written

pytestmark = pytest.mark.one_store


def printed(notebook: Any) -> list[tuple[str, list[str]]]:
    """Return what each cell of code is and prints."""
    return [
        (cell.source, [output.get("text") or output["data"]["text/plain"] for output in cell.outputs])
        for cell in notebook.cells
        if cell.cell_type == "code"
    ]


def test_the_notebook_prints_the_figures_that_stand_in_it() -> None:
    notebook = written()
    told = printed(notebook)
    assert sum(len(outputs) for _, outputs in told) >= len(told) - 1, "only the first cell may print nothing"
    assert printed(executed(deepcopy(notebook))) == told


def test_the_example_of_the_readme_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    root = NOTEBOOK.parents[2]
    (block,) = re.findall(r"```python\n(.*?)```", (root / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    monkeypatch.chdir(root)
    *before, asked = block.strip().splitlines()
    found: dict[str, Any] = {}
    exec("\n".join([*before, f"answer = {asked}"]), found)
    assert found["answer"]["mass_g"].sum() == 23_960_000
