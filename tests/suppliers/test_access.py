"""Who may do what with a supplier: each kind of person, each act, each state, with the reason."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404

from core.access import YES, Refused
from suppliers import access
from suppliers.access import OF_MANAGERS, OF_OFFICERS, SupplierAction
from suppliers.models import Supplier
from tests import builders
from tests.suppliers import firms

pytestmark = pytest.mark.django_db
OF_MEMBERS = set(SupplierAction) - OF_MANAGERS - OF_OFFICERS
INSIDE = "Those who act for the supplier act here."
OFFICERS = "An officer acts here."


@pytest.fixture
def supplier():
    return firms.firm()


def at(supplier, state="draft", operational="active"):
    until = {"suspended_until_at": firms.LATER} if operational == "suspended" else {}
    Supplier.objects.filter(pk=supplier.pk).update(state=state, operational=operational, **until)
    return Supplier.objects.get(pk=supplier.pk)


def granted(user, supplier):
    return {action for action in SupplierAction if access.may(user, action, supplier)}


ALWAYS_OF_MEMBERS = OF_MEMBERS - {SupplierAction.REGISTER}


@pytest.mark.parametrize(
    ("state", "members", "managers", "officers"),
    [
        ("draft", {SupplierAction.REGISTER}, {SupplierAction.CHANGE}, set()),
        (
            "submitted",
            set(),
            {SupplierAction.CHANGE},
            {SupplierAction.SEE, SupplierAction.APPROVE, SupplierAction.RETURN, SupplierAction.REJECT},
        ),
        ("approved", set(), {SupplierAction.CHANGE}, {SupplierAction.SEE}),
        ("rejected", set(), set(), {SupplierAction.SEE}),
    ],
)
def test_each_state_opens_its_acts_to_whom_they_belong(state, members, managers, officers, supplier):
    member = firms.joined(supplier)
    row = at(supplier, state)
    always = {SupplierAction.INVITE, SupplierAction.ERASE}

    assert granted(member, row) == ALWAYS_OF_MEMBERS | members
    assert granted(firms.manager_of(supplier), row) == ALWAYS_OF_MEMBERS | members | managers | always
    assert granted(builders.person("officer"), row) == officers | {SupplierAction.HEAR, SupplierAction.SUSPEND}


@pytest.mark.parametrize("state", ["draft", "submitted", "approved", "rejected"])
def test_everybody_else_may_nothing(state, supplier):
    row, rival = at(supplier, state), builders.person()
    firms.firm(rival, name="Rival")

    for person in (AnonymousUser(), builders.person(), rival, builders.person("auditor", "administrator", "reviewer")):
        assert granted(person, row) == set()
        whys = {str(access.may(person, action, row).why) for action in SupplierAction}
        assert whys == {INSIDE, OFFICERS, "Those who act for the supplier see it, and officers."}


def test_an_officer_who_acts_for_the_supplier_decides_nothing_about_it(supplier):
    officer = builders.person("officer")
    supplier.members.create(user=officer)
    row = at(supplier, "submitted")

    decision = access.may(officer, SupplierAction.APPROVE, row)

    assert decision.why == "You act for this supplier: another officer decides."
    assert granted(officer, row) & OF_OFFICERS == set()


@pytest.mark.parametrize(
    ("operational", "acts", "why"),
    [
        ("active", {SupplierAction.LIFT}, "It is not suspended."),
        ("suspended", {SupplierAction.HEAR, SupplierAction.SUSPEND}, "It is suspended already."),
    ],
)
def test_the_second_axis_refuses_what_it_has_already(operational, acts, why, supplier):
    row, officer = at(supplier, "approved", operational), builders.person("officer")

    assert {action for action in OF_OFFICERS if access.may(officer, action, row).why == why} == acts


def test_a_suspended_supplier_still_looks_after_its_facts(supplier):
    row = at(supplier, "approved", "suspended")

    assert access.may(firms.manager_of(supplier), SupplierAction.ENTER, row) == YES
    assert access.may(firms.manager_of(supplier), SupplierAction.ANSWER, row) == YES


def test_every_refusal_has_a_sentence(supplier):
    person, row = firms.joined(supplier), at(supplier, "rejected")

    whys = {action: str(access.may(person, action, row).why) for action in SupplierAction}
    assert {why for why in whys.values() if why} == {
        OFFICERS,
        "A manager of the supplier does this.",
        "Only a draft is handed in.",
    }


def test_who_may_not_see_a_supplier_finds_none(supplier):
    row = at(supplier, "draft")

    with pytest.raises(Http404):
        access.door(builders.person("officer"), row.pk, SupplierAction.SEE)
    with pytest.raises(Http404):
        access.door(builders.person(), row.pk, SupplierAction.ENTER)


def test_who_sees_it_and_may_not_act_learns_why(supplier):
    with pytest.raises(Refused, match=r"^A manager of the supplier does this\.$"):
        access.door(firms.joined(supplier), supplier.pk, SupplierAction.INVITE)

    assert access.door(firms.manager_of(supplier), supplier.pk, SupplierAction.INVITE) == supplier


def test_officers_see_the_list_of_suppliers():
    assert access.may_list(builders.person("officer")) == YES
    assert access.may_list(builders.person()).why == "Only officers see the list of suppliers."


def test_asking_many_times_reads_the_roles_once(supplier, django_assert_num_queries):
    manager = firms.manager_of(supplier)
    with django_assert_num_queries(2):
        assert len(granted(manager, supplier)) == 11
