"""The page that checks without a network: the vectors of the specifications, a true document, and false ones."""

import json
import re
from base64 import b64encode
from collections.abc import Iterator, Sequence
from datetime import timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any
from zipfile import ZipFile

import pytest
from playwright.sync_api import Page, expect

from casthouse.exchange.document_json import document_digest, document_json
from casthouse.exchange.offline_check import offline_check
from casthouse.exchange.statement_archive import statement_archive
from casthouse.passport.canonical import JsonObject, canonical
from casthouse.passport.hidden_part import HiddenPart
from casthouse.passport.jose import token
from casthouse.passport.key_life import EndKind
from casthouse.passport.multibase import base58btc
from casthouse.passport.public_key import MULTICODEC, public_key_of_multikey
from casthouse.passport.trust_bundle import bundle_bytes
from casthouse.refusal import Refusal
from tests.browser.offline_world import PAGE, PHONE, Case, answers, offline_page, pdf, verdict
from tests.forgery.cases import forgeries
from tests.forgery.log_forgeries import logged, rotated_log
from tests.unit.exchange.document_samples import BEYOND_LATIN, FULL, PLAIN
from tests.unit.passport.passport_world import shown_passport, whole_passport
from tests.unit.passport.statement_world import (
    AT,
    OTHER,
    RHEIN,
    SIGNERS,
    bundle,
    document_credential,
    key,
    method,
    signed_by,
    signed_document,
    status_list,
)
from tests.unit.passport.test_status_list import VECTOR, packed
from tests.unit.passport.test_verification import AFTER_SIGNING, BEFORE_SIGNING, LISTS, Change, ended

pytestmark = [pytest.mark.browser, pytest.mark.one_store]
TRUST = bundle_bytes(bundle())
TRUE = canonical(signed_document())
DAY = "2025-06-01"


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """Return the page with the trust bundle of the seller's installation inside."""
    content = offline_check(TRUST, version="0")
    with offline_page(tmp_path_factory.mktemp("offline"), content=content) as opened:
        yield opened


# ---------------------------------------------------------------- the kernel


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            '{"string":"\\u20ac$\\u000F\\u000aA"}',
            None,
        ),  # a control character hides, although RFC 8785 writes it
        ("[333333333.3333333,4.50,0.000000000000000000000000001]", "[333333333.3333333,4.5,1e-27]"),
        ('{"b":1,"a":[4.50,2e-3,1E30,1.0],"é":"\\u20ac/"}', '{"a":[4.5,0.002,1e+30,1],"b":1,"é":"€/"}'),
        (
            '{"\\u20ac":"Euro","\\r":"CR","\\ufb33":"Dalet","1":"One","\\ud83d\\ude00":"Smile","\\u00f6":"o"}',
            '{"\\r":"CR","1":"One","ö":"o","€":"Euro","😀":"Smile","דּ":"Dalet"}',
        ),
        ('{"__proto__":{"x":1},"constructor":2}', '{"__proto__":{"x":1},"constructor":2}'),
        ('{"a":1,"\\u0061":2}', None),
        ("[0.1e400]", None),
        ("[-0]", None),
        ("[0.30000000000000001]", None),
        ("[9007199254740993]", None),
        ("[NaN]", None),
        ("[01]", None),
        ("[1,]", None),
        ('["\\ud800"]', None),
        ('["\u202e"]', None),
        ("[" * 25 + "]" * 25, None),
    ],
)
def test_json_has_one_meaning_and_one_text(page: Page, text: str, expected: str | None) -> None:
    run = "(t) => { try { return casthouse.canonical(casthouse.readJson(casthouse.utf8(t))); } catch { return null; } }"
    assert page.evaluate(run, text) == expected


def test_the_vector_of_the_integrity_proof(page: Page) -> None:
    did = "did:key:z6MkehRgf7yJbgaGfYsdoAsKdBPE3dj2CYhowQdcjqSJgvVd"
    secured = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "credentialSubject": {"alloy": "EN AW-6060", "id": "urn:batch:H2041"},
        "issuer": did,
        "type": ["VerifiableCredential"],
        "proof": {
            "@context": ["https://www.w3.org/ns/credentials/v2"],
            "type": "DataIntegrityProof",
            "cryptosuite": "eddsa-jcs-2022",
            "created": "2026-03-01T12:00:00Z",
            "verificationMethod": f"{did}#{did.removeprefix('did:key:')}",
            "proofPurpose": "assertionMethod",
            "proofValue": "z3mYTzmB3HQnQWjoBmWpFgEXfBvj8fbidhvLB9gkPrdHyjH2C6B8UCn4kBonaYEpw5EwQJnBHcHA9zUTEEQetndsH",
        },
    }
    run = """async (text) => {
      const c = globalThis.casthouse;
      const found = await c.readProof(c.readJson(c.utf8(text)));
      const isRight = await c.verifies(c.keyOfDid(found.method), found.signature, found.message);
      return [c.hex(found.message), isRight];
    }"""
    message, is_right = page.evaluate(run, json.dumps(secured))
    assert message == (
        "9b3d7694bdea156e76e36e7f6e8a49357c2c4dc0644aadf6425d7d8ea964709e"
        "1e88d972fcabcccbd1d425ee9f031abf3744b68346195d62f3e8818cf172cc4a"
    )
    assert is_right


def test_a_key_that_proves_nothing_is_refused_as_the_verifier_does(page: Page) -> None:
    prime = 2**255 - 19
    numbers = [*range(6), prime - 2, prime - 1, prime, prime + 1, prime + 3, 2**255 - 1, 2**256 - 1]
    small = "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"
    raws = [
        *(number.to_bytes(32, "little") for number in numbers),
        bytes.fromhex(small),
        bytes.fromhex(small[:-2] + "85"),
    ]
    raws += [sha256(bytes([number])).digest() for number in range(20)]
    texts = [base58btc(MULTICODEC + raw) for raw in raws]
    run = """(texts) => texts.map((text) => {
      try {
        return casthouse.keyOfMultikey(text).length === 32;
      } catch {
        return false;
      }
    })"""
    expected = [is_key(text) for text in texts]
    assert page.evaluate(run, texts) == expected
    assert any(expected)


def is_key(text: str) -> bool:
    try:
        public_key_of_multikey(text)
    except Refusal:
        return False
    return True


NOTE = (
    "log.casthouse.example\n3\nqkkH6Eu6cXLY/QC2IC9eOUs5SN71rjY6OfcH3fdDMuo=\n\n"
    "— log.casthouse.example "
    "SWOh1iM+bSWDxkjf1mXro/SNoMsg5e+3JT2sV0Cvsia5uTwdFlB1S/McP/OgWmIyu+YNx2CPKdJEcYvgb0UCus6j1gU=\n"
)
VKEY = "log.casthouse.example+4963a1d6+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4"


def test_the_vectors_of_the_log(page: Page) -> None:
    run = """async ([note, vkey]) => {
      const c = globalThis.casthouse;
      const read = c.readNote(c.utf8(note));
      const names = (await c.noteSigners(read, [await c.noteKey(vkey)])).map((key) => key.name);
      const { size, root } = c.readCheckpoint(read.text);
      return [names, String(size), c.hex(root)];
    }"""
    names, size, root = page.evaluate(run, [NOTE, VKEY])
    assert (names, size) == (["log.casthouse.example"], "3")
    assert root == "aa4907e84bba7172d8fd00b6202f5e394b3948def5ae363a39f707ddf74332ea"
    for false in (
        NOTE.replace("\n3\n", "\n4\n"),
        NOTE.replace("SWOh", "SWOi"),
        NOTE.replace("— ", "- "),
        NOTE[:-1],
    ):
        with pytest.raises(Exception, match="expected"):
            page.evaluate(run, [false, VKEY])


def tree(leaves: Sequence[bytes]) -> bytes:
    """Return the root of a tree, as RFC 9162 defines it."""
    if len(leaves) == 1:
        return sha256(b"\0" + leaves[0]).digest()
    half = 1 << (len(leaves) - 1).bit_length() - 1
    return sha256(b"\1" + tree(leaves[:half]) + tree(leaves[half:])).digest()


def path(index: int, leaves: Sequence[bytes]) -> list[bytes]:
    """Return the proof that a leaf stands in a tree, as RFC 9162 defines it."""
    if len(leaves) == 1:
        return []
    half = 1 << (len(leaves) - 1).bit_length() - 1
    if index < half:
        return [*path(index, leaves[:half]), tree(leaves[half:])]
    return [*path(index - half, leaves[half:]), tree(leaves[:half])]


def test_a_proof_of_inclusion_holds_for_its_entry_and_tree_alone(page: Page) -> None:
    proofs = []
    for size in range(1, 10):
        leaves = [f"ingot-{number}".encode() for number in range(1, size + 1)]
        for index in range(size):
            way = path(index, leaves)
            true = (index, size, leaves[index], way, tree(leaves))
            proofs += [(True, true), (False, (index, size, b"another", way, tree(leaves)))]
            proofs += [(False, (size, size, leaves[index], way, tree(leaves)))]
            proofs += [(False, (index, 0, leaves[index], way, tree(leaves)))]
            if way:
                proofs += [(False, (index, size, leaves[index], way[:-1], tree(leaves)))]
                proofs += [(False, (index, size, leaves[index], [*way, way[0]], tree(leaves)))]
                proofs += [(False, (index, size, leaves[index], [way[0][:31], *way[1:]], tree(leaves)))]
            if len(way) > 1:
                proofs += [(False, (index, size, leaves[index], way[::-1], tree(leaves)))]
    run = """async (proofs) => {
      const c = globalThis.casthouse;
      const bytes = (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
      const holds = async ([index, size, entry, path, root]) => {
        try {
          await c.checkInclusion({ index: BigInt(index), size: BigInt(size),
            leaf: await c.leafHash(bytes(entry)), path: path.map(bytes), root: bytes(root) });
          return true;
        } catch {
          return false;
        }
      };
      return Promise.all(proofs.map(holds));
    }"""
    asked = [
        [i, n, leaf.hex(), [each.hex() for each in way], root.hex()] for _, (i, n, leaf, way, root) in proofs
    ]
    assert page.evaluate(run, asked) == [expected for expected, _ in proofs]


def test_the_vector_of_the_status_list_and_what_is_packed_too_small(page: Page) -> None:
    run = """async (text) => {
      const bits = await casthouse.listBits(text);
      return [...Array(bits.length * 8).keys()].filter((index) => casthouse.isSet(bits, index));
    }"""
    assert page.evaluate(run, VECTOR) == [0, 9]
    for text, word in (
        (packed(bytes(64 << 20)), "LENGTH"),
        (packed(b"\0"), "LENGTH"),
        (VECTOR[:-4], "VERIFICATION"),
    ):
        with pytest.raises(Exception, match=word):
            page.evaluate(run, text)


# ---------------------------------------------------------------- the same answers as the verifier


def changed(change: Change) -> bytes:
    secured = signed_document()
    change(secured)
    return canonical(secured)


def proof(**members: Any) -> bytes:
    secured = signed_document()
    return canonical({**secured, "proof": {**secured["proof"], **members}})


def agreed_cases() -> list[Case]:
    jwt = token(document_credential(), signer=SIGNERS[RHEIN], method=method(RHEIN), created=AT)
    keys: dict[str, Any] = {
        "not yet": {"starts_at": AT + timedelta(seconds=1)},
        "ended": {"ends_at": AT},
        "stolen before": {"ends": (ended(EndKind.COMPROMISED, days=-1),)},
        "stolen after": {"ends": (ended(EndKind.COMPROMISED, days=1),)},
        "replaced after": {"ends": (ended(EndKind.SUPERSEDED, days=1),)},
    }
    texts = {
        "a member twice": b'{"a":1,"a":2}',
        "no number": b'{"a":NaN}',
        "nothing": b"",
        "a list": b"[]",
        "two values": TRUE + TRUE,
        "a mark of byte order": b"\xef\xbb\xbf" + TRUE,
        "a token that is none": b"ey.ey.ey",
        "an archive that is none": b"PK\3\4",
        "a PDF that is none": b"%PDF-1.4",
    }
    proofs: dict[str, JsonObject] = {
        "another suite": {"cryptosuite": "eddsa-rdfc-2022"},
        "another purpose": {"proofPurpose": "authentication"},
        "a member that nobody knows": {"nonce": "x"},
        "a value of another base": {"proofValue": "m" + signed_document()["proof"]["proofValue"][1:]},
        "an instant without a zone": {"created": "2025-04-01T12:00:00"},
        "another context": {"@context": ["https://www.w3.org/ns/credentials/v2"]},
    }
    documents = (PLAIN, FULL, BEYOND_LATIN)
    return [
        Case(name="true", content=TRUE, trust=TRUST),
        Case(name="nothing trusted", content=TRUE),
        Case(name="true, as a token", content=jwt.encode(), trust=TRUST),
        Case(
            name="a token with other bits at its end",
            content=f"{jwt[:-1]}{'A' if jwt[-1] != 'A' else 'B'}".encode(),
            trust=TRUST,
        ),
        Case(name="signed in the future", content=TRUE, trust=TRUST, at=AT - timedelta(minutes=6)),
        Case(
            name="a key of another issuer",
            content=canonical(signed_by(OTHER, document_credential())),
            trust=TRUST,
        ),
        *(
            Case(name=f"after signing: {n}", content=changed(c), trust=TRUST)
            for n, c in AFTER_SIGNING.items()
        ),
        *(
            Case(
                name=f"signed so: {n}",
                content=canonical(signed_by(RHEIN, document_credential(c))),
                trust=TRUST,
            )
            for n, (c, _, _) in BEFORE_SIGNING.items()
        ),
        *(
            Case(name=f"list: {n}", content=TRUE, trust=bundle_bytes(bundle(each)))
            for n, (each, _, _) in LISTS.items()
        ),
        *(
            Case(
                name=f"key: {n}",
                content=TRUE,
                trust=bundle_bytes(bundle(keys={RHEIN: [key(RHEIN, **change)]})),
            )
            for n, change in keys.items()
        ),
        *(Case(name=n, content=text, trust=TRUST) for n, text in texts.items()),
        *(Case(name=f"proof: {n}", content=proof(**members), trust=TRUST) for n, members in proofs.items()),
        *(
            Case(name=f"unsigned {each.number}", content=document_json(each), digest=document_digest(each))
            for each in documents
        ),
        Case(name="a passport with all its openings", content=whole_passport().encode(), trust=TRUST),
        *(
            Case(name=f"a passport without {each}", content=shown_passport(each).encode(), trust=TRUST)
            for each in HiddenPart
        ),
        Case(name="unsigned, another digest", content=document_json(PLAIN), digest="0" * 64),
        Case(name="a PDF with its proof", content=on_paper(logged()), trust=TRUST),
        Case(name="a PDF with two proofs", content=pdf(TRUE, proofs=[b"1", b"2"]), trust=TRUST),
        Case(name="a PDF with no proof in its place", content=pdf(TRUE, proofs=[b"1"]), trust=TRUST),
        *(
            Case(name=f"a key of the log until {until}", content=content, trust=trust)
            for until in (3, 11)
            for content, trust in [rotated_log(until)]
        ),
    ]


def test_the_page_answers_as_the_verifier(page: Page) -> None:
    cases = agreed_cases()
    for case, found in zip(cases, answers(page, cases), strict=True):
        assert verdict(found) == verdict(case.answer), case.name
        for ours, theirs in zip(found["checks"], case.answer["checks"], strict=True):
            if ours["name"] not in {"parse", "schema"}:  # whose reasons name the reader's own mistakes
                assert ours["detail"] == theirs["detail"], case.name


# ---------------------------------------------------------------- a person with a file


def drop(page: Page, folder: Path, content: bytes, name: str = "document.pdf", *, day: str = DAY) -> None:
    """Choose a file and ask of a day; wait for the answer."""
    file = folder / name
    file.write_bytes(content)
    page.reload()
    page.get_by_text("More to ask").click()
    page.get_by_label("As of the end of a day").fill(day)
    page.set_input_files("#file", file)
    expect(page.locator("#verdict")).not_to_be_empty()


def on_paper(archive: bytes) -> bytes:
    """Return a PDF with the statement of an archive and its proof."""
    with ZipFile(BytesIO(archive)) as files:
        return pdf(files.read("statement.json"), proofs=[files.read("statement.tlog-proof")])


def failed_checks(page: Page) -> list[str]:
    rows = page.locator("#checks tr").filter(has_text="✗ failed")
    return [row.locator("th").inner_text() for row in rows.all()]


def test_a_true_pdf_is_verified_on_a_desk_and_a_phone(page: Page, tmp_path: Path) -> None:
    drop(page, tmp_path, pdf(TRUE))
    expect(page.locator("#verdict")).to_have_text("✓ Verified")
    expect(page.locator("#trust-words")).to_contain_text(
        "https://casthouse.example, made on 2025-06-01T12:00:00Z, came with"
    )
    expect(page.locator("#by")).to_contain_text("Rhein Rolled Products")
    expect(page.get_by_text("does not mean that these goods physically contain")).to_be_visible()
    assert failed_checks(page) == []
    for size in (PHONE, (1440, 900)):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def without_one_byte() -> bytes:
    content = bytearray(pdf(TRUE))
    at = content.index(b"59818000")
    content[at] ^= 1
    return bytes(content)


def trusted(**more: Any) -> bytes:
    return bundle_bytes(bundle(**more))


FALSE: dict[str, tuple[bytes, bytes, *tuple[str, ...]]] = {
    "one byte altered": (without_one_byte(), TRUST, "signature", "mass"),
    "a mass altered": (pdf(changed(AFTER_SIGNING["more CoC mass"])), TRUST, "signature", "mass"),
    "the credential of another document": (
        pdf(
            canonical(
                {
                    **signed_by(RHEIN, document_credential(BEFORE_SIGNING["another context"][0])),
                    "proof": signed_document()["proof"],
                }
            )
        ),
        TRUST,
        "parse",
    ),
    "two attachments": (pdf(TRUE, changed(AFTER_SIGNING["a gram more"])), TRUST, "parse"),
    "a key that had ended": (pdf(TRUE), trusted(keys={RHEIN: [key(RHEIN, ends_at=AT)]}), "key", "status"),
    "a key that was revoked": (
        pdf(TRUE),
        trusted(keys={RHEIN: [key(RHEIN, ends=(ended(EndKind.COMPROMISED, days=-1),))]}),
        "key",
        "status",
    ),
    "cancelled": (pdf(TRUE), bundle_bytes(bundle(status_list([7]))), "status"),
    "a twin letter in a name": (
        pdf(changed(AFTER_SIGNING["a twin letter in the recipient's name"])),
        TRUST,
        "signature",
    ),
    "a member twice": (pdf(TRUE[:-1] + b',"id":"x"}'), TRUST, "parse"),
}


@pytest.mark.parametrize("name", FALSE)
def test_a_false_pdf_is_not_verified_and_the_page_says_why(page: Page, tmp_path: Path, name: str) -> None:
    content, trust, *checks = FALSE[name]
    drop(page, tmp_path, content)
    if trust != TRUST:
        file = tmp_path / "trust.json"
        file.write_bytes(trust)
        page.set_input_files("#trust-file", file)
        expect(page.locator("#trust-words")).to_contain_text("from the file trust.json")
    expect(page.locator("#verdict")).to_have_text("✗ Not verified")
    assert failed_checks(page) == list(checks)
    is_read = checks != ["parse"]  # of what is none, that is said once
    expect(page.locator("#checks tr")).to_have_count(10 if is_read else 1)


def test_a_passport_shown_in_part_says_what_its_holder_does_not_show(page: Page, tmp_path: Path) -> None:
    hidden = shown_passport(HiddenPart.MASSES, HiddenPart.PARTNERS).encode()
    drop(page, tmp_path, hidden, "shown.sd-jwt")
    expect(page.locator("#verdict")).to_have_text("✓ Verified")
    told = page.locator("#checks tr").filter(has_text="schema").locator("td").last.inner_text()
    answered = Case(name="", content=hidden, trust=TRUST).answer["checks"]
    assert told == next(each["detail"] for each in answered if each["name"] == "schema")
    facts = page.locator("#facts").inner_text()
    assert "not shown by the holder" in facts
    assert "59818000" not in facts
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.set_viewport_size({"width": 1440, "height": 900})


def test_a_pdf_that_was_changed_behind_its_end_is_not_read(page: Page) -> None:
    again = pdf(TRUE) + b"\n1 0 obj\n<<>>\nendobj\nstartxref\n10\n%%EOF\n"
    cut = pdf(TRUE)[:-200]
    found = answers(
        page, [Case(name="again", content=again, trust=TRUST), Case(name="cut", content=cut, trust=TRUST)]
    )
    assert [each["checks"][0]["passed"] for each in found] == [False, False]
    assert re.search("changed after it was written", found[0]["checks"][0]["detail"])
    assert re.search("no end", found[1]["checks"][0]["detail"])


def damaged(content: bytes, chance: Random) -> bytes:
    """Return a file with a few bytes changed, cut out or put in."""
    raw = bytearray(content)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(raw))
        match chance.randrange(4):
            case 0:
                raw[at] = chance.randrange(256)
            case 1:
                del raw[at : at + chance.randint(1, 60)]
            case 2:
                raw[at:at] = chance.randbytes(chance.randint(1, 20))
            case _:
                raw[at:at] = raw[: chance.randint(1, 200)]
    return bytes(raw)


def test_a_damaged_file_is_an_answer_and_never_another_statement(page: Page) -> None:
    chance = Random(20260301)
    jwt = token(document_credential(), signer=SIGNERS[RHEIN], method=method(RHEIN), created=AT)
    files = {
        "PDF": pdf(TRUE),
        "JSON": TRUE,
        "ZIP": statement_archive(TRUE.decode(), jwt),
        "token": jwt.encode(),
    }
    cases = [
        Case(name=f"{name} {number}", content=damaged(content, chance), trust=TRUST)
        for name, content in files.items()
        for number in range(60)
    ]
    true = json.loads(TRUE)["credentialSubject"]
    for case, found in zip(cases, answers(page, cases), strict=True):
        assert not found["verified"] or found["subject"] == true, case.name


def test_a_pdf_and_a_trust_bundle_are_dropped_together_on_a_page_that_came_with_none(
    page: Page, tmp_path: Path
) -> None:
    run = """([files]) => {
      const dropped = new DataTransfer();
      for (const [name, content] of files) {
        dropped.items.add(new File([Uint8Array.from(atob(content), (sign) => sign.charCodeAt(0))], name));
      }
      document.getElementById("drop").dispatchEvent(new DragEvent("drop", { dataTransfer: dropped, bubbles: true }));
    }"""
    files = [
        (name, b64encode(content).decode()) for name, content in (("a.pdf", pdf(TRUE)), ("b.json", TRUST))
    ]
    saved = tmp_path / "check.html"
    saved.write_bytes(PAGE)
    bare = page.context.new_page()
    bare.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    bare.goto(saved.as_uri())
    expect(bare.locator("#trust-words")).to_contain_text("No trust bundle yet")
    bare.evaluate(run, [files[:1]])
    expect(bare.locator("#verdict")).to_have_text("✗ Not verified")
    expect(bare.locator("#checks")).to_contain_text("not possible: the trust bundle has no keys of did:web")
    bare.get_by_text("More to ask").click()
    bare.get_by_label("As of the end of a day").fill(DAY)
    bare.evaluate(run, [files])
    expect(bare.locator("#verdict")).to_have_text("✓ Verified")
    expect(bare.locator("#trust-words")).to_contain_text("from the file b.json")
    assert bare.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    bare.close()


def test_what_a_file_says_is_text_and_no_markup(page: Page, tmp_path: Path) -> None:
    credential = document_credential(
        lambda c: c["credentialSubject"].update(lot="<img src=x onerror=alert(1)>")
    )
    drop(page, tmp_path, canonical(signed_by(RHEIN, credential)), name="document.json")
    expect(page.locator("#verdict")).to_have_text("✓ Verified")
    expect(page.locator("#facts")).to_contain_text("<img src=x onerror=alert(1)>")
    assert page.locator("#facts img").count() == 0


def test_a_wrong_proof_of_the_log_is_told_and_a_right_one_names_the_entry(page: Page, tmp_path: Path) -> None:
    forgery = next(each for each in forgeries() if each.check == "log" and b"statement.json" in each.content)
    (tmp_path / "trust.json").write_bytes(forgery.trust)
    for content, name, says in (
        (logged(), "true.zip", "✓ passed"),
        (on_paper(logged()), "true.pdf", "✓ passed"),
        (forgery.content, "false.zip", "✗ failed"),
        (on_paper(forgery.content), "false.pdf", "✗ failed"),
    ):
        drop(page, tmp_path, content, name=name)
        page.set_input_files("#trust-file", tmp_path / "trust.json")
        expect(page.locator("#trust-words")).to_contain_text("from the file trust.json")
        expect(page.locator("#checks tr").nth(6)).to_contain_text(says)
