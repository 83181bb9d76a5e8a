"""What the help of every command has alike: flags without a type beside them, and examples at each group."""

from typing import Any

import typer
from rich.markup import escape

EXAMPLE = "Example: "
EXAMPLES_MAX = 6
FIRST_EXAMPLES = (
    "casthouse register load register.toml",
    "casthouse movements import march.csv --organisation RHEIN --refused march-refused.csv",
    "casthouse position RHEIN-COC",
    "casthouse document issue-all --organisation RHEIN",
    "casthouse period close RHEIN-COC 2025-01-01",
)


def with_help(command: Any) -> Any:  # noqa: ANN401 - typer keeps the types of its commands to itself
    """Return the command with the help of it and of all below it made alike."""
    _prepare(command)
    command.epilog = _epilog(FIRST_EXAMPLES)
    return command


def _prepare(command: Any) -> list[str]:  # noqa: ANN401
    """Prepare a command and return its examples: its own, or of a group one of each command in it."""
    flags = [*command.params, command.get_help_option(typer.Context(command))]
    for each in flags:
        if getattr(each, "is_flag", False):
            each.metavar = ""  # else the help says <bool> beside a flag that takes no value
    below = [_prepare(each) for each in getattr(command, "commands", {}).values()]
    if not below:
        return _examples(command)
    examples = [each[0] for each in below if each]
    command.epilog = _epilog(examples[:EXAMPLES_MAX])
    return examples


def _examples(command: Any) -> list[str]:  # noqa: ANN401
    """Return the examples that a command's own help and epilog give."""
    paragraphs = f"{command.help or ''}\n\n{command.epilog or ''}".split("\n\n")
    texts = (" ".join(each.split()) for each in paragraphs)
    return [text.removeprefix(EXAMPLE) for text in texts if text.startswith(EXAMPLE)]


def _epilog(examples: list[str] | tuple[str, ...]) -> str:
    return "\n\n".join(["Examples:", *(escape(each) for each in examples)]) if examples else ""
