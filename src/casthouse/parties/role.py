"""Roles of people in an organisation, and of the people who serve the whole system."""

from enum import StrEnum


class Role(StrEnum):
    """What a person may act as; the table of permissions says what each may do."""

    OPERATOR = "operator"  # whoever runs the store: the command line
    SECRETARIAT = "secretariat"
    INDEPENDENT = "independent"  # handles complaints that the secretariat may not, and reads nothing else
    AUDITOR = "auditor"  # reads the organisations it is assigned to
    MANAGER = "manager"
    CLERK = "clerk"
    FIRM_AUDITOR = "firm_auditor"  # belongs to an audit firm
    LEAD_AUDITOR = "lead_auditor"  # of one audit, for as long as it runs
    TEAM_AUDITOR = "team_auditor"  # of one audit, for as long as it runs
    PUBLIC = "public"  # everybody, signed in or not; never given, always held
