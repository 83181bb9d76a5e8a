"""Pools in the projection: the same books as from the store, kept up, damaged and built by others."""

import json
from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
from django.conf import settings
from xxhash import xxh3_128_hexdigest

from casthouse.provenance.pool import PoolBooks
from tests.contract.movement_rows import Row, other_receipt, other_shipment, receipt, reversal, shipment
from tests.contract.movement_rows import file_text as movements_text
from tests.contract.projection_answer import NEVER, both
from tests.contract.register_text import certificate, facility, one_scope, register_text, scope
from tests.contract.store import Store


@pytest.fixture
def chain(store: Store) -> Iterator[Store]:
    """ACME bought 60 t and 40 t without lots; CUS bought 10 t of it under a CoC Document, and 30 t of others."""
    register = one_scope()
    register["facility"] += [facility("CUS-F", "CUS"), facility("CUS-G", "CUS")]
    register["scope"].append(scope("CUS-COC", "CUS", ["CUS-F"], "2024-01-01"))
    register["certificate"].append(certificate("COC-9", "CUS-COC", "2024-01-01", "2030-12-31"))
    assert store.load(register_text(register)).code == 0
    rows: list[Row | str] = [
        receipt("IN-1", quantity="60", date="2024-01-10"),
        other_receipt("IN-2", quantity="40", date="2024-06-01"),
        other_shipment("OUT-2", quantity="40", date="2024-08-01"),
    ]
    post(store, "ACME", rows)
    sold_to_customer(store, 1, "10")
    post(store, "CUS", [other_receipt("CUS-2", quantity="30", facility="CUS-F", date="2024-06-01")])
    sold = {"quantity": "35", "facility": "CUS-F", "counterparty": "NORD", "date": "2024-07-01"}
    post(store, "CUS", [other_shipment("ALL", **sold)])
    before, settings.PROJECTION_ROWS_MIN = settings.PROJECTION_ROWS_MIN, 0
    yield store
    settings.PROJECTION_ROWS_MIN = before


def post(store: Store, organisation: str, rows: list[Row | str]) -> None:
    answer = store.post(organisation, movements_text(rows))
    assert answer.code == 0, answer.out


def sold_to_customer(store: Store, number: int, quantity: str) -> str:
    """Ship to the customer under a CoC Document, which books it; return the document's number."""
    post(store, "ACME", [shipment(f"OUT-C{number}", quantity=quantity, date="2024-02-10")])
    issued = store.run("document", "issue", f"OUT-C{number}", "--organisation", "ACME")
    assert issued.code == 0, issued.out
    told = {"counterparty": "ACME", "document": issued.json["number"], "facility": "CUS-F"}
    post(store, "CUS", [receipt(f"CUS-C{number}", quantity=quantity, date="2024-02-11", **told)])
    return str(issued.json["number"])


def shares(store: Store) -> dict[str, str]:
    """Return what the accounts attribute of the customer's sale, the same from the projection and from the store."""
    both(store, "CUS", "ALL")
    assert books(store, 0) == books(store, NEVER)
    answer = store.run("attribution", "trace", "ALL", "--organisation", "CUS")
    return {each["reference"] or each["kind"]: each["share"] for each in answer.json["origins"]}


def books(store: Store, rows_min: int) -> PoolBooks:
    """Return the books behind the customer's sale, from the projection or, of fewer rows than that, from the store."""
    from casthouse.provenance.pool_account import account_of  # noqa: PLC0415 - it needs Django
    from casthouse.service.permission import OPERATOR  # noqa: PLC0415
    from casthouse.service.pool_books import books_behind  # noqa: PLC0415
    from casthouse.storage import scope as scope_store  # noqa: PLC0415

    with store.in_use():
        before, settings.PROJECTION_ROWS_MIN = settings.PROJECTION_ROWS_MIN, rows_min
        scopes = scope_store.scopes(organisation="CUS")
        account = account_of(scopes, facility="CUS-F", day=date(2024, 7, 1))
        assert account is not None
        found = books_behind(OPERATOR, account, scopes)
        settings.PROJECTION_ROWS_MIN = before
    return found


def check(store: Store) -> list[dict[str, str]]:
    found: list[dict[str, str]] = store.run("check").json["differences"]
    return found


def test_pools_are_kept_up_as_movements_documents_and_boundaries_change(chain: Store) -> None:
    assert chain.run("projection", "build").code == 0
    bought = {"CUS-2": "3/4", "IN-1": "3/20", "IN-2": "1/10"}
    assert shares(chain) == bought
    number = sold_to_customer(chain, 2, "20")
    assert shares(chain) == {"CUS-2": "1/2", "IN-1": "3/10", "IN-2": "1/5"}
    late = {"BACKDATED": ("60", "2024-01-02"), "DAY-AFTER": ("40", "2024-01-03")}
    post(chain, "ACME", [receipt(name, quantity=mass, date=day) for name, (mass, day) in late.items()])
    found = shares(chain)
    assert (found["BACKDATED"], found["DAY-AFTER"]) == ("3/20", "1/10")
    post(chain, "ACME", [reversal(f"NO-{name}", name, date="2024-09-01") for name in late])
    post(chain, "ACME", [receipt("AGAIN", quantity="1"), reversal("AGAIN-BACK", "AGAIN", date="2024-09-02")])
    assert shares(chain) == {"CUS-2": "1/2", "IN-1": "3/10", "IN-2": "1/5"}
    cancelled = chain.run("document", "cancel", number, "--organisation", "ACME", "--reason", "wrong mass")
    assert cancelled.code == 0
    assert shares(chain) == {"CUS-2": "1/2", "CUS-C2": "1/3", "IN-1": "1/10", "IN-2": "1/15"}
    assert chain.run("attribution", "set", "ACME-COC", "fifo", "--from", "2024-01-01").code == 0
    assert shares(chain) == {"CUS-2": "1/2", "CUS-C2": "1/3", "IN-1": "1/6"}, "no rule is written in files"
    assert check(chain) == []
    built = chain.run("projection", "build").json
    assert (built["behind"], built["movements"]) == (0, 9)
    assert shares(chain) == {"CUS-2": "1/2", "CUS-C2": "1/3", "IN-1": "1/6"}
    assert check(chain) == []


def test_a_facility_that_joins_an_account_is_in_its_pools_without_a_building(chain: Store) -> None:
    post(chain, "CUS", [other_receipt("CUS-3", quantity="40", facility="CUS-G", date="2024-06-02")])
    assert chain.run("projection", "build").code == 0
    assert shares(chain) == {"CUS-2": "3/4", "IN-1": "3/20", "IN-2": "1/10"}
    both_sites = ("--facility", "CUS-F", "--facility", "CUS-G")
    change = ("boundary", "change", "CUS-COC", *both_sites, "--reason", "it joins")
    answer = chain.run(*change, "--from", "2024-06-02")
    assert answer.code == 0, answer.out
    assert shares(chain) == {"CUS-2": "3/8", "CUS-3": "1/2", "IN-1": "3/40", "IN-2": "1/20"}
    assert chain.run("projection", "status").json["behind"] == 0
    assert check(chain) == []


def columns_of(chain: Store, name: str) -> Path:
    folder = chain.home / "files" / "projection"
    return folder / (folder / "current").read_text() / f"{name}.npy"


def forget(chain: Store) -> None:
    """Let this process open the files anew, as the next one does."""
    from casthouse.service import projection_held  # noqa: PLC0415 - it needs Django, which a command sets up

    projection_held.forget()
    assert chain.home.exists()


def test_numbers_that_were_altered_are_found_before_anything_is_attributed_by_them(chain: Store) -> None:
    assert chain.run("projection", "build").code == 0
    held = np.load(columns_of(chain, "pool_mass_g"))
    held[0] += 1
    np.save(columns_of(chain, "pool_mass_g"), held)
    forget(chain)
    assert [(each["what"], each["subject"]) for each in check(chain)] == [
        ("projection file altered", "pool_mass_g.npy")
    ]
    assert chain.run("projection", "status").json["trouble"] == "pool_mass_g.npy is not what was written"
    answer = chain.run("attribution", "trace", "ALL", "--organisation", "CUS")
    assert "pool_mass_g.npy is not what was written. The store answers" in answer.err
    assert shares(chain) == {"CUS-2": "3/4", "IN-1": "3/20", "IN-2": "1/10"}, "they are built again"
    assert check(chain) == []


def test_a_movement_that_the_ledgers_do_not_tell_is_found_in_files_that_are_whole(chain: Store) -> None:
    assert chain.run("projection", "build").code == 0
    file = columns_of(chain, "pool_mass_g")
    held = np.load(file)
    held[0] += 1
    np.save(file, held)
    manifest = json.loads((file.parent / "manifest.json").read_text())
    manifest["checksums"]["pool_mass_g"] = xxh3_128_hexdigest(file.read_bytes())
    manifest["digests"]["pool_mass_g"] = sha256(file.read_bytes()).hexdigest()
    (file.parent / "manifest.json").write_text(json.dumps(manifest))
    forget(chain)
    found = check(chain)
    assert [(each["what"], each["subject"]) for each in found] == [
        ("movement of the projection", "IN-1 at ACME-CH")
    ] * 2
    assert found[0]["recomputed"] == "receipt of 60000000 g aluminium at ACME-CH"
    assert found[1]["stored"] == "receipt of 60000001 g aluminium at ACME-CH"


def test_what_another_process_built_is_opened_where_the_old_files_are_gone(chain: Store) -> None:
    both(chain, "CUS", "CUS-C1")
    assert chain.run("projection", "build").code == 0
    assert chain.run("trace", "NONE", "--organisation", "CUS").refusal == "trace_unknown"
    assert chain.run_apart("projection", "build", "--json").code == 0
    assert shares(chain) == {"CUS-2": "3/4", "IN-1": "3/20", "IN-2": "1/10"}


@pytest.mark.parametrize("limit", ["BUILD_ROWS", "CATCH_UP_ROWS"])
def test_much_that_was_posted_is_built_anew_or_left_to_the_store(
    chain: Store, limit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from casthouse.service import projection_held  # noqa: PLC0415 - it needs Django, which a command sets up

    assert chain.run("projection", "build").code == 0
    monkeypatch.setattr(projection_held, "CATCH_UP_ROWS", 0)
    if limit == "BUILD_ROWS":
        monkeypatch.setattr(projection_held, "BUILD_ROWS", 0)
    post(chain, "CUS", [other_receipt("CUS-3", quantity="40", facility="CUS-F", date="2024-06-02")])
    both(chain, "CUS", "ALL", by_store=limit == "BUILD_ROWS")
    assert chain.run("projection", "status").json["behind"] == (1 if limit == "BUILD_ROWS" else 0)
