"""What the API takes about evaluations; its answers are described by the shapes."""

from typing import Any

from rest_framework import serializers


class RerunIn(serializers.Serializer[Any]):
    """Why a frozen evaluation is evaluated again."""

    cause = serializers.ChoiceField(choices=["exclusion", "complaint", "correction"])
    reason = serializers.CharField(max_length=4000)
