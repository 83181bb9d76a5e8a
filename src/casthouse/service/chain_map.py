"""Flows by country: of the whole chain for the secretariat, of its own ledger for each company."""

from datetime import date

from casthouse.custody.stage import Stage
from casthouse.exchange.world_map import country_spots
from casthouse.picture.country_flow import CountryGrouping, CountryQuestion, country_network
from casthouse.picture.flow_network import FlowNetwork
from casthouse.service import clock
from casthouse.service.chain_picture import checked_year
from casthouse.service.lookup import found_organisation
from casthouse.service.permission import Act, Actor, authorise
from casthouse.storage import chain_way as store

UNKNOWN = "-"
"""How a question names countries that are not on record."""


def chain_map(
    actor: Actor,
    *,
    year: int | None = None,
    stage: Stage | None = None,
    start: str | None = None,
    end: str | None = None,
    grouping: CountryGrouping = CountryGrouping.COUNTRY,
) -> FlowNetwork:
    """Return what went from country to country in a year, from the ledgers of all members.

    Args:
        actor: who asks.
        year: a calendar year; None: the last one.
        stage: this stage alone.
        start: only from the country with this code of two letters; `-` for those not on record.
        end: only to that country.
        grouping: countries, or the companies in them.

    Raises:
        Refusal: `not_permitted`, `year_invalid`.
    """
    authorise(actor, Act.CHAIN_READ)
    wanted = checked_year(year, clock.today())
    asked = CountryQuestion(
        year=wanted, stage=stage, start=_country(start), end=_country(end), grouping=grouping
    )
    masses = store.traded_masses(date(wanted, 1, 1), date(wanted, 12, 31))
    return country_network(masses, asked, spots=country_spots())


def organisation_map(
    actor: Actor,
    *,
    organisation: str,
    year: int | None = None,
    stage: Stage | None = None,
    start: str | None = None,
    end: str | None = None,
    grouping: CountryGrouping = CountryGrouping.COUNTRY,
) -> FlowNetwork:
    """Return the same from the ledger of one organisation, for whoever reads its movements.

    Raises:
        Refusal: `not_permitted`, `organisation_unknown`, `year_invalid`.
    """
    authorise(actor, Act.MOVEMENT_READ, organisation)
    found_organisation(organisation)
    wanted = checked_year(year, clock.today())
    asked = CountryQuestion(
        year=wanted,
        stage=stage,
        start=_country(start),
        end=_country(end),
        grouping=grouping,
        ledger=organisation,
    )
    masses = store.traded_masses(date(wanted, 1, 1), date(wanted, 12, 31), organisation=organisation)
    return country_network(masses, asked, spots=country_spots())


def _country(code: str | None) -> str | None:
    return "" if code == UNKNOWN else code or None
