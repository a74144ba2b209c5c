"""The pages of one's own account that are ours; the others are the library's (core.accounts.urls)."""

from typing import Any

from allauth.account.views import LoginView
from allauth.decorators import rate_limit
from allauth.mfa.utils import is_mfa_enabled
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import assembly
from core.access import Refused, authorities_with, signed_in
from core.accounts import addresses, recovery, tokens
from core.accounts.fresh import fresh_required
from core.accounts.mails import sends_mail
from core.middleware import lacks_second_factor
from core.models import KEY_ROLES
from core.pages import paging
from core.pages.filters import ListFilters
from core.security import pages, queries

RECENT = 20
NEEDS_FACTOR = gettext_lazy("Your role needs a second factor, and the API asks for it, too. Set it up first.")


class RecentFilters(ListFilters):
    """Where the list of one's own events goes on."""


class RecoveryForm(forms.Form):
    login = forms.EmailField(
        label=gettext_lazy("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    password = forms.CharField(
        label=gettext_lazy("Passphrase"),
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    code = forms.CharField(
        label=gettext_lazy("Recovery code"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
        help_text=gettext_lazy("One of the codes that you kept when you set up the second factor. Each works once."),
    )

    def clean_login(self) -> str:
        return str(self.cleaned_data["login"]).lower()

    def clean_code(self) -> str:
        """As on paper: with blanks between."""
        return "".join(str(self.cleaned_data["code"]).split())


class AddressForm(forms.Form):
    email = forms.EmailField(
        label=gettext_lazy("New e-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class SignInView(LoginView):
    """The library's, with what stages offer beside its form."""

    def get_context_data(self, **options: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**options)
        return context | {"offers": assembly.sign_in_offers(self.request)}


@never_cache
@rate_limit(action="login")
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def recovery_login(request: HttpRequest) -> HttpResponse:
    """Sign in with passphrase and recovery code at once, also while the account waits."""
    if request.user.is_authenticated:
        return redirect("home")
    form = RecoveryForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        try:
            return recovery.sign_in(
                request, email=cleaned["login"], passphrase=cleaned["password"], code=cleaned["code"]
            )
        except forms.ValidationError as refused:
            form.add_error(None, refused)
    return render(request, "account/recovery_login.html", {"form": form, "sends_mail": sends_mail()})


@never_cache
@login_required
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """One's own account, and what happened to it lately."""
    user = signed_in(request.user)
    filters = RecentFilters(request.GET, queries.events_about(user))
    page = paging.page_of(filters.qs, "pk", before=filters.position, size=RECENT)
    context = {
        "has_factor": is_mfa_enabled(user),
        "tokens": tokens.tokens_of(user).count(),
        "has_opening_key": bool(authorities_with(user, *KEY_ROLES)),
        "rows": pages.rows(page.rows, request, links=False),
        **paging.links(reverse("account_overview"), request.GET, page, before=filters.position),
    }
    return render(request, "account/overview.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def api_tokens(request: HttpRequest) -> HttpResponse:
    """One's API tokens. POST makes one and shows its text, in this answer alone."""
    return _make_token(request) if request.method == "POST" else _tokens_page(request)


@fresh_required
def _make_token(request: HttpRequest) -> HttpResponse:
    user = signed_in(request.user)
    if lacks_second_factor(user):
        raise Refused(NEEDS_FACTOR)
    _row, text = tokens.make(user, request)
    return _tokens_page(request, text)


def _tokens_page(request: HttpRequest, text: str = "") -> HttpResponse:
    user = signed_in(request.user)
    context = {
        "tokens": list(tokens.tokens_of(user)),
        "text": text,
        "address": request.build_absolute_uri(reverse("api:index")),
        "why": NEEDS_FACTOR if lacks_second_factor(user) else "",
        "days": tokens.LIFETIME.days,
    }
    return render(request, "account/tokens.html", context)


@never_cache
@login_required
@require_POST
def revoke_token(request: HttpRequest, key: str) -> HttpResponse:
    """End one of one's own tokens."""
    if not tokens.revoke(signed_in(request.user), key, request):
        raise Http404
    messages.success(request, _("The token that begins with %(key)s no longer opens anything.") % {"key": key})
    return redirect("account_tokens")


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
