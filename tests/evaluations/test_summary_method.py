"""The method of a run in words, as page, PDF and API show it."""

import pytest

from core.rest.shapes import to_json
from procurement.evaluations import summary
from tests import builders
from tests.evaluations import lots

pytestmark = pytest.mark.django_db


def test_the_method_stands_in_sentences():
    method = to_json(summary.of_run(builders.frozen_run()))["method"]

    assert method["sentences"][0] == method["sentence"]
    assert method["sentences"][1:] == [
        "The bid with the most points wins; 100 points can be earned.",
        "Only admissible bids are compared; if one is excluded later, everything is computed again.",
        "The panel's agreed mark counts.",
        "A bid needs a mark of at least 2 for Method of work (unrounded), or it is excluded.",
        "The final figure is rounded to 2 decimals, halves up; nothing else is.",
        "Prices are compared in EUR, without VAT.",
    ]
    assert method["tie_chain"] == [
        "more points for Quality",
        "the lower price",
        "a draw from the seed whose fingerprint was published before the opening",
    ]
    assert method["params"] == [{"name": "Pmax", "value": "1000000"}, {"name": "Pmin", "value": "80000"}]


def test_a_table_among_the_parameters_is_written_as_json():
    run = lots.run_of(formula="lookup", params={"bands": [["100000", "1"], [None, "1/2"]]})

    [bands] = to_json(summary.of_run(run))["method"]["params"]

    assert bands == {"name": "bands", "value": '[["100000", "1"], [null, "1/2"]]'}
