"""One's opening key: made, proved, locked anew, saved, printed, retired. The id is that of the authority."""

from collections.abc import Mapping
from typing import Any
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
from core.accounts.fresh import fresh_required
from core.models import Authority
from core.pages import downloads
from offline import keys as fingerprints
from procurement.bids.access.keys import authorities_of, door, key_door
from procurement.bids.models import OpeningKey
from procurement.bids.pages import keys as pages
from procurement.bids.queries import keys as queries
from procurement.bids.services import keys as services
from procurement.bids.services import keysets
from procurement.bids.services.keysets import KeyRefused

FORM = ["GET", "HEAD", "POST"]


@never_cache
@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """To one's key; one who is to have several chooses."""
    ids = authorities_of(request.user)
    if not ids:
        raise Http404
    if len(ids) == 1:
        return redirect("bids:key", ids[0])
    context = {"authorities": Authority.objects.filter(pk__in=ids).order_by("name"), "crumbs": pages.crumbs()}
    return render(request, "bids/keys/choose.html", context)


@never_cache
@login_required
@require_safe
def key(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Where the person stands: make one, prove it, or done, with the keys of the city."""
    holder, authority, role = door(request.user, pk)
    row = queries.key_in_use(holder, authority)
    if row is None:
        return render(request, "bids/keys/make.html", _by_script(request, pk, None))
    if row.proved_at is None:
        return render(request, "bids/keys/prove.html", _by_script(request, pk, row))
    at = clock.db_now()
    reading = keysets.set_of(authority, at)
    context = {
        "over": pages.over(holder, authority, role),
        "lead": pages.proved_lead(row),
        "key": row,
        "authority": authority,
        "rows": pages.rows(reading, holder),
        "missing": reading.missing,
        "is_mine_to_do": any(person.holder.pk == holder.pk and pages.is_to_do(person, at) for person in reading.people),
        "fingerprint": fingerprints.in_groups(row.fingerprint),
        "crumbs": pages.crumbs(),
    }
    return render(request, "bids/keys/done.html", context)


@never_cache
@login_required
@require_safe
def make(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Begin again with a key that was never proved. 404 where one works: that is retired first."""
    holder, authority, _role = door(request.user, pk)
    row = queries.key_in_use(holder, authority)
    if row is not None and row.proved_at is not None:
        raise Http404
    return render(request, "bids/keys/make.html", _by_script(request, pk, None))


@never_cache
@login_required
@require_safe
def prove(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Type the passphrase from the paper."""
    return render(request, "bids/keys/prove.html", _by_script(request, pk, key_door(request.user, pk)))


@never_cache
@login_required
@fresh_required
@require_safe
def passphrase(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The same key under a new passphrase. 404 for one that is not kept here."""
    row = key_door(request.user, pk)
    if row.wrapped is None:
        raise Http404
    return render(request, "bids/keys/passphrase.html", _by_script(request, pk, row))


def _by_script(request: HttpRequest, pk: UUID, row: OpeningKey | None) -> Mapping[str, Any]:
    holder, authority, role = door(request.user, pk)
    return {
        "over": pages.over(holder, authority, role),
        "holder": holder,
        "authority": authority,
        "today": clock.db_now(),
        "key": row,
        "wrapped": bytes(row.wrapped).hex() if row and row.wrapped else "",
        "fingerprint": pages.short_fingerprint(row) if row else "",
        "sentences": pages.sentences(request.get_host(), row),
        "to": pages.addresses(authority),
        "crumbs": pages.crumbs(authority if row and row.proved_at else None),
    }


@never_cache
@login_required
@require_safe
def file(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The locked key, to be kept as a spare copy."""
    row = key_door(request.user, pk)
    if row.wrapped is None:
        raise Http404
    name = f"opening-key-{row.fingerprint[:8]}.key"
    return downloads.attachment(bytes(row.wrapped), name=name, content_type="application/octet-stream")


@never_cache
@login_required
@require_safe
def sheet(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The locked key on a page of paper. The passphrase is never on it."""
    row = key_door(request.user, pk)
    if row.wrapped is None:
        raise Http404
    context = {
        "key": row,
        "authority": row.authority,
        "holder": row.holder,
        "sheet": pages.sheet_of(bytes(row.wrapped)),
        "fingerprint": pages.short_fingerprint(row),
        "next_proof": pages.next_proof(row),
        "crumbs": pages.crumbs(row.authority),
    }
    return render(request, "bids/keys/sheet.html", context)


@never_cache
@login_required
@fresh_required
@require_http_methods(FORM)
def retire(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Use the key in no further tender."""
    row = key_door(request.user, pk)
    if request.method == "POST":
        try:
            services.retire_key(key=row, by=signed_in(request.user), at=clock.db_now())
            messages.success(request, _("The key is retired. Make another when you are ready."))
        except KeyRefused as refused:
            messages.error(request, str(refused))
        return redirect("bids:key", pk)
    context = {
        "heading": _("Retire this key?"),
        "lead": _("Nobody can undo it. The key stays here, locked, until the last tender that names it is over."),
        "crumbs": pages.crumbs(row.authority),
        "rows": [(_("Fingerprint"), pages.short_fingerprint(row))],
        "follows": [
            _("No further tender is published with it."),
            _("Keep its passphrase until the last tender that names it is opened."),
            _("The next tender waits until you have made and proved another key."),
        ],
        "act": _("Retire the key"),
        "is_grave": True,
        "form": forms.Form(),
        "back_url": reverse("bids:key", args=[pk]),
    }
    return render(request, "suppliers/check.html", context)
