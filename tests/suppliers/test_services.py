"""A supplier's way from draft to approval, and what is refused on it."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import AnonymousUser

from core.models import AuditLeaf, Notice
from core.states import IllegalMove, MovedMeanwhile
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


def notices():
    return {(notice.user, notice.kind, notice.facts["supplier"]) for notice in Notice.objects.all()}


def leaves():
    return list(AuditLeaf.objects.order_by("index").values_list("kind", flat=True))


def test_a_new_supplier_is_a_draft_of_its_members(supplier, member):
    supplier.refresh_from_db()

    assert (supplier.state, supplier.state_at, supplier.size) == ("draft", AT, "small")
    assert [m.user for m in supplier.members.all()] == [member]
    assert leaves() == []


def test_the_first_member_is_the_manager(member):
    other = builders.person()

    supplier = services.create(name="Two", members=[member, other], at=AT)

    assert {row.user: row.role for row in supplier.members.all()} == {member: "manager", other: "member"}


@pytest.mark.parametrize(
    ("values", "field", "sentence"),
    [
        ({"name": " "}, "name", "Give the name of the organisation."),
        ({"name": "x" * 501}, "name", "A name has at most 500 letters."),
        ({"id_scheme": "DK-CVR", "id_value": "13585627"}, "id_value", "The check digit does not fit"),
        ({"id_value": "4711"}, "id_value", "Say which register this number is from."),
        ({"id_scheme": "DK-CVR"}, "id_value", "Give the number, or no register."),
    ],
)
def test_what_is_not_right_is_refused_and_nothing_is_stored(values, field, sentence):
    with pytest.raises(services.SupplierRefused, match=sentence) as refused:
        services.create(**{"name": "Firm", "at": AT, **values})

    assert (refused.value.field, Supplier.objects.count()) == (field, 0)


def test_a_number_of_a_known_register_is_kept_as_the_register_writes_it():
    assert services.create(name="Firm", id_scheme="DK-CVR", id_value="DK 13 58 56 28", at=AT).id_value == "13585628"


def test_officers_learn_that_a_supplier_waits_but_none_who_acts_for_it(supplier, member, officer):
    both = builders.person("officer")
    supplier.members.create(user=both)
    builders.person("auditor")

    services.register(supplier=supplier, by=member, at=AT)

    assert notices() == {(officer, "supplier.submitted", "Firm")}


@pytest.mark.parametrize(
    ("decide", "kind"),
    [
        (services.approve, "supplier.approved"),
        (lambda **who: services.return_to_draft(reason="The country is missing.", **who), "supplier.returned"),
        (lambda **who: services.reject(reason="It does not exist.", **who), "supplier.rejected"),
    ],
)
def test_members_learn_what_was_decided_and_not_why(decide, kind, supplier, member, officer):
    other = builders.person()
    supplier.members.create(user=other)
    services.register(supplier=supplier, by=member, at=AT)
    Notice.objects.all().delete()

    decide(supplier=supplier, by=officer, at=AT)

    assert notices() == {(member, kind, "Firm"), (other, kind, "Firm")}
    assert {tuple(notice.facts) for notice in Notice.objects.all()} == {("supplier",)}


def test_of_two_officers_one_decides(supplier, member, officer):
    services.register(supplier=supplier, by=member, at=AT)
    seen_by_another = Supplier.objects.get()
    services.approve(supplier=supplier, by=officer, at=AT)

    with pytest.raises(MovedMeanwhile):
        services.reject(supplier=seen_by_another, reason="It does not exist.", by=builders.person("officer"), at=AT)

    assert (Supplier.objects.get().state, leaves()) == ("approved", ["supplier.registered", "supplier.approved"])


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
