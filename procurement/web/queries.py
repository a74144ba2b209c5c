"""Reads of the start."""

from core.access import Person
from core.models import Membership


def memberships_of(user: Person) -> list[Membership]:
    """The person's roles with their authorities, by authority. One query."""
    memberships = Membership.objects.filter(user=user.pk).select_related("authority")
    return list(memberships.order_by("authority__name", "authority_id", "role"))
