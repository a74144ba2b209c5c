"""Constraints that more than one table has."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db.models import CheckConstraint, Q
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def known(name: str, field: str, values: Iterable[str], message: "StrOrPromise" = "") -> CheckConstraint:
    """The column holds one of these values: what `choices` says to forms, said to the database."""
    listed = [str(value) for value in values]
    return CheckConstraint(
        name=name,
        condition=Q(**{f"{field}__in": listed}),
        violation_error_message=message or _("Not a known %s.") % field,
    )
