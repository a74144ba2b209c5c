"""The one fact in numbers that the overview of a draft says of a section."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.pages import formats
from procurement.tenders import methods
from procurement.tenders.models import Tender
from procurement.tenders.pages.labels import label
from procurement.tenders.sections import TenderContent, weights


def no_fact(_content: TenderContent) -> str:
    """For a section whose editor is not built yet."""
    return _("not built yet")


def contract_fact(content: TenderContent) -> str:
    """As "36 months, then 12 and 12 if the city chooses"."""
    contract = content.contract
    if contract.months is None:
        return _("no term yet")
    term = ngettext("%(count)d month", "%(count)d months", contract.months) % {"count": contract.months}
    if not contract.options:
        return term
    more = _(" and ").join(str(option.months) for option in contract.options)
    return _("%(term)s, then %(more)s if the city chooses") % {"term": term, "more": more}


def purchase_fact(content: TenderContent) -> str:
    """As "2 lots, €3,450,000 without tax, 4 documents"."""
    purchase = content.purchase
    estimates = [lot.estimate for lot in purchase.lots if lot.estimate is not None]
    parts = [ngettext("%(count)d lot", "%(count)d lots", len(purchase.lots)) % {"count": len(purchase.lots)}]
    if purchase.lots and len(estimates) == len(purchase.lots) and purchase.currency:
        value = formats.price(sum(estimates), purchase.currency)
        parts.append(f"{value} {label(Tender, 'basis', purchase.basis)}".strip())
    if purchase.files:
        count = len(purchase.files)
        parts.append(ngettext("%(count)d document", "%(count)d documents", count) % {"count": count})
    return ", ".join(parts)


def bidders_fact(content: TenderContent) -> str:
    """How many grounds for exclusion, and what else is asked."""
    bidders = content.bidders
    asked = len(bidders.selection) + len(bidders.turnover) + len(bidders.capabilities)
    grounds = len(bidders.exclusion)
    return ", ".join(
        (
            ngettext("%(count)d ground for exclusion", "%(count)d grounds for exclusion", grounds) % {"count": grounds},
            ngettext("%(count)d thing asked", "%(count)d things asked", asked) % {"count": asked},
        )
    )


def requirements_fact(content: TenderContent) -> str:
    """As "14 requirements, 3 without a source"."""
    entries = content.requirements.entries
    text = ngettext("%(count)d requirement", "%(count)d requirements", len(entries)) % {"count": len(entries)}
    unsourced = sum(not entry.provenance for entry in entries)
    if not unsourced:
        return text
    return _("%(text)s, %(count)d without a source") % {"text": text, "count": unsourced}


def panel_fact(content: TenderContent) -> str:
    """As "at least 3 evaluators, prices opened last"."""
    panel = content.panel
    least = ngettext("at least %(count)d evaluator", "at least %(count)d evaluators", panel.least)
    prices = _("prices opened last") if panel.envelopes == 2 else _("prices opened with the rest")
    return f"{least % {'count': panel.least}}, {prices}"


def criteria_fact(content: TenderContent) -> str:
    """As "lot 1: 100 of 100 · lot 2: 95 of 100"."""
    return " · ".join(
        _("lot %(lot)d: %(total)s of 100")
        % {
            "lot": lot.no,
            "total": weights.number_text(weights.total(weights.roots(weights.criteria_of_lot(content, lot.no)))),
        }
        for lot in content.purchase.lots
    ) or _("no lots yet")


def method_fact(content: TenderContent) -> str:
    """What the formula is called."""
    return methods.name(content.method.formula) if content.method.formula else _("no formula yet")


def timetable_fact(content: TenderContent) -> str:
    """As "deadline Monday, 25 January 2027, 12:00 Warsaw, UTC+01:00", in the active time zone."""
    deadline = content.timetable.deadline
    return _("deadline %(moment)s") % {"moment": formats.moment(deadline)} if deadline else _("no deadline yet")
