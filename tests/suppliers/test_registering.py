"""Registering an organisation on its pages: short forms, a page to check, and what is next."""

import pytest
from django.urls import reverse

from suppliers import queries
from suppliers.models import Supplier
from tests import builders
from tests.suppliers import making

pytestmark = pytest.mark.django_db
NAME = {"name": "Berg & Sohn GmbH", "country": "DE"}
IDENTIFIER = {"id_scheme": "DE-VAT", "id_value": "DE 136 695 976"}
FIRST, SECOND, THIRD, LAST = ("register", "register-identifier", "register-size", "register-check")


@pytest.fixture
def nadia(client):
    person = builders.person(name="Nadia Berg")
    client.force_login(person)
    return person


def send(client, step, **typed):
    return client.post(reverse(f"our:{step}"), typed)


def text_of(page):
    return " ".join(page.content.decode().split())


def errors(page):
    return {field: list(sentences) for field, sentences in page.context["form"].errors.items()}


def fill(client):
    send(client, FIRST, **NAME)
    send(client, SECOND, **IDENTIFIER)
    send(client, THIRD, size="small")


def test_three_forms_and_a_page_to_check_register_an_organisation(client, nadia):
    ways = [send(client, FIRST, **NAME), send(client, SECOND, **IDENTIFIER), send(client, THIRD, size="small")]
    before = Supplier.objects.count()
    check = client.get(reverse(f"our:{LAST}"))
    registered = send(client, LAST, sure="1")
    done = client.get(registered.url)

    assert [way.url for way in ways] == [reverse(f"our:{step}") for step in (SECOND, THIRD, LAST)]
    assert before == 0
    assert [(row.label, row.value, row.note) for row in check.context["rows"]] == [
        ("Name", "Berg & Sohn GmbH", ""),
        ("Country", "Germany", ""),
        ("Identifier", "DE-VAT DE136695976", "Checked: such a number can exist."),
        ("Size", "Small: fewer than 50 people, and up to €10 million turnover or balance sheet", ""),
    ]
    supplier = Supplier.objects.get()
    assert (supplier.name, supplier.country, supplier.id_scheme, supplier.id_value, supplier.size, supplier.state) == (
        "Berg & Sohn GmbH",
        "DE",
        "DE-VAT",
        "DE136695976",
        "small",
        "submitted",
    )
    assert queries.roles_of(nadia) == {supplier.pk: "manager"}
    assert done.context["heading"] == "Berg & Sohn GmbH is registered"
    assert "Bids are submitted here, too." in text_of(done)


def test_a_number_that_cannot_be_is_said_beside_its_field_with_an_example(client, nadia):
    send(client, FIRST, **NAME)

    page = send(client, SECOND, id_scheme="DE-VAT", id_value="DE 136695977")

    [sentence] = errors(page)["id_value"]
    assert "check digit" in sentence
    assert "An example: " in sentence
    assert 'id="id_id_value_error"' in page.content.decode()
    assert 'aria-invalid="true"' in page.content.decode()


def test_a_register_that_is_not_on_the_list_is_taken_as_typed_and_said_so(client, nadia):
    send(client, FIRST, **NAME)
    nameless = send(client, SECOND, id_scheme="other", id_value="9429")
    send(client, SECOND, id_scheme="other", other_scheme="NZ-NZBN", id_value=" 9429 ")
    send(client, THIRD, size="micro")

    rows = client.get(reverse(f"our:{LAST}")).context["rows"]

    assert errors(nameless) == {"other_scheme": ["Say which register it is."]}
    assert [(row.value, row.note) for row in rows if row.label == "Identifier"] == [
        ("NZ-NZBN 9429", "Not checked: this register is not on our list.")
    ]


@pytest.mark.parametrize("step", [SECOND, THIRD, LAST])
def test_a_step_cannot_be_skipped(client, nadia, step):
    assert client.get(reverse(f"our:{step}")).url == reverse(f"our:{FIRST}")
    assert client.post(reverse(f"our:{step}"), {"size": "small"}).url == reverse(f"our:{FIRST}")


def test_going_back_shows_what_was_typed(client, nadia):
    fill(client)

    first, second = client.get(reverse(f"our:{FIRST}")), client.get(reverse(f"our:{SECOND}"))

    assert 'value="Berg &amp; Sohn GmbH"' in first.content.decode()
    assert 'value="DE136695976"' in second.content.decode()


def test_an_organisation_that_another_has_registered_is_not_registered_twice(client, nadia):
    theirs = making.supplier(id_scheme="DE-VAT", id_value="DE136695976", name="Somebody Else Ltd")
    fill(client)

    page = send(client, LAST, sure="1")

    assert errors(page) == {"__all__": ["Identifier already used."]}
    assert list(Supplier.objects.all()) == [theirs]
    assert "Somebody Else" not in page.content.decode()


def test_what_the_check_says_while_one_types(client, nadia):
    def check_sentence(number):
        return client.get(reverse("our:check-number"), {"id_scheme": "DE-VAT", "id_value": number}).content.decode()

    assert "Checked: such a number can exist." in check_sentence("DE136695976")
    assert "check digit" in check_sentence("DE136695977")
    assert check_sentence("").strip() == ""


def test_home_leads_one_who_is_nothing_yet_to_registering(client, nadia):
    page = client.get(reverse("home"))

    assert reverse("our:register") in page.content.decode()
    assert "Bids cannot be submitted" not in page.content.decode()


def test_who_acts_for_no_organisation_is_led_to_registering_one(client, nadia):
    page = client.get(reverse("our:facts"), follow=True)

    assert page.redirect_chain == [(reverse("our:register"), 302)]
    assert "You act for no organisation yet." in page.content.decode()


def test_a_registration_that_was_sent_back_says_why_and_is_handed_in_again(client, nadia):
    from core.clock import db_now
    from suppliers import services

    supplier = making.supplier(members=[nadia], state="submitted")
    services.return_to_draft(
        supplier=supplier, reason="Give the number of the register.", by=builders.person("officer"), at=db_now()
    )

    page = client.get(reverse("our:organisation"))
    client.post(reverse("our:hand-in"))

    assert "Sent back to be completed" in page.content.decode()
    assert "Give the number of the register." in page.content.decode()
    supplier.refresh_from_db()
    assert supplier.state == "submitted"
    assert "Give the number of the register." not in client.get(reverse("our:organisation")).content.decode()
