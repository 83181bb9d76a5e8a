"""A rule: one normative number of an edition, with the clause it stands in and where it was seen."""

from dataclasses import dataclass
from enum import StrEnum

from casthouse.standard.rule_value import RuleValue, ValueForm, value_text


class Tag(StrEnum):
    """How well a rule is known."""

    PUBLISHED = "published"  # seen in a public source
    RECOLLECTED = "recollected"  # widely known, to be confirmed against the official text
    DERIVED = "derived"  # computed, or a design choice of Casthouse
    USER = "user"  # set by a pack that a user loaded


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleKind:
    """What Casthouse knows of a rule whatever the edition: its meaning, the form of its value, its unit.

    `only` is the one value that Casthouse follows, where it follows only one: a pack with another is refused
    rather than ignored. `optional` marks a rule on which an edition may be silent.
    """

    id: str
    meaning: str
    form: ValueForm
    unit: str
    only: RuleValue | None = None
    optional: bool = False

    @property
    def expected(self) -> str:
        """What a value must be, in words."""
        if self.only is None:
            return self.form.expected
        return f"{value_text(self.only)}, the only value that Casthouse follows"

    def read(self, value: object) -> RuleValue | None:
        """Return a value given in TOML in its exact form, or None where it is not what is expected."""
        exact = self.form.read(value)
        return exact if self.only is None or exact == self.only else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule of one pack.

    `edition` is the code of the pack that set the value; `source` a public address, empty without one.
    `verified` says that the value was read in the official text.
    """

    id: str
    value: RuleValue
    unit: str
    clause: str
    tag: Tag
    source: str
    verified: bool
    edition: str
    note: str = ""
