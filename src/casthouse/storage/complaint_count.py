"""Complaints counted in the store; a statement a table, however many there are."""

from collections import Counter

from django.db.models import Max

from casthouse.assurance.complaint import RULES, ComplaintAct
from casthouse.storage.models import ComplaintEventRow, ComplaintRow


def counts_by_state() -> Counter[str]:
    """Return how many complaints stand in each state: that after the last of their events that moves."""
    moving = {act.value: rule.target.value for act, rule in RULES.items() if rule.target is not None}
    events = ComplaintEventRow.objects.filter(act__in=moving)
    last = events.values("complaint").annotate(last=Max("id")).values("last")
    return Counter(
        moving[act] for act in ComplaintEventRow.objects.filter(id__in=last).values_list("act", flat=True)
    )


def counts_by_topic() -> Counter[str]:
    """Return how many complaints want what."""
    return Counter(ComplaintRow.objects.values_list("topic", flat=True))


def counts_by_year() -> Counter[str]:
    """Return how many complaints were received in which year of UTC."""
    received = ComplaintEventRow.objects.filter(act=ComplaintAct.RECEIVED.value)
    return Counter(str(at.year) for at in received.values_list("at", flat=True))
