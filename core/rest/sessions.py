"""Addresses for one who has signed in on the site: what a stolen token must not do."""

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.request import Request

from core.accounts.fresh import is_fresh
from core.rest.views import ApiView


class InSession(ApiView):
    """For one who has signed in on the site: a stolen token makes no other and lets nobody in."""

    authentication_classes = (SessionAuthentication,)

    def get_authenticate_header(self, request: Request) -> str:  # noqa: ARG002 -- the framework's signature
        """Named, so that one who is not signed in gets 401 and not 403."""
        return "Session"


class DeletedInSession(ApiView):
    """Read with a token, deleted by one who has signed in on the site."""

    def get_authenticators(self) -> list[BaseAuthentication]:
        """A session alone for DELETE: a token beside a session of somebody else would borrow its confirmation."""
        return [SessionAuthentication()] if self._is_deleting() else super().get_authenticators()

    def get_authenticate_header(self, request: Request) -> str:
        """Named, so that one who is not signed in gets 401 and not 403."""
        return "Session" if self._is_deleting() else super().get_authenticate_header(request)

    def _is_deleting(self) -> bool:
        request = getattr(self, "request", None)  # none while the document of the API is made
        return request is not None and request.method == "DELETE"


def require_fresh(request: Request) -> None:
    """Raises PermissionDenied (403), with the way, unless the person has just confirmed who it is."""
    if not is_fresh(request):
        sentence = _("Confirm at %(url)s that it is you, then ask again within five minutes.")
        raise PermissionDenied(sentence % {"url": reverse("account_reauthenticate")})
