"""The statement of a material accounting period as XLSX: figures by stage, findings, rules."""

from typing import IO

from casthouse.custody.stage import STAGES
from casthouse.custody.statement import PeriodStatement
from casthouse.exchange.printed_figure import STAGE_WORDS, about_words, code_words, instant_figure
from casthouse.exchange.spreadsheet import CellKind, SheetColumn, Spreadsheet, add_all
from casthouse.exchange.stage_figure import figures_of, has_moved
from casthouse.measure.share import input_percentage_text, output_percentage_text, share_text

_FACT_COLUMNS = (SheetColumn(title="Fact", width=30), SheetColumn(title="Value", width=60))
_FIGURE_COLUMNS = (
    SheetColumn(title="Stage", width=14),
    SheetColumn(title="Figure", width=42),
    SheetColumn(title="Tonnes", width=20, kind=CellKind.TONNES),
    SheetColumn(title="Note", width=40),
)
_FINDING_COLUMNS = (
    SheetColumn(title="Finding", width=30),
    SheetColumn(title="About", width=24),
    SheetColumn(title="What was found", width=80),
)
_RULE_COLUMNS = (
    SheetColumn(title="Rule", width=34),
    SheetColumn(title="Value", width=30),
    SheetColumn(title="Clause", width=30),
    SheetColumn(title="Official text read", width=16),
)


def write_statement(target: IO[bytes], statement: PeriodStatement) -> None:
    """Write the statement to an open binary file."""
    with Spreadsheet(
        target, title=f"Statement {statement.scope} {statement.period.start.isoformat()}"
    ) as book:
        add_all(book.sheet("Statement", _FACT_COLUMNS), _facts(statement))
        add_all(book.sheet("Figures", _FIGURE_COLUMNS), _figures(statement))
        findings = [(code_words(each.code), about_words(each), each.detail) for each in statement.findings]
        add_all(book.sheet("Findings", _FINDING_COLUMNS), findings)
        rules = [
            (rule.name, rule.value, rule.clause, "yes" if rule.verified else "no") for rule in statement.rules
        ]
        add_all(book.sheet("Rules", _RULE_COLUMNS), rules)


def _facts(statement: PeriodStatement) -> list[tuple[str, str]]:
    standing = "superseded" if statement.is_superseded else "closed"
    if statement.closed_at is None:
        standing = "draft, the period is open"
    return [
        ("Standing", standing),
        ("Organisation", f"{statement.organisation_name} ({statement.organisation})"),
        ("Certification scope", statement.scope),
        ("Facilities in scope", ", ".join(statement.facilities)),
        ("Period", f"{statement.period.start.isoformat()} to {statement.period.last_day.isoformat()}"),
        ("Closed at", "" if statement.closed_at is None else instant_figure(statement.closed_at)),
        ("Closed by", statement.closed_by or ""),
        ("Force majeure", statement.force_majeure),
        ("Rule pack", statement.rule_pack),
    ]


def _figures(statement: PeriodStatement) -> list[tuple[str, str, int | str | None, str]]:
    rows: list[tuple[str, str, int | str | None, str]] = []
    for stage in (s for s in STAGES if has_moved(statement.stages[s])):
        position = statement.stages[stage]
        words = STAGE_WORDS[stage]
        rows.extend(
            (words, name, mass_g, "no limit" if mass_g is None else "")
            for name, mass_g, _ in figures_of(position, is_closed=statement.closed_at is not None)
        )
        exact = share_text(position.input_share) or "nothing came in"
        rows.append(
            (words, "Input Percentage", None, f"{input_percentage_text(position.input_share)} % ({exact})")
        )
        rows.append((words, "Output Percentage", None, f"{output_percentage_text(position.output_share)} %"))
    return rows
