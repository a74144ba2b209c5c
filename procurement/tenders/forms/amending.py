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

    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, data: object = None, *, amendment: Amendment) -> None:
        initial = {name: getattr(amendment, name) for name in ("reason", "affects_bids", "time_why")}
        initial["seen"] = amendment.reasons_digest
        super().__init__(data, initial=initial)  # type: ignore[arg-type]
        for field in self.fields.values():
            field.conditional = True  # type: ignore[attr-defined]  # read by core.pages.forms

    def meet(self, latest: Amendment) -> None:
        """Say at each field what another officer stored meanwhile; sent once more, what is typed takes its place."""
        typed = self.cleaned_data
        if latest.reason != typed["reason"]:
            self.add_error("reason", _meanwhile(latest.reason))
        if latest.time_why != typed["time_why"]:
            self.add_error("time_why", _meanwhile(latest.time_why))
        if latest.affects_bids != typed["affects_bids"]:
            self.add_error("affects_bids", _("Another officer chose the opposite meanwhile."))
        self.data = {**self.data.dict(), "seen": latest.reasons_digest}  # type: ignore[attr-defined]


def _meanwhile(text: str) -> str:
    if not text:
        return str(_("Another officer emptied this meanwhile. Send yours again to put it in."))
    return str(_("Another officer wrote meanwhile: “%(text)s” Send yours again to put it in its place.")) % {
        "text": text
    }
