"""How many complaints there are, by state, topic and year, as far as that may be published."""

from collections import Counter

from casthouse.assurance.complaint import ComplaintState, ComplaintTopic
from casthouse.assurance.complaint_count import SHOWN_FROM, PublicCounts, public_counts
from casthouse.service.permission import Act, Actor, authorise
from casthouse.storage import complaint as complaint_store

__all__ = ["SHOWN_FROM", "complaint_counts", "counts_json"]


def complaint_counts(actor: Actor) -> dict[str, PublicCounts]:
    """Return the counts by `state`, `topic` and `year` of receipt; what could point at one of few is hidden."""
    authorise(actor, Act.COMPLAINT_COUNT)
    found = complaint_store.complaints()
    states = Counter(each.course.state.value for each in found)
    topics = Counter(each.given.topic.value for each in found)
    years = Counter(str(each.course.events[0].at.year) for each in found)
    return {
        "state": public_counts({each.value: states[each.value] for each in ComplaintState}),
        "topic": public_counts({each.value: topics[each.value] for each in ComplaintTopic}),
        "year": public_counts(dict(sorted(years.items()))),
    }


def counts_json(tables: dict[str, PublicCounts]) -> dict[str, object]:
    """Return the counts as commands and the API print them; null where one is hidden."""
    return {
        "shown_from": SHOWN_FROM,
        **{name: {"total": each.total, "counts": dict(each.counts)} for name, each in tables.items()},
    }
