#!/usr/bin/env python3
"""Check a signed statement of Casthouse without Casthouse: Python 3.11 or newer and the package `cryptography`.

    python verify_statement.py FILE --trust BUNDLE [--at DAY] [--schemas FOLDER]

Written from the specifications (RFC 8785, 7515, 9162, Verifiable Credentials 2.0, Bitstring Status List, C2SP) and from
docs/reference, not from the code of Casthouse. Prints the checks as JSON; exit 0: verified, 1: not, 2: wrong call.
"""

import argparse
import base64
import io
import json
import math
import re
import struct
import sys
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

MEGABYTE, CLOCKS_APART = 1024 * 1024, timedelta(minutes=5)
KINDS = {"coc-document": ("CocDocumentStatement", "organisation", "issuer"),  # type, signer, whom it binds
    "delivery-passport": ("DeliveryPassport", "organisation", "seller"),
    "period-statement": ("PeriodStatement", "organisation", "organisation"),
    "certificate": ("CertificateStatement", "secretariat", ""),
    "audit-summary": ("AuditSummaryStatement", "secretariat", "")}
OF_ITS_DOCUMENT = ("document_sha256", "reference", "shipment_date", "material", "coc_mass_g", "total_mass_g")
SELLERS = {"coc-document": "issuer", "delivery-passport": "seller"}
HIDEABLE = r"the statement(: no id|\.credentialSubject(: no (document_sha256|(coc|total)_mass_[gt]|buyer|facility)"
HIDEABLE += r"|\.seller: no address|\.provenance(: no traced_mass_[gt]|\.origins: no (mass_g|share))))"
CHECKS = ("schema", "signature", "key", "issuer", "status", "log", "checkpoint", "certificate", "mass")
VALIDITY = ("validFrom", "validUntil")
URL = r'(https?://|urn:|did:)[^\s<>"\\^`{|}]*'
URI_PART = r"([A-Za-z0-9._~:/?@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})"
URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(//\[[0-9A-Fa-f:.]+\])?(PART*)(#PART*)?".replace("PART", URI_PART))
INSTANT = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}(:[0-9]{2}){2}(\.[0-9]{1,6})?(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9])"
UNSEEN = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
class Wrong(Exception):
    """Something is not as it has to be; says what was found. In a check: it failed."""
class NotPossible(Exception):
    """A check cannot be made; says why."""
def need(holds: object, words: str) -> None:
    if not holds:
        raise Wrong(words)
def expect(value: object, kind: type, name: str) -> Any:
    need(isinstance(value, kind), f"{name} {value!r:.60}, where a JSON {kind.__name__} is due")
    return value
def match(form: str, text: str, name: str) -> Any:
    need(found := re.fullmatch(form, text), f"{text[:60]!r}, which is no {name}")
    return found
def known(value: Any, words: str) -> Any:
    if value is None or value is False or value == "":
        raise NotPossible(f"not possible: {words}")
    return value
def as_list(value: object) -> list[Any]:
    return value if isinstance(value, list) else [value]
def inside(value: object, *names: str) -> Any:
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value
# --- JSON with one meaning, and its canonical text (RFC 8259, RFC 8785)
def read_json(content: bytes, limit: int = 4 * MEGABYTE, values: int = 200_000) -> Any:
    """Return the value of a JSON text that no two readers can understand differently."""
    need(len(content) <= limit, f"{len(content)} bytes, more than {limit}")
    try:
        text, depth = content.decode("utf-8"), 0
        bare = re.sub(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"?', "0", text, flags=re.DOTALL)
        need(len(re.findall(r",|[\[{](?!\s*[\]}])", bare)) < values, f"more than {values} values")
        for bracket in re.findall(r"[\[{\]}]", bare):
            depth += 1 if bracket in "[{" else -1
            need(depth <= 24, "more than 24 levels")
        value = json.loads(text, object_pairs_hook=once, parse_int=number, parse_float=number, parse_constant=number)
    except ValueError as error:  # of the decoder of UTF-8 or of JSON
        raise Wrong(f"no JSON: {error}") from None
    for each in texts(value):
        bad = UNSEEN.search(each)
        need(len(each) <= 3 * MEGABYTE and bad is None, f"a text too long, or with U+{ord(bad[0] if bad else ' '):04X}")
    return value
def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    for name, times in Counter(name for name, _ in pairs).items():
        need(times == 1, f"member {name!r:.40} twice")
    return dict(pairs)
def number(digits: str) -> int | float:  # one that a double holds exactly as it is written
    need(len(digits) <= 32, f"a number of {len(digits)} digits")
    value = int(digits) if re.fullmatch("-?[0-9]+", digits) else float(digits)
    is_one = math.isfinite(value) and Decimal(repr(value)) == Decimal(digits)
    is_told = abs(value) < 2**53 and digits != "-0" if isinstance(value, int) else value != 0
    need(is_one and is_told, f"number {digits}, which readers understand differently")
    return value
def texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for inner in value.items() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ():
        yield from texts(inner)
def canonical(value: object) -> str:
    """Return the one text of a value: names sorted by UTF-16 units, numbers as ECMAScript writes them, no blanks."""
    if isinstance(value, dict):
        members = sorted(value.items(), key=lambda member: member[0].encode("utf-16-be"))
        return "{" + ",".join(f"{canonical(name)}:{canonical(inner)}" for name, inner in members) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    if isinstance(value, float) and 1e-6 <= abs(value) < 1e21:
        return format(Decimal(repr(value)).normalize(), "f")
    text = json.dumps(value, ensure_ascii=False)
    return re.sub("(e[+-])0+", r"\1", text) if isinstance(value, float) else text
# --- Bytes, instants and keys as text
def base58(text: object, size: int) -> bytes:
    alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
    found, value = expect(text, str, "base58btc"), 0
    need(len(found) <= 2 * size and re.fullmatch(f"z[{alphabet}]*", found), f"{found[:60]!r}, no base58btc")
    for digit in found[1:]:
        value = value * 58 + alphabet.index(digit)
    zeros = len(found[1:]) - len(found[1:].lstrip("1"))
    octets = bytes(zeros) + value.to_bytes((value.bit_length() + 7) // 8, "big")
    need(len(octets) == size, f"{found[:60]!r}, which is not {size} bytes")
    return octets
def base64_octets(text: str, *, url: bool = False) -> bytes:
    try:
        octets = base64.b64decode(text + "=" * (-len(text) % 4 * url), altchars=b"-_" if url else b"+/", validate=True)
    except ValueError:
        octets = b""
    again = base64.urlsafe_b64encode(octets).rstrip(b"=") if url else base64.b64encode(octets)
    need(again.decode() == text, f"{text[:60]!r}, which is not base64 in its one spelling")
    return octets
def instant(text: object, name: str = "instant") -> datetime:
    try:
        return datetime.fromisoformat(match(INSTANT, expect(text, str, name), name)[0]).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Wrong(f"{name} {text!r:.60}, no instant") from None
def day(text: object) -> date:
    return instant(f"{text}T00:00:00Z", "day").date()
def optional(read: Callable[..., Any], *given: object) -> Any:
    passed, found = answer(read, *given)
    return found if passed else None
def public_key(multikey: object) -> bytes:
    octets, prime = base58(multikey, 34), 2**255 - 19
    need(octets[:2] == b"\xed\x01", f"{multikey!r:.60}, no Ed25519 key")
    y = int.from_bytes(octets[2:], "little") & (2**255 - 1)
    order_8 = 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD83D3D706A17C7
    square = (y * y - 1) * pow(-121665 * pow(121666, -1, prime) * y * y + 1, -1, prime)
    is_strong = y < prime and y not in {0, 1, prime - 1, order_8, prime - order_8}
    need(is_strong and pow(square, prime // 2, prime) == 1, f"{multikey!r:.60}, no point of large order")
    return octets[2:]
def is_signed(key: bytes, signature: bytes, message: bytes) -> bool:
    try:
        return Ed25519PublicKey.from_public_bytes(key).verify(signature, message) is None
    except (InvalidSignature, ValueError):
        return False
# --- The forms of a statement
class Signed:
    """A credential apart from its signature, and what it says of itself; nothing is believed of it yet."""
    def __init__(self, credential: dict[str, Any], method: object, created: datetime | None, *signed: Any) -> None:
        self.credential, self.method, self.created = credential, expect(method, str, "verificationMethod"), created
        need(len(self.method) <= 600 and re.fullmatch('did:[!"$-~]*#[!"$-~]+', self.method), f"{method!r:.60}, no key")
        self.message, self.signature, self.openings, self.holder = *signed, self.method.partition("#")[0]
        self.issuer = str(inside(credential, "issuer", "id") or credential.get("issuer"))
        self.name, subject = inside(credential, "issuer", "name"), credential.get("credentialSubject")
        self.subject: dict[str, Any] = subject if isinstance(subject, dict) else {}
        self.signed_at = created or optional(instant, credential.get("validFrom"))
        schema = str(inside(credential, "credentialSchema", "id"))
        found = re.fullmatch(r"https?://[^\s?#]+/schemas/([a-z-]+)/1\.json", schema)
        types = ["VerifiableCredential", KINDS.get(found[1], [""])[0]] if found else None
        self.kind: str = found[1] if found and credential.get("type") == types else ""
def read_proof(secured: dict[str, Any]) -> Signed:  # one of Data Integrity (`eddsa-jcs-2022`)
    options = dict(expect(secured.get("proof"), dict, "proof"))
    credential = {name: value for name, value in secured.items() if name != "proof"}
    fixed = {"type": "DataIntegrityProof", "cryptosuite": "eddsa-jcs-2022", "proofPurpose": "assertionMethod"}
    for name, wanted in fixed.items():
        need(options.get(name) == wanted, f"proof.{name} {options.get(name)!r:.60}, not {wanted}")
    known_names = {*fixed, "created", "verificationMethod", "proofValue", "@context"}
    need(set(options) <= known_names, f"members of a proof that nobody looks at: {sorted(set(options) - known_names)}")
    signature, signed = base58(options.pop("proofValue", None), 64), credential
    if "@context" in options:
        start, whole = as_list(options["@context"]), as_list(credential.get("@context"))
        need(canonical(whole[: len(start)]) == canonical(start), "a proof with another @context than the document's")
        signed = {**credential, "@context": options["@context"]}
    created = instant(options["created"], "created") if "created" in options else None
    message = b"".join(sha256(canonical(each).encode()).digest() for each in (options, signed))
    return Signed(credential, options.get("verificationMethod"), created, message, signature, ())
def read_token(content: bytes) -> Signed:
    """Return the payload of a token, apart from its signature; with tildes, parts may be hidden (SD-JWT, RFC 9901)."""
    token, *openings = content[: 6 * MEGABYTE].decode("ascii", "replace").strip(" \t\r\n").split("~")
    parts, is_hideable = token.split("."), bool(openings)
    need(len(parts) == 3 and len(content) <= (2 if is_hideable else 6) * MEGABYTE, "no compact token")
    need(openings[-1:] in ([], [""]), "a token that is cut off, or with the proof of a key of its holder")
    head, body, signature = (base64_octets(part, url=True) for part in parts)
    header, credential = expect(read_json(head, 4096), dict, "header"), expect(read_json(body), dict, "payload")
    allowed = {"alg": ("EdDSA", "Ed25519"), "typ": ("dc+sd-jwt" if is_hideable else "vc+jwt",), "cty": ("vc",)}
    for name, values in allowed.items():
        need({"cty": "vc", **header}.get(name) in values, f"{name} {header.get(name)!r:.40}, not {' or '.join(values)}")
    unknown = set(header) - ({"alg", "typ", "kid"} if is_hideable else {*allowed, "kid", "iat"})
    need(not unknown, f"a header with members that nobody looks at: {sorted(unknown)}")
    need(not {"proof", "vc", "cnf"} & set(credential), "a token with a proof or a “vc” inside, or bound to a key (cnf)")
    need(len(signature) == 64, f"a signature of {len(signature)} bytes")
    seconds: Any = header.get("iat") if not is_hideable else "" if credential.get("iat") is None else credential["iat"]
    need(seconds is None or (type(seconds) is int and 0 <= seconds < 253_402_300_800), f"iat {seconds!r:.40}")
    created = None if seconds is None else datetime.fromtimestamp(seconds, tz=UTC)
    credential = shown(credential, openings[:-1]) if is_hideable else credential
    return Signed(credential, header.get("kid"), created, ".".join(parts[:2]).encode(), signature, openings)
def shown(payload: dict[str, Any], openings: list[str]) -> dict[str, Any]:
    """Return a passport as far as its holder shows it; nothing hides that decides whether it is believed."""
    due = {"_sd_alg": "sha-256", "vct": "urn:casthouse:vct:delivery-passport:1", "iss": inside(payload, "issuer", "id")}
    for name, value in {**due, "type": ["VerifiableCredential", "DeliveryPassport"]}.items():
        need({"_sd_alg": "sha-256", **payload}.get(name) == value, f"{name} {payload.get(name)!r:.60}, not {value}")
    hand: dict[str, tuple[str, Any]] = {}
    for text in openings:
        content = expect(read_json(base64_octets(text, url=True), 64 * 1024), list, "an opening")
        is_one = len(content) == 3 and isinstance(content[0], str) and isinstance(content[1], str)
        need(is_one and content[1] not in ("_sd", "..."), f"an opening of {content!r:.40}")
        hand[base64.urlsafe_b64encode(sha256(text.encode()).digest()).decode()[:43]] = content[1], content[2]
    need(len(hand) == len(openings) <= 20_000, f"an opening twice, or too many: {len(openings)}")
    need((found := opened(payload, hand, set(), 1)) and not hand, f"{len(hand)} openings of nothing")
    for name in {*payload, *found} - {"_sd", "credentialSubject", "id"}:
        need(name in payload and found.get(name) == payload[name], f"a hidden {name[:40]}")
    return {name: value for name, value in found.items() if name not in {*due, "iat"}}
def opened(value: Any, hand: dict[str, tuple[str, Any]], met: set[str], level: int) -> Any:
    """Return a value with what is opened in its place, and without the digests of what is not (RFC 9901, 7.1)."""
    need(level <= 24, "more than 24 levels")
    if not isinstance(value, dict):
        return [opened(each, hand, met, level + 1) for each in value] if isinstance(value, list) else value
    need("..." not in value, "a hidden item of a list")
    found = {name: opened(inner, hand, met, level + 1) for name, inner in value.items() if name != "_sd"}
    for digest in expect(value.get("_sd", []), list, "digests"):
        need(expect(digest, str, "digests") not in met, f"the digest {digest:.43} twice")
        met.add(digest)
        if digest in hand:
            name, inner = hand.pop(digest)
            need(name not in found, f"an opening of {name[:40]}, which stands there")
            found[name] = opened(inner, hand, met, level + 1)
    return found
def read_secured(content: bytes) -> Signed:
    if content[:2] == b"ey" and (content.count(b".") == 2 or b"~" in content):
        return read_token(content)
    members = expect(read_json(content), dict, "statement")
    if members.get("type") in ("EnvelopedVerifiableCredential", ["EnvelopedVerifiableCredential"]):
        address = expect(members.get("id"), str, "id")
        return read_token(match("data:application/vc[+]jwt,([^~]*)", address, "id data:application/vc+jwt")[1].encode())
    return read_proof(members)
def unpacked(content: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names, sizes = archive.namelist(), [each.file_size for each in archive.infolist()]
            is_few = len(names) <= 64 and sum(name.startswith("beside/") for name in names) <= 8
            need(is_few and len(set(names)) == len(names), "an archive with too many files, or with a name twice")
            need(max(len(content) // 4, sum(sizes)) <= 8 * MEGABYTE, f"an archive of {sum(sizes)} bytes unpacked")
            need(all(each.compress_type in (0, 8) for each in archive.infolist()), "a file packed but not deflated")
            files = {name: archive.open(name).read(4 * MEGABYTE + 1) for name in names if name[-1:] != "/"}
    except (zipfile.BadZipFile, zlib.error, struct.error, RuntimeError, OSError, EOFError, ValueError) as e:
        raise Wrong(f"an archive that cannot be read: {e!s:.60}") from None
    for name, text in files.items():
        limit = MEGABYTE // 4 if name.startswith("beside/") else 4 * MEGABYTE
        need(len(text) <= limit, f"{name[:60]} of more than {limit} bytes")
    need({"statement.json", "statement.jwt"} & set(files), "an archive without a statement")
    return files
# --- The trust bundle: what is believed before a file is looked at
class Key:
    """A key with its life: nothing that it signed is good before its start, from its end on, or once it was stolen."""
    def __init__(self, members: dict[str, Any]) -> None:
        self.public, self.starts_at = public_key(members.get("multikey")), instant(members.get("starts_at"))
        ends = [("planned", instant(members.get("ends_at")))]
        for each in expect(members.get("ends"), list, "ends"):
            kind = expect(each, dict, "end").get("kind")
            need(kind in ("superseded", "lost", "ceased", "compromised"), f"kind {kind!r:.40}")
            ends.append((kind, instant(each.get("since"))))
        self.ends_at = min(at for _, at in ends)
        self.stolen_since = min((at for kind, at in ends if kind == "compromised"), default=None)
    def fault(self, signed_at: datetime, seen: datetime | None = None) -> str:
        """Return in words why a signature of an instant, seen at another, is not to be believed; blank where it is."""
        if self.stolen_since and self.stolen_since <= signed_at:
            return "with a key that was revoked: others may have had it by then"
        if not self.starts_at <= signed_at < self.ends_at:
            return "before the key's first instant" if signed_at < self.starts_at else "after the key's end"
        is_late = self.stolen_since and not (seen and seen < self.stolen_since and seen - signed_at >= -CLOCKS_APART)
        return "by its own word, with a key that was revoked later: nothing else says when" if is_late else ""
class Trust:
    """All that is believed: issuers and keys by identifier and verification method, signed lists, certificates."""
    def __init__(self, content: bytes) -> None:
        members = expect(read_json(content, 64 * MEGABYTE, 3_200_000), dict, "trust bundle")
        need(members.get("format") == "casthouse-trust-bundle/1", f"format {members.get('format')!r:.60}")
        expect(members.get("installation"), str, "installation")
        instant(members.get("made_at"), "made_at")
        names = ("issuers", "status_lists", "certificates")
        read = [[expect(each, dict, name) for each in expect(members.get(name), list, name)] for name in names]
        self.issuers = {expect(each.get("did"), str, "did"): each for each in read[0]}
        self.lists = {expect(each.get("id"), str, "id"): each for each in read[1]}
        need((len(self.issuers), len(self.lists)) == (len(read[0]), len(read[1])), "an issuer or a status list twice")
        self.certificates, self.log = read[2], expect(members.get("log", {}), dict, "log")
        self.keys: dict[str, Key] = {}
        for did, issuer in self.issuers.items():
            need(issuer.get("kind") in ("organisation", "audit_firm", "secretariat", "log"), "an unknown kind")
            for text in (issuer.get("code"), *expect(issuer.get("names"), list, "names")):
                expect(text, str, "code or name")
            for each in expect(issuer.get("keys"), list, "keys"):
                self.keys[f"{did}#{inside(each, 'multikey')}"] = Key(expect(each, dict, "key"))
    def believed(self, secured: dict[str, Any]) -> Signed:
        """Return a list or certificate of the bundle that its issuer signed."""
        signed = read_proof(secured)
        key = self.keys.get(signed.method)
        need(signed.holder == signed.issuer, f"signed with a key of {signed.holder[:120]}, not of its issuer")
        need(key and is_signed(key.public, signed.signature, signed.message), "not of the key that it names: changed")
        need(key and signed.created and not key.fault(signed.created), "its key was not its issuer's to sign with")
        return signed
# --- The rules of credentials, and the published schemas (the part of JSON Schema 2020-12 that they use)
def credential_mistakes(credential: dict[str, Any]) -> list[str]:  # by Verifiable Credentials 2.0
    issuer, contexts, types = credential.get("issuer"), credential.get("@context"), as_list(credential.get("type"))
    subjects = as_list(credential.get("credentialSubject"))
    urls = [issuer.get("id") if isinstance(issuer, dict) else issuer]
    urls += [each["id"] for each in (credential, *subjects) if isinstance(each, dict) and "id" in each]
    days = [credential[name] for name in VALIDITY if name in credential]
    kept = {
        "@context": isinstance(contexts, list) and contexts[:1] == ["https://www.w3.org/ns/credentials/v2"],
        "type": "VerifiableCredential" in types and all(isinstance(each, str) and each for each in types),
        "credentialSubject": subjects and all(isinstance(each, dict) and each for each in subjects),
        "issuer or id": all(isinstance(url, str) and re.fullmatch(URL, url) for url in urls),
        "validFrom, validUntil": None not in (read := [optional(instant, x) for x in days]) and read == sorted(read),
    }
    return [f"{name} breaks the rules of credentials" for name, is_kept in kept.items() if not is_kept]
def schema_mistakes(value: object, schema: dict[str, Any], root: dict[str, Any], place: str) -> Iterator[str]:
    """Yield what in a value breaks a schema, each with the member it is about."""
    if "$ref" in schema:
        yield from schema_mistakes(value, root["$defs"][schema["$ref"].removeprefix("#/$defs/")], root, place)
    types = {"object": dict, "array": list, "string": str, "boolean": bool, None: object}
    if not isinstance(value, types[schema.get("type")]):
        yield f"{place}: {value!r:.60} is not of type {schema['type']}"
    elif canonical(value) not in map(canonical, schema.get("enum", [schema.get("const", value)])):
        yield f"{place}: {canonical(value):.60} is not one of the values that may stand there"
    elif isinstance(value, str) and not is_text(value, schema):
        yield f"{place}: {value!r:.60} is not of the form that is due"
    elif isinstance(value, list):
        if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", math.inf):
            yield f"{place}: {len(value)} items"
        yield from (m for each in value for m in schema_mistakes(each, schema.get("items", {}), root, place))
    elif isinstance(value, dict):
        yield from (f"{place}: no {name}" for name in schema.get("required", ()) if name not in value)
        for name, inner in value.items():
            rule = schema.get("properties", {}).get(name, schema.get("additionalProperties", {}))
            unknown = [f"{place}: member {name[:40]!r}, which nobody knows"]
            yield from schema_mistakes(inner, rule, root, f"{place}.{name[:40]}") if rule is not False else unknown
def is_text(value: str, schema: dict[str, Any]) -> bool:  # `$` in a pattern is the very end
    formats: dict[str, Callable[..., object]] = {"uri": URI.fullmatch, "date": day, "date-time": instant}
    fits = schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", math.inf)
    is_formed: object = "format" not in schema or optional(formats[schema["format"]], value)
    return bool(fits and is_formed and re.search(re.sub(r"\$$", r"\\Z", schema.get("pattern", "")), value, re.ASCII))
# --- The ten checks: each returns what it saw, or raises what is wrong or why it is not possible
class Case:
    """A statement in its forms, what came beside it, and what it is judged by."""
    def __init__(self, content: bytes, trust: Trust, at: datetime, schemas: Path) -> None:
        files = unpacked(content) if content.startswith(b"PK") else {"": content}
        self.trust, self.at, self.proof = trust, at, files.get("statement.tlog-proof")
        self.forms = [read_secured(files[n]) for n in ("", "statement.json", "statement.jwt") if n in files]
        self.signed = self.forms[0]
        said = {(canonical(each.credential), each.method, each.created) for each in self.forms}
        need(len(said) == 1, "an archive with a token that says something else than the JSON")
        self.beside = [read_secured(text) for name, text in files.items() if name.startswith("beside/")]
        text = files.get("statement.jwt", b"").split(b"~")[0] if self.signed.openings else files.get("statement.json")
        self.digest = sha256(text).digest() if text else None
        stated, kind = self.signed.credential, self.signed.kind
        schema = json.loads((schemas / f"{kind}.1.json").read_text("utf-8")) if kind else {}
        self.mistakes = [*credential_mistakes(stated), *schema_mistakes(stated, schema, schema, "the statement")]
        self.not_shown = [each for each in self.mistakes if self.signed.openings and re.fullmatch(HIDEABLE, each)]
def check_schema(case: Case) -> str:  # 2: it follows the rules of credentials and the published schema of its kind
    need(not (wrong := [each for each in case.mistakes if each not in case.not_shown]), "; ".join(wrong[:3]))
    not_shown = f"; not shown by the holder: {', '.join(case.not_shown)}" if case.not_shown else ""
    return f"a {known(case.signed.kind, 'what it states is not of a kind that is known')}{not_shown}"
def check_signature(case: Case) -> str:  # 3: the signature is of the key that it names, over exactly this content
    method, holder = case.signed.method, case.signed.holder
    if holder.startswith("did:key:"):
        need(method == f"{holder}#{holder.removeprefix('did:key:')}", f"{method[:120]}, no did:key")
        key = public_key(holder.removeprefix("did:key:"))
    else:
        known(case.trust.issuers.get(holder), f"the trust bundle has no keys of {holder[:120]}")
        need(method in case.trust.keys, f"{holder[:120]} has no key {method[-60:]}")
        key = case.trust.keys[method].public
    need(all(is_signed(key, x.signature, x.message) for x in case.forms), "not of that key: something was changed")
    return f"signed with {method}"
def check_key(case: Case) -> str:  # 4: the key was its holder's to sign with, at the instant of signing
    signed_at = known(case.signed.signed_at, "the statement does not say when it was signed")
    need(signed_at <= case.at + CLOCKS_APART, f"signed on {signed_at}, which is after {case.at}")
    key = known(case.trust.keys.get(case.signed.method), "the trust bundle knows no such key")
    fault = key.fault(signed_at, key.stolen_since and optional(seen_at, case))
    need(not fault, f"signed on {signed_at}, {fault}")
    return f"signed on {signed_at}, while the key was valid"
def check_issuer(case: Case) -> str:  # 5: the key is the issuer's own, which is who it says and may issue it
    did, name, kind = case.signed.issuer, case.signed.name, case.signed.kind
    need(case.signed.holder == did, f"issued by {did[:120]}, but signed with a key of {case.signed.holder[:120]}")
    found = known(case.trust.issuers.get(did), f"the trust bundle does not know {did[:120]}")
    need(name in found["names"], f"calls itself {name!r:.120}, which is no name of {did}")
    _, signer, binds = KINDS[known(kind, "what it states is not of a kind that is known")]
    need(found["kind"] == signer, f"a key of {found['kind']} may not issue a {kind}")
    bound = inside(case.signed.subject, binds, "code"), inside(case.signed.subject, binds, "name")
    need(not binds or bound == (found["code"], name), f"states something of {bound!s:.120}, not of {name}")
    return f"{name} ({did})"
def check_status(case: Case) -> str:  # 6: in its time, and neither revoked nor suspended by the issuer's own lists
    days = {name: instant(value, name) for name, value in case.signed.credential.items() if name in VALIDITY}
    need(days.get("validFrom", case.at) <= case.at + CLOCKS_APART, f"holds from {days.get('validFrom')} on")
    need(days.get("validUntil", case.at) >= case.at, f"held until {days.get('validUntil')}")
    return standing(case, case.signed)
def standing(case: Case, signed: Signed) -> str:  # what its lists say, of this or of what it rests on
    entries = as_list(signed.credential.get("credentialStatus") or [])
    answers = known([answer(check_entry, case, signed, x) for x in entries] or None, "the statement names no list")
    passed, words = min(answers, key=lambda each: (each[0] is not False, each[0] is not None))  # the worst
    need(passed is not False, words)
    return str(known(words if passed else None, words))
def check_entry(case: Case, signed: Signed, entry: object) -> str:  # by its list; index 0 is the left-most bit
    size = entry.get("statusSize", 1) if isinstance(entry, dict) else None
    known(inside(entry, "type") == "BitstringStatusListEntry" and repr(size) == "1", "a status of another kind")
    text, url, purpose = (inside(entry, n) for n in ("statusListIndex", "statusListCredential", "statusPurpose"))
    need(isinstance(text, str) and re.fullmatch("[0-9]{1,9}", text), f"RANGE_ERROR: entry {text!r:.40}")
    secured = case.trust.lists.get(url) if isinstance(url, str) else None
    known(case.trust.issuers.get(signed.issuer), "the trust bundle does not know its issuer")
    listed = case.trust.believed(known(secured, f"STATUS_RETRIEVAL_ERROR: the bundle has no list {url!s:.200}"))
    mistakes, types = credential_mistakes(listed.credential), listed.credential.get("type")
    need(types == ["VerifiableCredential", "BitstringStatusListCredential"] and not mistakes, f"no list: {mistakes}")
    need(listed.issuer == signed.issuer, f"the list is of another issuer, {listed.issuer[:120]}")
    told = listed.subject.get("statusPurpose")
    need(told == purpose in ("revocation", "suspension"), f"a list of {told!s:.40}, not of {purpose!s:.40}")
    bits, index = status_bits(listed.subject), int(text or 0)
    since = instant(listed.credential.get("validFrom"), "validFrom")
    need(index < len(bits) * 8, f"RANGE_ERROR: entry {index} of a list of {len(bits) * 8}")
    is_set = bits[index // 8] >> (7 - index % 8) & 1
    is_news = signed is case.signed or not tells_itself(signed.subject, str(purpose), since.date())
    need(not (is_set and is_news), f"{purpose}: set by the list of {since}")
    need(since >= (signed.signed_at or since), f"the list of {since} is older than the statement")
    until = instant(listed.credential.get("validUntil"), "validUntil")
    need(until >= case.at, f"the list of {since} was to be believed until {until}; fetch a newer one")
    return f"neither revoked nor suspended, by the list of {since}"
def span(members: object) -> tuple[Any, Any]:
    return optional(day, inside(members, "first")), optional(day, inside(members, "last"))
def tells_itself(certificate: dict[str, Any], purpose: str, on: date) -> bool:  # that it had ended or was suspended
    states = ("revoked", "withdrawn", "expired", "superseded") if purpose == "revocation" else ("suspended",)
    spans = [(*span(x), inside(x, "state")) for x in as_list(certificate.get("phases")) if all(span(x))]
    is_over = purpose == "revocation" and bool(spans) and all(last < on for _, last, _ in spans)
    return is_over or any(first <= on <= last and state in states for first, last, state in spans)
def status_bits(subject: dict[str, Any]) -> bytes:
    text, unpacker = expect(subject.get("encodedList"), str, "encodedList"), zlib.decompressobj(31)
    need(subject.get("type") == "BitstringStatusList" and text.startswith("u"), f"no list of bits: {text[:20]}")
    try:
        bits = unpacker.decompress(base64_octets(text[1:], url=True), MEGABYTE + 1)
    except zlib.error as error:
        raise Wrong(f"no gzip: {error}") from None
    need(len(bits) > MEGABYTE or (unpacker.eof and not unpacker.unused_data), "a truncated or prolonged gzip")
    need(16 * 1024 <= len(bits) <= MEGABYTE, f"STATUS_LIST_LENGTH_ERROR: {len(bits)} bytes of bits")
    return bits
def check_log(case: Case) -> str:  # 7: its JSON, byte for byte, is an entry of the log (RFC 9162, 2.1.3.2)
    index, tag, path, (origin, size, root), _ = log_proof(case)
    digest = base64.b64encode(known(case.digest, "the statement came as a token only; the log has its JSON")).decode()
    seen, at, last = sha256(f"\0casthouse-entry/v1\nstatement\n{digest}\n{tag}\n".encode()).digest(), index, size - 1
    need(index < size and len(base64_octets(tag)) == 32, f"entry {index} of a log of {size}, with the tag {tag:.60}")
    for step in path:
        need(last > 0, "a path of more hashes than the log needs")
        is_right = at & 1 or at == last
        seen = sha256(b"\1" + (step + seen if is_right else seen + step)).digest()
        while is_right and at and not at & 1:
            at, last = at >> 1, last >> 1
        at, last = at >> 1, last >> 1
    need(last == 0 and seen == root, f"a path that does not lead from the statement to the root of {size} entries")
    return f"entry {index} of the {size} of the log {origin}"
def check_checkpoint(case: Case) -> str:  # 8: the log signed its checkpoint, witnesses saw it, nothing contradicts it
    (origin, size, root), note = log_proof(case)[3:]
    log, *witnesses = log_keys(case)
    before = [(inside(x, "vkey"), str(inside(x, "until"))) for x in as_list(case.trust.log.get("earlier", []))]
    held = {note_key(k): int(match("0|[1-9][0-9]{0,18}", until, "size")[0]) for k, until in before} | {log: size}
    ends = [held[key] for key in signers(note, list(held))]
    need(max(ends, default=-1) >= size, f"no signature of the log, or by a key that ended before it had {size} entries")
    need(origin == log[0], f"a checkpoint of the log {origin:.120}, not of {log[0]}")
    if held := case.trust.log.get("checkpoint"):
        known(log in signers(held, [log]), "the checkpoint of the trust bundle is not signed")
        need(checkpoint(held)[1:] == (size, root) or checkpoint(held)[1] != size, f"another history of {size} entries")
    seen_by = [name for name, *_ in signers(note, witnesses)]
    known(not witnesses or bool(seen_by), "signed by the log, but by no witness that is trusted")
    return f"of {size} entries, signed by {', '.join([log[0], *seen_by])}"
def seen_at(case: Case) -> datetime:  # by a witness: nobody can put a statement below what a witness signed before
    need(check_log(case) and answer(check_checkpoint, case)[0] is not False, "no proof")
    seen = [at for key, at in signers(log_proof(case)[4], log_keys(case)[1:]).items() if key[2][0] == 4]
    need(seen and min(seen) < 253_402_300_800, "no witness")
    return datetime.fromtimestamp(min(seen), tz=UTC)
def log_keys(case: Case) -> list[tuple[str, bytes, bytes]]:
    return [note_key(key) for key in (case.trust.log.get("vkey"), *case.trust.log.get("witnesses", []))]
def log_proof(case: Case) -> tuple[int, str, list[bytes], tuple[str, int, bytes], str]:
    known(case.proof, "no proof of a transparency log came with the statement")
    known(case.trust.log or None, "the trust bundle knows no log")
    need(len(case.proof or b"") <= MEGABYTE, f"a proof of more than {MEGABYTE} bytes")
    head, _, note = known(case.proof, "").decode("utf-8", "replace").partition("\n\n")
    shape = r"c2sp\.org/tlog-proof@v1\n(?:extra (\S+)\n)?index (0|[1-9][0-9]{0,18})((?:\n\S+){0,63})"
    found = match(shape, head, "proof")
    path = [base64_octets(line) for line in found[3].split()]
    need({len(each) for each in path} <= {32}, "a hash of another length than 32 bytes")
    return int(found[2]), found[1] or "", path, checkpoint(note), note
def checkpoint(note: str) -> tuple[str, int, bytes]:
    text, _, lines = note.rpartition("\n\n")
    found = match(r"([^\n]+)\n(0|[1-9][0-9]{0,18})\n([^\n]+)\n(?:[^\n]+\n)*", f"{text}\n", "checkpoint")
    need(lines.count("\n") <= 128, f"{lines.count(chr(10))} signatures, more than 128")
    return found[1], int(found[2]), base64_octets(found[3])
def note_key(vkey: object) -> tuple[str, bytes, bytes]:
    name, identifier, body = [*str(vkey).split("+", 2), "", ""][:3]
    key = optional(base64_octets, body) or b"?"
    key_id = sha256(f"{name}\n".encode() + key).digest()[:4]
    known(len(key) == 33 and key[0] in {1, 4} and key_id.hex() == identifier, f"{vkey!s:.60} is no key of a log")
    return name, key_id, key
def signers(note: str, keys: list[tuple[str, bytes, bytes]]) -> dict[tuple[str, bytes, bytes], int]:  # with its times
    text, _, lines = note.rpartition("\n\n")
    need(lines[-1:] == "\n" and not re.search(r"[\0-\t\v-\x1f]", note), "no lines of signatures")
    found = [match(r"\u2014 ([^\s+]+) (\S+)", line, "signature") for line in lines[:-1].split("\n")]
    signed: dict[tuple[str, bytes, bytes], int] = {}
    for name, octets in ((each[1], base64_octets(each[2])) for each in found):
        for key in (each for each in keys if each[:2] == (name, octets[:4])):
            at = int.from_bytes(octets[4:12], "big")
            start, seen = (4, "") if key[2][0] == 1 else (12, f"cosignature/v1\ntime {at}\n")
            need(is_signed(key[2][1:], octets[start:], f"{seen}{text}\n".encode()), f"a wrong signature of {name}")
            signed[key] = min(at, signed.get(key, at))
    return signed
def check_certificate(case: Case) -> str:  # 9: the certificate named entitled the facility on the day of the shipment
    side = known(SELLERS.get(case.signed.kind), "not asked of a statement of this kind")
    known("facility" in case.signed.subject or not case.signed.openings, "hidden by the holder: sites")
    seller = inside(case.signed.subject, side, "code")
    named = known(inside(case.signed.subject, side, "coc_certificate"), "it names no certificate")
    shipped = known(optional(day, case.signed.subject.get("shipment_date")), "it names no day of shipment")
    believed = filter(None, (optional(case.trust.believed, each) for each in case.trust.certificates))
    by_secretariat = [x for x in believed if case.trust.issuers[x.issuer]["kind"] == KINDS["certificate"][1]]
    told = [x for x in by_secretariat if x.kind == "certificate" and x.subject.get("number") == named]
    latest = max(reversed(told), key=lambda each: str(each.subject.get("as_of")), default=None)
    found = known(latest, "the trust bundle has no signed statement of the certificate").subject
    code, facility = inside(found, "holder", "code"), case.signed.subject.get("facility")
    need(code == seller, f"the certificate is of {code!s:.60}, not of {seller!s:.60}")
    as_of = optional(day, found.get("as_of"))
    known(as_of is not None and as_of >= shipped, f"what is known of the certificate is of {as_of}")
    days = [span(each) for each in as_list(found.get("entitled")) if inside(each, "facility") == facility]
    is_entitled = any(first and last and first <= shipped <= last for first, last in days)
    need(is_entitled, f"the certificate did not entitle {facility!s:.60} on {shipped}, the day of shipment")
    holds, words = answer(standing, case, latest)
    known(holds, f"the statement of the certificate: {words}")
    return f"the certificate entitled {facility} on {shipped}, the day of shipment"
def check_mass(case: Case) -> str:  # 10: masses can be, agree, and are those of the origins and of what is beside it
    known(not re.search("mass_|share", " ".join(case.not_shown)), "hidden by the holder: masses")
    known(case.signed.kind in SELLERS, "not asked of a statement of this kind")
    coc_g, total_g = (grams(case.signed.subject, name) for name in ("coc_mass", "total_mass"))
    need(0 < coc_g <= total_g <= 10**15, f"{coc_g} g of {total_g} g: expected 0 < CoC mass <= total mass")
    ours, is_passport = case.signed.subject, case.signed.kind == "delivery-passport"
    if is_passport:
        told = expect(ours.get("provenance"), dict, "provenance")
        traced_g, parts = grams(told, "traced_mass"), expect(told.get("origins"), list, "origins")
        origins_g = sum(grams(expect(each, dict, "origin"), "mass") for each in parts)
        need(origins_g == traced_g <= total_g, f"origins of {origins_g} g for {traced_g} g that were traced")
    for other in (each.subject for each in case.beside if each.issuer == case.signed.issuer):
        same = [name for name in OF_ITS_DOCUMENT if other.get(name) == ours.get(name)]
        numbers = ours.get("number"), ours.get("supersedes")
        if is_passport and (other.get("type"), other.get("number")) == ("CocDocument", numbers[0]):
            need(len(same) == len(OF_ITS_DOCUMENT), f"the CoC Document beside it agrees only in {same}")
        is_other = is_passport or other.get("type") != ours.get("type") or "reference" not in same
        follows = other.get("number") in numbers or other.get("supersedes") == numbers[0]
        need(is_other or follows, f"a second document for shipment {ours.get('reference')!s:.60} is beside it")
    return f"CoC mass {coc_g} g of {total_g} g in total"
def grams(members: dict[str, Any], name: str) -> int:  # whole grams as text, and the same in tonnes beside it
    text, tonnes = expect(members.get(f"{name}_g"), str, f"{name}_g"), members.get(f"{name}_t")
    need(re.fullmatch("0|[1-9][0-9]{0,30}", text), f"{name}_g {text!r:.40}, no whole number of grams")
    exact = f"{int(text) // 10**6}.{int(text) % 10**6:06}".rstrip("0").rstrip(".")
    need(tonnes is None or tonnes == exact, f"{name}_g {text} is not {name}_t {tonnes!r:.40}")
    return int(text)
def answer(check: Callable[..., Any], *given: object) -> tuple[bool | None, Any]:
    try:
        return True, check(*given)
    except (Wrong, NotPossible) as reason:
        return False if isinstance(reason, Wrong) else None, str(reason)
def verify(content: bytes, *, trust: Trust, at: datetime, schemas: Path) -> dict[str, Any]:
    """Return the answers of all checks: verified is what failed nowhere and whose signature and issuer are proven."""
    answers: dict[str, tuple[bool | None, str]] = {"parse": (True, "one JSON object without a second meaning")}
    try:
        case = Case(content, trust, at, schemas)
        answers |= {name: answer(globals()[f"check_{name}"], case) for name in CHECKS}
    except Wrong as wrong:
        answers = {"parse": (False, str(wrong)), **dict.fromkeys(CHECKS, (None, "not possible: the file was not read"))}
    proven = answers["signature"][0] is answers["issuer"][0] is True and False not in [x for x, _ in answers.values()]
    return {"verified": proven, "checks": [{"name": n, "passed": x, "detail": y} for n, (x, y) in answers.items()]}
def main() -> int:
    parser = argparse.ArgumentParser(description="Check a signed statement of Casthouse without Casthouse.")
    parser.add_argument("file", type=Path, help="a statement as JSON, token or archive")
    parser.add_argument("--trust", type=Path, required=True, help="the trust bundle")
    parser.add_argument("--at", type=date.fromisoformat, help="ask of the end of a day (UTC) instead of now")
    schemas = Path(__file__).parents[1] / "src/casthouse/exchange/statement_schemas"
    parser.add_argument("--schemas", type=Path, default=schemas, help="folder with the published schemas")
    call = parser.parse_args()
    at = datetime.combine(call.at, time.max, UTC) if call.at else datetime.now(UTC)
    try:
        found = verify(call.file.read_bytes(), trust=Trust(call.trust.read_bytes()), at=at, schemas=call.schemas)
    except (Wrong, OSError) as error:
        parser.error(f"the trust bundle or a file cannot be read: {error}")
    print(json.dumps(found, ensure_ascii=False, indent=1))
    return 0 if found["verified"] else 1
if __name__ == "__main__":
    sys.exit(main())
