"""The headings of one file and what a profile makes of them: which column stands where, and what is kept aside."""

from collections.abc import Sequence
from dataclasses import dataclass

from casthouse.exchange.profile import REFUSAL_HEADING, Profile


@dataclass(frozen=True, slots=True, kw_only=True)
class Headings:
    """The header record of a file.

    `row` is its number among the records, 1 unless blank rows stand above it; `names` are trimmed.
    """

    row: int
    names: tuple[str, ...]

    @classmethod
    def of(cls, fields: Sequence[str], row: int) -> "Headings":
        """Return the headings in the fields of a record."""
        return cls(row=row, names=tuple(field.strip() for field in fields))

    @property
    def refusal_index(self) -> int | None:
        """Where the column of an earlier refusal stands, if there is one."""
        return self.names.index(REFUSAL_HEADING) if REFUSAL_HEADING in self.names else None

    def index_of(self, heading: str) -> int:
        """Return the index of a heading that is there."""
        return self.names.index(heading)


def missing(headings: Headings, profile: Profile) -> list[str]:
    """Return the headings that a profile requires and the file has not."""
    return [heading for heading in profile.required.values() if heading not in headings.names]


def repeated(headings: Headings, profile: Profile) -> list[str]:
    """Return the mapped headings that stand in the file more than once."""
    return [heading for heading in profile.headings.values() if headings.names.count(heading) > 1]


def mapped_columns(headings: Headings, profile: Profile) -> dict[str, int]:
    """Return at which index each mapped column stands; without the optional ones that the file has not."""
    return {
        column: headings.index_of(heading)
        for column, heading in profile.headings.items()
        if heading in headings.names
    }


def unknown_columns(headings: Headings, profile: Profile) -> dict[str, int]:
    """Return the names and indexes of the columns that the profile does not map, each name once.

    A heading that is there again, or blank, is told apart by its place, counted from 1.
    """
    mapped = set(mapped_columns(headings, profile).values())
    names: dict[str, int] = {}
    for index, name in enumerate(headings.names):
        if index not in mapped and name != REFUSAL_HEADING:
            label = name or f"column {index + 1}"
            names[label if label not in names else f"{label} (column {index + 1})"] = index
    return names
