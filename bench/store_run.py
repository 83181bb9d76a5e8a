"""Where a benchmark runs: on each store that is asked for, in a process and a folder of its own that go with it."""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


def add_store_arguments(parser: argparse.ArgumentParser) -> None:
    """Let a benchmark be asked for a store, and for figures as JSON."""
    parser.add_argument("--store", choices=("sqlite", "postgresql", "both"), default="both")
    parser.add_argument("--json", action="store_true")


def run_on_stores(
    arguments: argparse.Namespace, script: str, measure: Callable[[Path], int], *, is_durable: bool = True
) -> int:
    """Measure the stores that are asked for, one after the other; return the exit code.

    Args:
        arguments: what the benchmark was asked for; passed on as it is.
        script: the file of the benchmark.
        measure: measures the store that the environment names, with a folder for what it writes.
        is_durable: whether a PostgreSQL waits for the disk at each commit.
    """
    if arguments.store == "both":
        return max(
            _run_apart(arguments, script, each, is_durable=is_durable) for each in ("sqlite", "postgresql")
        )
    if arguments.store == "postgresql" and "CASTHOUSE_DATABASE_URL" not in os.environ:
        return _run_apart(arguments, script, "postgresql", is_durable=is_durable)
    with tempfile.TemporaryDirectory(prefix="casthouse-bench.") as folder:
        os.environ |= {
            "CASTHOUSE_HOME": folder,
            "CASTHOUSE_SECRET_KEY": "for-the-benchmark-only-and-nowhere-else-0123456789",
            "DJANGO_SETTINGS_MODULE": "casthouse.settings",
        }
        import django  # noqa: PLC0415 - the environment names the store first

        django.setup()
        return measure(Path(folder))


def print_figures(arguments: argparse.Namespace, figures: dict[str, Any]) -> int:
    """Print figures by name, or as JSON."""
    if arguments.json:
        print(json.dumps(figures))
    else:
        for name, value in figures.items():
            print(f"{name:58s} {value}")
    return 0


def _run_apart(arguments: argparse.Namespace, script: str, store: str, *, is_durable: bool) -> int:
    command = [sys.executable, script]
    for name, value in {**vars(arguments), "store": store}.items():
        if value is True:
            command.append(f"--{name}")
        elif value not in (None, False):
            command += [f"--{name}", str(value)]
    environment = {name: value for name, value in os.environ.items() if name != "CASTHOUSE_DATABASE_URL"}
    if store == "postgresql":
        command = [str(ROOT / "script" / "with-postgresql"), *command]
        environment |= {"CASTHOUSE_POSTGRESQL_DURABLE": "1"} if is_durable else {}
    return subprocess.run(command, env=environment, check=False).returncode
