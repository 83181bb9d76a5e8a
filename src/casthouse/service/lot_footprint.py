"""The footprint of one lot: what stands behind it, as far as lots are known, and the accounts where they end.

Only the organisation's own people and its auditors ask. A supplier's lot is followed where the supplier discloses its
lots and its own figure would count for the period; so the figure is the same for all who may read it.
"""

from datetime import date

from casthouse.custody.stage import stage_of
from casthouse.exchange.footprint_method_file import footprint_method, out_of_date, stood_in
from casthouse.footprint.chain_value import ChainRules, chain_values
from casthouse.footprint.lot_end_value import ChainAccounts
from casthouse.footprint.lot_footprint import LotFootprint
from casthouse.footprint.lot_inflow import Lots, followed, receipts_of
from casthouse.footprint.lot_need import lot_needs
from casthouse.footprint.lot_reckoning import lot_reckoning
from casthouse.footprint.product_footprint import missing_of, resolved, settled_accounts
from casthouse.footprint.received_metal import CONSUMED
from casthouse.provenance.lot_graph import EdgeKind
from casthouse.service.chain_register import ChainRegister
from casthouse.service.footprint import USUAL_METHOD, account_loader, rules_of
from casthouse.service.footprint_account import AccountLoader
from casthouse.service.lot_inflow import LotBook, tells_lots
from casthouse.service.permission import Act, Actor, authorise
from casthouse.service.trace import traced_graph
from casthouse.service.trace_subject import Subject
from casthouse.storage import lot_stock as stock_store

RECEIVED = frozenset((EdgeKind.RECEIPT, EdgeKind.DELIVERY))


def lot_footprint(
    actor: Actor, *, organisation: str, reference: str, method: str = USUAL_METHOD
) -> LotFootprint:
    """Return the footprint of a lot, the lot of a movement, or that of a CoC Document's shipment.

    Args:
        actor: who asks.
        organisation: whose lot, movement or document it is.
        reference: the lot, else the movement's reference, else the document's number.
        method: code of the method.

    Raises:
        Refusal: `not_permitted`, `organisation_unknown`, `method_unknown`, `trace_unknown`, `trace_without_lot`.
    """
    authorise(actor, Act.FOOTPRINT_READ, organisation)
    named = footprint_method(method)
    subject, graph = traced_graph(actor, organisation=organisation, reference=reference)
    book = LotBook(register=ChainRegister(), scrap_rule=named.scrap_rule)
    book.read(subject, graph)
    here = book.lots[subject.lot][0]
    day = here.day if here.account is None else book.accounts[here.account][1].last_day
    loader = account_loader(named, book.register, day=day)
    for scope, period in book.accounts.values():
        loader.load(scope, period)
    return _footprint(subject, book.lots, loader, day)


def _footprint(subject: Subject, lots: Lots, loader: AccountLoader, day: date) -> LotFootprint:
    method, here = loader.method, lots[subject.lot][0]
    rules = rules_of(loader)
    plants = {key: tuple(account.sheet.fallbacks) for key, account in loader.accounts.items()}
    accounts = _accounts(loader, rules)
    whole = {key for key in accounts.values if not any(missing_of(accounts.every, key))}
    told = followed(
        lots,
        accounts.every,
        is_whole=whole.__contains__,
        tells_lots=lambda supplier, buyer: tells_lots(loader.register, supplier, buyer),
    )
    leaves = _leaves(subject, lots, loader.register)
    needs = lot_needs(told, subject.lot, rules.scrap_rule, leaves=leaves)
    found = lot_reckoning(needs, accounts, rules, stage=stage_of(here.material))
    behind = [
        each
        for stage in found.figure.stages
        for each in plants[stage.account]
        if each.wanted != CONSUMED  # lots tell what they consumed
    ]
    items = {each.item for reckoning in loader.reckonings.values() for each in reckoning.measured}
    return LotFootprint(
        subject=subject.lot,
        mass_g=subject.mass_g,
        stage=stage_of(here.material),
        day=here.day,
        method=method,
        leaves=leaves,
        figure=found.figure,
        lots=needs.lots,
        processes=tuple(sorted(needs.processes)),
        fallbacks=tuple(dict.fromkeys([*behind, *found.fallbacks, *stood_in(method, day)])),
        missing=found.missing,
        warnings=tuple(out_of_date(method, day, items)),
        is_verified=loader.factors.is_verified and loader.gwp.is_verified,
    )


def _accounts(loader: AccountLoader, rules: ChainRules) -> ChainAccounts:
    known = resolved(loader.accounts, rules)
    others = {key: each for key, each in loader.accounts.items() if key not in known}
    every = known | settled_accounts(others, known, rules)
    return ChainAccounts(
        every=every, values=chain_values(known, rules), made_t=loader.made_t, receipts=receipts_of(every)
    )


def _leaves(subject: Subject, lots: Lots, register: ChainRegister) -> bool:
    """Say whether a lot was made here or left; else it lies as it came in."""
    if any(each.kind not in RECEIVED for each in lots[subject.lot]):
        return True
    organisation_id = register.organisations[subject.lot.organisation]
    stock = stock_store.lot_stocks(organisation_id, [subject.lot.lot]).get(subject.lot.lot)
    return stock is not None and stock.shipped_g > 0
