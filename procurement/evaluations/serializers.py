"""The shape of an evaluation in the API: the frozen dictionary that the page and the PDF show (DESIGN law 11)."""

from typing import Any

from rest_framework import serializers

from procurement.evaluations.states import EvaluationState

EXACT = "An exact number: digits, or numerator/denominator."


def _exact(**options: Any) -> serializers.CharField:
    return serializers.CharField(help_text=EXACT, **options)


class TenderBrief(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    ref = serializers.CharField()
    title = serializers.CharField()
    description = serializers.CharField(allow_blank=True)
    authority = serializers.CharField()
    currency = serializers.CharField(allow_blank=True)
    basis = serializers.CharField(allow_blank=True)
    origin = serializers.CharField()
    state = serializers.CharField()
    published_at = serializers.DateTimeField(allow_null=True)
    deadline_at = serializers.DateTimeField(allow_null=True)


class LotBrief(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    no = serializers.IntegerField()
    title = serializers.CharField()
    estimate = _exact(allow_null=True)
    count = serializers.IntegerField(help_text="Lots of the tender.")


class Param(serializers.Serializer[Any]):
    name = serializers.CharField()
    value = serializers.CharField()


class Method(serializers.Serializer[Any]):
    formula = serializers.CharField()
    name = serializers.CharField()
    version = serializers.CharField()
    kind = serializers.ChoiceField(choices=["points", "index", "money"])
    best = serializers.ChoiceField(choices=["high", "low"])
    sentence = serializers.CharField(help_text="The price formula.")
    sentences = serializers.ListField(child=serializers.CharField(), help_text="The whole method, step by step.")
    total_points = _exact()
    params = Param(many=True)
    rounding = serializers.CharField()
    tie_chain = serializers.ListField(child=serializers.CharField())
    warnings = serializers.ListField(child=serializers.CharField())
    source = serializers.CharField(allow_blank=True)  # type: ignore[assignment]
    panel = serializers.CharField(allow_blank=True)


class Level(serializers.Serializer[Any]):
    value = _exact()
    label = serializers.CharField(allow_blank=True)  # type: ignore[assignment]
    descriptor = serializers.CharField(allow_blank=True)


class Criterion(serializers.Serializer[Any]):
    id = serializers.CharField()
    no = serializers.IntegerField()
    key = serializers.CharField()
    title = serializers.CharField()
    text = serializers.CharField(allow_blank=True)
    family = serializers.CharField()
    family_label = serializers.CharField()
    kind = serializers.CharField()
    input = serializers.CharField()
    points = _exact()
    share = _exact(allow_null=True)
    scale = Level(many=True)
    minimum = serializers.CharField(allow_blank=True)


class Party(serializers.Serializer[Any]):
    name = serializers.CharField()
    role = serializers.CharField()
    role_label = serializers.CharField()
    identifier = serializers.CharField(allow_blank=True)


class Price(serializers.Serializer[Any]):
    label = serializers.CharField()  # type: ignore[assignment]
    amount = _exact(allow_null=True)
    currency = serializers.CharField(allow_blank=True)


class GateShown(serializers.Serializer[Any]):
    criterion = serializers.CharField()
    title = serializers.CharField()
    passed = serializers.BooleanField(allow_null=True)
    reason = serializers.CharField(allow_blank=True)


class Claim(serializers.Serializer[Any]):
    interface = serializers.CharField()
    standard = serializers.CharField()
    statement = serializers.CharField()
    status = serializers.CharField()


class Commitment(serializers.Serializer[Any]):
    kpi = serializers.CharField()
    target = _exact()


class BidShown(serializers.Serializer[Any]):
    id = serializers.CharField()
    alias = serializers.CharField()
    name = serializers.CharField()
    parties = Party(many=True)
    submitted_at = serializers.DateTimeField(allow_null=True)
    status = serializers.CharField()
    counted = serializers.BooleanField()
    prices = Price(many=True)
    gates = GateShown(many=True)
    claims = Claim(many=True)
    commitments = Commitment(many=True)
    source_note = serializers.CharField(allow_blank=True)


class MarkShown(serializers.Serializer[Any]):
    evaluator = serializers.CharField()
    value = _exact(allow_null=True)
    reason = serializers.CharField(allow_blank=True)


class Cell(serializers.Serializer[Any]):
    criterion = serializers.CharField()
    title = serializers.CharField()
    family = serializers.CharField()
    raw = _exact(allow_null=True)
    raw_text = serializers.CharField(allow_blank=True)
    share = _exact(allow_null=True)
    points = _exact(allow_null=True)
    of = _exact()
    sentence = serializers.CharField()
    rule = serializers.CharField()
    marks = MarkShown(many=True)
    reason = serializers.CharField(allow_blank=True)


class Ranked(serializers.Serializer[Any]):
    place = serializers.IntegerField()
    bid = serializers.CharField()
    alias = serializers.CharField()
    name = serializers.CharField()
    price = _exact(allow_null=True)
    figure = _exact()
    figure_label = serializers.CharField()
    total = _exact(allow_null=True)
    gap = _exact()
    tie_path = serializers.ListField(child=serializers.CharField())
    sentence = serializers.CharField()
    cells = Cell(many=True)


class Family(serializers.Serializer[Any]):
    family = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    points = _exact()


class Composition(serializers.Serializer[Any]):
    bid = serializers.CharField()
    alias = serializers.CharField()
    name = serializers.CharField()
    parts = Family(many=True)
    total = _exact()


class Excluded(serializers.Serializer[Any]):
    bid = serializers.CharField()
    alias = serializers.CharField()
    name = serializers.CharField()
    stage = serializers.CharField()
    sentence = serializers.CharField()
    cells = Cell(many=True)


class GapShown(serializers.Serializer[Any]):
    bid = serializers.CharField()
    alias = serializers.CharField()
    criterion = serializers.CharField()
    sentence = serializers.CharField()


class Section(serializers.Serializer[Any]):
    key = serializers.CharField()
    title = serializers.CharField()
    sentences = serializers.ListField(child=serializers.CharField())


class FirstShare(serializers.Serializer[Any]):
    bid = serializers.CharField()
    alias = serializers.CharField()
    name = serializers.CharField()
    share = _exact()


class WeightRange(serializers.Serializer[Any]):
    """Between which weights (0 to 1) of a criterion the winner stays the winner."""

    criterion = serializers.CharField()
    title = serializers.CharField()
    weight = _exact()
    low = _exact(allow_null=True)
    high = _exact(allow_null=True)


class Information(serializers.Serializer[Any]):
    """What informs and never decides: robustness, agreement, abnormally low bids."""

    sections = Section(many=True)
    sha256 = serializers.CharField(allow_blank=True)
    seed = serializers.CharField(allow_blank=True)
    draws = serializers.IntegerField()
    first = FirstShare(many=True)
    weights = WeightRange(many=True)


class Digests(serializers.Serializer[Any]):
    spec = serializers.CharField()
    facts = serializers.CharField()
    result = serializers.CharField()


class RunShown(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    no = serializers.IntegerField()
    cause = serializers.CharField()
    reason = serializers.CharField(allow_blank=True)
    at = serializers.DateTimeField()
    by = serializers.CharField(allow_blank=True)
    scoring_version = serializers.CharField()


class Summary(serializers.Serializer[Any]):
    """One frozen run, as page and PDF show it."""

    tender = TenderBrief()
    lot = LotBrief()
    method = Method()
    criteria = Criterion(many=True)
    bids = BidShown(many=True)
    ranking = Ranked(many=True)
    families = Family(many=True)
    composition = Composition(many=True)
    excluded = Excluded(many=True)
    gaps = GapShown(many=True)
    flags = serializers.ListField(child=serializers.CharField())
    information = Information()
    not_built = serializers.ListField(child=serializers.CharField())
    digests = Digests()
    run = RunShown()


class EvaluationOut(serializers.Serializer[Any]):
    """Where a lot's evaluation stands; `summary` is null until it is frozen, `why` says what is missing."""

    id = serializers.UUIDField()
    lot = serializers.UUIDField()
    tender = serializers.UUIDField()
    state = serializers.ChoiceField(choices=EvaluationState.values)
    why = serializers.CharField(allow_blank=True)
    summary = Summary(allow_null=True)


class EvaluationRow(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    lot = serializers.UUIDField()
    lot_no = serializers.IntegerField()
    state = serializers.ChoiceField(choices=EvaluationState.values)


class RerunIn(serializers.Serializer[Any]):
    """Why a frozen evaluation is evaluated again."""

    cause = serializers.ChoiceField(choices=["exclusion", "complaint", "correction"])
    reason = serializers.CharField(max_length=4000)
