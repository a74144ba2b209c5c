"""The filters of the list: what is offered to whom, and what a wrong value does."""

import pytest
from django.http import QueryDict

from procurement.tenders.forms import TenderFilters
from procurement.tenders.queries import TenderFilter
from procurement.tenders.states import PUBLISHED, TenderState
from tests import builders

pytestmark = pytest.mark.django_db


def form(query="", user=None):
    return TenderFilters(QueryDict(query), user=user or builders.person())


def offered(form, name):
    return [str(key) for key, _ in form.fields[name].choices]


def test_nothing_asked_narrows_nothing():
    assert form().filters() == TenderFilter()
    assert form("q=&state=&authority=&method=&origin=").filters() == TenderFilter()


def test_what_is_asked_narrows():
    tender = builders.tender_at("opened")

    asked = form(f"q=lamps&state=opened&authority={tender.authority_id}&method=fixed_linear&origin=own")

    assert asked.filters() == TenderFilter("lamps", "opened", tender.authority_id, "fixed_linear", "own")
    assert asked.errors == {}


def test_only_an_officer_is_offered_the_states_before_publication():
    assert offered(form(), "state") == ["", *PUBLISHED]
    assert offered(form(user=builders.person("officer")), "state") == ["", *TenderState]


def test_methods_are_offered_by_their_names():
    builders.tender_at("open")

    [anything, method] = form().fields["method"].choices
    assert (anything[0], method[0]) == ("", "fixed_linear")
    assert method[1] not in {"", "fixed_linear"}


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ("state=lost", "state"),
        ("state=draft", "state"),
        ("authority=00000000-0000-0000-0000-000000000000", "authority"),
        ("authority=a-city", "authority"),
        ("method=guessed", "method"),
        ("origin=dreamt", "origin"),
        ("q=" + "x" * 201, "q"),
    ],
)
def test_a_value_that_is_not_offered_is_said_to_be_wrong_and_narrows_nothing(query, wrong):
    asked = form(query + ("&q=lamps" if wrong != "q" else "&state=open"))

    assert asked.filters() == (TenderFilter(text="lamps") if wrong != "q" else TenderFilter(state="open"))
    assert set(asked.errors) == {wrong}
