"""A study in sentences: parameters, what is added to a method, who wins, what leaving does."""

from fractions import Fraction as F

import pytest

from procurement.studies import access, figures, queries, sentences, summary
from procurement.studies.sentences import LeavingCell
from scoring.study.design import Candidate, Expected
from tests import builders

pytestmark = pytest.mark.django_db


def frozen(**changes):
    study = builders.method_study(**changes)
    return summary.frozen_study(queries.with_relations().get(pk=study.pk), queries.simulation_of(study))


def method(candidate, **changes):
    """The card of the only method of a study."""
    return sentences.comparison(frozen(candidates=[candidate], **changes)).methods[0]


def leaving(candidate, bids):
    """{bid: what its leaving changes} under one method."""
    rows = sentences.comparison(frozen(candidates=[candidate], bids=bids)).bids
    return {row.name: (row.leaving[0].sentence, row.leaving[0].tone) for row in rows}


@pytest.mark.parametrize(
    ("candidate", "params"),
    [
        (
            Candidate("A", "fixed_linear", {"Pmax": "140000", "Pmin": "60000"}),
            [("Pmin", "60,000"), ("Pmax", "140,000")],
        ),
        (Candidate("A", "scaled_lowest", {"floor": "none", "n": "5/2"}), [("n", "2.5"), ("floor", "none")]),
        (Candidate("A", "monetised_quality", {"values": {"quality": "5000"}}), [("values", "quality 5,000")]),
        (
            Candidate("A", "lookup", {"bands": [["1000", "1"], ["2000", "1/2"], [None, "0"]]}),
            [
                (
                    "bands",
                    "below 1,000: 100\N{NO-BREAK SPACE}%; below 2,000: 50\N{NO-BREAK SPACE}%; from there on 0\N{NO-BREAK SPACE}%",
                )
            ],
        ),
        (Candidate("A", "lowest_price"), []),
    ],
)
def test_parameters_stand_in_the_order_of_the_formula(candidate, params):
    assert method(candidate).params == params


def test_what_is_added_to_a_formula_is_a_sentence():
    filtered = Candidate("A", "relative_lowest", scaling="best", quality_minimum=F(1, 3))

    assert method(filtered).extras == [
        "Quality is scaled so that the best bid has all quality points.",
        "A bid with less than 33.3\N{NO-BREAK SPACE}% of the quality is excluded.",
    ]


@pytest.mark.parametrize(
    ("candidate", "bids", "wins"),
    [
        (Candidate("A", "lowest_price"), builders.EXPECTED, "C wins at €80.00, before B."),
        (Candidate("A", "fixed_budget", {"B": "90"}), builders.EXPECTED, "C is the only bid that it ranks, at €80.00."),
        (Candidate("A", "fixed_budget", {"B": "1"}), builders.EXPECTED, "No bid is admissible under it."),
        (
            Candidate("A", "reference_price", {"Pref": "90"}),
            [Expected("Free", F(0), F(1)), *builders.EXPECTED],
            "Free states a price of zero for 'Price', for which the method gives no figure.",
        ),
    ],
)
def test_who_wins_is_a_sentence(candidate, bids, wins):
    assert method(candidate, bids=bids).wins == wins


def test_what_a_leaving_bid_changes_has_a_tone_of_its_weight():
    relative = Candidate("A", "relative_lowest")

    assert leaving(relative, builders.EXPECTED) == {
        "A": ("wins", ""),
        "B": ("nothing changes", ""),
        "C": ("B wins instead", "bad"),
    }
    assert leaving(Candidate("A", "fixed_budget", {"B": "110"}), builders.EXPECTED)["A"] == ("not ranked", "")


def test_a_bid_without_which_nobody_is_ranked_is_marked():
    """Without B nobody has any quality, so quality cannot be scaled to the best."""
    scaled = Candidate("A", "relative_lowest", scaling="best")
    bids = [Expected("A", F(10), F(0)), Expected("B", F(100), F(1, 100))]
    rows = sentences.comparison(frozen(candidates=[scaled], bids=bids, price_points=99)).bids

    assert [row.leaving[0] for row in rows] == [LeavingCell("wins"), LeavingCell("no ranking any more", "bad")]


def test_others_that_change_places_are_marked():
    """C wins by far; whether A or B is second depends on D, the lowest price, which is last."""
    bids = [*builders.EXPECTED[:2], Expected("C", F(90), F(1)), Expected("D", F(80), F(7, 10))]

    assert leaving(Candidate("A", "relative_lowest"), bids)["D"] == ("others change places", "warn")


def test_where_expected_bids_come_from_is_a_sentence():
    from procurement.studies.plan import Drawn

    drawn = frozen(drawn=Drawn(3, 80_000, 120_000))

    assert (
        sentences.origin(drawn)
        == "3, drawn from the seed: prices 80,000 to 120,000, quality 50 to 100\N{NO-BREAK SPACE}%"
    )
    assert sentences.origin(frozen()) == "3, typed in"


def test_a_method_that_gives_no_figure_has_no_curve():
    study = frozen(candidates=[Candidate("A", "fixed_budget", {"B": "1"}), Candidate("B", "lowest_price")])

    assert [figure.head for figure in figures.curves(study)] == [["Price, EUR", "B. Lowest price"]]


def test_a_choice_counts_its_warnings():
    study = builders.method_study()

    assert [sentences.option(candidate) for candidate in summary.result_of(study).candidates] == [
        "A. Linear between fixed bounds (1 warning)",
        "B. Relative to the lowest price (3 warnings)",
    ]


def test_rows_are_named_in_logs():
    study = builders.method_study()
    choice = builders.studies.choose(study=study, after=0, candidate="A", reason="Why.", by=study.by, at=builders.AT)

    assert (str(study), str(choice)) == ("Parking sensors", "Parking sensors: A")


def test_the_room_is_open_to_officers_and_auditors_of_any_authority():
    for role in ("officer", "auditor"):
        assert access.room(builders.person(role, authority=builders.authority("Elsewhere"))) is None
