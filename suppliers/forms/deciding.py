"""What officers decide about a supplier, and what it answers when it is heard."""

from django import forms
from django.utils.translation import gettext_lazy as _


class PlainForm(forms.Form):
    """Nothing to type: the button alone."""

    sure = forms.BooleanField(widget=forms.HiddenInput, initial=True)


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The supplier reads it; it stays in the audit log."),
    )


class HearingForm(ReasonForm):
    answers_until = forms.DateField(
        label=_("It may answer until and with"),
        widget=forms.DateInput({"type": "date"}),
        help_text=_("Ten days are usual, three the least."),
    )


class SuspensionForm(ReasonForm):
    ends_at = forms.DateField(label=_("Suspended until and with"), widget=forms.DateInput({"type": "date"}))


class HearingAnswerForm(forms.Form):
    text = forms.CharField(
        label=_("Your answer"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Officers read it before they decide."),
    )
