"""What a member sends about an ESPD response: the file; then, signed by us, what was read of it, and the ticks.

Between the pages nothing is stored: what was read travels with the form, bound to person and supplier, for a day.
"""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core import signing
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.models import User
from procurement.opendata.services import AdoptedAnswer
from procurement.opendata.shapes import EspdOfferShape
from suppliers.models import Supplier

SALT = "opendata.espd"
LASTS = 24 * 60 * 60  # seconds
MOST_LETTERS = 2_000_000
_ANSWERS = {"yes", "no"}


class ResponseForm(forms.Form):
    """The file."""

    file = forms.FileField(
        label=gettext_lazy("ESPD response"),
        help_text=gettext_lazy("The XML that your ESPD service lets you download, at most 5 MB."),
        widget=forms.ClearableFileInput({"accept": ".xml"}),
        error_messages={"required": gettext_lazy("Choose a file.")},
    )

    use_required_attribute = False


class StaleOffers(ValueError):
    """What was read came back changed, too late, or for another person or supplier."""


def sealed(offers: Sequence[EspdOfferShape], supplier: Supplier, user: User) -> str:
    """What was read, for a hidden field: only this person gets it accepted, for this supplier, within a day."""
    rows = [[offer.code, offer.answer, offer.text] for offer in offers if not offer.obstacle]
    value = {"supplier": str(supplier.pk), "user": str(user.pk), "rows": rows}
    return signing.dumps(value, salt=SALT, compress=True)


def unsealed(text: str, supplier: Supplier, user: User) -> dict[str, AdoptedAnswer]:
    """{code: what was read}. Raises StaleOffers."""
    stale = StaleOffers(_("This was read too long ago, or for another supplier. Hand the file in again."))
    if len(text) > MOST_LETTERS:
        raise stale
    try:
        value: dict[str, Any] = signing.loads(text, salt=SALT, max_age=LASTS)
    except signing.BadSignature:
        raise stale from None
    if (value["supplier"], value["user"]) != (str(supplier.pk), str(user.pk)):
        raise stale
    return {code: AdoptedAnswer(code, answer, text) for code, answer, text in value["rows"]}


class TickedForm(forms.Form):
    """What was ticked; an answer that the file lacks comes beside it, as `answer-CODE`."""

    offers = forms.CharField(widget=forms.HiddenInput, max_length=MOST_LETTERS)

    def __init__(self, data: Any, *, supplier: Supplier, user: User) -> None:
        super().__init__(data)
        self._supplier, self._user = supplier, user
        self.ticked = list(data.getlist("code"))

    def clean_offers(self) -> dict[str, AdoptedAnswer]:
        try:
            return unsealed(self.cleaned_data["offers"], self._supplier, self._user)
        except StaleOffers as stale:
            raise forms.ValidationError(str(stale)) from None

    def clean(self) -> dict[str, Any]:
        """`adopted`: what was ticked, each with an answer. Raises ValidationError for none, and for one without."""
        cleaned = super().clean() or {}
        if "offers" not in cleaned:
            return cleaned
        chosen = [cleaned["offers"][code] for code in dict.fromkeys(self.ticked) if code in cleaned["offers"]]
        if not chosen:
            raise forms.ValidationError(_("Tick at least one."))
        cleaned["adopted"] = [row if row.answer else self._answered(row) for row in chosen]
        return cleaned

    def _answered(self, row: AdoptedAnswer) -> AdoptedAnswer:
        answer = self.data.get(f"answer-{row.code}", "")
        if answer not in _ANSWERS:
            sentence = _("Say yes or no to each criterion for which the file gives values alone: %(code)s.")
            raise forms.ValidationError(sentence, params={"code": row.code})
        return AdoptedAnswer(row.code, answer, row.text)
