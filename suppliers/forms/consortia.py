"""What people type about a consortium: its name, the part of a party, whom they ask, a reason."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.pages.number_fields import ExactField
from suppliers.services import Part
from suppliers.states import PartyRole

SHARE_CODE, MAIL = "code", "mail"
ROLES = [(role.value, role.label) for role in PartyRole if role is not PartyRole.LEAD]
_STEPS = 10_000


class ShareField(ExactField):
    """A share in percent as an exact decimal; None where nothing is typed."""

    def __init__(self, **options: Any) -> None:
        super().__init__(percent=True, required=False, **options)

    def clean(self, value: Any) -> Decimal | None:
        """Raises ValidationError for more than four decimal places: a share is never rounded."""
        share: Fraction | None = super().clean(value)
        if share is None:
            return None
        if (share * _STEPS).denominator != 1:
            raise forms.ValidationError(_("A share has at most four decimal places."))
        return Decimal(int(share * _STEPS)) / _STEPS


class TasksForm(forms.Form):
    """What a party does. The lead has no choice of a role."""

    share = ShareField(
        label=gettext_lazy("Share in percent"),
        help_text=gettext_lazy(
            "Lead and members together make exactly 100. Three equal ones: 33.3334, 33.3333, 33.3333."
        ),
    )
    tasks = forms.CharField(
        label=gettext_lazy("What it does"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("In its own words: which part of the work."),
    )

    use_required_attribute = False

    def part(self, role: str = PartyRole.LEAD) -> Part:
        """The part, once the form is in order."""
        cleaned = self.cleaned_data
        return Part(cleaned.get("role", role), cleaned["share"], cleaned["tasks"])


class ConsortiumForm(TasksForm):
    """A consortium, with the part of its lead."""

    field_order: tuple[str, ...] = ("name", "share", "tasks")

    name = forms.CharField(
        label=gettext_lazy("Name of the consortium"),
        max_length=300,
        help_text=gettext_lazy("As it will stand on your bids. It stays."),
    )


class PartForm(TasksForm):
    """The part of a party that is not the lead. `seen`: the version that is changed."""

    field_order: tuple[str, ...] = ("role", "share", "tasks")

    role = forms.ChoiceField(
        label=gettext_lazy("As what"),
        choices=ROLES,
        initial=PartyRole.MEMBER,
        widget=forms.RadioSelect,
        help_text=gettext_lazy(
            "A member has a share. A subcontractor that is relied on lends what it can show; another one lends nothing."
        ),
    )


class AskFirmForm(PartForm):
    """Whom the lead asks: a supplier by its share code, or the person at an address."""

    field_order: tuple[str, ...] = ("how", "code", "email", "name", "role", "share", "tasks")

    how = forms.ChoiceField(
        label=gettext_lazy("How"),
        choices=[
            (SHARE_CODE, gettext_lazy("It gave me its share code")),
            (MAIL, gettext_lazy("By mail")),
        ],
        initial=SHARE_CODE,
        widget=forms.RadioSelect,
    )
    code = forms.CharField(
        label=gettext_lazy("Share code"),
        required=False,
        max_length=40,
        widget=forms.TextInput({"autocomplete": "off", "class": "short"}),
        help_text=gettext_lazy("As K7QM-2TXD-94RA. Ask the firm for it."),
    )
    email = forms.EmailField(label=gettext_lazy("E-mail address"), required=False)
    name = forms.CharField(label=gettext_lazy("Name of the firm"), required=False, max_length=300)

    def clean(self) -> dict[str, Any]:
        """Either a code, or an address and a name."""
        cleaned = super().clean() or {}
        needed = {"code"} if cleaned.get("how") == SHARE_CODE else {"email", "name"}
        for name in sorted(needed):
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, _("This is needed."))
        return cleaned


class PartSeenForm(forms.Form):
    """The version of the part that stood on the page."""

    seen = forms.IntegerField(min_value=1, max_value=1_000_000, widget=forms.HiddenInput)


class WhyForm(forms.Form):
    """Why a party is taken out, or the consortium dissolved."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("It stays in the log, sealed."),
    )

    use_required_attribute = False


class ConsortiumDayForm(forms.Form):
    """The day for which a consortium is looked at."""

    on = forms.DateField(label=gettext_lazy("On the day"), required=False, widget=forms.DateInput({"type": "date"}))
