"""An auditor reads on the checklist what the member submitted about itself, and nothing that is still a draft."""

from casthouse.assurance.assessed_item import Answer
from casthouse.assurance.rating import Rating
from casthouse.service.assessment_answer import rate_together
from casthouse.service.audit_checklist import members_answers
from casthouse.service.self_assessment import self_assessment, start_assessment, submit_assessment
from tests.contract.store import Store
from tests.scenario.audit_world import Assurance, SmelterAudit

SCOPE = "SMELT-PS"


def test_the_team_reads_what_was_submitted_and_no_draft(store: Store) -> None:
    world = Assurance(store)
    audit = SmelterAudit(world)
    with audit.day(-55):
        world.by("mia", start_assessment, scope=SCOPE, edition="ps-v3")
        found = world.by("mia", self_assessment, scope=SCOPE, number=1).assessment
        answer = Answer(rating=Rating.CONFORMANCE, rationale="Handbook, chapter 4.")
        items = [each.number for each in found.items]
        world.by("mia", rate_together, scope=SCOPE, number=1, items=items, answer=answer)
        assert world.by("lena", members_answers, audit=audit.reference) == {}
        world.by("mia", submit_assessment, scope=SCOPE, number=1)
        said = world.by("theo", members_answers, audit=audit.reference)
        assert said["1.1"].answer == answer
        assert world.refused_to("uwe", members_answers, audit=audit.reference) == "not_permitted"
        assert world.refused_to("carl", members_answers, audit=audit.reference) == "not_permitted"
