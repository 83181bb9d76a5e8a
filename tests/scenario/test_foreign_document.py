"""Two installations that share nothing but public files: what SUP signs at the one is booked by ACME at the other."""

import json
from collections.abc import Callable

import pytest
from django.db import connection
from pytest_django import Settings

from tests.contract.register_text import organisation, register_text
from tests.contract.store import Store
from tests.scenario.test_transparency_log import unguarded
from tests.scenario.trade import YEAR, T
from tests.scenario.two_installations import NUMBER, THERE, WHY, Buyer, Seller, bundle_members


@pytest.mark.parametrize("form", ["zip", "json", "jwt", "pdf"])
def test_what_was_issued_there_is_verified_and_booked_here(seller: Seller, buyer: Buyer, form: str) -> None:
    if form == "pdf":
        file = seller.store.home / "document.pdf"
        seller.run("document", "show", NUMBER, "--organisation", "SUP", "--pdf", str(file))
    else:
        file = seller.file(form)
    assert buyer.refused(*buyer.receive(file)) == "issuer_untrusted"
    buyer.trust(seller.bundle())
    booked = buyer.run(*buyer.receive(file))
    assert (booked["document"], booked["quantity_g"]) == (NUMBER, 20 * T)
    assert buyer.store.stage("ACME-COC", YEAR)["coc_inflow_g"] == 20 * T
    told = buyer.run("document", "show", NUMBER, "--organisation", "ACME")
    assert told["foreign"]["installation"] == THERE
    assert {each["name"] for each in told["foreign"]["checks"]} >= {"signature", "status", "certificate"}
    assert buyer.findings() == []
    assert buyer.refused(*buyer.receive(file)) == "document_already_booked"
    if form == "zip":
        read = buyer.store.run_apart("document", "show", NUMBER, "--organisation", "ACME").out
        assert f"signed    at {THERE}" in read
        assert "certificate  passed: " in read


def test_a_bundle_is_taken_once_and_only_of_another_installation(seller: Seller, buyer: Buyer) -> None:
    bundle = seller.bundle()
    first = buyer.trust(bundle)
    before = buyer.store.dump()
    assert buyer.trust(bundle) == first
    assert buyer.store.dump() == before
    assert seller.refused("trust", "add", bundle, *WHY) == "trust_bundle_own"
    assert buyer.refused("trust", "add", bundle, "--reason", " ") == "trust_reason_missing"
    empty = buyer.store.file("empty.json", json.dumps(bundle_members(bundle) | {"issuers": []}))
    assert buyer.refused("trust", "add", empty, *WHY) == "trust_bundle_empty"
    [line] = buyer.run("trust", "list")["installations"]
    assert (line["installation"], line["trusted"], line["sha256"]) == (THERE, True, first["sha256"])


def test_no_bundle_speaks_for_somebody_elses_installation(seller: Seller, buyer: Buyer) -> None:
    """A third installation is believed; in its bundle stand the true keys of SUP, and of SUP it may not speak."""
    members = bundle_members(seller.bundle()) | {"installation": "https://third.example"}
    third = members["issuers"][0] | {"did": "did:web:third.example", "kind": "secretariat", "code": ""}
    members["issuers"].append(third)
    del members["log"]
    buyer.trust(buyer.store.file("third.json", json.dumps(members)))
    assert buyer.refused(*buyer.receive(seller.file())) == "issuer_untrusted"


def test_an_older_bundle_or_another_history_takes_no_place(seller: Seller, buyer: Buyer) -> None:
    members = bundle_members(seller.bundle())
    buyer.trust(buyer.store.file("held.json", json.dumps(members)))
    older = members | {"made_at": "2024-01-01T00:00:00Z"}
    assert (
        buyer.refused("trust", "add", buyer.store.file("o.json", json.dumps(older)), *WHY)
        == "trust_bundle_older"
    )
    later = members | {"made_at": "2999-01-01T00:00:00Z"}
    assert (
        buyer.refused("trust", "add", buyer.store.file("l.json", json.dumps(later)), *WHY)
        == "trust_bundle_older"
    )
    name, size, rest = members["log"]["checkpoint"].split("\n", 2)
    forked = members | {
        "log": members["log"] | {"checkpoint": f"{name}\n{int(size) - 1}\n{rest}"},
        "certificates": [],
    }
    assert (
        buyer.refused("trust", "add", buyer.store.file("f.json", json.dumps(forked)), *WHY)
        == "history_changed"
    )


def test_what_was_altered_is_refused(seller: Seller, buyer: Buyer) -> None:
    buyer.trust(seller.bundle())
    text = seller.file("json").read_text()
    for found, instead in (('"20000000"', '"21000000"'), ("LS-1", "LS-2"), ("2024-03-15", "2024-03-16")):
        assert found in text
        forged = buyer.store.file("forged.json", text.replace(found, instead))
        assert buyer.refused(*buyer.receive(forged)) == "document_altered"


def test_a_cancelled_document_is_refused_under_a_newerbundle_members(seller: Seller, buyer: Buyer) -> None:
    file = seller.file()
    seller.run("document", "cancel", NUMBER, "--organisation", "SUP", "--reason", "the goods came back")
    buyer.trust(seller.bundle())
    assert buyer.refused(*buyer.receive(file)) == "document_not_in_force"


def test_the_document_that_replaces_a_booked_one_takes_its_place(seller: Seller, buyer: Buyer) -> None:
    buyer.trust(seller.bundle())
    buyer.run(*buyer.receive(seller.file()))
    told = ("--organisation", "SUP", "--reason", "weighed again")
    new = seller.run("document", "correct", NUMBER, "--coc-mass-g", str(19_950_000), *told)["number"]
    statement = seller.run("statement", "document", new, "--organisation", "SUP")["id"]
    buyer.trust(seller.bundle())
    assert buyer.refused(*buyer.receive(seller.file())) == "document_not_in_force"
    buyer.run(*buyer.receive(seller.file("zip", statement)))
    assert buyer.store.stage("ACME-COC", YEAR)["coc_inflow_g"] == 19_950_000
    assert buyer.findings() == []


def test_a_bundle_older_than_the_statement_does_not_know_whether_it_holds(
    seller: Seller, buyer: Buyer
) -> None:
    members = bundle_members(seller.bundle())
    buyer.trust(buyer.store.file("held.json", json.dumps(members | {"status_lists": []})))
    assert buyer.refused(*buyer.receive(seller.file())) == "status_not_known"


def test_a_certificate_that_is_not_in_the_bundle_entitles_nobody(seller: Seller, buyer: Buyer) -> None:
    members = bundle_members(seller.bundle())
    buyer.trust(buyer.store.file("held.json", json.dumps(members | {"certificates": []})))
    assert buyer.refused(*buyer.receive(seller.file())) == "issuer_not_certified"


def test_a_key_in_foreign_hands_is_believed_in_nothing(seller: Seller, buyer: Buyer) -> None:
    file = seller.file("json")
    [key] = seller.run("key", "list", "SUP")["keys"]
    told = ("--reason", "the laptop was stolen")
    seller.run("key", "revoke", "SUP", key["multikey"], "--as", "compromised", *told)
    buyer.trust(seller.bundle())
    assert buyer.refused(*buyer.receive(file)) == "issuer_key_invalid"


def test_it_is_booked_by_nobody_but_its_recipient(
    seller: Seller, new_store: Callable[[], Store], settings: Settings
) -> None:
    other = Buyer(new_store(), settings, name="OTHER")
    other.trust(seller.bundle())
    file = str(seller.file())
    assert other.refused("document", "receive", file, "--organisation", "OTHER") == "recipient_is_other"


def test_a_code_that_is_somebody_elses_here_is_not_mistaken_for_it(seller: Seller, buyer: Buyer) -> None:
    namesake = {"organisation": [organisation("SUP") | {"name": "Superb Castings"}]}
    assert buyer.store.load(register_text(namesake)).code == 0
    buyer.trust(seller.bundle())
    assert buyer.refused(*buyer.receive(seller.file())) == "issuer_is_other"


def test_what_is_believed_no_more_is_not_booked_and_what_was_booked_stays(
    seller: Seller, buyer: Buyer
) -> None:
    buyer.trust(seller.bundle())
    buyer.run(*buyer.receive(seller.file()))
    buyer.run("trust", "end", THERE, "--reason", "its operator lost the key of its secretariat")
    assert buyer.refused("trust", "end", THERE, *WHY) == "trust_installation_unknown"
    assert buyer.refused(*buyer.receive(seller.file())) == "issuer_untrusted"
    assert buyer.findings() == []


def test_a_statement_of_another_kind_is_checked_and_not_booked(seller: Seller, buyer: Buyer) -> None:
    buyer.trust(seller.bundle())
    certificate_statement = seller.run("statement", "certificate", "COC-1")["id"]
    file = seller.file("json", certificate_statement)
    assert buyer.refused(*buyer.receive(file)) == "statement_not_document"


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE foreign_document SET did = 'did:web:evil.example:did:SUP'",
        "UPDATE foreign_document SET checks = REPLACE(checks, 'false', 'true') || ' '",
        "UPDATE foreign_document SET verified_at = '2020-01-01 00:00:00+00:00'",
        "UPDATE trusted_installation SET content = REPLACE(content, 'SUP', 'SAP')",
        "DELETE FROM foreign_document",
    ],
)
def test_what_an_administrator_does_to_its_provenance_is_named(
    seller: Seller, buyer: Buyer, change: str
) -> None:
    buyer.trust(seller.bundle())
    buyer.run(*buyer.receive(seller.file()))
    with buyer.store.in_use(), connection.cursor() as cursor:
        unguarded("foreign_document", "trusted_installation")
        cursor.execute(change)
    told = buyer.answer("check").json
    assert {each["what"] for each in told["differences"]} & {
        "logged foreign_document",
        "logged trusted_installation",
    }
