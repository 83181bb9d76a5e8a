"""What organisations shipped and received, and how much of the scrap that came in is in no charged lot.

Such scrap lies in stock, or nobody said where it went. Where none of what came in was charged, or where what is untold
is a large part beside what was charged, no recycled share is known: that is no share of nought.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from casthouse.footprint.recovery_account import NOTHING_CHARGED, SCRAP_UNTOLD, RecoveryAccount
from casthouse.provenance.lot_process import Step

UNTOLD_MAX = Fraction(1, 20)
"""How large scrap in no charged lot may be, out of it and all that counts as charged; Casthouse's own choice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TradedScrap:
    """Metal and scrap shipped, and scrap received, in some days, in grams; between own sites nothing is traded."""

    shipped_g: int = 0
    post_consumer_g: int = 0
    pre_consumer_g: int = 0
    scrap_shipped_g: int = 0

    @property
    def scrap_g(self) -> int:
        """The scrap received, of both kinds."""
        return self.post_consumer_g + self.pre_consumer_g


def traded_in_all(rows: Iterable[TradedScrap]) -> TradedScrap:
    """Return the sum of what organisations traded, with each other too."""
    held = list(rows)
    return TradedScrap(
        shipped_g=sum(each.shipped_g for each in held),
        post_consumer_g=sum(each.post_consumer_g for each in held),
        pre_consumer_g=sum(each.pre_consumer_g for each in held),
        scrap_shipped_g=sum(each.scrap_shipped_g for each in held),
    )


def scrap_elsewhere_g(account: RecoveryAccount | None, traded: TradedScrap) -> int:
    """Return the scrap that an organisation received, did not sell on, sorted out or charged in any lot.

    What it sold beyond the scrap of its own processes was sold on; what sorting took out is told, as its loss. An
    organisation without processes has no account.
    """
    sorted_out_g = (
        sum(max(0, each.loss_g) for each in account.steps if each.step is Step.SORTING) if account else 0
    )
    made_g = sum(each.scrap_g for each in account.steps) if account else 0
    charged_g = int(account.bought_scrap) if account else 0
    sold_on_g = max(0, traded.scrap_shipped_g - made_g)
    return max(0, traded.scrap_g - sold_on_g - charged_g - sorted_out_g)


def content_unknown(*, counted_g: int, scrap_g: int, elsewhere_g: int) -> str:
    """Return why no recycled share of many organisations is known; empty where one is.

    Args:
        counted_g: everything charged but run-around.
        scrap_g: the scrap in it.
        elsewhere_g: the scrap received that is in no charged lot.
    """
    if not counted_g:
        return NOTHING_CHARGED
    if elsewhere_g and not scrap_g:
        return SCRAP_UNTOLD
    if Fraction(elsewhere_g, counted_g + elsewhere_g) > UNTOLD_MAX:
        most = f"more than {int(UNTOLD_MAX * 100)} % of it and of what was charged"
        return f"scrap was received that is in no charged lot, {most}: nobody said where it went"
    return ""
