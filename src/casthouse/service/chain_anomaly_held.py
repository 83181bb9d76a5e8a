"""Answers over all accounts as this process keeps them: asked again, they are there while what they stand on stays so.

What they stand on is read in the same moment as the facts, so that an answer is never older than the question: a
posting, another state of a certificate, a correction or another day makes it another one. Clearances are no part of it.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from threading import Lock

from django.conf import settings
from django.db import connection

from casthouse.provenance.chain_anomaly import ChainAnomaly
from casthouse.service import clock
from casthouse.storage.chain_ground import chain_ground
from casthouse.storage.dialect import one_moment

KEPT_MAX = 20_000
"""So many anomalies are kept in all; the answers that were asked for longest ago are forgotten first."""

ANSWERS_MAX = 1_000
"""So many answers are kept, however empty."""

Found = tuple[ChainAnomaly, ...]


class _Kept:
    """Answers by what was asked, each with what it stands on."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.answers: OrderedDict[Hashable, tuple[Hashable, Found]] = OrderedDict()

    def answer(self, asked: Hashable, ground: Hashable) -> Found | None:
        """Return the answer that stands on the same, if there is one."""
        with self.lock:
            kept = self.answers.get(asked)
            if kept is None or kept[0] != ground:
                return None
            self.answers.move_to_end(asked)
            return kept[1]

    def keep(self, asked: Hashable, ground: Hashable, found: Found) -> None:
        """Keep an answer, and forget the oldest that there is no room for."""
        with self.lock:
            self.answers[asked] = ground, found
            self.answers.move_to_end(asked)
            while (
                len(self.answers) > ANSWERS_MAX
                or sum(len(each) for _, each in self.answers.values()) > KEPT_MAX
            ):
                self.answers.popitem(last=False)


_KEPT = _Kept()


def standing_answer(asked: Hashable, work: Callable[[], Sequence[ChainAnomaly]]) -> Found:
    """Return what was found, by work where nothing is kept that stands on what the store says now.

    Inside a transaction nothing is kept: it may see what nobody else ever will.
    """
    if connection.in_atomic_block:
        return tuple(work())
    with one_moment():
        ground = (clock.today(), settings.SECRET_KEY, chain_ground())
        found = _KEPT.answer(asked, ground)
        if found is None:
            found = tuple(work())
    _KEPT.keep(asked, ground, found)
    return found


def kept() -> int:
    """Return how many answers are kept."""
    return len(_KEPT.answers)


def forget() -> None:
    """Forget all answers; the next question is worked out."""
    with _KEPT.lock:
        _KEPT.answers.clear()
