"""The start."""

from allauth.decorators import rate_limit
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from core import access as decisions
from core import clock
from procurement.web import access
from procurement.web.demo import entrance
from procurement.web.home import home_shape


@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What to do next, by role."""
    return render(request, "web/home.html", {"home": home_shape(request.user, now=clock.db_now())})


@never_cache
@rate_limit(action="login")
@require_POST
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in as an account of the demonstration."""
    decisions.require(access.may_sign_in_by_click(request))
    return entrance.sign_in(request, email=request.POST.get("account", ""))
