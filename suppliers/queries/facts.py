"""Facts of suppliers: the versions in force, and what there was before."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from core.models import StoredFile
from suppliers.models import (
    Capability,
    Certificate,
    ConnectedPerson,
    Declaration,
    FactsConfirmation,
    FactVersion,
    PolicyStatement,
    Supplier,
    VersionAct,
)
from suppliers.rules.facts import FactKind, live_on

MODELS: Mapping[FactKind, type[FactVersion]] = {
    FactKind.DECLARATION: Declaration,
    FactKind.CERTIFICATE: Certificate,
    FactKind.CAPABILITY: Capability,
    FactKind.POLICY: PolicyStatement,
    FactKind.PERSON: ConnectedPerson,
}
KINDS: Mapping[type[FactVersion], FactKind] = {model: kind for kind, model in MODELS.items()}
Version = TypeVar("Version", bound=FactVersion)


@dataclass(frozen=True, slots=True)
class SupplierFacts:
    """The versions in force of one supplier's facts, kind by kind, each in the order in which they were entered."""

    declarations: tuple[Declaration, ...] = ()
    certificates: tuple[Certificate, ...] = ()
    capabilities: tuple[Capability, ...] = ()
    policies: tuple[PolicyStatement, ...] = ()
    people: tuple[ConnectedPerson, ...] = ()
    by_code: Mapping[str, Declaration] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_code", {row.code: row for row in self.declarations})

    def __iter__(self) -> Iterator[FactVersion]:
        for rows in (self.declarations, self.certificates, self.capabilities, self.policies, self.people):
            yield from rows

    def __len__(self) -> int:
        return sum(1 for _ in self)


def facts_of(supplier: Supplier) -> SupplierFacts:
    """What the supplier says of itself now: of each fact the latest version, unless it was withdrawn. Five queries."""
    return facts_of_all([supplier])[supplier.pk]


def facts_of_all(suppliers: Collection[Supplier]) -> dict[UUID, SupplierFacts]:
    """{supplier: its facts now}. Five queries, however many suppliers."""
    rows = {kind: list(in_force(model).filter(supplier__in=suppliers)) for kind, model in MODELS.items()}
    return {
        supplier.pk: SupplierFacts(
            *(tuple(row for row in rows[kind] if row.supplier_id == supplier.pk) for kind in MODELS)  # type: ignore[arg-type]
        )
        for supplier in suppliers
    }


def live_facts(supplier: Supplier, *, on: date) -> SupplierFacts:
    """Those of its facts that are true on a day. Five queries."""
    return only_live(facts_of(supplier), on)


def only_live(facts: SupplierFacts, on: date) -> SupplierFacts:
    """Those of these facts that are true on a day. No query."""
    kinds = (facts.declarations, facts.certificates, facts.capabilities, facts.policies, facts.people)
    return SupplierFacts(
        *(tuple(row for row in rows if live_on(row.issued_date, row.expires_date, on)) for rows in kinds)  # type: ignore[arg-type]
    )


def in_force(model: type[Version]) -> "QuerySet[Version]":
    """Of each fact of this kind the latest version, unless it was withdrawn, with document and signer."""
    later = model._default_manager.filter(  # noqa: SLF001
        supplier=OuterRef("supplier"), no=OuterRef("no"), version__gt=OuterRef("version")
    ).order_by()
    rows = model._default_manager.filter(~Exists(later)).exclude(act=VersionAct.WITHDRAWN)  # noqa: SLF001
    return rows.select_related("evidence", "signed_by").order_by("supplier_id", "no")


def latest(kind: FactKind, supplier: Supplier, no: int) -> FactVersion | None:
    """The latest version of a fact, withdrawn or not. One query."""
    rows = MODELS[kind]._default_manager.filter(supplier=supplier, no=no)  # noqa: SLF001
    return rows.select_related("evidence", "supplier").order_by("-version").first()


def versions_of(kind: FactKind, supplier: Supplier, no: int) -> list[FactVersion]:
    """Every version of a fact, the latest first, with who signed it and its document. One query."""
    rows = MODELS[kind]._default_manager.filter(supplier=supplier, no=no)  # noqa: SLF001
    return list(rows.select_related("evidence", "signed_by").order_by("-version"))


def all_versions(supplier: Supplier) -> list[FactVersion]:
    """Every version of every fact, kind by kind, in the order in which they came. Five queries."""
    return [
        row
        for model in MODELS.values()
        for row in model._default_manager.filter(supplier=supplier).select_related("evidence", "signed_by")  # noqa: SLF001
    ]


def documents_of(supplier: Supplier) -> list[StoredFile]:
    """The documents of all versions of its facts. Five queries more than one."""
    keys = {
        key
        for model in MODELS.values()
        for key in model._default_manager.filter(supplier=supplier).values_list("evidence", flat=True)  # noqa: SLF001
        if key is not None
    }
    return list(StoredFile.objects.filter(pk__in=keys).order_by("at", "pk"))


def next_no(kind: FactKind, supplier: Supplier) -> int:
    """The number of the next fact of this kind. One query; the caller has locked the supplier."""
    rows = MODELS[kind]._default_manager.filter(supplier=supplier)  # noqa: SLF001
    return (rows.order_by("-no").values_list("no", flat=True).first() or 0) + 1


def latest_confirmation(supplier: Supplier) -> FactsConfirmation | None:
    """When a member last said that everything is still true. One query."""
    return FactsConfirmation.objects.filter(supplier=supplier).select_related("by").order_by("-at", "-pk").first()


def ends_of(supplier: Supplier) -> list[date]:
    """The last days of the facts in force that have one, each once, in order. One query."""
    first, *others = (
        in_force(model)
        .filter(supplier=supplier, expires_date__isnull=False)
        .order_by()
        .values_list("expires_date", flat=True)
        for model in MODELS.values()
    )
    return sorted(day for day in first.union(*others) if day is not None)
