"""Due diligence on suppliers as it was recorded."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from casthouse.storage.models import DueDiligenceRow


def passed_spans(organisation: str) -> dict[str, Sequence[tuple[date, date]]]:
    """Return, by supplier, the half-open spans of days covered by a due diligence that was passed."""
    spans: dict[str, list[tuple[date, date]]] = defaultdict(list)
    rows = DueDiligenceRow.objects.filter(organisation__code=organisation, passed=True)
    for supplier, first, end in rows.values_list("supplier", "assessed_on", "expires_on"):
        spans[supplier].append((first, end))
    return dict(spans)
