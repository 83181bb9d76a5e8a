"""What looks unusual in the accounts of a scope: signs that entries bear, and figures of whole periods.

An anomaly is a question, not a finding: it says what was seen, on which entries, how gravely it is taken and how it is
cleared. Nothing here decides anything. Those over several organisations are in `provenance`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from casthouse.assurance.ledger_population import escaped_line
from casthouse.assurance.ledger_risk import SIGN_WORDS, RiskSign
from casthouse.custody.position import StagePosition
from casthouse.custody.stage import Stage
from casthouse.measure.count import counted
from casthouse.measure.mass import tonnes_words
from casthouse.measure.period import Period
from casthouse.provenance.severity import Severity

LISTED_MAX = 50
"""So many entries are named in an anomaly; how many there are stands beside them."""


class AccountSign(StrEnum):
    """What the figures of a period may show."""

    OUTFLOW_ABOVE_INFLOW = "outflow_above_inflow"
    CEILING_REACHED = "ceiling_reached"
    CHANGE_ON_PERIOD_BEFORE = "change_on_period_before"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnomalyRules:
    """From where on figures look unusual, in percent; numbers of the assurance manual."""

    ceiling_percent: int
    change_percent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Anomaly:
    """Something unusual: its code, how gravely it is taken, what was seen and how it is cleared.

    `entries` are the references of the movements behind it, the first `LISTED_MAX` of `entries_total`; `period` is set
    where the figures of a period are meant. `key` names a question over the accounts of all, `digest` its evidence,
    `cleared` who cleared it and when.
    """

    code: str
    severity: Severity
    meaning: str
    detail: str
    clearing: str
    entries: tuple[str, ...] = ()
    entries_total: int = 0
    period: Period | None = None
    stage: Stage | None = None
    key: str = ""
    digest: str = ""
    cleared: str = ""

    @property
    def line(self) -> str:
        """What was seen as one canonical line; whether somebody cleared it is not of it."""
        return escaped_line((self.key, self.code, self.severity.value, self.detail, self.digest))


def entry_anomaly(sign: RiskSign, entries: Sequence[str], *, mass_g: int) -> Anomaly:
    """Return the anomaly of entries that bear a sign, in the order of the ledger."""
    words = SIGN_WORDS[sign]
    return Anomaly(
        code=sign.value,
        severity=words.severity,
        meaning=words.meaning,
        detail=f"{counted(len(entries), 'movement')}, {tonnes_words(mass_g)} t",
        clearing=words.clearing,
        entries=tuple(entries[:LISTED_MAX]),
        entries_total=len(entries),
    )


def account_anomalies(
    positions: Sequence[tuple[Period, Mapping[Stage, StagePosition]]], rules: AnomalyRules
) -> list[Anomaly]:
    """Return what is unusual in the figures of periods that follow each other, by period and stage."""
    found: list[Anomaly] = []
    before: Mapping[Stage, StagePosition] = {}
    for period, stages in positions:
        for stage, figures in stages.items():
            found += _of_stage(period, stage, figures, before.get(stage), rules)
        before = stages
    return found


def _of_stage(
    period: Period, stage: Stage, now: StagePosition, before: StagePosition | None, rules: AnomalyRules
) -> Iterator[Anomaly]:
    inflow_g = now.coc_inflow_g + now.non_coc_inflow_g + now.production_g
    if now.outflow_g > inflow_g:
        yield _of_account(
            AccountSign.OUTFLOW_ABOVE_INFLOW,
            Severity.HIGH,
            period,
            stage,
            detail=f"{tonnes_words(now.outflow_g)} t went out, {tonnes_words(inflow_g)} t came in or were made",
        )
    allowance_g = now.own_maximum_g + now.carried_in_g - now.to_repay_g
    if now.coc_outflow_g and now.coc_outflow_g * 100 >= allowance_g * rules.ceiling_percent:
        yield _of_account(
            AccountSign.CEILING_REACHED,
            Severity.MEDIUM,
            period,
            stage,
            detail=f"{tonnes_words(now.coc_outflow_g)} t sold as CoC of {tonnes_words(allowance_g)} t allowed; "
            f"a question from {rules.ceiling_percent} % on",
        )
    if before is not None:
        yield from _changes(period, stage, now, before, rules)


def _changes(
    period: Period, stage: Stage, now: StagePosition, before: StagePosition, rules: AnomalyRules
) -> Iterator[Anomaly]:
    for name, new_g, old_g in (
        ("outflow", now.outflow_g, before.outflow_g),
        ("CoC outflow", now.coc_outflow_g, before.coc_outflow_g),
    ):
        if old_g and abs(new_g - old_g) * 100 > old_g * rules.change_percent:
            yield _of_account(
                AccountSign.CHANGE_ON_PERIOD_BEFORE,
                Severity.LOW,
                period,
                stage,
                detail=f"{name} {tonnes_words(new_g)} t after {tonnes_words(old_g)} t in the period before; "
                f"a question from {rules.change_percent} % on",
            )


_WORDS: Mapping[AccountSign, tuple[str, str]] = {
    AccountSign.OUTFLOW_ABOVE_INFLOW: (
        "more went out of a stage than came in or was made",
        "see the stock at the beginning of the period, or the receipts that are missing",
    ),
    AccountSign.CEILING_REACHED: (
        "nearly all of the allowance was sold as CoC Material",
        "see the last CoC shipments of the period one by one, and the receipts that raised the allowance",
    ),
    AccountSign.CHANGE_ON_PERIOD_BEFORE: (
        "a figure changed strongly on the period before",
        "ask what changed in the plant or in the market, and see that no export is missing or came twice",
    ),
}


def _of_account(
    sign: AccountSign, severity: Severity, period: Period, stage: Stage, *, detail: str
) -> Anomaly:
    meaning, clearing = _WORDS[sign]
    return Anomaly(
        code=sign.value,
        severity=severity,
        meaning=meaning,
        detail=detail,
        clearing=clearing,
        period=period,
        stage=stage,
    )
