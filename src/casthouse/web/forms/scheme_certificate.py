"""Forms of certificates of recognised schemes: record one, withdraw one, let a rating rest on one."""

from collections.abc import Iterable

from django import forms

from casthouse.assurance.recognised_scheme import RecognisedScheme
from casthouse.parties.facility import Facility
from casthouse.service.scheme_certificate import WantedCertificate
from casthouse.web.forms.movement import DayInput

NAME_MAX, REASON_MAX = 200, 2_000


class SchemeCertificateForm(forms.Form):
    """A certificate with its file; which sites it covers is read off it."""

    scheme = forms.ChoiceField()
    certificate = forms.CharField(max_length=NAME_MAX, label="Certificate number")
    body = forms.CharField(max_length=NAME_MAX, label="Certifying body")
    valid_from = forms.DateField(label="Valid from", widget=DayInput)
    valid_to = forms.DateField(
        label="Valid to", widget=DayInput, help_text="The last day on which it is good."
    )
    file = forms.FileField(
        label="The certificate itself",
        help_text="PDF, PNG or JPEG, at most 25 MiB. Files with scripts are refused.",
    )
    facilities = forms.MultipleChoiceField(
        label="Sites that it covers", widget=forms.CheckboxSelectMultiple, help_text="As it says, no more."
    )

    def __init__(
        self,
        *args: object,
        schemes: Iterable[RecognisedScheme] = (),
        sites: Iterable[Facility] = (),
        **kwargs: object,
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # whatever a form takes
        named = [(each.code, f"{each.name}, {each.about}") for each in schemes]
        self.fields["scheme"].choices = named  # type: ignore[attr-defined]  # a choice field
        held = [(each.code, f"{each.code} {each.name}") for each in sites]
        self.fields["facilities"].choices = held  # type: ignore[attr-defined]  # as above

    @property
    def wanted(self) -> WantedCertificate:
        """What was entered, its shape being right."""
        given = self.cleaned_data
        return WantedCertificate(
            scheme=given["scheme"],
            certificate=given["certificate"],
            body=given["body"],
            facilities=tuple(given["facilities"]),
            valid_from=given["valid_from"],
            valid_to=given["valid_to"],
        )


class RestForm(forms.Form):
    """On which certificate a rating rests, or rests no more."""

    certificate = forms.IntegerField(min_value=1)
