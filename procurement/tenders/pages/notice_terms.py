"""What a notice says of who may bid, what is measured and paid by, and the contract."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.pages import formats
from procurement.tenders.forms.performance import FREQUENCIES, MEASURERS
from procurement.tenders.sections import Bidders, KpiEntry, Performance, TenderContent
from procurement.tenders.sections.pay import PayKind
from suppliers import declarations

Row = tuple[str, str]


@dataclass(frozen=True, slots=True)
class NoticeIndicator:
    """An indicator. `offers`: what a bid may offer for it; `cost`: what a miss costs."""

    title: str
    lot: str
    target: str
    offers: str
    measured: str
    cost: str


def contract_sentence(content: TenderContent) -> str:
    """As "36 months, then 12 and 12 if the city chooses. It may end after 24 with 90 days' notice."."""
    contract = content.contract
    if contract.months is None:
        return ""
    term = _months(contract.months)
    more = _(" and ").join(str(option.months) for option in contract.options)
    sentences = [
        _("%(term)s, then %(more)s if the city chooses.") % {"term": term, "more": more} if more else f"{term}."
    ]
    for entry in contract.breaks:
        notice = ngettext("%(count)d day’s notice", "%(count)d days’ notice", entry.notice_days)
        facts = {"month": _months(entry.month), "notice": notice % {"count": entry.notice_days}}
        sentences.append(_("It may end after %(month)s with %(notice)s.") % facts)
    return " ".join(sentences)


def contract_rows(content: TenderContent) -> list[Row]:
    """What the contract says beside its term, each with its name."""
    return [(name, text) for name, text in _contract(content) if text]


def _contract(content: TenderContent) -> Iterator[Row]:
    contract, currency, panel = content.contract, content.purchase.currency, content.panel
    yield (
        _("Extension"),
        "; ".join(
            f"{_months(option.months)}: {option.condition.rstrip('.')}" if option.condition else _months(option.months)
            for option in contract.options
        ),
    )
    yield (
        _("Leaving early costs"),
        "; ".join(
            f"{_('after %(month)s') % {'month': _months(entry.month)}}: {formats.price(entry.fee, currency)}"
            for entry in contract.breaks
            if entry.fee and currency
        ),
    )
    silent = {True: _("Yes"), False: _("No")}
    yield _("Goes on by itself"), "" if contract.renews_silently is None else silent[contract.renews_silently]
    days = contract.exit_days
    yield (
        _("Data at the end"),
        ""
        if days is None
        else ngettext("%(count)d day to fetch them", "%(count)d days to fetch them", days) % {"count": days},
    )
    yield _("In these formats"), ", ".join(contract.export_formats)
    yield _("Leaving"), contract.exit_text
    yield _("Other terms"), contract.text
    stands = panel.standstill_days
    if stands is not None:
        days_text = ngettext("%(count)d day", "%(count)d days", stands) % {"count": stands}
        yield _("Between award and contract"), days_text


def _months(count: int) -> str:
    return ngettext("%(count)d month", "%(count)d months", count) % {"count": count}


def bidder_rows(content: TenderContent) -> list[Row]:
    """What is asked of those who bid, each with its name."""
    return [(name, text) for name, text in _bidders(content.bidders, content.purchase.currency) if text]


def _bidders(bidders: Bidders, currency: str) -> Iterator[Row]:
    for floor in bidders.turnover:
        name = _("Yearly turnover, lot %(lot)d") % {"lot": floor.lot}
        amount = formats.price(floor.amount, currency) if currency else formats.exact_number(floor.amount)
        yield name, _("at least %(limit)s") % {"limit": amount}
    for term in bidders.selection:
        yield _with_lot(_declaration(term.code), term.lot), term.text or _("declared in the form")
    for asked in bidders.capabilities:
        amount = "" if asked.minimum is None else f"{formats.exact_number(asked.minimum)} {asked.unit}".strip()
        text = _("at least %(limit)s") % {"limit": amount} if amount else _("shown by one member")
        if asked.additive:
            text = _("%(text)s, members together") % {"text": text}
        yield _with_lot(asked.title or asked.code, asked.lot), text
    limits, costs = bidders.limits, bidders.early_costs
    yield _("Limits for consortia and subcontractors"), _("none") if limits == () else "; ".join(limits or ())
    yield _("To be paid before the award"), _("nothing") if costs == () else "; ".join(costs or ())
    yield _("Grounds for exclusion"), "; ".join(map(_declaration, bidders.exclusion))


def _with_lot(name: str, lot: int | None) -> str:
    return name if lot is None else _("%(name)s, lot %(lot)d") % {"name": name, "lot": lot}


def _declaration(code: str) -> str:
    known = declarations.declarations().get(code)
    return str(known.title) if known else code


def indicator_lines(content: TenderContent) -> list[NoticeIndicator]:
    """Every indicator, in its order."""
    return [_indicator(kpi) for kpi in content.performance.kpis]


def _indicator(kpi: KpiEntry) -> NoticeIndicator:
    measurers = {key: str(text) for key, text in MEASURERS}
    often = {key: str(text) for key, text in FREQUENCIES}
    measured = [often.get(kpi.frequency, kpi.frequency), *(measurers.get(key, key) for key in kpi.measured_by)]
    least = _("at most %(limit)s") if kpi.direction == "down" else _("at least %(limit)s")
    offers = ""
    if kpi.minimum is not None and kpi.best is not None:
        facts = {"least": _quantity(kpi.minimum, kpi), "best": _quantity(kpi.best, kpi)}
        offers = _("from %(least)s, no points, to %(best)s, all points") % facts
    return NoticeIndicator(
        title=kpi.title or kpi.code,
        lot="" if kpi.lot is None else str(kpi.lot),
        target="" if kpi.target is None else least % {"limit": _quantity(kpi.target, kpi)},
        offers=offers,
        measured=", ".join(filter(None, (*measured, kpi.source, _excuses(kpi)))),
        cost=_cost(kpi),
    )


def _excuses(kpi: KpiEntry) -> str:
    return _("not counted: %(events)s") % {"events": "; ".join(kpi.excuses)} if kpi.excuses else ""


_COSTS: Mapping[str, str | Promise] = {
    PayKind.SHORTFALL: gettext_lazy("%(share)s of the charges for a miss"),
    PayKind.POINTS: gettext_lazy("%(share)s of the charges for a miss, three times that beyond the least offer"),
    PayKind.STEPS: gettext_lazy("of the charges, for a miss: %(ratings)s"),
    PayKind.FACTOR: gettext_lazy("%(share)s of the amount at risk for any miss"),
    PayKind.POOL: gettext_lazy("%(share)s of the amount at risk, times, for a miss: %(ratings)s"),
    PayKind.AWARD_FEE: gettext_lazy("what a miss does not earn of %(share)s of the amount at risk: %(ratings)s"),
    PayKind.OUTCOME: gettext_lazy("nothing; %(share)s of a saving is paid on top"),
}


def _cost(kpi: KpiEntry) -> str:
    if not kpi.credit_rule:
        return _("nothing")
    share = formats.percent(kpi.credit_share, 2)
    if kpi.credit_rule == PayKind.SHORTFALL and kpi.credit_step is not None:
        facts = {"share": share, "step": _quantity(kpi.credit_step, kpi)}
        cost = _("%(share)s of the charges for each %(step)s below the target") % facts
        if kpi.direction == "down":
            cost = _("%(share)s of the charges for each %(step)s above the target") % facts
    else:
        cost = str(_COSTS.get(kpi.credit_rule, _("%(share)s"))) % {"share": share, "ratings": _rated(kpi)}
    if kpi.repeat is not None and kpi.repeat != 1:
        times = {"cost": cost, "times": formats.exact_number(kpi.repeat)}
        cost = _("%(cost)s; right after another miss %(times)s times that") % times
    return cost if kpi.cap is None else _("%(cost)s, at most %(cap)s") % {"cost": cost, "cap": formats.percent(kpi.cap)}


def _rated(kpi: KpiEntry) -> str:
    """As "from 99%: 2%; else 5%": what each rating costs or earns."""
    bound = _("to %(start)s: %(share)s") if kpi.direction == "down" else _("from %(start)s: %(share)s")
    parts = [
        _("else %(share)s") % {"share": formats.percent(band.share, 2)}
        if band.start is None
        else bound % {"start": _quantity(band.start, kpi), "share": formats.percent(band.share, 2)}
        for band in kpi.bands
    ]
    return "; ".join(parts)


def _quantity(value: object, kpi: KpiEntry) -> str:
    number = formats.exact_number(value)  # type: ignore[arg-type]  # an exact number of the entry
    return f"{number}{kpi.unit}" if kpi.unit.startswith("%") else f"{number} {kpi.unit}".strip()


def cap_sentence(content: TenderContent) -> str:
    """The most that all indicators together may cost; empty where there are none."""
    performance = content.performance
    if not performance.kpis or performance.cap is None:
        return ""
    sentence = _("All together cost at most %(share)s of the charges of a period.") % {
        "share": formats.percent(performance.cap)
    }
    return " ".join(filter(None, (sentence, _at_risk(performance), _earned_back(performance))))


def _at_risk(performance: Performance) -> str:
    if performance.at_risk is None:
        return ""
    return _("The amount at risk is %(share)s of them.") % {"share": formats.percent(performance.at_risk)}


def _earned_back(performance: Performance) -> str:
    """What comes back of a deduction, and when."""
    periods, share = performance.earn_back_periods, performance.earn_back_share
    if not periods or not share:
        return ""
    sentence = ngettext(
        "Of what a miss cost %(share)s comes back if the target is met in the period that follows.",
        "Of what a miss cost %(share)s comes back if the target is met in each of the %(count)d periods that follow.",
        periods,
    )
    return sentence % {"share": formats.percent(share), "count": periods}
