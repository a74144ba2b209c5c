"""Reads of what officers have saved of a draft, section by section."""

from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from core import access
from core.access import Person
from core.models import Role, User
from procurement.tenders.models import SectionSave, Tender
from procurement.tenders.sections import SectionKey

COPYABLE = 20  # earlier tenders that a new draft is offered


def latest_saves(tender: Tender) -> dict[SectionKey, SectionSave]:
    """The latest save of each section that has one, in the order of sections. One query."""
    latest = SectionSave.objects.filter(tender=OuterRef("tender"), section=OuterRef("section")).order_by("-no")
    rows = SectionSave.objects.filter(tender=tender, no=Subquery(latest.values("no")[:1])).select_related("by")
    by_key = {SectionKey(row.section): row for row in rows}
    return {key: by_key[key] for key in SectionKey if key in by_key}


def saves_of(tender: Tender, key: SectionKey) -> QuerySet[SectionSave]:
    """Every save of a section, the latest first, with who saved it. One query."""
    return SectionSave.objects.filter(tender=tender, section=key.value).select_related("by").order_by("-no")


def save_of(tender: Tender, key: SectionKey, no: int) -> SectionSave | None:
    """A save of a section by its number; None if there is none. One query."""
    return saves_of(tender, key).filter(no=no).first()


def writers_of(tender: Tender) -> list[User]:
    """Everybody who saved a section of a tender, by name. One query."""
    ids = SectionSave.objects.filter(tender=tender).values("by")
    return list(User.objects.filter(pk__in=ids, is_active=True).order_by("name", "pk"))


def authors_of(tender: Tender) -> set[UUID]:
    """Ids of everybody who saved a section of a tender. One query."""
    return set(SectionSave.objects.filter(tender=tender).values_list("by_id", flat=True))


def author_names(tender: Tender) -> list[str]:
    """Names of everybody who saved a section of a tender, who began first. One query."""
    rows = SectionSave.objects.filter(tender=tender).order_by("at", "no").select_related("by")
    return list(dict.fromkeys(str(row.by) for row in rows.defer("content")))


def copyable_by(user: Person) -> list[Tender]:
    """The latest tenders that were written here, of authorities whose officer the person is. One query."""
    written = SectionSave.objects.filter(tender=OuterRef("pk"))
    tenders = Tender.objects.filter(Exists(written), authority__in=access.authorities_with(user, Role.OFFICER))
    return list(tenders.order_by("-state_at", "pk")[:COPYABLE])
