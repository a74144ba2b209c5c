"""What people do with a policy: begin it, change it, have it discussed, answer, adopt it (LIFECYCLE §1)."""

from collections.abc import Mapping
from datetime import date, datetime

from django.conf import settings as site
from django.db import transaction
from django.utils.translation import gettext as _

from core import audit, canon, states
from core.law.days import day_of
from core.models import Authority, Role, User
from core.states import MovedMeanwhile
from procurement.policies import checks, gather, queries, reminders
from procurement.policies.checks import PolicyFinding, PolicyRefused
from procurement.policies.models import (
    PolicyAct,
    PolicyComment,
    PolicyConsultation,
    PolicyHand,
    PolicyResponse,
    PolicyVersion,
)
from procurement.policies.reminders import PolicyNoticeKind
from procurement.policies.states import POLICY_STATES, PolicyLeafKind, PolicyState, Verdict
from scoring.compliance import RULES, PolicySettings, settings_to_json
from suppliers.models import Supplier
from suppliers.queries import acted_for_by


def begin_with_ready_policy(*, authority: Authority, by: User, at: datetime) -> PolicyVersion:
    """Draft the first version: every rule with its usual figures. Who: an officer.

    Effects: version 1 in DRAFT, its author, leaf policyversion.drafted. Raises PolicyRefused where the authority has a
    policy already, so a second time, or where nobody has said what its amounts are in.
    """
    if not (authority.currency and authority.basis):
        sentence = _("An administrator first says in which currency the authority's amounts are, with or without tax.")
        raise PolicyRefused([PolicyFinding("currency", sentence)])
    return _begin(authority, settings_to_json(gather.ready_settings(authority)), {}, "", by=by, at=at, is_first=True)


def begin_next(*, authority: Authority, by: User, at: datetime) -> PolicyVersion:
    """Draft the next version as a copy of the one in force. Who: an officer.

    Effects: as begin_with_ready_policy. Raises PolicyRefused where none is in force, or another is in the making.
    """
    current = queries.in_force(authority)
    if current is None:
        raise PolicyRefused([PolicyFinding("", _("No policy is in force: begin with the ready one."))])
    return _begin(authority, current.settings, current.law_figures, current.text, by=by, at=at, is_first=False)


@transaction.atomic
def _begin(
    authority: Authority,
    settings: Mapping[str, object],
    law_figures: Mapping[str, str],
    text: str,
    *,
    by: User,
    at: datetime,
    is_first: bool,
) -> PolicyVersion:
    Authority.objects.select_for_update().get(pk=authority.pk)  # two officers, one click each
    latest = PolicyVersion.objects.filter(authority=authority).order_by("-no").first()
    if is_first and latest is not None:
        raise PolicyRefused([PolicyFinding("", _("This authority has a policy already."))])
    if latest is not None and latest.state in {PolicyState.DRAFT, PolicyState.CONSULTING}:
        raise PolicyRefused([PolicyFinding("", _("Another version is in the making."))])
    version = PolicyVersion.objects.create(
        authority=authority,
        no=latest.no + 1 if latest else 1,
        state_at=at,
        text=text,
        settings=settings,
        law_figures=law_figures,
    )
    digest = _sign(version, PolicyAct.WROTE, by=by, at=at)
    facts = {"authority": str(authority.pk), "no": version.no, "settings": digest}
    audit.record(PolicyLeafKind.DRAFTED, version, by=by, at=at, facts=facts)
    return version


@transaction.atomic
def change(
    *,
    version: PolicyVersion,
    settings: PolicySettings,
    law_figures: Mapping[str, str],
    text: str,
    change_note: str,
    seen: str,
    by: User,
    at: datetime,
) -> None:
    """Write a draft anew. Who: an officer, who thereby is one of its authors.

    `seen`: the `draft_digest` of what the person changed. Effects: the fields, the author, leaf policyversion.changed.
    The same again changes nothing. Raises PolicyRefused with the fields that are milder than the law, MovedMeanwhile if
    the draft says something else by now or is no draft any more.
    """
    checks.require(checks.settings_findings(version.authority, settings, law_figures))
    row = PolicyVersion.objects.select_for_update().select_related("authority").get(pk=version.pk)
    if row.state != PolicyState.DRAFT or draft_digest(row) != seen:
        raise MovedMeanwhile(version)
    values = {
        "settings": settings_to_json(settings),
        "law_figures": dict(law_figures),
        "text": text,
        "change_note": change_note,
    }
    if all(getattr(row, name) == value for name, value in values.items()):
        return
    PolicyVersion.objects.filter(pk=row.pk).update(**values)
    version.refresh_from_db()
    digest = _sign(version, PolicyAct.WROTE, by=by, at=at)
    audit.record(PolicyLeafKind.CHANGED, version, by=by, at=at, facts={"settings": digest})


def least_days() -> int:
    """How many days a consultation lasts at least: a setting of the site."""
    return int(site.POLICY_CONSULTATION_DAYS)


@transaction.atomic
def open_consultation(*, version: PolicyVersion, closes_at: datetime, by: User, at: datetime) -> PolicyConsultation:
    """Have a draft discussed until `closes_at`. Who: an officer. DRAFT to CONSULTING.

    Effects: a PolicyConsultation, leaf policyversion.consultation_opened, a notice to reviewers and officers, the timer
    of its end. Raises PolicyRefused if it is too short, or if the law has become stricter.
    """
    settings = gather.settings_of(version)
    findings = checks.opening_findings(opens_at=at, closes_at=closes_at, least=least_days())
    checks.require([*findings, *checks.settings_findings(version.authority, settings, version.law_figures)])
    digest = digest_of(version)
    facts = {"settings": digest, "closes": closes_at.isoformat()}
    states.move(version, "open_consultation", table=POLICY_STATES, by=by, at=at, facts=facts)
    latest = queries.latest_consultation(version)
    consultation = PolicyConsultation.objects.create(
        version=version, no=latest.no + 1 if latest else 1, opens_at=at, closes_at=closes_at, digest=digest
    )
    reminders.plan(version, at=at)
    people = queries.people_with(version.authority, Role.OFFICER, Role.REVIEWER)
    event = f"policy-opened:{consultation.pk}"
    reminders.tell(PolicyNoticeKind.CONSULTATION_OPENED, version, people, event=event, at=at)
    return consultation


@transaction.atomic
def revise(*, version: PolicyVersion, by: User, at: datetime) -> None:
    """Take a version out of its consultation, to change it. Who: an officer. CONSULTING to DRAFT.

    Effects: leaf policyversion.revised; comments and answers stay, and the version is consulted on anew.
    """
    states.move(version, "revise", table=POLICY_STATES, by=by, at=at)
    reminders.plan(version, at=at)


@transaction.atomic
def comment(
    *, version: PolicyVersion, text: str, rule: str = "", supplier: Supplier | None = None, by: User, at: datetime
) -> PolicyComment:
    """Comment on a version in consultation, on a rule or on all of it. Who: anybody with an account.

    Effects: a PolicyComment that nobody can change, leaf policycomment.commented. Raises PolicyRefused when the time is
    over, for a rule that there is not, a supplier that the person does not act for, and without text.
    """
    row = PolicyVersion.objects.select_for_update().get(pk=version.pk)  # nothing is adopted meanwhile
    consultation = queries.latest_consultation(row)
    findings = []
    if row.state != PolicyState.CONSULTING or consultation is None or at >= consultation.closes_at:
        findings.append(PolicyFinding("", _("The consultation is over.")))
    if rule and rule not in RULES:
        findings.append(PolicyFinding("rule", _("There is no such rule.")))
    if supplier is not None and supplier not in acted_for_by(by):
        findings.append(PolicyFinding("supplier", _("You do not act for this supplier.")))
    if not text.strip():
        findings.append(PolicyFinding("text", _("Write your comment.")))
    checks.require(findings)
    assert consultation is not None  # refused above
    entry = PolicyComment.objects.create(
        consultation=consultation, supplier=supplier, rule=rule, text=text.strip(), by=by, at=at
    )
    facts = {"version": str(version.pk), "rule": rule}
    audit.record(PolicyLeafKind.COMMENTED, entry, by=by, at=at, facts=facts, secret={"comment": entry.text})
    return entry


@transaction.atomic
def answer(*, comment: PolicyComment, verdict: str, text: str, by: User, at: datetime) -> PolicyResponse:
    """Answer a comment, once and for good. Who: an officer.

    Effects: a PolicyResponse, leaf policycomment.answered, a notice to whoever commented. Raises PolicyRefused without
    a verdict or a text, for a comment that is answered already, and once the version is out of its consultation.
    """
    version = PolicyVersion.objects.select_for_update().get(pk=comment.consultation.version_id)
    findings = []
    if version.state != PolicyState.CONSULTING:
        findings.append(PolicyFinding("", _("Comments are answered while the version is in consultation.")))
    if PolicyResponse.objects.filter(comment=comment).exists():
        findings.append(PolicyFinding("", _("This comment is answered already.")))
    if verdict not in set(Verdict):
        findings.append(PolicyFinding("verdict", _("Say whether the comment is accepted, in part, or declined.")))
    if not text.strip():
        findings.append(PolicyFinding("text", _("Say why.")))
    checks.require(findings)
    response = PolicyResponse.objects.create(comment=comment, verdict=verdict, text=text.strip(), by=by, at=at)
    facts = {"version": str(version.pk), "verdict": str(verdict)}
    audit.record(PolicyLeafKind.ANSWERED, comment, by=by, at=at, facts=facts, secret={"answer": response.text})
    reminders.tell_answered(comment, version, at=at)
    return response


def adopt(*, version: PolicyVersion, review_date: date, by: User, at: datetime) -> None:
    """Put a version into force after its consultation. Who: an officer who did not write it. CONSULTING to ADOPTED.

    Effects: it holds from this day where the authority is; the version in force is superseded; leaf
    policyversion.adopted; a notice to officers, reviewers and commenters; the timers of its review. Raises
    PolicyRefused with everything that speaks against it.
    """
    _adopt(version, "adopt", review_date, by=by, at=at)


def adopt_unconsulted(*, version: PolicyVersion, review_date: date, by: User, at: datetime) -> None:
    """Put an authority's first version into force without a consultation, marked so. DRAFT to ADOPTED.

    Who and effects: as adopt, leaf policyversion.adopted_unconsulted. Its review is at most six months away.
    """
    _adopt(version, "adopt_unconsulted", review_date, by=by, at=at)


@transaction.atomic
def _adopt(version: PolicyVersion, move: str, review_date: date, *, by: User, at: datetime) -> None:
    Authority.objects.select_for_update().get(pk=version.authority_id)
    row = PolicyVersion.objects.select_for_update().select_related("authority").get(pk=version.pk)
    is_unconsulted = move == "adopt_unconsulted"
    findings = [] if row.state != version.state else checks.adoption_findings(row, review_date=review_date, at=at)
    if by.pk in queries.authors_of(row):
        findings.append(PolicyFinding("", _("The author cannot adopt: another officer does.")))
    checks.require(findings)
    current = queries.in_force(row.authority)
    if current is not None:
        supersede(version=current, by=by, at=at)
    states.move(
        version,
        move,
        table=POLICY_STATES,
        by=by,
        at=at,
        facts={"settings": digest_of(row), "review": review_date.isoformat()},
        valid_date=day_of(at, row.authority.zone),
        review_date=review_date,
        unconsulted=is_unconsulted,
    )
    _sign(version, PolicyAct.ADOPTED, by=by, at=at)
    reminders.plan(version, at=at)
    commenters = [entry.by for entry in queries.comments_on(version)]
    people = [*queries.people_with(version.authority, Role.OFFICER, Role.REVIEWER), *commenters]
    reminders.tell(PolicyNoticeKind.ADOPTED, version, people, event=f"policy-adopted:{version.pk}", at=at)


def supersede(*, version: PolicyVersion, by: User, at: datetime) -> None:
    """End a version, as part of adopting the next. ADOPTED to SUPERSEDED, leaf policyversion.superseded."""
    states.move(version, "supersede", table=POLICY_STATES, by=by, at=at)
    reminders.plan(version, at=at)


def digest_of(version: PolicyVersion) -> str:
    """The sha256 of what a version says and sets, in hex."""
    return gather.digest_of(version.settings, version.law_figures, version.text)


def draft_digest(version: PolicyVersion) -> str:
    """The sha256 of all that the form of a draft holds, the note on what changes too, in hex."""
    return canon.digest({"policy": digest_of(version), "note": version.change_note})


def _sign(version: PolicyVersion, act: PolicyAct, *, by: User, at: datetime) -> str:
    """Note who wrote or adopted what a version sets now, and return its digest."""
    digest = digest_of(version)
    PolicyHand.objects.create(version=version, act=act, digest=digest, by=by, at=at)
    return digest
