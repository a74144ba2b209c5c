"""Reads of studies of methods."""

from collections.abc import Sequence

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from core import access, numbering
from core.access import Person
from core.models import Artifact, Authority, Job, Role
from core.pages.paging import PAGE, Page, every_row, sorted_page
from procurement.studies.models import MethodChoice, MethodStudy

KIND = "tenders.simulate_study"
REPAIR_KIND = "studies.repair_simulation"  # a job that makes its lost file again


def with_relations() -> QuerySet[MethodStudy]:
    """Studies with authority, author and choices in their order; no visibility applied."""
    choices = Prefetch("choices", queryset=MethodChoice.objects.select_related("by").order_by("no"))
    return MethodStudy.objects.select_related("authority", "by").prefetch_related(choices)


def visible_to(user: Person) -> QuerySet[MethodStudy]:
    """Studies of the authorities where the person is officer or auditor."""
    return with_relations().filter(authority__in=access.authorities_with(user, Role.OFFICER, Role.AUDITOR))


def with_choice(studies: QuerySet[MethodStudy], *, chosen: bool) -> QuerySet[MethodStudy]:
    """Those of them in which a method is chosen, or in which none is yet."""
    choice = Exists(MethodChoice.objects.filter(study=OuterRef("pk")))
    return studies.filter(choice if chosen else ~choice)


def authorities_of(user: Person) -> list[Authority]:
    """The authorities whose studies the person reads, by name. One query."""
    authorities = Authority.objects.filter(pk__in=access.authorities_with(user, Role.OFFICER, Role.AUDITOR))
    return list(authorities.order_by("name", "pk"))


def page(
    studies: QuerySet[MethodStudy], *, order: Sequence[str] = ("-no",), before: int | None = None, size: int = PAGE
) -> Page[MethodStudy]:
    """One page of these studies, newest first unless in another order. Two queries; one more to go on in that."""
    return sorted_page(studies, [every_row(*order)], before=before, size=size)


def authorities_for(user: Person) -> QuerySet[Authority]:
    """Where the person may make a study, by name."""
    return Authority.objects.filter(pk__in=access.authorities_with(user, Role.OFFICER)).order_by("name", "pk")


def choice_of(study: MethodStudy) -> MethodChoice | None:
    """The choice that holds: the latest. No query on a study of `with_relations`."""
    choices = list(study.choices.all())
    return choices[-1] if choices else None


def choices_made(study: MethodStudy) -> int:
    """The number of the latest choice, 0 before the first; no query once the choices are prefetched."""
    choice = choice_of(study)
    return choice.no if choice else 0


def simulation_of(study: MethodStudy) -> Job | None:
    """The latest simulation of the study, its artefacts read along. Two queries."""
    files = Prefetch("artifacts", queryset=Artifact.objects.order_by("made_at"))
    simulations = Job.objects.filter(kind=KIND, target=str(study.pk)).prefetch_related(files)
    return simulations.order_by("-requested_at", "pk").first()


def next_no() -> int:
    """The number after the highest; `numbering.following` says what it locks."""
    return numbering.following(MethodStudy, "no")
