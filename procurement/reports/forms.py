"""What a person says when asking for a review."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from procurement.reports.models import Variant


class ReviewForm(forms.Form):
    variant = forms.ChoiceField(
        label=_("Which copy"),
        choices=Variant.choices,
        initial=Variant.ARCHIVE,
        widget=forms.RadioSelect,
        help_text=_("Both say the same and carry the whole evaluation with them."),
    )

    use_required_attribute = False


class PeriodForm(forms.Form):
    """The period of a policy review; both days are part of it."""

    start = forms.DateField(
        label=_("First day"),
        help_text=_("Tenders that were published from this day on, where the authority is."),
        widget=forms.DateInput({"type": "date"}),
    )
    end = forms.DateField(
        label=_("Last day"), help_text=_("Today at the latest."), widget=forms.DateInput({"type": "date"})
    )

    use_required_attribute = False

    def __init__(self, data: Any = None, *, today: date, **options: Any) -> None:
        super().__init__(data, **options)
        self.today = today

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        start, end = cleaned.get("start"), cleaned.get("end")
        if start and end and end < start:
            self.add_error("end", _("The period ends before it starts."))
        elif end and end > self.today:
            self.add_error("end", _("A period that is not over yet ends today at the latest."))
        return cleaned
