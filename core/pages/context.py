"""What every page needs: the navigation of this person, and what a demonstration must say."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import assembly, clock, clock_switch
from core.pages import formats


def page(request: HttpRequest) -> dict[str, Any]:
    """`nav`: [{label, url, current}] by what the person may open; before signing in, what is open to everybody."""
    user = getattr(request, "user", None)
    entries = []
    if user is not None:
        entries = [entry for entry in assembly.navigation() if entry.open_to(user)]
    urls = [reverse(entry.route) for entry in entries]
    beside = {prefix: reverse(route) for prefix, route in assembly.places_of_pages().items()}
    nearest = _nearest([*urls, *beside], request.path)
    current = beside.get(nearest, nearest)
    nav = [
        {"label": entry.label, "url": url, "current": url == current} for entry, url in zip(entries, urls, strict=True)
    ]
    return {"nav": nav, "demo": settings.DEMO, "clock_notice": clock_notice()}


def clock_notice() -> str:
    """What every page says of a clock that was moved; empty if it shows the machine's time. At most two queries."""
    apart = clock_switch.offset()
    if not apart:
        return ""
    facts = {"now": formats.moment(clock.db_now()), "apart": apart_sentence(apart)}
    return _("The clock of this site was moved: it shows %(now)s, %(apart)s.") % facts


def apart_sentence(apart: timedelta) -> str:
    """How far a clock is from the machine's, cut to whole days or hours."""
    seconds = abs(int(apart.total_seconds()))
    days, hours = seconds // 86_400, seconds // 3_600
    if days:
        span = ngettext("%(count)d day", "%(count)d days", days) % {"count": days}
    elif hours:
        span = ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}
    else:
        span = _("less than an hour")
    return (_("%(span)s ahead") if apart > timedelta() else _("%(span)s behind")) % {"span": span}


def _nearest(urls: list[str], path: str) -> str:
    """The place under which a page lies, the deepest one; the root is only itself."""
    above = [url for url in urls if url == path or (url != "/" and path.startswith(url))]
    return max(above, key=len, default="")
