"""What the API takes about tenders; its answers are described by the shapes."""

from typing import Any

from rest_framework import serializers


class ReferenceIn(serializers.Serializer[Any]):
    study = serializers.UUIDField()


class WatchNameIn(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=80)


class WatchListIn(WatchNameIn):
    query = serializers.CharField(
        max_length=2000,
        allow_blank=True,
        default="",
        help_text="The filters as the address of the list writes them: 'cpv=349&open_now=true'.",
    )
