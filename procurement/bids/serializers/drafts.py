"""What the interface for programs takes while a bid is written; its answers are described by the shapes."""

from typing import Any

from rest_framework import serializers

from procurement.bids.services.drafting import LONGEST_FIELD


class BeginBidIn(serializers.Serializer[Any]):
    """Alone, or with a consortium that the supplier leads."""

    supplier = serializers.UUIDField(help_text="One for which you act.")
    tender = serializers.UUIDField()
    consortium = serializers.UUIDField(allow_null=True, default=None)
    lots = serializers.ListField(
        child=serializers.IntegerField(min_value=1), max_length=1000, help_text="Numbers of lots of the tender."
    )


class BidLotsIn(serializers.Serializer[Any]):
    """For which lots the bid is."""

    lots = serializers.ListField(
        child=serializers.IntegerField(min_value=1), max_length=1000, help_text="Numbers of lots of the tender."
    )


class DraftPassIn(serializers.Serializer[Any]):
    """The pass as it stands on the paper."""

    draft_pass = serializers.CharField(max_length=64)


class SavePartIn(serializers.Serializer[Any]):
    """Fields of a part; those that are not sent stay, an empty text takes a field away."""

    seen = serializers.IntegerField(min_value=0, help_text="The `no` of the version that you read.")
    fields = serializers.DictField(  # type: ignore[assignment]  # the name of what is sent
        child=serializers.CharField(allow_blank=True, trim_whitespace=False, max_length=LONGEST_FIELD)
    )


class ReadPartIn(serializers.Serializer[Any]):
    """What you have read and sign."""

    terms = serializers.CharField(max_length=64)
    facts = serializers.CharField(max_length=64)
