"""What every page needs: the navigation of this person."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _


def page(request: HttpRequest) -> dict[str, Any]:
    """`nav`: [{label, url, current}] by what the person may open; empty before signing in."""
    user = getattr(request, "user", None)
    nav = []
    if user is not None and user.is_authenticated:
        places = [("home", _("Home")), ("tenders:list", _("Tenders")), ("reports:list", _("Reports"))]
        for name, label in places:
            url = reverse(name)
            here = request.path == url if name == "home" else request.path.startswith(url)
            nav.append({"label": label, "url": url, "current": here})
    return {"nav": nav, "demo": settings.DEMO}
