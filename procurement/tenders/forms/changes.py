"""What is done to a published tender: more time, a suspension and its end, a cancellation by two."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.tenders.forms.timetable import InstantField
from procurement.tenders.models import Tender
from procurement.tenders.services.questions import LONGEST
from procurement.tenders.states import CancelReason


class _ReasonField(forms.CharField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=LONGEST, widget=forms.Textarea({"rows": 3}), **kwargs)


class OpenTenderForm(forms.Form):
    """A form about one tender; lifting a suspension needs nothing typed."""

    def __init__(self, data: Any = None, *, tender: Tender) -> None:
        super().__init__(data)
        self.tender = tender


class ExtendForm(OpenTenderForm):
    """`was`: the deadline that the page showed, so that nobody moves one that another moved meanwhile."""

    was = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)
    deadline = InstantField(label=gettext_lazy("New deadline"))
    reason = _ReasonField(label=gettext_lazy("Why there is more time"), help_text=gettext_lazy("Everybody reads it."))

    def __init__(self, data: Any = None, *, tender: Tender) -> None:
        super().__init__(data, tender=tender)
        deadline = self.fields["deadline"]
        deadline.zone = tender.authority.zone  # type: ignore[attr-defined]  # an InstantField
        deadline.conditional = True  # type: ignore[attr-defined]  # asked for below
        self.initial = {"deadline": tender.deadline_at}

    def clean_deadline(self) -> datetime:
        deadline: datetime | None = self.cleaned_data["deadline"]
        if deadline is None:
            raise ValidationError(_("Give the new deadline."))
        if self.tender.deadline_at is not None and deadline <= self.tender.deadline_at:
            raise ValidationError(_("A deadline only moves later."))
        return deadline

    def clean_was(self) -> datetime | None:
        try:
            return datetime.fromisoformat(self.cleaned_data["was"]) if self.cleaned_data["was"] else None
        except ValueError as error:
            raise ValidationError(_("Check the new deadline again.")) from error


class OutageForm(OpenTenderForm):
    """`outages`: the numbers of those that the page showed, so that nobody makes others good unread."""

    outages = forms.CharField(max_length=400, widget=forms.HiddenInput)
    reason = _ReasonField(label=gettext_lazy("Why there is more time"), help_text=gettext_lazy("Everybody reads it."))

    def clean_outages(self) -> list[int]:
        numbers = self.cleaned_data["outages"].split(",")
        if not all(number.isdecimal() for number in numbers):
            raise ValidationError(_("Look at the outages again."))
        return [int(number) for number in numbers]


class ReopenForm(OutageForm):
    reason = _ReasonField(
        label=gettext_lazy("Why it takes bids again"), help_text=gettext_lazy("Everybody reads it once it does.")
    )


class SuspendForm(OpenTenderForm):
    why = _ReasonField(label=gettext_lazy("Why it is suspended"), help_text=gettext_lazy("Everybody reads it."))


class ProposeForm(OpenTenderForm):
    code = forms.ChoiceField(label=gettext_lazy("Kind"), choices=[("", gettext_lazy("Choose")), *CancelReason.choices])
    text = _ReasonField(
        label=gettext_lazy("Why it is cancelled"), help_text=gettext_lazy("Everybody reads it once it is cancelled.")
    )


class ConfirmForm(OpenTenderForm):
    proposal = forms.IntegerField(widget=forms.HiddenInput)
