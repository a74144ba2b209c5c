"""Roles and accounts: each act with reason, leaf and notice; never on the own account, never the last administrator."""

import pytest
from django.urls import reverse
from knox.models import get_token_model

from core.models import AuditLeaf, AuditSecret, Membership, Notice, Role, SecurityEvent, User
from core.people import services
from core.people.refusals import PeopleRefused
from tests import builders

pytestmark = pytest.mark.django_db
AT = builders.AT


@pytest.fixture
def administrator():
    return builders.person("administrator")


@pytest.fixture
def city():
    return builders.authority()


def roles_of(person):
    return set(Membership.objects.filter(user=person).values_list("role", flat=True))


def reasons():
    """{kind of leaf: the reason beside it}"""
    rows = AuditSecret.objects.filter(field="reason").select_related("leaf")
    return {row.leaf.kind: row.value for row in rows}


def kinds_of_notices(person):
    return list(Notice.objects.filter(user=person).order_by("pk").values_list("kind", flat=True))


def test_a_role_is_granted_and_withdrawn_with_reason_leaf_and_notice(city, administrator):
    person = builders.person("auditor")
    act = {"person": person, "authority": city, "role": Role.OFFICER, "by": administrator, "at": AT}

    services.grant_role(reason="She runs the tenders now.", **act)
    assert roles_of(person) == {"auditor", "officer"}
    services.withdraw_role(reason="She has left.", **act)

    assert roles_of(person) == {"auditor"}
    assert reasons() == {"membership.granted": "She runs the tenders now.", "membership.withdrawn": "She has left."}
    assert kinds_of_notices(person) == ["people.role_granted", "people.role_withdrawn"]


@pytest.mark.parametrize("name", ["grant_role", "withdraw_role"])
def test_a_role_changes_with_a_reason_and_by_another_alone(name, city, administrator):
    act = {"authority": city, "role": Role.OFFICER, "by": administrator, "at": AT}

    with pytest.raises(PeopleRefused, match="Give the reason"):
        getattr(services, name)(person=builders.person("officer"), reason=" ", **act)
    with pytest.raises(PeopleRefused, match="Another administrator does this to your account"):
        getattr(services, name)(person=administrator, reason="I want to.", **act)

    assert (roles_of(administrator), AuditLeaf.objects.count()) == ({"administrator"}, 0)


def test_what_is_so_already_is_refused(city, administrator):
    person = builders.person("auditor")
    act = {"person": person, "authority": city, "reason": "x", "by": administrator, "at": AT}

    with pytest.raises(PeopleRefused, match="has this role already"):
        services.grant_role(role=Role.AUDITOR, **act)
    with pytest.raises(PeopleRefused, match="has no such role"):
        services.withdraw_role(role=Role.OFFICER, **act)


@pytest.mark.parametrize(("first", "second"), [("opener", "escrow"), ("escrow", "opener")])
def test_whoever_opens_bids_does_not_keep_the_spare_key(first, second, city, administrator):
    person = builders.person(first)
    act = {"person": person, "reason": "x", "by": administrator, "at": AT}

    with pytest.raises(PeopleRefused) as refused:
        services.grant_role(authority=city, role=Role(second), **act)
    services.grant_role(authority=builders.authority("Elsewhere"), role=Role(second), **act)

    assert str(refused.value) == "Whoever opens bids does not keep the spare key, too: three persons hold the keys."
    assert sorted(Membership.objects.filter(user=person).values_list("authority__name", "role")) == [
        (city.name, first),
        ("Elsewhere", second),
    ]


def test_nobody_gets_a_role_with_a_closed_account_or_in_an_authority_that_waits(city, administrator):
    gone, person = builders.person("auditor"), builders.person()
    services.deactivate(person=gone, reason="Left.", by=administrator, at=AT)
    waiting = builders.authority("Twin", same_name_as=city)

    with pytest.raises(PeopleRefused, match="The account is closed"):
        services.grant_role(person=gone, authority=city, role=Role.OFFICER, reason="x", by=administrator, at=AT)
    with pytest.raises(PeopleRefused, match="has the name of another"):
        services.grant_role(person=person, authority=waiting, role=Role.OFFICER, reason="x", by=None, at=AT)


@pytest.mark.parametrize("by_operator", [True, False])
def test_an_authority_keeps_an_administrator(by_operator, city, administrator):
    by = None if by_operator else builders.person("officer")
    act = {"person": administrator, "reason": "x", "by": by, "at": AT}

    with pytest.raises(PeopleRefused, match="City of Builders would have no administrator"):
        services.withdraw_role(authority=city, role=Role.ADMINISTRATOR, **act)
    with pytest.raises(PeopleRefused, match="City of Builders would have no administrator"):
        services.deactivate(**act)

    builders.person("administrator")
    services.withdraw_role(authority=city, role=Role.ADMINISTRATOR, **act)
    assert roles_of(administrator) == set()


def test_an_administrator_with_a_closed_account_does_not_count(city, administrator):
    other = builders.person("administrator")
    services.deactivate(person=other, reason="Left.", by=administrator, at=AT)

    with pytest.raises(PeopleRefused, match="would have no administrator"):
        services.deactivate(person=administrator, reason="x", by=None, at=AT)


def test_a_closed_account_opens_nothing_until_it_is_opened_again(client, administrator, settings):
    settings.MFA_REQUIRED_ROLES = []
    person = builders.person("officer")
    _row, token = get_token_model().objects.create(user=person)
    client.force_login(person)
    assert client.get(reverse("home")).status_code == 200

    services.deactivate(person=person, reason="Left.", by=administrator, at=AT)
    answers = [client.get(reverse("home")).status_code]
    answers.append(client.get(reverse("api:index"), headers={"Authorization": f"Token {token}"}).status_code)
    services.reactivate(person=person, reason="Is back.", by=administrator, at=AT)

    assert answers == [302, 401]
    assert (User.objects.get(pk=person.pk).is_active, roles_of(person)) == (True, {"officer"})
    assert reasons() == {"account.deactivated": "Left.", "account.reactivated": "Is back."}
    kinds = set(SecurityEvent.objects.values_list("kind", flat=True))
    assert {"account_closed", "account_opened"} <= kinds


def test_closing_and_opening_twice_is_refused(administrator):
    person = builders.person("officer")
    act = {"person": person, "reason": "x", "by": administrator, "at": AT}

    with pytest.raises(PeopleRefused, match="open already"):
        services.reactivate(**act)
    services.deactivate(**act)
    with pytest.raises(PeopleRefused, match="closed already"):
        services.deactivate(**act)


def test_a_link_to_a_new_passphrase_is_shown_with_an_event_and_a_notice(client, administrator):
    person = builders.person("officer")

    path = services.show_passphrase_link(person=person, by=administrator, request=None, at=AT)
    form = client.get(path, follow=True).redirect_chain[-1][0]
    chosen = "another four plain words"
    client.post(form, {"password1": chosen, "password2": chosen})

    person.refresh_from_db()
    assert person.check_password(chosen)
    assert kinds_of_notices(person) == ["people.link_shown"]
    assert "link_shown" in set(SecurityEvent.objects.values_list("kind", flat=True))


def test_no_link_is_shown_to_the_own_or_to_a_closed_account(administrator):
    person = builders.person("officer")
    services.deactivate(person=person, reason="Left.", by=administrator, at=AT)

    with pytest.raises(PeopleRefused, match="The account is closed"):
        services.show_passphrase_link(person=person, by=administrator, request=None, at=AT)
    with pytest.raises(PeopleRefused, match="Another administrator"):
        services.show_passphrase_link(person=administrator, by=administrator, request=None, at=AT)
