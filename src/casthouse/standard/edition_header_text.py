"""The head of an edition file: whose edition it is, its dates, its columns, who starts later and who is spared."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

from casthouse.parties.activity import Activity
from casthouse.parties.organisation import Membership
from casthouse.standard.edition_file import EditionFile
from casthouse.standard.edition_mistake import MistakeKind
from casthouse.standard.edition_table import EditionTable
from casthouse.standard.standard_name import StandardName
from casthouse.standard.standing import Standing

CODE_PATTERN = re.compile(r"[a-z0-9][a-z0-9.-]{0,39}")
CODE_WORDS = "lower case letters, digits, points and hyphens, at most 40"
PUBLISHED_PATTERN = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?")
PRINCIPLES_MAX = 99
PUBLISHED_WORDS = "a month or a day such as 2022-05 or 2022-05-19"


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """Who starts later: activities for every class, and activities for some classes (the cells T and t)."""

    activities: frozenset[Activity]
    classes: Mapping[Activity, tuple[Membership, ...]]
    ended_by: frozenset[Activity]
    standing: Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Exemption:
    """A class of members that some principles do not hold for, whatever their activities and cycle."""

    membership: Membership
    principles: tuple[int, ...]
    standing: Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionHeader:
    """What stands above the principles of an edition file."""

    code: str
    standard: StandardName | None
    name: str
    published: str
    in_force_from: date | None
    in_force_to: date | None
    audits_from: date | None
    audits_to: date | None
    is_draft: bool
    extends: str
    replaces: str
    removes: tuple[str, ...]
    columns: tuple[Activity | None, ...]  # None keeps the place of a name that is unknown
    copies: Mapping[Activity, Activity]
    note: str
    source: str
    table: EditionTable


def edition_header(file: EditionFile) -> EditionHeader | None:
    """Read the table [edition], or note that it is missing."""
    table = file.single("edition")
    if table is None:
        found, expected = "no table [edition]", "a table [edition] with the code, the standard and the name"
        EditionTable({}, name="[edition]", line=lambda _: 1, mistakes=file.mistakes).note(
            MistakeKind.HEADER_MISSING, "", found=found, expected=expected
        )
        return None
    columns = _columns(table)
    extends = _code(table, "extends")
    header = EditionHeader(
        code=_code(table, "code", needed=True),
        # an edition that extends another is of the same standard
        standard=table.word(
            "standard", StandardName, MistakeKind.STANDARD_UNKNOWN, needed=not table.has("extends")
        ),
        name=table.text("name", needed=True),
        published=table.formed(
            "published", PUBLISHED_PATTERN, MistakeKind.PUBLISHED_FORM, PUBLISHED_WORDS, needed=False
        ),
        in_force_from=table.day("in_force_from"),
        in_force_to=table.day("in_force_to"),
        audits_from=table.day("audits_from"),
        audits_to=table.day("audits_to"),
        is_draft=table.flag("draft"),
        extends=extends,
        replaces=_code(table, "replaces") or extends,
        removes=table.texts("removes"),
        columns=columns,
        copies=_copies(table, columns),
        note=table.text("note"),
        source=table.text("source"),
        table=table,
    )
    _check_dates(header)
    table.close()
    return header


def edition_transition(file: EditionFile) -> Transition | None:
    """Read the table [transition]; None where there is none."""
    table = file.single("transition")
    if table is None:
        return None
    classes: dict[Activity, tuple[Membership, ...]] = {}
    for word, names in table.tables_of("classes").items():
        activity = table.member("classes", word, Activity, MistakeKind.ACTIVITY_UNKNOWN)
        inner = EditionTable(
            {word: names},
            name="[transition] classes",
            line=partial(_line_of_class, table),
            mistakes=file.mistakes,
        )
        members = inner.words(word, Membership, MistakeKind.CLASS_UNKNOWN)
        if activity is not None:
            classes[activity] = members
    read = Transition(
        activities=frozenset(table.words("activities", Activity, MistakeKind.ACTIVITY_UNKNOWN)),
        classes=classes,
        ended_by=frozenset(table.words("ended_by", Activity, MistakeKind.ACTIVITY_UNKNOWN)),
        standing=table.standing("transition"),
    )
    table.close()
    return read


def edition_exemptions(file: EditionFile) -> list[tuple[Exemption, EditionTable]]:
    """Read the tables [[exemption]]; the numbers of their principles are checked where the principles are known."""
    read = []
    for table in file.listed("exemption"):
        membership = table.word("membership", Membership, MistakeKind.CLASS_UNKNOWN, needed=True)
        numbers = table.wholes("principles", at_least=1, at_most=PRINCIPLES_MAX)
        standing = table.standing("exemption")
        table.close()
        if membership is not None:
            found = Exemption(membership=membership, principles=numbers, standing=standing)
            read.append((found, table))
    return read


def _code(table: EditionTable, key: str, *, needed: bool = False) -> str:
    return table.formed(key, CODE_PATTERN, MistakeKind.CODE_FORM, CODE_WORDS, needed=needed)


def _columns(table: EditionTable) -> tuple[Activity | None, ...]:
    texts = table.texts("columns")
    columns = tuple(table.member("columns", text, Activity, MistakeKind.ACTIVITY_UNKNOWN) for text in texts)
    for activity in sorted(each for each, number in Counter(columns).items() if each and number > 1):
        table.note(
            MistakeKind.COLUMN_TWICE,
            "columns",
            found=f"{activity.value} twice",
            expected="each activity once",
        )
    return columns


def _copies(table: EditionTable, columns: tuple[Activity | None, ...]) -> dict[Activity, Activity]:
    copies: dict[Activity, Activity] = {}
    for copy, column in table.texts_by_key("copies").items():
        line = table.line(f"copies.{copy}")
        made = table.member("copies", copy, Activity, MistakeKind.ACTIVITY_UNKNOWN, line)
        taken = table.member("copies", column, Activity, MistakeKind.ACTIVITY_UNKNOWN, line)
        if made is None or taken is None:
            continue
        if made in columns:
            kind, found, expected = (
                MistakeKind.COPY_HAS_COLUMN,
                made,
                "an activity without a column of its own",
            )
            table.note(kind, "copies", found=found.value, expected=expected, line=line)
        elif taken not in columns:
            kind, expected = MistakeKind.COPY_OF_NO_COLUMN, "an activity that has a column"
            table.note(kind, "copies", found=taken.value, expected=expected, line=line)
        else:
            copies[made] = taken
    return copies


def _check_dates(header: EditionHeader) -> None:
    table = header.table
    for first, last, key in (
        (header.in_force_from, header.in_force_to, "in_force_to"),
        (header.audits_from, header.audits_to, "audits_to"),
    ):
        if first and last and last < first:
            found, expected = f"{last}, before {first}", "a last day that is not before the first"
            table.note(MistakeKind.DATES_REVERSED, key, found=found, expected=expected)
    for key in ("audits_from", "audits_to"):
        if header.is_draft and table.has(key):
            found = "a date of audits in a draft"
            table.note(
                MistakeKind.AUDITS_OF_DRAFT, key, found=found, expected="no audits that follow a draft"
            )
    if not header.is_draft and not header.extends:
        for key in ("in_force_from", "audits_from"):
            if not table.has(key):
                table.note(
                    MistakeKind.KEY_MISSING, key, found="nothing", expected="a date, unless it is a draft"
                )


def _line_of_class(table: EditionTable, word: str) -> int | None:
    return table.line(f"classes.{word}")
