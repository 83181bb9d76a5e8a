"""How often something was tried from an address within an hour, without keeping the address.

Counted is under a digest of the address and a random salt that lives as long as the hour. Afterwards there is nothing
with which a digest could be brought back to an address, nor one hour's visitor be told to be the next one's.
"""

from hashlib import sha256
from secrets import token_hex

from django.core.cache import cache

KEPT_SECONDS = 3_600


def attempts(what: str, address: str, hour: str) -> int:
    """Return how often it was tried in the hour."""
    return int(cache.get(_name(what, address, hour), 0))


def count_attempt(what: str, address: str, hour: str) -> None:
    """Count one try; two at the very same moment may count as one."""
    name = _name(what, address, hour)
    cache.set(name, int(cache.get(name, 0)) + 1, KEPT_SECONDS)


def _name(what: str, address: str, hour: str) -> str:
    salt = cache.get_or_set(f"attempt-salt:{hour}", lambda: token_hex(32), KEPT_SECONDS)
    return f"attempt:{sha256(f'{salt}:{what}:{address}'.encode()).hexdigest()}"
