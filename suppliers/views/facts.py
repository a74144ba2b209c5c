"""The facts of the organisation for which one acts: how they stand, kind by kind, each with its versions."""

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core import clock
from core.access import signed_in
from core.assembly import sections_of
from core.documents import files, uploads
from core.documents.checks import FileRefused
from core.models import StoredFile
from suppliers import queries, services, summary
from suppliers.access import SupplierAction
from suppliers.forms import FORMS, SupplierFactForm
from suppliers.models import FactVersion, Supplier, VersionAct
from suppliers.pages import facts as pages
from suppliers.pages import kinds, labels
from suppliers.rules.facts import FactKind
from suppliers.services import FactChanged, FactRefused, SupplierRefused
from suppliers.views.doors import FORM, crumbs, for_supplier


@require_safe
@for_supplier(SupplierAction.SEE_FACTS)
def facts(request: HttpRequest, supplier: Supplier) -> HttpResponse:
    """How many need somebody, which, and that the others are true."""
    at = clock.db_now()
    rows = queries.facts_of(supplier)
    compliance = summary.compliance_of(rows, at.date())
    head = pages.head(supplier, compliance)
    context = {
        "heading": head.heading,
        "over": head.over,
        "tags": head.tags,
        "lead": head.lead,
        "page": pages.facts_page(supplier, rows, compliance, request.user),
        **sections_of("our:facts", supplier, request.user, at),
    }
    return render(request, "suppliers/facts.html", context)


@require_http_methods(FORM)
@for_supplier(SupplierAction.CONFIRM)
def confirm(request: HttpRequest, supplier: Supplier) -> HttpResponse:
    """Whether all of it is still true; POST says so."""
    at = clock.db_now()
    if request.method == "POST":
        try:
            services.confirm_facts(supplier=supplier, by=signed_in(request.user), at=at)
            messages.success(request, _("Thank you. Your declarations are true for twelve months from today."))
        except SupplierRefused as refused:
            messages.warning(request, str(refused))
        return redirect("our:facts")
    rows = queries.facts_of(supplier)
    context = {
        "heading": _("Is all of it still true?"),
        "lead": _("Look through it first. What is not true any more you change or withdraw before."),
        "crumbs": crumbs(),
        "rows": pages.confirm_rows(rows, at.date()),
        "follows": pages.confirm_follows(signed_in(request.user)),
        "act": _("All of it is still true"),
        "form": forms.Form(),
        "back_url": reverse("our:facts"),
    }
    return render(request, "suppliers/check.html", context)


@require_safe
@for_supplier(SupplierAction.SEE_FACTS)
def kind(request: HttpRequest, supplier: Supplier, slug: str) -> HttpResponse:
    """The facts of one kind; declarations by topic."""
    chosen, today, rows = _kind(slug), clock.db_now().date(), queries.facts_of(supplier)
    texts = labels.KIND_TEXTS[chosen]
    context: dict[str, object] = {"over": f"{supplier.name} · {texts.title}", "crumbs": crumbs()}
    if chosen is FactKind.DECLARATION:
        context |= {"heading": kinds.declarations_heading(rows), "groups": kinds.topic_groups(rows, today)}
        return render(request, "suppliers/facts/declarations.html", context)
    of_kind = kinds.rows_of(rows, chosen)
    context |= {
        "heading": kinds.kind_heading(chosen, of_kind, today),
        "rows": kinds.fact_rows(of_kind, today),
        "caption": texts.title,
        "column": texts.column,
        "new_url": reverse("our:new", args=[slug]),
        "new_label": texts.add,
        "empty": texts.add,
        "empty_why": texts.empty_why,
    }
    return render(request, "suppliers/facts/kind.html", context)


@require_safe
@for_supplier(SupplierAction.SEE_FACTS)
def fact(request: HttpRequest, supplier: Supplier, slug: str, no: int) -> HttpResponse:
    """One fact as it is in force, and what it was before."""
    versions = queries.versions_of(_kind(slug), supplier, no)
    if not versions:
        raise Http404
    row, today = versions[0], clock.db_now().date()
    is_withdrawn = row.act == VersionAct.WITHDRAWN
    label, tone = labels.until_tag(row.issued_date, row.expires_date, today)
    tags = [(_("Withdrawn"), "bad")] if is_withdrawn else [(label, tone)] if label else []
    context = {
        "heading": labels.fact_title(row),
        "over": labels.KIND_TEXTS[_kind(slug)].column,
        "tags": tags,
        "crumbs": crumbs(_way(slug)),
        "rows": kinds.summary_rows(row, today),
        "document": kinds.document_link(row),
        "versions": kinds.version_rows(versions),
        "ended": is_withdrawn,
        "replace_url": _replace_url(slug, row),
        "withdraw_url": reverse("our:withdraw", args=[slug, no]),
    }
    return render(request, "suppliers/facts/fact.html", context)


def _replace_url(slug: str, row: FactVersion) -> str:
    if slug == labels.KIND_TEXTS[FactKind.DECLARATION].slug:
        return f"{reverse('our:topic', args=[kinds.topic_of(row)])}#{row.code}"  # type: ignore[attr-defined]
    return reverse("our:replace", args=[slug, row.no])


@require_safe
@for_supplier(SupplierAction.SEE_FACTS)
def evidence(request: HttpRequest, supplier: Supplier, slug: str, no: int, version: int) -> HttpResponseBase:
    """The document of a version, to save under its name."""
    rows = queries.versions_of(_kind(slug), supplier, no)
    row = next((row for row in rows if row.version == version), None)
    if row is None or row.evidence is None:
        raise Http404
    try:
        return files.serve(row.evidence)
    except files.DocumentFault as fault:
        messages.error(request, str(fault))
        return redirect("our:fact", slug, no)


@uploads.takes_files()
@require_http_methods(FORM)
@for_supplier(SupplierAction.ENTER)
def new(request: HttpRequest, supplier: Supplier, slug: str) -> HttpResponse:
    """Put in a fact, with its document."""
    return _edit(request, supplier, _form_kind(slug), None)


@uploads.takes_files()
@require_http_methods(FORM)
@for_supplier(SupplierAction.ENTER)
def replace(request: HttpRequest, supplier: Supplier, slug: str, no: int) -> HttpResponse:
    """Put another version in the place of the one in force, as the person has seen it."""
    return _edit(request, supplier, _form_kind(slug), _in_force(supplier, slug, no))


@require_http_methods(FORM)
@for_supplier(SupplierAction.ENTER)
def withdraw(request: HttpRequest, supplier: Supplier, slug: str, no: int) -> HttpResponse:
    """Say that a fact holds no more, on a page to check."""
    row = _in_force(supplier, slug, no)
    form = FactSeenForm(request.POST or None, initial={"seen": row.version})
    if form.is_valid():
        try:
            services.withdraw_fact(fact=seen(row, form), by=signed_in(request.user), at=clock.db_now())
            messages.success(request, _("Withdrawn: %(title)s") % {"title": labels.fact_title(row)})
        except FactChanged as refused:
            messages.warning(request, str(refused))
        return redirect("our:kind", slug)
    context = {
        "heading": _("Withdraw: %(title)s") % {"title": labels.fact_title(row)},
        "crumbs": crumbs(_way(slug)),
        "rows": kinds.summary_rows(row, clock.db_now().date()),
        "follows": [
            _("It is said no more, and goes into no new bid."),
            _("Its versions stay written; who has them in a share code or a bid keeps what was signed then."),
        ],
        "form": form,
        "act": _("Withdraw it"),
        "is_grave": True,
        "back_url": reverse("our:fact", args=[slug, no]),
    }
    return render(request, "suppliers/check.html", context)


class FactSeenForm(forms.Form):
    """Which version was on the page when the button was pressed."""

    seen = forms.IntegerField(widget=forms.HiddenInput)


def seen(row: FactVersion, form: forms.Form) -> FactVersion:
    """The version that the person has seen. Raises FactChanged unless it is in force."""
    if form.cleaned_data["seen"] != row.version:
        raise FactChanged(_("This fact has been changed meanwhile. Read it again."))
    return row


# --- putting in ---


def _edit(request: HttpRequest, supplier: Supplier, chosen: FactKind, row: FactVersion | None) -> HttpResponse:
    """The form of a fact; `row`: the version that it follows."""
    upload = next(iter(uploads.files_of(request, "evidence")), None) if request.method == "POST" else None
    faults = uploads.faults_of(request) if request.method == "POST" else []
    form = FORMS[chosen](
        request.POST or None,
        has_evidence=bool(upload or (row and row.evidence)),
        initial=kinds.initial_of(row) if row else {},
    )
    marker = FactSeenForm(request.POST or None, initial={"seen": row.version if row else 0})
    fault = " ".join(map(str, faults))
    if form.is_valid() and marker.is_valid() and not fault:
        fault = _store(request, supplier, form, marker, row, upload)
        if not fault and not form.errors:
            return redirect("our:kind", labels.KIND_TEXTS[chosen].slug)
    context = _edit_context(chosen, row) | {"form": form, "marker": marker, "fault": fault, "faulty": bool(fault)}
    context["signing"] = _("You sign it as %(name)s.") % {"name": request.user}
    return render(request, "suppliers/facts/edit.html", context)


def _store(
    request: HttpRequest,
    supplier: Supplier,
    form: SupplierFactForm,
    marker: forms.Form,
    row: FactVersion | None,
    upload: UploadedFile | None,
) -> str:
    """Store file and fact; what speaks against the file. What speaks against the fact is added to the form."""
    by, at = signed_in(request.user), clock.db_now()
    try:
        stored = files.store_file(file=upload, name=upload.name or "", by=by, at=at) if upload else None
    except FileRefused as refused:
        return str(refused)
    try:
        _enter(supplier, form, marker, row, stored, by=by, at=at)
    except FactRefused as refused:
        for finding in refused.findings:
            form.add_error(finding.field if finding.field in form.fields else None, finding.sentence)
    except SupplierRefused as refused:
        form.add_error(None, str(refused))
    else:
        messages.success(request, _("Stored and signed."))
    return ""


def _enter(
    supplier: Supplier,
    form: SupplierFactForm,
    marker: forms.Form,
    row: FactVersion | None,
    stored: StoredFile | None,
    **who: object,
) -> None:
    entry = form.entry()
    if row is None:
        services.enter_fact(supplier=supplier, entry=entry, evidence=stored, **who)  # type: ignore[arg-type]
    else:
        services.replace_fact(fact=seen(row, marker), entry=entry, evidence=stored or row.evidence, **who)  # type: ignore[arg-type]


def _edit_context(chosen: FactKind, row: FactVersion | None) -> dict[str, object]:
    texts = labels.KIND_TEXTS[chosen]
    heading = _("Put in the new one: %(title)s") % {"title": labels.fact_title(row)} if row else texts.add
    back = reverse("our:fact", args=[texts.slug, row.no]) if row else reverse("our:kind", args=[texts.slug])
    return {
        "heading": heading,
        "crumbs": crumbs(_way(texts.slug)),
        "back_url": back,
        "stored": row.evidence.name if row and row.evidence else "",
        "limits": kinds.limits(),
        "sign": _("Sign and save"),
    }


# --- what the address names ---


def _kind(slug: str) -> FactKind:
    if slug not in labels.SLUGS:
        raise Http404
    return labels.SLUGS[slug]


def _form_kind(slug: str) -> FactKind:
    """A kind that is put in one by one; declarations have their topics."""
    chosen = _kind(slug)
    if chosen not in FORMS:
        raise Http404
    return chosen


def _in_force(supplier: Supplier, slug: str, no: int) -> FactVersion:
    row = queries.latest(_kind(slug), supplier, no)
    if row is None or row.act == VersionAct.WITHDRAWN:
        raise Http404
    return row


def _way(slug: str) -> tuple[str, str]:
    return str(labels.KIND_TEXTS[_kind(slug)].title), reverse("our:kind", args=[slug])
