"""The declarations of one topic in one form: all of them are signed together, with their documents."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from core import clock
from core.access import signed_in
from core.documents import files, uploads
from core.documents.checks import FileRefused
from core.models import StoredFile
from suppliers import queries, services
from suppliers.access import SupplierAction
from suppliers.declarations import TOPICS, DeclarationTopic, declarations
from suppliers.forms import DeclarationsForm, is_ground
from suppliers.models import Answer, Supplier
from suppliers.pages import declaring as pages
from suppliers.pages import labels
from suppliers.rules.facts import FactKind
from suppliers.services import FactRefused, SupplierRefused
from suppliers.views.doors import FORM, crumbs, for_supplier

NONE_APPLIES = "none"
SLUG = labels.KIND_TEXTS[FactKind.DECLARATION].slug


@uploads.takes_files()
@require_http_methods(FORM)
@for_supplier(SupplierAction.ENTER)
def topic(request: HttpRequest, supplier: Supplier, key: str) -> HttpResponse:
    """Yes or no to each criterion of a topic. Only what says something else than before becomes a new version."""
    if key not in {topic.value for topic in DeclarationTopic}:
        raise Http404
    criteria = [row for row in declarations().values() if row.topic == key]
    facts, at = queries.facts_of(supplier), clock.db_now()
    known = {row.code: (row.answer, row.text) for row in facts.declarations}
    proposes_no = request.method == "POST" and request.POST.get("act") == NONE_APPLIES
    sent = request.POST if request.method == "POST" and not proposes_no else None
    form = DeclarationsForm(sent, criteria=criteria, known=known, proposed=Answer.NO if proposes_no else "")
    faults = {fault.field: str(fault) for fault in uploads.faults_of(request)} if sent is not None else {}
    if form.is_valid() and not faults:
        faults = _declare(request, supplier, form)
        if not faults and not form.errors:
            return redirect("our:kind", SLUG)
    context = {
        "heading": TOPICS[DeclarationTopic(key)],
        "over": supplier.name,
        "lead": pages.question(criteria),
        "crumbs": crumbs((str(labels.KIND_TEXTS[FactKind.DECLARATION].title), reverse("our:kind", args=[SLUG]))),
        "form": form,
        "faulty": bool(faults),
        "rows": pages.declaration_rows(form, facts, at.date(), faults),
        "offers_no": all(is_ground(row) for row in criteria) and any(row.code not in known for row in criteria),
        "signing": _("You sign what you change as %(name)s. It is true for twelve months.") % {"name": request.user},
        "sign": _("Sign and save"),
        "back_url": reverse("our:kind", args=[SLUG]),
    }
    return render(request, "suppliers/facts/topic.html", context)


def _declare(request: HttpRequest, supplier: Supplier, form: DeclarationsForm) -> dict[str, str]:
    """Store the files, then declare everything at once; {file field: what speaks against its file}."""
    stored, faults = _stored(request, form)
    entries = form.answered(renewed=stored)
    if faults or not entries:
        return faults
    try:
        services.declare(
            supplier=supplier, entries=entries, evidence=stored, by=signed_in(request.user), at=clock.db_now()
        )
    except FactRefused as refused:
        for finding in refused.findings:
            code, _colon, field = finding.field.partition(":")
            form.add_error(f"{field}-{code}", finding.sentence)
    except SupplierRefused as refused:
        form.add_error(None, str(refused))
    else:
        text = ngettext("%(count)d declaration signed.", "%(count)d declarations signed.", len(entries))
        messages.success(request, text % {"count": len(entries)})
    return {}


def _stored(request: HttpRequest, form: DeclarationsForm) -> tuple[dict[str, StoredFile], dict[str, str]]:
    """({code: its document}, {file field: what speaks against it})."""
    stored: dict[str, StoredFile] = {}
    faults: dict[str, str] = {}
    for criterion in form.criteria:
        field = f"evidence-{criterion.code}"
        for upload in uploads.files_of(request, field)[:1]:
            try:
                stored[criterion.code] = files.store_file(
                    file=upload, name=upload.name or "", by=signed_in(request.user), at=clock.db_now()
                )
            except FileRefused as refused:
                faults[field] = str(refused)
    return stored, faults
