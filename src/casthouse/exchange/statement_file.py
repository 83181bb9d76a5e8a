"""What a file that is to be verified may be: a statement as JSON or as a token, a PDF that carries one, an archive.

An archive (ZIP) has one statement, perhaps the proof that it stands in the log, and the statements that it rests on.
A PDF carries exactly one statement as an attachment: with two, one would be looked at and the other one believed. An
unsigned CoC Document is read too. Whatever is packed is unpacked up to a bound.
"""

import struct
import zlib
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from io import BytesIO
from lzma import LZMAError
from typing import NoReturn
from zipfile import BadZipFile, ZipFile

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from casthouse.custody.document import CocDocument
from casthouse.exchange.document_json import FORMAT, document_digest, read_document
from casthouse.passport.canonical import BYTES_MAX, JsonObject, canonical, read_object
from casthouse.passport.integrity_proof import read_proof
from casthouse.passport.jose import is_token, read_token
from casthouse.passport.signature import SignedCredential
from casthouse.refusal import Refusal

FILE_BYTES_MAX = 32 * 1024 * 1024
MEMBERS_MAX = 64
STATEMENT_NAME = "statement.json"
TOKEN_NAME = "statement.jwt"  # noqa: S105 - the name of a file
PROOF_NAME = "statement.tlog-proof"
BESIDE = "beside/"
TOKEN_START = "data:application/vc+jwt,"  # noqa: S105 - how an enveloped credential begins


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementFile:
    """What a file holds: a signed statement or an unsigned document, and what came with it.

    Attributes:
        signed: the statement; None for an unsigned document.
        document: the unsigned document; None for a statement.
        digest: SHA-256 of the canonical JSON of an unsigned document.
        twin: the same statement as a token; None where there is one form of it.
        beside: signed statements that it rests on.
        statement_digest: SHA-256 of a signed statement as JSON, byte for byte; blank for a token.
        log_proof: the proof that it stands in the log; blank where none came.
    """

    signed: SignedCredential | None = None
    document: CocDocument | None = None
    digest: str = ""
    twin: SignedCredential | None = None
    beside: tuple[SignedCredential, ...] = field(default=())
    statement_digest: bytes = b""
    log_proof: bytes = b""


def read_statement_file(content: bytes) -> StatementFile:
    """Return what is in a file.

    Raises:
        Refusal: `statement_unreadable`, `signature_invalid` and what an unsigned document is refused with.
    """
    if len(content) > FILE_BYTES_MAX:
        _refuse(f"{len(content)} bytes", f"at most {FILE_BYTES_MAX} bytes")
    if content.startswith(b"%PDF"):
        return read_statement_file(_attached(content))
    if content.startswith(b"PK"):
        return _archived(content)
    if is_token(content):
        return StatementFile(signed=read_token(content))
    members = read_object(content)
    if members.get("format") == FORMAT:
        document = read_document(content)
        return StatementFile(document=document, digest=document_digest(document))
    return StatementFile(signed=_signed(members))


def _signed(members: JsonObject) -> SignedCredential:
    if members.get("type") in ("EnvelopedVerifiableCredential", ["EnvelopedVerifiableCredential"]):
        address = members.get("id")
        if not isinstance(address, str) or not address.startswith(TOKEN_START):
            _refuse(f"id {address!r:.60}", f"an id that begins with {TOKEN_START}")
        return read_token(address.removeprefix(TOKEN_START).encode())
    return read_proof(members)


def _attached(content: bytes) -> bytes:
    """Return the one statement that a PDF carries."""
    try:
        reader = PdfReader(BytesIO(content))
        found = [each for each in reader.attachment_list if each.name in {STATEMENT_NAME, TOKEN_NAME}]
        if len(found) != 1:
            _refuse(f"a PDF with {len(found)} statements", f"one attachment {STATEMENT_NAME}")
        attached = found[0].content
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError, IndexError) as error:
        _refuse(f"a PDF that cannot be read: {type(error).__name__}", "a PDF with one statement attached")
    if len(attached) > BYTES_MAX or attached.startswith((b"%PDF", b"PK")):
        _refuse(f"an attachment of {len(attached)} bytes that is no statement", "a statement as JSON")
    return attached


def _archived(content: bytes) -> StatementFile:
    try:
        with ZipFile(BytesIO(content)) as archive:
            names = archive.namelist()
            if len(names) > MEMBERS_MAX or len(set(names)) < len(names):
                _refuse(f"an archive of {len(names)} files", f"at most {MEMBERS_MAX}, each name once")
            texts = {name: _member(archive, name) for name in names if not name.endswith("/")}
    except (
        BadZipFile,
        zlib.error,
        LZMAError,
        struct.error,
        RuntimeError,
        OSError,
        EOFError,
        ValueError,
    ) as error:
        _refuse(f"an archive that cannot be read: {type(error).__name__}", "a ZIP with one statement")
    main = [name for name in (STATEMENT_NAME, TOKEN_NAME) if name in texts]
    if not main:
        _refuse("an archive without a statement", f"{STATEMENT_NAME} or {TOKEN_NAME} in it")
    signed, *twins = (_required(texts[name]) for name in main)
    if any(_said(twin) != _said(signed) for twin in twins):
        _refuse(
            "an archive whose token says something else than its JSON", "the same statement in both forms"
        )
    return StatementFile(
        signed=signed,
        twin=twins[0] if twins else None,
        beside=tuple(_required(texts[name]) for name in sorted(texts) if name.startswith(BESIDE)),
        statement_digest=sha256(texts[STATEMENT_NAME]).digest() if STATEMENT_NAME in texts else b"",
        log_proof=texts.get(PROOF_NAME, b""),
    )


def _said(signed: SignedCredential) -> tuple[bytes, str, datetime | None]:
    return canonical(signed.credential), signed.method, signed.created


def _required(content: bytes) -> SignedCredential:
    if is_token(content):
        return read_token(content)
    return _signed(read_object(content))


def _member(archive: ZipFile, name: str) -> bytes:
    with archive.open(name) as member:
        content = member.read(BYTES_MAX + 1)
    if len(content) > BYTES_MAX:
        _refuse(f"{name[:60]} of more than {BYTES_MAX} bytes", "files of a bundle that was made here")
    return content


def _refuse(found: str, expected: str) -> NoReturn:
    raise Refusal(
        "statement_unreadable",
        found=found,
        expected=expected,
        todo="ask whoever sent the file for the statement as it was issued",
    )
