"""What an organisation lets others along the chain see of it in a trace."""

from collections.abc import Mapping
from dataclasses import replace

from casthouse.parties.disclosure import DisclosedParty, Disclosure
from casthouse.refusal import Refusal
from casthouse.service.ledger_hold import ledger_held
from casthouse.service.lookup import found_organisation
from casthouse.service.permission import Act, Actor, authorise, may
from casthouse.storage import disclosure as disclosure_store


def disclosure_of(actor: Actor, *, organisation: str) -> DisclosedParty:
    """Return what an organisation discloses.

    Raises:
        Refusal: `organisation_unknown`, `not_permitted`.
    """
    authorise(actor, Act.TRACE_READ, organisation)
    found_organisation(organisation)
    return disclosure_store.disclosed_parties([organisation])[organisation]


def set_disclosure(actor: Actor, *, organisation: str, level: str) -> DisclosedParty:
    """Choose what an organisation discloses from now on; the same again changes nothing.

    Raises:
        Refusal: `organisation_unknown`, `not_permitted`, `disclosure_invalid`.
    """
    authorise(actor, Act.DISCLOSURE_SET, organisation)
    found_organisation(organisation)
    if level not in {each.value for each in Disclosure}:
        raise Refusal(
            "disclosure_invalid",
            found=f"the level “{level[:60]}”",
            expected=", ".join(each.value for each in Disclosure),
            todo="choose one of them",
        )
    wanted = Disclosure(level)
    with ledger_held(actor, organisation) as ledger:  # of two choices at once the later sees the earlier
        held = disclosure_store.disclosed_parties([organisation])[organisation]
        if held.level is not wanted:
            disclosure_store.append_disclosure(ledger.organisation_id, wanted, at=ledger.at, actor=actor.name)
            ledger.journal(Act.DISCLOSURE_SET, wanted.value, before=held.level.value)
    return replace(held, level=wanted)


def parties_seen_by(actor: Actor, organisations: set[str]) -> dict[str, DisclosedParty]:
    """Return organisations as an actor may see them in a trace: those whose traces the actor reads, whole."""
    return {
        code: replace(party, level=Disclosure.LOTS) if may(actor, Act.TRACE_READ, code) else party
        for code, party in disclosure_store.disclosed_parties(organisations).items()
    }


def is_beyond_disclosed(parties: Mapping[str, DisclosedParty], *, own: str) -> bool:
    """Say whether more is seen of companies than they disclose, apart from the one whose trace it is."""
    disclosed = disclosure_store.disclosed_parties(parties.keys() - {own})
    return any(parties[code].level is not each.level for code, each in disclosed.items())


class SeenParties:
    """Organisations as an actor may see them in a trace, each looked up once."""

    def __init__(self, actor: Actor) -> None:
        """Begin with none."""
        self._actor = actor
        self._known: dict[str, DisclosedParty] = {}

    def of(self, codes: set[str]) -> dict[str, DisclosedParty]:
        """Return some of them by code."""
        new = codes - self._known.keys()
        if new:
            self._known |= parties_seen_by(self._actor, new)
        return {code: self._known[code] for code in codes}
