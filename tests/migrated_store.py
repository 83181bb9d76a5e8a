"""An empty embedded store, migrated once for all test processes that meet the same migrations."""

import fcntl
import hashlib
import os
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

import casthouse

MADE_OF = ("storage/migrations/*.py", "storage/*.py", "settings.py")
"""What decides how an empty store looks; when one of these files changes, the store is made anew."""


def migrated_store() -> Path:
    """Return the file of an empty, checked store; tests copy it and never open it for writing."""
    file = Path(tempfile.gettempdir()) / f"casthouse-{os.getuid()}-{_digest()}.sqlite3"
    with file.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not file.exists():
            _make(file)
    return file


def pour_into(connection: sqlite3.Connection) -> None:
    """Fill an open, empty database with the migrated store."""
    source = sqlite3.connect(f"file:{migrated_store()}?immutable=1", uri=True)
    try:
        source.backup(connection)
    finally:
        source.close()


def _make(file: Path) -> None:
    with tempfile.TemporaryDirectory() as home:
        made = Path(home) / "casthouse.sqlite3"
        done = subprocess.run(
            [sys.executable, "-m", "casthouse", "check"],
            env=os.environ | {"CASTHOUSE_HOME": home, "CASTHOUSE_DATABASE_URL": f"sqlite:///{made}"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        beside = file.with_suffix(".made")
        with sqlite3.connect(made) as store, sqlite3.connect(beside) as copy:
            store.backup(copy)
        beside.rename(file)


def _digest() -> str:
    folder = Path(casthouse.__file__).parent
    found = hashlib.sha256(sys.version.encode())
    for pattern in MADE_OF:
        for part in sorted(folder.glob(pattern)):
            found.update(part.name.encode() + b"\0" + part.read_bytes())
    return found.hexdigest()[:16]
