"""A plain weighted sum by other people's code: pymcdm's, which computes in floats."""

from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.judging import evaluate
from tests.scoring.build import agreed, bid, case, marked, priced, spec

np = pytest.importorskip("numpy")
methods = pytest.importorskip("pymcdm.methods")
normalizations = pytest.importorskip("pymcdm.normalizations")


@st.composite
def tables(draw):
    """Marks 1 to 5 of 2 to 6 bids under 2 to 5 criteria, and whole weights."""
    bids, criteria = draw(st.integers(2, 6)), draw(st.integers(2, 5))
    row = st.lists(st.integers(1, 5), min_size=criteria, max_size=criteria)
    weights = draw(st.lists(st.integers(1, 30), min_size=criteria, max_size=criteria))
    return draw(st.lists(row, min_size=bids, max_size=bids)), weights


@pytest.mark.filterwarnings("ignore:Alternatives with indices")
@given(table=tables())
def test_weighted_sum_is_that_of_pymcdm(table):
    marks, weights = table
    leaves = [marked(f"c{number}", weight) for number, weight in enumerate(weights)]
    names = [f"B{number}" for number in range(len(marks))]
    columns = [agreed(f"c{number}", *(row[number] for row in marks)) for number in range(len(weights))]

    ours = evaluate(case(spec(*leaves, priced(0)), *(bid(name, 1) for name in names), marks=columns)).totals

    top = np.array([*marks, [5] * len(weights)], dtype=float)  # the scale's best, so that 5 is 1
    theirs = methods.WSM(normalizations.linear_normalization)(
        top, np.array(weights) / sum(weights), np.ones(len(weights))
    )[:-1]
    share = [float(ours[name] / sum(F(weight) for weight in weights)) for name in names]
    assert np.allclose(share, theirs, rtol=1e-12, atol=1e-12)
