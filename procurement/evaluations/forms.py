"""What an officer says when a frozen evaluation is evaluated again."""

from django import forms
from django.utils.translation import gettext_lazy as _

from procurement.evaluations.models import FindingAnswer, Run


class RerunForm(forms.Form):
    """Cause and reason of a new run; both stand in the history for good."""

    supersedes = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    cause = forms.ChoiceField(label=_("Cause"))
    reason = forms.CharField(
        label=_("Reason"),
        max_length=4000,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("What changed and who decided it. Bidders and auditors read this."),
    )

    use_required_attribute = False

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        causes = [(key, label) for key, label in Run._meta.get_field("cause").flatchoices if key != "first"]  # noqa: SLF001 -- the documented way to a field's choices
        self.fields["cause"].choices = [("", _("Choose a cause")), *causes]  # type: ignore[attr-defined]


class DecisionForm(forms.Form):
    """What is proposed about a finding, and why; both stand in the history for good."""

    answer = forms.ChoiceField(label=_("What is to be done"), choices=FindingAnswer.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=4000,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("What was asked, what was answered, and why this follows. Bidders and auditors read this."),
    )

    use_required_attribute = False
