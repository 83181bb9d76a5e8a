"""Forms of audits: the opening, the plan, visits, findings, the report, corrective action and the decision."""

from collections.abc import Sequence
from typing import Any

from django import forms

from casthouse.assurance.audit import AuditType
from casthouse.assurance.decision import Outcome
from casthouse.assurance.maturity import Maturity
from casthouse.assurance.non_conformance import Ground, NonConformanceAct
from casthouse.assurance.rating import Rating
from casthouse.web.forms.movement import DayInput

NAME_MAX, TEXT_MAX, NUMBER_MAX = 300, 4_000, 100_000


def choices(words: Sequence[Any]) -> list[tuple[str, str]]:
    """Return words for a choice."""
    return [(each.value, each.value.replace("_", " ")) for each in words]


def to_choose(words: Sequence[Any]) -> list[tuple[str, str]]:
    """Return words for a choice that nobody has made beforehand."""
    return [("", "choose …"), *choices(words)]


def text_field(rows: int = 2, **more: Any) -> forms.CharField:  # noqa: ANN401 - what Django takes
    """Return a field for sentences."""
    return forms.CharField(max_length=TEXT_MAX, widget=forms.Textarea(attrs={"rows": rows}), **more)


class OpenForm(forms.Form):
    """Which scope is audited, by whom, and when; firms and auditors are those of whoever opens it."""

    scope = forms.CharField(
        max_length=64, help_text="Code of the certification scope, as the application names it."
    )
    edition = forms.ChoiceField(choices=(), label="Standard")
    audit_type = forms.ChoiceField(choices=choices(list(AuditType)))
    firm = forms.ChoiceField(choices=(), label="Audit firm")
    lead = forms.ChoiceField(choices=(), label="Lead auditor")
    members = forms.MultipleChoiceField(
        choices=(), required=False, widget=forms.CheckboxSelectMultiple, label="Who else is in the team"
    )
    first_day = forms.DateField(label="First possible day on site", widget=DayInput)
    last_day = forms.DateField(label="Last possible day on site", widget=DayInput)

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - what Django takes
        editions: Sequence[tuple[str, str]] = (),
        firms: Sequence[tuple[str, str]] = (),
        auditors: Sequence[str] = (),
        **more: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **more)
        people = [(each, each) for each in auditors]
        for name, offered in (("edition", editions), ("firm", firms), ("lead", people), ("members", people)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = list(offered)


class NoForm(forms.Form):
    """A button without anything to fill in."""


class SayForm(forms.Form):
    """What is said, or why."""

    text = text_field(3)


class VisitForm(forms.Form):
    """A visit to a site of the plan."""

    site = forms.ChoiceField(choices=(), help_text="Of the plan.")
    first_day = forms.DateField(widget=DayInput)
    last_day = forms.DateField(label="Last day, inclusive", widget=DayInput, help_text="Up to today.")
    half_days = forms.IntegerField(min_value=1, max_value=NUMBER_MAX)
    interviews = forms.IntegerField(min_value=0, max_value=NUMBER_MAX)
    community_interviews = forms.IntegerField(
        min_value=0,
        max_value=NUMBER_MAX,
        initial=0,
        required=False,
        label="Of these, with affected communities",
        help_text="And Indigenous Peoples; where the plan names some, the report needs at least one.",
    )
    is_remote = forms.BooleanField(label="From afar", required=False)

    def clean_community_interviews(self) -> int:
        """Return how many; nothing entered is none."""
        return self.cleaned_data["community_interviews"] or 0

    def __init__(self, *args: Any, sites: Sequence[str] = (), **more: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **more)
        self.fields["site"] = forms.ChoiceField(
            choices=[(each, each) for each in sites], help_text="A site of the plan."
        )


class ReportForm(forms.Form):
    """The verified maturity and a summary."""

    systems = forms.ChoiceField(choices=to_choose(list(Maturity)), label="Maturity of systems")
    risk = forms.ChoiceField(choices=to_choose(list(Maturity)), label="Maturity in risk")
    performance = forms.ChoiceField(choices=to_choose(list(Maturity)), label="Maturity in performance")
    summary = text_field(5)
    is_site_visit_due = forms.BooleanField(label="A visit to a site is still due", required=False)


class FindingForm(forms.Form):
    """What was found about the item at a site that the page names."""

    item = forms.CharField(max_length=16, widget=forms.HiddenInput)
    site = forms.CharField(max_length=64, widget=forms.HiddenInput)
    rating = forms.ChoiceField(choices=to_choose(list(Rating)))
    statement = text_field(3, help_text="What was found; where it does not apply, why.")
    evidence = text_field(3, required=False, help_text="What was seen, a line each: a record, an interview.")
    grounds = forms.MultipleChoiceField(
        choices=choices(list(Ground)),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label="Grounds of a non-conformance",
        help_text="They give its grade: an isolated lapse is minor, everything else major.",
    )
    certificates = forms.TypedMultipleChoiceField(
        choices=(),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label="Certificates of other schemes",
        help_text="A conformance rests on what you choose, a non-conformance contradicts it. Its holder reads that.",
    )

    def __init__(self, *args: Any, certificates: Sequence[tuple[int, str]] = (), **more: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **more)
        field = self.fields["certificates"]
        assert isinstance(field, forms.TypedMultipleChoiceField)
        field.choices = list(certificates)
        if not certificates:
            del self.fields["certificates"]


class ActionForm(forms.Form):
    """The corrective action plan."""

    root_cause = text_field(3)
    action = text_field(3)
    responsible = forms.CharField(max_length=NAME_MAX)
    deadline = forms.DateField(label="Done by, inclusive", widget=DayInput)


class BarrierForm(forms.Form):
    """The structural barrier for which a major non-conformance is not to be counted."""

    barrier = text_field(
        5,
        label="The structural barrier",
        help_text="What stands in the way, why you cannot remove it alone, and where that is seen.",
    )


class ExemptionForm(forms.Form):
    """What the secretariat decides about an exemption, and why."""

    is_approved = forms.TypedChoiceField(
        choices=[("", "choose …"), ("yes", "approve it up to the next audit"), ("no", "decline it")],
        coerce=lambda given: given == "yes",
        label="Decision",
    )
    reason = text_field(3, help_text="The member and every later auditor read it.")


class JudgeForm(forms.Form):
    """What the lead auditor decides about a plan or an action."""

    judgement = forms.ChoiceField(choices=())
    text = text_field(3, required=False, help_text="Why, or how it was verified; an approval needs none.")

    def __init__(self, *args: Any, judgements: Sequence[NonConformanceAct] = (), **more: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **more)
        self.fields["judgement"] = forms.ChoiceField(choices=to_choose(list(judgements)))


class DecisionForm(forms.Form):
    """The computed outcome, or a stricter one with its reason."""

    outcome = forms.ChoiceField(choices=())
    reason = text_field(3, required=False, help_text="Needed only where it is stricter than computed.")

    def __init__(self, *args: Any, outcomes: Sequence[Outcome] = (), **more: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **more)
        self.fields["outcome"] = forms.ChoiceField(choices=choices(list(outcomes)))
