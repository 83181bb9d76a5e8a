"""Bytes from outsiders: every parser that they reach reads or refuses, within bounds, and never breaks.

Files are random, or true ones that were damaged; statements and trust bundles are also damaged within their JSON and
signed again, so that what looks behind the signature is reached too. Both verifiers answer each of them, and alike.
"""

import json
import time
import tracemalloc
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfWriter

from casthouse.passport.canonical import canonical, read_json
from casthouse.passport.checkpoint import read_checkpoint
from casthouse.passport.did_web import did_web
from casthouse.passport.jose import read_token
from casthouse.passport.log_proof import read_log_proof
from casthouse.passport.note import read_note
from casthouse.passport.note_key import note_key
from casthouse.passport.public_key import public_key_of_did
from casthouse.passport.sd_jwt import read_hideable
from casthouse.passport.status_list import decoded
from casthouse.passport.tile import tile_address, unbundled
from casthouse.passport.trust_bundle import TrustBundle, read_bundle
from casthouse.passport.verified_list import ListBook
from casthouse.refusal import Refusal
from casthouse.service.verification import verify_with
from tests.forgery.archive_forgeries import archive
from tests.forgery.forged import honest, honest_text, honest_token, trusting
from tests.forgery.hidden_forgeries import OPENINGS, decoded_payload, said
from tests.forgery.independent import independent
from tests.forgery.status_forgeries import listing, packed
from tests.property.effort import examples
from tests.unit.passport.passport_world import whole_passport
from tests.unit.passport.statement_world import NOW, RHEIN, signed_by, status_list
from verifier import verify_statement

pytestmark = pytest.mark.one_store

TRUST = trusting()
BUNDLE = read_bundle(TRUST)
NOTE = (
    b"log.casthouse.example\n3\nqkkH6Eu6cXLY/QC2IC9eOUs5SN71rjY6OfcH3fdDMuo=\n\n"
    b"\xe2\x80\x94 log.casthouse.example SWOh1iM+bSWDxkjf1mXro/SNoMsg5e+3JT2sV0Cvsia5uTwdFlB1S/McP/OgWmIyu+YNx2CPKdJE"
    b"cYvgb0UCus6j1gU=\n"
)
VKEY = "log.casthouse.example+4963a1d6+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4"
PROOF = b"c2sp.org/tlog-proof@v1\nindex 1\nqkkH6Eu6cXLY/QC2IC9eOUs5SN71rjY6OfcH3fdDMuo=\n\n" + NOTE
LIST = status_list([7])["credentialSubject"]["encodedList"]


def pdf() -> bytes:
    """Return a PDF that carries the true statement."""
    writer, target = PdfWriter(), BytesIO()
    writer.add_blank_page(100, 100)
    writer.add_attachment("statement.json", honest_text().encode())
    writer.write(target)
    return target.getvalue()


FILES: dict[str, bytes] = {
    "json": honest_text().encode(),
    "token": honest_token().encode(),
    "archive": archive(("statement.json", honest_text().encode()), ("statement.tlog-proof", PROOF)),
    "pdf": pdf(),
    "passport": whole_passport().encode(),
    "archive of a passport": archive(("statement.jwt", whole_passport().encode())),
}


@st.composite
def damaged(draw: st.DrawFn, true: bytes) -> bytes:
    """Draw a true file with pieces put in, taken out, turned round or repeated."""
    content = bytearray(true)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, max(len(content) - 1, 0)))
        to = at + draw(st.integers(0, 8))
        match draw(st.integers(0, 3)):
            case 0:
                content[at:to] = draw(st.binary(max_size=8))
            case 1:
                content[at:to] = draw(
                    st.sampled_from([b"", b"{", b'"', b"[", b"\\u0000", b"1e9", b"\n\n", b"\xff"])
                )
            case 2:
                content[at:at] = content[at : at + 400]
            case _:
                del content[at : at + draw(st.integers(1, 400))]
    return bytes(content)


def text(octets: bytes) -> str:
    return octets.decode("utf-8", "surrogateescape")


READERS: dict[str, tuple[Callable[[bytes], object], bytes]] = {
    "json": (read_json, honest_text().encode()),
    "token": (read_token, honest_token().encode()),
    "passport": (read_hideable, whole_passport().encode()),
    "note": (read_note, NOTE),
    "checkpoint": (lambda raw: read_checkpoint(text(raw)), NOTE.partition(b"\n\n")[0] + b"\n"),
    "log proof": (read_log_proof, PROOF),
    "key of a log": (lambda raw: note_key(text(raw)), VKEY.encode()),
    "address of a tile": (lambda raw: tile_address(text(raw)), b"tile/0/x001/x234/067.p/12"),
    "entries of a tile": (unbundled, b"\x00\x03abc\x00\x00\x00\x01x"),
    "status list": (lambda raw: decoded(text(raw)), LIST.encode()),
    "trust bundle": (read_bundle, TRUST),
    "did:key": (
        lambda raw: public_key_of_did(text(raw)),
        b"did:key:z6MkehRgf7yJbgaGfYsdoAsKdBPE3dj2CYhowQdcjqSJgvVd",
    ),
    "did:web": (lambda raw: did_web(text(raw)), b"did:web:casthouse.example%3A8443:did:RHEIN"),
}


@pytest.mark.parametrize("name", READERS)
@examples(60)
@given(data=st.data())
def test_a_reader_reads_or_refuses(name: str, data: st.DataObject) -> None:
    reader, true = READERS[name]
    content = data.draw(st.one_of(damaged(true), st.binary(max_size=200)))
    with suppress(Refusal):
        reader(content)


@examples(150)
@given(content=damaged(honest_text().encode()))
def test_what_is_read_has_one_canonical_text(content: bytes) -> None:
    """Read again, the canonical text is the same value; the independent verifier writes the very same bytes."""
    try:
        value = read_json(content)
    except Refusal:
        with pytest.raises(verify_statement.Wrong):
            verify_statement.read_json(content)
        return
    assert verify_statement.canonical(verify_statement.read_json(content)).encode() == canonical(value)
    assert canonical(read_json(canonical(value))) == canonical(value)


@examples(200)
@given(value=st.floats(allow_nan=False, allow_infinity=False))
def test_both_write_numbers_alike(value: float) -> None:
    written = json.dumps([value]).encode()
    try:
        text = canonical(read_json(written))
    except Refusal:
        with pytest.raises(verify_statement.Wrong):
            verify_statement.read_json(written)
        return
    assert verify_statement.canonical(verify_statement.read_json(written)).encode() == text


def answers(content: bytes, trust: bytes = TRUST, bundle: TrustBundle = BUNDLE) -> dict[str, bool | None]:
    """Return what Casthouse answers, after a look that the independent verifier answers the same."""
    found = verify_with(content, bundle=bundle, lists=ListBook(bundle), at=NOW).as_json()
    passed = {each["name"]: each["passed"] for each in found["checks"]}
    if not content.startswith(b"%PDF"):
        other = independent(content, trusted=trust, at=NOW)
        told = {each["name"]: each["passed"] for each in other["checks"]}
        if (
            passed["schema"] is False and told["schema"] is None
        ):  # of kinds that nobody knows it looks at the frame only
            told["schema"] = False
        assert (other["verified"], told) == (found["verified"], passed)
    return passed


@pytest.mark.parametrize("form", FILES)
@examples(60)
@given(data=st.data())
def test_a_damaged_file_gets_an_answer(form: str, data: st.DataObject) -> None:
    answers(data.draw(damaged(FILES[form])))


SIMPLE = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**53) + 1, 2**53 - 1),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cf", "Cn"]), max_size=12),
    st.sampled_from(["", "0", "did:web:x", "2025-13-01", "9" * 40, "https://x.example", "1e3", "0x10", " "]),
)
VALUES = st.recursive(
    SIMPLE,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text("abc@", max_size=6), inner, max_size=3)
    ),
    max_leaves=6,
)


@st.composite
def twisted(draw: st.DrawFn, members: dict[str, Any]) -> dict[str, Any]:
    """Draw an object with a value somewhere in it replaced, taken out or put beside."""
    found: Any = json.loads(json.dumps(members))
    for _ in range(draw(st.integers(1, 2))):
        place = found
        while True:
            steps = sorted(place) if isinstance(place, dict) else range(len(place))
            step = draw(st.sampled_from(list(steps)))
            if not isinstance(place[step], dict | list) or not place[step] or draw(st.booleans()):
                break
            place = place[step]
        match draw(st.integers(0, 3)):
            case 0 if isinstance(place, dict) and len(place) > 1:
                del place[step]
            case 1 if isinstance(place, dict):
                place[draw(st.text("abcid@", max_size=6))] = draw(VALUES)
            case _:
                place[step] = draw(VALUES)
    twisted_members: dict[str, Any] = found
    return twisted_members


UNSIGNED = {name: value for name, value in honest().items() if name != "proof"}


@examples(250)
@given(credential=twisted(UNSIGNED))
def test_a_statement_that_says_anything_gets_an_answer(credential: dict[str, Any]) -> None:
    credential.pop("proof", None)
    answers(canonical(signed_by(RHEIN, credential)))


@examples(100)
@given(members=twisted(decoded_payload()))
def test_a_passport_that_says_anything_gets_an_answer(members: dict[str, Any]) -> None:
    """Whoever has the key signs digests of anything, also of what an honest passport has in clear."""

    def change(payload: dict[str, Any]) -> None:
        payload.clear()
        payload.update(members)

    answers(said(change, *OPENINGS))


@examples(150)
@given(secured=twisted(honest()))
def test_a_proof_that_says_anything_gets_an_answer(secured: dict[str, Any]) -> None:
    answers(canonical(secured))


BELIEVED = json.loads(TRUST)
LISTED = {name: value for name, value in status_list().items() if name != "proof"}


@examples(150)
@given(members=twisted(BELIEVED))
def test_a_trust_bundle_that_says_anything_is_refused_or_used(members: dict[str, Any]) -> None:
    content = canonical(members)
    try:
        bundle = read_bundle(content)
    except Refusal:
        with pytest.raises(verify_statement.Wrong):
            verify_statement.Trust(content)
        return
    answers(honest_text().encode(), trust=content, bundle=bundle)


@examples(150)
@given(listed=twisted(LISTED))
def test_a_list_that_says_anything_is_used_or_not(listed: dict[str, Any]) -> None:
    listed = {**listed, "id": LISTED["id"]}
    listed.pop("proof", None)
    content = canonical({**BELIEVED, "status_lists": [signed_by(RHEIN, listed)]})
    answers(honest_text().encode(), trust=content, bundle=read_bundle(content))


HEAVY: dict[str, bytes] = {
    "brackets": b"[" * 4_000_000,
    "quotes": b'"' * 1_000_000,
    "escapes": b'"' + b"\\" * 3_999_999,
    "open strings": b'["\\"' * 200_000,
    "commas": b"[" + b"0," * 400_000 + b"0]",
    "members": b"{" + b",".join(b'"%d":0' % n for n in range(100_000)) + b"}",
    "the same member": b"{" + b",".join(b'"a":0' for _ in range(100_000)) + b"}",
    "digits": b"1" * 4_000_000,
    "dots": b"ey" + b"." * 5_000_000,
    "tildes": b"ey" + b"~" * 1_000_000,
    "openings": b"ey.ey." + b"A" * 86 + b"~" + b"W10~" * 400_000,
    "a token of one letter": b"ey" + b"a" * 5_000_000 + b"..",
    "an archive of nothing": b"PK" + bytes(5_000_000),
}

BOMBS: dict[str, tuple[bytes, bytes]] = {
    "in an archive": (archive(("statement.json", bytes(100_000_000))), TRUST),
    "in a status list": (honest_text().encode(), trusting(listing(packed(bytes(100_000_000))))),
}


def by_casthouse(content: bytes, trust: bytes) -> dict[str, Any]:
    bundle = read_bundle(trust)
    return verify_with(content, bundle=bundle, lists=ListBook(bundle), at=NOW).as_json()


def by_the_independent(content: bytes, trust: bytes) -> dict[str, Any]:
    return independent(content, trusted=trust, at=NOW)


@pytest.mark.parametrize("verified", [by_casthouse, by_the_independent])
@pytest.mark.parametrize("name", HEAVY)
def test_heavy_files_are_answered_soon(name: str, verified: Callable[[bytes, bytes], dict[str, Any]]) -> None:
    began = time.process_time()
    assert not verified(HEAVY[name], TRUST)["verified"]
    assert time.process_time() - began < 20


@pytest.mark.parametrize("verified", [by_casthouse, by_the_independent])
@pytest.mark.parametrize("name", BOMBS)
def test_what_is_packed_is_unpacked_up_to_a_bound(
    name: str, verified: Callable[[bytes, bytes], dict[str, Any]]
) -> None:
    content, trust = BOMBS[name]
    verified(honest_text().encode(), trust)  # whatever is loaded once
    tracemalloc.start()
    found = verified(content, trust)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert not found["verified"]
    assert peak < 32_000_000
