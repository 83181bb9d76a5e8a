"""Comparing with golden files. `CASTHOUSE_REWRITE_GOLDEN=1` writes them anew, to be looked at before a commit."""

import os
from pathlib import Path

FILES = Path(__file__).parent / "files"


def matches_golden(name: str, found: str) -> bool:
    """Say whether the text is that of the golden file."""
    path = FILES / name
    if os.environ.get("CASTHOUSE_REWRITE_GOLDEN") == "1":
        path.write_text(found, encoding="utf-8")
    assert found == path.read_text(encoding="utf-8"), f"differs from tests/golden/files/{name}"
    return True
