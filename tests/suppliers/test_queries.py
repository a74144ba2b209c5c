"""Reads of facts: the versions in force, those true on a day, in as many queries for one fact as for many."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from suppliers import gather, queries, services
from suppliers.models import MemberRole
from suppliers.queries import SupplierFacts
from suppliers.rules.facts import standing
from tests import builders
from tests.suppliers import firms
from tests.suppliers.firms import AT, enter

pytestmark = pytest.mark.django_db
END = date(2026, 12, 11)


@pytest.mark.parametrize("n", [1, 3])
def test_the_facts_of_a_supplier_cost_five_queries(n, django_assert_num_queries):
    supplier = firms.firm()
    for _ in range(n):
        firms.with_one_of_each(supplier)

    with django_assert_num_queries(5):
        known = gather.facts(queries.facts_of(supplier))

    assert len(known) == 4 * n + 1  # a criterion is one fact


@pytest.mark.parametrize("n", [1, 3])
def test_the_facts_of_many_suppliers_cost_as_much(n, django_assert_num_queries):
    suppliers = [firms.firm(name=f"Firm {number}") for number in range(n)]
    for supplier in suppliers:
        firms.with_one_of_each(supplier)

    with django_assert_num_queries(5):
        facts = queries.facts_of_all(suppliers)

    assert {pk: len(rows) for pk, rows in facts.items()} == {supplier.pk: 5 for supplier in suppliers}
    assert {row.supplier_id for row in facts[suppliers[0].pk]} == {suppliers[0].pk}


def test_live_facts_are_those_true_on_the_day(django_assert_num_queries):
    supplier = firms.firm()
    ending = enter(supplier, firms.certificate(expires_date=END))
    timeless = enter(supplier, firms.capability())

    with django_assert_num_queries(5):
        last_day = queries.live_facts(supplier, on=END)

    assert last_day == SupplierFacts(certificates=(ending,), capabilities=(timeless,))
    assert queries.live_facts(supplier, on=END + timedelta(days=1)) == SupplierFacts(capabilities=(timeless,))
    assert [
        fact.title for fact in standing(gather.facts(queries.facts_of(supplier)), END + timedelta(days=1)).ended
    ] == ["ISO 27001"]


def test_a_supplier_without_facts_has_none():
    facts = queries.facts_of(firms.firm())

    assert (facts, len(facts), list(facts)) == (SupplierFacts(), 0, [])


def test_the_ends_of_facts_are_days_each_once():
    supplier = firms.firm()
    for expires in (END, END, None):
        enter(supplier, firms.certificate(expires_date=expires))
    enter(supplier, firms.declaration())

    assert queries.ends_of(supplier) == [END, date(2027, 3, 2)]


def test_the_roles_of_a_person_are_read_once_and_anew_when_they_change(django_assert_num_queries):
    person = builders.person()
    supplier, other = firms.firm(person), firms.firm(name="Another")
    with django_assert_num_queries(1):
        assert queries.roles_of(person) == queries.roles_of(person) == {supplier.pk: MemberRole.MANAGER}

    other.members.create(user=person)
    queries.forget_roles(person)

    assert queries.roles_of(person) == {supplier.pk: MemberRole.MANAGER, other.pk: MemberRole.MEMBER}


def test_nobody_without_an_open_account_has_a_role():
    person = builders.person()
    firms.firm(person)
    person.is_active = False

    assert (queries.roles_of(person), queries.roles_of(AnonymousUser())) == ({}, {})


def test_managers_stand_before_members_each_by_name():
    supplier = firms.firm(builders.person(name="Zoe"))
    for name, role in (("Bea", "member"), ("Ada", "member"), ("Yan", "manager")):
        supplier.members.create(user=builders.person(name=name), role=role)

    assert [str(row.user) for row in queries.members_of(supplier)] == ["Yan", "Zoe", "Ada", "Bea"]


def test_who_waits_longest_is_decided_first():
    first, second, draft = (firms.firm(name=name) for name in ("First", "Second", "Draft"))
    for supplier, days in ((second, 2), (first, 1)):
        services.register(supplier=supplier, by=firms.manager_of(supplier), at=AT + timedelta(days=days))

    assert list(queries.waiting_for_approval()) == [first, second]
    assert draft not in queries.waiting_for_approval()


def test_a_version_is_found_by_its_number_alone_of_its_supplier():
    supplier, other = firms.firm(), firms.firm(name="Another")
    row = enter(supplier)

    assert queries.latest(queries.KINDS[type(row)], supplier, 1) == row
    assert queries.latest(queries.KINDS[type(row)], other, 1) is None
