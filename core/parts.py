"""What the core itself brings: API tokens, the acts on accounts, the security log, the checks of logs and files."""

from django.utils.translation import gettext_lazy as _

from core import clock_page
from core.about import api as about_api
from core.about import urls as about_urls
from core.assembly import LogPart, NavigationEntry, NotePart, PageRoutes, Parts, PermissionSample
from core.audit import PLATFORM, CoreLeafKind
from core.codes import api as codes_api
from core.codes import urls as codes_urls
from core.documents import integrity as documents_integrity
from core.integrity import artifacts, logs
from core.law import access as law_access
from core.law import urls as law_urls
from core.logs import access as logs_access
from core.logs import api as logs_api
from core.logs import mails as log_mails
from core.logs import urls as logs_urls
from core.models import Authority
from core.notices import api as notices_api
from core.notices import services as notice_services
from core.notices import urls as notices_urls
from core.people import access as people_access
from core.people import api as people_api
from core.people import home as people_home
from core.people import notices as people_notices
from core.people import urls as people_urls
from core.rest import tokens
from core.security import access, checking, retention, urls, views
from core.signing import checking as signing_checking
from core.signing import services as signing
from core.timers import RecurringPart, daily
from core.uptime import api as uptime_api
from core.uptime import clocks
from core.uptime import urls as uptime_urls
from core.verification import Verification


def _authority(authority: Authority, _state: str) -> Authority:
    return authority


PARTS = Parts(
    navigation=[
        NavigationEntry(80, _("People"), "people:list", people_access.open_to),
        NavigationEntry(90, _("Security log"), "security:list", views.open_to),
        NavigationEntry(92, _("Log"), "logs:platform", logs_access.open_to),
        NavigationEntry(95, _("Clock"), "clock", clock_page.open_to),
    ],
    pages=[
        PageRoutes("notices/", "notices", notices_urls.urlpatterns),
        PageRoutes("authority/", "authority", law_urls.urlpatterns, under="people:list"),
        PageRoutes("about/", "about", about_urls.urlpatterns),
        PageRoutes("outages/", "uptime", uptime_urls.urlpatterns),
        PageRoutes("logs/", "logs", logs_urls.urlpatterns),
        PageRoutes("codes/", "codes", codes_urls.urlpatterns),
        PageRoutes("people/", "people", people_urls.urlpatterns),
        PageRoutes("security/", "security", urls.urlpatterns),
        PageRoutes("clock/", "", clock_page.urlpatterns),
    ],
    notes=[NotePart(10, people_home.people_note)],
    api=[
        *tokens.routes,
        *notices_api.routes,
        *codes_api.routes,
        *people_api.routes,
        *about_api.routes,
        *uptime_api.routes,
        *logs_api.routes,
    ],
    recurring=[
        RecurringPart("security_log.shorten", daily(3), retention.shorten_by_age),
        RecurringPart("notices.digest", daily(5), notice_services.send_digests),
        RecurringPart("logs.heads", daily(0, 10), log_mails.mail_heads),
    ],
    logs=[LogPart(PLATFORM, logs_access.may_read_platform_log, logs_access.platform_name)],
    leaf_kinds=[CoreLeafKind],
    receiving=[signing.receiving_faults, clocks.receiving_faults],
    unbuilt=[
        _("No virus scanner looks at uploaded documents, but at files of bids where the site has one."),
    ],
    notices=people_notices.TEXTS,
    verifications=[
        Verification("logs", "audit logs", logs.check_logs),
        Verification("security", "events of the security log", checking.check_events),
        Verification("files", "files of jobs", artifacts.check_artifacts),
        Verification("documents", "uploaded documents", documents_integrity.check_documents),
        Verification("keys", "keys of the platform", signing_checking.check_keys),
    ],
    samples=[
        PermissionSample(
            "Security log",
            "What happened to the accounts of an authority. Each person reads what is about its own account.",
            access.may,
            access.SecurityAction,
            {"": _("Any")},
            _authority,
        ),
        PermissionSample(
            "People of an authority",
            "Another's account; what touches the account itself only while the other has no role elsewhere.",
            people_access.may,
            people_access.PeopleAction,
            {"": _("Any")},
            _authority,
        ),
        PermissionSample(
            "Settings, law and calendar of an authority",
            "Zone, locale, currency, law profile, a lawyer's confirmation, public holidays.",
            law_access.may,
            law_access.LawAction,
            {"": _("Any")},
            _authority,
        ),
    ],
)
