"""How Casthouse says no: one refused command raises one `Refusal`.

A refusal carries a stable code, what was found, what was expected and what to do. Web, API, command line and
importers show the same words. A check of a whole file or period returns findings instead; a bug is an assertion.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalText:
    """What a refusal says, in the form that commands print and the API sends."""

    code: str
    found: str
    expected: str
    todo: str

    def as_json(self) -> dict[str, str]:
        """Return the four members of contract section 4."""
        return {"code": self.code, "found": self.found, "expected": self.expected, "todo": self.todo}


class Refusal(Exception):
    """A use case says no; nothing was changed, unless the try itself is counted.

    Args:
        code: stable snake_case word, documented in docs/reference/refusals.md.
        found: what was found.
        expected: what was expected instead.
        todo: what the user can do about it.
        is_counted: the use case counted the try: what it wrote stays.
    """

    def __init__(self, code: str, *, found: str, expected: str, todo: str, is_counted: bool = False) -> None:
        self.is_counted = is_counted
        self.text = RefusalText(code=code, found=found, expected=expected, todo=todo)
        super().__init__(f"{code}: found {found}; expected {expected}; {todo}")

    @property
    def code(self) -> str:
        """The stable word that scripts match on."""
        return self.text.code
