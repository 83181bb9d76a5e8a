"""The command line: one module a noun, one command a use case. It acts as the operator of the store."""

import os
import sys


def run(argv: list[str]) -> int:
    """Run one command and return its exit code: 0 done, 1 refused or not conformant, 2 called wrongly."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "casthouse.settings")
    import django  # noqa: PLC0415 - settings are read here, before any model is imported

    django.setup()
    from casthouse.cli.app import run_command  # noqa: PLC0415 - needs the models

    return run_command(argv)


def main() -> None:
    """Run the command that the arguments name, and exit."""
    sys.exit(run(sys.argv[1:]))
