"""Codes are found by words or down the tree: added in the section of the purchase, and chosen in the list."""

import pytest
from django.urls import reverse

from procurement.tenders import gather, services
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_second_factor(settings):
    settings.MFA_REQUIRED_ROLES = []


@pytest.fixture
def draft():
    city = builders.authority(currency="EUR", basis="net")
    return services.begin(authority=city, title="Lights", by=builders.person("officer", authority=city), at=builders.AT)


@pytest.fixture
def page(client, draft):
    client.force_login(builders.person("officer", authority=draft.authority))
    return client


def press(page, draft, act, **lot):
    sent = {"after": 1, "act": act, "title": "Lights", "lots-TOTAL_FORMS": 1, "lots-INITIAL_FORMS": 0}
    sent |= {"files-TOTAL_FORMS": 0, "files-INITIAL_FORMS": 0, "lots-0-title": "Lanterns"}
    return page.post(reverse("tenders:section", args=[draft.pk, "purchase"]), sent | lot)


def lot_of(answer):
    return answer.context["form"].rows["lots"].forms[0]


def test_words_are_answered_with_codes_and_nothing_is_saved(page, draft):
    answer = press(page, draft, "find:lots:0", **{"lots-0-find": "street lighting"})

    codes = [row.code for row in lot_of(answer).picks.rows]
    assert "34928500-3" in codes
    assert 'value="code:lots:0:34928500-3"' in answer.content.decode()
    assert gather.content_of(draft).purchase.lots == ()


def test_a_code_is_added_behind_the_main_one_once(page, draft):
    typed = {"lots-0-cpv": "48000000-8", "lots-0-find": "street lighting"}

    once = press(page, draft, "code:lots:0:34928500-3", **typed)
    lines = lot_of(once)["cpv"].value()
    again = press(page, draft, "code:lots:0:34928500-3", **{**typed, "lots-0-cpv": lines})

    assert lines == "48000000-8\n34928500-3 Street-lighting equipment"
    assert lot_of(again)["cpv"].value() == lines
    press(page, draft, "save", **{"lots-0-cpv": lines})
    assert [lot.cpv for lot in gather.content_of(draft).purchase.lots] == [("48000000-8", "34928500-3")]


def test_the_tree_is_gone_down_and_up(page, draft):
    answer = press(page, draft, "find:lots:0:34920000-2", **{"lots-0-find": "road"})

    picks = lot_of(answer).picks
    assert (lot_of(answer).sought, picks.chosen.code) == ("34920000-2", "34920000-2")
    assert [above.code for above in picks.above] == ["34000000-7", "34900000-6"]
    assert "34928000-8" in [row.code for row in picks.rows]


@pytest.mark.parametrize("act", ["code:lots:0:34928500-9", "code:lots:0", "code:files:0:34928500-3", "find:lots:x"])
def test_another_button_adds_no_code(page, draft, act):
    answer = press(page, draft, act, **{"lots-0-cpv": "48000000-8"})

    assert (answer.status_code, lot_of(answer)["cpv"].value()) == (200, "48000000-8")


def test_codes_are_offered_while_somebody_types(client):
    answer = client.get(reverse("codes:cpv-picks"), {"row": "lots:2", "lots-2-find": "parking meter"})

    text = answer.content.decode()
    assert 'value="code:lots:2:38730000-1"' in text
    assert "<html" not in text


@pytest.mark.parametrize("row", ["", "lots", 'lots:1"><script>', "lots:1000"])
def test_the_row_of_a_form_is_not_anything(client, row):
    assert client.get(reverse("codes:cpv-picks"), {"row": row}).status_code == 404


# --- the list ---


def test_words_in_the_filter_of_the_list_are_answered_with_codes(client):
    codes = client.get(reverse("tenders:list"), {"cpv": "street lighting", "state": "open"}).context["codes"]

    assert codes.is_open
    [link] = [link for link in codes.links if link.code == "34928500-3"]
    assert link.url == f"{reverse('tenders:list')}?cpv=34928500-3&state=open"


def test_words_that_codes_answer_are_no_fault_and_others_are(client):
    answered = client.get(reverse("tenders:list"), {"cpv": "street lighting"}).content.decode()
    unanswered = client.get(reverse("tenders:list"), {"cpv": "xyzzy"}).content.decode()

    assert "Choose a code: words alone do not narrow the list." in answered
    assert "There is a problem" not in answered
    assert "Two to eight digits, as in 3492" in unanswered


def test_a_code_in_the_filter_leads_to_those_below_and_above(client):
    codes = client.get(reverse("tenders:list"), {"cpv": "34920000-2", "before": "7"}).context["codes"]

    assert not codes.is_open
    assert codes.heading.startswith("34920000-2 Road equipment: ")
    assert codes.above[0].url == f"{reverse('tenders:list')}?cpv=34000000-7"


def test_a_list_without_the_filter_offers_no_codes(client):
    assert client.get(reverse("tenders:list"), {"q": "light"}).context["codes"] is None
