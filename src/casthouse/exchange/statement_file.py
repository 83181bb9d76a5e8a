"""What a file that is to be verified may be: a statement as JSON or as a token, a PDF that carries one, an archive.

An archive (ZIP) has one statement, perhaps the proof that it stands in the log, and the statements that it rests on.
A PDF carries exactly one statement as an attachment, and perhaps that proof: with two statements, one would be looked
at and the other one believed. An unsigned CoC Document is read too. Whatever is packed is unpacked up to a bound, each
file and all of them.
"""

import struct
import zlib
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from io import BytesIO
from lzma import LZMAError
from typing import NoReturn
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from pypdf import PdfReader

from casthouse.assurance.evidence_pack import INDEX, SUMS
from casthouse.custody.document import CocDocument
from casthouse.exchange.document_json import FORMAT, document_digest, read_document
from casthouse.exchange.organisation_archive import REGISTER
from casthouse.passport.canonical import BYTES_MAX, JsonObject, canonical, read_object
from casthouse.passport.integrity_proof import read_proof
from casthouse.passport.jose import is_token, read_token, trimmed
from casthouse.passport.sd_jwt import is_hideable, read_hideable, signed_digest
from casthouse.passport.signature import SignedCredential
from casthouse.refusal import Refusal

FILE_BYTES_MAX = 32 * 1024 * 1024
MEMBERS_MAX = 64
UNPACKED_MAX = 8 * 1024 * 1024
BESIDE_MAX = 8
BESIDE_BYTES_MAX = 256 * 1024
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
        statement_digest: SHA-256 under which the log has it: of its JSON, byte for byte, or of what was signed of a
            token from which parts are hidden; blank for another token.
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
        other = " (the archive of an organisation is for casthouse archive check)"
        _refuse(
            f"{len(content)} bytes",
            f"at most {FILE_BYTES_MAX} bytes{other if content.startswith(b'PK') else ''}",
        )
    if content.startswith(b"%PDF"):
        return _on_paper(content)
    if content.startswith(b"PK"):
        return _archived(content)
    if is_hideable(content):
        return StatementFile(signed=read_hideable(content))
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


def _on_paper(content: bytes) -> StatementFile:
    """Return the one statement that a PDF carries, with the proof that came with it."""
    texts = _attached(content)
    statement = next(texts[name] for name in (STATEMENT_NAME, TOKEN_NAME) if name in texts)
    if len(statement) > BYTES_MAX or statement.startswith((b"%PDF", b"PK")):
        _refuse(f"an attachment of {len(statement)} bytes that is no statement", "a statement as JSON")
    found = read_statement_file(statement)
    if found.signed is None:
        return found
    return replace(found, statement_digest=_logged_digest(texts), log_proof=texts.get(PROOF_NAME, b""))


def _attached(content: bytes) -> dict[str, bytes]:
    try:
        return _attachments(content)
    except Refusal:
        raise
    except Exception as error:  # noqa: BLE001 - a parser of strangers' bytes, which raises whatever they lead it to
        _refuse(f"a PDF that cannot be read: {type(error).__name__}", "a PDF with one statement attached")


def _attachments(content: bytes) -> dict[str, bytes]:
    reader = PdfReader(BytesIO(content))
    if reader.is_encrypted:
        _refuse("an encrypted PDF", "a PDF that everybody reads alike")
    held = list(reader.attachment_list)
    found = [each for each in held if each.name in {STATEMENT_NAME, TOKEN_NAME}]
    if len(found) != 1:
        _refuse(f"a PDF with {len(found)} statements", f"one attachment {STATEMENT_NAME}")
    proofs = [each for each in held if each.name == PROOF_NAME]
    if len(proofs) > 1:
        _refuse(f"a PDF with {len(proofs)} proofs of the log", f"at most one attachment {PROOF_NAME}")
    return {str(each.name): each.content for each in (*found, *proofs)}


def _unpacked(content: bytes) -> dict[str, bytes]:
    """Return the files of an archive by their names."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            members = archive.infolist()
            _require_no_pack({each.filename for each in members})
            _require_bounded(members)
            return {each.filename: _member(archive, each) for each in members if not each.is_dir()}
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


def _archived(content: bytes) -> StatementFile:
    texts = _unpacked(content)
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
        statement_digest=_logged_digest(texts),
        log_proof=texts.get(PROOF_NAME, b""),
    )


def _logged_digest(texts: Mapping[str, bytes]) -> bytes:
    """Return under which digest the log has a statement: of its JSON, or of what was signed of a token to hide from."""
    if STATEMENT_NAME in texts:
        return sha256(texts[STATEMENT_NAME]).digest()
    token = texts[TOKEN_NAME]
    return bytes.fromhex(signed_digest(trimmed(token).decode("ascii"))) if is_hideable(token) else b""


def token_in(content: bytes) -> tuple[bytes, bytes]:
    """Return the token of an archive that has no JSON, and the proof that came with it; of another file itself.

    Raises:
        Refusal: `statement_unreadable`.
    """
    if not content.startswith(b"PK"):
        return content, b""
    texts = _unpacked(content)
    return b"" if STATEMENT_NAME in texts else texts.get(TOKEN_NAME, b""), texts.get(PROOF_NAME, b"")


def _said(signed: SignedCredential) -> tuple[bytes, str, datetime | None]:
    return canonical(signed.credential), signed.method, signed.created


def _required(content: bytes) -> SignedCredential:
    if is_hideable(content):
        return read_hideable(content)
    if is_token(content):
        return read_token(content)
    return _signed(read_object(content))


def _require_no_pack(names: AbstractSet[str]) -> None:
    """Refuse what else is given out as an archive, and say by what it is checked."""
    if {INDEX, SUMS} <= names and not names & {STATEMENT_NAME, TOKEN_NAME}:
        is_archive = REGISTER in names
        raise Refusal(
            "statement_unreadable",
            found="the archive of an organisation" if is_archive else "the evidence pack of an audit",
            expected="one signed statement",
            todo="check it with casthouse archive check"
            if is_archive
            else "check it with casthouse audit pack-check",
        )


def _require_bounded(members: Sequence[ZipInfo]) -> None:
    """Refuse too much before any of it is unpacked; no member gives more than its size that is told here."""
    names = [each.filename for each in members]
    if len(names) > MEMBERS_MAX or len(set(names)) < len(names):
        _refuse(f"an archive of {len(names)} files", f"at most {MEMBERS_MAX}, each name once")
    if (unpacked := sum(each.file_size for each in members)) > UNPACKED_MAX:
        _refuse(f"an archive of {unpacked} bytes unpacked", f"at most {UNPACKED_MAX} bytes")
    if (beside := sum(name.startswith(BESIDE) for name in names)) > BESIDE_MAX:
        _refuse(f"an archive with {beside} files in {BESIDE}", f"at most {BESIDE_MAX}")
    if any(each.compress_type not in {ZIP_STORED, ZIP_DEFLATED} for each in members):
        _refuse("an archive that is packed in a rare way", "a ZIP whose files are stored or deflated")


def _member(archive: ZipFile, member: ZipInfo) -> bytes:
    most = BESIDE_BYTES_MAX if member.filename.startswith(BESIDE) else BYTES_MAX
    with archive.open(member) as file:
        content = file.read(most + 1)
    if len(content) > most:
        _refuse(f"{member.filename[:60]} of more than {most} bytes", "files of a bundle that was made here")
    return content


def _refuse(found: str, expected: str) -> NoReturn:
    raise Refusal(
        "statement_unreadable",
        found=found,
        expected=expected,
        todo="ask whoever sent the file for the statement as it was issued",
    )
