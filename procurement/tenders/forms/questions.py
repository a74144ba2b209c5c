"""A question, its answer, and why one is not answered."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from procurement.tenders.services.questions import LONGEST


class _TextField(forms.CharField):
    def __init__(self, *, rows: int, **kwargs: Any) -> None:
        super().__init__(max_length=LONGEST, widget=forms.Textarea({"rows": rows}), **kwargs)


class AskForm(forms.Form):
    """A question. `question`: the id that the page chose for it, so that sending it twice asks once."""

    question = forms.UUIDField(widget=forms.HiddenInput)
    text = _TextField(
        rows=4,
        label=_("Your question"),
        help_text=_("Everybody reads it with the answer. Leave out what tells who you are."),
    )


class QuestionAnswerForm(forms.Form):
    """The question as everybody reads it, and the answer. `days`: by how many the page said that the deadline moves."""

    days = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    text = _TextField(
        rows=4,
        label=_("The question as everybody reads it"),
        help_text=_("Take out names, products and whatever else tells who asked."),
    )
    answer = _TextField(rows=4, label=_("Answer"))

    def show_days(self, days: int) -> None:
        """Keep what was typed and send, with it, what the page says now."""
        typed = {self.add_prefix(name): self[name].value() for name in self.fields}
        self.data = typed | {self.add_prefix("days"): str(days)}


class RefuseForm(forms.Form):
    why = _TextField(rows=2, label=_("Why it is not answered"), help_text=_("Only who asked reads this."))
