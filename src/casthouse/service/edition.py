"""The editions of a store: built in, and loaded by a secretariat. Use cases behind `casthouse standard`.

An edition that is loaded again under its code is a new revision; the ones before stay. Since ratings and certificates
name criteria by edition and number, a revision keeps every number that the one before had, except of a draft.
"""

from collections.abc import Collection
from functools import lru_cache
from hashlib import sha256

from django.db import transaction

from casthouse.exchange.edition_file import built_in_editions
from casthouse.parties.activity import Activity
from casthouse.parties.organisation import Membership
from casthouse.refusal import Refusal
from casthouse.service import clock
from casthouse.service.permission import Act, Actor, authorise, authorise_anywhere
from casthouse.standard.applicability import applicable
from casthouse.standard.applicability_row import Applicability, Cycle
from casthouse.standard.edition import Edition
from casthouse.standard.edition_comparison import EditionComparison, compare_editions
from casthouse.standard.edition_text import EditionReading, edition_from_text, read_edition
from casthouse.standard.threshold import SmelterFigures, ThresholdResult, smelter_threshold
from casthouse.storage import edition as edition_store
from casthouse.storage.edition import LoadedEdition
from casthouse.storage.journal import append_journal

TEXTS_HELD = 32  # texts of loaded editions that are kept read


def editions_in_use() -> dict[str, Edition]:
    """Return every edition by its code: the built-in ones, then those that were loaded."""
    loaded = {each.code: _read(each.text) for each in edition_store.loaded_editions()}
    return {**built_in_editions(), **loaded}


def edition_of(code: str) -> Edition:
    """Return an edition by its code.

    Raises:
        Refusal: `edition_unknown`.
    """
    built_in = built_in_editions()
    if code in built_in:
        return built_in[code]
    loaded = edition_store.loaded_edition(code)
    if loaded is not None:
        return _read(loaded.text)
    raise Refusal(
        "edition_unknown",
        found=f"edition “{code[:60]}”",
        expected="one of " + ", ".join(editions_in_use()),
        todo="correct the edition, or load its file first",
    )


def load_edition(actor: Actor, *, text: str) -> Edition:
    """Put an edition in use under its code; the same text again changes nothing.

    Raises:
        Refusal: `not_permitted`, `edition_invalid`, `edition_items_missing`, `edition_loaded_meanwhile`.
    """
    authorise(actor, Act.EDITION_LOAD)
    edition = edition_from_text(text, bases=built_in_editions(), known=editions_in_use())
    digest, at = sha256(text.encode()).hexdigest(), clock.now()
    with transaction.atomic():
        before = edition_store.loaded_edition(edition.code)
        if before is not None and before.digest == digest:
            return edition
        if before is not None:
            _require_items(_read(before.text), edition)
        if not edition_store.append_edition(
            code=edition.code, text=text, digest=digest, at=at, by=actor.name
        ):
            raise Refusal(
                "edition_loaded_meanwhile",
                found=f"a text of {edition.code} that somebody loaded at the same time",
                expected="one text at a time",
                todo="look at what was loaded, and load yours again if it is to stand",
            )
        append_journal(at=at, actor=actor.name, act=Act.EDITION_LOAD, subject=edition.code, sha256=digest)
    return edition


def check_edition(actor: Actor, *, text: str) -> EditionReading:
    """Return what a text would be as an edition, or all its mistakes; nothing is changed.

    Raises:
        Refusal: `not_permitted`.
    """
    authorise(actor, Act.EDITION_LOAD)
    return read_edition(text, bases=built_in_editions(), known=editions_in_use())


def editions(actor: Actor) -> list[Edition]:
    """Return all editions.

    Raises:
        Refusal: `not_permitted`.
    """
    authorise_anywhere(actor, Act.EDITION_READ)
    return list(editions_in_use().values())


def edition(actor: Actor, *, code: str) -> Edition:
    """Return an edition.

    Raises:
        Refusal: `not_permitted`, `edition_unknown`.
    """
    authorise_anywhere(actor, Act.EDITION_READ)
    return edition_of(code)


def edition_revisions(actor: Actor, *, code: str) -> list[LoadedEdition]:
    """Return the revisions of an edition, the last one first; none of a built-in one.

    Raises:
        Refusal: `not_permitted`, `edition_unknown`.
    """
    authorise_anywhere(actor, Act.EDITION_READ)
    edition_of(code)
    return edition_store.edition_revisions(code)


def applicable_items(
    actor: Actor, *, code: str, activities: Collection[Activity], membership: Membership | None, cycle: Cycle
) -> dict[str, Applicability]:
    """Return for each rateable item of an edition whether it holds for a scope with these activities.

    Raises:
        Refusal: `not_permitted`, `edition_unknown`, `scope_without_activities`.
    """
    authorise_anywhere(actor, Act.EDITION_READ)
    return applicable(edition_of(code), activities=activities, membership=membership, cycle=cycle)


def compared_editions(
    actor: Actor,
    *,
    before: str,
    after: str,
    activities: Collection[Activity] = (),
    membership: Membership | None = None,
    cycle: Cycle = Cycle.LATER,
) -> EditionComparison:
    """Return what differs between two editions; applicability for some activities, without any for all.

    Raises:
        Refusal: `not_permitted`, `edition_unknown`.
    """
    authorise_anywhere(actor, Act.EDITION_READ)
    return compare_editions(
        edition_of(before),
        edition_of(after),
        editions=editions_in_use(),
        membership=membership,
        cycle=cycle,
        activities=tuple(activities) or tuple(Activity),
    )


def judged_smelter(actor: Actor, *, code: str, figures: SmelterFigures) -> ThresholdResult:
    """Return whether a smelter passes the threshold of an edition, and how it stands to each alternative.

    Raises:
        Refusal: `not_permitted`, `edition_unknown`, `threshold_unknown`.
    """
    authorise_anywhere(actor, Act.EDITION_READ)
    held = edition_of(code)
    return smelter_threshold(held.alternatives, criterion=held.smelter_criterion, figures=figures)


@lru_cache(maxsize=TEXTS_HELD)
def _read(text: str) -> Edition:
    return edition_from_text(text, bases=built_in_editions())


def _require_items(before: Edition, after: Edition) -> None:
    if before.is_draft:
        return
    kept = {each.number for each in after.rateable_items}
    missing = [each.number for each in before.rateable_items if each.number not in kept]
    if missing or after.is_draft or after.standard is not before.standard:
        raise Refusal(
            "edition_items_missing",
            found=f"a text of {after.code} without {', '.join(missing[:9])}"
            if missing
            else "a draft of an edition in use",
            expected="every criterion and sub-item of the text before, since ratings name them",
            todo="load it under a new code that replaces this edition",
        )
