"""Who audits what: the roles that come with belonging to a firm and to the team of an audit that runs.

Both are looked up, never given by hand: they begin with the opening of an audit and end with it.
"""

from collections import defaultdict
from collections.abc import Iterable

from casthouse.assurance.audit import runs_on
from casthouse.exchange.assurance_manual_file import built_in_assurance_manual
from casthouse.parties.role import Role
from casthouse.service import clock
from casthouse.storage import accreditation as accreditation_store
from casthouse.storage import audit as audit_store
from casthouse.storage.audit import Engagement


def firm_roles(user_id: int | None) -> dict[str, frozenset[Role]]:
    """Return the role of a person in each firm that they belong to."""
    firms = accreditation_store.firms_of(user_id) if user_id else []
    return {code: frozenset({Role.FIRM_AUDITOR}) for code in firms}


def audit_roles(user_id: int | None) -> dict[str, frozenset[Role]]:
    """Return the role of a person in each audit that runs today and in whose team they are."""
    return {
        each.reference: frozenset({Role.LEAD_AUDITOR if each.is_lead else Role.TEAM_AUDITOR})
        for each in (running_engagements([user_id])[user_id] if user_id else ())
    }


def running_engagements(user_ids: Iterable[int]) -> defaultdict[int, list[Engagement]]:
    """Return the audits that run today, by each person in whose team they are."""
    deadlines = built_in_assurance_manual().deadlines
    today = clock.today()
    running: defaultdict[int, list[Engagement]] = defaultdict(list)
    for user_id, engagements in audit_store.engagements(user_ids).items():
        running[user_id] = [
            each
            for each in engagements
            if runs_on(each.state, today, decided_on=each.decided_on, deadlines=deadlines)
        ]
    return running
