"""What is sent over REST about an ESPD response."""

from typing import Any

from rest_framework import serializers

from core.rest.choices import NamedChoiceField

MOST_ADOPTED = 62


class EspdFileIn(serializers.Serializer[Any]):
    """An ESPD response."""

    file = serializers.FileField(help_text="The XML of the response, at most 5 MB.")


class AdoptedAnswerIn(serializers.Serializer[Any]):
    """An answer that you have looked through and say is true."""

    code = serializers.CharField(max_length=40, help_text="The criterion.")
    answer = NamedChoiceField(choices=["yes", "no"], help_text="Your answer to it.")
    text = serializers.CharField(max_length=10_000, allow_blank=True, default="")


class AdoptionIn(serializers.Serializer[Any]):
    """What you declare; all of it or nothing is stored."""

    declarations = serializers.ListField(child=AdoptedAnswerIn(), min_length=1, max_length=MOST_ADOPTED)
