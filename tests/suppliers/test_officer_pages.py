"""Officers and suppliers: who waits, what is decided with which reason, and what an officer does not see."""

from datetime import timedelta

import pytest
from django.urls import reverse

from core import clock
from core.models import Notice
from suppliers import services
from tests import builders
from tests.suppliers import making

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client, settings):
    settings.MFA_REQUIRED_ROLES = []
    person = builders.person("officer", name="Orla Finch")
    client.force_login(person)
    return person


@pytest.fixture
def member():
    return builders.person(name="Jonas Wray")


def act(client, supplier, key, **typed):
    return client.post(reverse("suppliers:act", args=[supplier.pk, key]), typed, follow=True)


def detail(client, supplier):
    return client.get(reverse("suppliers:detail", args=[supplier.pk]))


def offered(client, supplier):
    return [row.label for row in detail(client, supplier).context["page"].acts]


def day(days):
    return (clock.db_now() + timedelta(days=days)).date().isoformat()


def test_home_and_the_list_say_who_waits_the_longest_first(client, officer, member):
    at = clock.db_now()
    making.supplier(members=[member], name="Second", state="submitted", at=at)
    making.supplier(members=[member], name="First", state="submitted", at=at - timedelta(days=3))
    making.supplier(members=[member], name="Approved", state="approved")
    making.supplier(members=[member], name="Draft", state="draft")

    home, page = client.get(reverse("home")), client.get(reverse("suppliers:list"))

    [section] = [section for section in home.context["home"].sections if section.id == "suppliers"]
    assert [task.title for task in section.tasks] == ["First", "Second"]
    assert home.context["home"].headline == "2 suppliers wait for a decision"
    assert [row.title for row in page.context["page"].waiting] == ["First", "Second"]
    assert [row.name for row in page.context["page"].rows] == ["Approved", "First", "Second"]
    assert "Draft" not in [row.name for row in page.context["page"].rows]


def test_the_list_is_narrowed_and_goes_on_where_it_stopped(client, officer, monkeypatch):
    monkeypatch.setattr("suppliers.views.officers.SIZE", 2)
    for number in range(3):
        making.supplier(name=f"Berg {number}", id_scheme="XX", id_value=f"N{number}")
    making.supplier(name="Sohn")

    first = client.get(reverse("suppliers:list"), {"q": "berg"})
    second = client.get(first.context["older"])
    by_number = client.get(reverse("suppliers:list"), {"q": "XX N1"})

    assert [row.name for row in first.context["page"].rows] == ["Berg 0", "Berg 1"]
    assert [row.name for row in second.context["page"].rows] == ["Berg 2"]
    assert (second.context["older"], second.context["newer"]) == ("", reverse("suppliers:list") + "?q=berg")
    assert [row.name for row in by_number.context["page"].rows] == ["Berg 1"]


def test_a_supplier_is_approved_and_its_people_are_told(client, officer, member):
    supplier = making.supplier(members=[member], state="submitted")

    before = offered(client, supplier)
    page = act(client, supplier, "approve", sure="on")

    assert before == ["Approve", "Send back to be completed", "Turn down"]
    assert page.context["tags"][0] == ("Approved", "good")
    assert [notice.kind for notice in Notice.objects.filter(user=member)] == ["supplier.approved"]


@pytest.mark.parametrize(("key", "state"), [("return", "draft"), ("reject", "rejected")])
def test_a_reason_is_needed_and_the_supplier_reads_it(client, officer, member, key, state):
    supplier = making.supplier(members=[member], state="submitted")

    without = act(client, supplier, key, reason=" ")
    act(client, supplier, key, reason="The register has no such number.")

    assert without.context["form"].errors == {"reason": ["This field is required."]}
    supplier.refresh_from_db()
    assert supplier.state == state
    client.force_login(member)
    assert "The register has no such number." in client.get(reverse("our:organisation")).content.decode()


def test_an_officer_sees_the_organisation_and_none_of_its_facts(client, officer, member):
    supplier = making.supplier(members=[member], state="submitted", id_scheme="XX", id_value="77")
    making.certificate(supplier, by=member, name="Secret certificate")

    page = detail(client, supplier).content.decode()

    assert "XX 77" in page
    assert "Not checked: this register is not on our list." in page
    assert "Secret certificate" not in page


def test_an_officer_who_acts_for_the_supplier_decides_nothing_about_it(client, officer):
    supplier = making.supplier(members=[officer], state="submitted")

    page = detail(client, supplier)
    refused = act(client, supplier, "approve", sure="on")

    assert {row.why for row in page.context["page"].acts} == {"You act for this supplier: another officer decides."}
    assert refused.status_code == 403
    supplier.refresh_from_db()
    assert supplier.state == "submitted"


def test_what_was_decided_meanwhile_is_not_decided_again(client, officer, member):
    supplier = making.supplier(members=[member], state="submitted")
    services.approve(supplier=supplier, by=builders.person("officer"), at=clock.db_now())

    answer = act(client, supplier, "reject", reason="There is none.")

    assert answer.status_code == 403
    supplier.refresh_from_db()
    assert supplier.state == "approved"


def test_a_supplier_is_heard_answers_and_is_suspended_until_an_end(client, officer, member):
    supplier = making.supplier(members=[member])
    early = act(client, supplier, "hear", reason="Two deliveries failed.", answers_until=day(1))
    act(client, supplier, "hear", reason="Two deliveries failed.", answers_until=day(10))
    too_soon = act(client, supplier, "suspend", reason="They failed.", ends_at=day(60))
    client.force_login(member)
    home = client.get(reverse("home"))
    client.post(reverse("our:hearing"), {"text": "The part came late."})
    client.force_login(officer)
    heard = detail(client, supplier)
    act(client, supplier, "suspend", reason="They failed.", ends_at=day(60))

    assert early.context["form"].errors == {"answers_until": ["Give the supplier at least three days to answer."]}
    assert "Hear the supplier first: it may still answer." in too_soon.content.decode()
    assert home.context["home"].sections[0].tasks[0].title.startswith("You may be suspended: answer until")
    assert "The part came late." in heard.content.decode()
    supplier.refresh_from_db()
    assert supplier.operational == "suspended"
    assert offered(client, supplier) == ["Lift the suspension"]
    client.force_login(member)
    facts = client.get(reverse("our:facts"))
    assert facts.context["tags"][1][0].startswith("Suspended until")


def test_a_hearing_is_closed_without_a_suspension_and_a_suspension_lifted(client, officer, member):
    supplier = making.supplier(members=[member])
    act(client, supplier, "hear", reason="Late.", answers_until=day(10))

    act(client, supplier, "close", reason="It was our mistake.")

    assert offered(client, supplier) == ["Hear it before a suspension"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same(client, officer, count, django_assert_num_queries):
    for number in range(count):
        making.supplier(name=f"Waits {number}", state="submitted")

    with django_assert_num_queries(6):
        assert len(client.get(reverse("suppliers:list")).context["page"].waiting) == count


# --- the page of a tender ---


def test_the_page_of_an_open_tender_leads_visitors_to_registering_and_nobody_else(client, officer, member):
    tender = builders.tender_at("open", at=clock.db_now() + timedelta(days=30))
    making.supplier(members=[member])
    url = reverse("tenders:detail", args=[tender.pk])

    pages = {}
    for name, person in {"visitor": None, "nobody": builders.person(), "member": member, "officer": officer}.items():
        client.logout()
        if person:
            client.force_login(person)
        pages[name] = reverse("our:register") in client.get(url).content.decode()

    assert pages == {"visitor": True, "nobody": True, "member": False, "officer": False}
