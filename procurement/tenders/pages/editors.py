"""Which form writes which section of a draft, what the section is called, and its one fact on the overview."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from procurement.tenders.forms.bidders import BiddersForm
from procurement.tenders.forms.contract import ContractForm
from procurement.tenders.forms.criteria import CriteriaForm
from procurement.tenders.forms.editing import SectionForm
from procurement.tenders.forms.interfaces import InterfacesForm
from procurement.tenders.forms.method import RankingForm
from procurement.tenders.forms.panel import PanelForm
from procurement.tenders.forms.performance import PerformanceForm
from procurement.tenders.forms.purchase import PurchaseForm
from procurement.tenders.forms.requirements import RequirementsForm
from procurement.tenders.forms.timetable import TimetableForm
from procurement.tenders.pages.interfaces import interfaces_fact
from procurement.tenders.pages.performance import performance_fact
from procurement.tenders.pages.section_facts import (
    bidders_fact,
    contract_fact,
    criteria_fact,
    method_fact,
    no_fact,
    panel_fact,
    purchase_fact,
    requirements_fact,
    timetable_fact,
)
from procurement.tenders.sections import SectionKey, TenderContent


@dataclass(frozen=True, slots=True)
class Editor:
    """How a section is written. Without a `form` its editor is not built yet."""

    title: str | Promise
    form: type[SectionForm] | None = None
    fact: Callable[[TenderContent], str] = no_fact


EDITORS: Mapping[SectionKey, Editor] = {
    SectionKey.PURCHASE: Editor(_("What is bought"), PurchaseForm, purchase_fact),
    SectionKey.BIDDERS: Editor(_("Who may bid"), BiddersForm, bidders_fact),
    SectionKey.REQUIREMENTS: Editor(_("What a bid must answer"), RequirementsForm, requirements_fact),
    SectionKey.INTERFACES: Editor(_("Interfaces"), InterfacesForm, interfaces_fact),
    SectionKey.CRITERIA: Editor(_("Criteria"), CriteriaForm, criteria_fact),
    SectionKey.METHOD: Editor(_("How bids are ranked"), RankingForm, method_fact),
    SectionKey.PERFORMANCE: Editor(_("Performance"), PerformanceForm, performance_fact),
    SectionKey.CONTRACT: Editor(_("Contract"), ContractForm, contract_fact),
    SectionKey.TIMETABLE: Editor(_("Timetable"), TimetableForm, timetable_fact),
    SectionKey.PANEL: Editor(_("Panel and opening"), PanelForm, panel_fact),
}


def title_of(key: SectionKey) -> str:
    return str(EDITORS[key].title)
