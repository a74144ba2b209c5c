"""Forms for the settings, the law and the calendar of an authority."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.models import LawProfileId, PriceBasis
from core.models.calendars import FIRST_YEAR, LAST_YEAR


class SettingsForm(forms.Form):
    zone = forms.CharField(label=_("Time zone"), max_length=64, help_text=_("Such as Europe/Lisbon"))
    locale = forms.CharField(
        label=_("Language and country"), max_length=20, help_text=_("How numbers are written and read, such as pt_PT")
    )
    currency = forms.CharField(label=_("Currency"), max_length=3, help_text=_("Such as EUR"))
    basis = forms.ChoiceField(label=_("Amounts are"), choices=PriceBasis.choices, widget=forms.RadioSelect)


class ProfileForm(forms.Form):
    law_profile = forms.ChoiceField(label=_("Law that applies"), choices=LawProfileId.choices, widget=forms.RadioSelect)


class LawyerForm(forms.Form):
    lawyer = forms.CharField(label=_("Name of the lawyer"), max_length=200)
    reference = forms.CharField(label=_("Number of the opinion"), max_length=200, required=False)


class CalendarForm(forms.Form):
    country = forms.CharField(label=_("Country"), max_length=2, help_text=_("Two letters, such as PT"))
    parts = forms.CharField(
        label=_("Part of the country"),
        max_length=60,
        required=False,
        help_text=_("Where parts have holidays of their own, such as BY; several with commas"),
    )


class YearForm(forms.Form):
    year = forms.IntegerField(label=_("Year"), min_value=FIRST_YEAR, max_value=LAST_YEAR)


class DayForm(forms.Form):
    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}))
    kind = forms.ChoiceField(
        label=_("That day is"),
        choices=[("off", _("off, although it is not listed")), ("working", _("worked, although it is listed"))],
        widget=forms.RadioSelect,
    )
    name = forms.CharField(label=_("Name of the day"), max_length=200)
    reason = forms.CharField(label=_("Who declared it, and where"), max_length=1000)
