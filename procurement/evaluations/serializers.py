"""What the API takes about evaluations; its answers are described by the shapes."""

from typing import Any

from rest_framework import serializers

from core.rest.choices import NamedChoiceField


class RerunIn(serializers.Serializer[Any]):
    """Why a frozen evaluation is evaluated again."""

    supersedes = serializers.IntegerField(
        min_value=1, max_value=32_767, help_text="The number of the run that you saw; 409 if another holds by now."
    )
    cause = NamedChoiceField(choices=["exclusion", "complaint", "correction"])
    reason = serializers.CharField(max_length=4000)
