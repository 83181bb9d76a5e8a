"""The form that invites a person."""

from collections.abc import Sequence
from typing import Any

from django import forms

from casthouse.parties.role import Role

MEANINGS = {
    "manager": "manager: everything, approves and closes",
    "clerk": "clerk: imports, issues, receives, proposes",
    "auditor": "auditor: reads everything, changes nothing",
}


class PersonForm(forms.Form):
    """A name and a role."""

    username = forms.CharField(
        label="Name to sign in with",
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    role = forms.ChoiceField()

    def __init__(self, data: Any = None, *, roles: Sequence[Role]) -> None:  # noqa: ANN401 - as Django has it
        """Offer the roles that whoever asks may give."""
        super().__init__(data)
        field = self.fields["role"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(role.value, MEANINGS[role.value]) for role in roles]
