"""A facility in the public register: which certificates name it, and whether it was certified on a day."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from casthouse.assurance.public_register import PublicEntry, PublicKind
from casthouse.parties.activity import Activity
from casthouse.parties.facility import Facility
from casthouse.service import clock
from casthouse.service.certificate_view import CertificationOnDay, certification_on
from casthouse.service.lookup import found_organisation
from casthouse.service.permission import VISITOR, Act, Actor, authorise
from casthouse.service.public_register import OF_ONE_MAX, entry_json, of_kind, public_record_unknown
from casthouse.standard.standard_name import StandardName
from casthouse.storage import facility as facility_store
from casthouse.storage import public_register as store
from casthouse.storage.public_register import PublicQuestion


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
        certificates=of_kind(found, PublicKind.CERTIFICATE),
        answers=answers,
        day=asked.day,
    )
