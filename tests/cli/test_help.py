"""The help of every command: no type beside a flag, an example wherever there is something to run; and the version."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import typer

from casthouse.cli import run
from casthouse.cli.app import app_for
from casthouse.cli.command_help import with_help

pytestmark = [pytest.mark.django_db, pytest.mark.one_store]


def commands(command: Any, path: str = "casthouse") -> Iterator[tuple[str, Any]]:
    """Yield every command and group with its words."""
    yield path, command
    for name, each in getattr(command, "commands", {}).items():
        yield from commands(each, f"{path} {name}")


ALL = list(commands(with_help(typer.main.get_command(app_for()))))


@pytest.mark.parametrize(("path", "command"), ALL, ids=[path for path, _ in ALL])
def test_each_command_has_an_example_and_no_type_beside_a_flag(path: str, command: Any) -> None:
    assert re.search(r"Examples?:\s+casthouse ", f"{command.help or ''} {command.epilog or ''}"), path
    flags = [each for each in command.params if getattr(each, "is_flag", False)]
    assert all(each.metavar == "" for each in flags)


@pytest.mark.parametrize("words", ["", "movements import", "period"])
def test_the_help_as_it_is_printed(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*words.split(), "--help"]) == 0
    text = capsys.readouterr().out
    assert "<bool>" not in text
    assert re.search(r"Examples?:\s+casthouse ", text), text


def test_the_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == 0
    assert re.fullmatch(r"casthouse [0-9]+\.[0-9]+\.[0-9]+\n", capsys.readouterr().out)
