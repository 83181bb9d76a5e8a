"""The public register: what anybody may look up of members, facilities, certificates and audits, without an account.

Everybody is told the same, whoever they are: what a signed-in person may see beyond it stands on other pages. Members
whose standing is lost are not listed, and nothing of theirs is; but whoever asks for a certificate by its number is
told the truth about it.
"""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Any

from casthouse.assurance.certificate_course import Phase
from casthouse.assurance.certificate_state import CertificateState
from casthouse.assurance.public_register import PublicEntry, PublicKind
from casthouse.parties.activity import Activity
from casthouse.parties.facility import Facility
from casthouse.parties.membership import MemberState, member_state
from casthouse.parties.organisation import Organisation
from casthouse.parties.search_text import asked_words, nearest_words
from casthouse.refusal import Refusal
from casthouse.service import clock
from casthouse.service.certificate_book import continued_numbers
from casthouse.service.certificate_view import (
    CertificateStory,
    CertificationOnDay,
    certificate_story,
    certification_on,
)
from casthouse.service.lookup import found_organisation
from casthouse.service.permission import VISITOR, Act, Actor, authorise
from casthouse.standard.standard_name import StandardName
from casthouse.storage import facility as facility_store
from casthouse.storage import membership as membership_store
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


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicMember:
    """A member with everything public of it."""

    organisation: Organisation
    membership: MemberState
    facilities: tuple[PublicEntry, ...]
    certificates: tuple[PublicEntry, ...]
    reports: tuple[PublicEntry, ...]
    today: date

    def as_json(self) -> dict[str, Any]:
        """Return its members."""
        held = self.membership
        return {
            "code": self.organisation.code,
            "name": self.organisation.name,
            "country": self.organisation.country,
            "membership": held.membership.value if held.membership else None,
            "joined": held.joined.isoformat() if held.joined else None,
            "facilities": [entry_json(each) for each in self.facilities],
            "certificates": [entry_json(each) for each in self.certificates],
            "reports": [entry_json(each) for each in self.reports],
        }


def public_member(actor: Actor, *, code: str) -> PublicMember:
    """Return a member that is listed.

    Raises:
        Refusal: `not_permitted`, `public_record_unknown` for whoever is not listed, whether it exists or not.
    """
    authorise(actor, Act.PUBLIC_REGISTER_READ)
    today = clock.today()
    found = store.public_entries(
        PublicQuestion(day=today, today=today, organisation=code), after=None, limit=OF_ONE_MAX
    )
    if not any(each.kind is PublicKind.MEMBER for each in found):
        raise public_record_unknown("member", code)
    facts = membership_store.membership_facts([code]).get(code, [])
    return PublicMember(
        organisation=found_organisation(code),
        membership=member_state(facts, today),
        facilities=_of_kind(found, PublicKind.FACILITY),
        certificates=_of_kind(found, PublicKind.CERTIFICATE),
        reports=_of_kind(found, PublicKind.REPORT),
        today=today,
    )


def _of_kind(found: list[PublicEntry], kind: PublicKind) -> tuple[PublicEntry, ...]:
    return tuple(each for each in found if each.kind is kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicFacility:
    """A facility that stood in the scope of a certificate.

    Attributes:
        entry: as it is listed; `is_member` says whether its organisation has a page.
        facility: as it is registered.
        activities: what it is certified to do on the day, under any standard.
        certificates: those that name it on the day.
        answers: certified on the day or not, and why, for each standard.
        day: the day asked about.
    """

    entry: PublicEntry
    is_member: bool
    facility: Facility
    activities: tuple[Activity, ...]
    certificates: tuple[PublicEntry, ...]
    answers: dict[StandardName, CertificationOnDay]
    day: date

    def as_json(self) -> dict[str, Any]:
        """Return its members."""
        return {
            "code": self.facility.code,
            "name": self.facility.name,
            "organisation": self.entry.organisation,
            "organisation_name": self.entry.organisation_name,
            "country": self.entry.country,
            "latitude": self.facility.latitude,
            "longitude": self.facility.longitude,
            "day": self.day.isoformat(),
            "activities": [each.value for each in self.activities],
            "certificates": [entry_json(each) for each in self.certificates],
            "certified": {
                standard.value: {
                    name: value
                    for name, value in answer.as_json().items()
                    if name in {"certified", "reason", "certificate", "state", "valid_from", "valid_to"}
                }
                for standard, answer in self.answers.items()
            },
        }


def public_facility(
    actor: Actor, *, code: str, day: date | None = None, activity: Activity | None = None
) -> PublicFacility:
    """Return a facility with whether it was certified on a day; None: today.

    Raises:
        Refusal: `not_permitted`, `public_record_unknown`.
    """
    authorise(actor, Act.PUBLIC_REGISTER_READ)
    today = clock.today()
    asked = PublicQuestion(day=day or today, today=today, facility=code)
    found = store.public_entries(asked, after=None, limit=OF_ONE_MAX)
    entry = next((each for each in found if each.kind is PublicKind.FACILITY), None)
    held = facility_store.facility(code)
    if entry is None or held is None:
        raise public_record_unknown("facility", code)
    answers = {
        standard: certification_on(
            VISITOR, facility=code, standard=standard, day=asked.day, activity=activity
        )
        for standard in StandardName
    }
    return PublicFacility(
        entry=entry,
        is_member=found_organisation(entry.organisation).membership is not None,
        facility=held,
        activities=store.certified_activities(code, asked.day),
        certificates=_of_kind(found, PublicKind.CERTIFICATE),
        answers=answers,
        day=asked.day,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicCertificate:
    """A certificate with its history, as everybody may know it.

    Attributes:
        story: the certificate, without names and reasons.
        holder: who holds it, and `is_listed` whether the holder has a page.
        since: the first day on which the scope was certified under the standard, by any certificate or holder.
        firms: the audit firms behind the decisions.
        reports: the audits whose summary reports are public.
        day: the day asked about, `on_day` the phase of it as known now.
        known_then: the phase as it was known at the end of that day; None where nothing was known, or it is to come.
    """

    story: CertificateStory
    holder: Organisation
    is_listed: bool
    since: date | None
    firms: tuple[str, ...]
    reports: tuple[str, ...]
    day: date
    on_day: Phase | None
    known_then: Phase | None

    def as_json(self) -> dict[str, Any]:
        """Return its members."""
        now, then = self.on_day, self.known_then
        story = self.story.as_json()
        unsaid = {"actor", "reason", "reference"}
        moves = [{name: v for name, v in each.items() if name not in unsaid} for each in story["moves"]]
        return {
            **{name: value for name, value in story.items() if name != "performance_due"},
            "moves": moves,
            "holder": self.holder.name,
            "country": self.holder.country,
            "continues": self.story.history.continues or None,
            "continued_by": self.story.history.continued_by or None,
            "certified_since": self.since.isoformat() if self.since else None,
            "audit_firms": list(self.firms),
            "reports": list(self.reports),
            "day": self.day.isoformat(),
            "state_on_day": now.state.value if now else None,
            "state_on_day_as_known_then": then.state.value if then else None,
        }


def public_certificate(actor: Actor, *, number: str, day: date | None = None) -> PublicCertificate:
    """Return a certificate as it stands on a day; None: today.

    Raises:
        Refusal: `not_permitted`, `certificate_unknown` for what was never granted too.
    """
    authorise(actor, Act.PUBLIC_REGISTER_READ)
    story = certificate_story(VISITOR, number=number)
    asked = day or story.today
    holder = found_organisation(story.history.organisation)
    since = store.certified_since(story.history.scope, story.history.standard)
    behind = [each for one in continued_numbers(story.history) for each in store.decided_audits(one)]
    return PublicCertificate(
        story=story,
        holder=holder,
        is_listed=store.is_listed(holder.code, clock.today()),
        since=min(filter(None, (since, story.history.issued)), default=None),
        firms=tuple(dict.fromkeys(each.firm for each in behind)),
        reports=tuple(each.reference for each in behind),
        day=asked,
        on_day=story.on(asked),
        known_then=_known_then(number, asked) if asked < story.today else None,
    )


def _known_then(number: str, day: date) -> Phase | None:
    try:
        story = certificate_story(VISITOR, number=number, known_at=datetime.combine(day, time.max, UTC))
    except Refusal:  # it was not granted yet, or nobody had said so
        return None
    return story.on(day)


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
