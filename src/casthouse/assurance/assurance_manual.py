"""The numbers of the assurance model as data: rules of a manual, each with clause, tag, source and `verified`.

`assurance_manual_text.py` reads a manual from TOML; here each noun is handed the numbers that it asks for.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from types import MappingProxyType

from casthouse.assurance.accreditation import TeamLimits
from casthouse.assurance.audit import AuditDeadlines
from casthouse.assurance.audit_plan import EffortRules, InterviewRules, NoticeRules
from casthouse.assurance.certificate_terms import CertificateTerms
from casthouse.assurance.complaint_deadline import ComplaintDeadlines, Weekday
from casthouse.assurance.corrective_action import CorrectionLimits
from casthouse.assurance.decision import DecisionLimits
from casthouse.assurance.duty_terms import DutyTerms
from casthouse.assurance.ledger_anomaly import AnomalyRules
from casthouse.assurance.ledger_risk import SIGNS_OF, RiskRules, RiskSign
from casthouse.assurance.ledger_sample import SampleLimits
from casthouse.assurance.maturity import Maturity, MaturityProfile, SurveillanceMonths
from casthouse.assurance.performance_exemption import ExemptionRules
from casthouse.assurance.publication import PublicationRules
from casthouse.assurance.site_sampling import SamplingRules
from casthouse.measure.disclosure import DisclosureRules
from casthouse.parties.activity import Activity
from casthouse.parties.duty import Basis
from casthouse.parties.reminder import ReminderRules
from casthouse.standard.rule import Rule
from casthouse.standard.rule_value import Choices, Codes, Count, Counts, Flag, RuleValue, Share, ValueForm

MONTHS = Count(at_least=1, at_most=120)
DAYS = Count(at_least=0, at_most=366)
NUMBER = Count(at_least=1, at_most=1_000)
WEIGHT = Count(at_least=0, at_most=100)
WEIGHED = frozenset(sign for signs in SIGNS_OF.values() for sign in signs)
ACTIVITIES = Choices(words=tuple(each.value for each in Activity))
REST_DAYS = Choices(words=tuple(each.value for each in Weekday)[1:])  # Monday at least is a business day
MANUAL_RULES: Mapping[str, ValueForm] = MappingProxyType(
    {
        "non_conformance.repeated_minors": Count(at_least=2, at_most=100),
        "exemption.criteria": Codes(),
        "exemption.activities": ACTIVITIES,
        "exemption.months_max": MONTHS,
        "decision.provisional_majors_max": Count(at_least=0, at_most=100),
        "decision.full_months": MONTHS,
        "decision.provisional_months": MONTHS,
        "decision.provisional_in_a_row": Flag(),
        "certificate.extension_months": MONTHS,
        "certificate.cure_months": MONTHS,
        "correction.plan_months": MONTHS,
        "correction.major_warn_months": MONTHS,
        "correction.major_months": MONTHS,
        "correction.minor_months": MONTHS,
        "surveillance.high_months": Counts(each=MONTHS),
        "surveillance.high_on_site": Flag(),
        "surveillance.medium_months": Counts(each=MONTHS),
        "surveillance.low_months": Counts(each=MONTHS),
        "notice.plan_days": DAYS,
        "notice.plan_activities": ACTIVITIES,
        "report.days": DAYS,
        "oversight.days": DAYS,
        "sampling.factor_initial": Share(),
        "sampling.factor_surveillance": Share(),
        "sampling.factor_recertification": Share(),
        "sampling.risk_share": Share(),
        "sampling.random_share": Share(),
        "interviews.at_least": NUMBER,
        "interviews.at_most": NUMBER,
        "effort.staff_below": Counts(each=Count(at_least=1, at_most=1_000_000)),
        "effort.days": Counts(each=NUMBER),
        "effort.heavy_activities": ACTIVITIES,
        "effort.heavy_percent": Count(at_least=100, at_most=1_000),
        "effort.communities_days": DAYS,
        "effort.joint_custody_days": DAYS,
        "effort.factor_surveillance": Share(),
        "effort.factor_recertification": Share(),
        "ledger_sample.size": NUMBER,
        "ledger_sample.size_max": Count(at_least=1, at_most=100_000),
        "ledger_risk.period_end_days": DAYS,
        "ledger_risk.posted_late_days": DAYS,
        "ledger_risk.round_kg": Count(at_least=1, at_most=1_000_000),
        "ledger_risk.large_times": Count(at_least=2, at_most=1_000),
        **{f"ledger_risk.weight_{sign.value}": WEIGHT for sign in RiskSign if sign in WEIGHED},
        "ledger_anomaly.ceiling_percent": Count(at_least=1, at_most=100),
        "ledger_anomaly.change_percent": Count(at_least=1, at_most=1_000),
        "accreditation.consulting_months": MONTHS,
        "accreditation.lead_cycles_max": NUMBER,
        "accreditation.renew_months": MONTHS,
        "membership.certify_months": MONTHS,
        "certificate.reminder_months": Counts(each=MONTHS),
        "surveillance.window_months": MONTHS,
        "surveillance.late_months": MONTHS,
        "evidence.renew_days": DAYS,
        "reminder.near_days": DAYS,
        "reminder.steps_days": Counts(each=DAYS),
        "complaint.answer_business_days": DAYS,
        "complaint.target_days": DAYS,
        "complaint.appeal_days": DAYS,
        "complaint.weekend": REST_DAYS,
        "publication.organisations_min": NUMBER,
        "publication.dominant": Count(at_least=0, at_most=100),
        "publication.dominant_share": Share(),
        "publication.after_months": MONTHS,
    }
)
"""Every number that the assurance model asks for, with the form that it must have."""


@dataclass(frozen=True, kw_only=True)
class AssuranceManual:
    """The rules of one assurance manual, and its table of maturity."""

    code: str
    name: str
    published: str
    rules: tuple[Rule, ...]
    maturity: Mapping[MaturityProfile, Maturity]

    @property
    def team(self) -> TeamLimits:
        """Who may audit."""
        return TeamLimits(
            consulting_months=self._count("accreditation.consulting_months"),
            lead_cycles_max=self._count("accreditation.lead_cycles_max"),
        )

    @cached_property
    def terms(self) -> CertificateTerms:
        """How long certificates run."""
        return CertificateTerms(
            full_months=self._count("decision.full_months"),
            provisional_months=self._count("decision.provisional_months"),
            extension_months=self._count("certificate.extension_months"),
            cure_months=self._count("certificate.cure_months"),
            is_provisional_again=bool(self._value("decision.provisional_in_a_row")),
        )

    @property
    def notice(self) -> NoticeRules:
        """When a plan must be there."""
        return NoticeRules(
            plan_days=self._count("notice.plan_days"),
            plan_activities=self._activities("notice.plan_activities"),
        )

    @property
    def deadlines(self) -> AuditDeadlines:
        """By when report and review are due, and how long what is open is followed up."""
        correction = self.correction
        return AuditDeadlines(
            report_days=self._count("report.days"),
            oversight_days=self._count("oversight.days"),
            follow_up_months=max(correction.major_months, correction.minor_months),
        )

    @property
    def sampling(self) -> SamplingRules:
        """How many sites, and which."""
        return SamplingRules(
            initial=self._share("sampling.factor_initial"),
            surveillance=self._share("sampling.factor_surveillance"),
            recertification=self._share("sampling.factor_recertification"),
            risk_share=self._share("sampling.risk_share"),
            random_share=self._share("sampling.random_share"),
        )

    @property
    def interviews(self) -> InterviewRules:
        """How many interviews at a site."""
        return InterviewRules(
            at_least=self._count("interviews.at_least"), at_most=self._count("interviews.at_most")
        )

    @property
    def effort(self) -> EffortRules:
        """How many days on site."""
        return EffortRules(
            staff_below=self._counts("effort.staff_below"),
            days=self._counts("effort.days"),
            heavy_activities=self._activities("effort.heavy_activities"),
            heavy_percent=self._count("effort.heavy_percent"),
            communities_days=self._count("effort.communities_days"),
            joint_custody_days=self._count("effort.joint_custody_days"),
            factor_surveillance=self._share("effort.factor_surveillance"),
            factor_recertification=self._share("effort.factor_recertification"),
        )

    @property
    def correction(self) -> CorrectionLimits:
        """By when non-conformances are corrected."""
        return CorrectionLimits(
            plan_months=self._count("correction.plan_months"),
            major_warn_months=self._count("correction.major_warn_months"),
            major_months=self._count("correction.major_months"),
            minor_months=self._count("correction.minor_months"),
        )

    @property
    def exemption(self) -> ExemptionRules:
        """What may be exempted from being counted as a major, and for how long."""
        criteria = self._value("exemption.criteria")
        assert isinstance(criteria, tuple)
        return ExemptionRules(
            criteria=frozenset(str(each) for each in criteria),
            activities=self._activities("exemption.activities"),
            months_max=self._count("exemption.months_max"),
        )

    @property
    def complaint(self) -> ComplaintDeadlines:
        """By when complaints are answered and ended."""
        weekend = self._value("complaint.weekend")
        assert isinstance(weekend, tuple)
        return ComplaintDeadlines(
            answer_business_days=self._count("complaint.answer_business_days"),
            target_days=self._count("complaint.target_days"),
            appeal_days=self._count("complaint.appeal_days"),
            weekend=frozenset(Weekday(str(each)) for each in weekend),
        )

    @property
    def decision(self) -> DecisionLimits:
        """What findings permit."""
        return DecisionLimits(
            provisional_majors_max=self._count("decision.provisional_majors_max"),
            full_months=self._count("decision.full_months"),
            provisional_months=self._count("decision.provisional_months"),
            is_provisional_again=bool(self._value("decision.provisional_in_a_row")),
            repeated_minors=self._count("non_conformance.repeated_minors"),
        )

    @property
    def ledger_sample(self) -> SampleLimits:
        """How many entries of a ledger are drawn where nobody says, and at most."""
        return SampleLimits(
            size=self._count("ledger_sample.size"), size_max=self._count("ledger_sample.size_max")
        )

    @property
    def ledger_risk(self) -> RiskRules:
        """What makes an entry of a ledger risky, and how much."""
        return RiskRules(
            weights={sign: self._count(f"ledger_risk.weight_{sign.value}") for sign in sorted(WEIGHED)},
            period_end_days=self._count("ledger_risk.period_end_days"),
            posted_late_days=self._count("ledger_risk.posted_late_days"),
            round_kg=self._count("ledger_risk.round_kg"),
            large_times=self._count("ledger_risk.large_times"),
        )

    @property
    def ledger_anomaly(self) -> AnomalyRules:
        """From where on the accounts of a scope look unusual."""
        return AnomalyRules(
            ceiling_percent=self._count("ledger_anomaly.ceiling_percent"),
            change_percent=self._count("ledger_anomaly.change_percent"),
        )

    @cached_property
    def surveillance(self) -> SurveillanceMonths:
        """When surveillance follows."""
        return SurveillanceMonths(
            low=self._counts("surveillance.low_months"),
            medium=self._counts("surveillance.medium_months"),
            high=self._counts("surveillance.high_months"),
            high_on_site=bool(self._value("surveillance.high_on_site")),
        )

    @cached_property
    def duty(self) -> DutyTerms:
        """From when on duties stand on a work list."""
        return DutyTerms(
            certify_months=self._count("membership.certify_months"),
            certificate_reminder_months=self._counts("certificate.reminder_months"),
            surveillance_window_months=self._count("surveillance.window_months"),
            surveillance_late_months=self._count("surveillance.late_months"),
            evidence_renew_days=self._count("evidence.renew_days"),
            accreditation_renew_months=self._count("accreditation.renew_months"),
        )

    @cached_property
    def reminder(self) -> ReminderRules:
        """When people are reminded."""
        return ReminderRules(
            near_days=self._count("reminder.near_days"), steps=self._counts("reminder.steps_days")
        )

    def basis(self, rule_id: str) -> Basis:
        """Return where a day that rests on a rule comes from."""
        return self._bases[rule_id]

    @property
    def publication(self) -> PublicationRules:
        """When figures about all members are published, and which of them."""
        at_least = self._count("publication.organisations_min")
        return PublicationRules(
            counts=DisclosureRules(organisations_min=at_least),
            masses=DisclosureRules(
                organisations_min=at_least,
                dominant=self._count("publication.dominant"),
                dominant_share=self._share("publication.dominant_share"),
            ),
            after_months=self._count("publication.after_months"),
        )

    def _value(self, rule_id: str) -> RuleValue:
        return self._by_id[rule_id].value

    @cached_property
    def _bases(self) -> Mapping[str, Basis]:
        return {
            each.id: Basis(rule=f"{self.code} {each.id}", clause=each.clause, verified=each.verified)
            for each in self.rules
        }

    @cached_property
    def _by_id(self) -> Mapping[str, Rule]:
        return {each.id: each for each in self.rules}

    def _count(self, rule_id: str) -> int:
        value = self._value(rule_id)
        assert isinstance(value, int)
        return value

    def _counts(self, rule_id: str) -> tuple[int, ...]:
        value = self._value(rule_id)
        assert isinstance(value, tuple)
        return tuple(int(each) for each in value)

    def _share(self, rule_id: str) -> Fraction:
        value = self._value(rule_id)
        assert isinstance(value, Fraction)
        return value

    def _activities(self, rule_id: str) -> frozenset[Activity]:
        value = self._value(rule_id)
        assert isinstance(value, tuple)
        return frozenset(Activity(str(each)) for each in value)
