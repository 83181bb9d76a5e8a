"""Carrying a self-assessment over to a new edition, or to the next cycle of the same one, along the lineage.

Lineage is many to many: an item may inherit from several ones, which is a merge, and one may hand on to several, which
is a split. Whatever is carried waits for a person to look again: the new edition may ask for more. Where ratings meet,
the worst one is carried, since a criterion is as good as its worst part; texts stand one below the other.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from casthouse.assurance.assessed_item import Answer, AssessedItem
from casthouse.assurance.evidence import EvidenceLink
from casthouse.assurance.rating import Rating, worst
from casthouse.assurance.scheme_certificate import SchemeCertificate
from casthouse.assurance.self_assessment import SelfAssessment
from casthouse.refusal import Refusal
from casthouse.standard.criterion import RateableItem
from casthouse.standard.edition import Edition


@dataclass(frozen=True, slots=True, kw_only=True)
class CarriedAnswer:
    """What an item of the new assessment takes over, and `origin`, the words that say from where.

    `certificates` are those of other schemes that the rating rested on; whether they are enough here is judged anew.
    """

    item: str
    answer: Answer
    origin: str
    evidence: tuple[EvidenceLink, ...]
    certificates: tuple[SchemeCertificate, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CarryOver:
    """What is carried, and the answered items of the old assessment that no item of the new one takes over."""

    carried: tuple[CarriedAnswer, ...]
    left_behind: tuple[str, ...]


def carried_over(
    source: SelfAssessment, *, before: Edition, after: Edition, items: Collection[str]
) -> CarryOver:
    """Return what the items of a new assessment take over from an old one.

    Args:
        source: the old assessment.
        before: its edition.
        after: the edition of the new assessment; the same one for the next cycle.
        items: the numbers of the items that hold for the scope in the new one.

    Raises:
        Refusal: `editions_not_mapped` where no line of descent leads from one edition to the other.
    """
    heirs = _ancestors(before, after)
    answered = {item.number: item for item in source.items if _has_content(item)}
    sources = {number: [answered[each] for each in heirs[number] if each in answered] for number in items}
    handed_on = _handed_on(sources)
    carried = tuple(_carried(number, found, before, handed_on) for number, found in sources.items() if found)
    taken = {each.number for found in sources.values() for each in found}
    left = tuple(number for number in answered if number not in taken)
    return CarryOver(carried=carried, left_behind=left)


def _has_content(item: AssessedItem) -> bool:
    return not item.answer.is_empty or any(link.stands for link in item.evidence)


def _ancestors(before: Edition, after: Edition) -> Mapping[str, list[str]]:
    """Return for each item of the new edition the items of the old one that it descends from."""
    found: dict[str, list[str]] = defaultdict(list)
    if before.code == after.code:
        return defaultdict(list, {item.number: [item.number] for item in after.rateable_items})
    lines = [line for line in after.lineage if line.before_edition == before.code]
    if not lines:
        raise Refusal(
            "editions_not_mapped",
            found=f"no line of descent from {before.code} to {after.code}",
            expected="an edition that says which criteria it has from the other",
            todo="start a new self-assessment, or carry over to the edition in between",
        )
    for item in after.rateable_items:
        for line in lines:
            if line.item in {item.number, item.criterion.number}:
                found[item.number] += _under(before, line.before_item, item)
    return found


def _under(before: Edition, named: str, heir: RateableItem) -> list[str]:
    """Return the items that a line names; of a whole criterion, the sub-item that says the same, if there is one."""
    under = [each for each in before.rateable_items if named in {each.number, each.criterion.number}]
    same = [each.number for each in under if heir.sub_item and each.summary == heir.summary]
    return same or [each.number for each in under]


def _handed_on(sources: Mapping[str, Iterable[AssessedItem]]) -> Mapping[str, list[str]]:
    heirs: dict[str, list[str]] = defaultdict(list)
    for number, found in sources.items():
        for each in found:
            heirs[each.number].append(number)
    return heirs


def _carried(
    number: str, found: list[AssessedItem], before: Edition, handed_on: Mapping[str, list[str]]
) -> CarriedAnswer:
    answer = _merged([each.answer for each in found], [each.number for each in found])
    return CarriedAnswer(
        item=number,
        answer=answer,
        origin=_origin(number, found, before, handed_on),
        evidence=_links(found),
        certificates=_relied_on(found) if answer.rating is not None else (),
    )


def _origin(
    number: str, found: list[AssessedItem], before: Edition, handed_on: Mapping[str, list[str]]
) -> str:
    names = [each.number for each in found]
    words = f"{before.code} {' + '.join(names)}"
    if len(names) > 1:
        words += ", merged here"
    others = sorted({each for name in names for each in handed_on[name]} - {number})
    if others:
        words += f", split: also in {', '.join(others)}"
    return words


def _merged(answers: list[Answer], names: list[str]) -> Answer:
    rated: list[Rating] = [each.rating for each in answers if each.rating is not None]
    leading = min((each for each in answers if each.due), key=lambda each: str(each.due), default=None)
    return Answer(
        rating=worst(rated) if len(rated) == len(answers) else None,
        rationale=_joined([each.rationale for each in answers], names),
        gap=_joined([each.gap for each in answers], names),
        action=_joined([each.action for each in answers], names),
        responsible=", ".join(dict.fromkeys(each.responsible for each in answers if each.responsible)),
        due=leading.due if leading else None,
    )


def _joined(texts: list[str], names: list[str]) -> str:
    """Return texts one below the other, each with the item it stood at; a text that all share stands once."""
    if len(set(texts)) == 1:
        return texts[0]
    return "\n".join(f"{name}: {text}" for name, text in zip(names, texts, strict=True) if text)


def _relied_on(found: list[AssessedItem]) -> tuple[SchemeCertificate, ...]:
    held = {each.number: each for item in found for each in item.certificates if each.stands}
    return tuple(held.values())


def _links(found: list[AssessedItem]) -> tuple[EvidenceLink, ...]:
    links = {link.file.digest: link for each in found for link in each.evidence if link.stands}
    return tuple(links.values())
