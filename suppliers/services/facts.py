"""Facts entered once: entered, replaced, withdrawn, confirmed. Every act adds versions; none changes one."""

from collections.abc import Collection, Mapping
from dataclasses import asdict
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit
from core.canon import digest
from core.models import StoredFile, User
from suppliers import gather, queries, reminders
from suppliers.models import Declaration, FactsConfirmation, FactVersion, Supplier, VersionAct
from suppliers.rules.entries import DeclarationEntry, EntryFinding, FactEntry
from suppliers.rules.facts import FactKind, a_year_after
from suppliers.services.locking import locked
from suppliers.services.refusals import FactChanged, FactRefused, SupplierRefused
from suppliers.states import FactLeafKind

MOST_FACTS = 500  # of one kind of one supplier
LEAVES = {
    VersionAct.ENTERED: FactLeafKind.ENTERED,
    VersionAct.REPLACED: FactLeafKind.REPLACED,
    VersionAct.WITHDRAWN: FactLeafKind.WITHDRAWN,
}


@transaction.atomic
def enter_fact(
    *, supplier: Supplier, entry: FactEntry, evidence: StoredFile | None = None, by: User, at: datetime
) -> FactVersion:
    """Enter a fact, with its document if there is one. Who: a member, who signs it by that.

    Effects: its first version; leaf fact.entered; reminders are planned. A declaration of a code that was declared
    before is its next version, leaf fact.replaced. Raises FactRefused with everything that speaks against it,
    SupplierRefused for an erased supplier and past 500 facts of a kind.
    """
    row = locked(supplier)
    version = _enter(row, entry, evidence, by=by, at=at)
    reminders.plan(row, at=at)
    return version


@transaction.atomic
def declare(
    *,
    supplier: Supplier,
    entries: Collection[DeclarationEntry],
    evidence: Mapping[str, StoredFile] | None = None,
    by: User,
    at: datetime,
) -> list[Declaration]:
    """Answer many criteria at once: all or none. Who: a member, who signs them by that. `evidence`: by code.

    Effects: as `enter_fact` for each, in their order. Raises as `enter_fact`; the field of a finding is `code:field`.
    """
    row = locked(supplier)
    documents = evidence or {}
    findings = [
        EntryFinding(f"{entry.code}:{finding.field}", finding.sentence)
        for entry in entries
        for finding in entry.findings(has_evidence=entry.code in documents)
    ]
    if findings:
        raise FactRefused(findings)
    versions = [_enter(row, entry, documents.get(entry.code), by=by, at=at) for entry in entries]
    reminders.plan(row, at=at)
    return [version for version in versions if isinstance(version, Declaration)]


@transaction.atomic
def replace_fact(
    *, fact: FactVersion, entry: FactEntry, evidence: StoredFile | None, by: User, at: datetime
) -> FactVersion:
    """Put another version in the place of `fact`, the one that the person has seen. Who: a member, who signs it.

    `evidence`: the document of the new version; pass that of `fact` to keep it. Effects: the next version; leaf
    fact.replaced; reminders are planned. Raises FactRefused, FactChanged where `fact` is not in force any more.
    """
    row = locked(fact.supplier)
    latest = _require_latest(fact)
    if isinstance(entry, DeclarationEntry) and isinstance(fact, Declaration) and entry.code != fact.code:
        raise FactRefused([EntryFinding("code", _("Another criterion is another declaration."))])
    if queries.MODELS[entry.kind] is not type(fact):
        raise FactRefused([EntryFinding("", _("A fact of another kind is another fact."))])
    _require_no_finding(entry, evidence)
    version = _next(latest, VersionAct.REPLACED, _values(entry, at=at), evidence, by=by, at=at)
    _record(version, row, by=by, at=at)
    reminders.plan(row, at=at)
    return version


@transaction.atomic
def withdraw_fact(*, fact: FactVersion, by: User, at: datetime) -> FactVersion:
    """Say that a fact, in the version that the person has seen, holds no more. Who: a member.

    Effects: a last version with its content; leaf fact.withdrawn; reminders are planned. Raises FactChanged where
    `fact` is not in force any more, so a second time, too.
    """
    row = locked(fact.supplier)
    latest = _require_latest(fact)
    version = _next(latest, VersionAct.WITHDRAWN, _contents(latest), latest.evidence, by=by, at=at)
    _record(version, row, by=by, at=at)
    reminders.plan(row, at=at)
    return version


@transaction.atomic
def confirm_facts(*, supplier: Supplier, by: User, at: datetime) -> FactsConfirmation:
    """Say that everything is still true. Who: a member, who signs it by that.

    Effects: a FactsConfirmation; every declaration runs for 12 months from today, as a version of its own, ended ones
    too; a certificate ends when its issuer says. Leaf fact.confirmed with the number of declarations; reminders are
    planned. Raises SupplierRefused where there is nothing to confirm, and for an erased supplier.
    """
    row = locked(supplier)
    facts = queries.facts_of(row)
    if not len(facts):
        raise SupplierRefused(_("There is nothing to confirm yet. Enter your facts first."))
    today = at.date()
    renewed = [
        _unsaved(
            latest,
            VersionAct.RENEWED,
            {**_contents(latest), "issued_date": today, "expires_date": a_year_after(today)},
            latest.evidence,
            by=by,
            at=at,
        )
        for latest in facts.declarations
        if latest.issued_date is None or latest.issued_date < today
    ]
    Declaration.objects.bulk_create(version for version in renewed if isinstance(version, Declaration))
    confirmation = FactsConfirmation.objects.create(supplier=row, renewed=len(renewed), by=by, at=at)
    confirmed = digest([gather.fact_digest(version) for version in queries.facts_of(row)])
    count = {"renewed": len(renewed), "facts": len(facts)}
    audit.record(FactLeafKind.CONFIRMED, row, by=by, at=at, facts=count, secret={"digest": confirmed})
    reminders.plan(row, at=at)
    return confirmation


# --- versions ---


def _enter(row: Supplier, entry: FactEntry, evidence: StoredFile | None, *, by: User, at: datetime) -> FactVersion:
    _require_no_finding(entry, evidence)
    earlier = _declared_before(row, entry)
    if earlier is not None:
        version = _next(earlier, VersionAct.REPLACED, _values(entry, at=at), evidence, by=by, at=at)
    else:
        no = queries.next_no(entry.kind, row)
        if no > MOST_FACTS:
            raise SupplierRefused(_("There are too many facts of this kind."))
        version = queries.MODELS[entry.kind](
            supplier=row, no=no, evidence=evidence, signed_by=by, signed_at=at, **_values(entry, at=at)
        )
        version.save(force_insert=True)
    _record(version, row, by=by, at=at)
    return version


def _declared_before(row: Supplier, entry: FactEntry) -> Declaration | None:
    """The latest version of the declaration of this code, withdrawn or not: one fact per code."""
    if not isinstance(entry, DeclarationEntry):
        return None
    return Declaration.objects.filter(supplier=row, code=entry.code).order_by("-version").first()


def _require_no_finding(entry: FactEntry, evidence: StoredFile | None) -> None:
    if findings := entry.findings(has_evidence=evidence is not None):
        raise FactRefused(findings)


def _require_latest(fact: FactVersion) -> FactVersion:
    """The version in force; the supplier's row is locked. Raises FactChanged unless it is this one."""
    latest = queries.latest(queries.KINDS[type(fact)], fact.supplier, fact.no)
    if latest is None or latest.pk != fact.pk or latest.act == VersionAct.WITHDRAWN:
        raise FactChanged(_("This fact has been changed meanwhile. Read it again."))
    return latest


def _values(entry: FactEntry, *, at: datetime) -> dict[str, object]:
    """The columns of an entry, texts without their margins. A declaration holds for 12 months unless it says so."""
    values = {name: value.strip() if isinstance(value, str) else value for name, value in asdict(entry).items()}
    if entry.kind is FactKind.DECLARATION:
        issued: date = entry.issued_date or at.date()
        values |= {"issued_date": issued, "expires_date": entry.expires_date or a_year_after(issued)}
    return values


def _contents(row: FactVersion) -> dict[str, object]:
    """The columns of a version that say what is so."""
    return {name: getattr(row, name) for name in (*gather.CONTENT[type(row)], "issued_date", "expires_date")}


def _unsaved(
    latest: FactVersion,
    act: VersionAct,
    values: Mapping[str, object],
    evidence: StoredFile | None,
    *,
    by: User,
    at: datetime,
) -> FactVersion:
    return type(latest)(
        supplier_id=latest.supplier_id,
        no=latest.no,
        version=latest.version + 1,
        act=act,
        evidence=evidence,
        signed_by=by,
        signed_at=at,
        **values,
    )


def _next(
    latest: FactVersion,
    act: VersionAct,
    values: Mapping[str, object],
    evidence: StoredFile | None,
    *,
    by: User,
    at: datetime,
) -> FactVersion:
    version = _unsaved(latest, act, values, evidence, by=by, at=at)
    version.save(force_insert=True)
    return version


def _record(version: FactVersion, row: Supplier, *, by: User, at: datetime) -> None:
    """The leaf of a version: kind and numbers; its digest is a secret, since a short content can be guessed."""
    facts = {"kind": queries.KINDS[type(version)].value, "no": version.no, "version": version.version}
    secret = {"digest": gather.fact_digest(version)}
    audit.record(LEAVES[VersionAct(version.act)], row, by=by, at=at, facts=facts, secret=secret)
