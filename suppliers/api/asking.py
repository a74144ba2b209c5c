"""What the addresses of suppliers do alike: read what was sent, and say why a service refused."""

from collections.abc import Callable
from typing import Any, TypeVar

from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.serializers import Serializer

from core.people.refusals import PeopleRefused
from core.rest.framework import Conflict
from suppliers.services import FactChanged, FactRefused, SupplierRefused

Outcome = TypeVar("Outcome")


def sent(kind: type[Serializer[Any]], request: Request) -> dict[str, Any]:
    asked = kind(data=request.data)
    asked.is_valid(raise_exception=True)
    values: dict[str, Any] = asked.validated_data
    return values


def done(act: Callable[[], Outcome]) -> Outcome:
    """What a service answers. What is about a field is to be corrected there (400), the rest is a conflict (409)."""
    try:
        return act()
    except FactRefused as refused:
        faults: dict[str, list[str]] = {}
        for finding in refused.findings:
            faults.setdefault(finding.field or "content", []).append(finding.sentence)
        raise ValidationError(faults) from refused
    except FactChanged as refused:
        raise Conflict(str(refused)) from refused
    except (SupplierRefused, PeopleRefused) as refused:
        raise (
            ValidationError({refused.field: [str(refused)]}) if refused.field else Conflict(str(refused))
        ) from refused
