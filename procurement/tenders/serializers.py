"""What the API takes about tenders; its answers are described by the shapes."""

from typing import Any

from rest_framework import serializers


class ReferenceIn(serializers.Serializer[Any]):
    study = serializers.UUIDField()
