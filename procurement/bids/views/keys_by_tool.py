"""Opening keys of the offline tool, also without JavaScript: the key it made, its questions, its answers."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from core import clock
from core.access import signed_in
from core.pages import downloads
from procurement.bids.access.keys import door, key_door
from procurement.bids.forms.keys import ToolAnswersForm, ToolKeyForm
from procurement.bids.models import KeyOrigin
from procurement.bids.pages import keys as pages
from procurement.bids.queries import keys as queries
from procurement.bids.services import keys as services
from procurement.bids.services.key_answers import take_answers, waiting_rehearsal
from procurement.bids.services.keysets import KeyRefused

FORM = ["GET", "HEAD", "POST"]


@never_cache
@login_required
@sensitive_variables()
@sensitive_post_parameters()
@require_http_methods(FORM)
def tool(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A key of the tool is brought, or the one in use is proved by the tool's answers."""
    holder, authority, role = door(request.user, pk)
    key = queries.key_in_use(holder, authority)
    form = (ToolAnswersForm if key else ToolKeyForm)(request.POST or None)
    if form.is_valid():
        try:
            if key is None:
                services.make_key(
                    holder=holder,
                    authority=authority,
                    role=role,
                    public_key=form.cleaned_data["public_key"],
                    wrapped=form.cleaned_data["lines"],
                    origin=KeyOrigin.PROGRAM,
                    at=clock.db_now(),
                )
                messages.success(request, _("The key is here. Prove it now."))
                return redirect("bids:key-tool", pk)
            content = form.cleaned_data["answers"]
            if take_answers(key=key, content=content, by=signed_in(request.user), at=clock.db_now()):
                messages.info(request, _("Proved. The rehearsal has begun: answer once more."))
                return redirect("bids:key-tool", pk)
            return redirect("bids:key", pk)
        except KeyRefused as refused:
            form.add_error(None, str(refused))
    context = {
        "over": pages.over(holder, authority, role),
        "form": form,
        "key": key,
        "authority": authority,
        "crumbs": pages.crumbs(authority),
    }
    return render(request, "bids/keys/tool.html", context)


@never_cache
@login_required
@require_POST
def questions_file(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What the tool answers, as a file; the challenge in it is good for ten minutes."""
    key, at = key_door(request.user, pk), clock.db_now()
    challenge = services.challenge_key(key=key, at=at)
    content = pages.questions_of(challenge, waiting_rehearsal(key, at), key).file()
    return downloads.attachment(content, name="key-questions.json", content_type="application/json")
