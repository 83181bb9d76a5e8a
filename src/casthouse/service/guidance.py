"""Which help there is for a criterion: that of its edition, else that of the edition that came from it."""

from casthouse.exchange.guidance_file import built_in_guidance
from casthouse.service.assessment_ground import assessable_editions
from casthouse.standard.edition import Edition
from casthouse.standard.guidance import CriterionGuidance


def guidance_for(edition: Edition) -> dict[str, CriterionGuidance]:
    """Return the help for an edition's criteria, by number; a criterion without help is absent.

    An older edition borrows the help of its descendants where a line of descent leads to one criterion of theirs.
    """
    known = built_in_guidance()
    if edition.code in known:
        return dict(known[edition.code].criteria)
    if edition.extends in known:
        return dict(known[edition.extends].criteria)
    found: dict[str, CriterionGuidance] = {}
    for code, guidance in known.items():
        for line in assessable_editions()[code].lineage:
            if line.before_edition == edition.code and line.item in guidance.criteria:
                found.setdefault(line.before_item, guidance.criteria[line.item])
    return found
