"""What may be pinned to a finding of an audit: an entry of the ledger, or a question over all accounts."""

from enum import StrEnum


class PinnedOver(StrEnum):
    """What a pin names: a movement, a CoC Document, or an anomaly of the chain by its key."""

    MOVEMENTS = "movements"
    DOCUMENTS = "documents"
    ANOMALIES = "anomalies"
