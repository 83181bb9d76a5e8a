"""A claims guide as data: what each kind of claim needs, what its text says, and which words may not be used.

Editions are V1 (2017), V2 (2022) and V3 (2023), in our own words; `claims_guide_text.py` reads one from TOML. Nothing
in them was verified in the official text; the pages say so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from casthouse.assurance.claim_phrase import Phrase
from casthouse.assurance.claim_word import ClaimKind, MassNeed, TextForm
from casthouse.standard.rule import Tag
from casthouse.standard.standard_name import StandardName


class WordingEffect(StrEnum):
    """What follows when words are used that a rule names."""

    REFUSE = "refuse"
    REVIEW = "review"  # the secretariat looks at them


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where something of a guide was seen, how well it is known, and whether it was read in the official text."""

    clause: str
    tag: Tag
    address: str
    verified: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class KindRules:
    """What claims of one kind need.

    Attributes:
        kind: the kind.
        standards: the standards under which a certificate must be in force.
        mass: whether a mass is stated.
        needs_product: whether a product must be named.
        needs_artwork: whether the artwork must be attached.
        months: how long an approval runs at most.
        beside: what must stand beside the claim, in our own words.
        texts: the template of each form of text.
        source: where it comes from.
        note: what else is to be said of it.
    """

    kind: ClaimKind
    standards: tuple[StandardName, ...]
    mass: MassNeed
    needs_product: bool
    needs_artwork: bool
    months: int
    beside: tuple[str, ...]
    texts: Mapping[TextForm, str]
    source: Source
    note: str = ""

    @property
    def is_of_custody(self) -> bool:
        """Say whether the claim is about metal under mass balance, and must always say what that means."""
        return StandardName.CHAIN_OF_CUSTODY in self.standards


@dataclass(frozen=True, slots=True, kw_only=True)
class WordingRule:
    """Words that may not be used, or that somebody has to look at; `kinds` empty: in every claim."""

    id: str
    effect: WordingEffect
    why: str
    kinds: frozenset[ClaimKind]
    phrases: tuple[Phrase, ...]
    source: Source

    def holds_for(self, kind: ClaimKind) -> bool:
        """Say whether the rule is for claims of a kind."""
        return not self.kinds or kind in self.kinds


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimsGuide:
    """One edition; `until` is the last day on which a claim may be requested under it, None while it is the latest."""

    code: str
    name: str
    published: str
    begins: date
    until: date | None
    mass_balance: str
    kinds: Mapping[ClaimKind, KindRules]
    wordings: tuple[WordingRule, ...]
    source: Source

    def may_be_followed_on(self, day: date) -> bool:
        """Say whether a claim may be requested under it on a day."""
        return self.begins <= day and (self.until is None or day <= self.until)
