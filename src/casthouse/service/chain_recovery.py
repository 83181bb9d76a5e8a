"""Material recovery of the whole chain: any days for the secretariat, a published year for everybody."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from casthouse.assurance.publication import PublicationRules
from casthouse.exchange.assurance_manual_file import built_in_assurance_manual
from casthouse.exchange.factor_table_file import factor_table
from casthouse.footprint.chain_recovery import ChainRecovery, RecoverySheet, chain_recovery
from casthouse.service.asked_days import asked_days
from casthouse.service.permission import Act, Actor, authorise, may
from casthouse.service.public_statistics import published_of
from casthouse.service.recovery import STAND_INS
from casthouse.service.recovery_release import recovered_between


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedRecovery:
    """The years that are published, the latest first; of one of them when it was and its sheet; the rules of it."""

    years: tuple[int, ...]
    year: int | None
    at: datetime | None
    sheet: RecoverySheet | None
    rules: PublicationRules


def whole_recovery(actor: Actor, *, first: date | None = None, last: date | None = None) -> ChainRecovery:
    """Return the recovery of all organisations in some days.

    When untold they are the last calendar year that ended and in which something moved, of anyone. Its `members` are
    those whose recovery the actor may read; the sums are of all.

    Raises:
        Refusal: `not_permitted`, `days_invalid`.
    """
    authorise(actor, Act.CHAIN_READ)
    days = asked_days("", first=first, last=last)
    accounts, traded = recovered_between(days)
    found = chain_recovery(accounts, traded, factor_table(STAND_INS), first=days.start, last=days.last_day)
    readable = tuple(each for each in found.members if may(actor, Act.FOOTPRINT_READ, each.organisation))
    return replace(found, members=readable)


def published_recovery(actor: Actor, *, year: int | None = None) -> PublishedRecovery:
    """Return what was published of the recovery of a year; None: of the latest.

    Raises:
        Refusal: `not_permitted`, `public_record_unknown` for a year that is not published.
    """
    authorise(actor, Act.PUBLIC_REGISTER_READ)
    years, release = published_of(year)
    return PublishedRecovery(
        years=tuple(years),
        year=release.year if release else None,
        at=release.at if release else None,
        sheet=release.recovery if release else None,
        rules=built_in_assurance_manual().publication,
    )
