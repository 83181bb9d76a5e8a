"""What looks unusual in the accounts of several organisations together: a question, with what lies behind it.

An anomaly never says that somebody did wrong. It says what was seen, what it could mean and how it is cleared. Each
has sides: what was seen in the ledger of one organisation, so that each may be shown to whom it belongs. Its key stays
the same while the same thing is asked of the same organisations; its digest changes when the evidence does, and then
what was cleared is open again. Both are made with a secret, so that nobody finds by trying what they stand for; an
organisation is shown a key and a digest of its own sides.
"""

import hmac
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from casthouse.custody.movement import Kind
from casthouse.custody.stage import Material
from casthouse.measure.period import Period
from casthouse.provenance.anomaly_kind import ANOMALY_WORDS, AnomalyKind, AnomalyWords
from casthouse.provenance.severity import SEVERITY_ORDER, Severity

LISTED_MAX = 20
"""So many entries of a side are named; how many there are stands beside them."""
KEY_LENGTH = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryQuery:
    """Which movements in force of an organisation lie behind what was seen; what is left open does not narrow."""

    organisation: str
    kinds: tuple[Kind, ...]
    materials: tuple[Material, ...]
    first: date
    last: date
    coc: bool | None = None
    facility: str | None = None
    counterparty_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainEntry:
    """A movement behind an anomaly."""

    reference: str
    day: date
    facility: str
    mass_g: int


class Sight(StrEnum):
    """What an organisation that has a side is shown: it, and that others have one; it alone; or not even that."""

    SIDE = "side"
    ALONE = "alone"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnomalySide:
    """What was seen in the ledger of one organisation.

    Attributes:
        organisation: code of the organisation.
        seen: what was seen there, in words that tell nothing of another ledger.
        references: the entries, where single ones are meant.
        query: or which entries, where a figure of many is meant.
        entries: the first of them, once they were looked up.
        entries_total: how many there are.
        evidence: what stands for all entries of the query: another text when one comes, goes or is replaced.
        sight: what the organisation is shown of the question.
        key: the key under which the organisation is shown the question.
    """

    organisation: str
    seen: str
    references: tuple[str, ...] = ()
    query: EntryQuery | None = None
    entries: tuple[ChainEntry, ...] = ()
    entries_total: int = 0
    evidence: str = ""
    sight: Sight = Sight.SIDE
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainAnomaly:
    """Something unusual in a period: what kind, how grave, of what, and its sides.

    `subject` names what is asked about beside the organisations, such as a document or a stage; `together` what only
    shows where all sides do. `key` names the question, whatever its figures are; `digest` stands for the evidence, and
    is another one when anything of it changes. `whole` are both as they are where all sides show: what a clearance is
    kept under. All are empty until the question is `named`.
    """

    kind: AnomalyKind
    severity: Severity
    subject: str
    period: Period
    sides: tuple[AnomalySide, ...]
    together: str = ""
    is_shared: bool = False
    key: str = ""
    digest: str = ""
    whole: tuple[str, str] = ("", "")

    @property
    def words(self) -> AnomalyWords:
        """What it is, what it could mean, and how it is cleared."""
        return ANOMALY_WORDS[self.kind]

    @property
    def organisations(self) -> tuple[str, ...]:
        """Whose ledgers it is seen in."""
        return tuple(dict.fromkeys(each.organisation for each in self.sides))

    @property
    def is_whole(self) -> bool:
        """Whether all of it shows."""
        return (self.key, self.digest) == self.whole

    def named(self, secret: bytes) -> "ChainAnomaly":
        """Return it with its key and digest, and with the key under which each side is shown."""
        key = self._key(secret, self.subject, *sorted(set(self.organisations)))
        digest = _digest(self, secret, key)
        sides = tuple(replace(each, key=self._side_key(secret, key, each)) for each in self.sides)
        return replace(self, sides=sides, key=key, digest=digest, whole=(key, digest))

    def seen_by(self, organisation: str, secret: bytes) -> "ChainAnomaly | None":
        """Return what an organisation may see of it once it is named: its own sides, and whether others have one."""
        held = [each for each in self.sides if each.organisation == organisation]
        own = tuple(each for each in held if each.sight is not Sight.NOTHING)
        if not own:
            return None
        if own == self.sides and not self.together:
            return self
        is_shared = len(held) < len(self.sides) and any(each.sight is Sight.SIDE for each in own)
        shown = replace(self, sides=own, together="", is_shared=is_shared)
        return replace(shown, key=own[0].key, digest=_digest(shown, secret, own[0].key))

    def _side_key(self, secret: bytes, key: str, side: AnomalySide) -> str:
        """Return the key of a side: of what it alone tells, where nothing else may show in it."""
        if side.sight is Sight.ALONE or self.organisations == (side.organisation,):
            return self._key(secret, self.subject, side.organisation)
        return self._key(secret, key, side.organisation)

    def _key(self, secret: bytes, *told: str) -> str:
        parts = ("key", self.kind, self.period.start.isoformat(), *told)
        return f"{self.kind.value}-{_keyed(secret, parts)[:KEY_LENGTH]}"


def _digest(anomaly: ChainAnomaly, secret: bytes, key: str) -> str:
    sides = sorted(
        (each.organisation, each.seen, each.evidence, str(len(each.references)), *each.references)
        for each in anomaly.sides
    )
    told = ("digest", key, anomaly.severity, anomaly.together)
    return _keyed(secret, (*told, *(part for side in sides for part in side)))


def _keyed(secret: bytes, parts: tuple[str, ...]) -> str:
    told = "\n".join(part.replace("\\", "\\\\").replace("\n", "\\n") for part in parts)
    return hmac.digest(secret, told.encode(), "sha256").hex()


def gravest_first(anomalies: list[ChainAnomaly]) -> list[ChainAnomaly]:
    """Return anomalies in the order in which they are listed."""
    return sorted(
        anomalies,
        key=lambda each: (SEVERITY_ORDER[each.severity], each.kind, each.organisations, each.subject),
    )
