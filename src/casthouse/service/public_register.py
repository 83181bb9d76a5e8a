"""The public register: what anybody may look up of members, facilities, certificates and audits, without an account.

Everybody is told the same, whoever they are: what a signed-in person may see beyond it stands on other pages. Members
whose standing is lost are not listed, and nothing of theirs is; but whoever asks for a certificate by its number is
told the truth about it.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from casthouse.assurance.certificate_state import CertificateState
from casthouse.assurance.public_register import PublicEntry, PublicKind
from casthouse.parties.activity import Activity
from casthouse.parties.search_text import asked_words, nearest_words
from casthouse.refusal import Refusal
from casthouse.service import clock
from casthouse.service.permission import Act, Actor, authorise
from casthouse.standard.standard_name import StandardName
from casthouse.storage import public_register as store
from casthouse.storage.public_register import Place, PublicQuestion

PAGE_SIZE, PAGE_SIZE_MAX = 50, 500
OF_ONE_MAX = 1_000
"""So much of one member is shown."""
PLACE_PARTS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicSearch:
    """What somebody looks for; `day` None: today."""

    text: str = ""
    kind: PublicKind | None = None
    standard: StandardName | None = None
    state: CertificateState | None = None
    activity: Activity | None = None
    country: str = ""
    day: date | None = None

    def question(self) -> PublicQuestion:
        """Return it as the store is asked."""
        today = clock.today()
        return PublicQuestion(
            day=self.day or today,
            today=today,
            words=asked_words(self.text),
            kind=self.kind,
            standard=self.standard,
            state=self.state,
            activity=self.activity,
            country=self.country,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicFound:
    """A page of what was found.

    Attributes:
        entries: members, facilities, certificates and reports, by name.
        counts: how many of each kind there are, whichever kind was asked for.
        after: where the next page begins; None where nothing follows.
        meant: words that may have been meant, where nothing was found.
        number: the certificate whose number was asked for, exactly.
        day: the day on which states and sites were looked at.
    """

    entries: tuple[PublicEntry, ...]
    counts: dict[PublicKind, int]
    after: str | None
    meant: tuple[str, ...]
    number: str | None
    day: date

    def as_json(self) -> dict[str, Any]:
        """Return its members; `next` is what to go on after."""
        return {
            "day": self.day.isoformat(),
            "counts": {kind.value: count for kind, count in self.counts.items()},
            "entries": [entry_json(each) for each in self.entries],
            "certificate": self.number,
            "meant": list(self.meant),
            "after": self.after,
        }


def search_public(
    actor: Actor, search: PublicSearch, *, after: str | None = None, limit: int = PAGE_SIZE
) -> PublicFound:
    """Return a page of what is found, by name.

    Raises:
        Refusal: `not_permitted`, `cursor_invalid`.
    """
    authorise(actor, Act.PUBLIC_REGISTER_READ)
    asked, size = search.question(), max(1, min(limit, PAGE_SIZE_MAX))
    place = None if after is None else _place(after)
    found = store.public_entries(asked, after=place, limit=size + 1)
    counts = store.public_counts(replace(asked, kind=None))
    shown, number = tuple(found[:size]), store.certificate_number(search.text.strip())
    return PublicFound(
        entries=shown,
        counts=counts,
        after=_after(shown[-1]) if len(found) > size else None,
        meant=_meant(asked) if asked.words and not any(counts.values()) and number is None else (),
        number=number,
        day=asked.day,
    )


def public_countries(actor: Actor) -> list[str]:
    """Return the countries in which somebody is listed.

    Raises:
        Refusal: `not_permitted`.
    """
    authorise(actor, Act.PUBLIC_REGISTER_READ)
    return store.public_countries(clock.today())


def _meant(asked: PublicQuestion) -> tuple[str, ...]:
    known = store.known_words(PublicQuestion(day=asked.day, today=asked.today))
    return tuple(
        dict.fromkeys(
            near
            for word in asked.words
            if not any(each.startswith(word) for each in known)
            for near in nearest_words(word, known)
        )
    )


def _after(entry: PublicEntry) -> str:
    return f"{entry.sort}\t{entry.kind.value}\t{entry.code}"


def _place(after: str) -> Place:
    parts = after.split("\t")
    if len(parts) != PLACE_PARTS or "\0" in after:
        raise Refusal(
            "cursor_invalid",
            found="a cursor that no page of this list gave out",
            expected="the address in “next” as it was given",
            todo="begin with the first page",
        )
    return parts[0], parts[1], parts[2]


def of_kind(found: list[PublicEntry], kind: PublicKind) -> tuple[PublicEntry, ...]:
    """Return the entries of one kind."""
    return tuple(each for each in found if each.kind is kind)


def public_record_unknown(what: str, code: str) -> Refusal:
    """Return the refusal of what is not in the public register, whether it exists or not."""
    return Refusal(
        "public_record_unknown",
        found=f"{what} “{code[:64]}”",
        expected="what the public register lists",
        todo="search for it by name; an address is right only as long as its subject is listed",
    )


def entry_json(entry: PublicEntry) -> dict[str, Any]:
    """Return the members of an entry; what does not concern its kind is null."""
    return {
        "kind": entry.kind.value,
        "code": entry.code,
        "name": entry.name,
        "organisation": entry.organisation,
        "organisation_name": entry.organisation_name,
        "country": entry.country,
        "standard": entry.standard or None,
        "state": entry.state or None,
        "first": entry.first.isoformat() if entry.first else None,
        "last": entry.last.isoformat() if entry.last else None,
    }
