"""Why an open tender is amended, in an officer's words."""

from django import forms
from django.utils.translation import gettext_lazy as _

from procurement.tenders.models import Amendment

LONGEST = 4000


class AmendmentForm(forms.Form):
    """The reasons of an amendment; what it lacks the service says. Nothing is required while it is in work."""

    reason = forms.CharField(
        label=_("Why is the tender amended?"),
        help_text=_("Everybody reads it beside what has changed."),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    affects_bids = forms.BooleanField(
        label=_("Bids have to answer something else, though only words change"), required=False
    )
    time_why = forms.CharField(
        label=_("Why is the time that is left enough?"),
        help_text=_("Needed where bids have to answer something else and the deadline stays. It is published, too."),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: object = None, *, amendment: Amendment) -> None:
        initial = {name: getattr(amendment, name) for name in ("reason", "affects_bids", "time_why")}
        super().__init__(data, initial=initial)  # type: ignore[arg-type]
        for field in self.fields.values():
            field.conditional = True  # type: ignore[attr-defined]  # read by core.pages.forms
