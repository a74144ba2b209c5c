"""Reads of policies: versions, their authors, comments and who is told of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet

from core import access
from core.access import Person
from core.models import Authority, Role, User
from procurement.policies.models import PolicyAct, PolicyComment, PolicyConsultation, PolicyHand, PolicyVersion
from procurement.policies.states import PolicyState

PUBLIC = (PolicyState.CONSULTING, PolicyState.ADOPTED)


@dataclass(frozen=True, slots=True)
class WaitingVersion:
    """A version, when its latest consultation closes, and how many comments on it are unanswered."""

    version: PolicyVersion
    closes_at: datetime | None
    unanswered: int


def with_relations() -> QuerySet[PolicyVersion]:
    """Versions with their authority; no visibility applied."""
    return PolicyVersion.objects.select_related("authority")


def visible_to(user: Person) -> QuerySet[PolicyVersion]:
    """Policies in force and in consultation; of the person's authorities all. By authority, the latest first."""
    mine = [UUID(authority) for authority in access.roles_of(user)]
    rows = with_relations().filter(Q(state__in=PUBLIC) | Q(authority__in=mine))
    return rows.order_by("authority__name", "authority", "-no")


def in_force(authority: Authority) -> PolicyVersion | None:
    """The version that an authority applies now. One query."""
    return with_relations().filter(authority=authority, state=PolicyState.ADOPTED).first()


def in_the_making(authority: Authority) -> PolicyVersion | None:
    """The draft, or the version in consultation. One query."""
    return with_relations().filter(authority=authority, state__in=(PolicyState.DRAFT, PolicyState.CONSULTING)).first()


def officer_authorities(user: Person) -> QuerySet[Authority]:
    """Whose policy the person may draft, by name."""
    return Authority.objects.filter(pk__in=access.authorities_with(user, Role.OFFICER)).order_by("name", "pk")


def authors_of(version: PolicyVersion) -> set[UUID]:
    """Ids of everybody who drafted or changed a version; none of one that is not stored. One query."""
    if version._state.adding:  # noqa: SLF001 -- the documented way to ask whether a row is stored
        return set()
    return set(PolicyHand.objects.filter(version=version, act=PolicyAct.WROTE).values_list("by_id", flat=True))


def latest_consultation(version: PolicyVersion) -> PolicyConsultation | None:
    """The consultation of a version that was opened last. One query."""
    return PolicyConsultation.objects.filter(version=version).order_by("-no").first()


def ends_of_consultations(versions: Sequence[PolicyVersion]) -> dict[UUID, datetime]:
    """{version: when its latest consultation closes}, for those that had one. One query."""
    rows = PolicyConsultation.objects.filter(version__in=versions).order_by("no")
    return dict(rows.values_list("version_id", "closes_at"))


def other_versions(user: Person, version: PolicyVersion) -> QuerySet[PolicyVersion]:
    """Versions of the same policy that the person may see, the latest first."""
    return visible_to(user).filter(authority=version.authority_id).exclude(pk=version.pk).order_by("-no")


def comments_on(version: PolicyVersion) -> QuerySet[PolicyComment]:
    """Every comment on a version, of all its consultations, with its answer; the first one first. One query."""
    rows = PolicyComment.objects.filter(consultation__version=version)
    return rows.select_related("supplier", "response", "consultation", "by").order_by("at", "pk")


def unanswered_count(version: PolicyVersion) -> int:
    """How many comments on a version wait for an answer. One query."""
    return PolicyComment.objects.filter(consultation__version=version, response=None).count()


def waiting_in(authorities: Sequence[UUID]) -> list[WaitingVersion]:
    """Versions in consultation, the first to close first, then those in force, the next review first. One query."""
    unanswered = Count("consultations__comments", filter=Q(consultations__comments__response__isnull=True))
    rows = (
        with_relations()
        .filter(authority__in=authorities, state__in=PUBLIC)
        .annotate(unanswered=unanswered, closes=Max("consultations__closes_at"))
        .order_by("-state", "closes", "review_date", "pk")  # consulting before adopted
    )
    return [WaitingVersion(row, row.closes, row.unanswered) for row in rows]


def people_with(authority: Authority, *roles: Role) -> list[User]:
    """Everybody who holds one of the roles in an authority. One query."""
    people = User.objects.filter(memberships__authority=authority, memberships__role__in=roles, is_active=True)
    return list(people.distinct().order_by("pk"))
