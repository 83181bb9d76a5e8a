"""The rules that Casthouse knows, in the order in which they are listed.

What a rule means and which form its value has is the same in every edition and stands here. The values stand
in the rule packs (`rule_packs/*.toml`). A pack that leaves out a rule, unless it is optional, or names one
that is not here, is refused. So is a value that Casthouse does not follow, where it follows only one.
"""

from fractions import Fraction

from casthouse.parties.activity import Activity
from casthouse.parties.organisation import Membership
from casthouse.standard.rule import RuleKind
from casthouse.standard.rule_value import Choice, Choices, Count, Counts, DayOfYear, Flag, Share

UP_TO_TEN_YEARS = Count(at_least=1, at_most=120)
UP_TO_ONE_YEAR = Count(at_least=1, at_most=12)
ONCE_OR_NOT = Count(at_least=0, at_most=1)
YES_OR_NO = "yes or no"
MONTHS = "months"
ACTIVITIES = Choices(words=tuple(activity.value for activity in Activity))
MEMBERSHIPS = Choices(words=tuple(membership.value for membership in Membership))

CERTIFICATION_RULES = (
    RuleKind(
        id="membership.classes",
        meaning="Classes of membership that may hold a chain-of-custody certificate",
        form=MEMBERSHIPS,
        unit="membership class",
    ),
    RuleKind(
        id="certification.performance_first",
        meaning="Activities that need a performance certificate before the chain-of-custody certificate",
        form=ACTIVITIES,
        unit="activity",
        optional=True,
    ),
    RuleKind(
        id="certification.performance_months_after_joining",
        meaning="Post-casthouse: time after joining until the performance certificate is due",
        form=UP_TO_TEN_YEARS,
        unit=MONTHS,
        optional=True,
    ),
    RuleKind(
        id="certification.performance_months_after_grant",
        meaning="Post-casthouse, where that date was met elsewhere: time after the grant until it is due",
        form=UP_TO_TEN_YEARS,
        unit=MONTHS,
        optional=True,
    ),
    RuleKind(
        id="certification.months", meaning="How long a certificate runs", form=UP_TO_TEN_YEARS, unit=MONTHS
    ),
    RuleKind(
        id="certification.surveillance_month",
        meaning="When the surveillance audit usually takes place, counted from the grant",
        form=UP_TO_TEN_YEARS,
        unit=MONTHS,
    ),
    RuleKind(
        id="certification.audit_report_weeks",
        meaning="Time for the audit report after the audit",
        form=Count(at_least=1, at_most=52),
        unit="weeks",
    ),
)

ACCOUNTING_RULES = (
    RuleKind(
        id="period.months_max", meaning="Longest material accounting period", form=UP_TO_ONE_YEAR, unit=MONTHS
    ),
    RuleKind(
        id="period.months_usual",
        meaning="Length of the material accounting period where none is chosen",
        form=UP_TO_ONE_YEAR,
        unit=MONTHS,
    ),
    RuleKind(
        id="balance.carry_periods",
        meaning="Periods into which a Positive Balance is carried before it expires; 0: it expires at once",
        form=ONCE_OR_NOT,
        unit="periods",
    ),
    RuleKind(
        id="balance.drawn_first",
        meaning="A carried Positive Balance is drawn before the period's own maximum",
        form=Flag(),
        unit=YES_OR_NO,
        only=True,
    ),
    RuleKind(
        id="overdraft.limit",
        meaning="Largest Internal Overdraft that closing tolerates",
        form=Share(),
        unit="share of the overdraft base",
    ),
    RuleKind(
        id="overdraft.base",
        meaning="What the overdraft limit is a share of",
        form=Choice(words=("coc_input", "coc_output")),
        unit="word",
    ),
    RuleKind(
        id="overdraft.needs_force_majeure",
        meaning="An Internal Overdraft needs a recorded force majeure",
        form=Flag(),
        unit=YES_OR_NO,
    ),
    RuleKind(
        id="overdraft.within_affected_mass",
        meaning="An Internal Overdraft stays within the mass that the force majeure hit, if recorded",
        form=Flag(),
        unit=YES_OR_NO,
    ),
    RuleKind(
        id="overdraft.repay_periods",
        meaning="Periods within which an overdraft is repaid",
        form=Count(at_least=1, at_most=1),
        unit="periods",
        only=1,
    ),
    RuleKind(
        id="overdraft.confirmed_order",
        meaning="A confirmed order must back an Internal Overdraft",
        form=Flag(),
        unit=YES_OR_NO,
    ),
    RuleKind(
        id="claim.share",
        meaning="CoC share with which goods inside the allowance are sold",
        form=Share(),
        unit="share of the goods",
        only=Fraction(1),
    ),
    RuleKind(
        id="scrap.outgoing_uses_input_share",
        meaning="Outgoing scrap uses the Input Percentage of its stage",
        form=Flag(),
        unit=YES_OR_NO,
        only=True,
    ),
    RuleKind(
        id="scrap.outgoing_cap_separate",
        meaning="Scrap sold as CoC Material has a maximum of its own",
        form=Flag(),
        unit=YES_OR_NO,
        only=False,
    ),
    RuleKind(
        id="mass.yield_factor",
        meaning="A yield factor is used within one material type",
        form=Flag(),
        unit=YES_OR_NO,
        only=False,
    ),
    RuleKind(
        id="mass.dry_basis",
        meaning="Bauxite and alumina are accounted by dry mass",
        form=Flag(),
        unit=YES_OR_NO,
        only=True,
    ),
    RuleKind(
        id="mass.alloying_elements",
        meaning="How alloying elements that stay in the product are booked",
        form=Choice(words=("non_coc", "not_counted")),
        unit="word",
    ),
    RuleKind(
        id="stages.method",
        meaning="How scopes with several stages are accounted",
        form=Choice(words=("chained", "aluminium_equivalent")),
        unit="word",
        only="chained",
    ),
)

SOURCING_RULES = (
    RuleKind(
        id="scrap.post_consumer_needs_due_diligence",
        meaning="Post-consumer scrap is eligible by the due diligence on its supplier",
        form=Flag(),
        unit=YES_OR_NO,
        only=True,
    ),
    RuleKind(
        id="scrap.pre_consumer_needs_document",
        meaning="Pre-consumer scrap is eligible by the CoC Document of a certified supplier",
        form=Flag(),
        unit=YES_OR_NO,
        only=True,
    ),
    RuleKind(
        id="scrap.dross",
        meaning="How metal recovered from dross is judged",
        form=Choice(words=("pre_consumer", "non_coc")),
        unit="word",
        only="pre_consumer",
    ),
    RuleKind(
        id="scrap.mixed_without_split",
        meaning="How a mixed lot without a documented split is booked",
        form=Choice(words=("non_coc",)),
        unit="word",
        only="non_coc",
    ),
    RuleKind(
        id="scrap.kind_in_doubt",
        meaning="How scrap of doubtful kind is judged",
        form=Choice(words=("pre_consumer", "non_coc")),
        unit="word",
        only="pre_consumer",
    ),
    RuleKind(
        id="due_diligence.renewal_months",
        meaning="How long the due diligence on a supplier stands before it is renewed",
        form=UP_TO_TEN_YEARS,
        unit=MONTHS,
    ),
    RuleKind(
        id="cash.cap",
        meaning="Cash purchases of scrap are blocked above this or the legal limit, whichever is lower",
        form=Count(at_least=0, at_most=1_000_000),
        unit="USD",
    ),
    RuleKind(
        id="cash.linked_days",
        meaning="Cash purchases of one supplier or owner this close together are linked and count together",
        form=Count(at_least=0, at_most=366),
        unit="days",
    ),
    RuleKind(
        id="contractor.listed",
        meaning="An outsourcing contractor is listed in the certification scope",
        form=Flag(),
        unit=YES_OR_NO,
        only=True,
    ),
    RuleKind(
        id="contractor.may_outsource_again",
        meaning="A contractor may hand the material to another contractor",
        form=Flag(),
        unit=YES_OR_NO,
        only=False,
    ),
    RuleKind(
        id="contractor.difference",
        meaning="Difference of sent and returned mass above which an explanation is needed",
        form=Share(),
        unit="share of the mass to account for",
    ),
)

RECORD_RULES = (
    RuleKind(
        id="receipt.tolerance",
        meaning="Difference of goods and CoC Document above which a receipt is held",
        form=Share(),
        unit="share of the document's mass",
    ),
    RuleKind(
        id="receipt.trader_route",
        meaning="Material may come through a trader or a warehouse if its producer confirms the document",
        form=Flag(),
        unit=YES_OR_NO,
    ),
    RuleKind(
        id="document.greenhouse_gas_intensity",
        meaning="Greenhouse gas intensity in a CoC Document",
        form=Choice(words=("optional", "required")),
        unit="word",
    ),
    RuleKind(
        id="records.retention_years",
        meaning="How long records are locked against deletion",
        form=Count(at_least=1, at_most=100),
        unit="years",
    ),
    RuleKind(
        id="report.deadline",
        meaning="Day of the following year by which the annual report is due",
        form=DayOfYear(),
        unit="month and day",
    ),
    RuleKind(
        id="report.reminder_days",
        meaning="How long before that day reminders are due",
        form=Counts(each=Count(at_least=1, at_most=366)),
        unit="days",
    ),
    RuleKind(
        id="report.change_to_explain",
        meaning="Change on last year's report above which a figure is flagged before sending",
        form=Share(),
        unit="share of last year's figure",
    ),
    RuleKind(
        id="reconciliation.months",
        meaning="How often the accounts are reconciled",
        form=UP_TO_ONE_YEAR,
        unit=MONTHS,
        optional=True,
    ),
    RuleKind(
        id="reconciliation.tolerance",
        meaning="Difference of books and declared mass above which a reconciliation reports it",
        form=Share(),
        unit="share of the booked mass",
    ),
)

MARKET_CREDIT_RULES = (
    RuleKind(
        id="market_credit.allowed",
        meaning="The edition knows market credits",
        form=Flag(),
        unit=YES_OR_NO,
    ),
    RuleKind(
        id="market_credit.usual",
        meaning="A scope uses market credits unless it says otherwise",
        form=Flag(),
        unit=YES_OR_NO,
    ),
    RuleKind(
        id="market_credit.unit_g",
        meaning="Mass of ASI Aluminium behind one credit",
        form=Count(at_least=1, at_most=10**9),
        unit="g",
        optional=True,
    ),
    RuleKind(
        id="market_credit.allocated_by",
        meaning="Activities that allocate market credits",
        form=ACTIVITIES,
        unit="activity",
        optional=True,
    ),
    RuleKind(
        id="market_credit.bought_by",
        meaning="Activities that buy market credits",
        form=ACTIVITIES,
        unit="activity",
        optional=True,
    ),
    RuleKind(
        id="market_credit.resale",
        meaning="A market credit may be sold on",
        form=Flag(),
        unit=YES_OR_NO,
        only=False,
        optional=True,
    ),
    RuleKind(
        id="market_credit.carry_over",
        meaning="A market credit may be used after the period of its allocation",
        form=Flag(),
        unit=YES_OR_NO,
        only=False,
        optional=True,
    ),
)

MARKET_CREDIT_DETAILS = tuple(kind.id for kind in MARKET_CREDIT_RULES if kind.optional)
"""What an edition that allows market credits must also say."""

RULE_KINDS: dict[str, RuleKind] = {
    kind.id: kind
    for kind in (
        *CERTIFICATION_RULES,
        *ACCOUNTING_RULES,
        *SOURCING_RULES,
        *RECORD_RULES,
        *MARKET_CREDIT_RULES,
    )
}
