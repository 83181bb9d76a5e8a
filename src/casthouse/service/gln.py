"""The Global Location Number of an organisation, by which GS1 names it: stated by itself, one organisation a number.

It is public by its nature. Whoever has one gets papers whose code is a GS1 Digital Link. A number that was taken back
still leads from old papers to their statements.
"""

from django.db import transaction

from casthouse.parties.gln import GlnFact, gln_of
from casthouse.refusal import Refusal
from casthouse.service import clock
from casthouse.service.logged_row import enter
from casthouse.service.lookup import found_organisation_id
from casthouse.service.permission import Act, Actor, authorise
from casthouse.storage import gln as store
from casthouse.storage.dialect import lock_ledgers
from casthouse.storage.journal import append_journal


def stated_gln(actor: Actor, *, organisation: str) -> GlnFact | None:
    """Return what an organisation said last of its number, or None.

    Raises:
        Refusal: `not_permitted`, `organisation_unknown`.
    """
    authorise(actor, Act.GLN_READ, organisation)
    found_organisation_id(organisation)
    return store.latest_glns([organisation]).get(organisation)


def state_gln(actor: Actor, *, organisation: str, gln: str) -> GlnFact:
    """Say which number an organisation has, blank for none; the same again changes nothing.

    Raises:
        Refusal: `not_permitted`, `organisation_unknown`, `gln_invalid`, `gln_taken`.
    """
    authorise(actor, Act.GLN_SET, organisation)
    organisation_id = found_organisation_id(organisation)
    wanted, at = gln_of(gln) if gln.strip() else "", clock.now()
    with transaction.atomic():
        lock_ledgers([organisation_id])
        held = store.latest_glns([organisation]).get(organisation)
        if (held.gln if held else "") == wanted:
            return held or GlnFact(gln="", at=at, actor=actor.name)
        row = store.append_gln(organisation_id, wanted, at=at, actor=actor.name)
        append_journal(
            at=at,
            actor=actor.name,
            act=Act.GLN_SET.value,
            organisation_id=organisation_id,
            subject=wanted or "none",
            before=held.gln if held else "",
        )
        # It holds the log: of two who state one number at once, the later sees the other.
        enter({"gln": [row]}, at=at)
        _require_alone(organisation, wanted)
    return GlnFact(gln=wanted, at=at, actor=actor.name)


def _require_alone(organisation: str, gln: str) -> None:
    others = [each for each in store.holders(gln) if each.is_now and each.code != organisation] if gln else []
    if others:
        raise Refusal(
            "gln_taken",
            found=f"{gln}, which another organisation here stated as its own",
            expected="a number that names one organisation",
            todo="compare the number with the certificate of GS1; if it is yours, tell the secretariat",
        )
