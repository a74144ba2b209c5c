"""The state of a section in one sentence, as its heading says it: what is wrong, else what it holds."""

from collections.abc import Callable, Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from procurement.tenders.pages.editors import EDITORS, title_of
from procurement.tenders.sections import SectionKey, TenderContent, weights
from procurement.tenders.sections.checks import SectionFinding


def section_heading(key: SectionKey, content: TenderContent, findings: Sequence[SectionFinding]) -> str:
    """As "5 interfaces; 1 thing to mend", "Criteria are 5 short of 100", "Contract: 36 months"."""
    state = _STATES[key](content) if key in _STATES and key.value in content.written else ""
    if key == SectionKey.CRITERIA and state:
        return state
    if len(findings) == 1:
        return f"{state}; {findings[0].sentence}" if state else f"{title_of(key)}: {findings[0].sentence}"
    if findings:
        mend = ngettext("%(count)d thing to mend", "%(count)d things to mend", len(findings)) % {"count": len(findings)}
        return f"{state}; {mend}" if state else f"{title_of(key)}: {mend}"
    fact = EDITORS[key].fact(content) if key.value in content.written else ""
    return state or (f"{title_of(key)}: {fact}" if fact else title_of(key))


def _interfaces(content: TenderContent) -> str:
    count = len(content.interfaces.entries)
    return ngettext("%(count)d interface", "%(count)d interfaces", count) % {"count": count}


def _criteria(content: TenderContent) -> str:
    """What the weights lack of 100, or have beyond it; of several lots the first that does not add up is named."""
    lots = content.purchase.lots
    for lot in lots:
        missing = 100 - weights.total(weights.roots(weights.criteria_of_lot(content, lot.no)))
        if missing:
            sentence = (
                _("Criteria are %(number)s short of 100") if missing > 0 else _("Criteria are %(number)s over 100")
            )
            text = sentence % {"number": weights.number_text(abs(missing))}
            return text if len(lots) == 1 else _("Lot %(lot)d: %(sentence)s") % {"lot": lot.no, "sentence": text}
    return _("Criteria add up") if lots else ""


_STATES: Mapping[SectionKey, Callable[[TenderContent], str]] = {
    SectionKey.INTERFACES: _interfaces,
    SectionKey.CRITERIA: _criteria,
}
