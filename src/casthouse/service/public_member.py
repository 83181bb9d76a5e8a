"""A member in the public register: what anybody may look up of it, with its facilities, certificates and reports."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from casthouse.assurance.public_register import PublicEntry, PublicKind
from casthouse.parties.membership import MemberState, member_state
from casthouse.parties.organisation import Organisation
from casthouse.service import clock
from casthouse.service.lookup import found_organisation
from casthouse.service.permission import Act, Actor, authorise
from casthouse.service.public_register import OF_ONE_MAX, entry_json, of_kind, public_record_unknown
from casthouse.storage import gln as gln_store
from casthouse.storage import membership as membership_store
from casthouse.storage import public_register as store
from casthouse.storage.public_register import PublicQuestion


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicMember:
    """A member with everything public of it."""

    organisation: Organisation
    membership: MemberState
    facilities: tuple[PublicEntry, ...]
    certificates: tuple[PublicEntry, ...]
    reports: tuple[PublicEntry, ...]
    today: date
    gln: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return its members."""
        held = self.membership
        return {
            "code": self.organisation.code,
            "name": self.organisation.name,
            "country": self.organisation.country,
            "gln": self.gln or None,
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
    stated = gln_store.latest_glns([code]).get(code)
    facts = membership_store.membership_facts([code]).get(code, [])
    return PublicMember(
        organisation=found_organisation(code),
        membership=member_state(facts, today),
        facilities=of_kind(found, PublicKind.FACILITY),
        certificates=of_kind(found, PublicKind.CERTIFICATE),
        reports=of_kind(found, PublicKind.REPORT),
        today=today,
        gln=stated.gln if stated else "",
    )
