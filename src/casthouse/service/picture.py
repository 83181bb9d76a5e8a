"""Pictures of flows: of a scope's period, as networks that pages, files and tables are made of."""

from collections.abc import Sequence
from datetime import date

from casthouse.exchange.world_map import country_spots
from casthouse.parties.facility import Facility
from casthouse.picture.flow_network import FlowNetwork, Spot
from casthouse.picture.year_flow import Grouping, YearSubject, year_network
from casthouse.service.lookup import permitted_scope
from casthouse.service.permission import Act, Actor
from casthouse.service.position import meant_number
from casthouse.service.scope_ledger import load_scope_file
from casthouse.storage import facility as facility_store
from casthouse.storage import picture as picture_store


def year_picture(
    actor: Actor, *, scope: str, period: date | None = None, grouping: Grouping = Grouping.COUNTERPARTY
) -> FlowNetwork:
    """Return what moved in a period of a scope: what came in, was made, went out, was lost or stayed.

    Args:
        actor: who asks.
        scope: code of the scope.
        period: exact first day of a period; None: the last in which something moved.
        grouping: by what suppliers and customers are put together; who passes the picture on can so name none.

    Raises:
        Refusal: `not_permitted`, `scope_unknown`, `period_unknown`.
    """
    held = permitted_scope(actor, Act.MOVEMENT_READ, scope)
    number = meant_number(held, period=period, on=None)
    span = held.calendar.period(number)
    file = load_scope_file(held)
    facilities = [
        each for each in facility_store.facilities(held.organisation) if each.code in held.facilities
    ]
    subject = YearSubject(
        organisation=held.organisation,
        scope=scope,
        period=span,
        spot=facility_spot(facilities),
        country_spots=country_spots(),
    )
    return year_network(
        subject,
        picture_store.moved_masses(organisation_id=file.organisation_id, sites=file.sites, period=span),
        picture_store.step_masses(organisation_id=file.organisation_id, sites=file.sites, period=span),
        grouping=grouping,
    )


def facility_spot(facilities: Sequence[Facility]) -> Spot | None:
    """Return the place of the first facility that has one on record."""
    for each in facilities:
        if each.latitude is not None and each.longitude is not None:
            return Spot(name=each.name, latitude=each.latitude, longitude=each.longitude)
    return None
