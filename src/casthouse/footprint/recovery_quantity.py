"""The reported quantities that are read off the recovery account: recycled content, yield and loss, loops of scrap."""

from collections.abc import Iterator
from fractions import Fraction

from casthouse.footprint.measurement_kind import MeasurementKind
from casthouse.footprint.melt_account import Told, dross_recovery, net_loss, output_content, retentions
from casthouse.footprint.recovery import Ratio
from casthouse.footprint.recovery_account import RecoveryAccount, StepBalance
from casthouse.footprint.reported_quantity import EntryKind, MovementList, QuantityFigure, entries_of
from casthouse.footprint.scrap_loop import LOOP_WORDS, Loop, LoopKind
from casthouse.measure.mass import tonnes_words

G_PER_T = 1_000_000


def content_figures(account: RecoveryAccount) -> Iterator[QuantityFigure]:
    """Yield post-consumer, pre-consumer and both, on an input basis; run-around scrap counts nowhere."""
    content = account.content
    parts = (
        ("post-consumer", None if content is None else content.post_consumer),
        ("pre-consumer", None if content is None else content.pre_consumer),
        ("both", None if content is None else content.post_consumer + content.pre_consumer),
    )
    missing = _scrap_elsewhere(account)
    for label, part in parts:
        yield QuantityFigure(
            label=label,
            of=account.organisation,
            numerator=None if part is None else part / G_PER_T,
            denominator=None if content is None else content.whole / G_PER_T,
            unknown=account.content_unknown,
            missing=missing,
            told=f"input basis, boundary {account.boundary.value}",
            entries=entries_of(EntryKind.LOT, account.charge_entries),
        )
    yield from _output_content(account)


def _scrap_elsewhere(account: RecoveryAccount) -> tuple[str, ...]:
    mass_g = account.scrap_elsewhere_g
    return (f"{tonnes_words(mass_g)} t of scrap that was received are in no charged lot",) if mass_g else ()


def _output_content(account: RecoveryAccount) -> Iterator[QuantityFigure]:
    content, why = output_content(account)
    measured = entries_of(EntryKind.MEASUREMENT, account.told.entries.get(MeasurementKind.MELT_YIELD, ()))
    for label in ("post-consumer", "pre-consumer"):
        part = None
        if content is not None:
            part = content.post_consumer if label == "post-consumer" else content.pre_consumer
        yield QuantityFigure(
            label=f"{label}, output basis",
            of=account.organisation,
            numerator=None if part is None else part / G_PER_T,
            denominator=None if content is None else content.whole / G_PER_T,
            unknown=why,
            missing=_scrap_elsewhere(account),
            told="each material by its melt yield, as measured or of melts of it alone",
            entries=(*measured, *entries_of(EntryKind.LOT, account.charge_entries)),
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
    lots = account.melt.entries
    yield _told(account, "net melt loss", net_loss(account), lots, is_burden=True)
    yield _told(account, "metal in dross won back", dross_recovery(account), lots, is_burden=False)


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


def _told(
    account: RecoveryAccount, label: str, told: Told, lots: tuple[str, ...], *, is_burden: bool
) -> QuantityFigure:
    ratio = told.ratio
    return QuantityFigure(
        label=label,
        of=account.organisation,
        numerator=None if ratio is None else ratio.part / G_PER_T,
        denominator=None if ratio is None else ratio.whole / G_PER_T,
        unknown=told.unknown,
        told="lots as posted, and what the plant measured",
        entries=(*entries_of(EntryKind.MEASUREMENT, told.entries), *entries_of(EntryKind.LOT, lots)),
        is_burden=is_burden,
    )


def loop_figures(account: RecoveryAccount) -> Iterator[QuantityFigure]:
    """Yield by which loop scrap came back, out of what went into it."""
    for loop in account.loops:
        is_told = bool(account.steps) or not loop.is_own
        whole = loop.whole_g or None
        yield QuantityFigure(
            label=f"scrap returned, {LOOP_WORDS[loop.kind]}",
            of=account.organisation,
            numerator=Fraction(loop.returned_g, G_PER_T) if is_told else None,
            denominator=Fraction(whole, G_PER_T) if whole is not None and is_told else None,
            unknown=_why_no_loop(loop) if is_told else "no process was posted in these days",
            told=f"out of {loop.whole_is}" if loop.whole_g is not None else "",
            entries=entries_of(EntryKind.LOT, loop.entries) if loop.is_own else (),
            movements=() if loop.is_own else tuple(_scrap_received(account)),
        )


def retention_figures(account: RecoveryAccount) -> Iterator[QuantityFigure]:
    """Yield what of the metal of each loop is there again: collection × processing × melting."""
    for each in retentions(account):
        yield QuantityFigure(
            label=f"retention, {LOOP_WORDS[each.kind]}",
            of=account.organisation,
            numerator=each.retained,
            numerator_unit="t",
            denominator=None if each.retained is None else Fraction(1),
            unknown=each.unknown,
            told="per tonne: the return rate above × yield of sorting × yield of melting",
            entries=entries_of(EntryKind.LOT, account.melt.entries) if account.melt else (),
        )


def _why_no_loop(loop: Loop) -> str:
    if loop.whole_g is None:
        return "nobody tells what there was to come back"
    if loop.kind is LoopKind.CUSTOMER and not loop.whole_g:
        return "no metal was shipped in these days"
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
