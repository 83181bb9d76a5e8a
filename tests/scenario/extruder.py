"""A small extruder for scenarios: two presses, one site, semi-fabrication only, new to the standard.

ALU-PROFIL has joined and was never certified. Its manager, a clerk and an auditor are people of the scenario.
"""

from pathlib import Path

from casthouse.assurance.assessed_item import Answer
from casthouse.assurance.rating import Rating
from casthouse.assurance.self_assessment import SelfAssessment
from casthouse.parties.role import Role
from casthouse.service.assessment_answer import rate_item, rate_together
from casthouse.service.evidence import Incoming, add_evidence
from casthouse.service.self_assessment import AssessmentView, self_assessment, start_assessment
from tests.contract.register_text import Register, facility, organisation, scope
from tests.contract.store import Store
from tests.scenario.company import Company, person

CODE, SITE, SCOPE = "ALU-PROFIL", "ALU-PROFIL-PRESS", "ALU-PROFIL-PS"
MANAGER = person("mia", Role.MANAGER, CODE)
CLERK = person("tom", Role.CLERK, CODE)
OTHER_CLERK = person("zoe", Role.CLERK, CODE)
AUDITOR = person("edith", Role.AUDITOR, CODE)
PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"


def extruder_register() -> Register:
    """Return the register of the extruder."""
    return {
        "organisation": [organisation(CODE)],
        "facility": [facility(SITE, CODE) | {"activities": ["semi_fabrication"]}],
        "scope": [scope(SCOPE, CODE, [SITE], "2026-01-01")],
    }


class Extruder(Company):
    """A store with the extruder in it."""

    def __init__(self, store: Store) -> None:
        super().__init__(store, extruder_register())

    def start(self, edition: str = "ps-v3") -> SelfAssessment:
        """Begin a self-assessment."""
        head = self.do(start_assessment, CLERK, scope=SCOPE, edition=edition)
        return self.read(head.number)

    def read(self, number: int = 1) -> SelfAssessment:
        """Return a self-assessment as the manager reads it."""
        return self.do(self_assessment, MANAGER, scope=SCOPE, number=number).assessment

    def rate(self, item: str, answer: Answer, *, seen: int | None = None, number: int = 1) -> AssessmentView:
        """Answer an item as the clerk who has just looked at it."""
        version = self.read(number).item(item).version if seen is None else seen
        return self.do(rate_item, CLERK, scope=SCOPE, number=number, item=item, answer=answer, seen=version)

    def show(self, item: str, *, content: bytes = PDF, name: str = "policy.pdf") -> AssessmentView:
        """Put a file behind an item as the clerk."""
        incoming = Incoming(name=name, pieces=iter([content]))
        return self.do(add_evidence, CLERK, scope=SCOPE, number=1, item=item, incoming=incoming)

    def answer_all(self, number: int = 1) -> None:
        """Rate every item that nobody rated: what does not exist here does not apply, all else conforms."""
        open_ones = [item for item in self.read(number).items if not item.is_rated]
        contextual = [item.number for item in open_ones if not item.is_mandatory]
        mandatory = [item.number for item in open_ones if item.is_mandatory]
        absent = Answer(rating=Rating.NOT_APPLICABLE, rationale="No new project, no protected area nearby.")
        good = Answer(rating=Rating.CONFORMANCE, rationale="Described in the management handbook, chapter 4.")
        for items, answer in ((contextual, absent), (mandatory, good)):
            self.do(rate_together, CLERK, scope=SCOPE, number=number, items=items, answer=answer)

    @property
    def contents(self) -> list[Path]:
        """The contents of evidence that lie in the store's folder."""
        return [each for each in (self.store.home / "files").rglob("*") if each.is_file()]
