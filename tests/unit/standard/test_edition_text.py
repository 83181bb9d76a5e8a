"""What an edition file means: extending, sparing, starting later, copying, descending."""

from dataclasses import replace
from datetime import date

from casthouse.exchange.edition_file import built_in_editions
from casthouse.parties.activity import Activity
from casthouse.parties.organisation import Membership
from casthouse.standard.applicability import applicability_row, applicable
from casthouse.standard.applicability_row import Applicability, Cycle
from casthouse.standard.descent import descent
from casthouse.standard.edition import Edition
from casthouse.standard.edition_text import edition_from_text
from casthouse.standard.rule import Tag

EDITIONS = built_in_editions()
V3 = EDITIONS["ps-v3"]
HEADER = '[edition]\ncode = "own"\nname = "Our own"\nextends = "ps-v3"\n'
A, C, N = Applicability.MANDATORY, Applicability.CONTEXTUAL, Applicability.NOT_APPLICABLE


def own(text: str, *, header: str = HEADER) -> Edition:
    return edition_from_text(header + text, bases=EDITIONS, known=EDITIONS)


def holds(
    edition: Edition, item: str, activity: Activity, membership: Membership | None = None
) -> Applicability:
    return applicable(edition, activities=[activity], membership=membership, cycle=Cycle.LATER)[item]


def test_a_criterion_that_is_set_anew_takes_over_what_its_table_leaves_out() -> None:
    edition = own('[[criterion]]\nnumber = "6.8"\ntitle = "Dross and skimmings"\n')
    before, after = V3.criterion("6.8"), edition.criterion("6.8")
    assert (after.title, after.summary) == ("Dross and skimmings", before.summary)
    assert [each.letter for each in after.sub_items] == ["a", "b", "c", "d"]
    assert holds(edition, "6.8a", Activity.CASTHOUSE) is A
    assert (after.tag, after.verified) == (Tag.USER, False)
    assert [each for each in edition.criteria if each.number != "6.8"] == [
        each for each in V3.criteria if each.number != "6.8"
    ]


def test_a_criterion_that_an_extension_verifies() -> None:
    edition = own(
        '[[criterion]]\nnumber = "1.1"\ntag = "published"\nsource = "https://example.org/standard"\nverified = true\n'
    )
    assert edition.criterion("1.1").verified
    assert len(edition.unverified) == len(V3.criteria) - 1


def test_cells_that_are_set_anew_replace_all_cells_of_the_criterion() -> None:
    columns = HEADER + 'columns = ["casthouse", "semi_fabrication"]\n'
    edition = own('[[criterion]]\nnumber = "5.2"\napplies = "- C"\n', header=columns)
    assert holds(edition, "5.2", Activity.SEMI_FABRICATION) is C
    assert holds(edition, "5.2", Activity.ALUMINIUM_SMELTING) is N


def test_a_sub_item_may_have_cells_of_its_own() -> None:
    assert holds(V3, "3.3b", Activity.BAUXITE_MINING) is A
    assert holds(V3, "3.3b", Activity.CASTHOUSE) is N
    assert holds(V3, "3.3a", Activity.CASTHOUSE) is A


def test_an_exempt_class_is_spared_its_principles_in_sub_items_too() -> None:
    exempt = (
        HEADER
        + 'columns = ["bauxite_mining"]\n[[exemption]]\nmembership = "industrial_users"\nprinciples = [3]\n'
    )
    edition = own(
        '[[criterion]]\nnumber = "3.3"\napplies = "A"\n[criterion.sub_applies]\nb = "A"\n', header=exempt
    )
    for item in ("3.3a", "3.3b"):
        assert holds(edition, item, Activity.BAUXITE_MINING) is A
        assert holds(edition, item, Activity.BAUXITE_MINING, Membership.INDUSTRIAL_USERS) is N


def test_a_copied_cell_says_that_it_is_copied() -> None:
    def row(activity: Activity) -> tuple[Tag, str]:
        item = V3.item("1.1")
        found = applicability_row(V3, item, activity=activity, membership=None, cycle=Cycle.FIRST)
        assert found is not None
        return found.tag, found.note

    assert row(Activity.HIGH_PURITY_ALUMINA) == (Tag.DERIVED, "copied from alumina refining")
    assert row(Activity.ALUMINA_REFINING) == (Tag.RECOLLECTED, "")


def test_dates_are_taken_over_but_not_by_a_draft() -> None:
    edition = own("")
    assert (edition.in_force_from, edition.audits_from) == (date(2022, 5, 19), date(2022, 6, 1))
    assert own("audits_from = 2031-06-01\n").audits_from == date(2031, 6, 1)
    draft = own("draft = true\n")
    assert (draft.in_force_from, draft.audits_from, draft.is_draft) == (None, None, True)
    extended = own("", header=HEADER.replace("ps-v3", "ps-v4-draft"))
    assert (extended.is_draft, extended.may_audit_on(date(2031, 1, 1))) == (True, False)


def test_a_criterion_may_say_that_it_is_new_although_its_number_is_not() -> None:
    edition = own('[[criterion]]\nnumber = "5.4"\nfrom = []\n')
    items = {line.item for line in edition.lineage}
    assert "5.4" not in items
    assert items == {each.number for each in V3.criteria} - {"5.4"}


def test_a_criterion_that_is_removed_takes_its_thresholds_and_its_line_along() -> None:
    edition = own('removes = ["5.2", "10.2"]\n')
    assert edition.alternatives == ()
    assert {each.item for each in edition.thresholds} == {"1.3", "5.3a", "5.3b"}
    assert not {"5.2", "10.2"} & {line.item for line in edition.lineage}
    assert not {"5.2", "10.2"} & {row.item for row in edition.applicability}


def test_criteria_stand_in_the_order_of_their_numbers_whatever_the_order_of_the_file() -> None:
    columns = HEADER + 'columns = ["casthouse"]\n'
    new = '[[criterion]]\nnumber = "{}"\ntitle = "New"\nsummary = "New."\napplies = "A"\n'
    edition = own(new.format("2.12") + new.format("2.11"), header=columns)
    assert [each.number for each in edition.criteria_of(2)][-3:] == ["2.10", "2.11", "2.12"]


def test_editions_that_replace_each_other_in_a_ring_are_not_followed_for_ever() -> None:
    one, other = replace(V3, code="one", replaces="other"), replace(V3, code="other", replaces="one")
    assert descent(EDITIONS["ps-v2"], one, {"one": one, "other": other}) is None
