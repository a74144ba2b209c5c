"""Pages of policies: what is in force and in consultation for everybody, drafting and adopting for officers."""

from datetime import date
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import clock
from core.access import signed_in
from core.assembly import sections_of
from core.law.days import day_of, end_of
from core.states import IllegalMove, MovedMeanwhile
from procurement.policies import access, checks, gather, pages, queries, services, summary
from procurement.policies.access import PolicyAction
from procurement.policies.checks import PolicyFinding, PolicyRefused
from procurement.policies.differences import differences as policy_differences
from procurement.policies.forms import AdoptionForm, AnswerForm, CommentForm, ConsultationForm, PolicyForm
from procurement.policies.models import PolicyVersion
from procurement.policies.states import PolicyState
from suppliers.queries import acted_for_by

FORM_METHODS = ["GET", "HEAD", "POST"]


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Policies in force and in consultation; to people of an authority its drafts and old versions, too."""
    versions = list(queries.visible_to(request.user))
    context = {
        "rows": pages.lines(summary.row_shapes(versions)),
        "offers": pages.offers(queries.officer_authorities(request.user), versions),
    }
    return render(request, "policies/list.html", context)


@login_required
@require_POST
def begin(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Begin the first version with the ready policy, or the next one with what is in force."""
    authority = access.authority_door(request.user, pk)
    start = services.begin_next if queries.in_force(authority) else services.begin_with_ready_policy
    try:
        version = start(authority=authority, by=signed_in(request.user), at=clock.db_now())
    except PolicyRefused as refused:
        messages.error(request, str(refused))
        return redirect("policies:list")
    return redirect("policies:change", version.pk)


@require_safe
def detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A version: its rules in words, what was said about it, and what the person does next."""
    version = access.door(request.user, pk)
    shape = summary.policy_shape(version)
    answers = bool(access.may(request.user, PolicyAction.ANSWER, version))
    others = list(queries.other_versions(request.user, version))
    is_later = any(other.no < version.no for other in others)
    context = {
        "policy": shape,
        "line": pages.lines([shape.summary])[0],
        "rules": pages.rules(shape),
        "law": pages.law_lines(shape),
        "terms": pages.term_lines(shape),
        "comments": pages.comments(shape, answers=answers),
        "buttons": pages.buttons(request.user, version),
        "others": pages.lines(summary.row_shapes(others)),
        "compare": reverse("policies:differences", args=[version.pk]) if is_later else "",
        "sign_in": version.state == PolicyState.CONSULTING and not request.user.is_authenticated,
        "crumbs": _crumbs(),
        **sections_of("policies:detail", version, request.user, clock.db_now()),
    }
    return render(request, "policies/detail.html", context)


@require_safe
def differences(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A version beside the one before it that the person may see; 404 where there is none."""
    version = access.door(request.user, pk)
    before = queries.other_versions(request.user, version).filter(no__lt=version.no).first()
    if before is None:
        raise Http404
    old, new = summary.policy_shape(before), summary.policy_shape(version)
    changes = policy_differences(
        gather.settings_of(before), gather.settings_of(version), before.law_figures, version.law_figures
    )
    context = {
        "line": pages.lines([new.summary])[0],
        "before": pages.version_title(before.no),
        "after": pages.version_title(version.no),
        "rows": pages.difference_lines(changes, old, new),
        "note": version.change_note,
        "crumbs": _crumbs(version),
    }
    return render(request, "policies/differences.html", context)


@login_required
@require_http_methods(FORM_METHODS)
def change(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The form of a draft; what is milder than the law comes back at its field."""
    version = access.door(request.user, pk, PolicyAction.CHANGE)
    figures = {f"law-{field}": value for field, value in version.law_figures.items()}
    texts = {"text": version.text, "change_note": version.change_note, "seen": services.draft_digest(version)}
    form = PolicyForm(
        request.POST or None,
        authority=version.authority,
        settings=gather.settings_of(version),
        initial={**texts, **figures},
    )
    if form.is_valid():
        try:
            services.change(
                version=version,
                settings=form.settings(),
                law_figures=form.law_figures(),
                text=form.cleaned_data["text"],
                change_note=form.cleaned_data["change_note"],
                seen=form.cleaned_data["seen"],
                by=signed_in(request.user),
                at=clock.db_now(),
            )
        except PolicyRefused as refused:
            form.add_findings(refused.findings)
        except MovedMeanwhile as moved:
            form.add_error(None, str(moved))
        else:
            return redirect("policies:detail", version.pk)
    return _form(request, version, form, "policies/change.html")


@login_required
@require_http_methods(FORM_METHODS)
def consult(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Until when a draft is discussed; it is opened from here."""
    version = access.door(request.user, pk, PolicyAction.OPEN_CONSULTATION)
    form = ConsultationForm(request.POST or None)
    if form.is_valid():
        closes_at = end_of(form.cleaned_data["last_date"], version.authority.zone)
        by, at = signed_in(request.user), clock.db_now()
        try:
            services.open_consultation(version=version, closes_at=closes_at, by=by, at=at)
        except PolicyRefused as refused:
            _show(form, refused.findings, {"closes": "last_date"})
        except (IllegalMove, MovedMeanwhile) as moved:
            form.add_error(None, str(moved))
        else:
            return redirect("policies:detail", version.pk)
    return _form(request, version, form, "policies/consult.html", least=services.least_days())


@login_required
@require_http_methods(FORM_METHODS)
def comment(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A comment on a version in consultation, by anybody with an account."""
    version = access.door(request.user, pk, PolicyAction.COMMENT)
    user = signed_in(request.user)
    acted_for = acted_for_by(user)
    form = CommentForm(request.POST or None, suppliers=acted_for, initial={"rule": request.GET.get("rule", "")})
    if form.is_valid():
        cleaned = form.cleaned_data
        supplier = next((row for row in acted_for if str(row.pk) == cleaned["supplier"]), None)
        try:
            services.comment(
                version=version,
                text=cleaned["text"],
                rule=cleaned["rule"],
                supplier=supplier,
                by=user,
                at=clock.db_now(),
            )
        except PolicyRefused as refused:
            _show(form, refused.findings, {})
        else:
            return redirect(f"{reverse('policies:detail', args=[version.pk])}#comments")
    return _form(request, version, form, "policies/comment.html")


@login_required
@require_http_methods(FORM_METHODS)
def answer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The answer to a comment, once."""
    entry = access.comment_door(request.user, pk)
    version = entry.consultation.version
    form = AnswerForm(request.POST or None)
    if form.is_valid():
        by, at = signed_in(request.user), clock.db_now()
        try:
            services.answer(comment=entry, by=by, at=at, **form.cleaned_data)
        except PolicyRefused as refused:
            _show(form, refused.findings, {})
        else:
            return redirect(f"{reverse('policies:detail', args=[version.pk])}#comments")
    return _form(request, version, form, "policies/answer.html", comment=entry.text)


@login_required
@require_POST
def revise(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Back to the draft."""
    version = access.door(request.user, pk, PolicyAction.REVISE)
    try:
        services.revise(version=version, by=signed_in(request.user), at=clock.db_now())
    except (IllegalMove, MovedMeanwhile) as moved:
        messages.error(request, str(moved))
    return redirect("policies:detail", version.pk)


@login_required
@require_http_methods(FORM_METHODS)
def adopt(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What is adopted and what speaks against it, then the act itself."""
    version = access.door(request.user, pk, PolicyAction.ADOPT)
    at = clock.db_now()
    day = checks.latest_review(day_of(at, version.authority.zone))
    form = AdoptionForm(request.POST or None, initial={"review_date": day.isoformat()})
    if form.is_valid():
        act = services.adopt_unconsulted if version.state == PolicyState.DRAFT else services.adopt
        try:
            act(version=version, review_date=form.cleaned_data["review_date"], by=signed_in(request.user), at=at)
        except PolicyRefused as refused:
            _show(form, refused.findings, {})
        except (IllegalMove, MovedMeanwhile) as moved:
            form.add_error(None, str(moved))
        else:
            return redirect("policies:detail", version.pk)
    obstacles = _obstacles(version, day) if request.method != "POST" else []
    return _form(request, version, form, "policies/adopt.html", obstacles=obstacles, rules=_rules(version))


def _obstacles(version: PolicyVersion, review_date: date) -> list[str]:
    findings = checks.adoption_findings(version, review_date=review_date, at=clock.db_now())
    return [finding.sentence for finding in findings]


def _rules(version: PolicyVersion) -> list[pages.RuleLine]:
    return pages.rules(summary.policy_shape(version))


def _show(form: forms.Form, findings: list[PolicyFinding], names: dict[str, str]) -> None:
    for finding in findings:
        name = names.get(finding.field, finding.field)
        form.add_error(name if name in form.fields else None, finding.sentence)


def _form(
    request: HttpRequest, version: PolicyVersion, form: forms.Form, template: str, **context: object
) -> HttpResponse:
    line = pages.lines(summary.row_shapes([version]))[0]
    return render(request, template, {"form": form, "line": line, "crumbs": _crumbs(version), **context})


def _crumbs(version: PolicyVersion | None = None) -> list[dict[str, str]]:
    crumbs = [{"label": _("Policies"), "url": reverse("policies:list")}]
    if version is not None:
        title = f"{version.authority.name}, {pages.version_title(version.no)}"
        crumbs.append({"label": title, "url": reverse("policies:detail", args=[version.pk])})
    return crumbs
