"""The archive in which a statement travels with what it rests on; the same statements give the same bytes."""

from collections.abc import Sequence
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from casthouse.exchange.statement_file import (
    BESIDE,
    BESIDE_BYTES_MAX,
    BESIDE_MAX,
    PROOF_NAME,
    STATEMENT_NAME,
    TOKEN_NAME,
)


def statement_archive(content: str, token: str, *, beside: Sequence[str] = (), log_proof: str = "") -> bytes:
    """Return the archive of a statement.

    Args:
        content: the signed JSON; blank where only a token from which parts are hidden is handed on.
        token: the same statement as a token.
        beside: signed statements that it rests on; as many of the first as an archive may have.
        log_proof: the proof that it stands in the log; blank where there is none.
    """
    files = {STATEMENT_NAME: content} if content else {}
    files[TOKEN_NAME] = token
    small = [text for text in beside if len(text.encode()) <= BESIDE_BYTES_MAX]
    files |= {f"{BESIDE}{number}.json": text for number, text in enumerate(small[:BESIDE_MAX], 1)}
    if log_proof:
        files[PROOF_NAME] = log_proof
    target = BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for name, text in sorted(files.items()):
            archive.writestr(ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0)), text.encode(), ZIP_DEFLATED)
    return target.getvalue()
