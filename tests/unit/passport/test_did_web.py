"""did:web and the addresses of its documents, both ways; what plays tricks is refused."""

from datetime import UTC, datetime, timedelta

import pytest

from casthouse.passport.controller_document import ListedKey, controller_document, did_key_document
from casthouse.passport.did_web import (
    DidWeb,
    SigningPlace,
    did_web,
    did_web_of_url,
    installation_did,
    signing_place,
)
from casthouse.passport.key_owner import LOG, SECRETARIAT, firm_owner, organisation_owner
from casthouse.passport.signer import memory_signer
from casthouse.refusal import Refusal

pytestmark = pytest.mark.one_store


@pytest.mark.parametrize(
    ("did", "url"),
    [
        ("did:web:a.example", "https://a.example/.well-known/did.json"),
        ("did:web:a.example:x:y", "https://a.example/x/y/did.json"),
        ("did:web:a.example%3A8443", "https://a.example:8443/.well-known/did.json"),
        (
            "did:web:xn--bcher-kva.example%3A1:did:ROLL-1",
            "https://xn--bcher-kva.example:1/did/ROLL-1/did.json",
        ),
    ],
)
def test_an_identifier_has_an_address_and_the_address_an_identifier(did: str, url: str) -> None:
    assert did_web(did).url == url
    assert did_web_of_url(url).text == did_web(did).text == did


@pytest.mark.parametrize(
    "did",
    ["did:web:", "did:web", "did:key:a.example", "did:web:A.example", "did:web:a.example:", "did:web:a.example::x",
     "did:web:a.example:..", "did:web:a.example:x:.", "did:web:a.example:x/y", "did:web:a.example:%2e%2e",
     "did:web:a.example%3a80", "did:web:a.example%3A", "did:web:a.example%3A0", "did:web:a.example%3A65536",
     "did:web:a.example%3A80%3A80", "did:web:a.example:x#k", "did:web:a.example:x?y", "did:web:user@a.example",
     "did:web:a.example\n", "did:web:a..example", "did:web:-a.example", "did:web:\u0430pple.example", "did:web:[::1]",
     "did:web:a.example%2Fx", "did:web:" + "a" * 64, "did:web:a.example" + ":x" * 400],
)  # fmt: skip
def test_tricks_are_no_identifier(did: str) -> None:
    with pytest.raises(Refusal) as refused:
        did_web(did)
    assert refused.value.code == "did_invalid"


@pytest.mark.parametrize(
    "url",
    ["http://a.example/.well-known/did.json", "https://a.example/did.json", "https://a.example/x/../did.json",
     "https://a.example/x/did.json?x", "https://a.example/x/did.json#x", "https://u@a.example/x/did.json",
     "https://a.example/.well-known/x/did.json", "https://a.example//did.json", "https://a.example/x//did.json",
     "https://a.example/%78/did.json", "https://a.example%3A80/x/did.json", "//a.example/x/did.json", "",
     "https://did.json", "https:///did.json"],
)  # fmt: skip
def test_tricks_are_no_address(url: str) -> None:
    with pytest.raises(Refusal) as refused:
        did_web_of_url(url)
    assert refused.value.code == "did_invalid"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "1.2.3.4", "10.0x7f", "2130706433"])
def test_a_host_that_is_no_public_name_has_an_identifier_but_no_address(host: str) -> None:
    with pytest.raises(Refusal) as refused:
        _ = did_web(f"did:web:{host}").url
    assert refused.value.code == "did_unreachable"


def test_owners_at_an_installation_have_an_identifier_each() -> None:
    here = installation_did("https://coc.example.org")
    assert SECRETARIAT.did(here) == "did:web:coc.example.org"
    assert LOG.did(here) == "did:web:coc.example.org:did:log"
    assert organisation_owner("ROLL").did(here) == "did:web:coc.example.org:did:ROLL"
    assert firm_owner("ROLL").did(here) == "did:web:coc.example.org:did:firm:ROLL"
    assert installation_did("http://127.0.0.1:8000") == DidWeb(host="127.0.0.1", port=8000)
    assert installation_did("https://coc.example.org:443/").text == "did:web:coc.example.org"
    below = installation_did("https://example.org/coc/")
    assert SECRETARIAT.did(below) == "did:web:example.org:coc"
    assert did_web(SECRETARIAT.did(below)).url == "https://example.org/coc/did.json"
    assert did_web(firm_owner("X").did(below)).url == "https://example.org/coc/did/firm/X/did.json"
    for address in ("http://[::1]:8000", "https://example.org/a/../b", "https://example.org/a%2f"):
        with pytest.raises(Refusal):
            installation_did(address)


def test_a_document_lists_every_key_and_lets_a_stolen_one_assert_nothing() -> None:
    stolen, ended, present = (memory_signer(bytes([n]) * 32).public for n in (1, 2, 3))
    day = datetime(2026, 3, 1, 12, tzinfo=UTC)
    did = "did:web:a.example"
    document = controller_document(
        did,
        [
            ListedKey(public=stolen, expires=day, revoked=day),
            ListedKey(public=ended, expires=day - timedelta(milliseconds=300)),
            ListedKey(public=present),
        ],
    )
    assert document["id"] == did
    assert [each["publicKeyMultibase"] for each in document["verificationMethod"]] == [
        stolen.multikey,
        ended.multikey,
        present.multikey,
    ]
    assert document["verificationMethod"][0]["revoked"] == "2026-03-01T12:00:00Z"
    assert document["verificationMethod"][1]["expires"] == "2026-03-01T12:00:00Z"
    assert document["assertionMethod"] == [f"{did}#{ended.multikey}", f"{did}#{present.multikey}"]


def test_a_did_key_stands_for_the_document_with_its_one_key() -> None:
    public = memory_signer(bytes(range(32))).public
    document = did_key_document(public.did)
    assert document["id"] == public.did
    assert document["assertionMethod"] == [public.did_method]
    assert document["verificationMethod"][0]["id"] == public.did_method


@pytest.mark.parametrize(
    ("did", "installation", "code"),
    [
        ("did:web:a.example:did:SUP", "did:web:a.example", "SUP"),
        ("did:web:a.example%3A8443:coc:did:SUP", "did:web:a.example%3A8443:coc", "SUP"),
        ("did:web:a.example", "did:web:a.example", ""),
        ("", "", ""),
    ],
)
def test_an_identifier_says_where_its_holder_signs(did: str, installation: str, code: str) -> None:
    assert signing_place(did) == SigningPlace(installation=installation, organisation=code)
