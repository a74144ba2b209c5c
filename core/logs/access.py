"""Who reads an audit log with its heads and proofs: of a tender who reads its bids, of the platform auditors."""

from django.http import Http404
from django.utils.translation import gettext as _

from core import access, assembly
from core.access import YES, Decision, Person, no
from core.models import AuditLog, Role


def may_read_platform_log(user: Person, _key: str = "") -> Decision:
    """Auditors of any authority: a line there names nobody, and says about an authority what concerns all."""
    return YES if access.holds_any(user, Role.AUDITOR) else no(_("Auditors read the log of the platform."))


def open_to(user: Person) -> bool:
    """Whether the navigation leads there."""
    return bool(may_read_platform_log(user))


def may_read(user: Person, origin: str) -> Decision:
    """Whether the person reads this log. A log that no stage brings is read by nobody."""
    part = assembly.log_part(origin)
    return part.may(user, origin.removeprefix(part.prefix)) if part else no(_("There is no such log."))


def door(user: Person, origin: str) -> AuditLog:
    """The log, if the person may; else it is as missing as one that does not exist (404)."""
    if not may_read(user, origin):
        raise Http404
    log = AuditLog.objects.filter(pk=origin).first()
    if log is None:
        raise Http404
    return log


def name_of(origin: str) -> tuple[str, str]:
    """What the log is called, and the address of what it is about."""
    part = assembly.log_part(origin)
    return part.named(origin.removeprefix(part.prefix)) if part else (origin, "")


def platform_name(_key: str = "") -> tuple[str, str]:
    """The platform's own log."""
    return _("Log of the platform"), ""
