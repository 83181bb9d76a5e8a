"""Mistakes of an edition file: each with its kind, its line, what was found, what was expected and what to do.

A file is read to its end whatever is wrong with it, so that a secretariat mends it in one go. The kinds are stable
words; what to do about each stands in one table.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from casthouse.refusal import Refusal

MISTAKES_SHOWN = 20


class MistakeKind(StrEnum):
    """What can be wrong with an edition file."""

    UNREADABLE = "unreadable"
    HEADER_MISSING = "header_missing"
    TABLE_UNKNOWN = "table_unknown"
    TABLE_FORM = "table_form"
    TOO_MANY = "too_many"
    KEY_UNKNOWN = "key_unknown"
    KEY_MISSING = "key_missing"
    TEXT_EXPECTED = "text_expected"
    TEXT_TOO_LONG = "text_too_long"
    DATE_EXPECTED = "date_expected"
    FLAG_EXPECTED = "flag_expected"
    NUMBER_EXPECTED = "number_expected"
    LIST_EXPECTED = "list_expected"
    TABLE_EXPECTED = "table_expected"
    CODE_FORM = "code_form"
    CODE_TAKEN = "code_taken"
    STANDARD_UNKNOWN = "standard_unknown"
    PUBLISHED_FORM = "published_form"
    DATES_REVERSED = "dates_reversed"
    AUDITS_OF_DRAFT = "audits_of_draft"
    BASE_UNKNOWN = "base_unknown"
    BASE_OF_OTHER_STANDARD = "base_of_other_standard"
    REPLACED_UNKNOWN = "replaced_unknown"
    ACTIVITY_UNKNOWN = "activity_unknown"
    CLASS_UNKNOWN = "class_unknown"
    COLUMN_TWICE = "column_twice"
    COPY_OF_NO_COLUMN = "copy_of_no_column"
    COPY_HAS_COLUMN = "copy_has_column"
    COLUMNS_MISSING = "columns_missing"
    PILLAR_UNKNOWN = "pillar_unknown"
    PRINCIPLE_TWICE = "principle_twice"
    PRINCIPLE_UNKNOWN = "principle_unknown"
    PRINCIPLE_EMPTY = "principle_empty"
    CRITERIA_MISSING = "criteria_missing"
    NUMBER_FORM = "number_form"
    CRITERION_TWICE = "criterion_twice"
    REMOVED_UNKNOWN = "removed_unknown"
    CELL_COUNT = "cell_count"
    CELL_UNKNOWN = "cell_unknown"
    TRANSITION_MISSING = "transition_missing"
    TRANSITION_NOT_OF_COLUMN = "transition_not_of_column"
    APPLIES_NOWHERE = "applies_nowhere"
    SUB_ITEM_LETTER = "sub_item_letter"
    SUB_ITEM_UNKNOWN = "sub_item_unknown"
    LINEAGE_WITHOUT_EDITION = "lineage_without_edition"
    LINEAGE_UNKNOWN = "lineage_unknown"
    LINEAGE_TWICE = "lineage_twice"
    TAG_UNKNOWN = "tag_unknown"
    SOURCE_FORM = "source_form"
    VERIFIED_WITHOUT_SOURCE = "verified_without_source"
    ID_FORM = "id_form"
    ID_TWICE = "id_twice"
    ITEM_UNKNOWN = "item_unknown"
    BOUNDARY_UNKNOWN = "boundary_unknown"
    ALTERNATIVE_EMPTY = "alternative_empty"
    REDUCTION_INCOMPLETE = "reduction_incomplete"


CORRECT_WORD = "correct the word"
CORRECT_FORM = "write the value in the form named"
REMEDIES: dict[MistakeKind, str] = {
    MistakeKind.UNREADABLE: "mend this place first; the rest of the file could not be read",
    MistakeKind.HEADER_MISSING: "begin the file with the table [edition]",
    MistakeKind.TABLE_UNKNOWN: "strike it, or correct its name",
    MistakeKind.TABLE_FORM: "correct the brackets",
    MistakeKind.TOO_MANY: "strike what does not belong there",
    MistakeKind.KEY_UNKNOWN: "strike the key, or correct its name",
    MistakeKind.KEY_MISSING: "add the key",
    MistakeKind.TEXT_EXPECTED: "put the value in quotation marks",
    MistakeKind.TEXT_TOO_LONG: "say it more briefly, in your own words",
    MistakeKind.DATE_EXPECTED: "write a date that exists, without quotation marks",
    MistakeKind.FLAG_EXPECTED: "write true or false, without quotation marks",
    MistakeKind.NUMBER_EXPECTED: "write the number without quotation marks and within the range",
    MistakeKind.LIST_EXPECTED: "write the values in brackets, with commas between them",
    MistakeKind.TABLE_EXPECTED: "write key = text, one a line, below a heading in brackets",
    MistakeKind.CODE_FORM: CORRECT_FORM,
    MistakeKind.CODE_TAKEN: "choose another code; extend that edition to vary it",
    MistakeKind.STANDARD_UNKNOWN: CORRECT_WORD,
    MistakeKind.PUBLISHED_FORM: CORRECT_FORM,
    MistakeKind.DATES_REVERSED: "swap or correct the two dates",
    MistakeKind.AUDITS_OF_DRAFT: "strike the date, or strike draft = true",
    MistakeKind.BASE_UNKNOWN: "name a built-in edition, or write all criteria out and strike extends",
    MistakeKind.BASE_OF_OTHER_STANDARD: "extend an edition of the same standard",
    MistakeKind.REPLACED_UNKNOWN: "load the edition before first, or correct its code",
    MistakeKind.ACTIVITY_UNKNOWN: CORRECT_WORD,
    MistakeKind.CLASS_UNKNOWN: CORRECT_WORD,
    MistakeKind.COLUMN_TWICE: "name each activity once",
    MistakeKind.COPY_OF_NO_COLUMN: "copy an activity that has a column",
    MistakeKind.COPY_HAS_COLUMN: "strike the copy, or the column",
    MistakeKind.COLUMNS_MISSING: "name in [edition] columns which activity each cell is about",
    MistakeKind.PILLAR_UNKNOWN: CORRECT_WORD,
    MistakeKind.PRINCIPLE_TWICE: "give each principle once",
    MistakeKind.PRINCIPLE_UNKNOWN: "add the principle, or correct the number",
    MistakeKind.PRINCIPLE_EMPTY: "add its criteria, or strike the principle",
    MistakeKind.CRITERIA_MISSING: "add the criteria: an edition that asks nothing certifies nothing",
    MistakeKind.NUMBER_FORM: CORRECT_FORM,
    MistakeKind.CRITERION_TWICE: "give each criterion once",
    MistakeKind.REMOVED_UNKNOWN: "strike the number, or correct it",
    MistakeKind.CELL_COUNT: "give one cell a column, with blanks between them",
    MistakeKind.CELL_UNKNOWN: "use A, C or -, or T and t where the edition has a transition",
    MistakeKind.TRANSITION_MISSING: "add the table [transition], or use A and C",
    MistakeKind.TRANSITION_NOT_OF_COLUMN: "name the activity in [transition], or use A or C in its column",
    MistakeKind.APPLIES_NOWHERE: "say for whom the criterion holds, or strike it",
    MistakeKind.SUB_ITEM_LETTER: "letter the sub-items a, b, c without gaps",
    MistakeKind.SUB_ITEM_UNKNOWN: "add the sub-item, or correct the letter",
    MistakeKind.LINEAGE_WITHOUT_EDITION: "name the edition before in [edition] replaces",
    MistakeKind.LINEAGE_UNKNOWN: "correct the number, or strike it where the criterion is new",
    MistakeKind.LINEAGE_TWICE: "name each ancestor once",
    MistakeKind.TAG_UNKNOWN: CORRECT_WORD,
    MistakeKind.SOURCE_FORM: CORRECT_FORM,
    MistakeKind.VERIFIED_WITHOUT_SOURCE: "add the source of the official text and the tag published, or say false",
    MistakeKind.ID_FORM: CORRECT_FORM,
    MistakeKind.ID_TWICE: "give each threshold once",
    MistakeKind.ITEM_UNKNOWN: "correct the number",
    MistakeKind.BOUNDARY_UNKNOWN: CORRECT_WORD,
    MistakeKind.ALTERNATIVE_EMPTY: "say what a smelter has to reach: below, a reduction or an accepted path",
    MistakeKind.REDUCTION_INCOMPLETE: "give both, or neither",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """One mistake; `line` is None where no line can be named, `place` says it in words."""

    kind: MistakeKind
    line: int | None
    place: str
    found: str
    expected: str

    @property
    def todo(self) -> str:
        """What mends it."""
        return REMEDIES[self.kind]

    @property
    def words(self) -> str:
        """The mistake in one line of text."""
        line = "" if self.line is None else f"line {self.line}, "
        return f"{line}{self.place}: found {self.found}; expected {self.expected}; {self.todo}"

    def as_json(self) -> dict[str, str | int | None]:
        """Return its members."""
        return {
            "kind": self.kind.value,
            "line": self.line,
            "place": self.place,
            "found": self.found,
            "expected": self.expected,
            "todo": self.todo,
        }


def refuse_edition(mistakes: Sequence[Mistake]) -> Refusal:
    """Return the refusal that names the first mistakes of an edition file."""
    found = [f"line {each.line or '?'}, {each.place}: {each.found}" for each in mistakes[:MISTAKES_SHOWN]]
    if len(mistakes) > MISTAKES_SHOWN:
        found.append(f"and {len(mistakes) - MISTAKES_SHOWN} more")
    return Refusal(
        "edition_invalid",
        found="; ".join(found),
        expected="an edition file as docs/reference/editions.md describes it",
        todo="check the file to see every mistake with what to do about it, mend them and load it again",
    )
