"""The one place of this package that the log asks for chance: nonces and secrets that nobody can guess."""

import secrets


def unguessable(size: int) -> bytes:
    """Return so many bytes of chance."""
    return secrets.token_bytes(size)
