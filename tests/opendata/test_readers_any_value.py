"""Whatever stands in a file, and wherever: it is read, counted or refused with a reason, and never stops the reading."""

import json
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procurement.opendata import readers
from tests.opendata.inputs import encoded, life_cycle, lot, package, prozorro, release, weight
from tests.scale import examples


@settings(max_examples=examples(60), deadline=None)
@given(cut=st.integers(0, 4000), put=st.binary(max_size=6), which=st.sampled_from(["prozorro", "ocds", "lcc", "lines"]))
def test_no_truncation_or_mutation_raises(cut, put, which):
    data = {
        "prozorro": encoded(prozorro()),
        "ocds": encoded(package(release(), release(lots=[lot(weight(60, type="price"), weight(40))]))),
        "lcc": encoded(life_cycle({"A": [("r1", "1")], "B": []})),
        "lines": encoded(release()) + b"\n" + encoded(prozorro()),
    }[which]
    at = cut % len(data)

    for mutated in (data[:at], data[:at] + put + data[at + len(put) :]):
        for read in readers.read(mutated):
            assert read.process is not None or read.issues


SCALARS = [None, True, 0, -1, "", "x", [], {}, [[]], [{}], "2024-01-01", Decimal("1E+400")]


@settings(max_examples=examples(60), deadline=None)
@given(data=st.data())
def test_any_value_anywhere_is_read_and_every_leaf_is_counted(data):
    record = data.draw(
        st.sampled_from([prozorro(), release(lots=[lot(weight(100, type="price"))]), life_cycle({"A": [], "B": []})])
    )
    node, path = record, []
    while isinstance(node, dict | list) and node:
        key = data.draw(st.sampled_from(sorted(node) if isinstance(node, dict) else range(len(node))))
        path.append((node, key))
        node = node[key]
        if data.draw(st.booleans()):
            break
    parent, key = path[-1]
    parent[key] = data.draw(st.sampled_from(SCALARS))

    for read in readers.read(encoded(record)):
        if read.process is not None:
            leaves = sum(1 for _ in _leaves(record))
            kept = sum(1 for raw in read.process.extras.values() for _ in _leaves(json.loads(raw)))
            assert (read.coverage.total, read.coverage.extras) == (leaves, kept)


def _leaves(value):
    if isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _leaves(item)
    else:
        yield value


def _places(value, path=()):
    """The way to every value below."""
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in parts:
        yield (*path, key)
        yield from _places(item, (*path, key))


def energy():
    """An energy service: what its income is computed from stands deep in the bids."""
    record = prozorro(procurementMethodType="esco", NBUdiscountRate=Decimal("0.15"), features=[])
    record["noticePublicationDate"] = "2024-02-28T15:40:35+02:00"
    for bid in record["bids"]:
        bid["value"] |= {"amountPerformance": 587, "yearlyPaymentsPercentage": Decimal("0.67")}
        bid["value"] |= {"contractDuration": {"years": 12, "days": 20}, "annualCostsReduction": [1] * 21}
    return record


MAKERS = {
    "prozorro": prozorro,
    "ocds": lambda: release(lots=[lot(weight(100, type="price"))]),
    "life cycle": lambda: life_cycle({"A": [], "B": []}),
    "energy service": energy,
}


@pytest.mark.slow
@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)
def test_no_wrong_value_at_any_place_stops_the_reading(make):
    stopped = []
    for path in _places(make()):
        for wrong in SCALARS:
            record = make()
            node = record
            for key in path[:-1]:
                node = node[key]
            node[path[-1]] = wrong
            try:
                list(readers.read(encoded(record)))
            except Exception as error:  # noqa: BLE001 -- whatever it is, the place is what helps
                stopped.append((path, wrong, repr(error)))

    assert stopped == []
