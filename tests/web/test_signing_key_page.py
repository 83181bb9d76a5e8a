"""The page and the API of keys, and the documents that everybody may read."""

import json
import re
from typing import Any

import pytest
from django.test import Client

from casthouse.passport.key_owner import LOG
from casthouse.service import clock
from casthouse.service.key_signer import signer_for
from tests.web.api_world import World
from tests.web.page_visit import Visitor

pytestmark = [pytest.mark.usefixtures("world"), pytest.mark.one_store]
PAGE = "/organisations/ACME/keys/"
REVOKED = {"form": "revoke", "kind": "compromised", "reason": "stolen <b>", "is_understood": "on"}


def document(path: str = "/did/ACME/did.json", **headers: str) -> Any:
    return Client().get(path, headers=headers)


def test_a_key_is_made_replaced_and_revoked_on_the_page() -> None:
    manager = Visitor("manager")
    assert "No key signs now." in manager.get(PAGE).text
    assert document().status_code == 404
    made = manager.post(PAGE, {"form": "make"}).text
    assert "A key signs until" in made
    assert manager.post(PAGE, {"form": "make"}).status == 409
    replaced = manager.post(PAGE, {"form": "rotate"}).text
    assert "superseded" in replaced
    (key, _) = re.findall(r"<option value=\"(z6Mk\w+)\"", replaced)
    assert manager.post(PAGE, REVOKED | {"key": key, "is_understood": ""}).status == 422
    assert manager.post(PAGE, REVOKED | {"key": key, "since": "2020-01-01T00:00"}).status == 422
    revoked = manager.post(PAGE, REVOKED | {"key": key}).text
    assert "No key signs now." in revoked
    assert "stolen &lt;b&gt;" in revoked
    told = document().json()
    assert [key in each["id"] for each in told["verificationMethod"]] == [True, False]
    assert "revoked" in told["verificationMethod"][0]
    assert "stolen" not in json.dumps(told)  # why is for the own people
    assert len(told["assertionMethod"]) == 1


def test_the_secretariat_confirms_the_key_after_a_lost_one_on_the_page() -> None:
    manager, secretary = Visitor("manager"), Visitor("secretariat")
    manager.post(PAGE, {"form": "make"})
    replaced = manager.post(PAGE, {"form": "rotate"}).text
    (statement,) = re.findall(r"/did/successions/(z6Mk\w+)\.json", replaced)
    assert "that key itself" in replaced
    told = document(f"/did/successions/{statement}.json")
    assert told.json()["credentialSubject"]["key"] == statement
    manager.post(PAGE, REVOKED | {"key": statement, "kind": "lost"})
    assert "not confirmed" in manager.post(PAGE, {"form": "make"}).text
    page = secretary.get(PAGE).text
    (key,) = re.findall(r'name="key" value="(z6Mk\w+)"', page)
    assert "the secretariat (secretariat)" in secretary.post(PAGE, {"form": "confirm", "key": key}).text
    assert document(f"/did/successions/{key}.json").json()["issuer"] == "did:web:127.0.0.1%3A8000"


def test_a_clerk_sees_the_keys_and_changes_none() -> None:
    Visitor("manager").post(PAGE, {"form": "make"})
    page = Visitor("clerk").get(PAGE)
    assert page.status == 200
    assert "Replace the key now" not in page.text
    assert "Revoke a key" not in page.text
    assert Visitor("secretariat").get(PAGE).text.count("Revoke a key") == 1
    assert Visitor("secretariat").get("/secretariat/keys/ACME/").status == 200
    assert Visitor("secretariat").get("/secretariat/keys/nobody/").status == 422


def test_a_document_is_kept_for_a_while_and_names_the_address_that_it_lies_at(
    world: World, settings: Any
) -> None:
    settings.PUBLIC_URL = "https://coc.example.org"
    world.post("/keys/ACME", {"days": 30})
    answer = document()
    assert answer["Content-Type"] == "application/did+json"
    assert answer["Cache-Control"] == "public, max-age=60"
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert document(if_none_match=answer["ETag"]).status_code == 304
    assert answer.json()["id"] == "did:web:coc.example.org:did:ACME"
    assert set(answer.json()) == {"@context", "id", "verificationMethod", "assertionMethod"}
    signer_for(LOG, clock.now())
    assert document("/did/log/did.json").json()["id"] == "did:web:coc.example.org:did:log"
    for path in (
        "/.well-known/did.json",
        "/did/firm/PRUEF/did.json",
        "/did/NONE/did.json",
        "/did/a%00b/did.json",
    ):
        assert document(path).status_code in {400, 404}


def test_the_api_does_the_same_once_a_key_and_reads_no_instant_by_guess(world: World) -> None:
    once = {"Idempotency-Key": "k-1"}
    first = world.post("/keys/ACME", {"days": 30}, headers=once)
    assert world.post("/keys/ACME", {"days": 30}, headers=once).json == first.json
    listed = world.get("/keys/ACME").json
    assert [each["multikey"] for each in listed["keys"]] == [first.json["multikey"]]
    body = {"key": first.json["fingerprint"][:12], "kind": "compromised", "reason": "stolen"}
    for since in (1_700_000_000, "2026-03-01", "2026-03-01T12:00:00", "now", True):
        assert world.post("/keys/ACME/revoke", body | {"since": since}).status == 422
    assert world.post("/keys/ACME/revoke", body | {"since": "2020-01-01T00:00:00Z"}).status == 422
    assert world.post("/keys/ACME/revoke", body).json["state"] == "compromised"
    assert world.post("/keys/ACME/revoke", body | {"kind": "superseded"}).status == 422
    assert world.post("/keys/firm:PRUEF", {}, person="lead").status == 201
    assert world.post("/keys/firm:PRUEF", {}, person="manager").status == 403
    assert world.get("/keys/none at all").status == 422
