"""What reviews bring to the house."""

from django.utils.translation import gettext_lazy as _

from core.access import authorities_with
from core.assembly import (
    HomePart,
    LogSentence,
    NavigationEntry,
    PageRoutes,
    Parts,
    PermissionSample,
    RefusalPart,
    SectionPart,
    SectionPlace,
)
from core.models import Authority, Job, JobState, Role
from core.notice_kinds import NoticeText
from core.verification import Verification
from procurement.bids.services import attempts
from procurement.evaluations.models import Run
from procurement.reports import (
    access,
    api,
    home,
    opening_pages,
    pages,
    receipt_pages,
    receipt_papers,
    repair,
    services,
    urls,
)
from procurement.reports.models import Report
from procurement.reports.states import ReportLeafKind, ReportNotice
from procurement.tenders.models import Lot, Tender
from procurement.tenders.states import TenderState


def _report_in(authority: Authority, state: str) -> Report:
    run = Run(lot=Lot(tender=Tender(authority=authority, state=TenderState.OPENED)))
    return Report(authority=authority, run=run, job=Job(state=state))


PARTS = Parts(
    navigation=[
        NavigationEntry(
            30,
            _("Reviews"),
            "reports:list",
            lambda user: bool(authorities_with(user, Role.OFFICER, Role.AUDITOR)),
        )
    ],
    pages=[
        PageRoutes("reports/", "reports", urls.urlpatterns),
        PageRoutes("reports/", "reports", urls.of_receipts, sealed=True),
    ],
    api=api.routes,
    home=[HomePart(20, home.failed), HomePart(60, home.ready)],
    sections=[
        SectionPart("tenders:detail", SectionPlace.BESIDE, 5, "reports/_of_tender.html", pages.of_tender),
        SectionPart("evaluations:detail", SectionPlace.BESIDE, 10, "reports/_of_evaluation.html", pages.of_evaluation),
        SectionPart(
            "policies:detail", SectionPlace.ACTIONS, 10, "reports/_ask_of_policy.html", pages.request_url_of_policy
        ),
        SectionPart("policies:detail", SectionPlace.BELOW, 10, "reports/_of_policy.html", pages.of_policy),
        SectionPart("studies:detail", SectionPlace.ACTIONS, 10, "reports/_of_study.html", pages.request_url_of_study),
        SectionPart("bids:opening", SectionPlace.BESIDE, 10, "reports/_of_opening.html", opening_pages.of_opening),
        SectionPart("bids:receipt", SectionPlace.ACTIONS, 10, "reports/_of_receipt.html", receipt_pages.of_version),
    ],
    refusals=[RefusalPart(("reports:receipt", "reports:request-receipt"), attempts.record_bid_refusal)],
    unbuilt=[
        _("Award decision, standstill, letters and complaints are not built."),
    ],
    leaf_kinds=[ReportLeafKind],
    sentences=[
        LogSentence(ReportLeafKind.REQUESTED, _("Review requested")),
        LogSentence(ReportLeafKind.READY, _("Review made")),
        LogSentence(ReportLeafKind.REPAIRED, _("Lost or damaged file of a review made again")),
    ],
    notices=[NoticeText(ReportNotice.READY, _("Ready: %(title)s"), "reports:detail")],
    verifications=[Verification("reviews", "what reviews say", repair.check_reports)],
    repairers={
        **dict.fromkeys(
            (services.KIND, services.STUDY_KIND, services.POLICY_KIND, services.NOTICE_KIND, services.OPENING_KIND),
            repair.REPAIRER,
        ),
        receipt_papers.KIND: receipt_papers.REPAIRER,
    },
    samples=[
        PermissionSample(
            "Review",
            "States of the job that makes the file.",
            access.may,
            access.ReportAction,
            {state.value: state.label for state in JobState},
            _report_in,
        )
    ],
)
