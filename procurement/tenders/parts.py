"""What tenders bring to the house."""

from collections.abc import Callable

from django.utils.functional import Promise
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
from core.ownership import access as ownership
from core.ownership.access import Ownership
from core.verification import Verification
from procurement.tenders import access, api, home, integrity, notices, pages, services, urls
from procurement.tenders.log_reading import LOG_PART
from procurement.tenders.models import Amendment, Tender
from procurement.tenders.states import (
    UNPUBLISHED,
    AmendmentLeafKind,
    AmendmentState,
    QuestionLeafKind,
    TenderLeafKind,
    TenderState,
)


def _tender_in(authority: Authority, state: str) -> Tender:
    return Tender(authority=authority, state=state, publish_no=None if state in UNPUBLISHED else 1)


def _amendment_in(authority: Authority, state: str) -> Amendment:
    return Amendment(tender=_tender_in(authority, TenderState.OPEN), state=state)


def _unowned_in(authority: Authority, key: str) -> Ownership:
    return UNOWNED[key][1](authority)


# An authority without members as the table of permissions samples it, seen from the authority of the person.
UNOWNED: dict[str, tuple[Promise, Callable[[Authority], Ownership]]] = {
    "free": (_("With a name of its own"), lambda _mine: Ownership(Authority(), has_members=False)),
    "waits": (
        _("With the name of this authority"),
        lambda mine: Ownership(Authority(same_name_as=mine), has_members=False, namesake_has_members=True),
    ),
    "waits_elsewhere": (
        _("With the name of another one that has members"),
        lambda _mine: Ownership(Authority(same_name_as=Authority()), has_members=False, namesake_has_members=True),
    ),
    "members": (_("With members by now"), lambda _mine: Ownership(Authority(), has_members=True)),
}

MOVED = ("was", "now")  # facts of a leaf of a deadline that moved

PARTS = Parts(
    verifications=[
        Verification("versions", "published versions", integrity.check_versions),
        Verification("rows", "rows of published tenders", integrity.check_rows),
        Verification("specs", "specifications of lots", integrity.check_specs),
    ],
    navigation=[NavigationEntry(10, _("Tenders"), "tenders:list", lambda _user: True)],
    pages=[
        PageRoutes("tenders/", "tenders", urls.urlpatterns),
        PageRoutes("authorities/", "authorities", urls.authority_patterns, under="people:list"),
    ],
    api=api.routes,
    home=[
        HomePart(7, home.second_officer),
        HomePart(22, pages.waiting_authorities),
        HomePart(26, home.questions),
        HomePart(30, home.drafts),
        HomePart(40, home.open_for_bids),
    ],
    notes=[NotePart(5, home.begin_tender, last=True), NotePart(10, home.compare_methods, last=True)],
    sections=[
        SectionPart("studies:detail", SectionPlace.BELOW, 10, "tenders/_referring.html", pages.referring_of_study),
        SectionPart("standards:detail", SectionPlace.BELOW, 10, "tenders/_of_standard.html", pages.asking_for),
        SectionPart("tenders:detail", SectionPlace.BESIDE, 15, "tenders/_amending.html", pages.amending_of_tender),
        SectionPart("people:list", SectionPlace.BELOW, 10, "tenders/_unowned.html", pages.unowned_of_people),
    ],
    logs=[LOG_PART],
    leaf_kinds=[TenderLeafKind, QuestionLeafKind, AmendmentLeafKind],
    notices=notices.NOTICES,
    timers=[services.TIMER],
    sentences=[
        LogSentence(TenderLeafKind.IMPORTED, _("Imported from a file"), public=True),
        LogSentence(TenderLeafKind.DRAFTED, _("Draft begun")),
        LogSentence(TenderLeafKind.SECTION_SAVED, _("Sections saved: %(count)d")),
        LogSentence(TenderLeafKind.DOCUMENT_STORED, _("Files stored: %(count)d")),
        LogSentence(TenderLeafKind.MOVED, _("Given to the authority that it belongs to"), public=True),
        LogSentence(TenderLeafKind.TENDERERS_CORRECTED, _("Identifiers of tenderers read again from the file")),
        LogSentence(TenderLeafKind.METHOD_REFERRED, _("Method chosen in a study")),
        LogSentence(TenderLeafKind.EXPLAINED, _("Reasons written: %(count)d")),
        LogSentence(TenderLeafKind.EXPLANATION_APPROVED, _("Reasons approved: %(count)d")),
        LogSentence(TenderLeafKind.EXPLANATION_REFUSED, _("A reason was not enough")),
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
        LogSentence(TenderLeafKind.EXTENDED, _("Deadline moved"), public=True, with_reason=True, instants=MOVED),
        LogSentence(
            TenderLeafKind.EXTENDED_FOR_OUTAGE,
            _("Deadline moved for an outage of the site"),
            public=True,
            with_reason=True,
            instants=MOVED,
        ),
        LogSentence(TenderLeafKind.SUSPENDED, _("Suspended"), public=True, with_reason=True),
        LogSentence(TenderLeafKind.LIFTED, _("Goes on"), public=True, instants=MOVED),
        LogSentence(TenderLeafKind.CANCELLATION_PROPOSED, _("Cancellation proposed to another officer")),
        LogSentence(TenderLeafKind.REOPENING_PROPOSED, _("Proposed to another officer: to open it again")),
        LogSentence(QuestionLeafKind.ASKED, _("Questions asked: %(count)d")),
        LogSentence(QuestionLeafKind.ANSWERED, _("Questions answered: %(count)d"), public=True),
        LogSentence(QuestionLeafKind.REFUSED, _("Questions not answered: %(count)d")),
        LogSentence(AmendmentLeafKind.BEGUN, _("Amendment begun")),
        LogSentence(AmendmentLeafKind.SENT, _("Amendment sent to a second officer")),
        LogSentence(AmendmentLeafKind.RETURNED, _("Amendment sent back")),
        LogSentence(
            AmendmentLeafKind.PUBLISHED,
            _("Amended"),
            public=True,
            with_reason=True,
            instants=("deadline_was", "deadline"),
        ),
        LogSentence(AmendmentLeafKind.WITHDRAWN, _("Amendment withdrawn")),
    ],
    samples=[
        PermissionSample(
            "Tender and its bids",
            "States of the tender.",
            access.may,
            access.TenderAction,
            {state.value: state.label for state in TenderState},
            _tender_in,
        ),
        PermissionSample(
            "Amendment",
            "States of an amendment of an open tender; only officers learn that one is in work.",
            access.may_amend,
            access.AmendmentAction,
            {state.value: state.label for state in AmendmentState},
            _amendment_in,
        ),
        PermissionSample(
            "Authority that nobody looks after",
            "One that an import made. Whoever merges it is administrator of the authority that gets its tenders, too.",
            ownership.may,
            ownership.OwnershipAction,
            {key: label for key, (label, _build) in UNOWNED.items()},
            _unowned_in,
        ),
    ],
)
