"""Audits, non-conformances and decisions under `casthouse check`: what happened follows from the tables of moves.

Acts only grow; here they are folded again. A certificate's move that names a decision on an audit must be that
decision's, and name the certificate that the decision moved.
"""

import re
from collections.abc import Iterator

from casthouse.assurance.audit import STATE_AFTER, AuditAct, is_allowed
from casthouse.assurance.certificate_state import MoveKind, Mover
from casthouse.assurance.non_conformance import NonConformanceState, state_after
from casthouse.service.certificate_transfer_check import transfer_differences
from casthouse.service.difference import Difference
from casthouse.storage import audit as audit_store
from casthouse.storage import certificate_move as move_store
from casthouse.storage import decision as decision_store
from casthouse.storage import non_conformance as non_conformance_store

DECISION = re.compile(r"(?P<audit>.+)-D(?P<number>[0-9]+)")


def assurance_differences() -> Iterator[Difference]:
    """Yield the audits, non-conformances and moves of certificates that the rules do not lead to."""
    yield from _audits()
    yield from _non_conformances()
    yield from _decided_moves()
    yield from transfer_differences()


def _audits() -> Iterator[Difference]:
    for record in audit_store.audits():
        acts = [each.act for each in record.events]
        if acts[:1] != [AuditAct.OPENED]:
            yield Difference(
                what="audit", subject=record.reference, stored="no opening", recomputed="an opening first"
            )
            continue
        state = STATE_AFTER[acts[0]]
        for act in acts[1:]:
            if not is_allowed(act, state):
                yield Difference(
                    what="audit",
                    subject=record.reference,
                    stored=act.value,
                    recomputed=f"an act that is allowed when it is {state.value}",
                )
            state = STATE_AFTER[act]


def _non_conformances() -> Iterator[Difference]:
    for each in non_conformance_store.non_conformances():
        state = NonConformanceState.PLAN_DUE
        for event in each.events:
            after = state_after(state, event.act)
            if after is None:
                yield Difference(
                    what="non-conformance",
                    subject=f"{each.audit}/{each.number}",
                    stored=event.act.value,
                    recomputed=f"an act that is allowed when it is {state.value}",
                )
            state = after or state


def _decided_moves() -> Iterator[Difference]:
    """Find moves that name a decision which was not taken, or which moved another certificate."""
    audits = {each.reference for each in audit_store.audits()}
    taken = decision_store.certificates_decided()
    for history in move_store.histories():
        for move in history.moves:
            named = DECISION.fullmatch(move.reference)
            if move.mover is not Mover.DECISION or move.kind is MoveKind.SUPERSEDE or named is None:
                continue
            if named["audit"] not in audits:
                continue  # decided elsewhere: the reference is the caller's own
            moved = taken.get((named["audit"], int(named["number"])))
            if moved != history.number:
                yield Difference(
                    what="certificate move",
                    subject=f"{history.number}, move {move.sequence}",
                    stored=f"{move.kind.value} by {move.reference}",
                    recomputed=f"a decision on {moved}" if moved else "a decision that was taken",
                )
