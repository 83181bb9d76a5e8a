from datetime import date
from pathlib import Path

import pytest

from casthouse.exchange.audit_plan_file import audit_plan_file, audit_plan_from_text
from casthouse.refusal import Refusal

GOOD = """
on_site_from = 2025-09-01
on_site_to = 2025-09-07

[[site]]
code = "SMELT-1"
staff = 200
half_days = 13
interviews = 15
"""


def test_what_is_not_said_is_blank() -> None:
    plan = audit_plan_from_text(GOOD)
    (site,) = plan.sites
    assert (plan.on_site_from, plan.reason) == (date(2025, 9, 1), "")
    assert (site.code, site.risk, site.communities, site.community_notice_on) == ("SMELT-1", 0, False, None)


@pytest.mark.parametrize(
    ("old", "new", "mistake"),
    [
        ("on_site_to = 2025-09-07", "", "the plan: on_site_to is missing"),
        ("on_site_to = 2025-09-07", "on_site_to = 7", "the plan: on_site_to must be a day"),
        ("on_site_to = 2025-09-07", "on_site_to = 2025-09-07T10:00:00", "on_site_to must be a day"),
        ("staff = 200", "staff = -1", "site 1: staff must be a whole number"),
        ("staff = 200", "staff = true", "site 1: staff must be a whole number"),
        ("staff = 200", "staff = 200\nrisky = 1", "site 1: the key risky is unknown"),
        ('code = "SMELT-1"', "", "site 1: code is missing"),
        ("[[site]]", "[site", "this is not TOML"),
        ("[[site]]", "[site]", "the plan: site must be tables"),
    ],
)
def test_a_mistake_is_named(old: str, new: str, mistake: str) -> None:
    assert old in GOOD
    with pytest.raises(Refusal) as refusal:
        audit_plan_from_text(GOOD.replace(old, new, 1))
    assert refusal.value.code == "audit_plan_invalid"
    assert mistake in refusal.value.text.found


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    broken, long = tmp_path / "broken.toml", tmp_path / "long.toml"
    broken.write_bytes(b"\xff\xfe\x00")
    long.write_text("#" * 300_000, encoding="utf-8")
    for path in (tmp_path / "none.toml", broken, long):
        with pytest.raises(Refusal, match=r"^audit_plan_unreadable"):
            audit_plan_file(path)
