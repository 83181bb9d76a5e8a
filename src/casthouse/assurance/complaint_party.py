"""Recognising a party in what somebody writes: by its code as a word, or by its name.

Nobody who complains is told what is registered; what is recognised only keeps those away who have a tie with it. So
rather one party too many than one too few; the handler names what was missed.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from casthouse.assurance.complaint import PartyRef

NAME_MIN, PART_MIN = 3, 5
"""Signs of a name that is looked for in a text; signs of a text that is looked for in a name."""
_BETWEEN = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisteredName:
    """A party of the register and what it is called."""

    ref: PartyRef
    name: str


def words_of(text: str) -> frozenset[str]:
    """Return the words of a text that may be codes, in capitals."""
    return frozenset(each.strip("-") for each in re.findall(r"[A-Z0-9-]+", text.upper()))


def recognised_parties(text: str, known: Iterable[RegisteredName]) -> list[PartyRef]:
    """Return the parties that a text names; a part of a name counts where only one party has it."""
    codes, told = words_of(text), _plain(text)
    named, partly = [], []
    for each in known:
        name = _plain(each.name)
        if each.ref.code in codes or (len(name.strip()) >= NAME_MIN and name in told):
            named.append(each.ref)
        elif len(told.strip()) >= PART_MIN and told in name:
            partly.append(each.ref)
    return named or (partly if len(partly) == 1 else [])


def _plain(text: str) -> str:
    """Return a text without case, signs and kinds of letters, a blank around each word."""
    return f" {_BETWEEN.sub(' ', unicodedata.normalize('NFKC', text).casefold()).strip()} "
