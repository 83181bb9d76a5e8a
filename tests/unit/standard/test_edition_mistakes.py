"""Each kind of mistake, alone in a file that is right otherwise."""

from time import perf_counter

import pytest

from casthouse.standard.edition import Edition
from casthouse.standard.edition_mistake import REMEDIES, MistakeKind
from casthouse.standard.edition_text import edition_from_text, read_edition

HEADER = """[edition]
code = "own"
standard = "performance"
name = "Our own"
in_force_from = 2030-01-01
audits_from = 2030-01-01
columns = ["bauxite_mining", "other_manufacturing"]
"""
PRINCIPLE = """[[principle]]
number = 1
title = "Integrity"
tag = "recollected"
"""
CRITERION = """[[criterion]]
number = "1.1"
title = "Law"
summary = "Follow the law."
applies = "A C"
tag = "recollected"
"""
WHOLE = HEADER + PRINCIPLE + CRITERION
TRANSITION = '[transition]\nactivities = ["other_manufacturing"]\n'
THRESHOLD = '[[threshold]]\nid = "age"\nitem = "1.1"\nmeaning = "age"\nvalue = 15\nunit = "years"\n'
WAY = (
    '[[smelter_alternative]]\nid = "way"\nitem = "1.1"\nmeaning = "way"\nboundary = "scope_1_2"\n'
    'unit = "t CO2e per t Al"\nbelow = 8\n'
)
BASE = edition_from_text(WHOLE.replace('"own"', '"base"'), built_in=True)
OTHER = edition_from_text(
    WHOLE.replace('"own"', '"other"').replace('"performance"', '"chain_of_custody"'), built_in=True
)
BASES: dict[str, Edition] = {"base": BASE, "other": OTHER}
EXTENDED = '[edition]\ncode = "own"\nname = "Our own"\nextends = "base"\n'

K = MistakeKind
CASES: list[tuple[MistakeKind, int | None, str, str]] = [
    # kind, line, what is found, the text
    (K.UNREADABLE, 2, "this is not TOML: Invalid value", "[edition]\ncode =\n"),
    (K.UNREADABLE, None, "brackets are nested too deeply", "a = " + "[" * 100_000),
    (K.UNREADABLE, 1, "more than 200 points in one line", "a." * 100_000 + "a = 1"),
    (K.UNREADABLE, None, "this is not TOML: Exceeds the limit", "a = " + "9" * 5_000),
    (K.UNREADABLE, None, "a number cannot be read", "a = 1e99999999999999999999"),
    (K.HEADER_MISSING, 1, "no table [edition]", PRINCIPLE),
    (K.HEADER_MISSING, 1, "no table [edition]", ""),
    (K.TABLE_UNKNOWN, 1, "a name that is unknown", "top = 1\n" + WHOLE),
    (K.TABLE_UNKNOWN, 18, "a name that is unknown", WHOLE + "[appendix]\n"),
    (K.TABLE_FORM, 18, "{'id': 'x'}", WHOLE + '[threshold]\nid = "x"\n'),
    (K.TABLE_FORM, 1, "[{'activities'", "[[transition]]\nactivities = []\n" + WHOLE),
    (K.TOO_MANY, 18, "1001 tables", WHOLE + "[[exemption]]\n" * 1_001),
    (K.KEY_UNKNOWN, 18, "a key that is unknown", WHOLE + "weight = 3\n"),
    (K.KEY_MISSING, 12, "nothing", WHOLE.replace('title = "Law"\n', "")),
    (K.KEY_MISSING, 14, "nothing", WHOLE.replace('"Law"', '""')),
    (K.TEXT_EXPECTED, 4, "7", WHOLE.replace('"Our own"', "7")),
    (K.TEXT_TOO_LONG, 15, "501 characters", WHOLE.replace("Follow the law.", "x" * 501)),
    (K.DATE_EXPECTED, 5, "'2030'", WHOLE.replace("2030-01-01", '"2030"', 1)),
    (K.DATE_EXPECTED, 5, "datetime.datetime(", WHOLE.replace("2030-01-01", "2030-01-01T10:00:00", 1)),
    (K.FLAG_EXPECTED, 18, "'yes'", WHOLE + 'verified = "yes"\n'),
    (K.NUMBER_EXPECTED, 9, "100", WHOLE.replace("number = 1\n", "number = 100\n")),
    (K.NUMBER_EXPECTED, 22, "a number of thousands", WHOLE + THRESHOLD.replace("15", "0x" + "f" * 9_000)),
    (K.NUMBER_EXPECTED, 22, "1E+999999", WHOLE + THRESHOLD.replace("15", "1e999999")),
    (K.NUMBER_EXPECTED, 22, "NaN", WHOLE + THRESHOLD.replace("15", "nan")),
    (K.NUMBER_EXPECTED, 22, "0", WHOLE + THRESHOLD.replace("15", "0")),
    (K.LIST_EXPECTED, 18, "'1.1'", WHOLE + 'from = "1.1"\n'),
    (K.TABLE_EXPECTED, 18, "['a']", WHOLE + 'sub_items = ["a"]\n'),
    (K.CODE_FORM, 2, "'Own'", WHOLE.replace('"own"', '"Own"')),
    (K.CODE_TAKEN, 2, "base, a built-in edition", WHOLE.replace('"own"', '"base"')),
    (K.STANDARD_UNKNOWN, 3, "'quality'", WHOLE.replace('"performance"', '"quality"')),
    (K.PUBLISHED_FORM, 8, "'2030-13'", HEADER + 'published = "2030-13"\n' + PRINCIPLE + CRITERION),
    (
        K.DATES_REVERSED,
        8,
        "2029-12-31, before",
        HEADER + "in_force_to = 2029-12-31\n" + PRINCIPLE + CRITERION,
    ),
    (K.AUDITS_OF_DRAFT, 6, "a date of audits", HEADER + "draft = true\n" + PRINCIPLE + CRITERION),
    (K.BASE_UNKNOWN, 4, "none", EXTENDED.replace('"base"', '"none"') + PRINCIPLE + CRITERION),
    (K.BASE_OF_OTHER_STANDARD, 4, "other", EXTENDED.replace("base", "other") + 'standard = "performance"\n'),
    (K.REPLACED_UNKNOWN, 8, "never", HEADER + 'replaces = "never"\n' + PRINCIPLE + CRITERION),
    (K.REPLACED_UNKNOWN, 8, "the edition itself", HEADER + 'replaces = "own"\n' + PRINCIPLE + CRITERION),
    (K.ACTIVITY_UNKNOWN, 7, "'melting'", WHOLE.replace("bauxite_mining", "melting")),
    (K.CLASS_UNKNOWN, 19, "'users'", WHOLE + '[[exemption]]\nmembership = "users"\nprinciples = [1]\n'),
    (K.COLUMN_TWICE, 7, "bauxite_mining twice", WHOLE.replace("other_manufacturing", "bauxite_mining")),
    (
        K.COPY_OF_NO_COLUMN,
        8,
        "casthouse",
        HEADER + 'copies = { alumina_refining = "casthouse" }\n' + PRINCIPLE + CRITERION,
    ),
    (
        K.COPY_HAS_COLUMN,
        8,
        "bauxite_mining",
        HEADER + 'copies = { bauxite_mining = "other_manufacturing" }\n' + PRINCIPLE + CRITERION,
    ),
    (K.COLUMNS_MISSING, 17, "no columns", WHOLE.replace("columns = [", "removes = []\n#")),
    (K.PILLAR_UNKNOWN, 12, "'money'", HEADER + PRINCIPLE + 'pillar = "money"\n' + CRITERION),
    (K.PRINCIPLE_TWICE, 13, "principle 1 again", HEADER + PRINCIPLE + PRINCIPLE + CRITERION),
    (K.PRINCIPLE_UNKNOWN, 13, "principle 2", WHOLE.replace('"1.1"', '"2.1"')),
    (K.PRINCIPLE_EMPTY, 18, "no criterion of it", WHOLE + PRINCIPLE.replace("1", "2")),
    (K.CRITERIA_MISSING, 1, "no criterion", HEADER + PRINCIPLE),
    (K.NUMBER_FORM, 13, "'1.0'", WHOLE.replace('"1.1"', '"1.0"')),
    (K.CRITERION_TWICE, 19, "criterion 1.1 again", WHOLE + CRITERION),
    (K.REMOVED_UNKNOWN, 5, "9.9", EXTENDED + 'removes = ["9.9"]\n'),
    (K.CELL_COUNT, 16, "3 cells", WHOLE.replace("A C", "A C C")),
    (K.CELL_UNKNOWN, 16, "'B' in column 2", WHOLE.replace("A C", "A B")),
    (K.TRANSITION_MISSING, 16, "T without", WHOLE.replace("A C", "A T")),
    (K.TRANSITION_NOT_OF_COLUMN, 16, "t for bauxite_mining", WHOLE.replace("A C", "t T") + TRANSITION),
    (K.APPLIES_NOWHERE, 16, "no activity", WHOLE.replace("A C", "- -")),
    (K.SUB_ITEM_LETTER, 20, "c", WHOLE + '[criterion.sub_items]\na = "One."\nc = "Three."\n'),
    (K.SUB_ITEM_UNKNOWN, 19, "b", WHOLE + '[criterion.sub_applies]\nb = "A A"\n'),
    (K.LINEAGE_WITHOUT_EDITION, 18, "ancestors of no edition", WHOLE + 'from = ["1.1"]\n'),
    (
        K.LINEAGE_UNKNOWN,
        19,
        "9.9",
        HEADER + 'replaces = "base"\n' + PRINCIPLE + CRITERION + 'from = ["1.1", "9.9"]\n',
    ),
    (
        K.LINEAGE_TWICE,
        19,
        "1.1 twice",
        HEADER + 'replaces = "base"\n' + PRINCIPLE + CRITERION + 'from = ["1.1", "1.1"]\n',
    ),
    (K.TAG_UNKNOWN, 11, "'heard'", WHOLE.replace("recollected", "heard", 1)),
    (K.SOURCE_FORM, 18, "'the PDF'", WHOLE + 'source = "the PDF"\n'),
    (
        K.VERIFIED_WITHOUT_SOURCE,
        18,
        "true with the tag recollected and no source",
        WHOLE + "verified = true\n",
    ),
    (K.ID_FORM, 19, "'Age'", WHOLE + THRESHOLD.replace('"age"', '"Age"', 1)),
    (K.ID_TWICE, 25, "age again", WHOLE + THRESHOLD + THRESHOLD),
    (K.ITEM_UNKNOWN, 20, "1.1a", WHOLE + THRESHOLD.replace('"1.1"', '"1.1a"')),
    (K.BOUNDARY_UNKNOWN, 22, "'gate'", WHOLE + WAY.replace("scope_1_2", "gate")),
    (K.ALTERNATIVE_EMPTY, 18, "every smelter meets", WHOLE + WAY.replace("below = 8\n", "")),
    (K.REDUCTION_INCOMPLETE, 18, "one of two keys", WHOLE + WAY + "reporting_periods = 3\n"),
]


@pytest.mark.parametrize(
    ("kind", "line", "found", "text"), CASES, ids=[f"{c[0]}-{n}" for n, c in enumerate(CASES)]
)
def test_a_mistake_is_named_with_its_line(kind: MistakeKind, line: int | None, found: str, text: str) -> None:
    reading = read_edition(text, bases=BASES, known=BASES)
    assert reading.edition is None
    first = next(each for each in reading.mistakes if each.kind is kind)
    assert found in first.found
    assert first.line == line
    assert len(first.words) < 1_000
    assert first.as_json()["todo"] == REMEDIES[kind]


def test_every_kind_has_a_case_and_says_what_to_do() -> None:
    assert {case[0] for case in CASES} == set(MistakeKind) == set(REMEDIES)


def test_a_file_that_is_right_has_none() -> None:
    reading = read_edition(WHOLE + THRESHOLD + WAY, bases=BASES, known=BASES)
    assert reading.mistakes == ()
    assert reading.edition is not None


def test_a_heading_inside_a_long_text_is_none() -> None:
    text = WHOLE.replace('"Follow the law."', '"""Follow\n[[criterion]]\nthe law."""') + "verified = 1\n"
    (mistake,) = read_edition(text).mistakes
    assert (mistake.kind, mistake.line) == (K.FLAG_EXPECTED, 20)


def test_tables_in_one_line_are_read_without_their_lines() -> None:
    principle = 'principle = [{number = 1, title = "Integrity", weight = 1}]\n'
    (mistake,) = read_edition(principle + HEADER + CRITERION).mistakes
    assert (mistake.kind, mistake.line, mistake.place) == (K.KEY_UNKNOWN, None, "principle 1, weight")


@pytest.mark.parametrize(
    "text",
    [
        HEADER + "".join(f"k{number} = 1\n" for number in range(20_000)),
        HEADER + "[[criterion]]\n" * 20_000,
        HEADER.replace('["bauxite_mining"', "[" + '"casthouse",' * 20_000 + '"bauxite_mining"') + CRITERION,
        HEADER + ("k." + "a." * 199 + "b = 1\n") * 100,
        WHOLE + "from = [" + '"1.1",' * 20_000 + "]\n",
        WHOLE + '[[exemption]]\nmembership = "industrial_users"\nprinciples = [1]\n' * 900,
    ],
    ids=["keys", "tables", "columns", "points", "ancestors", "exemptions"],
)
def test_a_long_file_is_read_in_a_time_that_grows_with_its_length(text: str) -> None:
    began = perf_counter()
    read_edition(text, bases=BASES, known=BASES)
    assert perf_counter() - began < 10, "seconds, for what takes a fraction of one"
