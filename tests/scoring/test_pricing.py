"""What a formula sees of a bid."""

from fractions import Fraction as F

from scoring.pricing import _Shares
from scoring.vectors import vector


def test_shares_are_a_mapping_of_the_quality_leaves():
    shares = _Shares({"p": vector([F(1, 2), F(1)]), "q": vector([F(0), F(1, 4)])}, 1)

    assert dict(shares) == {"p": F(1), "q": F(1, 4)}
    assert (len(shares), "z" in shares) == (2, False)
