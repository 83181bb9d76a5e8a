"""Files that an auditor attaches to a finding: what was seen. They are withdrawn with a reason, never deleted.

A finding is of an item at a site; a correction of it keeps its files. What an audit team collects is its own: people
who talked to it in confidence may be recognised in it. The audited member reads a file only where the team says so.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from casthouse.assurance.evidence import EvidenceFile

FILES_OF_FINDING_MAX = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingFile:
    """A file behind a finding; `number` counts within the audit, `is_shared` lets the audited member read it."""

    number: int
    item: str
    site: str
    file: EvidenceFile
    is_shared: bool = False
    withdrawn_by: str = ""
    withdrawn_at: datetime | None = None
    withdrawn_why: str = ""

    @property
    def stands(self) -> bool:
        """Say whether it still stands behind the finding."""
        return self.withdrawn_at is None

    @property
    def is_for_member(self) -> bool:
        """Say whether the audited member reads it."""
        return self.is_shared and self.stands


def standing_files(files: Iterable[FindingFile], *, item: str, site: str) -> list[FindingFile]:
    """Return the files that stand behind the finding of an item at a site."""
    return [each for each in files if each.stands and (each.item, each.site) == (item, site)]
