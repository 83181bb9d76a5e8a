"""A place where the store disagrees with itself, as `casthouse check` reports it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A place where the store disagrees with itself."""

    what: str
    subject: str
    stored: str
    recomputed: str

    def as_json(self) -> dict[str, str]:
        """Return its members."""
        return {
            "what": self.what,
            "subject": self.subject,
            "stored": self.stored,
            "recomputed": self.recomputed,
        }
