"""The annual report of an organisation on a calendar year (CoC Standard criterion 1.7).

Everything is summed from dated flows, so a period that is no calendar year needs no special case. Percentages
of an account are those of the year.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from casthouse.custody.finding import Finding
from casthouse.custody.month_flow import MonthFlow
from casthouse.custody.position import NO_FLOW, Flow
from casthouse.custody.report_account import AccountBalance, AccountYear, account_years
from casthouse.custody.report_flag import ReportFlag, report_flags
from casthouse.custody.stage import STAGES, Material, Stage
from casthouse.parties.activity import Activity


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRules:
    """Numbers of the rule pack: the deadline, whether the official text was read for it, what is a jump."""

    deadline: date
    deadline_verified: bool
    change_limit: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportCorrection:
    """A correction since the last report: what was corrected, when and why."""

    day: date
    subject: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFacts:
    """What a report is made from.

    Attributes:
        organisation: its code.
        organisation_name: its name.
        year: the calendar year.
        first_day: the first day reported, later than 1 January when certified during the year.
        flows: the flows of the year, from `first_day` on.
        last_year_flows: those of the year before; None when it was not reported.
        balances: one for each account whose period ended in the year.
        corrections: those since the last report.
        certified_activities: the activities in the certification scopes of the organisation.
        findings: what closing found, or would find, in the periods that overlap the year and have ended.
    """

    organisation: str
    organisation_name: str
    year: int
    first_day: date
    flows: Sequence[MonthFlow]
    last_year_flows: Sequence[MonthFlow] | None
    balances: Sequence[AccountBalance]
    corrections: Sequence[ReportCorrection]
    certified_activities: frozenset[Activity]
    findings: Sequence[Finding] = ()

    def __post_init__(self) -> None:
        assert self.first_day.year == self.year
        assert all(each.month.year == self.year for each in self.flows)
        assert all(each.month.year == self.year - 1 for each in self.last_year_flows or ())


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityYear:
    """Input and output at the facilities that do the same activities, by stage; masses in grams."""

    activities: tuple[Activity, ...]
    stage: Stage
    flow: Flow


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialYear:
    """What was mined, bought, made and sold of one material; masses in grams.

    Of scrap, what was bought or sold as CoC is Eligible Scrap.
    """

    material: Material
    coc_extraction_g: int
    non_coc_extraction_g: int
    flow: Flow

    @property
    def coc_bought_g(self) -> int:
        """CoC Material or Eligible Scrap bought."""
        return self.flow.coc_inflow_g - self.coc_extraction_g

    @property
    def non_coc_bought_g(self) -> int:
        """Other material bought."""
        return self.flow.non_coc_inflow_g - self.non_coc_extraction_g

    @property
    def coc_sold_g(self) -> int:
        """What was sold as CoC Material or Eligible Scrap."""
        return self.flow.coc_outflow_g

    @property
    def non_coc_sold_g(self) -> int:
        """What was sold as other material."""
        return self.flow.outflow_g - self.flow.coc_outflow_g


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnualReport:
    """The report, with what is to be looked at before it is sent."""

    organisation: str
    organisation_name: str
    year: int
    first_day: date
    accounts: tuple[AccountYear, ...]
    activities: tuple[ActivityYear, ...]
    materials: tuple[MaterialYear, ...]
    corrections: tuple[ReportCorrection, ...]
    flags: tuple[ReportFlag, ...]
    rules: ReportRules

    @property
    def last_day(self) -> date:
        """The last day reported."""
        return date(self.year, 12, 31)


def annual_report(facts: ReportFacts, rules: ReportRules) -> AnnualReport:
    """Return the report on a year."""
    accounts = account_years(facts.flows, facts.balances, year=facts.year)
    activities = _activity_years(facts.flows)
    before = facts.last_year_flows
    return AnnualReport(
        organisation=facts.organisation,
        organisation_name=facts.organisation_name,
        year=facts.year,
        first_day=facts.first_day,
        accounts=accounts,
        activities=activities,
        materials=tuple(_material_years(facts.flows)),
        corrections=tuple(sorted(facts.corrections, key=lambda each: (each.day, each.subject))),
        flags=report_flags(
            accounts,
            last_year=None if before is None else account_years(before, (), year=facts.year - 1),
            certified=facts.certified_activities,
            reported=frozenset(activity for each in activities for activity in each.activities),
            change_limit=rules.change_limit,
            findings=facts.findings,
        ),
        rules=rules,
    )


def _activity_years(flows: Iterable[MonthFlow]) -> tuple[ActivityYear, ...]:
    sums: dict[tuple[tuple[Activity, ...], Stage], Flow] = {}
    for each in flows:
        key = (each.activities, each.stage)
        sums[key] = sums.get(key, NO_FLOW) + each.flow
    order = {activity: place for place, activity in enumerate(Activity)}
    keys = sorted(sums, key=lambda key: ([order[activity] for activity in key[0]], STAGES.index(key[1])))
    return tuple(ActivityYear(activities=key[0], stage=key[1], flow=sums[key]) for key in keys)


def _material_years(flows: Sequence[MonthFlow]) -> Iterable[MaterialYear]:
    for material in Material:
        own = [each for each in flows if each.material is material]
        if own:
            yield MaterialYear(
                material=material,
                coc_extraction_g=sum(each.coc_extraction_g for each in own),
                non_coc_extraction_g=sum(each.non_coc_extraction_g for each in own),
                flow=sum((each.flow for each in own), NO_FLOW),
            )
