"""What every store promises of disclosure: of two who choose at once the later sees what the earlier chose."""

from concurrent.futures import ThreadPoolExecutor, wait

from casthouse.parties.disclosure import Disclosure
from casthouse.service.disclosure import disclosure_of, set_disclosure
from casthouse.service.ledger_hold import ledger_held
from casthouse.service.permission import OPERATOR
from casthouse.storage.disclosure import append_disclosure
from tests.contract.register_text import one_scope, register_text
from tests.contract.store import Store

LOOK_AHEAD_S = 1


def test_back_to_nothing_is_no_unchanged_while_somebody_else_chooses_lots(store: Store) -> None:
    """Whoever is told that nothing is disclosed may rely on it: a choice that is being written is waited for."""
    assert store.load(register_text(one_scope())).code == 0

    def back_to_nothing() -> None:
        with store.in_use():
            set_disclosure(OPERATOR, organisation="ACME", level="nothing")

    with ThreadPoolExecutor(1) as pool, store.in_use():
        with ledger_held(OPERATOR, "ACME") as ledger:
            append_disclosure(ledger.organisation_id, Disclosure.LOTS, at=ledger.at, actor="ann")
            other = pool.submit(back_to_nothing)
            wait([other], timeout=LOOK_AHEAD_S)
        other.result()
        assert disclosure_of(OPERATOR, organisation="ACME").level is Disclosure.NOTHING
