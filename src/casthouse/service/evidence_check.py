"""What `casthouse check` says of evidence: contents that are missing, and such that are not what they were."""

from collections.abc import Iterator

from casthouse.service.difference import Difference
from casthouse.storage import complaint as complaint_store
from casthouse.storage import evidence as evidence_store
from casthouse.storage import evidence_file as content_store
from casthouse.storage import finding_file as finding_file_store


def evidence_differences() -> Iterator[Difference]:
    """Find files of evidence, of complaints and behind findings whose content is missing or altered."""
    stores = (evidence_store, complaint_store, finding_file_store)
    for digest in sorted({digest for each in stores for digest in each.all_digests()}):
        stored = content_store.stored_digest(digest)
        if stored != digest:
            yield Difference(
                what="evidence file missing" if stored is None else "evidence file altered",
                subject=f"sha256:{digest}",
                stored="nothing" if stored is None else f"sha256:{stored}",
                recomputed=f"sha256:{digest}",
            )
