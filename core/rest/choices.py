"""A value that is none of a closed list is answered with the list."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from core.rest.views import nearest_sentence, quoted

MOST = 20


class NamedChoiceField(serializers.ChoiceField):
    """One of a closed list; what is not in it is refused with the list."""

    def to_internal_value(self, data: Any) -> Any:
        if data not in self.choices if isinstance(data, str | int) else True:
            raise serializers.ValidationError(choice_sentence(data, [str(choice) for choice in self.choices]))
        return super().to_internal_value(data)


def choice_sentence(value: object, choices: Sequence[str], *, labels: Iterable[str] = ()) -> str:
    """That this value is none of the choices, which are near, and which there are; of many the first ones.

    `labels` are the choices as they are listed, where a bare value says nothing to a reader.
    """
    listed = [*(list(labels) or choices)]
    if not listed:
        return _("%(value)s is not possible: there is nothing to choose from.") % {"value": quoted(str(value))}
    rest = _(" and %(count)d more") % {"count": len(listed) - MOST} if len(listed) > MOST else ""
    sentence = _("%(value)s is none of: %(choices)s%(rest)s.") % {
        "value": quoted(str(value)),
        "choices": ", ".join(listed[:MOST]),
        "rest": rest,
    }
    return " ".join(filter(None, [sentence, nearest_sentence(str(value), choices)]))
