"""Figures of counts, exactly: a share or a spread of too few is none, what is not known is no nought."""

from collections import Counter
from fractions import Fraction
from uuid import UUID

import pytest

from procurement.reports.policy_review import measures
from procurement.reports.policy_review.counts import UNIT, OriginCounts
from procurement.reports.policy_review.shapes import (
    BinShape,
    ExplainedRuleShape,
    FigureVerdict,
    ShareShape,
    SpreadShape,
)

OK, INSUFFICIENT = FigureVerdict.OK, FigureVerdict.INSUFFICIENT
NOT_RECORDED, NOT_STATED = FigureVerdict.NOT_RECORDED, FigureVerdict.NOT_STATED
VERSION = UUID(int=1)
LIMITS = {"price_limit": Fraction(60), "family_limit": Fraction(15), "version": VERSION}


def figures(imported=False, **counts):
    return measures.figures_of(OriginCounts(**counts), imported=imported, **LIMITS)


@pytest.mark.parametrize(
    ("known", "total", "verdict"),
    [(10, 10, OK), (9, 9, INSUFFICIENT), (0, 0, INSUFFICIENT), (10, 20, OK), (10, 21, INSUFFICIENT)],
)
def test_a_figure_needs_ten_and_half_of_all(known, total, verdict):
    assert measures.verdict_of(known, total) == verdict


def test_a_share_of_too_few_keeps_its_count_and_has_no_share():
    assert measures.share_of(3, 7, 7) == ShareShape(3, 7, 7, None, INSUFFICIENT)
    assert measures.share_of(3, 12, 13) == ShareShape(3, 12, 13, Fraction(1, 4), OK)


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [
        ([5], Fraction(1, 2), Fraction(5)),
        ([1, 2], Fraction(1, 2), Fraction(3, 2)),
        ([1, 2, 3, 4], Fraction(1, 2), Fraction(5, 2)),
        ([1, 2, 3, 4], Fraction(1, 4), Fraction(17, 12)),  # h = 13/3 · 1/4 + 1/3 = 17/12
        ([7, 7, 7], Fraction(3, 4), Fraction(7)),
    ],
)
def test_a_quantile_is_the_eighth_of_hyndman_and_fan(values, share, expected):
    assert measures.quantile(Counter(map(Fraction, values)), share) == expected


def test_a_spread_counts_what_is_not_known_and_leaves_it_out():
    counts = Counter({300_000: 6, 600_000: 4, 605_000: 2, None: 3})

    spread = measures.spread_of(counts, unit=UNIT, edges=(0, 30, 60, 100))

    assert spread == SpreadShape(
        known=12,
        total=15,
        median=Fraction(45),
        lower_quartile=Fraction(30),
        upper_quartile=Fraction(60),
        lowest=Fraction(30),
        highest=Fraction(121, 2),
        bins=(BinShape(None, 30, 6), BinShape(30, 60, 4), BinShape(60, 100, 2)),
        verdict=OK,
    )


def test_a_spread_of_too_few_is_none_and_has_no_chart():
    spread = measures.spread_of(Counter({5: 9}), edges=(0, 10))

    assert spread == SpreadShape(9, 9, None, None, None, None, None, (), INSUFFICIENT)


def test_what_nought_weighs_lies_in_the_first_bin():
    assert measures.spread_of(Counter({0: 10}), edges=(0, 10, 20)).bins == (BinShape(None, 10, 10), BinShape(10, 20, 0))


def test_a_weight_at_the_limit_is_not_above_it():
    shares = figures(price_weights=Counter({600_000: 9, 600_001: 3, 1_000_000: 1, None: 2}))

    assert shares.price_above == ShareShape(4, 13, 15, Fraction(4, 13), OK)
    assert shares.price_alone == ShareShape(1, 13, 15, Fraction(1, 13), OK)


def test_families_at_the_limit_reach_it():
    shares = figures(family_weights=Counter({150_000: 6, 149_999: 6}))

    assert shares.families == ShareShape(6, 12, 12, Fraction(1, 2), OK)


def test_sizes_that_nobody_recorded_are_not_recorded():
    assert figures(tenderers=Counter({"unknown": 40})).small_bids == ShareShape(0, 0, 40, None, NOT_RECORDED)


def test_micro_small_and_medium_are_small_and_large_is_not():
    sizes = Counter({"micro": 2, "small": 3, "medium": 4, "large": 3, "unknown": 8})

    assert figures(tenderers=sizes).small_bids == ShareShape(9, 12, 20, Fraction(3, 4), OK)


def test_single_bids_are_shares_of_lots_with_any():
    lots = Counter({0: 5, 1: 6, 2: 4, 7: 2})

    run_here = figures(lots_by_bids=lots)
    imported = figures(imported=True, lots_by_bids=lots)

    assert run_here.single_bids == ShareShape(6, 12, 12, Fraction(1, 2), OK)
    assert run_here.no_bids == ShareShape(5, 17, 17, Fraction(5, 17), OK)
    assert imported.single_bids == ShareShape(6, 12, 17, Fraction(1, 2), OK)
    assert imported.no_bids == measures.no_share(NOT_STATED)  # a file that names no bid says nothing
    assert [entry.count for entry in run_here.lots_by_bids] == [5, 6, 4, 0, 0, 0, 2]
    assert [entry.count for entry in imported.lots_by_bids] == [6, 4, 0, 0, 0, 2]


def test_explanations_are_of_tenders_under_any_version():
    counts = {"tenders": 15, "versions": Counter({VERSION: 8, UUID(int=2): 4, None: 3}), "explained": 3}
    rules = Counter({"VFM-2": 1, "VFM-1": 2})

    run_here = figures(**counts, explained_rules=rules)

    assert run_here.under_version == ShareShape(8, 15, 15, Fraction(8, 15), OK)
    assert run_here.explained == ShareShape(3, 12, 15, Fraction(1, 4), OK)
    assert run_here.explained_rules == (ExplainedRuleShape("VFM-1", 2), ExplainedRuleShape("VFM-2", 1))
    assert figures(imported=True, **counts).explained == measures.no_share(NOT_STATED)


def test_what_no_stage_records_is_not_recorded():
    run_here, imported = figures(), figures(imported=True)

    assert run_here.small_wins == measures.no_share(NOT_RECORDED)
    assert imported.days_to_opening == measures.no_spread(NOT_STATED)
    assert imported.days_to_evaluation == measures.no_spread(NOT_STATED)
    assert run_here.lots_by_bids == ()
