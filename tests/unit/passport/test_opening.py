"""What may be left out of a statement: the examples of RFC 9901 digit by digit, and openings that are none."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casthouse.passport.base64url import base64url
from casthouse.passport.canonical import canonical
from casthouse.passport.opening import cover, digest_of, opened, opening, read_opening
from casthouse.refusal import Refusal

OF_RFC = {
    "jsu9yVulwQQlhFlM_3JlzMaSFzglhQG0DpfayQwLUK4": "WyIyR0xDNDJzS1F2ZUNmR2ZyeU5STjl3IiwgImdpdmVuX25hbWUiLCAiSm9o"
    "biJd",
    "TGf4oLbgwd5JQaHyKVQZU9UdGE0w5rtDsrZzfUaomLo": "WyJlbHVWNU9nM2dTTklJOEVZbnN4QV9BIiwgImZhbWlseV9uYW1lIiwgIkRv"
    "ZSJd",
    "JzYjH4svliH0R3PyEMfeZu6Jt69u5qehZo7F7EPYlSE": "WyI2SWo3dE0tYTVpVlBHYm9TNXRtdlZBIiwgImVtYWlsIiwgImpvaG5kb2VA"
    "ZXhhbXBsZS5jb20iXQ",
    "PorFbpKuVu6xymJagvkFsFXAbRoc2JGlAUA2BA4o7cI": "WyJlSThaV205UW5LUHBOUGVOZW5IZGhRIiwgInBob25lX251bWJlciIsICIr"
    "MS0yMDItNTU1LTAxMDEiXQ",
    "XQ_3kPKt1XyX7KANkqVR6yZ2Va5NrPIvPYbyMvRKBMM": "WyJRZ19PNjR6cUF4ZTQxMmExMDhpcm9BIiwgInBob25lX251bWJlcl92ZXJp"
    "ZmllZCIsIHRydWVd",
    "XzFrzwscM6Gn6CJDc6vVK8BkMnfG8vOSKfpPIZdAfdE": "WyJBSngtMDk1VlBycFR0TjRRTU9xUk9BIiwgImFkZHJlc3MiLCB7InN0cmVl"
    "dF9hZGRyZXNzIjogIjEyMyBNYWluIFN0IiwgImxvY2FsaXR5IjogIkFueXRvd24iLCAicmVnaW9uIjogIkFueXN0YXRlIiwgImNvdW50cnki"
    "OiAiVVMifV0",
    "gbOsI4Edq2x2Kw-w5wPEzakob9hV1cRD0ATN3oQL9JM": "WyJQYzMzSk0yTGNoY1VfbEhnZ3ZfdWZRIiwgImJpcnRoZGF0ZSIsICIxOTQw"
    "LTAxLTAxIl0",
    "CrQe7S5kqBAHt-nMYXgc6bdt2SH5aTY1sU_M-PgkjPI": "WyJHMDJOU3JRZmpGWFE3SW8wOXN5YWpBIiwgInVwZGF0ZWRfYXQiLCAxNTcw"
    "MDAwMDAwXQ",
    "pFndjkZ_VCzmyTa6UjlZo3dh-ko8aIKQc9DlGzhaVYo": "WyJsa2x4RjVqTVlsR1RQVW92TU5JdkNBIiwgIlVTIl0",
    "7Cf6JkPudry3lcbwHgeZ8khAv1U1OSlerP0VkBJrWZ0": "WyJuUHVvUW5rUkZxM0JJZUFtN0FuWEZBIiwgIkRFIl0",
}
"""Section 5.1: each digest with its opening."""

CLEAR: dict[str, Any] = {
    "iss": "https://issuer.example.com",
    "iat": 1683000000,
    "exp": 1883000000,
    "sub": "user_42",
}
PAYLOAD: dict[str, Any] = {
    **CLEAR,
    "_sd": [digest for digest in sorted(OF_RFC) if digest[:4] not in {"pFnd", "7Cf6"}],
    "nationalities": [
        {"...": "pFndjkZ_VCzmyTa6UjlZo3dh-ko8aIKQc9DlGzhaVYo"},
        {"...": "7Cf6JkPudry3lcbwHgeZ8khAv1U1OSlerP0VkBJrWZ0"},
    ],
    "_sd_alg": "sha-256",
}
ADDRESS = {"street_address": "123 Main St", "locality": "Anytown", "region": "Anystate", "country": "US"}
STREET = "WyIyR0xDNDJzS1F2ZUNmR2ZyeU5STjl3IiwgInN0cmVldF9hZGRyZXNzIiwgIlNjaHVsc3RyLiAxMiJd"
COUNTRY = "WyJlSThaV205UW5LUHBOUGVOZW5IZGhRIiwgImNvdW50cnkiLCAiREUiXQ"
WHOLE_ADDRESS = (
    "WyJRZ19PNjR6cUF4ZTQxMmExMDhpcm9BIiwgImFkZHJlc3MiLCB7Il9zZCI6IFsiNnZoOWJxLXpTNEdLTV83R3BnZ1ZiWXp6dTZvT0dYcm1OVkdQ"
    "SFA3NVVkMCIsICI5Z2pWdVh0ZEZST0NnUnJ0TmNHVVhtRjY1cmRlemlfNkVyX2o3NmttWXlNIiwgIktVUkRQaDRaQzE5LTN0aXotRGYzOVY4ZWlk"
    "eTFvVjNhM0gxRGEyTjBnODgiLCAiV045cjlkQ0JKOEhUQ3NTMmpLQVN4VGpFeVc1bTV4NjVfWl8ycm8yamZYTSJdfV0"
)
"""Section 6.3: the opening of an address, in which digests of its own members stand."""


def made(*content: Any) -> str:
    return base64url(canonical(list(content)))


def found_by(payload: dict[str, Any], *openings: str) -> str:
    """Return what a payload with openings is refused with."""
    with pytest.raises(Refusal) as refused:
        opened(payload, openings)
    return refused.value.text.found


@pytest.mark.parametrize(("digest", "text"), OF_RFC.items(), ids=str)
def test_the_digest_of_an_opening_is_that_of_the_rfc(digest: str, text: str) -> None:
    assert digest_of(text) == digest


def test_the_example_of_the_rfc_is_opened_as_it_says() -> None:
    wanted = ["TGf4", "XzFr", "jsu9", "pFnd"]
    openings = [OF_RFC[digest] for start in wanted for digest in OF_RFC if digest.startswith(start)]
    assert opened(PAYLOAD, openings) == {
        **CLEAR,
        "nationalities": ["US"],
        "family_name": "Doe",
        "address": ADDRESS,
        "given_name": "John",
    }
    assert opened(PAYLOAD, []) == {**CLEAR, "nationalities": []}
    assert opened(PAYLOAD, list(OF_RFC.values()))["nationalities"] == ["US", "DE"]


def test_openings_in_openings_are_opened_as_the_rfc_says() -> None:
    payload: dict[str, Any] = {"_sd": ["HvrKX6fPV0v9K_yCVFBiLFHsMaxcD_114Em6VT8x1lg"], "_sd_alg": "sha-256"}
    assert opened(payload, [WHOLE_ADDRESS]) == {"address": {}}
    shown = {"street_address": "Schulstr. 12", "country": "DE"}
    assert opened(payload, [COUNTRY, WHOLE_ADDRESS, STREET]) == {"address": shown}
    assert "openings of nothing" in found_by(payload, COUNTRY)  # nothing leads to it


MEMBERS = st.dictionaries(st.sampled_from("abcdef"), st.text(alphabet="xyz", max_size=3), max_size=6)


@given(MEMBERS, st.sets(st.sampled_from("abcdef"), min_size=1), st.data())
def test_what_is_covered_comes_back_with_its_openings_and_only_with_them(
    members: dict[str, Any], names: set[str], data: st.DataObject
) -> None:
    salts = iter(range(100))
    left, openings = cover(members, sorted(names), lambda size: next(salts).to_bytes(size, "big"))
    digests: Any = left["_sd"]
    assert len(digests) == len(names)  # whatever it has of them
    assert opened(left, openings) == members
    kept = data.draw(st.sets(st.sampled_from(openings))) if openings else set()
    shown = {str(read_opening(each)[1]) for each in kept}
    assert opened(left, sorted(kept)) == {n: v for n, v in members.items() if n in shown or n not in names}


ONE = opening(b"0" * 16, "mass", "1")
OTHER = opening(b"1" * 16, "mass", "2")
OF_ITEM = made("salt", "1")
WRONG: dict[str, tuple[dict[str, Any], tuple[str, ...], str]] = {
    "an opening of nothing": ({"_sd": []}, (ONE,), "openings of nothing"),
    "an opening twice": ({"_sd": [digest_of(ONE)]}, (ONE, ONE), "an opening twice"),
    "a digest twice": ({"_sd": [digest_of(ONE), digest_of(ONE)]}, (ONE,), "twice"),
    "a digest at two places": ({"_sd": ["x"], "a": {"_sd": ["x"]}}, (), "twice"),
    "a digest in an item and a member": ({"_sd": ["x"], "a": [{"...": "x"}]}, (), "twice"),
    "another value of a member": ({"mass": "1", "_sd": [digest_of(OTHER)]}, (OTHER,), "which stands there"),
    "two openings of a member": (
        {"_sd": [digest_of(ONE), digest_of(OTHER)]},
        (ONE, OTHER),
        "which stands there",
    ),
    "an opening of an item for a member": ({"_sd": [digest_of(OF_ITEM)]}, (OF_ITEM,), "an opening of None"),
    "an opening of a member for an item": ({"a": [{"...": digest_of(ONE)}]}, (ONE,), "in a list"),
    "digests that are no list": ({"_sd": "x"}, (), "digests"),
    "a digest that is no text": ({"_sd": [1]}, (), "digests"),
    "an item with something beside its digest": ({"a": [{"...": "x", "b": 1}]}, (), "digests"),
    "a digest of an item outside a list": ({"a": {"...": "x"}}, (), "a hidden item"),
    "another hash": ({"_sd": [], "_sd_alg": "sha-1"}, (), "_sd_alg"),
    "a hash of no name": ({"_sd": [], "_sd_alg": None}, (), "_sd_alg"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_the_rfc_has_refused_is_refused(name: str) -> None:
    payload, openings, words = WRONG[name]
    assert words in found_by(payload, *openings)


@pytest.mark.parametrize("name", ["_sd", "...", 1, None])
def test_an_opening_names_a_member(name: Any) -> None:
    text = made("salt", name, "value")
    assert "an opening of" in found_by({"_sd": [digest_of(text)]}, text)


@pytest.mark.parametrize(
    "text", ["", "e30", made(), made("s"), made("s", "n", 1, 2), made(1, "n", 2), base64url(b"[1"), "AB"]
)
def test_what_is_no_opening_is_refused(text: str) -> None:
    assert found_by({"_sd": [digest_of(text)]}, text)


def test_a_chain_of_openings_ends_before_it_costs_a_reader_anything() -> None:
    chain = [opening(b"0" * 16, "end", "")]
    for _ in range(1_000):
        chain.append(opening(b"0" * 16, "a", {"_sd": [digest_of(chain[-1])]}))
    assert "levels" in found_by({"_sd": [digest_of(chain[-1])]}, *chain)
