"""What stops a publication in the section `performance`.

Whether an indicator has all that pay needs is KPI-2 of `scoring.compliance`; here stands what cannot be read as it is.
"""

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from django.utils.translation import gettext as _

from procurement.tenders.sections.checks.finding import SectionFinding
from procurement.tenders.sections.content import SectionKey, TenderContent
from procurement.tenders.sections.pay import BANDED, POOLED, PayKind
from procurement.tenders.sections.performance import KpiEntry, Performance
from scoring.pay import RATINGS

DIRECTIONS = ("up", "down")


def findings(content: TenderContent) -> Iterator[SectionFinding]:
    """Figures, codes and references of indicators that contradict each other."""
    performance = content.performance
    codes = [kpi.code for kpi in performance.kpis]
    if not _is_share(performance.cap):
        yield _at("cap", _("The cap of all indicators must lie between 0 and 100 percent."))
    if performance.kpis and performance.cap is None:
        yield _at("cap", _("Nothing says what all indicators together may cost at most."))
    for kpi in performance.kpis:
        if not kpi.code:
            yield _of(kpi, "code", _("An indicator has no code."))
        elif codes.count(kpi.code) > 1:
            yield _of(kpi, "code", _("Two indicators have the code %(code)s.") % {"code": kpi.code})
        yield from _references(content, kpi)
        yield from _offers(kpi)
        yield from _bands(kpi)
        yield from _pay(kpi)
        yield from _repeat(kpi)
    yield from _terms(performance)
    yield from _earn_back(performance)


def _references(content: TenderContent, kpi: KpiEntry) -> Iterator[SectionFinding]:
    if not kpi.title.strip():
        yield _of(kpi, "title", _("%(kpi)s has no title.") % {"kpi": kpi.code})
    if kpi.lot is not None and kpi.lot not in {lot.no for lot in content.purchase.lots}:
        yield _of(kpi, "lot", _("%(kpi)s names lot %(lot)d, which is not there.") % {"kpi": _name(kpi), "lot": kpi.lot})
    if kpi.criterion and kpi.criterion not in {entry.key for entry in content.criteria.criteria}:
        sentence = _("%(kpi)s counts for the criterion %(key)s, which is not there.")
        yield _of(kpi, "criterion", sentence % {"kpi": _name(kpi), "key": kpi.criterion})
    if kpi.criterion and kpi.weight is None:
        yield _of(kpi, "weight", _("%(kpi)s counts for a criterion and has no weight.") % {"kpi": _name(kpi)})
    if kpi.weight is not None and kpi.weight < 0:
        yield _of(kpi, "weight", _("The weight of %(kpi)s is below 0.") % {"kpi": _name(kpi)})


def _offers(kpi: KpiEntry) -> Iterator[SectionFinding]:
    """Worse to better: the least offer, the target, the best offer."""
    if kpi.direction not in DIRECTIONS:
        yield _of(kpi, "direction", _("Say whether more or less of %(kpi)s is better.") % {"kpi": _name(kpi)})
        return
    sign = -1 if kpi.direction == "down" else 1
    if kpi.criterion and (kpi.minimum is None or kpi.best is None):
        sentence = _("%(kpi)s is offered in a bid: say which offer earns nothing and which earns everything.")
        yield _of(kpi, "best", sentence % {"kpi": _name(kpi)})
    if kpi.minimum is not None and kpi.best is not None and sign * kpi.best <= sign * kpi.minimum:
        sentence = _("The best offer of %(kpi)s is not better than the one that earns nothing.")
        yield _of(kpi, "best", sentence % {"kpi": _name(kpi)})
    if kpi.minimum is not None and kpi.target is not None and sign * kpi.target < sign * kpi.minimum:
        sentence = _("The target of %(kpi)s is worse than the least that may be offered.")
        yield _of(kpi, "target", sentence % {"kpi": _name(kpi)})


def _bands(kpi: KpiEntry) -> Iterator[SectionFinding]:
    """The ratings fall, their cuts with them, and the last one takes everything else: each value has one rating."""
    if not kpi.bands:
        return
    ratings = [band.rating for band in kpi.bands]
    name = {"kpi": _name(kpi)}
    if any(rating not in RATINGS for rating in ratings):
        yield _of(kpi, "bands", _("A band of %(kpi)s has no rating.") % name)
    elif any(RATINGS.index(better) >= RATINGS.index(worse) for better, worse in pairwise(ratings)):
        yield _of(kpi, "bands", _("The ratings of %(kpi)s must go from the best to the worst, each once.") % name)
    *upper, last = (band.start for band in kpi.bands)
    cuts = [cut for cut in upper if cut is not None]
    sign = -1 if kpi.direction == "down" else 1
    if last is not None:
        yield _of(kpi, "bands", _("Values worse than the last cut of %(kpi)s have no rating.") % name)
    elif len(cuts) < len(upper):
        yield _of(kpi, "bands", _("Only the worst rating of %(kpi)s has no cut.") % name)
    elif any(sign * better <= sign * worse for better, worse in pairwise(cuts)):
        yield _of(kpi, "bands", _("The cuts of %(kpi)s must get worse from one rating to the next.") % name)
    elif kpi.target is not None and cuts and sign * kpi.target < sign * cuts[0]:
        sentence = _("Who just meets the target of %(kpi)s would not get its best rating.")
        yield _of(kpi, "bands", sentence % name)


def _pay(kpi: KpiEntry) -> Iterator[SectionFinding]:
    name = {"kpi": _name(kpi)}
    if not _is_share(kpi.cap):
        yield _of(kpi, "cap", _("The cap of %(kpi)s must lie between 0 and 100 percent.") % name)
    if not kpi.credit_rule:
        return
    if kpi.credit_rule not in set(PayKind):
        yield _of(kpi, "credit_rule", _("%(kpi)s has no known rule of pay.") % name)
    elif kpi.credit_rule in BANDED and not _are_ordered(kpi):
        yield _of(
            kpi, "bands", _("Say what each rating of %(kpi)s costs or earns: a worse one is never cheaper.") % name
        )
    elif kpi.credit_rule == PayKind.STEPS:
        return
    elif kpi.credit_rule == PayKind.OUTCOME and kpi.direction != "up":
        yield _of(kpi, "direction", _("A saving such as %(kpi)s is better when it is larger.") % name)
    elif kpi.credit_share is None or not _is_share(kpi.credit_share):
        yield _of(kpi, "credit_share", _("Say which share of the charges a miss of %(kpi)s costs.") % name)
    elif kpi.credit_rule == PayKind.SHORTFALL and not (kpi.credit_step or 0) > 0:
        yield _of(kpi, "credit_step", _("Say for which step below the target of %(kpi)s the share is taken.") % name)
    elif kpi.credit_rule == PayKind.SHORTFALL and kpi.credit_step and kpi.credit_share > kpi.credit_step:
        sentence = _("One unit below the target of %(kpi)s would cost more than all charges of its period.")
        yield _of(kpi, "credit_step", sentence % name)


def _repeat(kpi: KpiEntry) -> Iterator[SectionFinding]:
    if kpi.repeat is not None and kpi.repeat < 1:
        sentence = _("A miss of %(kpi)s that follows a miss costs at least as much as the first.")
        yield _of(kpi, "repeat", sentence % {"kpi": _name(kpi)})


def _are_ordered(kpi: KpiEntry) -> bool:
    """Whether each band has a share, and from the best to the worst they never cost less or earn more."""
    shares = [band.share for band in kpi.bands if band.share is not None and _is_share(band.share)]
    costs = [-share for share in shares] if kpi.credit_rule == PayKind.AWARD_FEE else shares
    return bool(shares) and len(shares) == len(kpi.bands) and costs == sorted(costs)


def _terms(performance: Performance) -> Iterator[SectionFinding]:
    """The amounts that some rules draw on."""
    rules = {kpi.credit_rule for kpi in performance.kpis}
    if not _is_share(performance.at_risk) or (rules & POOLED and performance.at_risk is None):
        yield _at("at_risk", _("Say which share of the charges is at risk: an indicator is paid out of it."))
    if not _is_share(performance.bonus_cap) or (PayKind.OUTCOME in rules and performance.bonus_cap is None):
        yield _at("bonus_cap", _("Say how much is paid on top at most: an indicator pays a share of a saving."))


def _earn_back(performance: Performance) -> Iterator[SectionFinding]:
    """Both or none: after how many periods, and how much."""
    periods, share = performance.earn_back_periods, performance.earn_back_share
    if periods is not None and share is None:
        yield _at("earn_back_share", _("Say how much of what a miss cost is earned back."))
    if share is not None and (periods is None or periods < 1):
        yield _at("earn_back_periods", _("Say after how many periods on target what a miss cost is earned back."))
    if not _is_share(share):
        yield _at("earn_back_share", _("What is earned back lies between 0 and 100 percent."))


def _is_share(share: Fraction | None) -> bool:
    return share is None or 0 <= share <= 1


def _name(kpi: KpiEntry) -> str:
    return kpi.title or kpi.code


def _of(kpi: KpiEntry, field: str, sentence: str) -> SectionFinding:
    return _at(f"kpis/{kpi.code}/{field}", sentence)


def _at(place: str, sentence: str) -> SectionFinding:
    return SectionFinding(SectionKey.PERFORMANCE, place, sentence)
