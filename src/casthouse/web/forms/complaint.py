"""Forms of complaints: for anybody who complains, for whoever comes back, for handlers and for the party."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from casthouse.assurance.complaint import ComplaintAct, ComplaintTopic, PartyKind
from casthouse.service.complaint import CONTACT_MAX, FILES_MAX, LANGUAGE_MAX, PARTY_MAX, TEXT_MAX
from casthouse.service.complaint_handling import TELLABLE

KINDS = {
    PartyKind.ORGANISATION: "a company",
    PartyKind.FACILITY: "one of its sites: a mine, a plant",
    PartyKind.AUDIT_FIRM: "an audit firm or an auditor",
    PartyKind.SECRETARIAT: "the secretariat itself",
    PartyKind.DECISION: "a decision on a certificate",
    PartyKind.CLAIM: "what somebody claims about its metal",
    PartyKind.OTHER: "somebody or something else",
}
TOPICS = {
    ComplaintTopic.ENGAGEMENT: "to be heard: they should talk with us",
    ComplaintTopic.IMPROVEMENT: "improvement: it should be done better from now on",
    ComplaintTopic.REMEDY: "remedy: harm should be made good",
}
LANGUAGES = (
    ("und", "I do not say, or it is none of these"),
    ("en", "English"),
    ("ar", "العربية"),
    ("bn", "বাংলা"),
    ("zh", "中文"),
    ("nl", "Nederlands"),
    ("fr", "français"),
    ("de", "Deutsch"),
    ("el", "ελληνικά"),
    ("hi", "हिन्दी"),
    ("is", "íslenska"),
    ("id", "Bahasa Indonesia"),
    ("it", "italiano"),
    ("ja", "日本語"),
    ("kk", "қазақ тілі"),
    ("ko", "한국어"),
    ("ms", "Bahasa Melayu"),
    ("no", "norsk"),
    ("or", "ଓଡ଼ିଆ"),
    ("fa", "فارسی"),
    ("pl", "polski"),
    ("pt", "português"),
    ("ro", "română"),
    ("ru", "русский"),
    ("se", "davvisámegiella"),
    ("es", "español"),
    ("sw", "Kiswahili"),
    ("sv", "svenska"),
    ("tr", "Türkçe"),
    ("vi", "Tiếng Việt"),
)


class FilesInput(forms.ClearableFileInput):
    """Takes several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Some files, or none."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> "list[UploadedFile[bytes]]":  # noqa: ANN401 - what Django hands over
        """Return every file."""
        sent = data if isinstance(data, list | tuple) else [data]
        found = [super(FilesField, self).clean(each, initial) for each in sent if each]
        if self.required and not found:
            super().clean(None, initial)
        return found


def _words(rows: int, **more: Any) -> forms.CharField:  # noqa: ANN401 - what Django takes
    area = forms.Textarea(attrs={"rows": rows, "dir": "auto"})
    return forms.CharField(max_length=TEXT_MAX, strip=False, widget=area, **more)


def _files(**more: Any) -> FilesField:  # noqa: ANN401 - as above
    return FilesField(
        required=False,
        label="Files",
        help_text=f"At most {FILES_MAX}: PDF, pictures, tables, text. They are kept as they are: a photo may hold the "
        "place, the time and the device.",
        **more,
    )


class SpokenForm(forms.Form):
    """A complaint that somebody told."""

    about = forms.ChoiceField(
        label="Whom or what is it about?", choices=[(k.value, v) for k, v in KINDS.items()]
    )
    party = forms.CharField(
        label="Which one, and where?",
        required=False,
        max_length=PARTY_MAX,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        help_text="The name as you know it, and the place. Not needed for the secretariat.",
    )
    text = _words(10, label="What happened?", help_text="In any language. Nothing is changed.")
    topic = forms.ChoiceField(
        label="What do you want?", choices=[(k.value, v) for k, v in TOPICS.items()], widget=forms.RadioSelect
    )
    language = forms.ChoiceField(label="Language of what you wrote", choices=LANGUAGES)
    criterion = forms.CharField(
        required=False, max_length=16, help_text="If you know which criterion it touches, such as 9.3."
    )
    contact = forms.CharField(
        label="How to reach you",
        required=False,
        max_length=CONTACT_MAX,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
        help_text="Leave it empty to stay unknown. Only the handler reads it, never the party.",
    )
    attached = _files()


class ComplaintForm(SpokenForm):
    """A complaint from anybody; `website` is a field that nobody sees."""

    website = forms.CharField(required=False, max_length=TEXT_MAX)
    field_order = ("about", "party", "text", "topic", "attached", "language", "contact", "criterion")


class KeyForm(forms.Form):
    """The key."""

    key = forms.CharField(
        max_length=60,
        label="Your key",
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}
        ),
        help_text="Five groups of five signs. Capitals, blanks and hyphens do not matter.",
    )


class AddForm(forms.Form):
    """More words and files."""

    text = _words(5, label="What do you want to add?")
    attached = _files()


class AppealForm(forms.Form):
    """Why the end is not right."""

    text = _words(5, label="Why do you not agree?")


class SayForm(forms.Form):
    """What is said."""

    text = _words(4, label="Text")


class AssignForm(forms.Form):
    """Who handles it."""

    handler = forms.ChoiceField(choices=())

    def __init__(self, *args: Any, handlers: Sequence[str] = (), **more: Any) -> None:  # noqa: ANN401 - as above
        super().__init__(*args, **more)
        self.fields["handler"] = forms.ChoiceField(choices=[(each, each) for each in handlers])


class PartyForm(forms.Form):
    """Whom of the register it concerns."""

    kind = forms.ChoiceField(choices=[(each.value, KINDS[each]) for each in PartyKind])
    code = forms.CharField(
        required=False,
        max_length=PARTY_MAX,
        help_text="Code of the organisation, facility or audit firm; the audit of a decision; number of a claim.",
    )


class MoveForm(forms.Form):
    """The next state, and why."""

    act = forms.ChoiceField(label="Next state", choices=())
    text = _words(4, label="Why", help_text="Whoever complains reads this.")

    def __init__(self, *args: Any, acts: Sequence[ComplaintAct] = (), **more: Any) -> None:  # noqa: ANN401 - as above
        super().__init__(*args, **more)
        self.fields["act"] = forms.ChoiceField(
            label="Next state", choices=[(each.value, each.value) for each in acts]
        )


class TellForm(forms.Form):
    """What a party or the next audit is told."""

    kind = forms.ChoiceField(choices=[(each.value, KINDS[each]) for each in PartyKind if each in TELLABLE])
    code = forms.CharField(max_length=LANGUAGE_MAX * 2, help_text="Code of the organisation or audit firm.")
    text = _words(
        4,
        label="Text",
        help_text="They read these words only. Write nothing from which they could tell who complained.",
    )
