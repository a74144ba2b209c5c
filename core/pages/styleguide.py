"""The page that shows every component and chart once; only where DEBUG or DEMO is on. Its figures are examples."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.pages import charts, formats

NOW = dt.datetime(2026, 11, 24, 9, 30, tzinfo=dt.UTC)
FAMILIES = ("Interoperability", "Open standards", "Value for money", "Performance contracting")
BIDS = {
    "Kommunal Systems": (Fraction(21), Fraction(18), Fraction(80, 3), Fraction(17)),
    "Open Ledger Cooperative": (Fraction(24), Fraction(19), Fraction(22), Fraction(31, 2)),
    "Brightwater Consortium (lead: Civic Data)": (Fraction(12), Fraction(8), Fraction(30), Fraction(11)),
    "Stadtwerke Digital": (Fraction(15), None, Fraction(25), Fraction(12)),
}


class Example(forms.Form):
    """One field of each kind."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=200, help_text=gettext_lazy("As suppliers see it."))
    budget = forms.DecimalField(label=gettext_lazy("Budget, EUR net of VAT"), required=False, localize=True)
    method = forms.ChoiceField(
        label=gettext_lazy("How the panel agrees"),
        widget=forms.RadioSelect,
        choices=[("consensus", gettext_lazy("Consensus")), ("median", gettext_lazy("Median of the marks"))],
        help_text=gettext_lazy("Frozen at publication."),
    )
    standards = forms.MultipleChoiceField(
        label=gettext_lazy("Standards"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        choices=[("ocds", "OCDS 1.1"), ("openapi", "OpenAPI 3.1"), ("ngsi", "NGSI-LD")],
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=[("open", gettext_lazy("Open procedure"))])
    reason = forms.CharField(label=gettext_lazy("Reason"), widget=forms.Textarea(attrs={"rows": 4}))
    evidence = forms.FileField(label=gettext_lazy("Evidence"), required=False)
    agreed = forms.BooleanField(label=gettext_lazy("I have read the published method."))


class ExampleFilters(forms.Form):
    q = forms.CharField(label=gettext_lazy("Words"), required=False)
    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        required=False,
        choices=[("", gettext_lazy("All")), ("published", gettext_lazy("Published"))],
    )


def totals() -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for name, parts in BIDS.items():
        total = None if None in parts else sum((part for part in parts if part is not None), Fraction(0))
        rows.append({"name": name, "parts": parts, "total": total})
    ranked = sorted((row["total"] for row in rows if row["total"] is not None), reverse=True)
    for row in rows:
        row["place"] = ranked.index(row["total"]) + 1 if row["total"] is not None else None
    return rows


def drawings() -> dict[str, Any]:
    made_up = [(name, list(zip(FAMILIES, parts, strict=True))) for name, parts in BIDS.items()]
    prices = range(200, 601, 20)
    ratio = [(price, Fraction(200 * 40, price)) for price in prices]
    linear = [(price, max(Fraction(0), 40 * Fraction(600 - price, 400))) for price in prices]
    cost = [("Kommunal Systems", Decimal(310000)), ("Open Ledger Cooperative", Decimal(355500)), ("Stadtwerke", None)]
    return {
        "stacked": charts.stacked_bars(made_up, title=_("How the points of four bids are made up"), maximum=100),
        "bars": charts.bars(cost, title=_("Life-cycle cost of three bids"), line=(340000, _("Estimate")), places=0),
        "curves": charts.curves(
            [
                charts.ChartLine(_("lowest price divided by price"), ratio, [(310, Fraction(8000, 310), "Kommunal")]),
                charts.ChartLine(_("linear to a ceiling"), linear, [(310, Fraction(29), "")]),
            ],
            title=_("Points for price under two formulas"),
            x_label=_("Price, thousand EUR"),
            y_label=_("Points"),
            y_maximum=40,
        ),
        "intervals": charts.intervals(
            [
                charts.Interval("Kommunal Systems", Fraction(79), Fraction(86), Fraction(248, 3)),
                charts.Interval("Open Ledger Cooperative", Fraction(76), Fraction(84), Fraction(161, 2)),
                charts.Interval("Stadtwerke Digital", None, None),
            ],
            title=_("Totals when each weight moves by a fifth"),
            places=1,
        ),
        "table_head": [_("Bid"), *FAMILIES],
        "table_rows": [[name, *(formats.points(part) for part in parts)] for name, parts in BIDS.items()],
    }


def page(request: HttpRequest) -> HttpResponse:
    """Everything once. `?errors=1` shows the form as it comes back."""
    context = {
        "form": Example({"title": ""}) if request.GET.get("errors") else Example(),
        "filters": ExampleFilters(request.GET if "q" in request.GET else None),
        "now": NOW,
        "deadline": NOW + dt.timedelta(days=9, hours=5),
        "digest": "5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef",
        "money": Decimal("355500.00"),
        "share": Fraction(1, 3),
        "marks": totals(),
        "crumbs": [{"label": _("Tenders"), "url": "#main"}, {"label": _("Traffic counting platform"), "url": "#main"}],
        "sections": [
            {"id": "words", "label": _("Words")},
            {"id": "forms", "label": _("Forms")},
            {"id": "tables", "label": _("Tables")},
            {"id": "pieces", "label": _("Pieces")},
            {"id": "charts", "label": _("Charts")},
        ],
        "facts": [
            (_("Buyer"), _("City of Lindenau")),
            (_("Budget"), formats.money(Decimal(400000), "EUR")),
            (_("Abnormally low bids"), None),
        ],
        "steps": [
            {"what": _("Published"), "when": formats.moment(NOW - dt.timedelta(days=20)), "state": "done"},
            {"what": _("Bids close"), "when": formats.moment(NOW + dt.timedelta(days=9)), "state": "now"},
            {"what": _("Opening by two people"), "note": _("Needs both keys."), "state": "next"},
        ],
        "problems": [{"text": _("Name a second opener"), "href": "#forms"}, {"text": _("The weights add up to 95")}],
        **drawings(),
    }
    return render(request, "styleguide.html", context)
