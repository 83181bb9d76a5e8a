"""The independent verifier, as a module: it lies outside the package, since it shares nothing with it."""

from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from verifier import verify_statement

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "verifier" / "verify_statement.py"
SCHEMAS = ROOT / "src" / "casthouse" / "exchange" / "statement_schemas"


@cache
def trust(content: bytes) -> verify_statement.Trust:
    return verify_statement.Trust(content)


def independent(content: bytes, *, trusted: bytes, at: datetime) -> dict[str, Any]:
    """Return the answers of the independent verifier."""
    return verify_statement.verify(content, trust=trust(trusted), at=at, schemas=SCHEMAS)
