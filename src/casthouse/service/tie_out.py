"""Tying out an audited ledger: a period from its statement down to the imports, an entry from its row up.

Figures are recomputed from the movements, never read from a total. The source of an entry is proven by the file itself:
whoever shows it sees whether its digest is that of the import, and what it says in the entry's row.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from casthouse.assurance.tie_out import (
    SourceShare,
    TieCheck,
    document_checks,
    source_checks,
    statement_checks,
)
from casthouse.assurance.tied_entry import SourceFile, TiedEntry, entry_checks
from casthouse.custody.movement import Movement
from casthouse.custody.position import StagePosition
from casthouse.custody.stage import Stage, stage_of
from casthouse.exchange.movements_file import read_movements_file
from casthouse.measure.mass import QUANTITY_PATTERN, Unit, grams_from_text
from casthouse.measure.period import Period
from casthouse.refusal import Refusal
from casthouse.service.audited_ledger import AuditedLedger, audited_ledger
from casthouse.service.document_comparison import ComparedDocument, compared
from casthouse.service.permission import Act, Actor
from casthouse.service.profile import known_profiles
from casthouse.storage import movement_import as import_store
from casthouse.storage import movement_list as list_store
from casthouse.storage import tie_out as tie_store
from casthouse.storage.movement_import import PastImport


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodTieOut:
    """A period of an audited scope with every check from its statement down, and the imports that it rests on."""

    period: Period
    is_closed: bool
    stages: Mapping[Stage, StagePosition]
    checks: tuple[TieCheck, ...]
    sources: tuple[SourceShare, ...]

    @property
    def agrees(self) -> bool:
        """Say whether something was compared and all of it agrees."""
        return _agree(self.checks)


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryTieOut:
    """An entry with every check from its source up, its origin and its documents."""

    movement: Movement
    origin: PastImport
    documents: tuple[ComparedDocument, ...]
    period: Period | None
    checks: tuple[TieCheck, ...]

    @property
    def agrees(self) -> bool:
        """Say whether something was compared and all of it agrees."""
        return _agree(self.checks)


def _agree(checks: Sequence[TieCheck]) -> bool:
    compared_ones = [each.agrees for each in checks if each.agrees is not None]
    return bool(compared_ones) and all(compared_ones)


def tie_period(actor: Actor, *, audit: str, start: date | None = None) -> PeriodTieOut:
    """Tie a period out from its statement down to the imports; no start: the last period that the audit covers.

    Raises:
        Refusal: `not_permitted`, `audit_unknown`, `ledger_not_audited`, `period_unknown`.
    """
    return tied_period(audited_ledger(actor, Act.WORKBENCH_READ, audit), start)


def tied_period(ledger: AuditedLedger, start: date | None = None) -> PeriodTieOut:
    """Tie a period of an audited ledger out."""
    number = _covered_period(ledger, start)
    period = ledger.file.scope.calendar.period(number)
    is_closed = number < ledger.file.first_open
    stages = ledger.stages_in(number)
    part = replace(ledger.part, first=period.start, last=period.last_day)
    sources = tie_store.source_shares(part)
    checks = (
        *statement_checks(stages, ledger.recomputed_in(number), is_closed=is_closed),
        *document_checks(stages, tie_store.documented_outflow(part)),
        *source_checks(sources),
    )
    return PeriodTieOut(
        period=period, is_closed=is_closed, stages=stages, checks=checks, sources=tuple(sources)
    )


def _covered_period(ledger: AuditedLedger, start: date | None) -> int:
    starts = [each.start for each in ledger.periods]
    wanted = start or starts[-1]
    number = ledger.file.scope.calendar.number_starting(wanted)
    if number is None or wanted not in starts:
        raise Refusal(
            "period_unknown",
            found=f"start {wanted} for the audit {ledger.record.reference}",
            expected="the first day of a period that it covers: " + ", ".join(map(str, starts)),
            todo="correct the date",
        )
    return number


def tie_entry(actor: Actor, *, audit: str, reference: str, file: Path | None = None) -> EntryTieOut:
    """Tie a movement out from the row of its source up to the statement it counts in.

    Args:
        actor: somebody of the team.
        audit: reference of the audit.
        reference: reference of the movement.
        file: the file that is shown as its source; None: the check of the source stays open.

    Raises:
        Refusal: `not_permitted`, `audit_unknown`, `ledger_not_audited`, `movement_unknown`; what is wrong with the file
            as a movements file.
    """
    ledger = audited_ledger(actor, Act.WORKBENCH_READ, audit)
    movement, origin = covered_movement(ledger, reference)
    shown = None if file is None else _shown(ledger, movement, origin, file)
    return tied_entry(ledger, movement, origin, shown)


def covered_movement(ledger: AuditedLedger, reference: str) -> tuple[Movement, PastImport]:
    """Return a movement that an audit covers, and the import that brought it.

    Raises:
        Refusal: `movement_unknown`, the same for what is not there and what the audit does not cover.
    """
    key = list_store.id_of_reference(ledger.file.organisation_id, reference.strip())
    found = [] if key is None else list_store.movements(ledger.organisation, [key])
    if key is None or not found or not ledger.covers(found[0].facility, found[0].day):
        raise Refusal(
            "movement_unknown",
            found=f"reference “{reference[:80]}”",
            expected=f"a movement of {ledger.record.scope} from {ledger.span.first} to {ledger.span.last}",
            todo="correct the reference; the audit covers these sites and days",
        )
    return found[0], import_store.import_of_movement(key)


def tied_entry(
    ledger: AuditedLedger, movement: Movement, origin: PastImport, shown: SourceFile | None
) -> EntryTieOut:
    """Tie an entry of an audited ledger out."""
    documents = compared(ledger, movement=movement.reference)
    calendar, file = ledger.file.scope.calendar, ledger.file
    number = calendar.number_on(movement.day) if movement.is_in_force() else None
    period = None if number is None else calendar.period(number)
    statement = file.statements[number] if number is not None and number < file.first_open else None
    entry = TiedEntry(
        movement=movement,
        posted_at=origin.at,
        source_digest=origin.digest,
        documents=[(each.pair.number, each.differences) for each in documents],
        period=period,
        closed_at=statement.closed_at if statement else None,
        figures_agree=None
        if statement is None or number is None
        else _figures_agree(ledger, movement, number),
        file=shown,
    )
    return EntryTieOut(
        movement=movement,
        origin=origin,
        documents=tuple(documents),
        period=period,
        checks=tuple(entry_checks(entry)),
    )


def _figures_agree(ledger: AuditedLedger, movement: Movement, number: int) -> bool:
    assert movement.material is not None
    stage = stage_of(movement.material)
    stated, booked = ledger.stages_in(number), ledger.recomputed_in(number)
    checks = statement_checks({stage: stated[stage]}, booked, is_closed=True)
    return all(each.agrees for each in checks)


def _shown(ledger: AuditedLedger, movement: Movement, origin: PastImport, file: Path) -> SourceFile:
    known = known_profiles(ledger.organisation)
    profile = origin.profile if origin.profile in {each.name for each in known} else None
    read = read_movements_file(file, profiles=known, profile=profile)
    rows = read.rows.filter(read.rows["row"] == movement.source_row).to_dicts()
    return SourceFile(digest=read.digest, row=_said(rows[0]) if rows else None)


def _said(row: Mapping[str, Any]) -> dict[str, str]:
    """Return what a row says, its mass in grams where it can be read as one."""
    said = {name: str(text or "") for name, text in row.items()}
    quantity, unit = said.get("quantity", ""), said.get("unit", "")
    if re.fullmatch(QUANTITY_PATTERN, quantity) and unit in set(Unit):
        said["mass_g"] = str(grams_from_text(quantity, Unit(unit)))
    return said


def checks_json(checks: Sequence[TieCheck]) -> list[dict[str, Any]]:
    """Return checks as commands and the API print them; `agrees` is null where nothing compares."""
    return [
        {
            "step": each.step.value,
            "subject": each.subject,
            "found": each.found,
            "expected": each.expected,
            "agrees": each.agrees,
        }
        for each in checks
    ]


def period_json(tied: PeriodTieOut) -> dict[str, Any]:
    """Return the members of a period that was tied out; its end is inclusive."""
    return {
        "period": {"start": tied.period.start.isoformat(), "end": tied.period.last_day.isoformat()},
        "is_closed": tied.is_closed,
        "agrees": tied.agrees,
        "checks": checks_json(tied.checks),
        "sources": [
            {
                "import": each.number,
                "source": each.source,
                "digest": each.digest,
                "posted_at": each.posted_at.isoformat(),
                "entries": each.entries,
                "mass_g": each.mass_g,
            }
            for each in tied.sources
        ],
    }


def entry_json(tied: EntryTieOut) -> dict[str, Any]:
    """Return the members of an entry that was tied out."""
    movement, origin = tied.movement, tied.origin
    return {
        "reference": movement.reference,
        "day": movement.day.isoformat(),
        "facility": movement.facility,
        "kind": movement.kind.value,
        "material": movement.material.value if movement.material else None,
        "mass_g": movement.quantity_g,
        "coc": movement.coc,
        "counterparty": movement.counterparty or None,
        "source": {
            "import": origin.number,
            "source": origin.source,
            "digest": origin.digest,
            "row": movement.source_row,
            "posted_at": origin.at.isoformat(),
            "posted_by": origin.actor,
        },
        "documents": [each.as_json() for each in tied.documents],
        "agrees": tied.agrees,
        "checks": checks_json(tied.checks),
    }
