"""The people of a supplier: invited by mail, with roles, leaving; one manager always stays."""

import json
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from core import clock, jobs
from core.models import AuditLeaf, AuditSecret, Invitation, Job, Notice
from core.people import invitations, mails
from core.people.refusals import PeopleRefused, StaleInvitation
from suppliers import access, queries, services
from suppliers.access import SupplierAction
from suppliers.models import MemberRole
from tests import builders
from tests.suppliers import firms
from tests.suppliers.firms import AT, LATER, manager_of

pytestmark = pytest.mark.django_db
ADDRESS = "bea@firm.example"
LAST = r"^The last manager stays\. Make another member a manager first\.$"


@pytest.fixture
def supplier():
    return firms.firm()


def invite(supplier, **changes):
    values = {"email": ADDRESS, "name": "Bea", "role": "member", "by": manager_of(supplier), "at": AT}
    return services.invite_member(supplier=supplier, **{**values, **changes})


def accept(new, at=LATER):
    invitation = invitations.of_secret(new.secret, at=at)
    return invitations.accept(invitation=invitation, name="Bea", passphrase=builders.PASSPHRASE, at=at)


def remove(supplier, person, by=None):
    services.remove_member(supplier=supplier, person=person, by=by or manager_of(supplier), at=LATER)


def set_role(supplier, person, role, by=None):
    services.change_role(supplier=supplier, person=person, role=role, by=by or manager_of(supplier), at=LATER)


def leaves(kind):
    rows = AuditLeaf.objects.filter(kind=kind)
    return [(json.loads(row.body)["facts"], row.secrets.exclude(field="by").get().value) for row in rows]


def notices_to(person):
    return list(Notice.objects.filter(user=person).values_list("kind", flat=True))


# --- inviting ---


@pytest.mark.parametrize("role", ["member", "manager"])
def test_an_invited_person_makes_its_account_and_acts_for_the_supplier(role, supplier):
    person = accept(invite(supplier, role=role))

    assert queries.roles_of(person) == {supplier.pk: MemberRole(role)}
    [(facts, secret)] = leaves("supplier.member_joined")
    assert (facts["role"], secret) == (role, str(person.pk))
    assert notices_to(manager_of(supplier) if role == "member" else person) == (
        ["supplier.member_joined"] if role == "member" else []
    )
    assert person.memberships.count() == 0


def test_a_person_with_an_account_accepts_with_it(supplier):
    person = builders.person(email=ADDRESS)
    new = invite(supplier)

    invitations.accept_as(invitation=invitations.of_secret(new.secret, at=LATER), person=person, at=LATER)

    assert queries.acted_for_by(person) == [supplier]
    with pytest.raises(StaleInvitation):
        invitations.of_secret(new.secret, at=LATER)


def test_who_came_another_way_meanwhile_keeps_its_role(supplier):
    person = builders.person(email=ADDRESS)
    new = invite(supplier, role="member")
    supplier.members.create(user=person, role="manager")

    invitations.accept_as(invitation=new.invitation, person=person, at=LATER)

    assert (queries.roles_of(person), leaves("supplier.member_joined")) == ({supplier.pk: MemberRole.MANAGER}, [])


def test_another_person_cannot_take_an_invitation(supplier):
    new = invite(supplier)

    with pytest.raises(PeopleRefused, match="for another address"):
        invitations.accept_as(invitation=new.invitation, person=builders.person(), at=LATER)

    assert supplier.members.count() == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"email": "no address"}, "This is no e-mail address."),
        ({"role": "king"}, "This role is not known."),
    ],
)
def test_an_invitation_that_is_not_right_is_refused(changes, sentence, supplier):
    with pytest.raises(ValueError, match=sentence):
        invite(supplier, **changes)

    assert Invitation.objects.count() == 0


def test_who_acts_for_the_supplier_is_not_invited_again(supplier):
    accept(invite(supplier))

    with pytest.raises(services.SupplierRefused, match="This person acts for the supplier already"):
        invite(supplier, email=ADDRESS.upper())


def test_a_second_invitation_ends_the_first(supplier):
    first = invite(supplier)
    second = invite(supplier, role="manager")

    with pytest.raises(StaleInvitation):
        invitations.of_secret(first.secret, at=LATER)
    assert [row.pk for row in queries.waiting_invitations(supplier, LATER)] == [second.invitation.pk]


@pytest.mark.parametrize("how", ["removed", "no manager", "closed", "late", "withdrawn", "erased"])
def test_an_invitation_ends_with_its_time_and_with_the_role_of_whoever_sent_it(how, supplier):
    manager, other = manager_of(supplier), firms.joined(supplier, "manager")
    new, at = invite(supplier, by=other), LATER
    if how == "removed":
        remove(supplier, other, by=manager)
    elif how == "no manager":
        set_role(supplier, other, "member", by=manager)
    elif how == "closed":
        other.is_active = False
        other.save()
    elif how == "late":
        at = AT + timedelta(days=7)
    elif how == "withdrawn":
        services.withdraw_invitation(supplier=supplier, pk=new.invitation.pk, by=manager, at=LATER)
    else:
        services.erase(supplier=supplier, by=manager, at=LATER)

    with pytest.raises(StaleInvitation):
        invitations.of_secret(new.secret, at=at)


def test_nobody_fills_mailboxes_of_strangers_through_this_site(supplier):
    manager, other = manager_of(supplier), firms.firm(name="Another")
    other.members.create(user=manager, role="manager")
    for number in range(30):
        invite((supplier, other)[number % 2], email=f"a{number}@stranger.example", by=manager)

    with pytest.raises(PeopleRefused, match="You have invited many people since yesterday"):
        invite(supplier, by=manager, at=AT + timedelta(hours=23))

    assert invite(supplier, by=manager, at=LATER).invitation.email == ADDRESS
    assert invite(other).invitation.by != manager


def test_an_invitation_of_another_supplier_is_none_here(supplier):
    new = invite(firms.firm(name="Another"))

    with pytest.raises(services.SupplierRefused, match="There is no such invitation"):
        services.withdraw_invitation(supplier=supplier, pk=new.invitation.pk, by=manager_of(supplier), at=LATER)


def test_the_mail_names_the_supplier_the_role_and_who_invites(supplier, settings):
    settings.SITE_URL = "https://site.example"
    new = invite(supplier, at=clock.db_now())

    for job in Job.objects.filter(kind=mails.INVITATION_KIND):
        jobs.run(job.pk, mails.send)

    [message] = mail.outbox
    assert (message.to, message.subject) == ([ADDRESS], "Firm invites you to Evenhand")
    assert f"{manager_of(supplier)} invites you to work for Firm in Evenhand" in message.body
    assert "- Member" in message.body
    assert f"https://site.example/people/invitation/{new.secret}/" in message.body


def test_the_page_of_the_invitation_says_what_the_person_will_be_and_asks_for_no_second_factor(supplier, client):
    url = mails.invitation_path(invite(supplier, at=clock.db_now()).secret)
    page = client.get(url).content.decode()

    assert "You are invited to work for Firm" in page
    assert "Acts for the supplier: enters and confirms its facts, asks and follows." in page
    assert "second factor" not in page

    passphrases = {"password1": builders.PASSPHRASE, "password2": builders.PASSPHRASE}
    answer = client.post(url, {"name": "Bea", **passphrases})
    client.post(reverse("account_login"), {"login": ADDRESS, "password": builders.PASSPHRASE})

    assert answer.status_code == 302
    assert client.get(reverse("home")).status_code == 200
    assert "You act for Firm" in client.get(reverse("home")).content.decode()


# --- leaving and roles ---


def test_a_removed_member_acts_no_more_and_learns_it(supplier):
    person = accept(invite(supplier))

    remove(supplier, person)

    assert (queries.acted_for_by(person), queries.roles_of(person)) == ([], {})
    assert notices_to(person) == ["supplier.member_removed"]
    assert [secret for _facts, secret in leaves("supplier.member_removed")] == [str(person.pk)]


def test_who_leaves_gets_no_notice(supplier):
    person = firms.joined(supplier)

    remove(supplier, person, by=person)

    assert (queries.acted_for_by(person), notices_to(person)) == ([], [])


def test_the_last_manager_stays(supplier):
    manager = manager_of(supplier)
    firms.joined(supplier)
    closed = firms.joined(supplier, "manager")
    closed.is_active = False
    closed.save()

    with pytest.raises(services.SupplierRefused, match=LAST):
        services.remove_member(supplier=supplier, person=manager, by=manager, at=LATER)
    with pytest.raises(services.SupplierRefused, match=LAST):
        services.change_role(supplier=supplier, person=manager, role="member", by=manager, at=LATER)

    assert queries.roles_of(manager) == {supplier.pk: MemberRole.MANAGER}


def test_a_manager_leaves_once_there_is_another(supplier):
    manager, person = manager_of(supplier), firms.joined(supplier)

    set_role(supplier, person, "manager")
    services.remove_member(supplier=supplier, person=manager, by=manager, at=LATER)

    assert manager_of(supplier) == person
    assert notices_to(person) == ["supplier.member_role_changed"]
    assert [(facts["role"], secret) for facts, secret in leaves("supplier.member_role_changed")] == [
        ("manager", str(person.pk))
    ]


def test_the_same_role_again_leaves_nothing(supplier):
    person = firms.joined(supplier)

    set_role(supplier, person, "member")

    assert (leaves("supplier.member_role_changed"), notices_to(person)) == ([], [])


@pytest.mark.parametrize("act", [remove, lambda supplier, person: set_role(supplier, person, "manager")])
def test_who_does_not_act_for_the_supplier_is_neither_removed_nor_promoted(act, supplier):
    stranger = builders.person()
    firms.firm(stranger, name="Another")

    with pytest.raises(services.SupplierRefused, match="This person does not act for the supplier"):
        act(supplier, stranger)

    assert len(queries.acted_for_by(stranger)) == 1


def test_an_unknown_role_is_refused(supplier):
    with pytest.raises(services.SupplierRefused, match="This role is not known"):
        set_role(supplier, firms.joined(supplier), "king")


def test_no_name_and_no_address_stands_in_a_leaf(supplier):
    person = accept(invite(supplier))
    set_role(supplier, person, "manager")
    remove(supplier, person)

    bodies = " ".join(AuditLeaf.objects.values_list("body", flat=True))
    assert ADDRESS not in bodies
    assert str(person.pk) not in bodies
    assert AuditSecret.objects.filter(value=ADDRESS).count() == 1


def test_who_was_removed_may_nothing_any_more(supplier):
    person = firms.joined(supplier)
    assert access.may(person, SupplierAction.ENTER, supplier)

    remove(supplier, person)

    assert access.may(person, SupplierAction.ENTER, supplier).why == "Those who act for the supplier act here."
