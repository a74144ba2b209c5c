"""What a manager changes of its organisation, and erasing it."""

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from core import audit
from core import states as mover
from core.documents.files import forget_files
from core.models import AuditSecret, Invitation, Notice, User
from suppliers import notices, queries
from suppliers.models import FactsConfirmation, Hearing, ShareCode, ShareCodeLookup, Size, Supplier, SupplierSuspension
from suppliers.services.approval import checked_number, require_name, tell_of_submission
from suppliers.services.locking import locked
from suppliers.services.refusals import IdentifierUsed, SupplierRefused
from suppliers.states import APPROVAL_STATES, ApprovalState, OperationalState, SupplierLeafKind


@transaction.atomic
def change_details(
    *, supplier: Supplier, name: str, country: str, size: str, founded_date: date | None = None, by: User, at: datetime
) -> Supplier:
    """Change what a supplier says of its organisation beside its identifier. Who: a manager.

    Effects: the row; leaf supplier.details_changed with the names of what changed, none where nothing did. Raises
    SupplierRefused without a name, for an erased supplier.
    """
    row = locked(supplier)
    if size not in Size.values:
        raise SupplierRefused(_("This size is not known."), field="size")
    values = {"name": require_name(name), "country": country, "size": size, "founded_date": founded_date}
    changed = sorted(field for field, value in values.items() if getattr(row, field) != value)
    if changed:
        for field in changed:
            setattr(row, field, values[field])
        row.save(update_fields=changed)
        audit.record(SupplierLeafKind.DETAILS_CHANGED, row, by=by, at=at, facts={"fields": changed})
    return row


@transaction.atomic
def change_identifier(*, supplier: Supplier, id_scheme: str, id_value: str, by: User, at: datetime) -> Supplier:
    """Give a supplier another identifier. Who: a manager.

    Effects: leaf supplier.identifier_changed, the identifiers as secrets; one that was approved waits for approval
    again, and the officers get a notice. The same identifier again changes nothing. Raises SupplierRefused for a number
    that its scheme does not have, IdentifierUsed, IllegalMove for one that was turned down.
    """
    row = locked(supplier)
    was, number = row.state, checked_number(id_scheme, id_value)
    if (row.id_scheme, row.id_value) == (id_scheme, number):
        return row
    secret = {
        "identifier_was": f"{row.id_scheme} {row.id_value}".strip(),
        "identifier": f"{id_scheme} {number}".strip(),
    }
    try:
        with transaction.atomic():
            mover.move(
                row,
                "change_identifier",
                table=APPROVAL_STATES,
                by=by,
                at=at,
                secret=secret,
                id_scheme=id_scheme,
                id_value=number,
            )
    except IntegrityError as error:
        raise IdentifierUsed(_("Identifier already used."), field="id_value") from error
    if was == ApprovalState.APPROVED:
        tell_of_submission(row, at=at)
    return row


@transaction.atomic
def erase(*, supplier: Supplier, by: User, at: datetime) -> Supplier:
    """Erase everything that a supplier entered. Who: a manager. There is no way back.

    Effects: state ERASED, leaf supplier.erased; its facts with all their versions, share codes, hearings, members,
    invitations and notices go, documents that nothing else refers to, and what stands beside the log's leaves but who
    acted. Its row stays without name and identifier, so that the leaves still have their object. Raises SupplierRefused
    while it stands in a consortium, core.states.GateRefused where a later stage is bound to it by a guard for `erase`.
    """
    row = locked(supplier)
    if queries.consortia_of([row]).exists():
        raise SupplierRefused(_("Leave your consortia first, and dissolve those that you lead."))
    people, documents = queries.people_of(row), queries.documents_of(row)
    mover.move(row, "erase", table=APPROVAL_STATES, by=by, at=at, **_emptied())
    ShareCodeLookup.objects.filter(share_code__supplier=row).delete()
    models: list[type[Model]] = [*queries.MODELS.values(), FactsConfirmation, SupplierSuspension, Hearing, ShareCode]
    for model in models:
        model._default_manager.filter(supplier=row).delete()  # noqa: SLF001
    Invitation.objects.filter(target_kind=queries.INVITATION_KIND, target_id=row.pk).delete()
    Notice.objects.filter(event__startswith=notices.event_prefix(row)).delete()
    row.members.all().delete()
    leaves = queries.leaves_about(row) | queries.leaves_of_invitations(row)
    AuditSecret.objects.filter(leaf__in=leaves.order_by()).exclude(field="by").delete()
    forget_files(documents)
    for person in (*people, by):
        queries.forget_roles(person)
    return row


def _emptied() -> dict[str, Any]:
    """The columns of an erased supplier."""
    blank = dict.fromkeys(("name", "id_scheme", "id_value", "country"), "")
    end = {"operational": OperationalState.ACTIVE, "suspended_until_at": None}
    return {**blank, **end, "size": Size.UNKNOWN, "founded_date": None, "next_check": None}
