"""Nobody computes from all that is published what fewer than three organisations contributed.

The attacker knows every published figure of every year, knows who contributed to which cell, and may add and subtract
figures as often as he likes. A published figure is a linear form over the contributions; he has won when some
combination of the forms is left with contributions of one or two organisations only. That is a question of rank:
leaving out the columns of these organisations must not lower the rank of the published forms.
"""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casthouse.assurance.finding_statistics import FindingLine, FindingSheet, RatingCount, finding_sheets
from casthouse.assurance.rating import Rating
from casthouse.custody.stage import STAGES, Stage
from casthouse.custody.volume_statistics import OrganisationVolume, VolumeFlow, volume_sheet
from casthouse.measure.disclosure import DisclosureRules, finest_blocks, may_publish
from casthouse.parties.activity import Activity

pytestmark = pytest.mark.one_store

RULES = DisclosureRules(organisations_min=3)
MASS_RULES = DisclosureRules(organisations_min=3, dominant=2, dominant_share=Fraction(9, 10))
ORGANISATIONS = ("A", "B", "C", "D", "E")
ACTIVITIES = (Activity.BAUXITE_MINING, Activity.CASTHOUSE, Activity.SEMI_FABRICATION)
Form = frozenset[Any]
"""The cells that a published figure sums over."""
Behind = Mapping[Any, Mapping[str, int]]
"""Who contributed to which cell, and how much."""


def secrets(forms: Sequence[Form], behind: Behind, *, of_at_most: int = 2) -> list[tuple[str, ...]]:
    """Return the small groups of organisations of whom something follows from the published forms."""
    columns = [(cell, who) for cell, amounts in behind.items() for who, amount in amounts.items() if amount]
    matrix = np.array([[cell in form for cell, _ in columns] for form in forms], dtype=float)
    if not matrix.size:
        return []
    whole = np.linalg.matrix_rank(matrix)
    found = []
    everybody = sorted({who for _, who in columns})
    for size in range(1, of_at_most + 1):
        for group in combinations(everybody, size):
            others = [at for at, (_, who) in enumerate(columns) if who not in group]
            if (np.linalg.matrix_rank(matrix[:, others]) if others else 0) < whole:
                found.append(group)
    return found


def test_the_attacker_subtracts() -> None:
    cells = {"x": {"A": 1}, "y": {"A": 2, "B": 2, "C": 2}}
    total_and_part = [frozenset({"x", "y"}), frozenset({"y"})]
    assert secrets(total_and_part, cells) == [("A",), ("A", "B"), ("A", "C")]
    assert secrets([frozenset({"x", "y"})], cells) == []


rating_counts = st.lists(
    st.builds(
        RatingCount,
        organisation=st.sampled_from(ORGANISATIONS),
        edition=st.sampled_from(["ps-v2", "ps-v3"]),
        principle=st.integers(1, 3),
        activity=st.sampled_from(ACTIVITIES),
        rating=st.sampled_from(Rating),
        count=st.integers(1, 9),
    ),
    max_size=60,
)


def behind_of(counts: Iterable[RatingCount], year: int) -> dict[Any, dict[str, int]]:
    behind: dict[Any, dict[str, int]] = {}
    for each in counts:
        held = behind.setdefault((year, each.edition, each.principle, each.activity, each.rating), {})
        held[each.organisation] = held.get(each.organisation, 0) + each.count
    return behind


def forms_of(sheet: FindingSheet, behind: Behind) -> list[tuple[Form, int]]:
    """Return what each figure of a sheet sums over, as a reader takes the lines: “others” are those not shown."""
    cells = {cell for cell in behind if cell[:2] == (sheet.year, sheet.edition)}
    regions = {cell[2:4] for cell in cells}
    shown = {(line.principle, line.activity) for line in sheet.lines}
    alone = {line.principle for line in sheet.lines if line.activity is None}

    def is_in(line: FindingLine, region: tuple[int, Activity]) -> bool:
        if line.activity is not None:
            return region == (line.principle, line.activity)
        if line.principle is not None:
            return region[0] == line.principle and region not in shown
        return region not in shown and region[0] not in alone

    return [
        (
            frozenset(
                cell
                for cell in cells
                if cell[4] in figure.ratings and cell[2:4] in regions and is_in(line, cell[2:4])
            ),
            figure.count,
        )
        for line in sheet.lines
        for figure in line.figures
    ]


@given(rating_counts, rating_counts)
def test_findings_of_two_years_tell_nothing_of_two_organisations(
    one: list[RatingCount], other: list[RatingCount]
) -> None:
    behind = behind_of(one, 2024) | behind_of(other, 2025)
    sheets = [*finding_sheets(one, year=2024, rules=RULES), *finding_sheets(other, year=2025, rules=RULES)]
    forms = [each for sheet in sheets for each in forms_of(sheet, behind)]
    for form, count in forms:
        assert count == sum(sum(behind[cell].values()) for cell in form)  # what is published is true
    assert secrets([form for form, _ in forms], behind) == []
    covered = [cell for form, _ in forms for cell in form]
    assert len(covered) == len(set(covered))  # no rating is counted twice
    for sheet in sheets:
        cells = {cell for cell in behind if cell[:2] == (sheet.year, sheet.edition)}
        assert sheet.is_withheld == bool(cells - set(covered))


volumes = st.lists(
    st.builds(
        OrganisationVolume,
        organisation=st.sampled_from(ORGANISATIONS),
        stage=st.sampled_from(STAGES),
        flows=st.dictionaries(st.sampled_from(VolumeFlow), st.integers(0, 50), min_size=1),
    ),
    max_size=30,
)


@given(volumes)
def test_masses_tell_nothing_of_two_organisations_and_nobody_is_most_of_one(
    given_volumes: list[OrganisationVolume],
) -> None:
    behind: dict[tuple[Stage, VolumeFlow], dict[str, int]] = {}
    for each in given_volumes:
        for flow, mass_g in each.flows.items():
            held = behind.setdefault((each.stage, flow), {})
            held[each.organisation] = held.get(each.organisation, 0) + mass_g
    sheet = volume_sheet(given_volumes, year=2025, rules=MASS_RULES)
    forms: list[Form] = []
    for stage in sheet.stages:
        for figure in stage.figures:
            cells = [(stage.stage, flow) for flow in figure.flows]
            pool: dict[str, int] = {}
            for cell in cells:
                for who, mass_g in behind.get(cell, {}).items():
                    pool[who] = pool.get(who, 0) + mass_g
            assert figure.mass_g == sum(pool.values())
            largest = sum(sorted(pool.values(), reverse=True)[:2])
            assert largest * 10 <= figure.mass_g * 9
            forms.append(frozenset(cells))
        assert len({frozenset(each.flows) for each in stage.figures}) in {0, 2, 5}
    assert secrets(forms, behind) == []


@given(st.dictionaries(st.sampled_from(ORGANISATIONS), st.integers(0, 100)))
def test_what_may_be_published_has_enough_behind_it(amounts: dict[str, int]) -> None:
    behind = [amount for amount in amounts.values() if amount]
    assert may_publish(amounts, RULES) == (len(behind) >= 3)
    if may_publish(amounts, MASS_RULES):
        assert len(behind) >= 3
        assert max(behind) < sum(behind) * 9 / 10


def test_the_finest_partition_that_passes_is_taken() -> None:
    cells = {"x": {"A": 1, "B": 1}, "y": {"C": 1}, "z": {"A": 1, "B": 1, "D": 1}}
    apart = [frozenset({each}) for each in "xyz"]
    joined = [frozenset("xy"), frozenset("z")]
    blocks = finest_blocks(cells, [apart, joined], RULES)
    assert blocks is not None
    assert [(sorted(each.cells), each.total) for each in blocks] == [(["x", "y"], 3), (["z"], 3)]
    assert finest_blocks(cells, [apart], RULES) is None
    assert finest_blocks({}, [apart, joined], RULES) is None  # a sum over nobody is no figure
