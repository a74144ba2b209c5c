"""The pages of one's own account that are ours; the others are the library's (core.accounts.urls)."""

from typing import Any

from allauth.decorators import rate_limit
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core.accounts import addresses
from core.accounts.fresh import fresh_required
from core.accounts.mails import sends_mail


class AddressForm(forms.Form):
    email = forms.EmailField(
        label=gettext_lazy("New e-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


@never_cache
@login_required
@fresh_required
@rate_limit(action="manage_email")
@require_http_methods(["GET", "HEAD", "POST"])
def address(request: HttpRequest) -> HttpResponse:
    """Ask for a new address; nothing changes before its mailbox has answered."""
    form = AddressForm(request.POST or None)
    if request.method == "POST" and sends_mail() and form.is_valid():
        addresses.ask(request.user, form.cleaned_data["email"], request)  # type: ignore[arg-type]
        messages.info(request, _("A link was mailed to the new address. Your address changes when it is opened."))
        return redirect("account_email")
    return render(request, "account/address.html", {"form": form, "sends_mail": sends_mail()})


@never_cache
@rate_limit(action="reset_password_from_key")
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_address(request: HttpRequest, link: str) -> HttpResponse:
    """What the mailed link opens: a button, so that a mail scanner that follows links changes nothing."""
    context: dict[str, Any] = {}
    try:
        if request.method == "POST":
            addresses.change(link, request)
            messages.success(request, _("The address was changed. Sign in with the new one from now on."))
            return redirect("home")
        context["new"] = addresses.read_link(link)[1]
    except addresses.StaleLink as stale:
        context["why"] = str(stale)
    return render(request, "account/confirm_address.html", context, status=410 if "why" in context else 200)
