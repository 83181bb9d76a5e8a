"""The notebook of the docs, executed: run this module to write its outputs anew.

python -m tests.unit.notebook.docs_notebook
"""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import nbformat
from nbclient import NotebookClient

NOTEBOOK = Path(__file__).resolve().parents[3] / "docs" / "notebook" / "ried.ipynb"


def written() -> Any:
    """Return the notebook as it stands in the docs."""
    return nbformat.reads(NOTEBOOK.read_text(encoding="utf-8"), as_version=4)  # type: ignore[no-untyped-call]


def executed(notebook: Any) -> Any:
    """Return a notebook executed by a kernel of this Python in its folder; a cell that fails is an error."""
    client = NotebookClient(
        notebook, timeout=120, kernel_name="python3", record_timing=False, coalesce_streams=True
    )
    with TemporaryDirectory() as folder:
        kernel = client.create_kernel_manager()
        kernel.transport, kernel.ip = "ipc", f"{folder}/kernel"  # sockets in a folder: no port is opened
        done = client.execute(cwd=str(NOTEBOOK.parent))
    for cell in done.cells:
        for output in cell.get("outputs", ()):
            if "data" in output:  # the same figures as HTML would stand twice
                output["data"] = {"text/plain": output["data"]["text/plain"]}
    done.metadata = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    return done


if __name__ == "__main__":
    text = nbformat.writes(executed(written()))  # type: ignore[no-untyped-call]
    NOTEBOOK.write_text(f"{text}\n", encoding="utf-8")
