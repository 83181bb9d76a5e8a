"""What looks unusual in the accounts of several organisations together: a question, with what lies behind it.

An anomaly never says that somebody did wrong. It says what was seen, what it could mean and how it is cleared. Each
has sides: what was seen in the ledger of one organisation, so that each may be shown to whom it belongs. Its key stays
the same while the same thing is asked of the same organisations; its digest changes when the evidence does, and then
what was cleared is open again.
"""

from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256

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
    """

    organisation: str
    seen: str
    references: tuple[str, ...] = ()
    query: EntryQuery | None = None
    entries: tuple[ChainEntry, ...] = ()
    entries_total: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainAnomaly:
    """Something unusual in a period: what kind, how grave, of what, and its sides.

    `subject` names what is asked about beside the organisations, such as a document or a stage; `together` what only
    shows where all sides do.
    """

    kind: AnomalyKind
    severity: Severity
    subject: str
    period: Period
    sides: tuple[AnomalySide, ...]
    together: str = ""
    is_shared: bool = False
    identity: tuple[str, str] = ("", "")

    @property
    def words(self) -> AnomalyWords:
        """What it is, what it could mean, and how it is cleared."""
        return ANOMALY_WORDS[self.kind]

    @property
    def organisations(self) -> tuple[str, ...]:
        """Whose ledgers it is seen in."""
        return tuple(dict.fromkeys(each.organisation for each in self.sides))

    @property
    def key(self) -> str:
        """What names the question, whatever the figures are."""
        if self.identity[0]:
            return self.identity[0]
        told = (self.kind, self.subject, self.period.start.isoformat(), *sorted(set(self.organisations)))
        return f"{self.kind.value}-{_digest(told)[:KEY_LENGTH]}"

    @property
    def digest(self) -> str:
        """What stands for the evidence: another one when anything of it changes."""
        if self.identity[1]:
            return self.identity[1]
        sides = sorted((each.organisation, each.seen, *each.references) for each in self.sides)
        return _digest((self.key, self.severity, *(part for side in sides for part in side)))

    def seen_by(self, organisation: str) -> "ChainAnomaly | None":
        """Return what an organisation may see of it: its own sides, and whether others have one.

        The key and the digest stay those of the whole.
        """
        own = tuple(each for each in self.sides if each.organisation == organisation)
        if not own:
            return None
        is_shared = self.is_shared or len(own) < len(self.sides)
        return replace(self, sides=own, together="", is_shared=is_shared, identity=(self.key, self.digest))


def _digest(parts: tuple[str, ...]) -> str:
    told = "\n".join(part.replace("\\", "\\\\").replace("\n", "\\n") for part in parts)
    return sha256(told.encode()).hexdigest()


def gravest_first(anomalies: list[ChainAnomaly]) -> list[ChainAnomaly]:
    """Return anomalies in the order in which they are listed."""
    return sorted(
        anomalies,
        key=lambda each: (SEVERITY_ORDER[each.severity], each.kind, each.organisations, each.subject),
    )
