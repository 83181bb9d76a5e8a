"""A casthouse, or a smelter, that is sold: who sells and who buys it, and its certificates that pass."""

from typing import Any

from casthouse.assurance.certificate_transfer import PassedSite
from casthouse.parties.role import Role
from casthouse.service.certificate_passing import confirm_transfer
from casthouse.service.certificate_transfer import (
    accept_transfer,
    ask_transfer,
)
from casthouse.service.permission import OPERATOR, Actor
from casthouse.service.person import add_person
from tests.contract.register_text import Register, organisation, scope
from tests.contract.store import Store
from tests.scenario.audit_world import Assurance, smelter
from tests.scenario.certification import COC, PS, SECRETARY, granted, member, on_day, site
from tests.scenario.company import Company, person

SITES = (PassedSite(before="CAST-1", after="NEU-1"),)


def manager(organisation_code: str) -> Actor:
    """Return a manager of an organisation."""
    return person(f"manager-{organisation_code.lower()}", Role.MANAGER, organisation_code)


def sale(**taker: str) -> Register:
    """Return a register in which the casthouse of CAST is also that of NEU, which buys it; CAN buys metal."""
    return {
        "organisation": [
            member("CAST", "2020-01-01"),
            member("NEU", "2022-01-01", **taker),
            organisation("CAN"),
        ],
        "facility": [
            site("CAST-1", "CAST", "remelting_refining", "casthouse"),
            site("NEU-1", "NEU", "remelting_refining", "casthouse"),
        ],
        "scope": [
            scope("CAST-SCOPE", "CAST", ["CAST-1"], "2025-01-01"),
            scope("NEU-SCOPE", "NEU", ["NEU-1"], "2025-01-01"),
        ],
        "opening": [
            {"scope": code, "stage": "aluminium", "positive_balance_g": 500 * 10**6}
            for code in ("CAST-SCOPE", "NEU-SCOPE")
        ],
    }


def smelter_and_buyer(store: Store, *, here: str = "UTC", there: str = "UTC") -> Assurance:
    """Return a world with a smelter whose one site NEU buys, for which nina acts, each in a time zone."""
    register = smelter()
    register["organisation"][0]["timezone"] = here
    register["organisation"].append(member("NEU", "2022-01-01", timezone=there))
    register["facility"].append(site("NEU-1", "NEU", "aluminium_smelting"))
    register["scope"].append(scope("NEU-PS", "NEU", ["NEU-1"], "2025-01-01"))
    world = Assurance(store, register)
    world.do(add_person, OPERATOR, username="nina", role="manager", organisation="NEU")
    return world


def transferred(company: Company, numbers: tuple[str, ...], day: str) -> tuple[str, ...]:
    """Let certificates pass from CAST to NEU on a day; return those of NEU in their order."""
    with on_day(day):
        asked = company.do(
            ask_transfer, manager("CAST"), certificates=numbers, taker="NEU", reason="deed 7/2025"
        )
        number = asked.transfer.number
        company.do(accept_transfer, manager("NEU"), number=number, scope="NEU-SCOPE", sites=SITES)
        made = company.do(confirm_transfer, SECRETARY, number=number, reason="deed and sites seen")
    return tuple(each.number for _, each in made.certificates)


def certified(store: Store, register: Register | None = None) -> tuple[Company, str, str]:
    """Return CAST with a performance and a custody certificate from 1 March 2025 on."""
    company = Company(store, register or sale())
    performance = granted(company, "CAST-SCOPE", PS, "2025-03-01")
    return company, performance.number, granted(company, "CAST-SCOPE", COC, "2025-03-01").number


def asked(company: Company, *numbers: str, **given: Any) -> int:
    """Let CAST ask NEU to take certificates over."""
    wanted = {"certificates": numbers, "taker": "NEU", "reason": "deed 7/2025"} | given
    return company.do(ask_transfer, manager("CAST"), **wanted).transfer.number


def accepted(company: Company, *numbers: str, **given: Any) -> int:
    """Let NEU accept what CAST asked for."""
    number = asked(company, *numbers, **given)
    company.do(accept_transfer, manager("NEU"), number=number, scope="NEU-SCOPE", sites=SITES)
    return number
