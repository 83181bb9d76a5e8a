"""The reported quantities that are read off the recovery account: recycled content, yield and loss, loops of scrap."""

from collections.abc import Iterator
from fractions import Fraction

from casthouse.footprint.recovery import Ratio
from casthouse.footprint.recovery_account import Loop, LoopKind, RecoveryAccount, StepBalance
from casthouse.footprint.reported_quantity import EntryKind, MovementList, QuantityFigure, entries_of

G_PER_T = 1_000_000
LOOP_WORDS = {
    LoopKind.SAME_SITE: "same process",
    LoopKind.COMPANY: "company",
    LoopKind.CUSTOMER: "customers",
    LoopKind.MARKET: "market",
}


def content_figures(account: RecoveryAccount) -> Iterator[QuantityFigure]:
    """Yield post-consumer, pre-consumer and both, on an input basis; run-around scrap counts nowhere."""
    content = account.content
    parts = (
        ("post-consumer", None if content is None else content.post_consumer),
        ("pre-consumer", None if content is None else content.pre_consumer),
        ("both", None if content is None else content.post_consumer + content.pre_consumer),
    )
    for label, part in parts:
        yield QuantityFigure(
            label=label,
            of=account.organisation,
            numerator=None if part is None else part / G_PER_T,
            denominator=None if content is None else content.whole / G_PER_T,
            unknown="no lot that counts was charged into melting or casting in these days",
            told=f"input basis, boundary {account.boundary.value}",
            entries=entries_of(EntryKind.LOT, account.charge_entries),
        )


def yield_figures(account: RecoveryAccount) -> Iterator[QuantityFigure]:
    """Yield the yield of each step, and the loss of melting."""
    if not account.steps:
        yield QuantityFigure(
            label="yield", of=account.organisation, unknown="no process was posted in these days"
        )
    for step in account.steps:
        yield _of_step(account, step, f"yield of {step.step.value}", step.made)
    if account.melt is None:
        words = "nothing was melted in these days"
        yield QuantityFigure(label="net melt loss", of=account.organisation, unknown=words, is_burden=True)
        return
    yield _of_step(account, account.melt, "gross melt loss", account.melt.gross, is_burden=True)
    yield _net_loss(account, account.melt)


def _of_step(
    account: RecoveryAccount, step: StepBalance, label: str, ratio: Ratio, *, is_burden: bool = False
) -> QuantityFigure:
    return QuantityFigure(
        label=label,
        of=account.organisation,
        numerator=ratio.part / G_PER_T,
        denominator=ratio.whole / G_PER_T,
        told="by weight as posted",
        entries=entries_of(EntryKind.LOT, step.entries),
        is_burden=is_burden,
    )


def _net_loss(account: RecoveryAccount, melt: StepBalance) -> QuantityFigure:
    if melt.dross_g:
        return QuantityFigure(
            label="net melt loss",
            of=account.organisation,
            unknown="nobody told how much metal was won back from the dross",
            is_burden=True,
            entries=entries_of(EntryKind.LOT, melt.entries),
        )
    return _of_step(account, melt, "net melt loss", melt.gross, is_burden=True)


def loop_figures(account: RecoveryAccount) -> Iterator[QuantityFigure]:
    """Yield by which loop scrap came back, out of what went into it."""
    for loop in account.loops:
        is_own = loop.kind in {LoopKind.SAME_SITE, LoopKind.COMPANY}
        is_told = bool(account.steps) or not is_own
        whole = loop.whole_g or None
        yield QuantityFigure(
            label=f"scrap returned, {LOOP_WORDS[loop.kind]}",
            of=account.organisation,
            numerator=Fraction(loop.returned_g, G_PER_T) if is_told else None,
            denominator=Fraction(whole, G_PER_T) if whole is not None and is_told else None,
            unknown=_why_no_loop(loop) if is_told else "no process was posted in these days",
            told=f"out of {loop.whole_is}" if loop.whole_g is not None else "",
            entries=entries_of(EntryKind.LOT, loop.entries) if is_own else (),
            movements=() if is_own else tuple(_scrap_received(account)),
        )


def _why_no_loop(loop: Loop) -> str:
    if loop.whole_g is None:
        return "nobody tells what there was to come back"
    return "" if loop.whole_g else f"there was no {loop.whole_is} in these days"


def _scrap_received(account: RecoveryAccount) -> Iterator[MovementList]:
    for material in ("pre_consumer_scrap", "post_consumer_scrap"):
        yield MovementList(
            (
                ("kind", "receipt"),
                ("material", material),
                ("first", account.first.isoformat()),
                ("last", account.last.isoformat()),
            )
        )
