"""What tenders bring to the house."""

from django.utils.translation import gettext_lazy as _

from core.assembly import (
    HomePart,
    LogSentence,
    NavigationEntry,
    NotePart,
    PageRoutes,
    Parts,
    PermissionSample,
    SectionPart,
    SectionPlace,
)
from core.models import Authority
from core.verification import Verification
from procurement.tenders import access, api, home, integrity, pages, urls
from procurement.tenders.models import Tender
from procurement.tenders.states import TenderLeafKind, TenderState


def _tender_in(authority: Authority, state: str) -> Tender:
    return Tender(authority=authority, state=state)


PARTS = Parts(
    verifications=[
        Verification("versions", "published versions", integrity.check_versions),
        Verification("specs", "specifications of lots", integrity.check_specs),
    ],
    navigation=[NavigationEntry(10, _("Tenders"), "tenders:list", lambda user: user.is_authenticated)],
    pages=[PageRoutes("tenders/", "tenders", urls.urlpatterns)],
    api=api.routes,
    home=[HomePart(30, home.drafts), HomePart(40, home.open_for_bids)],
    notes=[NotePart(10, home.compare_methods, last=True)],
    sections=[
        SectionPart("studies:detail", SectionPlace.BELOW, 10, "tenders/_referring.html", pages.referring_of_study),
        SectionPart("standards:detail", SectionPlace.BELOW, 10, "tenders/_of_standard.html", pages.asking_for),
    ],
    leaf_kinds=[TenderLeafKind],
    sentences=[
        LogSentence(TenderLeafKind.IMPORTED, _("Imported from a file"), public=True),
        LogSentence(TenderLeafKind.MOVED, _("Given to the authority that it belongs to"), public=True),
        LogSentence(TenderLeafKind.TENDERERS_CORRECTED, _("Identifiers of tenderers read again from the file")),
        LogSentence(TenderLeafKind.METHOD_REFERRED, _("Method chosen in a study")),
        LogSentence(TenderLeafKind.SENT_TO_REVIEW, _("Sent to a second officer")),
        LogSentence(TenderLeafKind.SENT_BACK, _("Sent back to the draft")),
        LogSentence(TenderLeafKind.PUBLISHED, _("Published"), public=True),
        LogSentence(TenderLeafKind.CLOSED, _("Closed for bids"), public=True),
        LogSentence(TenderLeafKind.CANCELLED, _("Cancelled"), public=True, with_reason=True),
        LogSentence(TenderLeafKind.OPENING_RECORDED, _("Bids opened"), public=True),
        LogSentence(TenderLeafKind.REOPENED, _("Opened again"), public=True),
        LogSentence(TenderLeafKind.FAILED, _("Closed without award"), public=True, with_reason=True),
        LogSentence(TenderLeafKind.DECIDED, _("Decided"), public=True),
        LogSentence(TenderLeafKind.COMPLETED, _("Completed"), public=True),
    ],
    samples=[
        PermissionSample(
            "Tender and its bids",
            "States of the tender.",
            access.may,
            access.TenderAction,
            {state.value: state.label for state in TenderState},
            _tender_in,
        )
    ],
)
