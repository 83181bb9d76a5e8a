"""The transfer of certificates: sites are sold, and their certificates pass to the organisation that runs them now.

Two consents and a confirmation make a transfer (fact sheet on the performance standard, 5.8: superseded by transfer):
the giver asks, the taker accepts and says which of its sites pass, and the secretariat confirms; it is nobody who asked
or accepted. Until then the taker may decline, the giver withdraw and the secretariat refuse. Each step
is a fact with who, when and why; nothing is taken back but by another step.

The certificates of a scope pass together, each to one of the taker, under the same standard, edition and level, to the
same last day; the day before is the last of the giver. A transfer neither lengthens, widens nor renews anything.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType

from casthouse.assurance.certificate_history import CertifiedFacility
from casthouse.parties.activity import Activity
from casthouse.refusal import Refusal


class TransferState(StrEnum):
    """Where a transfer stands."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"

    @property
    def is_open(self) -> bool:
        """Say whether somebody still has to say something."""
        return self in {TransferState.ASKED, TransferState.ACCEPTED}


class TransferAct(StrEnum):
    """What somebody says about a transfer."""

    ASK = "ask"
    ACCEPT = "accept"
    DECLINE = "decline"
    WITHDRAW = "withdraw"
    CONFIRM = "confirm"
    REFUSE = "refuse"


_OPEN = frozenset({TransferState.ASKED, TransferState.ACCEPTED})
TRANSFER_MOVES: Mapping[TransferAct, tuple[frozenset[TransferState], TransferState]] = MappingProxyType(
    {
        TransferAct.ACCEPT: (frozenset({TransferState.ASKED}), TransferState.ACCEPTED),
        TransferAct.DECLINE: (_OPEN, TransferState.DECLINED),
        TransferAct.WITHDRAW: (_OPEN, TransferState.WITHDRAWN),
        TransferAct.CONFIRM: (frozenset({TransferState.ACCEPTED}), TransferState.CONFIRMED),
        TransferAct.REFUSE: (_OPEN, TransferState.REFUSED),
    }
)
"""Each act with the states in which it is allowed and the state it leads to; the asking is the first fact."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class PassedSite:
    """A site as the giver has it in the register, and as the taker has it: two codes of one place."""

    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferStep:
    """What somebody said about a transfer: who, when and why; `scope` and `sites` are those of the taker's consent."""

    act: TransferAct
    actor: str
    at: datetime
    reason: str
    scope: str = ""
    sites: tuple[PassedSite, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateTransfer:
    """A transfer with all that was said about it, oldest first.

    Attributes:
        number: its number.
        giver: code of the organisation that holds the certificates.
        taker: code of the one that is to hold them.
        scope: the giver's scope.
        day: the first day that is wanted for the taker.
        certificates: numbers of the certificates that pass.
        steps: what was said, the asking first.
    """

    number: int
    giver: str
    taker: str
    scope: str
    day: date
    certificates: tuple[str, ...]
    steps: tuple[TransferStep, ...]

    @property
    def state(self) -> TransferState:
        """Where it stands after all steps."""
        return self.state_after(len(self.steps) - 1)

    def state_after(self, number: int) -> TransferState:
        """Return where it stood after a step, counted from 0."""
        act = self.steps[number].act
        return TransferState.ASKED if act is TransferAct.ASK else TRANSFER_MOVES[act][1]

    @property
    def consent(self) -> TransferStep | None:
        """What the taker said when it accepted; None before that."""
        return next((each for each in self.steps if each.act is TransferAct.ACCEPT), None)

    @property
    def consenting(self) -> tuple[str, ...]:
        """The people who asked and accepted; none of them confirms."""
        return tuple(s.actor for s in self.steps if s.act in {TransferAct.ASK, TransferAct.ACCEPT})


def acts_in(state: TransferState) -> tuple[TransferAct, ...]:
    """Return what may be said next."""
    return tuple(act for act, (allowed, _) in TRANSFER_MOVES.items() if state in allowed)


def refuse_act(transfer: CertificateTransfer, act: TransferAct, actor: str) -> None:
    """Let an act pass that the state of a transfer allows; a confirmation is of somebody who gave no consent.

    Raises:
        Refusal: `certificate_transfer_state`, `certificate_transfer_own`.
    """
    if act not in acts_in(transfer.state):
        named = ", ".join(acts_in(transfer.state))
        raise Refusal(
            "certificate_transfer_state",
            found=f"{act.value} of transfer {transfer.number}, which is {transfer.state.value}",
            expected=named or "nothing more: it is over",
            todo="look at the transfer: its page says what comes next",
        )
    said = [
        word
        for word, each in (("asked for", TransferAct.ASK), ("accepted", TransferAct.ACCEPT))
        if any(s.act is each and s.actor.casefold() == actor.casefold() for s in transfer.steps)
    ]
    if act is TransferAct.CONFIRM and said:
        raise Refusal(
            "certificate_transfer_own",
            found=f"{actor}, who {' and '.join(said)} transfer {transfer.number}",
            expected="a confirmation by somebody who neither asked for it nor accepted it",
            todo="let a person of the secretariat confirm it on its page, under a name of their own: at the command "
            "line everybody is the operator",
        )


def passed_facilities(
    before: Sequence[CertifiedFacility],
    sites: Sequence[PassedSite],
    registered: Mapping[str, frozenset[Activity]],
) -> tuple[CertifiedFacility, ...]:
    """Return the sites of the taker as its certificate names them, each the successor of one that is certified.

    Args:
        before: the sites of the certificate that passes, as certified on the eve.
        sites: which site of the taker each of them is.
        registered: what the register says is done at the sites of the taker's scope on the day.

    Raises:
        Refusal: `certificate_transfer_sites`.
    """
    followed = {each.before: each.after for each in sites}
    certified = {each.facility: each.activities for each in before}
    flaw = _flaw(sites, set(certified), registered)
    wider = [
        f"{followed[code]} for {', '.join(sorted(registered[followed[code]] - activities))}"
        for code, activities in sorted(certified.items())
        if not flaw and not registered[followed[code]] <= activities
    ]
    if flaw or wider:
        raise Refusal(
            "certificate_transfer_sites",
            found=flaw or f"more than is certified: {'; '.join(wider)}",
            expected="each certified site with one site of the taker's scope, where nothing more is done",
            todo="name the sites again; what does not pass leaves the boundary first, what is new is audited after",
        )
    return tuple(
        CertifiedFacility(facility=followed[code], activities=registered[followed[code]])
        for code in sorted(certified, key=lambda code: followed[code])
    )


def _flaw(
    sites: Sequence[PassedSite], certified: set[str], registered: Mapping[str, frozenset[Activity]]
) -> str:
    """Return what is wrong with the sites that are named; empty where they are one to one."""
    before, after = [each.before for each in sites], [each.after for each in sites]
    twice = sorted({code for codes in (before, after) for code in codes if codes.count(code) > 1})
    if twice:
        return f"named twice: {', '.join(twice)}"
    if not certified or certified != set(before):
        held = ", ".join(sorted(certified)) or "no site"
        return f"{', '.join(sorted(before)) or 'no site'} where {held} is certified"
    outside = sorted(code for code in after if not registered.get(code))
    return f"not in the taker's scope, or nothing is done there: {', '.join(outside)}" if outside else ""
