"""A bid for several lots: each has its envelopes, and what the tender asks of the whole is answered once."""

from collections import Counter

from procurement.bids.models import Claim, KpiCommitment, PriceLine, RequirementResponse
from tests.bids import written
from tests.bids.opening import ceremony as acts

BUILD = {"bids": 2, "lots": 2}


def test_every_envelope_of_a_bid_for_two_lots_is_read(ceremony):
    opening = acts.opened(ceremony)

    assert Counter(acts.results(opening)) == {
        (alias, kind, "opened", ""): 2 for alias in ("B1", "B2") for kind in ("price", "technical")
    }
    assert [written.read(begun).state for begun in ceremony.begun] == ["opened", "opened"]


def test_what_is_asked_of_the_whole_is_kept_once_and_prices_for_each_lot(ceremony):
    acts.opened(ceremony)

    for begun in ceremony.begun:
        bid = written.read(begun)
        for model, name in ((RequirementResponse, "requirement"), (KpiCommitment, "kpi"), (Claim, "interface")):
            rows = Counter(model.objects.filter(bid=bid).values_list(name, flat=True))
            assert set(rows.values()) == {1}, model
        lots = Counter(PriceLine.objects.filter(bid=bid).values_list("lot__no", flat=True))
        assert set(lots) == {1, 2}
