"""What came into a lot, for its footprint: by a process, a receipt, a production, or out of the ground.

A receipt leads on to the supplier's lot only where the account of its period counts the supplier's own figure, the
supplier tells its lots, and the accounts behind that lot are whole; else it ends there, as for a whole period.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from casthouse.custody.stage import Material
from casthouse.footprint.stage_account import AccountKey, Basis, StageAccount
from casthouse.provenance.flow_group import flow_groups
from casthouse.provenance.lot_graph import EdgeKind, LotName


@dataclass(frozen=True, slots=True, kw_only=True)
class LotInflow:
    """One way by which metal came into a lot.

    Attributes:
        mass_g: what came into the lot by it; of a process, what of the lot came out.
        account: the account of the scope, period and stage in which it came; None where its site was in no scope.
        drawn: what went into a process, lot by lot.
        carrying_g: how much came out of a process that carries what went in.
        source: the supplier's lot that a receipt leads on to.
    """

    kind: EdgeKind
    reference: str
    material: Material
    mass_g: int
    day: date
    facility: str = ""
    account: AccountKey | None = None
    drawn: tuple[tuple[LotName, int], ...] = ()
    carrying_g: int = 0
    source: LotName | None = None
    shipper: str = ""


Lots = Mapping[LotName, tuple[LotInflow, ...]]
Receipts = Mapping[tuple[AccountKey, str], int]
"""The place of a receipt among the inflows of its account, by account and reference."""


def sources_of(inflows: Iterable[LotInflow]) -> list[LotName]:
    """Return the lots that a lot's metal came from."""
    return [
        lot
        for each in inflows
        for lot in ([name for name, _ in each.drawn] if each.source is None else [each.source])
    ]


def receipts_of(accounts: Mapping[AccountKey, StageAccount]) -> Receipts:
    """Return where each receipt stands among the inflows of its account."""
    return {
        (key, reference): place
        for key, account in accounts.items()
        for place, inflow in enumerate(account.inflows)
        for reference in inflow.receipt_references
    }


def followed(
    lots: Lots,
    accounts: Mapping[AccountKey, StageAccount],
    *,
    is_whole: Callable[[AccountKey], bool],
    tells_lots: Callable[[str, str], bool],
) -> Lots:
    """Return the lots with receipts that lead on only where the supplier's lot may count.

    Args:
        lots: everything upstream of a lot.
        accounts: all accounts, each inflow with what it carries.
        is_whole: whether nothing is missing in an account.
        tells_lots: whether a supplier, the first, tells the figures of its lots to a buyer.
    """
    receipts = receipts_of(accounts)
    whole: set[LotName] = set()
    found: dict[LotName, tuple[LotInflow, ...]] = {}

    def leads_on(lot: LotName, each: LotInflow) -> bool:
        source = each.source
        if source is None or source not in whole or not tells_lots(source.organisation, lot.organisation):
            return False
        place = None if each.account is None else receipts.get((each.account, each.reference))
        if place is None or each.account is None:
            return False
        return accounts[each.account].inflows[place].basis is Basis.COMPUTED

    for group in flow_groups({lot: sources_of(inflows) for lot, inflows in lots.items()}):
        if all(_is_whole(lots[lot], whole | set(group), is_whole) for lot in group):
            whole |= set(group)
        for lot in group:
            found[lot] = tuple(
                each if leads_on(lot, each) else replace(each, source=None) for each in lots[lot]
            )
    return found


def _is_whole(
    inflows: tuple[LotInflow, ...], whole: set[LotName], is_whole_account: Callable[[AccountKey], bool]
) -> bool:
    """Say whether all that its own organisation emitted for a lot is known."""
    return bool(inflows) and all(
        each.account is not None
        and is_whole_account(each.account)
        and all(drawn in whole for drawn, _ in each.drawn)
        for each in inflows
    )
