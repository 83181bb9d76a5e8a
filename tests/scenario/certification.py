"""Organisations that are certified by decisions: a smelter, a rolling mill and their buyers, and days that pass."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

from casthouse.assurance.certificate_history import CertificateHistory, CertificateLevel
from casthouse.parties.role import Role
from casthouse.service import clock
from casthouse.service.certificate import grant_certificate
from casthouse.service.permission import OPERATOR, Actor
from casthouse.standard.standard_name import StandardName
from tests.contract.register_text import Register, facility, organisation, scope
from tests.scenario.company import Company

SECRETARY = Actor(name="secretary", store_roles=frozenset({Role.SECRETARIAT}))
COC, PS = StandardName.CHAIN_OF_CUSTODY, StandardName.PERFORMANCE
FULL, PROVISIONAL = CertificateLevel.FULL, CertificateLevel.PROVISIONAL
EDITIONS = {COC: "coc-v2", PS: "ps-v3"}


@contextmanager
def on_day(day: str, time: str = "12:00") -> Iterator[None]:
    """Let it be noon of a day in UTC, or another time: tests cannot wait three years."""
    instant = datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=UTC)
    real, clock.now = clock.now, lambda: instant
    try:
        yield
    finally:
        clock.now = real


def member(code: str, joined: str, **more: Any) -> dict[str, Any]:
    """Return an organisation with its joining date."""
    return organisation(code) | {"joined": date.fromisoformat(joined)} | more


def site(code: str, owner: str, *activities: str) -> dict[str, Any]:
    """Return a facility with some activities."""
    return facility(code, owner) | {"activities": list(activities)}


def rolling_mill(joined: str = "2024-01-15", accounts_from: str = "2025-01-01") -> Register:
    """Return a register with a rolling mill MILL of one site, a supplier CAST and a buyer CAN; no certificate."""
    return {
        "organisation": [member("MILL", joined), member("CAST", "2020-01-01"), organisation("CAN")],
        "facility": [
            site("MILL-1", "MILL", "semi_fabrication"),
            site("CAST-1", "CAST", "remelting_refining", "casthouse"),
        ],
        "scope": [
            scope("MILL-SCOPE", "MILL", ["MILL-1"], accounts_from),
            scope("CAST-SCOPE", "CAST", ["CAST-1"], "2025-01-01"),
        ],
        "opening": [
            {"scope": "MILL-SCOPE", "stage": "aluminium", "positive_balance_g": 500 * 10**6},
            {"scope": "CAST-SCOPE", "stage": "aluminium", "positive_balance_g": 500 * 10**6},
        ],
    }


def granted(
    company: Company,
    scope: str,
    standard: StandardName,
    issued: str,
    *,
    level: CertificateLevel = FULL,
    actor: Actor = OPERATOR,
    on: str = "",
) -> CertificateHistory:
    """Grant a certificate as an audit decision does, on the day of issue or on one before it."""
    with on_day(on or issued):
        return company.do(
            grant_certificate,
            actor,
            scope=scope,
            standard=standard,
            edition=EDITIONS[standard],
            level=level,
            issued=date.fromisoformat(issued),
            decision="DEC-1",
        )
