"""Members of a signed statement that whoever shows it may leave out: digests in their place, openings beside it.

This is the part of SD-JWT (RFC 9901) that knows no token. An object that is covered holds, in `_sd`, a digest for each
member that was taken out of it. An *opening* (the RFC calls it a Disclosure) is the text of such a member: a salt, its
name and its value. Whoever hands the opening on shows the member; without it nobody can find the value, not even by
trying them all, since the salt is chance. A digest may stand for nothing at all, so that what is left out cannot be
counted.
"""

from collections.abc import Callable, Sequence
from hashlib import sha256

from casthouse.passport.base64url import base64url, octets
from casthouse.passport.canonical import DEPTH_MAX, JsonObject, JsonValue, canonical, read_json
from casthouse.passport.signature import refuse_signature

HASH = "sha-256"
SALT_BYTES = 16
DIGESTS, OF_ITEM, HASH_NAME = "_sd", "...", "_sd_alg"
OPENING_BYTES_MAX = 64 * 1024
OPENINGS_MAX = 20_000
_OF_MEMBER = 3
"""An opening of a member says salt, name and value; one of an item of a list has no name."""

Chance = Callable[[int], bytes]


def opening(salt: bytes, name: str, value: JsonValue) -> str:
    """Return the opening of a member."""
    return base64url(canonical([base64url(salt), name, value]))


def digest_of(text: str) -> str:
    """Return the digest that stands for an opening."""
    return base64url(sha256(text.encode("ascii")).digest())


def cover(members: JsonObject, names: Sequence[str], chance: Chance) -> tuple[JsonObject, list[str]]:
    """Take members out of an object; return what is left, with a digest for each name, and the openings.

    Args:
        members: the object.
        names: the members to take out; one that it does not have gets the digest of nothing.
        chance: returns so many bytes that nobody can guess.
    """
    openings, digests = [], []
    for name in names:
        salt = chance(SALT_BYTES)
        if name in members:
            openings.append(opening(salt, name, members[name]))
            digests.append(digest_of(openings[-1]))
        else:
            digests.append(base64url(sha256(salt).digest()))
    covered = set(names)
    left = {name: value for name, value in members.items() if name not in covered}
    return {**left, DIGESTS: list[JsonValue](sorted(digests))}, openings


def opened(payload: JsonObject, openings: Sequence[str], *, items: bool = True) -> JsonObject:
    """Return an object with what is opened put in its place, and without the digests of what is not (RFC 9901, 7.1).

    Args:
        payload: what was signed.
        openings: what came with it.
        items: whether items of lists may be hidden too, and not members alone.

    Raises:
        Refusal: `signature_invalid` where an opening is none, fits nowhere or twice, or hides another member.
    """
    if payload.get(HASH_NAME, HASH) != HASH:
        refuse_signature(found=f"{HASH_NAME} {payload[HASH_NAME]!r:.40}", expected=HASH)
    hand = _Hand(openings, items=items)
    found = hand.members({name: value for name, value in payload.items() if name != HASH_NAME}, 1)
    if hand.left:
        refuse_signature(found=f"{len(hand.left)} openings of nothing", expected="a digest for each of them")
    return found


def read_opening(text: str) -> list[JsonValue]:
    """Return salt, name and value of an opening, or salt and value of one of an item.

    Raises:
        Refusal: `signature_invalid`, `statement_unreadable`.
    """
    content = read_json(octets(text), bytes_max=OPENING_BYTES_MAX)
    if (
        not isinstance(content, list)
        or len(content) not in {2, _OF_MEMBER}
        or not isinstance(content[0], str)
    ):
        refuse_signature(found=f"an opening of {content!r:.40}", expected="a list of salt, name and value")
    return content


class _Hand:
    """The openings that came, each to be used once, and the digests that were met."""

    def __init__(self, openings: Sequence[str], *, items: bool) -> None:
        if len(openings) > OPENINGS_MAX:
            refuse_signature(found=f"{len(openings)} openings", expected=f"at most {OPENINGS_MAX}")
        self.left = {digest_of(text): read_opening(text) for text in openings}
        if len(self.left) < len(openings):
            refuse_signature(found="an opening twice", expected="each once")
        self.met: set[str] = set()
        self.hides_items = items

    def value(self, value: JsonValue, level: int) -> JsonValue:
        if level > DEPTH_MAX:
            refuse_signature(found=f"more than {DEPTH_MAX} levels", expected="a shallow JSON value")
        if isinstance(value, dict):
            return self.members(value, level)
        return self._items(value, level) if isinstance(value, list) else value

    def members(self, members: JsonObject, level: int) -> JsonObject:
        if OF_ITEM in members:
            refuse_signature(found=f"a hidden item: {OF_ITEM}", expected="hidden members alone")
        found = {name: self.value(each, level + 1) for name, each in members.items() if name != DIGESTS}
        for digest in self._listed(members.get(DIGESTS, [])):
            content = self._taken(digest)
            if content is not None:
                name = _name(content)
                if name in found:
                    refuse_signature(
                        found=f"an opening of {name[:40]}, which stands there", expected="one of each"
                    )
                found[name] = self.value(content[-1], level + 1)
        return found

    def _items(self, items: list[JsonValue], level: int) -> list[JsonValue]:
        found = []
        for each in items:
            if not self.hides_items or not isinstance(each, dict) or OF_ITEM not in each:
                found.append(self.value(each, level + 1))
                continue
            (digest,) = self._listed(list(each.values()) if len(each) == 1 else [None])
            content = self._taken(digest)
            if content is not None:
                if len(content) == _OF_MEMBER:
                    refuse_signature(found="a member's opening in a list", expected="one of salt and value")
                found.append(self.value(content[-1], level + 1))
        return found

    def _listed(self, digests: JsonValue) -> list[str]:
        found = [each for each in digests if isinstance(each, str)] if isinstance(digests, list) else []
        if not isinstance(digests, list) or len(found) < len(digests):
            refuse_signature(found=f"digests {digests!r:.40}", expected="texts")
        return found

    def _taken(self, digest: str) -> list[JsonValue] | None:
        """Return what the opening of a digest says, once; None where it did not come, or where there is none."""
        if digest in self.met:
            refuse_signature(found=f"the digest {digest[:43]} twice", expected="each once")
        self.met.add(digest)
        return self.left.pop(digest, None)


def _name(content: list[JsonValue]) -> str:
    name = content[1] if len(content) == _OF_MEMBER else None
    if not isinstance(name, str) or name in {DIGESTS, OF_ITEM}:
        refuse_signature(found=f"an opening of {name!r:.40}", expected="the name of a member")
    return name
