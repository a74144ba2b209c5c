"""Three firms bid together, on a phone and without JavaScript; an ESPD response is taken over; every page under axe."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.urls import reverse

from core.clock import db_now
from suppliers import queries, services
from suppliers.consortium_summary import GROUNDS
from suppliers.models import ConsortiumParty
from suppliers.services import Part
from suppliers.states import PartyRole
from tests import builders
from tests.browser.conftest import assert_usable, assert_usable_wide_and_narrow_light_and_dark
from tests.opendata.espd_files import Espd, described, ground
from tests.suppliers import consortia

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = 390


@pytest.fixture(autouse=True)
def _no_second_factor(settings):
    settings.MFA_REQUIRED_ROLES = []


def declared(name, at):
    """A firm that has declared every ground for exclusion."""
    firm = consortia.firm(name, builders.person(name=f"Person of {name}"), at=at)
    consortia.declare(firm, *GROUNDS, until=None, at=at)
    return firm


def shared(firm, at):
    return services.make_share_code(supplier=firm, by=consortia.member(firm), at=at).code


def test_three_firms_form_a_consortium_on_a_phone(open_page):
    at = db_now()
    lead, second, third = (declared(name, at) for name in ("Lead Ltd", "Mira Sensors", "Nordic Cloud"))
    page = open_page(reverse("consortia:new"), user=consortia.member(lead), width=PHONE, javascript=False)
    page.get_by_label("Name of the consortium").fill("Clean air together")
    page.get_by_label("Share in percent").fill("60")
    page.get_by_role("button", name="Form it").click()
    for firm, role, share in ((second, "Member", "40"), (third, "Subcontractor that is relied on", "")):
        page.get_by_role("link", name="Ask a firm in").click()
        page.locator("#id_code").fill(shared(firm, at))
        page.get_by_label(role, exact=True).check()
        page.get_by_label("Share in percent").fill(share)
        page.get_by_role("button", name="Ask", exact=True).click()
    heading = page.get_by_role("heading", level=1)
    assert heading.inner_text() == "3 things are missing"

    for firm in (lead, second, third):
        consortium = ConsortiumParty.objects.get(supplier=firm).consortium_id
        path = reverse("consortia:part", args=[consortium])
        part = open_page(path, user=consortia.member(firm), width=PHONE, javascript=False)
        part.get_by_role("button", name=f"Sign as Person of {firm.name}").click()
        assert "Signed." in part.get_by_role("main").inner_text()

    page.reload()
    assert heading.inner_text() == "Nothing is missing"
    assert {queries.valid_consent(party).act for party in ConsortiumParty.objects.all()} == {"signed"}


def test_every_page_of_a_consortium_is_usable(open_page):
    at = db_now()
    lead = consortia.firm("Niedersächsische Pegelmesstechnik- und Wasserwirtschaftsgesellschaft mbH", at=at)
    row = consortia.consortium(lead, "Twenty-five air-quality stations", at=at)
    partner, invited = (consortia.firm(name, at=at) for name in ("Mira Sensors", "Alarm & Söhne GmbH"))
    consortia.joined(row, partner, replace(consortia.MEMBER, share=Decimal("33.3333")), at=at)
    consortia.invited(row, invited, Part(PartyRole.RELIED_SUBCONTRACTOR, None, "Hosting"), at=at)
    consortia.able(lead, amount="15", at=at)
    pages = [
        (lead, "detail", [row.pk]),
        (lead, "invite", [row.pk]),
        (lead, "change-part", [row.pk, 2]),
        (lead, "dissolve", [row.pk]),
        (partner, "list", []),
        (partner, "part", [row.pk]),
        (invited, "part", [row.pk]),
    ]

    for firm, route, args in pages:
        page = open_page(reverse(f"consortia:{route}", args=args), user=consortia.member(firm))
        assert_usable_wide_and_narrow_light_and_dark(page)
        page.close()


def test_a_part_is_signed_with_the_keyboard_alone(open_page):
    at = db_now()
    row, partner = (
        consortia.consortium(at=at),
        consortia.firm("Mira Sensors", builders.person(name="Aoife Brennan"), at=at),
    )
    consortia.invited(row, partner, at=at)
    page = open_page(reverse("consortia:part", args=[row.pk]), user=consortia.member(partner))
    button = page.get_by_role("button", name="Sign as Aoife Brennan")

    for _ in range(40):
        page.keyboard.press("Tab")
        if button.evaluate("element => element === document.activeElement"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{reverse('consortia:detail', args=[row.pk])}")

    assert ConsortiumParty.objects.get(supplier=partner).state == "joined"


def test_an_espd_response_is_taken_over_on_a_phone(open_page, tmp_path):
    at = db_now()
    firm = consortia.firm("Tidewater Analytics", builders.person(name="Jonas Wray"), at=at)
    file = tmp_path / "espd.xml"
    rows = (ground("fraud"), ground("tax-pay", "true", described("tax-pay/Q2", "Paid in instalments.")))
    file.write_bytes(Espd(rows, ids=()).xml())
    page = open_page(reverse("espd:upload"), user=consortia.member(firm), width=PHONE)
    assert_usable(page)

    page.get_by_label("ESPD response").set_input_files(file)
    page.get_by_role("button", name="Read it").click()
    assert_usable(page)
    assert page.get_by_label("Conviction for fraud").is_checked()
    assert not page.get_by_label("Taxes not paid").is_checked()
    page.get_by_label("Taxes not paid").check()
    page.get_by_role("button", name="Look at what I sign").click()
    assert_usable(page)
    page.get_by_role("button", name="Sign as Jonas Wray").click()

    assert "2 declarations are signed" in page.get_by_role("main").inner_text()
    facts = queries.facts_of(firm).by_code
    assert {code: row.answer for code, row in facts.items()} == {"fraud": "no", "tax-pay": "yes"}
