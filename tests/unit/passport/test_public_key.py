"""Keys as text: one key has one text, and what is no good key is refused."""

import pytest

from casthouse.passport.multibase import base58btc, base58btc_bytes
from casthouse.passport.public_key import PublicKey, public_key_of_did, public_key_of_multikey
from casthouse.passport.signer import memory_signer
from casthouse.refusal import Refusal

pytestmark = pytest.mark.one_store

SEED = bytes(range(32))
DID = "did:key:z6MkehRgf7yJbgaGfYsdoAsKdBPE3dj2CYhowQdcjqSJgvVd"
RFC8032_SEED = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
RFC8032_PUBLIC = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
RFC8032_SIGNATURE = bytes.fromhex(
    "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
    "d25bf5f0595bbe24655141438e7a100b"
)
PRIME = 2**255 - 19


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"", "z"),
        (b"\0", "z1"),
        (b"\0\0\0\1", "z1112"),
        (b"Hello World!", "z2NEpo7TZRRrLZSi2U"),
        (b"The quick brown fox jumps over the lazy dog.",
         "zUSm3fpXnKG5EUBx2ndxBDMPVciP5hGey2Jh4NDv6gmeo1LkMeiKrLJUUBk6Z"),
        (bytes.fromhex("0000287fb4cd"), "z11233QC4"),
    ],
)  # fmt: skip
def test_bytes_in_base_58_are_those_of_the_draft_of_base58(data: bytes, text: str) -> None:
    assert base58btc(data) == text
    assert base58btc_bytes(text, size=len(data)) == data


@pytest.mark.parametrize("text", ["", "z", "u2NEpo7TZRRrLZSi2U", "z2NEpo7TZRRrLZSi20", "z12NEpo7TZRRrLZSi2U",
                                  "z2NEpo7TZRRrLZSi2U ", "z٣", "z" + "2" * 1_000_000])  # fmt: skip
def test_a_text_of_other_bytes_is_refused(text: str) -> None:
    with pytest.raises(Refusal) as refused:
        base58btc_bytes(text, size=12)
    assert refused.value.code == "multibase_invalid"


def test_the_key_of_the_fact_sheet_has_the_identifier_that_stands_there() -> None:
    public = memory_signer(SEED).public
    assert public.did == DID
    assert public.did_method == f"{DID}#{DID.removeprefix('did:key:')}"
    assert public_key_of_did(DID) == public_key_of_did(public.did_method) == public
    assert public_key_of_multikey(public.multikey) == public


def test_signatures_are_those_of_rfc_8032() -> None:
    signer = memory_signer(RFC8032_SEED)
    assert signer.public.raw == RFC8032_PUBLIC
    assert signer.sign(b"") == RFC8032_SIGNATURE
    assert signer.public.verifies(RFC8032_SIGNATURE, b"")
    assert not signer.public.verifies(RFC8032_SIGNATURE, b"\0")
    assert not signer.public.verifies(RFC8032_SIGNATURE[:-1], b"")
    # The same s plus the order of the group: a second form of the same signature.
    order = 2**252 + 27742317777372353535851937790883648493
    s = int.from_bytes(RFC8032_SIGNATURE[32:], "little") + order
    assert not signer.public.verifies(RFC8032_SIGNATURE[:32] + s.to_bytes(32, "little"), b"")
    assert "9d61" not in repr(signer)
    assert "_private" not in repr(signer)


def _times_eight(y: int, x: int) -> tuple[int, int]:
    """Add a point three times to itself, by the formulas of RFC 8032, to see that its order is small."""
    d = -121665 * pow(121666, -1, PRIME) % PRIME
    for _ in range(3):
        product = d * x * x * y * y
        x, y = (
            2 * x * y * pow(1 + product, -1, PRIME) % PRIME,
            (y * y + x * x) * pow(1 - product, -1, PRIME) % PRIME,
        )
    return x, y


def _x(y: int) -> int:
    d = -121665 * pow(121666, -1, PRIME) % PRIME
    square = (y * y - 1) * pow(d * y * y + 1, -1, PRIME) % PRIME
    root = pow(square, (PRIME + 3) // 8, PRIME)
    if root * root % PRIME != square:
        root = root * pow(2, (PRIME - 1) // 4, PRIME) % PRIME
    assert root * root % PRIME == square
    return root


EIGHTHS = (
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
)


@pytest.mark.parametrize(
    "y", [0, 1, PRIME - 1, *(int.from_bytes(bytes.fromhex(e), "little") for e in EIGHTHS)]
)
@pytest.mark.parametrize("sign", [0, 1 << 255])
def test_points_of_small_order_are_no_keys(y: int, sign: int) -> None:
    assert _times_eight(y, _x(y)) == (0, 1)
    with pytest.raises(Refusal) as refused:
        PublicKey((y | sign).to_bytes(32, "little"))
    assert refused.value.code == "public_key_invalid"


@pytest.mark.parametrize(
    "raw",
    [b"", b"\1" * 31, b"\1" * 33, (PRIME + 3).to_bytes(32, "little"), (2).to_bytes(32, "little"), b"\xff" * 32],
)  # fmt: skip
def test_what_is_no_point_in_its_one_encoding_is_no_key(raw: bytes) -> None:
    """2 is the y of no point; p + 3 is another text for 3, which is one."""
    with pytest.raises(Refusal) as refused:
        PublicKey(raw)
    assert refused.value.code == "public_key_invalid"


@pytest.mark.parametrize(
    "did",
    [
        "",
        "did:key:",
        "did:web:a.example",
        DID.upper(),
        f"{DID}#",
        f"{DID}#z6Mkk7yqnGF3YwTrLpqrW6PGsKci7dNqh1CjnvMbzrMerSeL",
        f"{DID}?x=1",
        f" {DID}",
        "did:key:z6LSbysY2xFMRpGMhb7tFTLMpeuPRaqaWM1yECx2AtzE3KCc",  # X25519: for secrecy, signs nothing
        "did:key:zDnaerDaTF5BXEavCrfRZEk316dpbLsfPDZ3WJ5hRTPFU2169",  # P-256
    ],
)
def test_another_identifier_is_no_key(did: str) -> None:
    with pytest.raises(Refusal) as refused:
        public_key_of_did(did)
    assert refused.value.code in {"did_invalid", "multibase_invalid", "public_key_invalid"}


def test_a_key_has_the_forms_of_others() -> None:
    public = PublicKey(RFC8032_PUBLIC)
    assert public.jwk == {
        "kty": "OKP",
        "crv": "Ed25519",
        "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",  # RFC 8037 appendix A.2
    }
    assert public.pem.splitlines()[0] == "-----BEGIN PUBLIC KEY-----"
    assert public.fingerprint == "21fe31dfa154a261626bf854046fd2271b7bed4b6abe45aa58877ef47f9721b9"
