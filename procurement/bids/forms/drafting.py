"""What people choose or type while a bid begins: alone or with others, for which lots, the draft pass."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.tenders.models import Lot
from suppliers.models import Consortium

ALONE = "alone"
LONGEST_PASS = 60


class LotsForm(forms.Form):
    """For which lots; a tender of one lot asks nothing."""

    lots = forms.MultipleChoiceField(label=gettext_lazy("For which lots"), widget=forms.CheckboxSelectMultiple)
    use_required_attribute = False

    def __init__(self, *args: Any, lots: Iterable[Lot], **options: Any) -> None:
        super().__init__(*args, **options)
        self._lots = {str(lot.pk): lot for lot in lots}
        field: Any = self.fields["lots"]
        field.error_messages["required"] = _("Choose at least one lot.")
        field.choices = [
            (key, _("Lot %(no)d: %(title)s") % {"no": lot.no, "title": lot.title}) for key, lot in self._lots.items()
        ]
        if len(self._lots) == 1:
            del self.fields["lots"]

    def chosen_lots(self) -> list[Lot]:
        """The lots, once the form is in order."""
        if "lots" not in self.fields:
            return list(self._lots.values())
        return [self._lots[key] for key in self.cleaned_data["lots"]]


class BeginForm(LotsForm):
    """Alone or with which consortium, and for which lots."""

    with_whom = forms.ChoiceField(label=gettext_lazy("Who bids"), widget=forms.RadioSelect, initial=ALONE)
    field_order = ("with_whom", "lots")

    def __init__(
        self, *args: Any, lots: Iterable[Lot], consortia: Iterable[Consortium], name: str, **options: Any
    ) -> None:
        super().__init__(*args, lots=lots, **options)
        self._consortia = {str(row.pk): row for row in consortia}
        field: Any = self.fields["with_whom"]
        alone = _("%(name)s alone") % {"name": name}
        field.choices = [(ALONE, alone), *((key, row.name) for key, row in self._consortia.items())]
        if not self._consortia:
            del self.fields["with_whom"]

    def consortium(self) -> Consortium | None:
        """The consortium that bids, once the form is in order; None: alone."""
        return self._consortia.get(self.cleaned_data.get("with_whom", ALONE))


class PassForm(forms.Form):
    """The draft pass as somebody types it."""

    draft_pass = forms.CharField(
        label=gettext_lazy("Draft pass"),
        max_length=LONGEST_PASS,
        widget=forms.TextInput(
            {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "class": "type-phrase"}
        ),
        help_text=gettext_lazy("Four groups of four characters. Capitals and hyphens do not matter."),
    )
    use_required_attribute = False


class ReadPartForm(forms.Form):
    """The digests of a part and of the facts that stood on the page."""

    terms = forms.CharField(max_length=64, widget=forms.HiddenInput)
    facts = forms.CharField(max_length=64, widget=forms.HiddenInput)
