"""The tree keeps the house rules; `test_tidy_rules.py` shows that each rule refuses something."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.unit import tidy_rules as rules

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "casthouse"
SOURCE_SUFFIXES = {".py", ".html", ".css", ".toml", ".sh", ""}
SKIPPED_FOLDERS = {"var", "node_modules", "staticfiles", "__pycache__"}
TOP_PAGES = [
    "README.md",
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "CHANGELOG.md",
    "LICENSE",
    "docs/README.md",
]

# Modules that may be longer, with the reason. A parser of somebody else's format is the usual one.
LONG_MODULES: dict[str, str] = {}


def files(folder: Path) -> Iterator[Path]:
    """Yield the repository's files under a folder, without what tools leave behind."""
    for path in sorted(folder.iterdir()):
        tools = path.name.startswith(".") and path.name != ".ci"
        if path.is_dir() and not tools and path.name not in SKIPPED_FOLDERS and path.suffix != ".egg-info":
            yield from files(path)
        elif path.is_file() and not tools:
            yield path


def modules() -> list[Path]:
    """Return the modules of the product; migrations are written by Django."""
    found = [path for path in files(PACKAGE) if path.suffix == ".py" and path.parent.name != "migrations"]
    assert found
    return found


def text_files() -> Iterator[tuple[Path, str]]:
    """Yield the repository's text files with their text."""
    for path in files(ROOT):
        try:
            yield path, path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def named(path: Path, faults: Iterable[str]) -> list[str]:
    return [f"{path.relative_to(ROOT).as_posix()}: {fault}" for fault in faults]


def text_of(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def test_every_module_opens_with_its_purpose() -> None:
    assert [
        fault for path in modules() for fault in named(path, rules.lacks_docstring(path.read_text()))
    ] == []


def test_modules_and_functions_are_short() -> None:
    faults = {path: named(path, rules.too_long(path.read_text())) for path in modules()}
    allowed = {PACKAGE / name for name in LONG_MODULES}
    assert [fault for path, found in faults.items() if path not in allowed for fault in found] == []
    assert [path for path in allowed if not faults.get(path)] == [], "no longer long: strike it from the list"


def test_names_say_what_a_thing_is() -> None:
    folders = {path.parent for path in modules()}
    faults = [
        fault for path in [*modules(), *folders] for fault in named(path, rules.empty_module_name(path.stem))
    ]
    faults += [fault for path in modules() for fault in named(path, rules.empty_names(path.read_text()))]
    assert faults == []


def test_no_hidden_clock_and_no_hidden_chance() -> None:
    sources = [path for path in files(PACKAGE) if path.suffix == ".py"]
    assert [
        f for path in sources for f in named(path, rules.matches(rules.HIDDEN_CLOCK, path.read_text()))
    ] == []


def test_nothing_is_left_unfinished() -> None:
    sources = [(path, text) for path, text in text_files() if path.suffix in SOURCE_SUFFIXES]
    sources = [(path, text) for path, text in sources if path.stem not in {"tidy_rules", "test_tidy_rules"}]
    assert len(sources) > 1
    assert [
        fault for path, text in sources for fault in named(path, rules.matches(rules.UNFINISHED, text))
    ] == []


def test_no_file_names_a_folder_of_a_developer() -> None:
    assert [
        f for path, text in text_files() for f in named(path, rules.matches(rules.DEVELOPER_PATH, text))
    ] == []


def test_pages_load_nothing_from_another_host() -> None:
    web = [(path, text) for path, text in text_files() if PACKAGE / "web" in path.parents]
    assert web
    assert [fault for path, text in web for fault in named(path, rules.addresses_of_others(text))] == []


def test_constraints_are_plain_pins() -> None:
    constraints = text_of("constraints.txt")
    assert rules.matches(rules.NO_PIN, constraints) == []
    assert rules.unpinned(text_of("pyproject.toml"), constraints) == []


def test_every_dependency_has_its_reason() -> None:
    assert rules.unexplained(text_of("pyproject.toml"), text_of("docs/decisions/dependencies.md")) == []


def test_the_pages_that_people_look_for_exist() -> None:
    assert [page for page in TOP_PAGES if not text_of(page).strip()] == []


def test_links_between_pages_lead_somewhere() -> None:
    pages = [(path, text) for path, text in text_files() if path.suffix == ".md"]
    links = [(path, target) for path, text in pages for target in rules.links_of(text)]
    assert links
    assert [f"{path.name}: {target}" for path, target in links if not (path.parent / target).exists()] == []


def test_the_map_of_the_architecture_is_complete() -> None:
    packages = {path.parent.name for path in modules() if path.parent.parent == PACKAGE}
    assert sorted(rules.packages_on_map(text_of("ARCHITECTURE.md"))) == sorted(packages)


def test_test_folders_are_packages() -> None:
    """Otherwise two tests of the same noun, in two folders, could not have the same file name."""
    folders = {path.parent for path in files(ROOT / "tests") if path.suffix == ".py"}
    assert [folder.name for folder in folders if not (folder / "__init__.py").exists()] == []
