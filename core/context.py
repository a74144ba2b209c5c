"""What every page needs: the navigation of this person."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from core import access
from core.models import Role


def page(request: HttpRequest) -> dict[str, Any]:
    """`nav`: [{label, url, current}] by what the person may open; empty before signing in."""
    user = getattr(request, "user", None)
    nav: list[dict[str, Any]] = []
    if user is not None and user.is_authenticated:
        places = [("home", _("Home")), ("tenders:list", _("Tenders"))]
        if access.holds_any(user, Role.OFFICER) or access.holds_any(user, Role.AUDITOR):
            places += [("tenders:studies", _("Methods")), ("reports:list", _("Reviews"))]
        nav = [{"label": label, "url": reverse(name)} for name, label in places]
        here = _nearest([place["url"] for place in nav], request.path)
        nav = [{**place, "current": place["url"] == here} for place in nav]
    return {"nav": nav, "demo": settings.DEMO}


def _nearest(urls: list[str], path: str) -> str:
    """The place under which a page lies, the deepest one; home is only itself."""
    above = [url for url in urls if path.startswith(url) and (url != reverse("home") or url == path)]
    return max(above, key=len, default="")
