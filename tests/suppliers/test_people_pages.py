"""The people of an organisation on its pages: invited, given roles, removed; leaving; and who may do it."""

from urllib.parse import urlsplit

import pytest
from django.urls import reverse

from core.models import Invitation
from tests import builders
from tests.suppliers import making

pytestmark = pytest.mark.django_db


@pytest.fixture
def jonas(client):
    person = builders.person(name="Jonas Wray", password=builders.PASSPHRASE)
    client.force_login(person)
    builders.confirm_person(client, person)
    return person


@pytest.fixture
def aoife():
    return builders.person(name="Aoife Brennan", email="aoife@firm.example", password=builders.PASSPHRASE)


@pytest.fixture
def supplier(jonas, aoife):
    return making.supplier(members=[jonas, aoife])


def read(client, name, *args):
    return client.get(reverse(f"our:{name}", args=args))


def send(client, name, /, *args, **typed):
    return client.post(reverse(f"our:{name}", args=args), typed, follow=True)


def roles(supplier):
    return {row.user.name: row.role for row in supplier.members.select_related("user")}


def test_the_list_has_managers_first_and_who_is_invited(client, supplier):
    send(client, "invite", email="New@firm.example", role="member")

    page = read(client, "members").context["page"]

    assert [(row.name, row.role, row.is_you) for row in page.people] == [
        ("Jonas Wray", "Manager", True),
        ("Aoife Brennan", "Member", False),
    ]
    assert [(row.email, row.role, row.by, row.mail) for row in page.invitations] == [
        ("new@firm.example", "Member", "Jonas Wray", "Mail waits")
    ]


def test_where_no_mail_is_sent_the_link_is_shown_once_and_lets_the_colleague_in(client, supplier, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    link_page = send(client, "invite", email="new@firm.example", role="member")
    link = link_page.context["url"]
    client.logout()

    passphrases = {"password1": builders.PASSPHRASE, "password2": builders.PASSPHRASE}
    client.post(urlsplit(link).path, {"name": "New Colleague", **passphrases})

    assert roles(supplier)["New Colleague"] == "member"
    assert link not in send(client, "members").content.decode()


def test_somebody_who_acts_for_it_already_is_not_invited(client, supplier):
    page = send(client, "invite", email="aoife@firm.example", role="member")

    assert page.context["form"].errors == {"email": ["This person acts for the supplier already."]}
    assert Invitation.objects.count() == 0


def test_an_invitation_is_withdrawn_and_one_of_another_organisation_is_not(client, supplier):
    send(client, "invite", email="new@firm.example", role="member")
    mine = Invitation.objects.get()
    rival = builders.person(password=builders.PASSPHRASE)
    making.supplier(members=[rival], name="Rival")
    client.force_login(rival)
    refused = send(client, "invitation-withdraw", mine.pk)
    client.force_login(supplier.members.get(role="manager").user)

    send(client, "invitation-withdraw", mine.pk)

    assert "There is no such invitation." in refused.content.decode()
    mine.refresh_from_db()
    assert mine.withdrawn_at is not None


def test_a_member_is_made_a_manager_and_removed(client, supplier, aoife):
    send(client, "member", aoife.pk, role="manager")
    promoted = roles(supplier)
    send(client, "member-remove", aoife.pk)

    assert promoted == {"Jonas Wray": "manager", "Aoife Brennan": "manager"}
    assert roles(supplier) == {"Jonas Wray": "manager"}


def test_the_last_manager_stays(client, supplier, jonas):
    page = send(client, "member-remove", jonas.pk)
    demoted = send(client, "member", jonas.pk, role="member")

    for answer in (page, demoted):
        assert "The last manager stays. Make another member a manager first." in answer.content.decode()
    assert roles(supplier) == {"Jonas Wray": "manager", "Aoife Brennan": "member"}


def test_a_member_leaves_by_itself_and_sees_nothing_any_more(client, supplier, aoife):
    client.force_login(aoife)
    builders.confirm_person(client, aoife)
    page = read(client, "member", aoife.pk)

    send(client, "member-remove", aoife.pk)

    assert page.context["removing"].label == "Leave the organisation"
    assert "Save the role" not in page.content.decode()
    assert roles(supplier) == {"Jonas Wray": "manager"}
    assert read(client, "facts").url == reverse("our:register")


def test_a_member_sees_why_it_may_not_invite(client, supplier, aoife):
    client.force_login(aoife)

    page = read(client, "members")

    assert page.context["page"].why == "A manager of the supplier does this."
    assert 'aria-disabled="true"' in page.content.decode()


# --- the organisation itself ---


def test_name_country_and_size_are_changed_at_once(client, supplier):
    send(client, "details", name="Tidewater Data", country="NL", size="medium")

    supplier.refresh_from_db()
    assert (supplier.name, supplier.country, supplier.size, supplier.state) == (
        "Tidewater Data",
        "NL",
        "medium",
        "approved",
    )


def test_another_number_waits_for_approval_again(client, supplier):
    page = send(client, "identifier", id_scheme="other", other_scheme="X-REG", id_value="9")

    supplier.refresh_from_db()
    assert (supplier.id_scheme, supplier.id_value, supplier.state) == ("X-REG", "9", "submitted")
    assert "Waits for approval" in page.content.decode()


def test_a_number_of_another_organisation_is_refused_at_its_field(client, supplier):
    making.supplier(name="Other", id_scheme="X-REG", id_value="9")

    page = send(client, "identifier", id_scheme="other", other_scheme="X-REG", id_value="9")

    assert page.context["form"].errors == {"id_value": ["Identifier already used."]}


def test_an_organisation_is_erased_once_its_name_is_typed(client, supplier, jonas):
    making.certificate(supplier, by=jonas)
    mistyped = send(client, "erase", name="Tidewater")
    before = supplier.members.count()

    send(client, "erase", name=" tidewater  ANALYTICS ")

    assert mistyped.context["form"].errors == {"name": ["This is not its name: Tidewater Analytics"]}
    assert (before, supplier.members.count()) == (2, 0)
    supplier.refresh_from_db()
    assert (supplier.state, supplier.name) == ("erased", "")
    assert read(client, "facts").url == reverse("our:register")


@pytest.mark.parametrize("count", [1, 3])
def test_the_people_cost_the_same(client, supplier, count, django_assert_num_queries):
    for number in range(count):
        supplier.members.create(user=builders.person(name=f"Colleague {number}"))

    with django_assert_num_queries(8):
        assert len(read(client, "members").context["page"].people) == count + 2
