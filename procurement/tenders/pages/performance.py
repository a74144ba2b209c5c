"""What months of different quality would cost, as a table for each lot: beside the form of the indicators."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TypedDict

from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.pages import formats
from procurement.tenders.forms.performance import SHARES, KpiForm, PerformanceForm
from procurement.tenders.sections import KpiEntry, TenderContent, pay
from procurement.tenders.sections.pay import LotMonths, Month, MonthCost

FIELD_GROUPS: Sequence[tuple[Promise, Sequence[str]]] = (
    (gettext_lazy("What is measured"), ("code", "title", "lot", "unit", "direction", "target")),
    (gettext_lazy("How"), ("source", "measured_by", "frequency", "min_sample", "excuses")),
    (gettext_lazy("What a bid offers"), ("criterion", "weight", "minimum", "best")),
    (gettext_lazy("How it is rated"), ("cut_good", "cut_near", "cut_poor")),
    (
        gettext_lazy("What a miss costs"),
        ("credit_rule", "credit_share", "credit_step", *SHARES.values(), "repeat", "cap"),
    ),
)


class MonthCell(TypedDict):
    """What a month costs. `measured`: the value in it; `money`: empty while nothing says what is paid for a month."""

    share: str
    money: str
    measured: str


class MonthRow(TypedDict):
    title: str
    target: str
    cells: list[MonthCell]


class IndicatorFold(TypedDict):
    """An indicator as a folded row: what it is called, and its target and pay in brief."""

    form: KpiForm
    title: str
    brief: str
    is_open: bool
    groups: list[tuple[str, list[BoundField]]]


class LotPreview(TypedDict):
    """A lot: each indicator alone, all together within the cap. `left_out`: indicators not in it, in a sentence."""

    heading: str
    charges: str
    columns: list[str]
    rows: list[MonthRow]
    together: list[MonthCell]
    cap: str
    left_out: str


def performance_fact(content: TenderContent) -> str:
    """As "7 indicators; a bad month costs at most 10%"."""
    performance = content.performance
    count = len(performance.kpis)
    counted = ngettext("%(count)d indicator", "%(count)d indicators", count) % {"count": count}
    if not count or performance.cap is None:
        return counted
    return _("%(indicators)s; a bad month costs at most %(share)s") % {
        "indicators": counted,
        "share": formats.percent(performance.cap),
    }


def previews(content: TenderContent) -> list[LotPreview]:
    """Every lot with indicators. No query."""
    currency = content.purchase.currency
    return [_preview(months, content.performance.cap, currency) for months in pay.lot_months(content)]


def kpi_rows(form: PerformanceForm) -> list[IndicatorFold]:
    """The rows of the form; one that is new or has a fault stands open. No query."""
    return [_kpi_row(row) for row in form.rows["kpis"].forms]


def _kpi_row(row: KpiForm) -> IndicatorFold:
    typed = {name: str(row[name].value() or "") for name in ("title", "code", "lot")}
    target, unit = (row[name].value() or "" for name in ("target", "unit"))
    direction = {"up": _("at least"), "down": _("at most")}.get(str(row["direction"].value() or ""), "")
    brief = [f"{direction} {target} {unit}".strip()] if target else [_("no target yet")]
    brief += [_("lot %(lot)s") % {"lot": typed["lot"]}] if typed["lot"] else []
    brief += [_("nothing depends on it yet")] if not row["credit_rule"].value() else []
    return {
        "form": row,
        "title": typed["title"] or typed["code"] or _("New indicator"),
        "brief": ", ".join(brief),
        "is_open": bool(row.errors) or not typed["title"],
        "groups": [(str(name), [row[field] for field in fields]) for name, fields in FIELD_GROUPS],
    }


def month_names() -> Mapping[Month, str]:
    return {
        Month.ON_TARGET: _("On target"),
        Month.SLIGHTLY_BELOW: _("Slightly below"),
        Month.BAD: _("Bad month"),
        Month.WORST: _("As bad as can be"),
    }


def _preview(months: LotMonths, cap: Fraction | None, currency: str) -> LotPreview:
    lot = months.lot
    return {
        "heading": f"{_('Lot')} {lot.no}: {lot.title}" if lot.title else f"{_('Lot')} {lot.no}",
        "charges": _charges_sentence(months.charges, currency),
        "columns": list(month_names().values()),
        "rows": [
            {
                "title": row.kpi.title or row.kpi.code,
                "target": _("target %(value)s") % {"value": _quantity(row.kpi.target, row.kpi)},
                "cells": [_cell(row.kpi, row.months[month], months.charges, currency) for month in Month],
            }
            for row in months.rows
        ],
        "together": [_share_cell(months.together[month], months.charges, currency) for month in Month],
        "cap": _cap_sentence(months, cap),
        "left_out": _left_out_sentence(months.left_out),
    }


def _charges_sentence(charges: Fraction | None, currency: str) -> str:
    if charges is None:
        return _("In percent of what is paid for a month: the lot has no estimate, or the contract no term, yet.")
    sentence = _("A month costs about %(amount)s: the estimate of the lot over the firm term.")
    return sentence % {"amount": _money(charges, currency)}


def _cap_sentence(months: LotMonths, cap: Fraction | None) -> str:
    if cap is None:
        return _("Nothing limits what all indicators together may cost.")
    capped = [name for month, name in month_names().items() if months.is_capped[month]]
    if not capped:
        return _("The cap of %(share)s is not reached.") % {"share": formats.percent(cap)}
    sentence = _("The cap of %(share)s stops it in: %(months)s.")
    return sentence % {"share": formats.percent(cap), "months": ", ".join(capped)}


def _left_out_sentence(names: tuple[str, ...]) -> str:
    if not names:
        return ""
    sentence = _("Not in these figures, because something is missing to pay by: %(names)s.")
    return sentence % {"names": ", ".join(names)}


def _cell(kpi: KpiEntry, cost: MonthCost | None, charges: Fraction | None, currency: str) -> MonthCell:
    if cost is None:
        return {"share": _("no such rating"), "money": "", "measured": ""}
    cell = _share_cell(cost.share, charges, currency)
    cell["measured"] = "" if cost.value is None else _("at %(value)s") % {"value": _quantity(cost.value, kpi)}
    return cell


def _share_cell(share: Fraction, charges: Fraction | None, currency: str) -> MonthCell:
    money = "" if charges is None else _money(share * charges, currency)
    return {"share": formats.percent(share), "money": money, "measured": ""}


def _quantity(value: Fraction | None, kpi: KpiEntry) -> str:
    if value is None:
        return ""
    number = formats.exact_number(value)
    return f"{number}{kpi.unit}" if kpi.unit.startswith("%") else f"{number} {kpi.unit}".strip()


def _money(amount: Fraction, currency: str) -> str:
    return formats.money(amount, currency, places=0) if currency else formats.number(amount, 0)
