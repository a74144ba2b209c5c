"""What the API says of studies of methods, and what it takes. Exact numbers are text."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from core.models import Job, JobState
from procurement.studies import plan, queries, summary
from procurement.studies.models import MethodStudy
from procurement.studies.plan import BIGGEST_PRICE, BIGGEST_SEED, LETTERS, Drawn, StudyPlan
from scoring.study import MOST_BIDS, Candidate, Design, Expected, generated


class ExactNumber(serializers.CharField):
    """An exact number as text: digits with a point, or numerator/denominator."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, float):
            raise serializers.ValidationError("Send an exact number as text: a float has no exact value.")
        try:
            return plan.exact(super().to_internal_value(data))
        except ValueError as error:
            raise serializers.ValidationError(str(error)) from error


# --- what it takes ---


class StudyMethodIn(serializers.Serializer[Any]):
    formula = serializers.ChoiceField(choices=sorted(plan.formulas()))
    params = serializers.DictField(default=dict, help_text="By name; exact numbers as text.")
    scaling = serializers.ChoiceField(choices=["none", "best"], default="none")
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

    def validate_methods(self, held: Any) -> Any:
        if not 1 <= len(held) <= len(LETTERS):
            raise serializers.ValidationError(f"Give 1 to {len(LETTERS)} methods.")
        return held

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
            Candidate(letter, one["formula"], one["params"], one["scaling"], one["quality_minimum"])
            for letter, one in zip(LETTERS, attrs["methods"], strict=False)
        )
        return StudyPlan(Design(attrs["price_points"], candidates, bids, attrs["currency"]), attrs["seed"], drawn)


def _pointed(faults: list[plan.Fault]) -> dict[str, Any]:
    """Faults by their place in the request."""
    nested: dict[str, Any] = {}
    for fault in faults:
        head, _slash, rest = fault.where.partition("/")
        letter, _slash, field = rest.partition("/")
        where = f"methods/{LETTERS.index(letter)}/{field}" if letter else head.replace("candidates", "methods")
        nested.setdefault(where, []).append(fault.why)
    return nested


class ChoiceIn(serializers.Serializer[Any]):
    candidate = serializers.CharField(max_length=8)
    reason = serializers.CharField(max_length=4000)


# --- what it says ---


class StudyWarningOut(serializers.Serializer[Any]):
    key = serializers.CharField()
    text = serializers.CharField()


class StudyRow(serializers.Serializer[Any]):
    """A study in a list; `methods` are formula ids in the order of their letters, `chosen` a letter."""

    id = serializers.UUIDField()
    no = serializers.IntegerField()
    title = serializers.CharField()
    authority = serializers.CharField()
    methods = serializers.ListField(child=serializers.CharField())
    chosen = serializers.CharField(allow_null=True)
    at = serializers.DateTimeField()


class StudyList(serializers.Serializer[Any]):
    """One page, newest first; `next` continues it."""

    next = serializers.URLField(allow_null=True)
    results = StudyRow(many=True)


class StudyBidOut(serializers.Serializer[Any]):
    id = serializers.CharField()
    price = serializers.CharField()
    quality = serializers.CharField(help_text="A share from 0 to 1.")


class StudyPlaceOut(serializers.Serializer[Any]):
    place = serializers.IntegerField()
    bid = serializers.CharField()
    price = serializers.CharField()
    quality = serializers.CharField()
    price_points = serializers.CharField(allow_null=True)
    figure = serializers.CharField()


class StudyExcludedOut(serializers.Serializer[Any]):
    bid = serializers.CharField()
    sentence = serializers.CharField()


class StudyLeavingOut(serializers.Serializer[Any]):
    """What happens when this losing bid leaves: who wins then."""

    bid = serializers.CharField()
    winner = serializers.CharField(allow_null=True)
    order_changes = serializers.BooleanField()


class ReversalsOut(serializers.Serializer[Any]):
    """In `reversed` of `tenders` one losing bid decided who wins; in `undecided` nobody won."""

    tenders = serializers.IntegerField()
    reversed = serializers.IntegerField()
    undecided = serializers.IntegerField()
    rate = serializers.CharField()


class StudyMethodOut(serializers.Serializer[Any]):
    id = serializers.CharField()
    formula = serializers.CharField()
    title = serializers.CharField()
    kind = serializers.ChoiceField(choices=["points", "index", "money"])
    best = serializers.ChoiceField(choices=["high", "low"])
    source = serializers.CharField()  # type: ignore[assignment]
    sentence = serializers.CharField()
    params = serializers.DictField()
    scaling = serializers.CharField()
    quality_minimum = serializers.CharField(allow_null=True)
    warnings = StudyWarningOut(many=True)
    winner = serializers.CharField(allow_null=True)
    ranking = StudyPlaceOut(many=True)
    excluded = StudyExcludedOut(many=True)
    gaps = serializers.ListField(child=serializers.CharField())
    leaving = StudyLeavingOut(many=True)
    curve = serializers.ListField(
        child=serializers.ListField(child=serializers.CharField(allow_null=True)), help_text="[price, figure or null]"
    )
    reversals = ReversalsOut(allow_null=True)


class StudyHeadOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    no = serializers.IntegerField()
    title = serializers.CharField()
    authority = serializers.CharField()
    zone = serializers.CharField()
    at = serializers.DateTimeField()
    currency = serializers.CharField()
    price_points = serializers.CharField()
    seed = serializers.IntegerField()
    tenders = serializers.IntegerField()
    scoring_version = serializers.CharField()


class StudyChoiceOut(serializers.Serializer[Any]):
    """The choice that holds, with the warnings as they were shown."""

    no = serializers.IntegerField()
    candidate = serializers.CharField()
    title = serializers.CharField()
    warnings = StudyWarningOut(many=True)
    reason = serializers.CharField()
    at = serializers.DateTimeField()


class StudyCurveOut(serializers.Serializer[Any]):
    """Whose price the curves vary, and between which bounds; the other bids stay as expected."""

    bid = serializers.CharField()
    low = serializers.CharField()
    high = serializers.CharField()


class StudyDrawnOut(serializers.Serializer[Any]):
    count = serializers.IntegerField()
    low = serializers.IntegerField()
    high = serializers.IntegerField()


class StudyDigestsOut(serializers.Serializer[Any]):
    inputs = serializers.CharField()
    result = serializers.CharField()


class StudyOut(serializers.Serializer[Any]):
    """A whole study, the dictionary that page, CSV and PDF show; `drawn` is null where the bids were typed."""

    study = StudyHeadOut()
    bids = StudyBidOut(many=True)
    drawn = StudyDrawnOut(allow_null=True)
    curve = StudyCurveOut()
    candidates = StudyMethodOut(many=True)
    simulated = serializers.BooleanField()
    choice = StudyChoiceOut(allow_null=True)
    digests = StudyDigestsOut()


class SimulationOut(serializers.Serializer[Any]):
    """The job that simulates the rates; `counts` once it is ready, by letter of the method."""

    id = serializers.UUIDField()
    state = serializers.ChoiceField(choices=JobState.values)
    percent = serializers.IntegerField()
    message = serializers.CharField(allow_blank=True)
    why = serializers.CharField(allow_blank=True)
    seed = serializers.IntegerField()
    tenders = serializers.IntegerField()
    counts = serializers.DictField(child=ReversalsOut())


def row(study: MethodStudy) -> dict[str, Any]:
    """A study of a list; no query on one of `queries.page`."""
    choice = queries.choice_of(study)
    return {
        "id": study.pk,
        "no": study.no,
        "title": study.title,
        "authority": study.authority.name,
        "methods": [one["formula"] for one in study.result["candidates"]],
        "chosen": choice.candidate if choice else None,
        "at": study.at,
    }


def simulation(study: MethodStudy, job: Job) -> dict[str, Any]:
    """A simulation as plain values."""
    names = ("tenders", "reversed", "undecided", "rate")
    counts = summary.rates(job)
    return {
        "id": job.pk,
        "state": job.state,
        "percent": job.percent,
        "message": job.message,
        "why": job.why,
        "seed": study.inputs["seed"],
        "tenders": study.inputs["tenders"],
        "counts": {letter: {name: held[name] for name in names} for letter, held in counts.items()},
    }
