"""The naive ledger: dictionaries, whole recomputation, no cache.

It keeps what the register and the movements files said and answers as the command line does. Speed is no aim.
A use case outside the import that would be refused returns its code as text.
"""

from typing import Any

from tests.oracle.calendar import day_before, period_number, period_start
from tests.oracle.importing import judge
from tests.oracle.position import (
    STAGES,
    Movement,
    Stages,
    as_answer,
    overdraft_limit_g,
    stages_from_movements,
)
from tests.oracle.rows import Row, rows_of

Span = tuple[str, str]


class Ledger:
    """One store: every organisation, scope and movement in it."""

    def __init__(self) -> None:
        self.organisations: set[str] = set()
        self.facilities: dict[str, str] = {}
        self.scopes: dict[str, dict[str, Any]] = {}
        self.certificates: dict[str, dict[str, str]] = {}
        self.openings: dict[tuple[str, str], tuple[int, int]] = {}
        self.movements: list[Movement] = []
        self.closed: dict[tuple[str, int], dict[str, Any]] = {}
        self.plans: dict[tuple[str, int, str], int] = {}
        self.documents_in_force: set[tuple[str, str]] = set()

    # -- the register ------------------------------------------------------------------------------------

    def register(self, content: dict[str, Any]) -> dict[str, int]:
        """Load a register file, given as the dictionary that a TOML reader makes of it."""
        for organisation in content.get("organisation", []):
            self.organisations.add(organisation["code"])
        for facility in content.get("facility", []):
            self.facilities[facility["code"]] = facility["organisation"]
        for scope in content.get("scope", []):
            self.scopes[scope["code"]] = {
                "organisation": scope["organisation"],
                "facilities": list(scope["facilities"]),
                "first": str(scope["first_period_start"]),
                "months": scope.get("period_months", 12),
            }
        for certificate in content.get("certificate", []):
            self.certificates[certificate["number"]] = {name: str(text) for name, text in certificate.items()}
        for opening in content.get("opening", []):
            carried = (opening.get("positive_balance_g", 0), opening.get("overdraft_g", 0))
            self.openings[opening["scope"], opening["stage"]] = carried
        return {
            name + "s": len(content.get(name, []))
            for name in ("organisation", "facility", "scope", "certificate")
        }

    # -- what is looked up ---------------------------------------------------------------------------------

    def scope_of(self, facility: str) -> str | None:
        """Return the scope in which the facility stands, or None."""
        for code, scope in self.scopes.items():
            if facility in scope["facilities"]:
                return code
        return None

    def has_another_scope(self, organisation: str, scope: str | None) -> bool:
        """Say whether the organisation has a scope besides this one."""
        return any(s["organisation"] == organisation and code != scope for code, s in self.scopes.items())

    def validity(self, scope: str) -> list[Span]:
        """Return first and last days of the scope's chain-of-custody certificates."""
        return [
            (c["valid_from"], c["valid_to"])
            for c in self.certificates.values()
            if c["scope"] == scope and c["standard"] == "chain_of_custody"
        ]

    def certified(self, scope: str, day: str) -> bool:
        """Say whether the scope has a valid chain-of-custody certificate on the day."""
        return any(first <= day <= last for first, last in self.validity(scope))

    def period_of(self, scope: str, day: str) -> int | None:
        """Return the number of the scope's period on the day; None before the first."""
        return period_number(self.scopes[scope]["first"], self.scopes[scope]["months"], day)

    def start(self, scope: str, number: int) -> str:
        """Return the first day of the scope's period."""
        return period_start(self.scopes[scope]["first"], self.scopes[scope]["months"], number)

    # -- figures -------------------------------------------------------------------------------------------

    def stages(
        self,
        scope: str,
        number: int,
        movements: list[Movement],
        *,
        on: str | None = None,
        planned: bool = False,
    ) -> Stages:
        """Return the figures of a period of a scope, were the store's movements these.

        Args:
            scope: code of the scope.
            number: of the period.
            movements: all movements of the store, reversals among them.
            on: movements after this day do not count.
            planned: use approved plans, as only the refusal test does.
        """
        frozen = self.closed.get((scope, number))
        if frozen and on is None:
            return dict(frozen["stages"])
        if number == 0:
            carried = {stage: self.openings.get((scope, stage), (0, 0)) for stage in STAGES}
        else:
            before = self.stages(scope, number - 1, movements, planned=planned)
            carried = {s: (before[s]["positive_balance_g"], before[s]["overdraft_g"]) for s in STAGES}
        reversed_ones = {(m["organisation"], m["reverses"]) for m in movements if m["kind"] == "reversal"}
        counted = [
            m
            for m in movements
            if m["kind"] != "reversal"
            and self.scope_of(m["facility"]) == scope
            and self.period_of(scope, m["date"]) == number
            and (m["organisation"], m["reference"]) not in reversed_ones
            and (on is None or m["date"] <= on)
        ]
        validity = frozen["validity"] if frozen else self.validity(scope)
        certified_days = {m["date"] for m in counted if any(a <= m["date"] <= b for a, b in validity)}
        plans = {stage: self.plans.get((scope, number, stage), 0) for stage in STAGES if planned}
        return stages_from_movements(counted, certified_days=certified_days, carried=carried, planned=plans)

    def last_period_in_use(self, scope: str, movements: list[Movement]) -> int:
        """Return the number of the last period of the scope in which a movement is dated."""
        numbers = [
            self.period_of(scope, m["date"]) for m in movements if self.scope_of(m["facility"]) == scope
        ]
        return max([0, *[n for n in numbers if n is not None]])

    def position(
        self, scope: str, *, period: str | None = None, on: str | None = None, today: str = ""
    ) -> Any:
        """Answer as `casthouse position`; the text `refused` where there is no such period."""
        day = on or period or today
        number = self.period_of(scope, day)
        if number is None or (period is not None and self.start(scope, number) != period):
            return "refused"
        return self._answer(scope, number, self.stages(scope, number, self.movements, on=on))

    # -- commands ------------------------------------------------------------------------------------------

    def import_text(
        self, organisation: str, text: str, *, partial: bool = False, dry_run: bool = False
    ) -> Any:
        """Answer as `casthouse movements import` for a file in the contract's own layout."""
        return self.import_rows(organisation, rows_of(text), partial=partial, dry_run=dry_run)

    def import_rows(
        self, organisation: str, rows: list[Row], *, partial: bool = False, dry_run: bool = False
    ) -> dict[str, Any]:
        """Post the rows, or say of each refused one why; `posted` counts the good new rows."""
        good, unchanged, refused = judge(self, organisation, rows)
        if not dry_run and (partial or not refused):
            self.movements.extend(good)
        return {"posted": len(good), "unchanged": unchanged, "skipped": 0, "refused": refused}

    def close(self, scope: str, start: str, *, today: str, force_majeure: bool = False) -> Any:
        """Close a period; again is a no-op. Of the findings only those about an overdraft are given."""
        number = self.period_of(scope, start)
        if number is None or self.start(scope, number) != start or today < self.start(scope, number + 1):
            return "refused"
        if any((scope, earlier) not in self.closed for earlier in range(number)):
            return "refused"
        if (scope, number) not in self.closed:
            stages = self.stages(scope, number, self.movements)
            self.closed[scope, number] = {
                "stages": stages,
                "validity": self.validity(scope),
                "findings": sorted(
                    {f for s in stages.values() for f in _overdraft_findings(s, force_majeure)}
                ),
            }
        frozen = self.closed[scope, number]
        return {**self._answer(scope, number, frozen["stages"]), "findings": frozen["findings"]}

    def reopen(self, scope: str, start: str) -> Any:
        """Reopen a period and every later one; returns the starts of those."""
        number = self.period_of(scope, start)
        if number is None or (scope, number) not in self.closed or self.start(scope, number) != start:
            return "refused"
        reopened = sorted(n for code, n in self.closed if code == scope and n >= number)
        for each in reopened:
            del self.closed[scope, each]
        return [self.start(scope, n) for n in reopened]

    def set_plan(self, scope: str, start: str, stage: str, outflow_g: int) -> None:
        """Approve a plan of outflow for a stage and period."""
        number = self.period_of(scope, start)
        assert number is not None
        self.plans[scope, number, stage] = outflow_g

    def _answer(self, scope: str, number: int, stages: Stages) -> dict[str, Any]:
        return {
            "scope": scope,
            "period": {"start": self.start(scope, number), "end": day_before(self.start(scope, number + 1))},
            "stages": {name: as_answer(stage) for name, stage in stages.items()},
        }


def _overdraft_findings(stage: dict[str, Any], force_majeure: bool) -> list[str]:  # noqa: FBT001
    if stage["overdraft_g"] == 0:
        return []
    if not force_majeure:
        return ["overdraft_not_allowed"]
    return ["overdraft_above_limit"] if stage["overdraft_g"] > overdraft_limit_g(stage) else []
