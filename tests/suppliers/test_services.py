"""A supplier's way from draft to approval, and what is refused on it."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import AnonymousUser

from core.models import AuditLeaf
from core.states import IllegalMove
from suppliers import queries, services
from suppliers.models import Supplier
from tests import builders

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def member():
    return builders.person()


@pytest.fixture
def officer():
    return builders.person("officer")


@pytest.fixture
def supplier(member):
    return services.create(
        name="Firm", id_scheme="XX", id_value="1", country="GB", size="small", members=[member], at=AT
    )


def leaves():
    return list(AuditLeaf.objects.order_by("index").values_list("kind", flat=True))


def test_a_new_supplier_is_a_draft_of_its_members(supplier, member):
    supplier.refresh_from_db()

    assert (supplier.state, supplier.state_at, supplier.size) == ("draft", AT, "small")
    assert [m.user for m in supplier.members.all()] == [member]
    assert leaves() == []


def test_the_same_identifier_twice_is_refused(supplier):
    with pytest.raises(services.IdentifierUsed, match=r"Identifier already used\."):
        services.create(name="Another firm", id_scheme="XX", id_value="1", at=AT)

    assert list(Supplier.objects.all()) == [supplier]


def test_suppliers_without_identifier_may_be_many():
    services.create(name="One", at=AT)
    services.create(name="Two", at=AT)

    assert [s.name for s in Supplier.objects.all()] == ["One", "Two"]


def test_registered_and_approved_leaves_two_leaves(supplier, member, officer):
    services.register(supplier=supplier, by=member, at=AT)
    services.approve(supplier=supplier, by=officer, at=AT)

    supplier.refresh_from_db()
    assert (supplier.state, leaves()) == ("approved", ["supplier.registered", "supplier.approved"])


def test_returned_it_can_be_registered_again(supplier, member, officer):
    services.register(supplier=supplier, by=member, at=AT)
    services.return_to_draft(supplier=supplier, reason="The country is missing.", by=officer, at=AT)
    services.register(supplier=supplier, by=member, at=AT)

    supplier.refresh_from_db()
    assert (supplier.state, leaves()) == (
        "submitted",
        ["supplier.registered", "supplier.returned", "supplier.registered"],
    )


def test_rejected_it_stays_so(supplier, member, officer):
    services.register(supplier=supplier, by=member, at=AT)
    services.reject(supplier=supplier, reason="It does not exist.", by=officer, at=AT)

    with pytest.raises(IllegalMove):
        services.approve(supplier=supplier, by=officer, at=AT)
    leaf = AuditLeaf.objects.get(kind="supplier.rejected")
    assert leaf.secrets.get(field="reason").value == "It does not exist."
    assert "exist" not in leaf.body


@pytest.mark.parametrize("refuse", [services.return_to_draft, services.reject])
def test_no_is_never_said_without_a_reason(refuse, supplier, member, officer):
    services.register(supplier=supplier, by=member, at=AT)

    with pytest.raises(services.NoReason, match=r"Give the reason\."):
        refuse(supplier=supplier, reason=" ", by=officer, at=AT)

    supplier.refresh_from_db()
    assert (supplier.state, leaves()) == ("submitted", ["supplier.registered"])


def test_a_draft_cannot_be_approved(supplier, officer):
    with pytest.raises(IllegalMove):
        services.approve(supplier=supplier, by=officer, at=AT)

    assert leaves() == []


def test_a_person_acts_for_its_own_suppliers(supplier, member):
    second = services.create(name="A firm before", members=[member], at=AT)
    services.create(name="Foreign", members=[builders.person()], at=AT)

    assert queries.acted_for_by(member) == [second, supplier]
    assert queries.acted_for_by(AnonymousUser()) == []


def test_a_supplier_is_found_by_its_identifier(supplier):
    services.create(name="Without", at=AT)

    assert queries.of_identifier("XX", "1") == supplier
    assert queries.of_identifier("XX", "2") is None
    assert queries.of_identifier("", "") is None
