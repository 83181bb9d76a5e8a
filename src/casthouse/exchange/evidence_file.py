"""Evidence kept elsewhere: a file is named by its digest, so that it can be shown later to be the one looked at."""

from hashlib import file_digest
from pathlib import Path

from casthouse.refusal import Refusal


def evidence_reference(path: Path) -> str:
    """Return the name of a file and the SHA-256 digest of its content.

    Raises:
        Refusal: `evidence_unreadable`.
    """
    try:
        with path.open("rb") as file:
            return f"{path.name} sha256:{file_digest(file, 'sha256').hexdigest()}"
    except (OSError, ValueError) as error:  # a name with a NUL is a ValueError
        raise Refusal(
            "evidence_unreadable",
            found=f"{path.name}: {type(error).__name__}",
            expected="a file that can be read",
            todo="check the path",
        ) from None
