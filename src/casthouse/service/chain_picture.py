"""The picture of the whole chain in a year: as it was published, or for the secretariat from closed periods."""

from dataclasses import dataclass
from datetime import date

from casthouse.custody.scope import Scope
from casthouse.picture.chain_flow import ChainGrouping, members_network, published_network
from casthouse.picture.flow_network import FlowNetwork
from casthouse.refusal import Refusal
from casthouse.service import clock
from casthouse.service.permission import Act, Actor, authorise
from casthouse.service.public_release import YEAR_MIN
from casthouse.service.public_statistics import published_of
from casthouse.storage import public_statistics as store
from casthouse.storage import scope as scope_store

NOTHING = FlowNetwork(
    subject="Flows of the whole chain",
    headings=(),
    nodes=(),
    bands=(),
    notes=("Nothing is published yet: the figures of a year are, when its annual reports are due.",),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedChain:
    """The years that are published, the latest first, and the network of one of them, empty where none is."""

    years: tuple[int, ...]
    network: FlowNetwork


def published_chain(actor: Actor, *, year: int | None = None) -> PublishedChain:
    """Return the network of what was published of a year; None: of the latest.

    Raises:
        Refusal: `not_permitted`, `public_record_unknown` for a year that is not published.
    """
    authorise(actor, Act.PUBLIC_REGISTER_READ)
    years, release = published_of(year)
    return PublishedChain(
        years=tuple(years), network=published_network(release.volumes) if release else NOTHING
    )


def chain_year(
    actor: Actor, *, year: int | None = None, grouping: ChainGrouping = ChainGrouping.STAGE
) -> FlowNetwork:
    """Return the network of all members' closed periods that ended in a year.

    Args:
        actor: who asks.
        year: a calendar year; None: the last one.
        grouping: by stage, or by company.

    Raises:
        Refusal: `not_permitted`, `year_invalid`.
    """
    authorise(actor, Act.CHAIN_READ)
    today = clock.today()
    wanted = today.year - 1 if year is None else year
    if not YEAR_MIN <= wanted <= today.year:
        raise Refusal(
            "year_invalid",
            found=f"{wanted}",
            expected=f"a calendar year from {YEAR_MIN} to {today.year}",
            todo="correct the year",
        )
    closed = store.closed_periods(wanted)
    return members_network(
        store.organisation_volumes(wanted),
        year=wanted,
        grouping=grouping,
        open_scopes=sum(
            _ended(each, wanted, today) > closed.get(each.code, 0) for each in scope_store.scopes()
        ),
    )


def _ended(scope: Scope, year: int, today: date) -> int:
    """Return how many periods of a scope ended in a year and by today."""
    last = min(date(year, 12, 31), today, scope.last_day or date.max)
    return sum(
        period.last_day.year == year and period.last_day < today for period in scope.calendar.until(last)
    )
