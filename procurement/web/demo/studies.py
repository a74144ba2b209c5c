"""A study of methods: made, chosen from, and referred to by a draft of its authority."""

from fractions import Fraction

from django.db import transaction

from core.models import Authority
from procurement.studies import services
from procurement.studies.models import MethodStudy
from procurement.studies.plan import LETTERS, StudyPlan
from procurement.tenders import services as tender_services
from procurement.tenders.models import Tender
from procurement.tenders.states import TenderState
from procurement.web.demo.tables import Officers, TomlTable
from scoring.study import Candidate, Design, Expected


@transaction.atomic
def ensure_study(data: TomlTable, *, authority: Authority, officers: Officers) -> MethodStudy:
    """The study of this title, made where it is missing. Effects: those of making and choosing, once, and of referring
    where the draft of the data is there.
    """
    known = find(data, authority)
    if known is not None:
        return known
    by, at = officers.officer, officers.at
    study = services.create_study(authority=authority, title=data["title"], asked=plan(data), by=by, at=at)
    services.choose(study=study, after=0, candidate=data["choice"], reason=data["reason"].strip(), by=by, at=at)
    for tender in Tender.objects.filter(authority=authority, title=data["tender"], state=TenderState.DRAFT):
        tender_services.refer(tender=tender, study=study, by=by, at=at)
    return study


def find(data: TomlTable, authority: Authority) -> MethodStudy | None:
    """The study of the data, if it is made."""
    return MethodStudy.objects.filter(authority=authority, title=data["title"]).order_by("no").first()


def plan(data: TomlTable) -> StudyPlan:
    """The plan in the data; methods are lettered in their order."""
    methods = zip(LETTERS, data["methods"], strict=False)
    candidates = tuple(Candidate(letter, method["formula"], method.get("params", {})) for letter, method in methods)
    bids = tuple(Expected(bid["id"], Fraction(bid["price"]), Fraction(bid["quality"])) for bid in data["bids"])
    return StudyPlan(Design(Fraction(data["price_points"]), candidates, bids, data["currency"]), data["seed"])
