"""How many complaints there are, by state, topic and year, as far as that may be published."""

from casthouse.assurance.complaint import ComplaintState, ComplaintTopic
from casthouse.assurance.complaint_count import SHOWN_FROM, PublicCounts, public_counts, public_found_counts
from casthouse.service.permission import Act, Actor, authorise
from casthouse.storage import complaint_count as count_store

__all__ = ["SHOWN_FROM", "complaint_counts", "counts_json"]


def complaint_counts(actor: Actor) -> dict[str, PublicCounts]:
    """Return the counts by `state`, `topic` and `year` of receipt; what could point at one of few is hidden."""
    authorise(actor, Act.COMPLAINT_COUNT)
    states, topics = count_store.counts_by_state(), count_store.counts_by_topic()
    return {
        "state": public_counts({each.value: states[each.value] for each in ComplaintState}),
        "topic": public_counts({each.value: topics[each.value] for each in ComplaintTopic}),
        "year": public_found_counts(dict(sorted(count_store.counts_by_year().items()))),
    }


def counts_json(tables: dict[str, PublicCounts]) -> dict[str, object]:
    """Return the counts as commands and the API print them; null where one is hidden."""
    return {
        "shown_from": SHOWN_FROM,
        **{name: {"total": each.total, "counts": dict(each.counts)} for name, each in tables.items()},
    }
