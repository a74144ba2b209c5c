"""A past tender in our own form: what no open form holds is read, and what is no value of its field is noted."""

import json
from copy import deepcopy
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procurement.bids.models import Claim, KpiCommitment, PriceLine
from procurement.evaluations.models import Consensus
from procurement.evaluations.states import EvaluationState
from procurement.opendata import readers, services
from procurement.opendata.models import ImportedRecord
from procurement.tenders.models import Criterion, KpiTemplate, TenderInterface
from procurement.web.demo.archive import FOLDER
from tests import builders
from tests.opendata.inputs import encoded
from tests.opendata.test_readers_any_value import SCALARS, _leaves
from tests.scale import examples

PLATFORM = json.loads((FOLDER / "city-data-platform.json").read_text(encoding="utf-8"))


def changed(change):
    record = deepcopy(PLATFORM)
    change(record)
    return encoded(record)


def read(data):
    [result] = readers.read(data)
    return result


def codes(change):
    return {issue.code for issue in read(changed(change)).issues}


def imported(data=None):
    run = services.import_file(
        name="platform.json",
        data=data or encoded(PLATFORM),
        authority=builders.authority(),
        by=builders.person("officer"),
        at=builders.AT,
    )
    return ImportedRecord.objects.get(run=run)


@pytest.mark.parametrize("file", sorted(FOLDER.iterdir()), ids=lambda file: file.stem)
def test_every_file_of_the_demonstration_is_read_without_a_fault_of_ours(file):
    result = read(file.read_bytes())

    assert {issue.code for issue in result.issues} <= {"dates-rewritten"}
    assert result.coverage.extras == (4 if file.stem.startswith("UA") else 0)


def test_what_a_file_says_of_its_method_is_read_whole():
    process = read(encoded(PLATFORM)).process

    assert (process.method.formula, process.method.params, process.method.panel, process.method.tie_chain) == (
        "fixed_linear",
        {"Pmin": "900000", "Pmax": "1500000"},
        "consensus",
        ("higher_group(quality)", "lower_price", "draw"),
    )
    assert {c.key: (c.family, c.parent, c.weight, c.minimum) for c in process.criteria}["migration"] == (
        "value_for_money",
        "quality",
        Fraction(12),
        Fraction(3),
    )
    assert [party.share for party in process.bids[0].tenderers] == [55, 30, 15]


@pytest.mark.django_db
def test_families_interfaces_indicators_and_agreed_marks_become_rows():
    tender = imported().tender

    families = dict(Criterion.objects.filter(tender=tender).values_list("key", "family"))
    assert {families[key] for key in ("interoperability", "open-standards", "performance", "price")} == {
        "interoperability",
        "open_standards",
        "performance",
        "value_for_money",
    }
    assert TenderInterface.objects.filter(tender=tender).count() == len(PLATFORM["interfaces"])
    assert KpiTemplate.objects.filter(tender=tender).count() == len(PLATFORM["indicators"])
    assert Claim.objects.filter(bid__tender=tender, bid__alias="B4").count() == 2
    assert KpiCommitment.objects.get(bid__tender=tender, bid__alias="B1", kpi__code="availability").target == Fraction(
        "99.85"
    )
    assert set(PriceLine.objects.filter(bid__tender=tender, bid__alias="B1").values_list("element", "amount")) == {
        ("purchase", 548_000),
        ("operation", 462_500),
        ("exit", 21_000),
    }
    agreed = Consensus.objects.get(bid__tender=tender, bid__alias="B5", criterion__key="migration")
    assert (agreed.value, agreed.reason, agreed.by) == (
        Fraction(2),
        "A change in one weekend without fallback leaves a risk that the city would carry.",
        None,
    )
    assert (tender.state, tender.origin, tender.rounding["places"]) == ("opened", "imported", 2)
    assert [evaluation.state for lot in tender.lots.all() for evaluation in [lot.evaluation]] == [
        EvaluationState.PRICED
    ]


@pytest.mark.django_db
def test_the_same_file_again_is_the_same_tender():
    first, again = imported(), imported()

    assert (again.state, again.tender) == ("unchanged", first.tender)


def _set(path, value):
    def change(record):
        *way, last = path
        for key in way:
            record = record[key]
        record[last] = value

    return change


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        (("criteria", 1, "family"), "beauty", "unknown-word"),
        (("criteria", 1, "parent"), "nobody", "dangling-criterion"),
        (("indicators", 0, "minimum"), None, "indicator-incomplete"),
        (("bids", 0, "marks", "migration", "mark"), "9", "mark-not-on-scale"),
        (("bids", 0, "prices", "1", "purchase"), "-1", "negative-amount"),
        (("currency",), "XQZ", "unknown-currency"),
        (("ref",), "", "no-id"),
    ],
)
def test_what_is_no_value_of_its_field_is_noted(path, value, code):
    assert code in codes(_set(path, value))


def test_a_mark_off_its_scale_is_missing_and_not_the_nearest_one():
    process = read(changed(_set(("bids", 0, "marks", "migration", "mark"), "9"))).process

    assert process.bids[0].marks["migration"] is None


def test_a_bid_without_a_lot_is_named_and_not_ranked():
    process = read(changed(_set(("bids", 0, "prices"), {}))).process

    assert [(finding.bid, finding.sentence) for finding in process.findings] == [
        ("1", "{bid} could not be placed: it offers nothing for a lot.")
    ]
    assert process.bids[0].counted is False


@settings(max_examples=examples(40), deadline=None)
@given(data=st.data())
def test_any_value_anywhere_is_read_and_every_leaf_is_counted(data):
    record = deepcopy(PLATFORM)
    node, path = record, []
    while isinstance(node, dict | list) and node:
        key = data.draw(st.sampled_from(sorted(node) if isinstance(node, dict) else range(len(node))))
        path.append((node, key))
        node = node[key]
        if data.draw(st.booleans()):
            break
    parent, key = path[-1]
    parent[key] = data.draw(st.sampled_from(SCALARS))

    for result in readers.read(encoded(record)):
        assert result.process is not None or result.issues
        if result.process is not None:
            leaves = sum(1 for _ in _leaves(record))
            assert result.coverage.total == leaves
