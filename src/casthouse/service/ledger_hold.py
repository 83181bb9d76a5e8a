"""Writing beside the ledger: one transaction that holds the organisation's ledger, and one entry in the journal."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from casthouse.service import clock
from casthouse.service.lookup import found_organisation_id
from casthouse.service.permission import Act, Actor
from casthouse.storage.dialect import lock_ledgers
from casthouse.storage.journal import append_journal


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerHold:
    """An open transaction on an organisation's accounts: who writes, and when."""

    actor: Actor
    organisation_id: int
    at: datetime

    def journal(self, act: Act, subject: str, **detail: object) -> None:
        """Say in the journal what was done."""
        append_journal(
            at=self.at,
            actor=self.actor.name,
            act=act,
            organisation_id=self.organisation_id,
            subject=subject,
            **detail,
        )


@contextmanager
def ledger_held(actor: Actor, organisation: str, *, beside: Sequence[int] = ()) -> Iterator[LedgerHold]:
    """Hold an organisation's ledger: nothing is posted and nothing else written until the block ends.

    Args:
        actor: who writes.
        organisation: code of the organisation.
        beside: identifiers of others whose accounts follow in the same transaction.
    """
    organisation_id = found_organisation_id(organisation)
    with transaction.atomic():
        lock_ledgers(sorted({organisation_id, *beside}))
        yield LedgerHold(actor=actor, organisation_id=organisation_id, at=clock.now())
