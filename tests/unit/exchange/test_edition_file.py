"""The built-in editions say what is known of the standards, cell by cell; files are read up to a limit."""

from datetime import date
from pathlib import Path

import pytest

from casthouse.exchange.edition_file import (
    BUILT_IN_CODES,
    FILE_SIZE_MAX,
    built_in_editions,
    edition_file_text,
    edition_text_of,
)
from casthouse.exchange.rule_pack_file import built_in_rule_packs
from casthouse.parties.activity import Activity
from casthouse.parties.organisation import Membership
from casthouse.standard.applicability import applicable
from casthouse.standard.applicability_row import Applicability, Cycle
from casthouse.standard.edition import Edition, editions_for_audit
from casthouse.standard.rule import Tag
from casthouse.standard.standard_name import StandardName
from tests.unit.refusing import refused

EDITIONS = built_in_editions()
V2, V3, V4 = EDITIONS["ps-v2"], EDITIONS["ps-v3"], EDITIONS["ps-v4-draft"]
C1, C2, C3 = EDITIONS["coc-v1"], EDITIONS["coc-v2"], EDITIONS["coc-v3-draft"]
EVERY_EDITION = pytest.mark.parametrize("edition", EDITIONS.values(), ids=EDITIONS)
COLUMNS = (
    Activity.BAUXITE_MINING,
    Activity.ALUMINA_REFINING,
    Activity.ALUMINIUM_SMELTING,
    Activity.REMELTING_REFINING,
    Activity.CASTHOUSE,
    Activity.SEMI_FABRICATION,
    Activity.MATERIAL_CONVERSION,
    Activity.OTHER_MANUFACTURING,
)
USERS, PRODUCERS = Membership.INDUSTRIAL_USERS, Membership.PRODUCTION_AND_TRANSFORMATION
WORDS = {
    "A": Applicability.MANDATORY,
    "C": Applicability.CONTEXTUAL,
    "-": Applicability.NOT_APPLICABLE,
    "T": Applicability.MANDATORY,
    "t": Applicability.CONTEXTUAL,
}


def cells() -> dict[str, list[str]]:
    text = (Path(__file__).parent / "performance-standard-v3-cells.txt").read_text(encoding="utf-8")
    rows = [line.split() for line in text.splitlines() if not line.startswith("#")]
    return {number: given for number, *given in rows}


def of(
    edition: Edition,
    *activities: Activity,
    membership: Membership | None = PRODUCERS,
    cycle: Cycle = Cycle.FIRST,
) -> dict[str, Applicability]:
    return applicable(edition, activities=activities, membership=membership, cycle=cycle)


def mandatory_principles(found: dict[str, Applicability]) -> set[int]:
    return {int(n.partition(".")[0]) for n, each in found.items() if each is Applicability.MANDATORY}


def test_the_criteria_of_the_third_edition_are_those_of_the_table() -> None:
    assert [each.number for each in V3.criteria] == list(cells())


@pytest.mark.parametrize("place", range(8), ids=[each.value for each in COLUMNS])
def test_each_cell_of_the_third_edition_is_that_of_the_table(place: int) -> None:
    found = of(V3, COLUMNS[place], cycle=Cycle.LATER)
    for criterion in V3.criteria:
        expected = WORDS[cells()[criterion.number][place]]
        for item in criterion.rateable_items:
            if item.number == "3.3b" and COLUMNS[place] is not Activity.BAUXITE_MINING:
                expected = Applicability.NOT_APPLICABLE  # only mines publish their payments
            assert found[item.number] is expected, item.number


def test_cells_that_start_later_are_those_marked_so() -> None:
    for activity, place, membership in (
        (Activity.OTHER_MANUFACTURING, 7, PRODUCERS),
        (Activity.OTHER_MANUFACTURING, 7, USERS),
        (Activity.MATERIAL_CONVERSION, 6, USERS),
    ):
        first = of(V3, activity, membership=membership)
        later = of(V3, activity, membership=membership, cycle=Cycle.LATER)
        changed = {number.rstrip("abcde") for number in first if first[number] is not later[number]}
        assert changed == {number for number, row in cells().items() if row[place] in {"T", "t"}}
        assert mandatory_principles(first) == {1, 2, 3, 4}
        assert mandatory_principles(later) == set(range(1, 12)), activity


def test_material_conversion_of_a_producer_starts_at_once() -> None:
    assert of(V3, Activity.MATERIAL_CONVERSION) == of(V3, Activity.MATERIAL_CONVERSION, cycle=Cycle.LATER)


@pytest.mark.parametrize("upstream", [each for each in Activity if each not in COLUMNS[6:]])
def test_the_later_start_ends_with_any_activity_up_to_semi_fabrication(upstream: Activity) -> None:
    scope = (Activity.OTHER_MANUFACTURING, upstream)
    assert of(V3, *scope, membership=USERS) == of(V3, *scope, membership=USERS, cycle=Cycle.LATER)


def test_of_the_second_edition_users_and_makers_have_to_meet_the_fourth_principle_only() -> None:
    for cycle in Cycle:
        for activity in COLUMNS:
            assert mandatory_principles(of(V2, activity, membership=USERS, cycle=cycle)) == {4}
        assert mandatory_principles(of(V2, Activity.OTHER_MANUFACTURING, cycle=cycle)) == {4}
    assert mandatory_principles(of(V2, Activity.MATERIAL_CONVERSION)) == set(range(1, 12))


@EVERY_EDITION
def test_the_two_late_activities_follow_mining_and_refining(edition: Edition) -> None:
    for membership in (PRODUCERS, USERS, None):
        for copy, column in (
            (Activity.BAUXITE_DEVELOPMENT, Activity.BAUXITE_MINING),
            (Activity.HIGH_PURITY_ALUMINA, Activity.ALUMINA_REFINING),
        ):
            assert of(edition, copy, membership=membership) == of(edition, column, membership=membership)


def test_the_second_edition_has_as_many_criteria_a_principle_as_is_remembered() -> None:
    counted = [len(V2.criteria_of(principle.number)) for principle in V2.principles]
    assert counted == [3, 8, 4, 4, 3, 8, 3, 5, 9, 8, 4]


def test_which_criterion_came_from_which() -> None:
    before: dict[str, list[str]] = {}
    for line in V3.lineage:
        before.setdefault(line.item, []).append(line.before_item)
    moved = {item: found for item, found in before.items() if found != [item]}
    assert moved == {
        "2.6": ["2.5"],
        "2.7": ["2.6"],
        "2.9": ["2.7"],
        "2.10": ["2.8"],
        "5.2": ["5.3"],
        "5.3": ["5.2"],
        "5.4": ["5.3a"],
        "7.1": ["7.1", "7.3"],
        "8.4": ["8.3"],
        "8.5": ["8.4"],
        "8.7": ["8.5"],
        "11.1": ["11.1", "11.2"],
        "11.2": ["11.3"],
        "11.3": ["11.4"],
    }
    new = {each.number for each in V3.criteria} - set(before)
    assert new == {"2.8", "8.3", "8.6", "10.9"}
    reached = {line.before_item.rstrip("a") for line in V3.lineage}
    assert reached == {each.number for each in V2.criteria}, "every criterion of V2 lives on"


def test_audits_follow_v2_or_v3_for_a_year_and_then_v3() -> None:
    def choice(day: date, standard: StandardName = StandardName.PERFORMANCE) -> list[str]:
        return [each.code for each in editions_for_audit(EDITIONS.values(), standard=standard, day=day)]

    assert choice(date(2017, 11, 30)) == []
    assert choice(date(2022, 5, 31)) == ["ps-v2"]
    assert choice(date(2022, 6, 1)) == ["ps-v2", "ps-v3"]
    assert choice(date(2023, 5, 31)) == ["ps-v2", "ps-v3"]
    assert choice(date(2023, 6, 1)) == ["ps-v3"]
    assert choice(date(2023, 6, 1), StandardName.CHAIN_OF_CUSTODY) == ["coc-v1", "coc-v2"]
    assert choice(date(2023, 6, 2), StandardName.CHAIN_OF_CUSTODY) == ["coc-v2"]


@pytest.mark.parametrize(("draft", "base"), [(V4, V3), (C3, C2)], ids=["ps", "coc"])
def test_a_draft_is_a_flagged_copy_that_no_audit_follows(draft: Edition, base: Edition) -> None:
    assert draft.is_draft
    assert not base.is_draft
    assert (draft.criteria, draft.applicability) == (base.criteria, base.applicability)
    assert (draft.thresholds, draft.alternatives) == (base.thresholds, base.alternatives)
    assert not draft.may_audit_on(date(2027, 1, 1))
    assert {(each.item, each.before_item) for each in draft.lineage} == {
        (n.number, n.number) for n in base.criteria
    }


def test_an_edition_of_the_chain_of_custody_standard_is_named_as_its_rule_pack() -> None:
    packs = built_in_rule_packs()
    editions = [each for each in EDITIONS.values() if each.standard is StandardName.CHAIN_OF_CUSTODY]
    assert {each.code for each in editions} == {pack.code for pack in packs.values()}
    for edition in editions:
        pack = packs[edition.code]
        assert (edition.name, edition.is_draft) == (pack.name, pack.draft)
        assert edition.published.startswith(pack.published)
        assert edition.audits_to == pack.new_certificates_until


def test_market_credits_are_a_part_of_the_first_edition_only() -> None:
    assert [each.title for each in C1.principles][10:] == ["Market credits", "Claims"]
    assert [each.title for each in C2.principles][10:] == ["Claims"]
    assert {(each.item, each.before_item) for each in C2.lineage if each.item != each.before_item} == {
        ("11.1", "12.1"),
        ("11.2", "12.2"),
    }


@EVERY_EDITION
def test_nothing_is_called_verified_and_everything_says_how_it_is_known(edition: Edition) -> None:
    for each in (
        *edition.principles,
        *edition.criteria,
        *edition.applicability,
        *edition.thresholds,
        *edition.alternatives,
        *(sub for criterion in edition.criteria for sub in criterion.sub_items),
    ):
        assert not each.verified
        assert each.clause
        assert each.tag is not Tag.USER
        assert each.tag is not Tag.PUBLISHED or each.source.startswith("http")


@EVERY_EDITION
def test_each_principle_has_criteria_and_each_criterion_holds_for_somebody(edition: Edition) -> None:
    for principle in edition.principles:
        assert edition.criteria_of(principle.number)
    for item in edition.rateable_items:
        assert any(of(edition, each)[item.number] is not Applicability.NOT_APPLICABLE for each in Activity)


def test_every_edition_in_the_folder_is_built_in() -> None:
    import casthouse.standard  # noqa: PLC0415 - only to find its folder

    folder = Path(casthouse.standard.__path__[0]) / "editions"
    assert sorted(path.stem for path in folder.iterdir()) == sorted(BUILT_IN_CODES)


def test_a_file_up_to_the_limit_is_read_and_one_byte_more_is_not(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_bytes(b"\xef\xbb\xbf" + b"#" * (FILE_SIZE_MAX - 3))
    assert edition_file_text(path) == "#" * (FILE_SIZE_MAX - 3)
    path.write_bytes(b"#" * (FILE_SIZE_MAX + 1))
    with refused("edition_unreadable"):
        edition_file_text(path)


@pytest.mark.parametrize("name", ["missing.toml", ".", "no\0name"])
def test_a_path_without_a_readable_file_is_refused(tmp_path: Path, name: str) -> None:
    with refused("edition_unreadable"):
        edition_file_text(tmp_path / name)


def test_bytes_that_are_no_text_are_refused() -> None:
    with refused("edition_unreadable"):
        edition_text_of(b"\xff\xfe[\0", name="own.toml")
