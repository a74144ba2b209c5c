"""Declarations of one topic in one form: yes or no to each, words and evidence where they are needed."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from suppliers.declarations import DeclarationCriterion, DeclarationGroup
from suppliers.models import Answer
from suppliers.rules.entries import DeclarationEntry

ANSWERS = [(Answer.YES.value, gettext_lazy("Yes")), (Answer.NO.value, gettext_lazy("No"))]


@dataclass(frozen=True, slots=True)
class DeclarationRow:
    """One criterion of the form. `evidence`: the name of its file field."""

    criterion: DeclarationCriterion
    answer: BoundField
    text: BoundField
    evidence: str


class DeclarationsForm(forms.Form):
    """`criteria`: those of the topic; `known`: {code: (answer, text)} as they are declared now."""

    def __init__(
        self,
        *args: Any,
        criteria: Sequence[DeclarationCriterion],
        known: Mapping[str, tuple[str, str]],
        proposed: str = "",
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.criteria, self.known = criteria, known
        for criterion in criteria:
            answer, text = known.get(criterion.code, (proposed, ""))
            self.fields[f"answer-{criterion.code}"] = forms.ChoiceField(
                label=str(criterion.title), choices=ANSWERS, widget=forms.RadioSelect, required=False, initial=answer
            )
            self.fields[f"text-{criterion.code}"] = forms.CharField(
                label=text_label(criterion),
                required=False,
                max_length=4000,
                initial=text,
                widget=forms.Textarea(attrs={"rows": 3}),
            )

    def clean(self) -> dict[str, Any]:
        for criterion in self.criteria:
            answer, text = self._typed(criterion)
            if not answer and not text:
                continue
            for finding in DeclarationEntry(code=criterion.code, answer=answer, text=text).findings():
                self.add_error(f"{finding.field}-{criterion.code}", finding.sentence)
        return self.cleaned_data

    def _typed(self, criterion: DeclarationCriterion) -> tuple[str, str]:
        code = criterion.code
        return self.cleaned_data.get(f"answer-{code}", ""), self.cleaned_data.get(f"text-{code}", "").strip()

    def answered(self, renewed: Collection[str] = ()) -> list[DeclarationEntry]:
        """What says something else than before, or is among `renewed`; what was left without an answer is left out."""
        typed = {criterion.code: self._typed(criterion) for criterion in self.criteria}
        return [
            DeclarationEntry(code=code, answer=pair[0], text=pair[1])
            for code, pair in typed.items()
            if pair[0] and (pair != self.known.get(code) or code in renewed)
        ]

    def rows(self) -> list[DeclarationRow]:
        return [
            DeclarationRow(row, self[f"answer-{row.code}"], self[f"text-{row.code}"], f"evidence-{row.code}")
            for row in self.criteria
        ]


def is_ground(criterion: DeclarationCriterion) -> bool:
    return criterion.group is DeclarationGroup.EXCLUSION


def text_label(criterion: DeclarationCriterion) -> str:
    return _("What happened, and what you have done about it") if is_ground(criterion) else _("In words")
