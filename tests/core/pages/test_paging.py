"""The number at which a list goes on, out of an address that anybody may type."""

import pytest

from core.pages import paging


@pytest.mark.parametrize(("text", "number"), [("1", 1), ("0", 0), ("007", 7), (str(2**63 - 1), 2**63 - 1)])
def test_a_number_is_read(text, number):
    assert paging.before(text) == number


@pytest.mark.parametrize("text", ["", "x", "-1", "1.5", "²", "٣", " 7", str(2**63), "9" * 30, "9" * 5000])
def test_anything_else_is_as_if_it_were_not_there(text):
    assert paging.before(text) is None
