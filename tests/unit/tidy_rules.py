"""The house rules that a program can check, as functions from text to faults; `test_tidy.py` applies them.

Each takes the text of a file and returns what is wrong with it, one line a fault.
"""

import ast
import re
import tomllib
from collections.abc import Iterator

MODULE_LINES_MAX = 400
FUNCTION_LINES_MAX = 40

# Words that say nothing about what a thing is: some anywhere in a name, some only as the whole of it.
EMPTY_WORDS = frozenset({"util", "utils", "misc", "helper", "helpers", "common"})
EMPTY_NAMES = frozenset({"data", "info"})
EMPTY_MODULE_NAMES = EMPTY_NAMES | {"base", "core", "manager", "managers"}
EMPTY_CLASS_NAMES = EMPTY_NAMES | {"base", "core"}
EMPTY_FUNCTION_PREFIXES = ("handle_", "process_")
HOOKS_OF_OTHERS = frozenset({"process_exception", "process_view", "handle_raw_input", "handle_error"})
"""Names that Django and gunicorn call; they cannot be better ones."""

HIDDEN_CLOCK = re.compile(
    r"\bauto_now(?:_add)?\b|default\s*=\s*(?:timezone\.now|datetime\.now|uuid4|uuid\.uuid4)\b"
)
UNFINISHED = re.compile(
    r"\b(?:TO[D]O|FIX[M]E)\b|#\s*XX[X]\b|pytest\.(?:mark\.)?(?:skip|xfail)|raise\s+NotImplemented|assert\s+True\b"
)
DEVELOPER_PATH = re.compile(r"(?<![\w.)}])/(?:work|root|home)/[\w.-]*")
FOREIGN_ADDRESS = re.compile(
    r"""<(?:script|link|img|iframe|source|video|audio|embed|object|use)\b[^>]*\b(?:src|href|data)\s*=\s*["']?(?:https?:)?//
      | url\(\s*["']?(?:https?:)?//
      | @import\s+["'](?:https?:)?//
      | https?://[a-z0-9.-]*(?:cdn|unpkg|jsdelivr|googleapis|gstatic|cloudflare)""",
    re.VERBOSE | re.IGNORECASE,
)
NO_PIN = re.compile(r"://|@ |^-")
MARKDOWN_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")


def words_of(name: str) -> list[str]:
    """Return the words of a snake_case or CamelCase name, in lower case."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
    return [word for word in spaced.lower().split("_") if word]


def lacks_docstring(text: str) -> list[str]:
    """Say when a module does not open with its purpose."""
    return [] if ast.get_docstring(ast.parse(text)) else ["no module docstring"]


def too_long(text: str) -> list[str]:
    """Say when a module, or the body of one of its functions without its docstring, is too long."""
    lines = text.count("\n")
    faults = [f"{lines} lines, at most {MODULE_LINES_MAX}"] if lines > MODULE_LINES_MAX else []
    for function in functions_of(ast.parse(text)):
        body = function.body[1:] if ast.get_docstring(function) else function.body
        length = (function.end_lineno or 0) - body[0].lineno + 1 if body else 0
        if length > FUNCTION_LINES_MAX:
            faults.append(f"{function.name}: {length} lines, at most {FUNCTION_LINES_MAX}")
    return faults


def functions_of(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield every function and method, nested ones too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def empty_module_name(stem: str) -> list[str]:
    """Say when a file or folder has a name that says nothing."""
    empty = stem in EMPTY_MODULE_NAMES or EMPTY_WORDS & set(words_of(stem))
    return [f"a module may not be named {stem}"] if empty else []


def empty_names(text: str) -> list[str]:
    """Say which classes and functions have a name that says nothing."""
    tree = ast.parse(text)
    classes = [node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    functions = [function.name for function in functions_of(tree)]
    return [
        *(f"a class may not be named {name}" for name in classes if is_empty(name, EMPTY_CLASS_NAMES)),
        *(
            f"a function may not be named {name}"
            for name in functions
            if name not in HOOKS_OF_OTHERS
            and (is_empty(name, EMPTY_NAMES) or name.lstrip("_").startswith(EMPTY_FUNCTION_PREFIXES))
        ),
    ]


def is_empty(name: str, empty_names: frozenset[str]) -> bool:
    """Tell whether a name is one of the empty ones or has an empty word in it."""
    return name.lower().strip("_") in empty_names or bool(EMPTY_WORDS & set(words_of(name)))


def matches(pattern: re.Pattern[str], text: str) -> list[str]:
    """Return each line that the pattern matches, with its number."""
    return [
        f"line {number}: {line.strip()[:100]}"
        for number, line in enumerate(text.splitlines(), start=1)
        if pattern.search(line)
    ]


def addresses_of_others(text: str) -> list[str]:
    """Say where a page would load something from another host; a tag may stretch over lines."""
    return [f"loads {found.group(0)[-60:]!r} …" for found in FOREIGN_ADDRESS.finditer(text)]


def project_name(requirement: str) -> str:
    """Return the name of a requirement as package indexes compare it."""
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert found, requirement
    return re.sub(r"[-_.]+", "-", found.group(0)).lower()


def dependencies_of(pyproject: str) -> list[str]:
    """Return every project that the build, the product or its development asks for by name."""
    project = tomllib.loads(pyproject)
    asked = [
        *project["build-system"]["requires"],
        *project["project"]["dependencies"],
        *(name for extra in project["project"]["optional-dependencies"].values() for name in extra),
    ]
    return [project_name(requirement) for requirement in asked]


def unexplained(pyproject: str, page: str) -> list[str]:
    """Say which dependencies have no row with a reason in the page of dependencies."""
    rows = re.findall(r"^\| `([^`]+)` \| *(\S.*?) *\|", page, flags=re.MULTILINE)
    explained = {project_name(name) for name, reason in rows if len(reason.split()) > 2}
    return [f"{name}: no reason given" for name in dependencies_of(pyproject) if name not in explained]


def unpinned(pyproject: str, constraints: str) -> list[str]:
    """Say which dependencies have no `name==version` among the constraints; the build's own need none."""
    pinned = {project_name(line) for line in constraints.splitlines() if "==" in line}
    build = {project_name(name) for name in tomllib.loads(pyproject)["build-system"]["requires"]}
    return [f"{name}: not pinned" for name in dependencies_of(pyproject) if name not in pinned | build]


def links_of(page: str) -> list[str]:
    """Return the targets of a page's links into the repository, without their anchors."""
    targets = (target.partition("#")[0] for target in MARKDOWN_LINK.findall(page))
    return [
        target for target in targets if target and "://" not in target and not target.startswith("mailto:")
    ]


def packages_on_map(page: str) -> list[str]:
    """Return the packages on the architecture's map: lines `  name/  what it is` of its first code block."""
    block = page.split("```")[1]
    return re.findall(r"^  ([a-z_]+)/ ", block, flags=re.MULTILINE)
