"""For which supplier a person acts: the session says it, and only of its own."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from core.access import Refused
from suppliers import acting
from tests import builders
from tests.suppliers import firms

pytestmark = pytest.mark.django_db


def request_of(user, **session):
    request = RequestFactory().get("/", {"supplier": "of a rival"})
    request.user, request.session = user, session
    return request


@pytest.fixture
def person():
    return builders.person()


def test_who_acts_for_one_supplier_acts_for_that(person):
    supplier = firms.firm(person)

    assert acting.require_supplier(request_of(person)) == supplier


def test_who_acts_for_several_chooses_and_the_session_keeps_it(person):
    first, second = firms.firm(person, name="A"), firms.firm(person, name="B")
    request = request_of(person)
    assert acting.supplier_of(request) is None
    with pytest.raises(Refused, match=r"^You act for several suppliers\. Choose one first\.$"):
        acting.require_supplier(request)

    acting.choose(request, second.pk)

    assert acting.require_supplier(request) == second
    assert acting.supplier_of(request_of(person, acting_supplier=str(first.pk))) == first


def test_nobody_acts_for_a_rival_whatever_the_session_says(person):
    mine, rival = firms.firm(person), firms.firm(name="Rival")

    with pytest.raises(Refused, match=r"^You do not act for this supplier\.$"):
        acting.choose(request_of(person), rival.pk)

    assert acting.supplier_of(request_of(person, acting_supplier=str(rival.pk))) == mine
    firms.firm(person, name="Another of mine")
    assert acting.supplier_of(request_of(person, acting_supplier=str(rival.pk))) is None


def test_who_acts_for_none_is_told_to_register():
    for user in (builders.person(), AnonymousUser()):
        assert acting.supplier_of(request_of(user)) is None
        with pytest.raises(Refused, match=r"^You act for no supplier\. Register yours first\.$"):
            acting.require_supplier(request_of(user))


@pytest.mark.parametrize("n", [1, 3])
def test_it_costs_one_query(n, person, django_assert_num_queries):
    suppliers = [firms.firm(person, name=f"Firm {number}") for number in range(n)]
    request = request_of(person, acting_supplier=str(suppliers[-1].pk))

    with django_assert_num_queries(1):
        assert acting.require_supplier(request) == suppliers[-1]
