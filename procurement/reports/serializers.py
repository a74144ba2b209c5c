"""What the API takes about reviews; its answers are described by the shapes."""

from typing import Any

from rest_framework import serializers

from core.rest.choices import NamedChoiceField
from procurement.reports.models import Variant


class PeriodIn(serializers.Serializer[Any]):
    """The first and the last day of the period; without them from the day of adoption to today."""

    start = serializers.DateField(required=False)
    end = serializers.DateField(required=False)


class ReportIn(serializers.Serializer[Any]):
    """Which file: the archive copy with attachments, or the accessible copy."""

    variant = NamedChoiceField(choices=Variant.values, default=Variant.ARCHIVE.value)
