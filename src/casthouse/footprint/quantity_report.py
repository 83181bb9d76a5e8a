"""The report of all quantities of an organisation, from what is known of its scopes and of its recovery."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain

from casthouse.footprint.chain_quantity import (
    cbam_figures,
    custody_figures,
    energy_figures,
    trade_figures,
)
from casthouse.footprint.factor import FactorTable
from casthouse.footprint.footprint_method import FootprintMethod
from casthouse.footprint.footprint_quantity import (
    biogenic_figures,
    group_figures,
    primary_data_figures,
    scrap_figures,
)
from casthouse.footprint.recovery_account import RecoveryAccount
from casthouse.footprint.recovery_quantity import (
    content_figures,
    loop_figures,
    retention_figures,
    yield_figures,
)
from casthouse.footprint.reported_quantity import (
    DataQuality,
    QuantityFigure,
    QuantityName,
    QuantityReport,
    ReportedQuantity,
)
from casthouse.footprint.scope_fact import ScopeFacts
from casthouse.measure.period import add_months

VALIDITIES = ("validity.cbam_factor", "validity.pact", "validity.iai")
OF_FOOTPRINT = (
    QuantityName.PRODUCT_FOOTPRINT,
    QuantityName.SCRAP_RULES,
    QuantityName.PRIMARY_DATA,
    QuantityName.BIOGENIC,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportGround:
    """What a report is about and under which method; `validity` has for how long its figures hold."""

    organisation: str
    organisation_name: str
    country: str
    technology: str
    first: date
    last: date
    method: FootprintMethod
    cbam_method: FootprintMethod
    validity: FactorTable


def quantity_report(
    ground: ReportGround, scopes: Sequence[ScopeFacts], account: RecoveryAccount
) -> QuantityReport:
    """Return the report; every quantity is in it, whatever can be said of it."""
    figures: dict[QuantityName, Iterable[QuantityFigure]] = {
        QuantityName.PRODUCT_FOOTPRINT: group_figures(scopes),
        QuantityName.SCRAP_RULES: scrap_figures(scopes),
        QuantityName.PRIMARY_DATA: primary_data_figures(scopes),
        QuantityName.RECYCLED_CONTENT: content_figures(account),
        QuantityName.CUSTODY_SHARE: custody_figures(scopes),
        QuantityName.ENERGY_MIX: energy_figures(scopes),
        QuantityName.BIOGENIC: biogenic_figures(scopes),
        QuantityName.CBAM: cbam_figures(scopes),
        QuantityName.YIELD_AND_LOSS: yield_figures(account),
        QuantityName.SCRAP_RETURN: chain(loop_figures(account), retention_figures(account)),
        QuantityName.TRADE: trade_figures(scopes),
    }
    late = tuple(dict.fromkeys(words for each in scopes if each.told for words in each.told.late))
    return QuantityReport(
        organisation=ground.organisation,
        organisation_name=ground.organisation_name,
        first=ground.first,
        last=ground.last,
        method=ground.method,
        boundary=account.boundary,
        quantities=tuple(_quantity(name, figures[name], ground, account, late) for name in QuantityName),
    )


def _quantity(
    name: QuantityName,
    figures: Iterable[QuantityFigure],
    ground: ReportGround,
    account: RecoveryAccount,
    late: Sequence[str],
) -> ReportedQuantity:
    held = tuple(figures)
    if not held:
        words = "the organisation has no certification scope in these days"
        held = (QuantityFigure(label="all", of=ground.organisation, unknown=words),)
    return ReportedQuantity(
        name=name,
        method=_method(name, ground, account),
        figures=held,
        quality=_quality(name, ground, late),
    )


def _method(name: QuantityName, ground: ReportGround, account: RecoveryAccount) -> str:
    metal = "tonnes of primary metal smelted or bought, each with the mix of who made it; unknown stays in"
    words = {
        QuantityName.SCRAP_RULES: f"{ground.method.code}, its scrap rule replaced by each of the two",
        QuantityName.RECYCLED_CONTENT: "scrap over everything charged but run-around scrap, input basis, "
        f"boundary {account.boundary.value}",
        QuantityName.CUSTODY_SHARE: "movements of metal in force, by their mark",
        QuantityName.ENERGY_MIX: metal,
        QuantityName.CBAM: f"{ground.cbam_method.code}: direct emissions, precursors, benchmark with actual data",
        QuantityName.YIELD_AND_LOSS: "product over everything that went into a step, by weight",
        QuantityName.SCRAP_RETURN: "scrap that came back over what went into the loop, by weight",
        QuantityName.TRADE: metal,
    }
    return words.get(name, ground.method.code)


def _quality(name: QuantityName, ground: ReportGround, late: Sequence[str]) -> DataQuality:
    if name in OF_FOOTPRINT:
        method: FootprintMethod | None = ground.method
    else:
        method = ground.cbam_method if name is QuantityName.CBAM else None
    source = "movements and lots as posted"
    if method is not None:
        source = f"activity data and {', '.join((*method.factor_editions, method.gwp_set))}"
        if name in OF_FOOTPRINT:
            source = "; ".join((source, *late))
    elif name in {QuantityName.ENERGY_MIX, QuantityName.TRADE}:
        source = "movements as posted, activity data, what suppliers disclose"
    until = _valid_until(ground, method)
    return DataQuality(
        source=source,
        year=ground.last.year,
        country=ground.country,
        technology=ground.technology,
        valid_until=until,
        verifier=(method.verifier if method else "") or "nobody",
        is_verified=bool(method and method.verified),
    )


def _valid_until(ground: ReportGround, method: FootprintMethod | None) -> date:
    years = min(ground.validity.factor(name).value for name in VALIDITIES)
    until = add_months(ground.last, int(years * 12))
    return min(until, method.valid_until) if method and method.valid_until else until
