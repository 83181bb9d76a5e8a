"""The moves of a CoC Document: each row of the table, and nothing beside it."""

import pytest

from casthouse.custody.document_state import (
    MOVES,
    DocumentAct,
    DocumentSide,
    DocumentState,
    is_in_force,
    next_state,
)
from tests.unit.refusing import refused

ALLOWED = """
issued    accept  recipient accepted  -
issued    dispute recipient disputed  reason
issued    correct issuer    corrected reason
issued    cancel  issuer    cancelled reason
accepted  dispute recipient disputed  reason
accepted  withdraw recipient issued  -
accepted  correct issuer    corrected reason
accepted  cancel  issuer    cancelled reason
disputed  accept  recipient accepted  -
disputed  correct issuer    corrected reason
disputed  cancel  issuer    cancelled reason
"""
ROWS = [tuple(line.split()) for line in ALLOWED.strip().splitlines()]
OTHER = {"issuer": DocumentSide.RECIPIENT, "recipient": DocumentSide.ISSUER}


@pytest.mark.parametrize(("state", "act", "side", "to", "reason"), ROWS, ids=[f"{r[0]}-{r[1]}" for r in ROWS])
def test_moves_lead_on(state: str, act: str, side: str, to: str, reason: str) -> None:
    move = (DocumentState(state), DocumentAct(act))
    assert next_state(*move, side=DocumentSide(side), reason="weighed again") == to
    with refused("document_side"):
        next_state(*move, side=OTHER[side], reason="weighed again")
    if reason == "-":
        assert next_state(*move, side=DocumentSide(side)) == to
    else:
        with refused("reason_missing"):
            next_state(*move, side=DocumentSide(side), reason=" ")


def test_nothing_else_is_allowed() -> None:
    listed = {(DocumentState(row[0]), DocumentAct(row[1])) for row in ROWS}
    assert set(MOVES) == listed
    for state in DocumentState:
        for act in DocumentAct:
            if (state, act) not in listed:
                for side in DocumentSide:
                    with refused("document_state"):
                        next_state(state, act, side=side, reason="because")


def test_corrected_and_cancelled_documents_speak_for_nothing() -> None:
    in_force = {state for state in DocumentState if is_in_force(state)}
    assert in_force == {DocumentState.ISSUED, DocumentState.ACCEPTED, DocumentState.DISPUTED}
