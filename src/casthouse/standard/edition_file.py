"""An edition file as tables: what stands at the top of it, table by table, with the mistakes found so far."""

from collections.abc import Callable, Mapping

from casthouse.standard.edition_mistake import Mistake, MistakeKind
from casthouse.standard.edition_table import EditionTable
from casthouse.standard.toml_text import TomlFault, TomlLines, shown, toml_tables

SINGLE_TABLES = ("edition", "transition")
LISTED_TABLES = ("exemption", "principle", "criterion", "threshold", "smelter_alternative")
NAME_LENGTH_MAX = 60
TABLES_MAX = 1_000  # of one name


class EditionFile:
    """The tables of a text; reading them notes what is wrong in `mistakes`."""

    def __init__(self, text: str) -> None:
        self.mistakes: list[Mistake] = []
        self.lines = TomlLines(text)
        self.tables: Mapping[str, object] = {}
        try:
            self.tables = toml_tables(text)
        except TomlFault as fault:
            self.note(MistakeKind.UNREADABLE, "the file", str(fault), "TOML", line=fault.line)
            return
        for name in self.tables:
            if name not in {*SINGLE_TABLES, *LISTED_TABLES}:
                known = ", ".join((*SINGLE_TABLES, *LISTED_TABLES))
                self.note(MistakeKind.TABLE_UNKNOWN, name, "a name that is unknown", f"one of {known}")

    @property
    def is_readable(self) -> bool:
        """Whether the text is TOML."""
        return not any(each.kind is MistakeKind.UNREADABLE for each in self.mistakes)

    def single(self, name: str) -> EditionTable | None:
        """Return the table of a name that may stand once, or None."""
        table = self.tables.get(name)
        if isinstance(table, dict):
            return EditionTable(table, name=f"[{name}]", line=self._at(name, 0), mistakes=self.mistakes)
        if table is not None:
            self.note(MistakeKind.TABLE_FORM, name, shown(table), f"one table [{name}]")
        return None

    def listed(self, name: str) -> list[EditionTable]:
        """Return the tables of a name that may stand many times."""
        tables = self.tables.get(name, [])
        if not isinstance(tables, list) or not all(isinstance(each, dict) for each in tables):
            self.note(MistakeKind.TABLE_FORM, name, shown(tables), f"tables [[{name}]]")
            return []
        if len(tables) > TABLES_MAX:
            self.note(MistakeKind.TOO_MANY, name, f"{len(tables)} tables", f"at most {TABLES_MAX}")
            return []
        return [
            EditionTable(
                each, name=f"{name} {number + 1}", line=self._at(name, number), mistakes=self.mistakes
            )
            for number, each in enumerate(tables)
        ]

    def line_of_principle(self, number: int) -> int | None:
        """Return the line of the table of a principle."""
        tables = self.tables.get("principle")
        for place, table in enumerate(tables if isinstance(tables, list) else ()):
            if isinstance(table, dict) and table.get("number") == number:
                return self.lines.line("principle", place)
        return None

    def _at(self, name: str, number: int) -> Callable[[str], int | None]:
        def line(key: str) -> int | None:
            outer, _, word = key.partition(".")
            return self.lines.line_below(name, number, outer, word)

        return line

    def note(self, kind: MistakeKind, name: str, found: str, expected: str, line: int | None = None) -> None:
        """Note a mistake of the file as a whole, or of a table by its name."""
        at = self.lines.line_at_top(name) if line is None else line
        self.mistakes.append(
            Mistake(kind=kind, line=at, place=name[:NAME_LENGTH_MAX], found=found, expected=expected)
        )
