"""What the API takes about standards; its answers are described by the shapes."""

from typing import Any

from rest_framework import serializers

from core.rest.choices import NamedChoiceField
from procurement.planning.gather import CODE, LONGEST_NEED
from procurement.planning.labels import DOMAINS
from scoring.standards import PLACES, Need


class AdviceIn(serializers.Serializer[Any]):
    """A need. Without a domain only rules with a word and a code count. Nothing of it is stored."""

    text = serializers.CharField(max_length=LONGEST_NEED, help_text="The need in words.")
    cpv = serializers.ListField(
        child=serializers.RegexField(CODE),
        default=list,
        max_length=40,
        help_text="Codes of the CPV, two to eight digits.",
    )
    domains = serializers.ListField(child=NamedChoiceField(choices=list(DOMAINS)), default=list)
    place = NamedChoiceField(choices=list(PLACES), default="EU", help_text="Where the buyer sits.")
    authority = serializers.UUIDField(
        default=None, allow_null=True, help_text="Whose entries count: one of your authorities."
    )

    def need(self) -> Need:
        """The need as it was sent, once it is in order."""
        sent = self.validated_data
        return Need(sent["text"], tuple(sent["cpv"]), frozenset(sent["domains"]), sent["place"])
