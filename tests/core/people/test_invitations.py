"""Invitations: a link of seven days, used once, behind which a person makes its own account."""

from datetime import timedelta

import pytest

from core.models import AuditLeaf, AuditSecret, Invitation, Membership, Role, User
from core.people import invitations, services
from core.people.refusals import PeopleRefused, StaleInvitation
from tests import builders

pytestmark = pytest.mark.django_db
AT = builders.AT
LATER = AT + timedelta(days=7)
ADDRESS = "olena@city.example"


@pytest.fixture
def administrator():
    return builders.person("administrator")


def invite(by, **changes):
    values = {"email": ADDRESS, "roles": [Role.AUDITOR, Role.OFFICER], "reason": "Her new post.", "by": by, "at": AT}
    return invitations.invite(**{"authority": builders.authority(), **values, **changes})


def accept(new, at=AT):
    invitation = invitations.of_secret(new.secret, at=at)
    return invitations.accept(invitation=invitation, name="Olena", passphrase=builders.PASSPHRASE, at=at)


def kinds():
    return list(AuditLeaf.objects.order_by("index").values_list("kind", flat=True))


def test_nobody_is_invited_to_open_bids_and_to_keep_the_spare_key(administrator):
    with pytest.raises(PeopleRefused, match="three persons hold the keys"):
        invite(administrator, roles=[Role.OPENER, Role.ESCROW])


def test_an_invited_person_makes_its_account_and_has_the_roles(administrator):
    person = accept(invite(administrator, email=" Olena@City.example "))

    assert (person.email, person.name, person.check_password(builders.PASSPHRASE)) == (ADDRESS, "Olena", True)
    assert set(person.memberships.values_list("role", flat=True)) == {"officer", "auditor"}
    assert kinds() == [
        "invitation.sent",
        "account.created",
        "invitation.accepted",
        "membership.granted",
        "membership.granted",
    ]
    granted = AuditSecret.objects.filter(leaf__kind="membership.granted")
    assert set(granted.filter(field="by").values_list("value", flat=True)) == {str(administrator.pk)}
    assert set(granted.filter(field="reason").values_list("value", flat=True)) == {"Her new post."}


def test_only_the_digest_of_the_secret_is_stored(administrator):
    new = invite(administrator)

    stored = Invitation.objects.values().get()

    assert (len(new.secret) >= 43, new.secret in str(stored)) == (True, False)


def test_a_link_opens_once(administrator):
    new = invite(administrator)
    accept(new)

    with pytest.raises(StaleInvitation, match="This link is not valid any more"):
        invitations.of_secret(new.secret, at=AT)
    with pytest.raises(StaleInvitation):
        invitations.accept_as(invitation=new.invitation, person=User.objects.get(email=ADDRESS), at=AT)


@pytest.mark.parametrize("secret", ["", "wrong"])
def test_a_secret_that_was_never_made_opens_nothing(secret, administrator):
    invite(administrator)

    with pytest.raises(StaleInvitation):
        invitations.of_secret(secret, at=AT)


def test_a_link_ends_after_seven_days(administrator):
    new = invite(administrator)

    assert invitations.of_secret(new.secret, at=LATER - timedelta(seconds=1)) == new.invitation
    with pytest.raises(StaleInvitation):
        invitations.of_secret(new.secret, at=LATER)


def test_a_second_invitation_ends_the_first(administrator):
    first, second = invite(administrator), invite(administrator, roles=[Role.OPENER])

    with pytest.raises(StaleInvitation):
        invitations.of_secret(first.secret, at=AT)
    assert invitations.of_secret(second.secret, at=AT).role_list == [Role.OPENER]


def test_a_withdrawn_one_opens_nothing_and_is_withdrawn_once(administrator):
    new = invite(administrator)

    invitations.withdraw(invitation=new.invitation, by=administrator, at=AT)

    with pytest.raises(StaleInvitation):
        invitations.of_secret(new.secret, at=AT)
    with pytest.raises(PeopleRefused, match="waits no more"):
        invitations.withdraw(invitation=new.invitation, by=administrator, at=AT)


@pytest.mark.parametrize("way", ["role", "account"])
def test_it_ends_with_the_role_of_whoever_sent_it(way, administrator):
    other, new = builders.person("administrator"), invite(administrator)
    act = {"person": administrator, "reason": "Left.", "by": other, "at": AT}
    if way == "role":
        services.withdraw_role(authority=builders.authority(), role=Role.ADMINISTRATOR, **act)
    else:
        services.deactivate(**act)

    with pytest.raises(StaleInvitation):
        invitations.of_secret(new.secret, at=AT)


def test_one_who_has_an_account_accepts_signed_in_and_keeps_its_passphrase(administrator):
    person = builders.person(email=ADDRESS, password=builders.PASSPHRASE)
    new = invite(administrator)

    with pytest.raises(PeopleRefused, match="An account has this address"):
        invitations.accept(invitation=new.invitation, name="X", passphrase="of somebody else here", at=AT)
    with pytest.raises(PeopleRefused, match="for another address"):
        invitations.accept_as(invitation=new.invitation, person=builders.person(), at=AT)
    invitations.accept_as(invitation=new.invitation, person=person, at=AT)

    person.refresh_from_db()
    assert person.check_password(builders.PASSPHRASE)
    assert set(Membership.objects.filter(user=person).values_list("role", flat=True)) == {"officer", "auditor"}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"roles": []}, "Choose at least one role."),
        ({"reason": " "}, "Give the reason."),
        ({"email": "olena"}, "This is no e-mail address."),
        ({"email": "Here@city.example"}, "has a role here already"),
    ],
)
def test_what_is_refused(changes, sentence, administrator):
    builders.person("officer", email="here@city.example")

    with pytest.raises(PeopleRefused, match=sentence):
        invite(administrator, **changes)

    assert (Invitation.objects.count(), kinds()) == (0, [])


def test_nobody_is_invited_into_an_authority_that_waits(administrator):
    twin = builders.authority("Twin", same_name_as=builders.authority())

    with pytest.raises(PeopleRefused, match="has the name of another"):
        invite(administrator, authority=twin)


def test_a_name_is_needed(administrator):
    new = invite(administrator)

    with pytest.raises(PeopleRefused, match="Say what your name is"):
        invitations.accept(invitation=new.invitation, name=" ", passphrase=builders.PASSPHRASE, at=AT)
