"""The start."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core import clock
from procurement.web.home import home_shape


@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What to do next, by role."""
    return render(request, "web/home.html", {"home": home_shape(request.user, now=clock.db_now())})
