"""Reads of suppliers; no visibility applied."""

from core.access import Person
from core.models import User
from suppliers.models import Supplier


def of_identifier(id_scheme: str, id_value: str) -> Supplier | None:
    """The supplier with this identifier. One query."""
    return Supplier.objects.filter(id_scheme=id_scheme, id_value=id_value).exclude(id_value="").first()


def acted_for_by(user: Person) -> list[Supplier]:
    """The suppliers that a person acts for, by name; none for the anonymous. One query."""
    if not isinstance(user, User):
        return []
    return list(Supplier.objects.filter(members__user=user).order_by("name", "pk"))
