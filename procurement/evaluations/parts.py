"""What evaluations bring to the house."""

from django.utils.translation import gettext_lazy as _

from core.assembly import (
    HomePart,
    LogSentence,
    NotePart,
    OwnerPart,
    PageRoutes,
    Parts,
    PermissionSample,
    SectionPart,
    SectionPlace,
)
from core.models import Authority
from core.notice_kinds import NoticeText
from core.states import Owner
from core.verification import Verification
from procurement.evaluations import access, api, beside, home, integrity, urls
from procurement.evaluations.models import Evaluation
from procurement.evaluations.states import EvaluationLeafKind, EvaluationNotice, EvaluationState
from procurement.tenders.models import Lot, Tender
from procurement.tenders.states import TenderState


def _evaluation_in(authority: Authority, state: str) -> Evaluation:
    return Evaluation(lot=Lot(tender=Tender(authority=authority, state=TenderState.OPENED)), state=state)


PARTS = Parts(
    verifications=[
        Verification("runs", "runs", integrity.check_runs),
        Verification("findings", "lists of findings", integrity.check_findings),
    ],
    pages=[PageRoutes("evaluations/", "evaluations", urls.urlpatterns, under="tenders:list")],
    api=api.routes,
    home=[HomePart(5, home.proposed), HomePart(10, home.waiting), HomePart(50, home.newly_frozen)],
    notes=[NotePart(40, home.panel_note)],
    sections=[SectionPart("tenders:detail", SectionPlace.BESIDE, 10, "evaluations/_of_tender.html", beside.of_tender)],
    actors=[beside.acting_on],
    owners=[OwnerPart("tenders.tender", Owner.PANEL, access.of_panel)],
    unbuilt=[
        _("Marks are not given in the browser yet."),
        _("Claims about interfaces are declared, not checked: no machine looks at the evidence of a bid yet."),
    ],
    leaf_kinds=[EvaluationLeafKind],
    notices=[
        NoticeText(
            EvaluationNotice.DECISION_PROPOSED,
            _("%(tender)s, lot %(lot)s: a decision waits for a second officer"),
            "evaluations:detail",
        )
    ],
    sentences=[
        LogSentence(EvaluationLeafKind.STARTED, _("Evaluation started")),
        LogSentence(EvaluationLeafKind.CONSENSUS_OPENED, _("Panel met to agree on marks")),
        LogSentence(EvaluationLeafKind.REOPENED, _("Returned to individual marks")),
        LogSentence(EvaluationLeafKind.QUALITY_LOCKED, _("Marks for quality locked")),
        LogSentence(EvaluationLeafKind.PRICES_OPENED, _("Prices opened")),
        LogSentence(EvaluationLeafKind.FROZEN, _("Evaluated and frozen")),
        LogSentence(EvaluationLeafKind.RERUN, _("Returned for another evaluation")),
        LogSentence(EvaluationLeafKind.DECISION_PROPOSED, _("A decision on something to look at twice proposed")),
        LogSentence(EvaluationLeafKind.DECIDED, _("Something to look at twice decided by two officers")),
    ],
    samples=[
        PermissionSample(
            "Evaluation",
            "States of the evaluation of a lot whose tender is at *Bids opened*; before that the tender refuses.",
            access.may,
            access.EvaluationAction,
            {state.value: state.label for state in EvaluationState},
            _evaluation_in,
        )
    ],
)
