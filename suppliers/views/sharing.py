"""Share codes: one's own, made and ended; those of others, looked up."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core import clock
from core.access import signed_in
from core.pages import downloads
from offline.reading import SignedFileFault
from suppliers import queries, services, sharing_shapes
from suppliers.access import SupplierAction
from suppliers.acting import looking_up_for
from suppliers.forms.sharing import ShareCodeForm
from suppliers.models import ShareCodeLookup, Supplier
from suppliers.pages import sharing as pages
from suppliers.services import SupplierRefused
from suppliers.views.doors import FORM, crumbs, for_supplier

FILE_NAME = "share-code.json"
BOX = "share-code"


@require_http_methods(FORM)
@for_supplier(SupplierAction.SHARE)
def make(request: HttpRequest, supplier: Supplier) -> HttpResponse:
    """What would be shared; POST signs it."""
    at = clock.db_now()
    if request.method == "POST":
        try:
            services.make_share_code(supplier=supplier, by=signed_in(request.user), at=at)
            messages.success(request, _("Your facts are signed as they are now. Give the code to whom you like."))
        except SupplierRefused as refused:
            messages.error(request, str(refused))
        return redirect(f"{reverse('our:facts')}#{BOX}")
    follows = [
        _("The site signs your facts as they stand now. What you change later is in the next code."),
        _("Whoever has the code and acts for a supplier, or is an officer, sees them. You see which organisation."),
        _("It ends after 90 days, or when you end it. Whoever saved the file keeps it."),
    ]
    if queries.current_code(supplier, at):
        follows.append(_("The code that you have now ends."))
    context = {
        "heading": _("Share what you have signed?"),
        "lead": _("Names of owners, directors and of those who signed are in it."),
        "crumbs": crumbs(),
        "rows": pages.what_is_shared(queries.facts_of(supplier)),
        "follows": follows,
        "act": _("Make the code"),
        "form": forms.Form(),
        "back_url": reverse("our:facts"),
    }
    return render(request, "suppliers/check.html", context)


@require_http_methods(FORM)
@for_supplier(SupplierAction.SHARE)
def end(request: HttpRequest, supplier: Supplier) -> HttpResponse:
    """Nobody looks the code up any more."""
    if request.method == "POST":
        try:
            services.end_share_code(supplier=supplier, by=signed_in(request.user), at=clock.db_now())
            messages.success(request, _("The code has ended."))
        except SupplierRefused as refused:
            messages.warning(request, str(refused))
        return redirect(f"{reverse('our:facts')}#{BOX}")
    context = {
        "heading": _("End this code?"),
        "lead": _("Whoever looked it up sees your facts here no more."),
        "crumbs": crumbs(),
        "follows": [
            _("Whoever saved the signed file keeps what they saw; it says itself until when it is good."),
            _("You can make another code at any time."),
        ],
        "act": _("End the code"),
        "is_grave": True,
        "form": forms.Form(),
        "back_url": reverse("our:facts"),
    }
    return render(request, "suppliers/check.html", context)


@require_safe
@for_supplier(SupplierAction.SHARE)
def own_file(_request: HttpRequest, supplier: Supplier) -> HttpResponse:
    """The signed file as whoever looks the code up gets it."""
    share_code = queries.current_code(supplier, clock.db_now())
    if share_code is None:
        raise Http404
    return downloads.attachment(share_code.snapshot, name=FILE_NAME, content_type="application/json")


@never_cache
@login_required
@require_http_methods(FORM)
def look_up(request: HttpRequest) -> HttpResponse:
    """The field for a code; POST opens what it shares. Codes that were looked up before stand below."""
    organisation = looking_up_for(request)
    form, at = ShareCodeForm(request.POST or None), clock.db_now()
    if form.is_valid():
        try:
            lookup = services.look_up(
                text=form.cleaned_data["code"], on_behalf_of=organisation, by=signed_in(request.user), at=at
            )
            return redirect("sharing:seen", lookup.pk)
        except SupplierRefused as refused:
            form.add_error("code", str(refused))
    seen = [sharing_shapes.lookup_row(row) for row in queries.lookups_by(signed_in(request.user), at)]
    context = {
        "heading": _("Look up a share code"),
        "lead": _("You see a supplier's facts as it signed them. It sees that %(name)s looked.")
        % {"name": organisation},
        "form": form,
        "seen": [pages.seen_row(row) for row in seen],
    }
    return render(request, "suppliers/sharing/look_up.html", context)


@never_cache
@login_required
@require_safe
def seen(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What a code opens, for the person who looked it up, as long as the code is good."""
    at = clock.db_now()
    lookup = _lookup(request, pk)
    crumb = [{"label": _("Share codes"), "url": reverse("sharing:look-up")}]
    try:
        shape = sharing_shapes.shared_facts(lookup, on=at.date())
    except SignedFileFault as fault:
        changed = {"heading": _("What was signed was changed"), "crumbs": crumb, "fault": str(fault)}
        return render(request, "suppliers/sharing/seen.html", changed)
    page = pages.shared_page(shape, on=at.date())
    context = {"heading": page.heading, "over": page.over, "lead": page.lead, "crumbs": crumb, "page": page}
    return render(request, "suppliers/sharing/seen.html", context)


@never_cache
@login_required
@require_safe
def file(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The signed file, which verifies without the site."""
    lookup = _lookup(request, pk)
    return downloads.attachment(lookup.share_code.snapshot, name=FILE_NAME, content_type="application/json")


def _lookup(request: HttpRequest, pk: UUID) -> ShareCodeLookup:
    """A lookup of this person whose code is good. Raises Http404: of another, ended, over and none are one answer."""
    lookup = queries.lookup_by(signed_in(request.user), pk, clock.db_now())
    if lookup is None:
        raise Http404
    return lookup
