"""A casthouse is sold: its certificates pass to the buyer, and the ledgers of both obey from the day on."""

from casthouse.assurance.certificate_transfer import PassedSite
from casthouse.parties.role import Role
from casthouse.service.certificate_passing import confirm_transfer
from casthouse.service.certificate_transfer import accept_transfer, ask_transfer
from casthouse.service.permission import Actor
from tests.contract.register_text import Register, organisation, scope
from tests.contract.store import Store
from tests.scenario.certification import COC, PS, SECRETARY, granted, member, on_day, site
from tests.scenario.company import Company, person
from tests.scenario.test_certificate_life import issue, post, sold, told

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


def test_a_casthouse_is_sold_what_was_sold_before_stands_and_the_buyer_sells_from_the_day_on(
    store: Store,
) -> None:
    company = Company(store, sale())
    performance = granted(company, "CAST-SCOPE", PS, "2025-03-01")
    custody = granted(company, "CAST-SCOPE", COC, "2025-03-01")
    with on_day("2025-06-09"):
        assert post(store, sold("C-1", "2025-06-09", "CAST"), seller="CAST") == []
        document = issue(store, "C-1", "CAST").json
    passed = transferred(company, (performance.number, custody.number), "2025-06-10")
    with on_day("2025-06-10"):
        assert post(store, sold("C-2", "2025-06-10", "CAST"), seller="CAST") == ["scope_not_certified"]
        assert post(store, sold("N-1", "2025-06-09", "NEU"), seller="NEU") == ["scope_not_certified"]
        assert post(store, sold("N-2", "2025-06-10", "NEU"), seller="NEU") == []
        assert issue(store, "N-2", "NEU").code == 0
        assert store.run("document", "show", document["number"], "--organisation", "CAST").code == 0
        assert "passed to NEU" in told(store, "CAN")[0]["text"]
    for old, new in zip((performance.number, custody.number), sorted(passed, reverse=True), strict=True):
        ended, continued = (store.run("certificate", "show", each).json for each in (old, new))
        assert (ended["state"], ended["moves"][-1]["reference"]) == ("superseded", new)
        assert (continued["valid_from"], continued["valid_to"]) == ("2025-06-10", "2028-02-29")
        assert continued["edition"] == ended["edition"]
        assert continued["moves"][0]["level"] == "full"
    assert store.run("check").json["clean"]
