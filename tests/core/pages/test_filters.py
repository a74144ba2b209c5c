"""A list's position, out of an address that anybody may type."""

import pytest
from django.http import QueryDict
from rest_framework.exceptions import ValidationError

from core.models import User
from core.pages.filters import ListFilters
from core.rest.filters import checked


def filters(query):
    return ListFilters(QueryDict(query), User.objects.none())


@pytest.mark.parametrize(("text", "number"), [("", None), ("1", 1), ("007", 7), (str(2**63 - 1), 2**63 - 1)])
def test_a_number_is_read(text, number):
    asked = checked(filters(f"before={text}"))

    assert (asked.position, asked.size, asked.narrowed) == (number, 50, False)


@pytest.mark.parametrize("text", ["x", "0", "-1", "1.5", "²", str(2**63), "9" * 30, "9" * 5000])
def test_anything_else_is_as_if_it_were_not_there_on_a_page_and_wrong_in_the_api(text):
    asked = filters(f"before={text}")

    assert (asked.position, asked.narrowed) == (None, False)
    with pytest.raises(ValidationError) as refused:
        checked(asked)
    assert refused.value.detail.keys() == {"before"}
