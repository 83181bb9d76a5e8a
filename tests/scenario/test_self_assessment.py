"""Self-assessments as a member lives through them, from never having seen the standard to what the auditor reads."""

from datetime import date

import pytest

from casthouse.assurance.assessed_item import Answer, Missing
from casthouse.assurance.rating import Rating
from casthouse.assurance.self_assessment import (
    AssessmentState,
    criterion_ratings,
    missing_items,
    progress,
)
from casthouse.refusal import Refusal
from casthouse.service.assessment_answer import item_history, rate_item, rate_together
from casthouse.service.assessment_carry_over import carry_assessment
from casthouse.service.evidence import (
    Incoming,
    add_evidence,
    evidence_of,
    is_expiring,
    read_evidence,
    use_evidence,
    withdraw_evidence,
)
from casthouse.service.organisation import workplaces
from casthouse.service.overview import overview
from casthouse.service.permission import Actor
from casthouse.service.self_assessment import (
    assessments,
    self_assessment,
    start_assessment,
    submit_assessment,
)
from tests.contract.register_text import register_text
from tests.contract.store import Store
from tests.scenario.company import SECRETARIAT, STRANGER
from tests.scenario.extruder import (
    AUDITOR,
    CLERK,
    CODE,
    MANAGER,
    OTHER_CLERK,
    PDF,
    SCOPE,
    Extruder,
    extruder_register,
)

CONFORMS = Answer(rating=Rating.CONFORMANCE, rationale="Handbook, chapter 2.")
GAP = Answer(rating=Rating.MINOR, gap="The complaints box has no sign in Turkish.")
PLANNED = Answer(
    rating=Rating.MINOR,
    gap="The complaints box has no sign in Turkish.",
    action="Put up signs in both languages.",
    responsible="Mia",
    due=date(2027, 1, 31),
)


@pytest.fixture
def extruder(store: Store) -> Extruder:
    return Extruder(store)


def test_a_small_extruder_finishes_a_self_assessment_in_one_sitting(extruder: Extruder) -> None:
    draft = extruder.start()
    asked = {item.criterion for item in draft.items}
    assert "5.2" not in asked, "smelters only"
    assert "8.7" not in asked, "mines only"
    assert {"1.1", "4.2", "10.2"} <= asked
    assert [each.principle for each in progress(draft)] == list(range(1, 12))
    assert not draft.is_complete

    extruder.show("1.2")
    extruder.rate("1.2", Answer(rating=Rating.CONFORMANCE))
    extruder.rate("3.4", GAP)
    extruder.answer_all()
    (lacking,) = missing_items(extruder.read())
    assert (lacking[0].number, lacking[1]) == ("3.4", (Missing.ACTION, Missing.RESPONSIBLE, Missing.DUE))
    assert extruder.refused(submit_assessment, MANAGER, scope=SCOPE, number=1) == "assessment_incomplete"

    extruder.rate("3.4", PLANNED)
    done = extruder.do(submit_assessment, MANAGER, scope=SCOPE, number=1).assessment
    assert done.state is AssessmentState.SUBMITTED
    assert (done.submitted_by, done.is_complete) == ("mia", True)
    assert [item.number for item in done.gaps] == ["3.4"]
    assert criterion_ratings(done)["3.4"] is Rating.MINOR
    assert sum(each.rated for each in progress(done)) == len(done.items)


def test_a_clerk_writes_and_only_a_manager_submits(extruder: Extruder) -> None:
    extruder.start()
    extruder.answer_all()
    for actor in (CLERK, AUDITOR, SECRETARIAT, STRANGER):
        assert extruder.refused(submit_assessment, actor, scope=SCOPE, number=1) == "not_permitted"
    extruder.do(submit_assessment, MANAGER, scope=SCOPE, number=1)


def test_drafts_are_for_the_organisation_and_its_auditors(extruder: Extruder) -> None:
    extruder.start()
    assert extruder.do(self_assessment, AUDITOR, scope=SCOPE, number=1).assessment.is_draft
    assert extruder.do(assessments, SECRETARIAT, scope=SCOPE) == []
    assert extruder.refused(self_assessment, SECRETARIAT, scope=SCOPE, number=1) == "not_permitted"
    assert extruder.refused(self_assessment, STRANGER, scope=SCOPE, number=1) == "not_permitted"
    for actor in (AUDITOR, SECRETARIAT, STRANGER):
        refused = extruder.refused(
            rate_item, actor, scope=SCOPE, number=1, item="1.1", answer=CONFORMS, seen=0
        )
        assert refused == "not_permitted"
    extruder.answer_all()
    extruder.do(submit_assessment, MANAGER, scope=SCOPE, number=1)
    assert [each.number for each in extruder.do(assessments, SECRETARIAT, scope=SCOPE)] == [1]
    assert extruder.do(self_assessment, SECRETARIAT, scope=SCOPE, number=1).assessment.is_complete


def test_what_is_submitted_is_frozen(extruder: Extruder) -> None:
    extruder.start()
    view = extruder.show("1.1")
    link = view.assessment.item("1.1").evidence[0].number
    extruder.answer_all()
    extruder.do(submit_assessment, MANAGER, scope=SCOPE, number=1)
    refusals = [
        extruder.refused(rate_item, CLERK, scope=SCOPE, number=1, item="1.1", answer=GAP, seen=1),
        extruder.refused(rate_together, CLERK, scope=SCOPE, number=1, items=["1.1"], answer=GAP),
        extruder.refused(withdraw_evidence, CLERK, scope=SCOPE, number=1, link=link, reason="wrong one"),
        extruder.refused(submit_assessment, MANAGER, scope=SCOPE, number=1),
    ]
    assert refusals == ["assessment_frozen"] * 4
    register = extruder_register()
    register["facility"][0]["activities"] = ["semi_fabrication", "casthouse"]
    assert extruder.store.load(register_text(register)).code == 0
    assert "6.8" not in {item.criterion for item in extruder.read().items}, "as it was judged then"


def test_a_draft_follows_the_register(extruder: Extruder) -> None:
    extruder.start()
    register = extruder_register()
    register["facility"][0]["activities"] = ["semi_fabrication", "casthouse"]
    assert extruder.store.load(register_text(register)).code == 0
    assert "6.8" in {item.criterion for item in extruder.read().items}, "a casthouse has dross"


def test_not_applicable_needs_a_written_reason(extruder: Extruder) -> None:
    extruder.start()
    bare = Answer(rating=Rating.NOT_APPLICABLE)
    assert (
        extruder.refused(rate_item, CLERK, scope=SCOPE, number=1, item="8.5a", answer=bare, seen=0)
        == "rating_reason_missing"
    )


def test_two_clerks_write_the_same_item(extruder: Extruder) -> None:
    extruder.start()
    mine, theirs = CONFORMS, GAP
    extruder.do(rate_item, OTHER_CLERK, scope=SCOPE, number=1, item="3.4", answer=theirs, seen=0)
    with extruder.store.in_use(), pytest.raises(Refusal) as refused:
        rate_item(CLERK, scope=SCOPE, number=1, item="3.4", answer=mine, seen=0)
    assert refused.value.code == "assessment_item_changed"
    assert "zoe" in refused.value.text.found
    assert "no sign in Turkish" in refused.value.text.found
    extruder.do(rate_item, CLERK, scope=SCOPE, number=1, item="3.4", answer=mine, seen=1)
    history = extruder.do(item_history, AUDITOR, scope=SCOPE, number=1, item="3.4")
    assert [(each.version, each.by, each.answer) for each in history] == [
        (2, "tom", mine),
        (1, "zoe", theirs),
    ]


def test_the_same_answer_again_changes_nothing(extruder: Extruder) -> None:
    extruder.start()
    extruder.rate("1.1", CONFORMS)
    before = extruder.store.dump()
    extruder.rate("1.1", CONFORMS, seen=0)
    assert extruder.store.dump() == before


def test_a_file_is_kept_once_and_stands_behind_several_criteria(extruder: Extruder) -> None:
    extruder.start()
    extruder.show("1.1")
    extruder.show("1.2", name="the same under another name.pdf")
    assert len(extruder.contents) == 1
    (entry,) = extruder.do(evidence_of, AUDITOR, organisation=CODE)
    assert (entry.file.name, [use.link.item for use in entry.uses]) == ("policy.pdf", ["1.1", "1.2"])
    extruder.do(use_evidence, CLERK, scope=SCOPE, number=1, item="1.3", digest=entry.file.digest)
    assert extruder.read().item("1.3").evidence[0].file == entry.file
    with extruder.store.in_use():
        _, content = read_evidence(AUDITOR, organisation=CODE, digest=entry.file.digest)
        with content:
            assert content.read() == PDF
    for actor in (SECRETARIAT, STRANGER):
        refused = extruder.refused(read_evidence, actor, organisation=CODE, digest=entry.file.digest)
        assert refused == "not_permitted"


def test_evidence_is_withdrawn_with_who_and_why_and_stays_on_record(extruder: Extruder) -> None:
    extruder.start()
    link = extruder.show("1.1").assessment.item("1.1").evidence[0]
    extruder.do(withdraw_evidence, MANAGER, scope=SCOPE, number=1, link=link.number, reason="of last year")
    (gone,) = extruder.read().item("1.1").evidence
    assert (gone.stands, gone.withdrawn_by, gone.withdrawn_why) == (False, "mia", "of last year")
    extruder.rate("1.1", Answer(rating=Rating.CONFORMANCE))
    assert extruder.read().item("1.1").missing == (Missing.SUPPORT,)


def test_a_hostile_file_leaves_nothing_behind(extruder: Extruder) -> None:
    extruder.start()
    hostile = PDF.replace(b"/Catalog", b"/Catalog /OpenAction << /S /J#61vaScript >>")
    refused = extruder.refused(
        add_evidence,
        CLERK,
        scope=SCOPE,
        number=1,
        item="1.1",
        incoming=Incoming(name="policy.pdf", pieces=iter([hostile])),
    )
    assert refused == "evidence_hostile"
    assert extruder.contents == []


def test_evidence_that_runs_out_is_listed_first(extruder: Extruder) -> None:
    extruder.start()
    extruder.show("1.1")
    extruder.do(
        add_evidence,
        CLERK,
        scope=SCOPE,
        number=1,
        item="11.1",
        incoming=Incoming(name="iso45001.txt", pieces=iter([b"certificate 4711"])),
        valid_until=date(2027, 2, 28),
    )
    first, second = extruder.do(evidence_of, MANAGER, organisation=CODE)
    assert (first.file.name, second.file.name) == ("iso45001.txt", "policy.pdf")
    assert is_expiring(first, on=date(2026, 11, 30))
    assert not is_expiring(first, on=date(2026, 11, 29))
    assert not is_expiring(second, on=date(2100, 1, 1))


def test_the_check_of_the_store_names_evidence_that_is_missing_or_altered(extruder: Extruder) -> None:
    extruder.start()
    extruder.show("1.1")
    (content,) = extruder.contents
    assert extruder.store.run("check").json["clean"]
    content.write_bytes(PDF + b" ")
    answer = extruder.store.run("check")
    assert answer.code == 1
    assert [each["what"] for each in answer.json["differences"]] == ["evidence file altered"]
    assert extruder.refused(read_evidence, MANAGER, organisation=CODE, digest=content.name) == "evidence_lost"
    content.unlink()
    (difference,) = extruder.store.run("check").json["differences"]
    assert (difference["what"], difference["subject"]) == ("evidence file missing", f"sha256:{content.name}")
    extruder.show("1.2")
    assert extruder.store.run("check").json["clean"], "the same file, sent again, mends it"


def test_an_assessment_is_carried_over_from_v2_to_v3_through_the_mapping(extruder: Extruder) -> None:
    extruder.start("ps-v2")
    extruder.show("7.1")
    extruder.rate("7.1", CONFORMS)
    extruder.rate("7.3", PLANNED)
    extruder.rate("2.5", Answer(rating=Rating.NOT_APPLICABLE, rationale="No new project."))
    made = extruder.do(carry_assessment, CLERK, scope=SCOPE, number=1, edition="ps-v3")
    assert made.head.number == 2
    new = extruder.read(2)
    assert new.carried_from == 1

    merged = new.item("7.1")
    assert merged.rating is Rating.MINOR, "the worse of the two that became one"
    assert "merged here" in merged.origin
    assert merged.answer.due == PLANNED.due
    assert [link.file.name for link in merged.evidence] == ["policy.pdf"]
    assert {new.item(each).answer.rationale for each in ("2.5", "2.6")} == {"No new project."}
    assert "split: also in 2.6" in new.item("2.5").origin

    assert not merged.is_rated
    assert Missing.SECOND_LOOK in merged.missing
    assert new.item("2.8").record is None, "new in V3: nothing to carry"
    extruder.rate("7.1", merged.answer, number=2)
    assert extruder.read(2).item("7.1").is_rated, "a person looked again"
    assert extruder.read(1).state is AssessmentState.SUPERSEDED


def test_editions_that_no_lineage_joins_are_not_carried(extruder: Extruder) -> None:
    extruder.start("ps-v3")
    refused = extruder.refused(carry_assessment, CLERK, scope=SCOPE, number=1, edition="ps-v2")
    assert refused == "editions_not_mapped"


def test_the_next_cycle_begins_with_what_was_submitted_and_supersedes_it(extruder: Extruder) -> None:
    extruder.start()
    extruder.answer_all()
    extruder.do(submit_assessment, MANAGER, scope=SCOPE, number=1)
    extruder.do(carry_assessment, CLERK, scope=SCOPE, number=1, edition="ps-v3")
    assert extruder.read(1).state is AssessmentState.SUBMITTED
    new = extruder.read(2)
    assert all(item.waits_for_second_look for item in new.items)
    assert extruder.refused(submit_assessment, MANAGER, scope=SCOPE, number=2) == "assessment_incomplete"
    for item in new.items:
        extruder.rate(item.number, item.answer, seen=1, number=2)
    extruder.do(submit_assessment, MANAGER, scope=SCOPE, number=2)
    assert extruder.read(1).state is AssessmentState.SUPERSEDED


def test_one_draft_at_a_time(extruder: Extruder) -> None:
    extruder.start()
    assert extruder.refused(start_assessment, CLERK, scope=SCOPE, edition="ps-v2") == "assessment_open"


def test_nothing_over_nothing_is_assessed(extruder: Extruder) -> None:
    register = extruder_register()
    register["facility"][0]["activities"] = []
    assert extruder.store.load(register_text(register)).code == 0
    refused = extruder.refused(start_assessment, CLERK, scope=SCOPE, edition="ps-v3")
    assert refused == "scope_without_activities"


def test_every_step_is_in_the_journal(extruder: Extruder) -> None:
    extruder.start()
    extruder.show("1.1")
    extruder.answer_all()
    extruder.do(submit_assessment, MANAGER, scope=SCOPE, number=1)
    done = [each for each in extruder.journal() if each[1].startswith("assessment")]
    assert done == [
        ("tom", "assessment.write"),
        ("tom", "assessment.write"),
        ("tom", "assessment.write"),
        ("tom", "assessment.write"),
        ("mia", "assessment.submit"),
    ]


@pytest.mark.one_store
def test_somebody_new_is_led_to_it_from_the_overview_until_it_has_begun(store: Store) -> None:
    world = Extruder(store)

    def led(actor: Actor) -> list[bool]:
        (place,) = world.do(workplaces, actor)
        return [each.begins for each in world.do(overview, actor, workplace=place).scopes]

    assert (led(CLERK), led(AUDITOR)) == ([True], [False])
    world.start()
    assert led(CLERK) == [False]
