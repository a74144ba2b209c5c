"""The page on which an administrator of a demonstration moves the clock. Elsewhere there is no such page."""

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from core import access, clock, clock_switch
from core.access import Person
from core.models import Role
from core.pages import formats

DAYS_AT_MOST = 400
_DAYS_WANTED = gettext_lazy("Give a number of days from 1 to 400.")


class ClockForm(forms.Form):
    """How far the clock goes."""

    days = forms.IntegerField(
        label=gettext_lazy("Days ahead"),
        min_value=1,
        max_value=DAYS_AT_MOST,
        initial=1,
        help_text=gettext_lazy("1 to 400. It never goes back."),
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), _DAYS_WANTED),
    )

    use_required_attribute = False


def open_to(user: Person) -> bool:
    """Administrators of a demonstration."""
    return clock.may_move() and access.holds_any(user, Role.ADMINISTRATOR)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest) -> HttpResponse:
    """What the clock shows, and the form that moves it. 404 where it may not move."""
    if not clock.may_move():
        raise Http404
    if not open_to(request.user):
        access.require(access.no(_("Only an administrator moves the clock of a demonstration.")))
    at = clock.db_now()
    form = ClockForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        days = form.cleaned_data["days"]
        try:
            clock_switch.move_to(instant=at + timedelta(days=days), by=access.signed_in(request.user), at=at)
        except clock_switch.ClockRefused as refused:
            form.add_error("days", str(refused))
        else:
            sentence = ngettext("The clock went %(count)d day ahead.", "The clock went %(count)d days ahead.", days)
            messages.success(request, sentence % {"count": days})
            return redirect("clock")
    return render(request, "clock.html", {"form": form, "now": formats.moment(at)})


urlpatterns = [path("", move, name="clock")]
