"""Two editions side by side, in both directions."""

from casthouse.exchange.edition_file import built_in_editions
from casthouse.parties.activity import Activity
from casthouse.parties.organisation import Membership
from casthouse.standard.applicability_row import Applicability, Cycle
from casthouse.standard.descent import ancestors, descendants, descent
from casthouse.standard.edition_comparison import CriterionChange, EditionComparison, compare_editions
from casthouse.standard.edition_text import edition_from_text

EDITIONS = dict(built_in_editions())
V2, V3 = EDITIONS["ps-v2"], EDITIONS["ps-v3"]
V5 = edition_from_text(
    """[edition]
code = "ps-v5"
name = "A fifth"
extends = "ps-v3"
removes = ["10.9"]
columns = ["bauxite_mining", "semi_fabrication"]

[[criterion]]
number = "6.8"
summary = "Keep dross safely, recover its metal, and tell where it goes."
applies = "- C"
[criterion.sub_items]
a = "Dross is kept safely."
b = "All metal is recovered."

[[criterion]]
number = "12.1"
title = "Biochar"
summary = "Say how much."
applies = "A A"

[[principle]]
number = 12
title = "Carbon"

[[smelter_alternative]]
id = "below"
item = "5.2"
meaning = "Less"
boundary = "mine_to_metal"
unit = "t CO2e per t Al"
below = 9.5
""",
    bases=EDITIONS,
    known=EDITIONS,
)
EDITIONS["ps-v5"] = V5
DROSS = V3.criterion("6.8").summary


def compared(left: str, right: str, *, activities: tuple[Activity, ...] = ()) -> EditionComparison:
    return compare_editions(
        EDITIONS[left],
        EDITIONS[right],
        editions=EDITIONS,
        membership=Membership.PRODUCTION_AND_TRANSFORMATION,
        cycle=Cycle.FIRST,
        activities=activities or tuple(Activity),
    )


def by_kind(found: EditionComparison, kind: str) -> dict[str, CriterionChange]:
    return {each.after or each.before[0]: each for each in found.criteria if each.kind == kind}


def test_what_the_third_edition_brought() -> None:
    found = compared("ps-v2", "ps-v3")
    assert found.is_by_lineage
    assert set(by_kind(found, "added")) == {"2.8", "8.3", "8.6", "10.9"}
    assert by_kind(found, "removed") == {}
    renumbered = by_kind(found, "renumbered")
    assert renumbered["7.1"].before == ("7.1", "7.3")
    assert renumbered["5.4"].before == ("5.3a",)
    changed = by_kind(found, "changed")
    assert changed["1.3"].note == "had no triggers of review"
    assert changed["9.2"].changes[0] == "title: Women's rights → Gender equity"
    assert "sub-item d added" in " ".join(changed["2.1"].changes)


def test_backwards_what_was_added_is_what_goes() -> None:
    found = compared("ps-v3", "ps-v2")
    assert found.is_by_lineage
    assert set(by_kind(found, "removed")) == {"2.8", "8.3", "8.6", "10.9"}
    assert by_kind(found, "renumbered")["7.3"].before == ("7.1",)
    assert by_kind(found, "renumbered")["2.5"].before == ("2.5", "2.6")


def test_an_edition_compared_with_itself_or_its_copy_has_no_difference() -> None:
    for right in ("ps-v3", "ps-v4-draft"):
        found = compared("ps-v3", right)
        assert (found.changed_criteria, found.applicability, found.thresholds) == ((), (), ())


def test_lineage_is_followed_over_several_editions() -> None:
    found = compared("ps-v2", "ps-v5")
    assert found.is_by_lineage
    assert by_kind(found, "renumbered")["2.7"].before == ("2.6",)
    assert set(by_kind(found, "added")) == {"2.8", "8.3", "8.6", "12.1"}
    assert descent(V3, V2, EDITIONS) is None
    assert descent(V2, EDITIONS["coc-v2"], EDITIONS) is None


def test_editions_that_do_not_descend_from_each_other_are_paired_by_number() -> None:
    found = compared("ps-v3", "coc-v2")
    assert not found.is_by_lineage
    assert "8.9" in by_kind(found, "added")


def test_an_edition_of_ones_own_that_removes_adds_and_changes() -> None:
    found = compared("ps-v3", "ps-v5", activities=(Activity.SEMI_FABRICATION, Activity.CASTHOUSE))
    assert set(by_kind(found, "removed")) == {"10.9"}
    assert set(by_kind(found, "added")) == {"12.1"}
    (dross,) = by_kind(found, "changed").values()
    assert dross.changes == (
        f"summary: {DROSS} → Keep dross safely, recover its metal, and tell where it goes.",
        "sub-item b: As much metal as possible is recovered. → All metal is recovered.",
        "sub-item c removed: Residues are recycled.",
        "sub-item d removed: Alternatives to landfill are reviewed each year.",
    )
    assert {(each.criterion, each.activity, each.before, each.after) for each in found.applicability} == {
        ("6.8", Activity.SEMI_FABRICATION, Applicability.NOT_APPLICABLE, Applicability.CONTEXTUAL),
        ("6.8", Activity.CASTHOUSE, Applicability.MANDATORY, Applicability.NOT_APPLICABLE),
        ("12.1", Activity.SEMI_FABRICATION, None, Applicability.MANDATORY),
    }
    (below,) = found.thresholds
    assert (below.id, below.before, below.after) == (
        "below",
        "5.2: mine to metal, started to 2020-12-31, below 11 t CO2e per t Al",
        "5.2: mine to metal, below 9.5 t CO2e per t Al",
    )


def test_makers_of_products_got_ten_principles_more() -> None:
    found = compared("ps-v2", "ps-v3", activities=(Activity.OTHER_MANUFACTURING,))
    law = next(each for each in found.applicability if each.criterion == "1.1")
    assert (law.before, law.after) == (Applicability.NOT_APPLICABLE, Applicability.MANDATORY)


def test_descent_in_both_directions() -> None:
    assert ancestors(V3, "7.1") == ("7.1", "7.3")
    assert ancestors(V3, "6.6b") == ("6.6",)
    assert ancestors(V3, "2.8") == ()
    assert descendants(V3, "2.5") == ("2.5", "2.6")
    assert descendants(V3, "5.3a") == ("5.4",)
    assert descendants(V3, "5.3b") == ("5.2",)
    assert descendants(V3, "5.3") == ("5.2", "5.4")
