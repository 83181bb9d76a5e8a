"""Passports from which their holder hides parts: what is hidden is not there, and what is there is what was signed."""

import json
from base64 import urlsafe_b64decode
from itertools import chain, combinations
from typing import Any

import pytest

from casthouse.exchange.statement_schema import schema_mistakes
from casthouse.passport.base64url import base64url
from casthouse.passport.canonical import canonical
from casthouse.passport.hidden_part import PLACES, HiddenPart, hides, not_shown
from casthouse.passport.opening import digest_of, opening, read_opening
from casthouse.passport.sd_jwt import (
    CHARS_MAX,
    VCT,
    fits,
    hideable_token,
    is_hideable,
    presented,
    read_hideable,
)
from casthouse.passport.statement_kind import StatementKind
from casthouse.refusal import Refusal
from tests.unit.passport.passport_world import (
    SECRETS,
    delivery_credential,
    salts,
    shown_passport,
    whole_passport,
)
from tests.unit.passport.statement_world import AT, DIDS, RHEIN, SIGNERS, method

PARTS = list(HiddenPart)
CHOICES = list(chain.from_iterable(combinations(PARTS, size) for size in range(4)))


def decoded(token: str) -> str:
    """Return all that somebody can read in a token."""
    parts = token.replace(".", "~").split("~")
    return "\n".join(
        urlsafe_b64decode(part + "=" * (-len(part) % 4)).decode("utf-8", errors="replace") for part in parts
    )


def payload(token: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(decoded(token).split("\n")[1])
    return found


def test_whoever_gets_all_openings_reads_the_credential_as_it_was_signed() -> None:
    found = read_hideable(whole_passport().encode())
    assert found.credential == delivery_credential()
    assert (found.method, found.created, found.is_hideable) == (method(RHEIN), AT, True)
    assert SIGNERS[RHEIN].public.verifies(found.signature, found.message)


def test_the_token_is_of_the_form_that_others_read() -> None:
    header, said, *_ = decoded(whole_passport()).split("\n")
    assert json.loads(header) == {"alg": "EdDSA", "typ": "dc+sd-jwt", "kid": method(RHEIN)}
    claims = json.loads(said)
    assert (claims["iss"], claims["vct"], claims["_sd_alg"]) == (DIDS[RHEIN], VCT, "sha-256")
    assert claims["iat"] == int(AT.timestamp())
    assert whole_passport().endswith("~")


@pytest.mark.parametrize("hide", CHOICES, ids=lambda hide: "+".join(hide) or "nothing")
def test_what_is_hidden_is_nowhere_in_the_token_and_the_rest_is_shown(hide: tuple[HiddenPart, ...]) -> None:
    token = shown_passport(*hide)
    read = decoded(token)
    for part in PARTS:
        for secret in SECRETS[part] if part in hide else ():
            assert secret not in read, secret
    shown = [secret for part in PARTS if part not in hide for secret in SECRETS[part]]
    gone = {secret for part in hide for secret in SECRETS[part]} | {"FJORD-SM"}
    assert [each for each in shown if each not in gone and each not in read] == []
    found = read_hideable(token.encode())
    assert SIGNERS[RHEIN].public.verifies(found.signature, found.message)
    lacking = not_shown(found.credential)
    assert [part for part in PARTS if hides(lacking, part)] == list(hide)


@pytest.mark.parametrize("hide", [each for each in CHOICES if each], ids="+".join)
def test_whatever_is_hidden_takes_along_what_leads_to_the_whole(hide: tuple[HiddenPart, ...]) -> None:
    credential: Any = read_hideable(shown_passport(*hide).encode()).credential
    assert "id" not in credential
    assert "document_sha256" not in credential["credentialSubject"]
    assert "/check/" not in decoded(shown_passport(*hide))
    mistakes = schema_mistakes(credential, StatementKind.DELIVERY, 1, is_hideable=True)
    assert mistakes == []
    assert schema_mistakes(credential, StatementKind.DELIVERY, 1) != []  # of a statement that nobody may cut


def test_what_was_left_out_stays_out_and_parts_are_hidden_in_any_order() -> None:
    masses, sites = HiddenPart.MASSES, HiddenPart.SITES
    assert presented(shown_passport(masses), [sites]) == shown_passport(masses, sites)
    assert presented(shown_passport(sites), [masses]) == shown_passport(sites, masses)
    assert presented(shown_passport(masses), []) == shown_passport(masses)


def made_elsewhere(*path: str) -> str:
    """Return the passport with all in clear, or with one opening of all that stands at a path, rightly signed."""
    members: Any = delivery_credential()
    openings = []
    holder = members
    for step in path[:-1]:
        holder = holder[step]
    for name in path[-1:]:
        openings.append(opening(b"salt", name, holder.pop(name)))
        holder["_sd"] = [digest_of(openings[0])]
    members |= {"iss": DIDS[RHEIN], "iat": int(AT.timestamp()), "vct": VCT, "_sd_alg": "sha-256"}
    header: Any = {"alg": "EdDSA", "kid": method(RHEIN), "typ": "dc+sd-jwt"}
    signed = f"{base64url(canonical(header))}.{base64url(canonical(members))}"
    parts = (f"{signed}.{base64url(SIGNERS[RHEIN].sign(signed.encode()))}", *openings)
    return "".join(f"{each}~" for each in parts)


@pytest.mark.parametrize("path", [(), ("credentialSubject", "provenance"), ("credentialSubject", "seller")])
@pytest.mark.parametrize("part", PARTS)
def test_a_part_that_the_maker_of_a_token_did_not_make_to_be_hidden_is_refused(
    part: HiddenPart, path: tuple[str, ...]
) -> None:
    token = made_elsewhere(*path)
    assert presented(token, []) == token
    with pytest.raises(Refusal) as found:
        presented(token, [part])
    assert found.value.code == "statement_not_hideable"


def test_digests_tell_neither_how_much_is_hidden_nor_what_there_is() -> None:
    """Of an origin that discloses nothing as many digests stand there as of one that tells all."""
    origins = payload(whole_passport())["credentialSubject"]["provenance"]["origins"]
    assert [len(each["_sd"]) for each in origins] == [5, 5, 5]
    assert all(each["_sd"] == sorted(each["_sd"]) for each in origins)
    openings = whole_passport().split("~")[1:-1]
    assert len({read_opening(each)[0] for each in openings}) == len(openings)  # no salt twice
    assert {digest_of(each) for each in openings} < set(_digests(payload(whole_passport())))


def _digests(value: Any) -> list[str]:
    if isinstance(value, list):
        return [digest for each in value for digest in _digests(each)]
    if not isinstance(value, dict):
        return []
    return [*value.get("_sd", []), *(digest for each in value.values() for digest in _digests(each))]


def test_every_place_that_may_be_hidden_is_one_of_the_schema() -> None:
    """A name that was mistyped would never hide, and never be missed."""
    credential = delivery_credential()
    found = not_shown(credential)
    assert {place.name for place in found} == {
        "organisation",
        "facility",
        "lot",
    }  # of origins that do not tell
    assert all(place.is_stated is False for place in found)
    assert len({(place.path, place.name) for place in PLACES}) == len(PLACES)


@pytest.mark.parametrize(
    ("shares", "digits", "is_made"),
    [(1, 65_000, True), (1, 66_000, False), (40, 25_000, True), (40, 48_000, False)],
)
def test_a_form_that_no_reader_would_take_is_not_made(shares: int, digits: int, is_made: bool) -> None:  # noqa: FBT001
    """Shares of metal that went round for long are long; an opening may have 64 KiB, a token 2 MiB."""

    def lengthen(credential: dict[str, Any]) -> None:
        origins = credential["credentialSubject"]["provenance"]["origins"]
        origins[:] = [{**origins[0], "share": f"1/{'7' * digits}"} for _ in range(shares)]

    credential = delivery_credential(lengthen)
    token = hideable_token(
        credential, signer=SIGNERS[RHEIN], method=method(RHEIN), created=AT, chance=salts()
    )
    assert fits(credential, method=method(RHEIN), created=AT) is bool(token) is is_made
    if token:
        assert read_hideable(token.encode()).credential == credential


def test_what_is_too_large_or_of_another_form_is_refused() -> None:
    assert is_hideable(whole_passport().encode())
    assert not is_hideable(whole_passport().split("~")[0].encode())
    for content in (b"ey~", b"ey.a.b~", whole_passport().encode() + b"A~" * CHARS_MAX):
        with pytest.raises(Refusal) as refused:
            read_hideable(content)
        assert refused.value.code == "signature_invalid"
