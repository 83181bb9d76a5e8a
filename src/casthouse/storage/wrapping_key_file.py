"""The key file: a secret outside the store, without which no private key in it opens. Only its owner may read it."""

from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from casthouse.refusal import Refusal

MARK = b"casthouse-key-file-1 "
FILE_BYTES_MAX = 200
SECRET_BYTES = 32
OTHERS = 0o077


def read_wrapping_secret(path: Path) -> bytes:
    """Return the secret of a key file.

    Raises:
        Refusal: `key_file_missing`, `key_file_open`, `key_file_invalid`.
    """
    try:
        mode = path.stat().st_mode
        if mode & OTHERS:
            raise _open_to_others(path, mode)
        with path.open("rb") as file:
            text = file.read(FILE_BYTES_MAX).strip()
    except OSError as error:
        raise _missing(path, error) from error
    try:
        secret = b64decode(text.removeprefix(MARK), validate=True)
    except NotBase64:
        secret = b""
    if not text.startswith(MARK) or len(secret) != SECRET_BYTES:
        raise Refusal(
            "key_file_invalid",
            found=f"{path}, which is no key file",
            expected=f"one line: {MARK.decode().strip()} and 32 bytes in Base64",
            todo="put the key file back from where it is kept; without it no private key can be opened",
        )
    return secret


def make_wrapping_file(path: Path, secret: bytes) -> None:
    """Make a key file that only its owner can read; one that is there already stays as it is."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f"{path.name}.{sha256(secret).hexdigest()[:8]}")
    draft.touch(mode=0o600, exist_ok=False)
    try:
        draft.write_bytes(MARK + b64encode(secret) + b"\n")
        with suppress(FileExistsError):  # another process was first: its file, whole, is there
            path.hardlink_to(draft)
    finally:
        draft.unlink()


def _missing(path: Path, error: OSError) -> Refusal:
    return Refusal(
        "key_file_missing",
        found=f"no key file that can be read at {path} ({error.strerror})",
        expected="the key file with which the private keys were wrapped",
        todo="put it back, or name its place with CASTHOUSE_KEY_FILE; if it is lost for good, declare the keys lost",
    )


def _open_to_others(path: Path, mode: int) -> Refusal:
    return Refusal(
        "key_file_open",
        found=f"{path} with the mode {mode & 0o777:04o}",
        expected="a file that only its owner can read, mode 0600",
        todo="take the rights of others away (chmod 600), and wrap the keys anew if somebody may have read it",
    )
