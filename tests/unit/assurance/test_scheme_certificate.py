"""A certificate of another scheme: where it stands on a day, both its days inclusive."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from casthouse.assurance.evidence import EvidenceFile, EvidenceType
from casthouse.assurance.scheme_certificate import SchemeCertificate, SchemeStanding

NOW = datetime(2025, 1, 2, tzinfo=UTC)
HELD = SchemeCertificate(
    number=1,
    organisation="O",
    scheme="iso-14001",
    certificate="DE-77",
    body="Body",
    facilities=("F",),
    valid_from=date(2024, 2, 29),
    valid_to=date(2027, 2, 28),
    file=EvidenceFile(
        digest="0" * 64, name="c.pdf", type=EvidenceType.PDF, size_bytes=1, added_by="mia", added_at=NOW
    ),
    recorded_by="mia",
    recorded_at=NOW,
)


@pytest.mark.parametrize(
    ("day", "standing"),
    [
        ("2024-02-28", SchemeStanding.NOT_YET_VALID),
        ("2024-02-29", SchemeStanding.IN_ITS_DAYS),
        ("2027-02-28", SchemeStanding.IN_ITS_DAYS),
        ("2027-03-01", SchemeStanding.RUN_OUT),
    ],
)
def test_both_days_count(day: str, standing: SchemeStanding) -> None:
    assert HELD.standing_on(date.fromisoformat(day)) is standing
    withdrawn = replace(HELD, withdrawn_at=NOW, withdrawn_by="mia", withdrawn_why="wrong")
    assert withdrawn.standing_on(date.fromisoformat(day)) is SchemeStanding.WITHDRAWN
