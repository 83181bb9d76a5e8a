"""What looks unusual in the ledger that an audit covers: each with its entries and how it is cleared."""

from collections.abc import Iterator, Mapping
from typing import Any

from casthouse.assurance.document_comparison import DIFFERENCE_WORDS, SideDifference
from casthouse.assurance.ledger_anomaly import (
    LISTED_MAX,
    Anomaly,
    account_anomalies,
    entry_anomaly,
)
from casthouse.assurance.ledger_population import PopulationOver
from casthouse.assurance.ledger_risk import SIGN_WORDS, RiskSign, signs_of
from casthouse.custody.position import StagePosition
from casthouse.custody.stage import Stage
from casthouse.measure.count import counted
from casthouse.measure.mass import tonnes_words
from casthouse.measure.period import Period
from casthouse.provenance.severity import SEVERITY_ORDER, Severity
from casthouse.service.audited_anomaly import chain_anomalies_of
from casthouse.service.audited_ledger import AuditedLedger, audited_ledger
from casthouse.service.document_comparison import ComparedDocument, compared
from casthouse.service.ledger_population import population_of
from casthouse.service.permission import Act, Actor
from casthouse.storage import document_comparison as comparison_store

GRAVE = frozenset(
    {
        SideDifference.DISPUTED,
        SideDifference.BOOKED_TWICE,
        SideDifference.BOOKED_THOUGH_ENDED,
        SideDifference.MATERIAL_DIFFERS,
        SideDifference.SHIPMENT_DIFFERS,
    }
)


def anomalies(actor: Actor, *, audit: str) -> list[Anomaly]:
    """Return what looks unusual in the ledger that an audit covers, the gravest first.

    Raises:
        Refusal: `not_permitted`, `audit_unknown`, `ledger_not_audited`.
    """
    return anomalies_of(audited_ledger(actor, Act.WORKBENCH_READ, audit))


def anomalies_of(ledger: AuditedLedger) -> list[Anomaly]:
    """Return what looks unusual in an audited ledger, the gravest first."""
    documents = compared(ledger)
    found = [
        *_of_entries(ledger),
        *account_anomalies(_positions(ledger), ledger.manual.ledger_anomaly),
        *_of_documents(documents),
        *chain_anomalies_of(ledger, documents),
    ]
    return sorted(found, key=lambda each: SEVERITY_ORDER[each.severity])


def _of_entries(ledger: AuditedLedger) -> Iterator[Anomaly]:
    population = population_of(ledger, PopulationOver.MOVEMENTS)
    signs = signs_of(population, ledger.manual.ledger_risk, ledger.periods)
    for name in signs.columns:
        sign = RiskSign(name)
        if SIGN_WORDS[sign].severity is not Severity.NONE and signs[name].any():
            borne = population.frame.filter(signs[name])
            yield entry_anomaly(sign, borne["key"].to_list(), mass_g=sum(borne["mass_g"].to_list()))
    taken_back = comparison_store.reversed_after_document(ledger.part)
    if taken_back:
        yield entry_anomaly(
            RiskSign.REVERSED_AFTER_DOCUMENT,
            [reference for reference, _ in taken_back],
            mass_g=sum(mass_g for _, mass_g in taken_back),
        )


def _positions(ledger: AuditedLedger) -> list[tuple[Period, Mapping[Stage, StagePosition]]]:
    """Return the figures of the periods that are looked at, after those of the one before: frozen where closed."""
    calendar = ledger.file.scope.calendar
    numbers = [
        number for each in ledger.periods if (number := calendar.number_starting(each.start)) is not None
    ]
    before = [min(numbers) - 1] if numbers and min(numbers) > 0 else []
    return [(calendar.period(number), ledger.stages_in(number)) for number in [*before, *numbers]]


def _of_documents(documents: list[ComparedDocument]) -> Iterator[Anomaly]:
    for difference in SideDifference:
        those = [each.pair for each in documents if difference in each.differences]
        if those and difference is not SideDifference.OTHER_SIDE_UNKNOWN:
            meaning, clearing = DIFFERENCE_WORDS[difference]
            mass_g = sum(each.recorded.mass_g for each in those)
            yield Anomaly(
                code=f"document_{difference.value}",
                severity=Severity.HIGH if difference in GRAVE else Severity.MEDIUM,
                meaning=meaning,
                detail=f"{counted(len(those), 'document')}, {tonnes_words(mass_g)} t",
                clearing=clearing,
                entries=tuple(each.movement for each in those[:LISTED_MAX]),
                entries_total=len(those),
            )


def anomaly_json(anomaly: Anomaly) -> dict[str, Any]:
    """Return the members of an anomaly as commands and the API print them; the end of a period is inclusive."""
    period = anomaly.period
    return {
        "code": anomaly.code,
        "severity": anomaly.severity.value,
        "meaning": anomaly.meaning,
        "detail": anomaly.detail,
        "clearing": anomaly.clearing,
        "entries": list(anomaly.entries),
        "entries_total": anomaly.entries_total,
        "period": None
        if period is None
        else {"start": period.start.isoformat(), "end": period.last_day.isoformat()},
        "stage": anomaly.stage.value if anomaly.stage else None,
        "key": anomaly.key,
        "digest": anomaly.digest,
        "cleared": anomaly.cleared,
    }
