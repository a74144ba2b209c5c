"""Pages of consortia: who sees what, signing on a page, and that nobody outside learns who is in one."""

import re
from dataclasses import replace
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from core.clock import db_now
from core.models import Invitation
from suppliers import queries, services
from suppliers.models import Consortium, ConsortiumParty, PartyConsent
from suppliers.services import Part
from suppliers.states import PartyRole
from tests import builders
from tests.suppliers import consortia
from tests.suppliers.consortia import MEMBER

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_second_factor(settings):
    settings.MFA_REQUIRED_ROLES = []


@pytest.fixture
def three():
    """(consortium, lead, member, relied), every part signed."""
    return consortia.of_three()


def page(client, user, route, *args, **data):
    """What a person gets of an address: status and text."""
    client.force_login(user)
    response = client.get(reverse(f"consortia:{route}", args=args), data)
    return response.status_code, response.content.decode()


def post(client, user, route, *args, **data):
    client.force_login(user)
    return client.post(reverse(f"consortia:{route}", args=args), data, follow=True)


def test_a_supplier_forms_a_consortium_and_asks_by_mail(client, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    lead = consortia.firm("Lead Ltd")
    person = consortia.member(lead)

    post(client, person, "new", name="Clean air", share="60", tasks="Stations")
    row = Consortium.objects.get()
    answer = post(
        client,
        person,
        "invite",
        row.pk,
        how="mail",
        email="a@mira.example",
        name="Mira",
        role="member",
        share="40",
        tasks="Alarms",
    )

    party = ConsortiumParty.objects.get(no=2)
    terms = queries.latest_terms(party)
    assert (row.name, row.lead, terms.share, party.name) == ("Clean air", lead, Decimal(40), "Mira")
    assert "The link could not be mailed." in answer.content.decode()
    assert Invitation.objects.get().email == "a@mira.example"


def test_the_lead_asks_with_the_share_code_that_it_was_given(client):
    row, partner = consortia.consortium(), consortia.firm("Mira Sensors")
    consortia.declare(partner, "crime-org")
    code = services.make_share_code(supplier=partner, by=consortia.member(partner), at=db_now()).code
    person, part = consortia.member(row.lead), {"role": "member", "share": "40", "tasks": ""}

    empty = post(client, person, "invite", row.pk, how="code", code="", **part)
    wrong = post(client, person, "invite", row.pk, how="code", code="AAAA-AAAA-AAAA", **part)
    post(client, person, "invite", row.pk, how="code", code=code, **part)

    assert "This is needed." in empty.content.decode()
    assert "There is no such code now." in wrong.content.decode()
    assert ConsortiumParty.objects.get(no=2).supplier == partner


def test_a_partner_reads_its_part_and_signs_it(client):
    row, partner = consortia.consortium(), consortia.firm("Mira Sensors")
    consortia.declare(partner, "crime-org", "bankruptcy")
    party, person = consortia.invited(row, partner), consortia.member(partner)

    status, text = page(client, person, "part", row.pk)
    answer = post(client, person, "sign", row.pk, seen=1)

    assert status == 200
    for sentence in (
        "Sign your part in Clean air together",
        "Led by Lead Ltd.",
        "Member, 40\xa0%",
        "no other consortium",
    ):
        assert sentence in text
    assert "2 declarations, all true today" in text
    assert f"Sign as {person}" in text
    assert "Signed. You can take it back" in answer.content.decode()
    party.refresh_from_db()
    assert (party.state, PartyConsent.objects.get().by) == ("joined", person)


def test_a_part_that_was_changed_meanwhile_is_read_again(client):
    row, partner = consortia.consortium(), consortia.firm("Mira Sensors")
    party = consortia.invited(row, partner)
    services.change_part(
        party=party, part=replace(MEMBER, tasks="Another"), seen=1, by=consortia.member(row.lead), at=consortia.AT
    )

    answer = post(client, consortia.member(partner), "sign", row.pk, seen=1)

    assert "This part was changed meanwhile. Read it again." in answer.content.decode()
    assert PartyConsent.objects.count() == 0


def test_who_was_asked_by_mail_signs_for_its_supplier(client):
    row, person = consortia.consortium(), builders.person(email="a@mira.example")
    consortia.asked(row, "a@mira.example")

    before = page(client, person, "part", row.pk)[1]
    firm = consortia.firm("Mira Sensors Ltd", person)
    answer = post(client, person, "sign", row.pk, seen=1)

    assert "For which firm do you sign?" in before
    assert answer.redirect_chain[-1][0] == reverse("consortia:detail", args=[row.pk])
    assert ConsortiumParty.objects.get(no=2).supplier == firm


def test_declining_taking_back_and_leaving(client, three):
    row, _lead, second, third = three
    post(client, consortia.member(second), "take-back", row.pk)
    leaving = page(client, consortia.member(third), "leave", row.pk)[1]
    post(client, consortia.member(third), "leave", row.pk)
    fourth = consortia.firm("Fourth")
    consortia.invited(row, fourth, Part(PartyRole.OTHER_SUBCONTRACTOR))
    post(client, consortia.member(fourth), "decline", row.pk)

    states = dict(ConsortiumParty.objects.values_list("no", "state"))
    assert states == {1: "joined", 2: "joined", 3: "left", 4: "declined"}
    assert "You see the consortium no more" in leaving
    assert queries.valid_consent(ConsortiumParty.objects.get(no=2)) is None


def test_the_lead_changes_takes_out_and_dissolves(client, three):
    row, lead, *_ = three
    person = consortia.member(lead)

    post(client, person, "change-part", row.pk, 2, seen=1, role="member", share="39.5", tasks="Less")
    wrong = post(client, person, "change-part", row.pk, 2, seen=2, role="member", share="39.55555", tasks="Less")
    lead_form = page(client, person, "change-part", row.pk, 1)[1]
    unsaid = post(client, person, "remove", row.pk, 3, reason="")
    post(client, person, "remove", row.pk, 3, reason="No people")
    post(client, person, "dissolve", row.pk, reason="We bid alone")

    assert queries.latest_terms(ConsortiumParty.objects.get(no=2)).share == Decimal("39.5")
    assert "A share has at most four decimal places." in wrong.content.decode()
    assert 'name="role"' not in lead_form
    assert "This field is required." in unsaid.content.decode()
    assert ConsortiumParty.objects.get(no=3).state == "removed"
    row.refresh_from_db()
    assert row.state == "dissolved"


def test_the_matrix_says_who_is_missing_what_on_a_day(client, three):
    row, lead, second, _third = three
    consortia.declare(second, "bankruptcy", until=consortia.AT.date())
    consortia.able(lead, amount="15")

    text = page(client, consortia.member(second), "detail", row.pk, on="2026-03-03")[1]
    before = page(client, consortia.member(second), "detail", row.pk, on="2026-03-02")[1]

    ends = "bankruptcy of Mira Sensors expires 2 Mar 2026: Bankruptcy."
    assert (ends in text, ends in before) == (True, False)
    for cell in ("Subcontractor that is relied on", "60\xa0%", "together 100\xa0%", "0 of 24", "15 station"):
        assert cell in text


# --- nobody outside ---

ROUTES = ["detail", "part", "invite", "dissolve", "leave"]


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("role", ["officer", "auditor", "opener", "administrator", None])
def test_to_everybody_else_there_is_no_consortium(client, three, route, role):
    row, *_ = three
    rival = consortia.firm("Rival")
    consortia.consortium(rival, "Rivals")
    outsiders = [builders.person(role)] if role else [consortia.member(rival), builders.person()]

    assert {page(client, person, route, row.pk)[0] for person in outsiders} == {404}


@pytest.mark.parametrize("route", ["sign", "decline", "take-back", "leave", "dissolve"])
def test_nobody_else_acts_in_it(client, three, route):
    row, *_ = three

    answer = post(client, builders.person("officer"), route, row.pk, seen=1, reason="x")

    assert answer.status_code == 404
    assert set(ConsortiumParty.objects.values_list("state", flat=True)) == {"joined"}


def test_who_is_asked_sees_its_part_and_neither_the_others_nor_their_work(client, three):
    row, lead, second, third = three
    invited = consortia.firm("Invited")
    consortia.invited(row, invited, Part(PartyRole.OTHER_SUBCONTRACTOR, None, "Digging"))
    person = consortia.member(invited)

    status, text = page(client, person, "part", row.pk)
    client.force_login(person)
    detail = client.get(reverse("consortia:detail", args=[row.pk]))

    assert (status, lead.name in text, "Digging" in text) == (200, True, True)
    hidden = (second.name, third.name, "Alarms", "Hosting", "Stations and platform")
    assert [word for word in hidden if word in text] == []
    assert "60" not in re.findall(r"\d+", strip_tags(text))  # the share of the lead; ids and tokens may have any digits
    assert (detail.status_code, detail["Location"]) == (302, reverse("consortia:part", args=[row.pk]))


def test_a_partner_sees_the_parties_and_does_not_look_after_them(client, three):
    row, lead, second, third = three
    person = consortia.member(second)

    status, text = page(client, person, "detail", row.pk)

    assert (status, [name for name in (lead.name, second.name, third.name) if name not in text]) == (200, [])
    assert reverse("consortia:change-part", args=[row.pk, 2]) not in text
    for route, args in (("invite", ()), ("dissolve", ()), ("change-part", (2,)), ("remove", (3,))):
        assert page(client, person, route, row.pk, *args)[0] == 403


def test_no_page_shows_the_id_of_a_party_or_its_supplier(client, three):
    row, lead, second, _third = three
    ids = [str(pk) for party in ConsortiumParty.objects.all() for pk in (party.pk, party.supplier_id)]

    pages = [
        page(client, consortia.member(supplier), route, row.pk)[1]
        for supplier in (lead, second)
        for route in ("detail", "part")
    ]

    assert len(ids) == 6
    assert [pk for pk in ids for text in pages if pk in text] == []


def test_who_has_left_sees_nothing_more(client, three):
    row, _lead, second, _third = three
    post(client, consortia.member(second), "leave", row.pk)

    assert page(client, consortia.member(second), "detail", row.pk)[0] == 404


def test_the_list_names_ones_own_and_says_which_wait(client, three):
    row, _lead, second, _third = three
    other = consortia.consortium(consortia.firm("Other lead"), "Another one")
    consortia.invited(other, second)
    consortia.consortium(consortia.firm("Stranger"), "Not ours")

    text = page(client, consortia.member(second), "list")[1]

    assert "1 consortium waits for you" in text
    assert (row.name in text, other.name in text, "Not ours" in text) == (True, True, False)


def test_without_one_the_list_says_what_to_do(client):
    text = page(client, consortia.member(consortia.firm("Alone")), "list")[1]

    assert "You are in no consortium" in text
    assert reverse("consortia:new") in text


def test_a_supplier_that_is_not_the_acting_one_signs_nothing(client, three):
    """One person of two suppliers: the session says for which it acts, nothing that is sent does."""
    row, _lead, second, _third = three
    person = builders.person()
    second.members.create(user=person)
    unrelated = consortia.firm("Unrelated", person)
    client.force_login(person)
    session = client.session
    session["acting_supplier"] = str(unrelated.pk)
    session.save()

    answer = client.post(reverse("consortia:take-back", args=[row.pk]), {"supplier": str(second.pk)})

    assert answer.status_code == 403
    assert queries.valid_consent(ConsortiumParty.objects.get(supplier=second)) is not None


@pytest.mark.parametrize("count", [1, 3])
def test_a_page_costs_the_same_however_many_parties(count, client, django_assert_num_queries):
    row = consortia.consortium()
    for number in range(count):
        consortia.joined(row, consortia.firm(f"Firm {number}"), replace(MEMBER, share=Decimal(10)))
    client.force_login(consortia.member(row.lead))
    client.get(reverse("consortia:detail", args=[row.pk]))

    with django_assert_num_queries(14):
        text = client.get(reverse("consortia:detail", args=[row.pk])).content.decode()

    assert [f"Firm {number}" in text for number in range(count)] == [True] * count
