"""Material recovery: what an organisation melted again, what came back by which loop, what it replaced.

Only the organisation's own people and its auditors ask for it: it is reckoned from their ledger.
"""

from datetime import date

from casthouse.exchange.factor_table_file import factor_table
from casthouse.footprint.avoided_emission import Recovery, recovery_of
from casthouse.footprint.recovery_account import CHARGING, recovery_account
from casthouse.footprint.scrap_source import RecoveryBoundary, ScrapSources
from casthouse.provenance.lot_process import Direction
from casthouse.refusal import Refusal
from casthouse.service import clock
from casthouse.service.lookup import found_organisation_id
from casthouse.service.permission import Act, Actor, authorise
from casthouse.storage import recovery as recovery_store

STAND_INS = "stand-ins-2026"


def organisation_recovery(
    actor: Actor,
    *,
    organisation: str,
    first: date | None = None,
    last: date | None = None,
    boundary: str = RecoveryBoundary.SITE,
) -> Recovery:
    """Return the recovery of an organisation from a day to another, inclusive; the running year when untold.

    Raises:
        Refusal: `not_permitted`, `organisation_unknown`, `recovery_invalid`.
    """
    authorise(actor, Act.FOOTPRINT_READ, organisation)
    organisation_id = found_organisation_id(organisation)
    until = last or clock.today()
    since = first or until.replace(month=1, day=1)
    if since > until or boundary not in set(RecoveryBoundary):
        raise Refusal(
            "recovery_invalid",
            found=f"{since} to {until}, boundary “{boundary[:20]}”",
            expected="a first day not after the last, and the boundary site or company",
            todo="correct the days or the boundary",
        )
    entries = recovery_store.charged_and_made(organisation_id, first=since, last=until)
    charged = [each.lot for each in entries if each.direction is Direction.IN and each.step in CHARGING]
    account = recovery_account(
        entries,
        recovery_store.traded(organisation_id, first=since, last=until),
        ScrapSources(
            boundary=RecoveryBoundary(boundary), makers=recovery_store.lot_makers(organisation_id, charged)
        ),
        organisation=organisation,
        first=since,
        last=until,
    )
    return recovery_of(account, factor_table(STAND_INS))
