"""A fresh store that is reached through the command line only."""

import contextlib
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

DATA = Path(__file__).parent.parent / "data"


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a command gave back."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one JSON document on standard output."""
        return json.loads(self.out)

    @property
    def refusal(self) -> str:
        """The code of a refused command, checked for its four members."""
        refusal = self.json["refusal"]
        assert set(refusal) == {"code", "found", "expected", "todo"}
        assert all(refusal.values())
        assert self.code == 1
        return str(refusal["code"])


@dataclass(frozen=True, kw_only=True)
class Store:
    """One store; `database` is what tells it from others: a file's path or a database's name."""

    home: Path
    database: str
    url: str

    def run(self, *arguments: str) -> Answer:
        """Run a command in this process, with `--json`."""
        from casthouse.cli import run  # noqa: PLC0415 - it sets Django up

        out, err = io.StringIO(), io.StringIO()
        with self.in_use(), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = run([*arguments, "--json"])
        return Answer(code=code, out=out.getvalue(), err=err.getvalue())

    def run_apart(self, *arguments: str) -> Answer:
        """Run a command in a process of its own, as given."""
        done = subprocess.run(
            [sys.executable, "-m", "casthouse", *arguments],
            env=os.environ | {"CASTHOUSE_HOME": str(self.home), "CASTHOUSE_DATABASE_URL": self.url},
            capture_output=True,
            text=True,
            check=False,
        )
        return Answer(code=done.returncode, out=done.stdout, err=done.stderr)

    @contextlib.contextmanager
    def in_use(self) -> Iterator[None]:
        """Point this process at the store; the connection that it had stays open meanwhile."""
        before, home_before, files_before = connections["default"], settings.HOME, settings.FILES_FOLDER
        mine = before.copy()
        mine.settings_dict["NAME"] = self.database
        connections["default"], settings.HOME, settings.FILES_FOLDER = mine, self.home, self.home / "files"
        try:
            yield
        finally:
            mine.close()
            connections["default"], settings.HOME, settings.FILES_FOLDER = before, home_before, files_before

    def asked(self, call: Callable[[], object]) -> int:
        """Return how many statements a call asks of the store.

        They are counted before the store is left: afterwards the connection is another, which was asked nothing.
        """
        with self.in_use(), CaptureQueriesContext(connection) as statements:
            call()
            count = len(statements)
        assert count
        return count

    def dump(self) -> dict[str, list[str]]:
        """Return every row of every table."""
        with self.in_use(), connection.cursor() as cursor:
            dump = {}
            for table in connection.introspection.table_names(cursor):
                cursor.execute(f'SELECT * FROM "{table}"')
                dump[table] = sorted(repr(row) for row in cursor.fetchall())
        return dump

    def column(self, table: str, column: str) -> list[Any]:
        """Return every value of a column."""
        with self.in_use(), connection.cursor() as cursor:
            cursor.execute(f'SELECT "{column}" FROM "{table}"')
            return [value for (value,) in cursor.fetchall()]

    def load(self, register: str) -> Answer:
        """Load a register file."""
        return self.run("register", "load", self.file("register.toml", register))

    def post(self, organisation: str, text: str, *options: str) -> Answer:
        """Import a movements file given as text."""
        file = self.file("movements.csv", text)
        return self.run("movements", "import", file, "--organisation", organisation, *options)

    def stage(self, scope: str, period: str, stage: str = "aluminium", *options: str) -> dict[str, Any]:
        """Return the figures of a stage."""
        answer = self.run("position", scope, "--period", period, *options)
        assert answer.code == 0, answer.out + answer.err
        figures: dict[str, Any] = answer.json["stages"][stage]
        return figures

    def file(self, name: str, content: str | bytes) -> str:
        """Write a file and return its path."""
        path = self.home / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return str(path)
