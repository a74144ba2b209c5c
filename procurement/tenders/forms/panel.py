"""Panel and opening as a form: how marks are joined, when prices are opened, what happens after the award."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.pages.number_fields import WholeField
from procurement.tenders.forms.editing import SectionForm
from procurement.tenders.sections import PanelTerms

MOST_EVALUATORS = 15
MOST_DAYS = 90


class PanelForm(SectionForm):
    kind = PanelTerms
    template = "tenders/edit/panel.html"

    method = forms.ChoiceField(
        label=_("How marks of several evaluators become one"),
        choices=[
            ("consensus", _("They agree on one mark")),
            ("mean", _("The mean of their marks")),
            ("median", _("The median of their marks")),
        ],
        widget=forms.RadioSelect,
    )
    least = WholeField(label=_("At least so many evaluators"), required=False, least=1, most=MOST_EVALUATORS)
    envelopes = forms.TypedChoiceField(
        label=_("Prices"),
        coerce=int,
        choices=[("2", _("are opened after quality is marked")), ("1", _("are opened with everything else"))],
        widget=forms.RadioSelect,
    )
    standstill_days = WholeField(
        label=_("Days between the award and the contract"),
        required=False,
        least=0,
        most=MOST_DAYS,
        help_text=_("Empty: as the law says."),
    )
    second_choice = forms.ChoiceField(
        label=_("When the winner drops out"),
        choices=[
            ("keep_ranking", _("the next bid of the ranking wins")),
            ("recompute", _("the remaining bids are ranked again")),
        ],
        widget=forms.RadioSelect,
    )
    member_in_two_bids = forms.ChoiceField(
        label=_("When somebody takes part in two bids for a lot"),
        choices=[("refuse", _("both are refused")), ("allow", _("both are judged"))],
        widget=forms.RadioSelect,
    )

    def texts(self) -> dict[str, Any]:
        typed = super().texts()
        return {**typed, "least": typed["least"] or PanelTerms().least}
