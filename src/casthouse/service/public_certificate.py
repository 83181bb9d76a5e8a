"""A certificate in the public register: its history without names and reasons, as it stands and as it was known."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from casthouse.assurance.certificate_course import Phase
from casthouse.parties.organisation import Organisation
from casthouse.refusal import Refusal
from casthouse.service import clock
from casthouse.service.certificate_book import continued_numbers
from casthouse.service.certificate_view import CertificateStory, certificate_story
from casthouse.service.lookup import found_organisation
from casthouse.service.permission import VISITOR, Act, Actor, authorise
from casthouse.storage import public_register as store


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
