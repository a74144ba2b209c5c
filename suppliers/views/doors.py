"""For which organisation a page is: the session says it; who has none registers one, who has several chooses."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from core.access import require
from suppliers import acting, queries
from suppliers.access import SupplierAction, may

READ = ["GET", "HEAD"]
FORM = [*READ, "POST"]
View = Callable[..., HttpResponseBase]


def for_supplier(action: SupplierAction) -> Callable[[View], View]:
    """Give the view the supplier for which the person acts, once it may do this. Raises Refused with the reason."""

    def decorate(view: View) -> View:
        @wraps(view)
        def entered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            supplier = acting.supplier_of(request)
            if supplier is None:
                return _elsewhere(request)
            require(may(request.user, action, supplier))
            return view(request, supplier, *args, **kwargs)

        return login_required(entered)

    return decorate


def _elsewhere(request: HttpRequest) -> HttpResponseBase:
    """To the choice among several organisations, or to registering one."""
    if not queries.acted_for_by(request.user):
        messages.info(request, _("You act for no organisation yet. Register yours, or have a colleague invite you."))
        return redirect("our:register")
    following = request.path if request.method in READ else reverse("our:facts")
    return redirect(f"{reverse('our:acting')}?{urlencode({'next': following})}")


def crumbs(*way: tuple[str, str]) -> list[dict[str, str]]:
    """The way from the facts to the page: pairs of label and address."""
    return [{"label": label, "url": url} for label, url in ((_("Our facts"), reverse("our:facts")), *way)]
