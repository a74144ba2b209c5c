"""What the API takes about reviews; its answers are described by the shapes."""

from typing import Any

from rest_framework import serializers

from procurement.reports.models import Variant


class ReportIn(serializers.Serializer[Any]):
    """Which file: the archive copy with attachments, or the accessible copy."""

    variant = serializers.ChoiceField(choices=Variant.values, default=Variant.ARCHIVE.value)
