"""Forms of an audit's plan: its days, and what is known of each site and planned there."""

from django import forms

from casthouse.web.forms.audit import NUMBER_MAX, text_field
from casthouse.web.forms.movement import DayInput

RISK_MAX = 9
LANGUAGE_MAX = 100
ELSEWHERE_MAX = 2_000


class PlanDaysForm(forms.Form):
    """The days on site; a reason where less is planned than usual."""

    on_site_from = forms.DateField(label="On site from", widget=DayInput)
    on_site_to = forms.DateField(label="On site to, inclusive", widget=DayInput)
    reason = text_field(
        2, required=False, label="Why less than usual", help_text="Only where less is planned."
    )
    head_office_elsewhere = forms.CharField(
        required=False,
        max_length=ELSEWHERE_MAX,
        label="Head office, where none of the sites is it",
        help_text="Where it is. Otherwise mark the site below: the head office is always visited.",
    )

    def __init__(self, *args: object, is_alone: bool = False, **kwargs: object) -> None:
        """Ask nothing of a head office where there is one site."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # whatever a form takes
        if is_alone:
            del self.fields["head_office_elsewhere"]


class PlanSiteForm(forms.Form):
    """What the lead knows of a site, and what is planned there."""

    staff = forms.IntegerField(
        min_value=0,
        max_value=NUMBER_MAX,
        label="People there",
        help_text="Employed and contracted, all shifts.",
    )
    risk = forms.IntegerField(
        initial=0, min_value=0, max_value=RISK_MAX, help_text=f"0 to {RISK_MAX}; more is more risk."
    )
    half_days = forms.IntegerField(
        required=False, min_value=0, max_value=NUMBER_MAX, help_text="Empty: as usual. 0: not visited."
    )
    interviews = forms.IntegerField(
        required=False, min_value=0, max_value=NUMBER_MAX, help_text="Empty: as usual."
    )
    is_head_office = forms.BooleanField(required=False, label="Head office")
    is_joint_custody = forms.BooleanField(required=False, label="Chain of custody in the same visit")
    has_communities = forms.BooleanField(required=False, label="Affected communities near")
    community_notice_on = forms.DateField(
        required=False, widget=DayInput, label="Communities told on", help_text="Where there are any."
    )
    community_language = forms.CharField(required=False, max_length=LANGUAGE_MAX, label="In their language")
