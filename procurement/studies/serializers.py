"""What the API takes about studies of methods; its answers are described by the shapes. Exact numbers are text."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from core.rest.choices import NamedChoiceField
from procurement.studies import plan
from procurement.studies.plan import BIGGEST_PRICE, BIGGEST_SEED, LETTERS, Drawn, StudyPlan
from scoring.study import MOST_BIDS, Candidate, Design, Expected, generated


class ExactNumber(serializers.CharField):
    """An exact number as text: digits with a point, or numerator/denominator."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, float):
            raise serializers.ValidationError("Send an exact number as text: a float has no exact value.")
        try:
            return plan.to_fraction(super().to_internal_value(data))
        except ValueError as error:
            raise serializers.ValidationError(str(error)) from error


class StudyMethodIn(serializers.Serializer[Any]):
    formula = NamedChoiceField(choices=sorted(plan.formulas()))
    params = serializers.DictField(default=dict, help_text="By name; exact numbers as text.")
    scaling = NamedChoiceField(choices=["none", "best"], default="none")
    quality_minimum = ExactNumber(default=None, allow_null=True, help_text="A share from 0 to 1.")


class StudyBidIn(serializers.Serializer[Any]):
    id = serializers.CharField(max_length=plan.LONGEST_NAME)
    price = ExactNumber()
    quality = ExactNumber(help_text="A share from 0 to 1.")


class StudyDrawIn(serializers.Serializer[Any]):
    """Bids drawn from the seed: whole prices from `low` to `high`."""

    count = serializers.IntegerField(min_value=plan.LEAST_BIDS, max_value=MOST_BIDS)
    low = serializers.IntegerField(min_value=0, max_value=BIGGEST_PRICE)
    high = serializers.IntegerField(min_value=1, max_value=BIGGEST_PRICE)

    def validate(self, attrs: Any) -> Any:
        if attrs["low"] > attrs["high"]:
            raise serializers.ValidationError({"high": "The highest price is not below the lowest."})
        return attrs


class StudyIn(serializers.Serializer[Any]):
    """A study to make: give `bids`, or `drawn`. Methods are lettered A to D in their order."""

    authority = serializers.UUIDField()
    title = serializers.CharField(max_length=200)
    currency = serializers.CharField(max_length=3)
    price_points = ExactNumber()
    seed = serializers.IntegerField(min_value=0, max_value=BIGGEST_SEED)
    methods = StudyMethodIn(many=True)
    bids = StudyBidIn(many=True, required=False)
    drawn = StudyDrawIn(required=False)

    def validate_methods(self, methods: Any) -> Any:
        if not 1 <= len(methods) <= len(LETTERS):
            raise serializers.ValidationError(f"Give 1 to {len(LETTERS)} methods.")
        return methods

    def validate(self, attrs: Any) -> Any:
        if ("bids" in attrs) == ("drawn" in attrs):
            raise serializers.ValidationError("Give 'bids' or 'drawn', one of the two.")
        if faults := plan.faults(self.plan(attrs)):
            raise serializers.ValidationError(_pointed(faults))
        return attrs

    def plan(self, attrs: Mapping[str, Any]) -> StudyPlan:
        """The plan that the request describes."""
        drawn = Drawn(**attrs["drawn"]) if "drawn" in attrs else None
        bids = (
            generated(drawn.count, drawn.low, drawn.high, seed=attrs["seed"])
            if drawn
            else tuple(Expected(entry["id"], entry["price"], entry["quality"]) for entry in attrs["bids"])
        )
        candidates = tuple(
            Candidate(letter, method["formula"], method["params"], method["scaling"], method["quality_minimum"])
            for letter, method in zip(LETTERS, attrs["methods"], strict=False)
        )
        return StudyPlan(Design(attrs["price_points"], candidates, bids, attrs["currency"]), attrs["seed"], drawn)


def _pointed(faults: list[plan.Fault]) -> dict[str, list[str]]:
    """Faults by their place in the request."""
    nested: dict[str, list[str]] = {}
    for fault in faults:
        head, _slash, rest = fault.where.partition("/")
        letter, _slash, field = rest.partition("/")
        where = f"methods/{LETTERS.index(letter)}/{field}" if letter else head.replace("candidates", "methods")
        nested.setdefault(where, []).append(fault.why)
    return nested


class ChoiceIn(serializers.Serializer[Any]):
    after = serializers.IntegerField(
        min_value=0, max_value=32_767, help_text="How many choices you saw; 409 if another was made meanwhile."
    )
    candidate = serializers.CharField(max_length=8)
    reason = serializers.CharField(max_length=4000)
