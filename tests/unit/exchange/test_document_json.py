"""Documents as JSON: one text for one document, and a reader that trusts nothing."""

import json
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casthouse.custody.document import CocDocument, GhgIntensity, OtherStatement, Party, RecycledContent
from casthouse.custody.stage import Material
from casthouse.exchange.document_json import BYTES_MAX, document_digest, document_json, read_document
from casthouse.refusal import Refusal
from tests.unit.exchange.document_samples import BEYOND_LATIN, FULL, PLAIN

TEXTS = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Cn", "Cf", "Co")), min_size=1, max_size=40
).filter(str.strip)
MASSES = st.integers(min_value=-(10**15), max_value=10**15)
DECIMALS = st.decimals(min_value=0, max_value=10**9, places=3)


def parties(
    *, code: st.SearchStrategy[str], certificate: st.SearchStrategy[str | None]
) -> st.SearchStrategy[Party]:
    return st.builds(Party, code=code, name=TEXTS, address=TEXTS, country=TEXTS, coc_certificate=certificate)


DOCUMENTS = st.builds(
    CocDocument,
    number=TEXTS,
    revision=st.integers(min_value=1, max_value=99),
    supersedes=st.none() | TEXTS,
    issue_date=st.dates(),
    shipment_date=st.dates(),
    reference=TEXTS,
    issuer=parties(code=TEXTS, certificate=TEXTS),
    recipient=parties(code=TEXTS | st.just(""), certificate=st.none() | TEXTS),
    responsible=TEXTS,
    conformance=TEXTS,
    edition=TEXTS,
    material=st.sampled_from(Material),
    coc_mass_g=MASSES,
    total_mass_g=MASSES,
    facility=TEXTS,
    lot=st.none() | TEXTS,
    ghg_intensity=st.none()
    | st.builds(GhgIntensity, value=DECIMALS, boundary=TEXTS, method=TEXTS, period=TEXTS),
    recycled_content=st.none() | st.builds(RecycledContent, percent=DECIMALS, method=TEXTS, boundary=TEXTS),
    issuer_performance_status=st.none() | TEXTS,
    other=st.lists(st.builds(OtherStatement, name=TEXTS, value=TEXTS, evidence=TEXTS), max_size=3).map(tuple),
)


@given(DOCUMENTS)
def test_what_is_written_is_read(document: CocDocument) -> None:
    content = document_json(document)
    assert read_document(content) == document
    assert document_json(read_document(content)) == content


@given(DOCUMENTS, st.data())
def test_a_file_with_one_byte_changed_is_refused_or_another_document(
    document: CocDocument, data: st.DataObject
) -> None:
    content = bytearray(document_json(document))
    place = data.draw(st.integers(min_value=0, max_value=len(content) - 1))
    content[place] ^= data.draw(st.integers(min_value=1, max_value=255))
    with suppress(Refusal):  # any other error fails the test
        assert document_json(read_document(bytes(content))) != document_json(document)


@pytest.mark.parametrize("document", [PLAIN, FULL, BEYOND_LATIN], ids=["plain", "full", "beyond-latin"])
def test_order_and_blanks_do_not_change_a_document(document: CocDocument) -> None:
    members = json.loads(document_json(document))
    shuffled = json.dumps(dict(reversed(members.items())), indent=3).encode()
    assert read_document(shuffled) == document
    assert document_digest(read_document(shuffled)) == document_digest(document)


def test_there_are_no_floats_and_members_are_sorted() -> None:
    members = json.loads(document_json(FULL), parse_float=lambda text: pytest.fail(f"float {text}"))
    assert list(members) == sorted(members)
    assert (members["coc_mass_g"], members["coc_mass_t"]) == (59_318_500, "59.3185")
    assert members["ghg_intensity"]["t_co2e_per_t"] == "4.20"
    assert (
        b" "
        not in document_json(replace(PLAIN, conformance="c", edition="e", responsible="r"))
        .replace(b"Rhein Rolled Products", b"")
        .split(b'"issuer"')[0]
    )


def test_another_mass_is_another_digest() -> None:
    assert document_digest(PLAIN) != document_digest(replace(PLAIN, coc_mass_g=PLAIN.coc_mass_g + 1))


def changed(**members: object) -> bytes:
    found = json.loads(document_json(FULL))
    for name, value in members.items():
        if value is None:
            del found[name]
        else:
            found[name] = value
    return json.dumps(found).encode()


def issuer(**members: object) -> dict[str, object]:
    return {"code": "R", "name": "R", "address": "A", "country": "DE", "coc_certificate": "C", **members}


HOSTILE: list[tuple[bytes, str, str]] = [
    (b"", "document_unreadable", "no JSON"),
    (b"\xff\xfe{}", "document_unreadable", "no UTF-8 at byte 0"),
    (b"[]", "document_unreadable", "no JSON object"),
    (b"{}", "document_unreadable", "format None"),
    (b"{} {}", "document_unreadable", "no JSON"),
    (b'{"a":1,"a":2}', "document_unreadable", "member 'a' twice"),
    (b'{"a":{"b":1,"b":1}}', "document_unreadable", "member 'b' twice"),
    (b'{"a":NaN}', "document_unreadable", "number 'NaN'"),
    (b'{"a":-Infinity}', "document_unreadable", "number '-Infinity'"),
    (b'{"a":1.5}', "document_unreadable", "number '1.5'"),
    (b'{"a":1e3}', "document_unreadable", "number '1e3'"),
    (b'{"a":12345678901234567}', "document_unreadable", "number '12345678901234567'"),
    (b'{"a":' + b"1" * 200_000 + b"}", "document_unreadable", "number '1111"),
    (b"[" * 9 + b"]" * 9, "document_unreadable", "more than 8 levels"),
    (b"[" * 250_000, "document_unreadable", "more than 8 levels"),
    (b'{"a":"' + b"[" * 100 + b'"}', "document_unreadable", "format None"),
    (b'{"a":"x\\u0000"}', "document_unreadable", "character U+0000"),
    (b'{"a":"\\ud800"}', "document_unreadable", "character U+D800"),
    (b'{"a":"ABC\\u202eCBA"}', "document_unreadable", "character U+202E"),
    (b'{"a\\u202e":1}', "document_unreadable", "character U+202E"),
    (b'{"a":["' + b"x" * 4_001 + b'"]}', "document_unreadable", "a text of 4001 characters"),
    (b" " * (BYTES_MAX + 1), "document_unreadable", f"{BYTES_MAX + 1} bytes"),
    (changed(format="casthouse-coc-document/2"), "document_unreadable", "casthouse-coc-document/2"),
    (changed(surprise=1), "document_unreadable", "unknown member 'surprise'"),
    (changed(issuer=issuer(bank="X")), "document_unreadable", "unknown member issuer.'bank'"),
    (changed(number=None), "document_incomplete", "no number"),
    (changed(number=7), "document_unreadable", "number 7"),
    (changed(number="  "), "document_incomplete", "number is blank"),
    (changed(issuer=None), "document_incomplete", "no issuer"),
    (changed(issuer="RHEIN"), "document_unreadable", "issuer"),
    (changed(issuer={"code": "R"}), "document_incomplete", "no issuer.name"),
    (
        changed(issuer=issuer(coc_certificate="")),
        "document_incomplete",
        "issuer.coc_certificate is blank",
    ),
    (changed(issue_date="2025-02-30"), "document_unreadable", "issue_date '2025-02-30'"),
    (changed(issue_date="20250214"), "document_unreadable", "issue_date '20250214'"),
    (changed(material="steel"), "document_unreadable", "material 'steel'"),
    (changed(coc_mass_g=True), "document_unreadable", "coc_mass_g True"),
    (changed(coc_mass_g="59318500"), "document_unreadable", "coc_mass_g '59318500'"),
    (changed(coc_mass_t="60"), "document_unreadable", "coc_mass_t '60'"),
    (changed(coc_mass_g=59_318_501), "document_unreadable", "coc_mass_t '59.3185'"),
    (changed(revision="2"), "document_unreadable", "revision '2'"),
    (changed(recycled_content={"percent": "62.5"}), "document_incomplete", "no recycled_content.method"),
    (
        changed(ghg_intensity={"t_co2e_per_t": "4,2"}),
        "document_unreadable",
        "ghg_intensity.t_co2e_per_t '4,2'",
    ),
    (changed(other=[]), "document_unreadable", "other []"),
    (changed(other=[{}] * 51), "document_unreadable", "other "),
    (changed(other=[{"name": "a", "value": "b"}]), "document_incomplete", "no other[0].evidence"),
]


@pytest.mark.parametrize(
    ("content", "code", "words"), HOSTILE, ids=[f"{place}-{case[2]}" for place, case in enumerate(HOSTILE)]
)
def test_hostile_and_broken_files_are_refused_by_name(content: bytes, code: str, words: str) -> None:
    with pytest.raises(Refusal) as caught:
        read_document(content)
    assert caught.value.code == code
    assert words in caught.value.text.found


def test_impossible_masses_can_be_read_so_that_the_receipt_can_refuse_them() -> None:
    assert read_document(document_json(replace(PLAIN, coc_mass_g=-5, total_mass_g=0))).coc_mass_g == -5


def test_decimals_keep_their_digits() -> None:
    ghg = GhgIntensity(value=Decimal("1E+2"), boundary="b", method="m", period="p")
    read = read_document(document_json(replace(PLAIN, ghg_intensity=ghg)))
    assert read.ghg_intensity is not None
    assert str(read.ghg_intensity.value) == "100"
