"""One entry of the register by itself: an organisation, a facility or a scope, as a person types it in.

The entry has the keys of the register file and goes its way (contract section 1): what a file may do a form may do,
and nothing else. Certificates are no entries: they follow from audit decisions.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum

from casthouse.exchange.register_file import register_from_tables
from casthouse.refusal import Refusal
from casthouse.service.permission import Act, Actor, authorise
from casthouse.service.register import load_register
from casthouse.storage import facility as facility_store
from casthouse.storage import organisation as organisation_store
from casthouse.storage import scope as scope_store


class EntryKind(StrEnum):
    """What is entered, in the words of the register file."""

    ORGANISATION = "organisation"
    FACILITY = "facility"
    SCOPE = "scope"


_FOUND: Mapping[EntryKind, Callable[[str], object | None]] = {
    EntryKind.ORGANISATION: organisation_store.organisation,
    EntryKind.FACILITY: facility_store.facility,
    EntryKind.SCOPE: scope_store.scope,
}


def add_entry(actor: Actor, *, kind: EntryKind, entry: Mapping[str, object]) -> None:
    """Enter something that is not in the register yet.

    Args:
        actor: the secretariat or the operator.
        kind: what it is.
        entry: its keys as in the register file; keys that are left out are absent, not empty.

    Raises:
        Refusal: `not_permitted`, `code_taken`, and those of `load_register`.
    """
    authorise(actor, Act.REGISTER_LOAD)
    code = str(entry.get("code", ""))
    if _FOUND[kind](code) is not None:
        raise Refusal(
            "code_taken",
            found=f"{kind.value} {code}, which is in the register",
            expected="a code that is free",
            todo="choose another code, or change the entry that is there",
        )
    load_register(actor, register_from_tables({kind.value: [dict(entry)]}))


def change_entry(actor: Actor, *, kind: EntryKind, entry: Mapping[str, object]) -> None:
    """Change what the register says of something that is there; the entry is given whole.

    Raises:
        Refusal: `not_permitted`, `entry_unknown`, and those of `load_register`.
    """
    authorise(actor, Act.REGISTER_LOAD)
    code = str(entry.get("code", ""))
    if _FOUND[kind](code) is None:
        raise Refusal(
            "entry_unknown",
            found=f"{kind.value} “{code[:80]}”",
            expected="the code of an entry of the register",
            todo="correct the code, or enter it as new",
        )
    load_register(actor, register_from_tables({kind.value: [dict(entry)]}))
