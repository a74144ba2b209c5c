"""What the API takes about standards; its answers are described by the shapes."""

from typing import Any

from rest_framework import serializers

from core.rest.choices import NamedChoiceField
from procurement.planning.catalogue import FACTS
from procurement.planning.gather import CODE, LONGEST_NEED
from procurement.planning.labels import DOMAINS
from procurement.planning.models import FactAct
from scoring.standards import ANSWERS, PLACES, Need


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


class StandardFactIn(serializers.Serializer[Any]):
    """What an officer says of a fact: its value with the source, that it is disputed, or that this is withdrawn."""

    authority = serializers.UUIDField(help_text="In whose name: an authority whose officer you are.")
    fact = NamedChoiceField(choices=list(FACTS))
    act = NamedChoiceField(choices=FactAct.values)
    value = NamedChoiceField(choices=list(ANSWERS), default=None, allow_null=True, help_text="Of a recorded fact only.")
    source = serializers.CharField(  # type: ignore[assignment]  # what the framework calls so is another thing
        max_length=2000, help_text="Where it was read, or why. It is shown to everybody."
    )
    after = serializers.IntegerField(min_value=0, help_text="The entry that you saw: `entered` of the fact.")

    def validate(self, attrs: Any) -> Any:
        if attrs["act"] == FactAct.RECORDED and not attrs["value"]:
            raise serializers.ValidationError({"value": "Say what the fact is."})
        return attrs
