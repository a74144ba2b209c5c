"""Reads of the security log."""

from django.db.models import Q, QuerySet

from core.access import Person, authorities_with
from core.models import Membership, Role, SecurityEvent, User


def events_about(user: User) -> QuerySet[SecurityEvent]:
    """The events of one account, for its own person."""
    return SecurityEvent.objects.filter(trace__user=user).select_related("trace")


def visible_to(user: Person) -> QuerySet[SecurityEvent]:
    """What an administrator may read, with who and where: all but the events of people who hold roles elsewhere only.

    So: those of the people of the administrator's authorities, of people without a role (suppliers), and of nobody.
    Empty for everybody else.
    """
    authorities = authorities_with(user, Role.ADMINISTRATOR)
    if not authorities:
        return SecurityEvent.objects.none()
    elsewhere = User.objects.filter(memberships__isnull=False).exclude(memberships__authority__in=authorities)
    of_others = Q(trace__user__in=elsewhere.values("pk"))
    return SecurityEvent.objects.exclude(of_others).select_related("trace__user")


def people_of(user: Person) -> QuerySet[User]:
    """The people who hold a role in an authority of this administrator, by name."""
    members = Membership.objects.filter(authority__in=authorities_with(user, Role.ADMINISTRATOR))
    return User.objects.filter(pk__in=members.values("user")).order_by("name", "email")
