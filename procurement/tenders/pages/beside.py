"""What stands beside the form of a section: made from what the form says now, saved or not."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, cast

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.law import days, periods
from procurement.tenders import gather
from procurement.tenders.forms.editing import SectionForm
from procurement.tenders.forms.interfaces import InterfacesForm
from procurement.tenders.forms.performance import PerformanceForm
from procurement.tenders.pages.dates import dates_section
from procurement.tenders.pages.documents import documents_part
from procurement.tenders.pages.interfaces import interfaces_page
from procurement.tenders.pages.performance import kpi_rows, previews
from procurement.tenders.sections import SectionKey, SectionValue, TenderContent, date_line, dates
from procurement.tenders.sections.dates import DateRules
from procurement.tenders.sections.timetable import Timetable

Beside = Mapping[str, object]


def beside(key: SectionKey, form: SectionForm, content: TenderContent, *, clock_time: Callable[[], datetime]) -> Beside:
    """What a template reads beside the frame and the form. Queries: timetable 4, interfaces 3, purchase 1."""
    maker = _MAKERS.get(key)
    if maker is None:
        return {}
    changed: Any = {key.value: current_value(form)}
    return maker(form, replace(content, **changed), clock_time)


def current_value(form: SectionForm) -> SectionValue:
    """What the form says now; what was saved before, while something in it cannot be read."""
    if not form.is_bound:
        return form.value
    judged = type(form)(form.data, value=form.value, editing=form.editing)
    return judged.section() if judged.is_valid() else form.value


def _timetable(form: SectionForm, content: TenderContent, clock_time: Callable[[], datetime]) -> Beside:
    rules = gather.date_rules(form.editing.tender.authority)
    line = date_line.line(content.timetable, rules, days.day_of(clock_time(), rules.zone))
    return {"dates": line and dates_section(line), "least": _least_sentence(content.timetable, rules)}


def _least_sentence(timetable: Timetable, rules: DateRules) -> str:
    if rules.profile is None:
        return _("The authority has not chosen its law, so the least period is not known.")
    least = periods.minimum_days(rules.profile.submission, dates.case_of(timetable))[1]
    sentence = ngettext(
        "In this case the law asks for at least %(count)d day.",
        "In this case the law asks for at least %(count)d days.",
        least,
    )
    return sentence % {"count": least}


def _performance(form: SectionForm, content: TenderContent, _now: object) -> Beside:
    return {"previews": previews(content), "kpis": kpi_rows(cast("PerformanceForm", form))}


def _interfaces(form: SectionForm, content: TenderContent, _now: object) -> Beside:
    return {"interfaces": interfaces_page(cast("InterfacesForm", form), content), "takes_files": True}


def _purchase(form: SectionForm, _content: TenderContent, _now: object) -> Beside:
    return {"documents": documents_part(form), "takes_files": True}


_MAKERS: Mapping[SectionKey, Callable[[SectionForm, TenderContent, Callable[[], datetime]], Beside]] = {
    SectionKey.PURCHASE: _purchase,
    SectionKey.TIMETABLE: _timetable,
    SectionKey.PERFORMANCE: _performance,
    SectionKey.INTERFACES: _interfaces,
}
