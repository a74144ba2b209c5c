"""What people do with a tender before its publication, and what its publication freezes."""

from contextlib import suppress
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from core import audit, authorities
from core.audit import CoreLeafKind
from core.models import Authority, User
from procurement.studies import plan as study_plan
from procurement.studies import queries as study_queries
from procurement.studies.models import MethodChoice, MethodStudy
from procurement.tenders import gather, queries
from procurement.tenders.models import LotSpec, Tender, TenderVersion, total_estimate, value_order
from procurement.tenders.states import TenderLeafKind, TenderState

MOST_MERGED = 500  # tenders of an authority that is merged from a page


class NotMergeable(ValueError):
    """An authority cannot be merged into the other; the sentence says why."""


class NotReferable(ValueError):
    """A tender cannot refer to a study; the sentence says why."""


@transaction.atomic
def refer(*, tender: Tender, study: MethodStudy, by: User, at: datetime) -> None:
    """Let a draft refer to the study in which its method was chosen. An officer of the authority.

    Effects: the tender's method_study, leaf tender.method_referred. Formula, parameters and scaling of the chosen
    candidate are taken over only if the draft names no price formula yet; one that it names stays, even where another
    was chosen. The parameters are not judged here, and a least quality is not taken over: it belongs to a criterion.
    Referring to the same study again changes nothing. Raises NotReferable.
    """
    draft = Tender.objects.select_for_update().get(pk=tender.pk)  # it may be sent to review meanwhile
    choice = _choice(draft, study)
    if draft.method_study_id != study.pk:
        taken = _taken(draft, study, choice)
        Tender.objects.filter(pk=draft.pk).update(method_study=study, **taken)
        facts = {
            "study": str(study.pk),
            "inputs": study.inputs_sha,
            "choice": choice.no,
            "candidate": choice.candidate,
            "taken": sorted(taken),
        }
        audit.record(TenderLeafKind.METHOD_REFERRED, draft, by=by, at=at, facts=facts)
    tender.refresh_from_db()


@transaction.atomic
def freeze_version(*, tender: Tender, reason: str = "", by: User | None, at: datetime) -> TenderVersion:
    """Keep everything that is published with a tender, and the specification of each lot (DESIGN law 3).

    Called by what publishes: an import, a publication, an amendment (which gives its `reason`). Effects: the next
    TenderVersion and a LotSpec for each lot; the caller's leaf names the digest. A method that cannot be written
    exactly is kept as the fault that it is; the tender's `value_order`. The database refuses a second version of the
    same number.
    """
    row = queries.with_authority().select_for_update(of=("self",)).get(pk=tender.pk)
    snapshot = gather.snapshot_of(row)
    estimates = [frozen.lot.estimate for frozen in snapshot.lots]
    Tender.objects.filter(pk=row.pk).update(value_order=value_order(total_estimate(estimates)))
    number = queries.latest_version_no(tender) + 1
    version = TenderVersion.objects.create(
        tender=tender, no=number, snapshot=snapshot.text, digest=snapshot.digest, reason=reason, by=by, at=at
    )
    LotSpec.objects.bulk_create(
        LotSpec(
            version=version,
            lot=frozen.lot,
            spec=frozen.spec,
            spec_sha=frozen.spec_sha,
            interfaces=gather.interfaces_to_json(frozen.interfaces),
            fault=frozen.fault,
        )
        for frozen in snapshot.lots
    )
    return version


@transaction.atomic
def move_to_authority(*, tender: Tender, authority: Authority, by: User | None, at: datetime) -> None:
    """Give a tender to the authority that it belongs to, with all that its officers may read. Who: an administrator.

    Effects: the tender's authority; its next version, where it is published; leaf tender.moved. Moving it to where it
    is changes nothing.
    """
    row = queries.with_authority().select_for_update(of=("self",)).get(pk=tender.pk)
    earlier = row.authority
    if earlier.pk != authority.pk:
        search_text = queries.search_text(row.ref, row.title, row.description, authority.name)
        Tender.objects.filter(pk=row.pk).update(authority=authority, search_text=search_text)
        about = {"was": str(earlier.pk), "now": str(authority.pk)}
        if queries.latest_version_no(row):
            reason = _("The buyer is corrected: it is %(name)s.") % {"name": authority}
            about["version"] = freeze_version(tender=row, reason=reason, by=by, at=at).digest
        audit.record(TenderLeafKind.MOVED, row, by=by, at=at, facts=about)
    tender.refresh_from_db()


@transaction.atomic
def merge_authorities(*, duplicate: Authority, into: Authority, reason: str = "", by: User | None, at: datetime) -> int:
    """Decide that an authority without members is another one: its tenders are that one's. Who: an administrator.

    Effects, the duplicate's row locked: `move_to_authority` for each of its tenders, whose number is returned; leaf
    authority.merged, the reason as a secret; the duplicate's row is deleted, or stays without tenders where an import
    or a review that is kept names it. Raises authorities.HasMembers, so a second call, too; NotMergeable for itself,
    for one that waits under another name, and for two that a register knows by different identifiers.
    """
    obstacle = merge_obstacle(duplicate, into)
    if obstacle:
        raise NotMergeable(obstacle)
    tenders = list(Tender.objects.filter(authority=authorities.require_unowned(duplicate)).order_by("pk"))
    for tender in tenders:
        move_to_authority(tender=tender, authority=into, by=by, at=at)
    facts = {"into": str(into.pk), "tenders": len(tenders)}
    secret = {"reason": reason.strip()} if reason.strip() else {}
    audit.record(CoreLeafKind.AUTHORITY_MERGED, duplicate, by=by, at=at, facts=facts, secret=secret)
    _delete_unless_named(duplicate)
    return len(tenders)


def merge_obstacle(duplicate: Authority, into: Authority) -> str:
    """Why these two cannot be one authority, in a sentence; empty if they can. No query."""
    if duplicate.pk == into.pk:
        return _("An authority is not merged into itself.")
    if into.same_name_as_id is not None:
        return _("%(name)s waits to be adopted or merged itself.") % {"name": into}
    if duplicate.id_value and duplicate.id_scheme == into.id_scheme and duplicate.id_value != into.id_value:
        return _("Both have an identifier in the register %(register)s, and it is not the same: they are two.") % {
            "register": into.id_scheme
        }
    return ""


def _delete_unless_named(authority: Authority) -> None:
    with suppress(ProtectedError), transaction.atomic():
        authority.delete()


def _choice(tender: Tender, study: MethodStudy) -> MethodChoice:
    """The choice that the tender may refer to. Raises NotReferable."""
    choice = study_queries.choice_of(study)
    if tender.state != TenderState.DRAFT:
        raise NotReferable(_("Only a draft can refer to a study: the method of this tender is fixed."))
    if tender.authority_id != study.authority_id:
        raise NotReferable(_("The study is of another authority: a tender refers to one of its own."))
    if choice is None:
        raise NotReferable(_("No method is chosen in this study yet: choose one, then let a draft refer to it."))
    return choice


def _taken(tender: Tender, study: MethodStudy, choice: MethodChoice) -> dict[str, Any]:
    """What the draft takes over from the chosen candidate."""
    if tender.price_formula:
        return {}
    candidate = study_plan.candidate_of(study.inputs, choice.candidate)
    return {"price_formula": candidate.formula, "params": candidate.params, "scaling": candidate.scaling}
