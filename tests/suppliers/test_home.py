"""What Home says to people of suppliers: parts of consortia to sign, what officers ask, facts that need them."""

from decimal import Decimal

import pytest

from core import clock
from procurement.web.home import home_shape
from suppliers import queries, services
from suppliers.services import Part
from tests import builders
from tests.suppliers import making

pytestmark = pytest.mark.django_db


@pytest.fixture
def jonas():
    return builders.person(name="Jonas Wray", email="jonas@firm.example")


@pytest.fixture
def supplier(jonas):
    row = making.supplier(members=[jonas])
    making.declare(row, by=jonas)
    return row


def tasks(person):
    shape = home_shape(person, now=clock.db_now())
    return [(task.title, task.act) for section in shape.sections if section.id == "facts-due" for task in section.tasks]


def consortium_of(name="Flood watch"):
    lead = making.supplier(members=[builders.person()], name="Lead Ltd")
    by = lead.members.get().user
    return services.form_consortium(lead=lead, name=name, by=by, at=clock.db_now()), by


def test_nothing_is_asked_of_one_whose_facts_are_true(supplier, jonas):
    shape = home_shape(jonas, now=clock.db_now())

    assert tasks(jonas) == []
    assert [
        (task.title, task.tag) for section in shape.beside for task in section.tasks if section.id == "our-facts"
    ] == [("All 24 facts are true", "Approved")]


def test_a_part_to_sign_stands_first_until_it_is_signed(supplier, jonas):
    making.certificate(supplier, by=jonas, name="ISO 9001", days=5)
    consortium, by = consortium_of()
    part, at = Part("member", Decimal(20), "Alarms"), clock.db_now()
    party = services.invite_supplier(consortium=consortium, supplier=supplier, part=part, by=by, at=at)

    before = tasks(jonas)
    services.sign_part(party=party, supplier=supplier, seen=1, by=jonas, at=at)

    assert before == [("Sign your part: Flood watch", "Read"), ("ISO 9001", "Put in the new one")]
    assert tasks(jonas) == [("ISO 9001", "Put in the new one")]


def test_one_who_was_asked_by_mail_and_acts_for_nobody_yet_is_led_to_its_part(jonas):
    consortium, by = consortium_of()
    part = Part("member", Decimal(20), "Alarms")
    services.invite_address(
        consortium=consortium, email=jonas.email, name="Tidewater", part=part, by=by, at=clock.db_now()
    )

    assert tasks(jonas) == [("Sign your part: Flood watch", "Read")]
    assert tasks(builders.person(name="Rival")) == []


def test_each_of_several_organisations_is_named(supplier, jonas):
    second = making.supplier(members=[jonas], name="Wray Holding")
    making.declare(second, by=jonas)
    for row in (supplier, second):
        making.certificate(row, by=jonas, days=5)

    shape = home_shape(jonas, now=clock.db_now())

    [section] = [section for section in shape.sections if section.id == "facts-due"]
    assert [(task.over, task.title) for task in section.tasks] == [
        ("Tidewater Analytics", "ISO 9001"),
        ("Wray Holding", "ISO 9001"),
    ]
    assert shape.headline == "2 things need you"


@pytest.mark.parametrize("count", [1, 3])
def test_home_costs_the_same_for_any_number_of_parts(supplier, jonas, count, django_assert_num_queries):
    for number in range(count):
        consortium, by = consortium_of(f"Consortium {number}")
        part = Part("member", Decimal(20), "Alarms")
        services.invite_supplier(consortium=consortium, supplier=supplier, part=part, by=by, at=clock.db_now())
    person = type(jonas).objects.get(pk=jonas.pk)
    now = clock.db_now()

    with django_assert_num_queries(20):
        assert len(home_shape(person, now=now).sections[0].tasks) == count
    assert queries.acts_for_any(person)
