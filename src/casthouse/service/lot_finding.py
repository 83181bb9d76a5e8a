"""What `casthouse check` finds of lots: what the books contradict, and processes posted after the close."""

from collections.abc import Iterator
from datetime import date

from casthouse.custody.finding import Finding, FindingCode
from casthouse.exchange.anomaly_rules_file import built_in_anomaly_rules
from casthouse.measure.count import counted
from casthouse.provenance.lot_anomaly import lot_findings
from casthouse.provenance.lot_day import lot_day_findings
from casthouse.provenance.made_scrap import made_scrap_findings
from casthouse.service.scope_ledger import ScopeFile
from casthouse.storage.late_process import late_processes
from casthouse.storage.lot_day import ahead_processes, early_draws
from casthouse.storage.lot_short import renamed_inputs, short_lots
from casthouse.storage.made_scrap import metal_called_scrap


def all_lot_findings() -> Iterator[Finding]:
    """Return what the books of all organisations say of lots and cannot be."""
    yield from lot_findings(short_lots(date.min, date.max), renamed_inputs(date.min, date.max))
    days = built_in_anomaly_rules().whole("process_ahead_days")
    yield from lot_day_findings(early_draws(date.min, date.max), ahead_processes(date.min, days=days))
    yield from made_scrap_findings(metal_called_scrap(date.min, date.max))


def late_process_findings(file: ScopeFile) -> Iterator[Finding]:
    """Return the closed periods of a scope of which processes were posted after the close.

    The statement counts movements and stays as it is; yields, recycled content and footprints of its days do not.
    """
    if not file.statements:
        return
    earliest = min(each.closed_at for each in file.statements)
    late = late_processes(file.organisation_id, file.sites, since=earliest)
    for statement in file.statements:
        found = [each for each in late if each.day in statement.period and each.at > statement.closed_at]
        if found:
            count = sum(each.processes for each in found)
            ends = sorted(name for each in found for name in (each.first, each.last))
            named = ends[0] if ends[0] == ends[-1] else f"{ends[0]} to {ends[-1]}"
            yield Finding(
                code=FindingCode.PROCESS_AFTER_CLOSING,
                subject=f"{file.scope.code} {statement.period.start}",
                detail=(
                    f"{counted(count, 'process', 'processes')} posted since the close of "
                    f"{statement.closed_at:%Y-%m-%d}: {named}; recycled content, yields and footprints of these days "
                    "are others than at the close"
                ),
            )
