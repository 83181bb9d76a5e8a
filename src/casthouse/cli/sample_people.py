"""People of the sample: somebody to sign in as, with a password that is printed once."""

from collections.abc import Sequence

from casthouse.cli.output import print_text
from casthouse.parties.role import Role
from casthouse.service.permission import OPERATOR
from casthouse.service.person import add_person

SHOWN = "RHEIN"


def add_sample_people(organisations: Sequence[str]) -> None:
    """Add a manager of the sample's remelter and an auditor of all companies, once."""
    manager = add_person(OPERATOR, username="sample-manager", role=Role.MANAGER, organisation=SHOWN)
    for organisation in organisations:
        if organisation != SHOWN:
            add_person(OPERATOR, username="sample-manager", role=Role.MANAGER, organisation=organisation)
    first, *others = organisations
    auditor = add_person(OPERATOR, username="sample-auditor", role=Role.AUDITOR, organisation=first)
    for organisation in others:
        add_person(OPERATOR, username="sample-auditor", role=Role.AUDITOR, organisation=organisation)
    for each in (manager, auditor):
        if each.password:
            print_text(f"Sign in as {each.username} with the password {each.password}, shown this once.")
        else:
            print_text(f"{each.username} is there already; `casthouse person password` gives a new password.")
