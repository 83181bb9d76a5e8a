"""The picture of the whole chain in a year: as it was published, or for the secretariat from all periods."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from casthouse.custody.volume_statistics import OrganisationVolume, VolumeFlow, flows_out
from casthouse.picture.chain_flow import ChainGrouping, members_network, published_network
from casthouse.picture.flow_network import FlowNetwork
from casthouse.refusal import Refusal
from casthouse.service import clock
from casthouse.service.permission import Act, Actor, authorise
from casthouse.service.public_release import YEAR_MIN
from casthouse.service.public_statistics import published_of
from casthouse.service.scope_ledger import ScopeFile, load_scope_files, spans_of
from casthouse.storage import flow as flow_store
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
    """Return the network of all members' periods that end in a year, those that are not closed as provisional.

    Args:
        actor: who asks.
        year: a calendar year; None: the last one.
        grouping: by stage, or by company.

    Raises:
        Refusal: `not_permitted`, `year_invalid`.
    """
    authorise(actor, Act.CHAIN_READ)
    today = clock.today()
    wanted = checked_year(year, today)
    opened = _open_spans(wanted, today)
    return members_network(
        store.organisation_volumes(wanted),
        _open_volumes(opened),
        year=wanted,
        grouping=grouping,
        open_scopes=len(opened),
    )


def checked_year(year: int | None, today: date) -> int:
    """Return the calendar year that is meant; None: the last one.

    Raises:
        Refusal: `year_invalid`.
    """
    wanted = today.year - 1 if year is None else year
    if not YEAR_MIN <= wanted <= today.year:
        raise Refusal(
            "year_invalid",
            found=f"{wanted}",
            expected=f"a calendar year from {YEAR_MIN} to {today.year}",
            todo="correct the year",
        )
    return wanted


def _open_spans(year: int, today: date) -> list[tuple[ScopeFile, list[flow_store.Span]]]:
    """Return the scopes with periods that end in a year, have begun and are not closed, with the days of these."""
    found = []
    for file in load_scope_files(scope_store.scopes()):
        last = min(date(year, 12, 31), today, file.scope.last_day or date.max)
        numbers = [
            number
            for number, period in enumerate(file.scope.calendar.until(last))
            if period.last_day.year == year and number >= file.first_open
        ]
        if numbers:
            found.append((file, spans_of(file, numbers, until=today)))
    return found


def _open_volumes(opened: Sequence[tuple[ScopeFile, list[flow_store.Span]]]) -> Iterator[OrganisationVolume]:
    """Yield what moved in periods that are not closed; what is set aside as market credits is no sale."""
    flows = flow_store.flows_of_all(
        [
            flow_store.SpansOf(organisation_id=file.organisation_id, sites=file.sites, spans=spans)
            for file, spans in opened
        ]
    )
    for (file, _), stages in zip(opened, flows, strict=True):
        for stage, flow in stages.items():
            yield OrganisationVolume(
                organisation=file.scope.organisation,
                stage=stage,
                flows={
                    VolumeFlow.COC_IN: flow.coc_inflow_g,
                    VolumeFlow.OTHER_IN: flow.non_coc_inflow_g,
                    VolumeFlow.MADE: flow.production_g,
                    **flows_out(outflow_g=flow.outflow_g, claimed_g=flow.coc_outflow_g, credited_g=0),
                },
            )
