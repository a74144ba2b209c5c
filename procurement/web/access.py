"""Who signs in without typing: a browser on the machine that shows the demonstration."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from core import loopback
from core.access import YES, Decision, no


def may_sign_in_by_click(request: HttpRequest) -> Decision:
    """Only where EVENHAND_DEMO=1 says that this is a demonstration, and only from this machine itself."""
    if not settings.DEMO:
        return no(_("Only a demonstration has accounts that open with one click."))
    if not loopback.is_from_this_machine(request):
        return no(_("Accounts open with one click only in a browser on the machine that shows the demonstration."))
    return YES
