"""Each house rule refuses what it is there for, and lets pass what only looks like it."""

import re

import pytest

from tests.unit import tidy_rules as rules


def test_a_module_without_docstring_is_refused() -> None:
    assert rules.lacks_docstring("x = 1\n") == ["no module docstring"]
    assert rules.lacks_docstring('"""Mass."""\nx = 1\n') == []


def test_long_modules_and_functions_are_refused() -> None:
    assert rules.too_long("x = 1\n" * 401) == ["401 lines, at most 400"]
    assert rules.too_long("x = 1\n" * 400) == []
    body = "    x = 1\n"
    assert rules.too_long("def close() -> None:\n" + body * 41) == ["close: 41 lines, at most 40"]
    assert rules.too_long('def close() -> None:\n    """Long\n    story."""\n' + body * 40) == []
    assert rules.too_long("class A:\n    async def close(self) -> None:\n" + ("    " + body) * 41) != []


@pytest.mark.parametrize(
    "stem", ["utils", "text_utils", "common", "misc", "base", "core", "manager", "data", "helpers"]
)
def test_empty_module_names_are_refused(stem: str) -> None:
    assert rules.empty_module_name(stem) != []


@pytest.mark.parametrize("stem", ["period", "database", "information_request", "score", "__init__"])
def test_telling_module_names_pass(stem: str) -> None:
    assert rules.empty_module_name(stem) == []


@pytest.mark.parametrize(
    "source",
    [
        "class PeriodHelper: ...",
        "class Data: ...",
        "class Base: ...",
        "class DateUtils: ...",
        "def info(): ...",
        "def process_rows(): ...",
        "def _handle_row(): ...",
        "async def handle_row(): ...",
        "def misc_checks(): ...",
    ],
)
def test_empty_class_and_function_names_are_refused(source: str) -> None:
    assert rules.empty_names(source) != []


@pytest.mark.parametrize(
    "source",
    ["class DatabaseStore: ...", "def handled(): ...", "def processes_of(lot): ...", "class Manager: ..."],
)
def test_telling_class_and_function_names_pass(source: str) -> None:
    assert rules.empty_names(source) == []


def refused(pattern: re.Pattern[str], line: str) -> bool:
    return rules.matches(pattern, f"first\n{line}\n") == [f"line 2: {line.strip()}"]


@pytest.mark.parametrize(
    "line",
    [
        "created = DateTimeField(auto_now=True)",
        "created = DateTimeField(auto_now_add=True)",
        "on = DateTimeField(default=timezone.now)",
        "key = UUIDField(default=uuid4)",
    ],
)
def test_hidden_clocks_and_chance_are_refused(line: str) -> None:
    assert refused(rules.HIDDEN_CLOCK, line)
    assert not refused(rules.HIDDEN_CLOCK, "created = DateTimeField(default=None)")


@pytest.mark.parametrize(
    "line",
    [
        "x = 1  # TODO mend",
        "<!-- FIXME -->",
        "# XXX",
        "@pytest.mark.skip",
        "pytest.skip('no')",
        "@pytest.mark.xfail",
        "    raise NotImplementedError",
        "assert True",
    ],
)
def test_unfinished_work_is_refused(line: str) -> None:
    assert refused(rules.UNFINISHED, line)


@pytest.mark.parametrize("line", ["refusal.todo", "mktemp -d /tmp/x.XXXXXX", "assert True_or_false(x)"])
def test_finished_work_passes(line: str) -> None:
    assert not refused(rules.UNFINISHED, line)


@pytest.mark.parametrize("folder", ["work", "root", "home"])
def test_folders_of_developers_are_refused(folder: str) -> None:
    assert refused(rules.DEVELOPER_PATH, f"see /{folder}/someone/casthouse")
    assert not refused(rules.DEVELOPER_PATH, f"see https://example.org/{folder}/page and docs/{folder}/page")


@pytest.mark.parametrize("line", ["x @ file", "-e .", "x==1 --hash=sha256:0 https://example.org/x.whl"])
def test_constraints_that_are_no_pins_are_refused(line: str) -> None:
    assert refused(rules.NO_PIN, line)
    assert not refused(rules.NO_PIN, "django-ninja==1.7.1")


@pytest.mark.parametrize(
    "page",
    [
        '<script defer\n src="https://example.org/a.js"></script>',
        "<link href='//example.org/a.css'>",
        "a { background: url(https://example.org/a.png) }",
        '@import "https://example.org/a.css"',
        'fetch("https://cdn.example.org/a.json")',
    ],
)
def test_addresses_of_other_hosts_are_refused(page: str) -> None:
    assert rules.addresses_of_others(page) != []


@pytest.mark.parametrize(
    "page",
    [
        '<a href="https://example.org/">more</a>',
        "<script src=\"{% static 'htmx.js' %}\"></script>",
        '<svg xmlns="http://www.w3.org/2000/svg">',
        "a { background: url(/static/a.png) }",
    ],
)
def test_own_addresses_and_plain_links_pass(page: str) -> None:
    assert rules.addresses_of_others(page) == []


PYPROJECT = """
[build-system]
requires = ["setuptools>=77"]
[project]
dependencies = ["django>=5.2", "psycopg[binary]"]
[project.optional-dependencies]
dev = ["Types.OpenPyXL"]
"""


def test_dependencies_without_a_reason_are_refused() -> None:
    page = "| `setuptools` | builds the package |\n| `django` | because |\n| `psycopg[c]` | speaks to it |\n"
    assert rules.unexplained(PYPROJECT, page) == [
        "django: no reason given",
        "types-openpyxl: no reason given",
    ]


def test_dependencies_without_a_pin_are_refused() -> None:
    assert rules.unpinned(PYPROJECT, "Django==5.2.19\ntypes_openpyxl==3\n") == ["psycopg: not pinned"]


def test_links_into_the_repository_are_found() -> None:
    page = "[a](b.md#c) [d](https://example.org/) [e](#f) ![g](h.png) [i](../j/) [k](mailto:l@example.org)"
    assert rules.links_of(page) == ["b.md", "../j/"]


def test_packages_are_read_off_the_map() -> None:
    assert rules.packages_on_map("x\n```\nsrc/\n  measure/  mass\n  cli/  commands\nbench/ x\n```\n") == [
        "measure",
        "cli",
    ]
