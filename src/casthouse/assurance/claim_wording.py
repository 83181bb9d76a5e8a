"""Judging what a holder wrote by itself: words that may not be used are refused, others are shown to the reviewer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from casthouse.assurance.claim_phrase import words_of
from casthouse.assurance.claim_word import ClaimKind
from casthouse.assurance.claims_guide import ClaimsGuide, WordingEffect
from casthouse.refusal import Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class WordingHit:
    """Words of a text that a rule of the guide names."""

    rule: str
    effect: WordingEffect
    why: str
    phrase: str


def wording_hits(guide: ClaimsGuide, kind: ClaimKind, texts: Iterable[str]) -> tuple[WordingHit, ...]:
    """Return the first phrase of each rule that is in what was written; the texts are read together too."""
    written = [text for text in texts if text.strip()]
    worded = [words_of(each) for each in (*written, " ".join(written))]
    hits = []
    for rule in guide.wordings:
        if not rule.holds_for(kind):
            continue
        found = next((each for each in rule.phrases if any(each.is_in(words) for words in worded)), None)
        if found is not None:
            hits.append(WordingHit(rule=rule.id, effect=rule.effect, why=rule.why, phrase=found.written))
    return tuple(hits)


def refuse_wording(hits: Sequence[WordingHit]) -> None:
    """Let a text pass in which no words are that may not be used.

    Raises:
        Refusal: `claim_wording_refused`, with every rule that is broken.
    """
    broken = [each for each in hits if each.effect is WordingEffect.REFUSE]
    if broken:
        raise Refusal(
            "claim_wording_refused",
            found="; ".join(f"“{each.phrase}” ({each.rule}: {each.why})" for each in broken),
            expected="words that say no more than was assured; the text of the claim is made from the facts",
            todo="leave these words out; what mass balance means stands in the text already",
        )
