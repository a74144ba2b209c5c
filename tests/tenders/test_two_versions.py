"""Two officers write one section: the second meets both versions, chooses, and nothing of either is lost."""

import re
from html import unescape

import pytest
from django.urls import reverse

from procurement.tenders import gather, queries, services
from procurement.tenders.sections import Contract, OptionTerm, SectionKey, section_text
from tests import builders

pytestmark = pytest.mark.django_db
AT = builders.AT
BEFORE = Contract(months=36, exit_text="Data are returned.")
THEIRS = Contract(months=24, exit_days=30, exit_text="Data are returned.")
MINE = Contract(months=48, exit_text="Data are returned as CSV.", options=(OptionTerm(12, "It works."),))


@pytest.fixture(autouse=True)
def _no_second_factor(settings):
    settings.MFA_REQUIRED_ROLES = []


@pytest.fixture
def draft():
    """A draft whose contract Ada and Ivo read at save 1; Ivo saved his."""
    city = builders.authority(currency="EUR", basis="net")
    ada, ivo = (builders.person("officer", authority=city, name=name) for name in ("Ada Officer", "Ivo Marsh"))
    tender = services.begin(authority=city, title="Lights", by=ada, at=AT)
    services.save(tender=tender, value=BEFORE, after=0, by=ada, at=AT)
    services.save(tender=tender, value=THEIRS, after=1, by=ivo, at=AT)
    tender.ada = ada
    return tender


@pytest.fixture
def ada(client, draft):
    client.force_login(draft.ada)
    return client


def text_of(response):
    return unescape(response.content.decode())


def late_save(ada, draft):
    return ada.post(
        reverse("tenders:section", args=[draft.pk, "contract"]),
        {
            "after": 1,
            "months": "48",
            "exit_text": "Data are returned as CSV.",
            "options-TOTAL_FORMS": 1,
            "options-INITIAL_FORMS": 0,
            "options-0-months": "12",
            "options-0-condition": "It works.",
            "breaks-TOTAL_FORMS": 0,
            "breaks-INITIAL_FORMS": 0,
        },
    )


def choose(ada, draft, act="save", latest=2, **choices):
    return ada.post(
        reverse("tenders:choose", args=[draft.pk, "contract"]),
        {"base": 1, "latest": latest, "mine": section_text(MINE), "act": act, **choices},
    )


def ticked(response):
    """{label of a place: the side that is ticked}"""
    return {
        row["label"]: next((option["value"] for option in row["options"] if option["ticked"]), None)
        for row in response.context["rows"]
    }


def contract_of(draft):
    return gather.content_of(draft).contract


def test_whoever_saves_second_sees_only_what_differs(ada, draft):
    response = late_save(ada, draft)

    assert response.status_code == 409
    assert "Ivo Marsh saved this section" in text_of(response)
    assert ticked(response) == {
        "Firm term in months": None,
        "Extension 1": "mine",
        "Days after the end in which data can be fetched": "theirs",
        "What the supplier does at the end": "mine",
    }
    assert "<b>returned as CSV.</b>" in response.content.decode()
    assert contract_of(draft) == THEIRS


def focused(response):
    """The ids of what takes the focus when the page comes."""
    return re.findall(r'id="([^"]+)"[^>]* autofocus', response.content.decode())


def test_the_first_choice_that_is_not_made_takes_the_focus(ada, draft):
    assert focused(late_save(ada, draft)) == ["choice-0-theirs"]
    assert focused(choose(ada, draft, act="mine")) == []

    refused = choose(ada, draft, **{"choice-1": "theirs"})
    assert focused(refused) == ["choice-0-theirs"]


def test_a_choice_is_saved_over_the_latest(ada, draft):
    response = choose(
        ada, draft, **{f"choice-{no}": side for no, side in enumerate(["mine", "mine", "theirs", "mine"])}
    )

    assert response["Location"].endswith("/edit/contract/#answer")
    assert contract_of(draft) == Contract(
        months=48, exit_days=30, exit_text=MINE.exit_text, options=(OptionTerm(12, "It works."),)
    )
    assert [saved.no for saved in queries.saves_of(draft, SectionKey.CONTRACT)] == [3, 2, 1]


def test_a_place_without_a_choice_is_asked_for_again(ada, draft):
    response = choose(ada, draft, **{"choice-1": "theirs"})

    assert response.status_code == 409
    assert 'href="#choice-0-theirs"' in text_of(response)
    assert ticked(response)["Extension 1"] == "theirs"
    assert contract_of(draft) == THEIRS


@pytest.mark.parametrize("side", ["theirs", "mine"])
def test_a_button_for_all_ticks_one_side_and_saves_nothing(side, ada, draft):
    response = choose(ada, draft, act=side)

    assert set(ticked(response).values()) == {side}
    assert contract_of(draft) == THEIRS


def test_a_third_save_is_shown_to_whoever_is_still_choosing(ada, draft):
    services.save(tender=draft, value=Contract(months=12), after=2, by=draft.ada, at=AT)

    response = choose(ada, draft, **{f"choice-{no}": "mine" for no in range(4)})

    assert response.status_code == 409
    assert contract_of(draft) == Contract(months=12)
    assert response.context["latest"] == 3


def test_a_version_that_cannot_be_read_is_refused(ada, draft):
    response = ada.post(
        reverse("tenders:choose", args=[draft.pk, "contract"]),
        {"base": 1, "latest": 2, "mine": '{"months":"soon"}', "act": "save"},
    )

    assert response.status_code == 302
    assert contract_of(draft) == THEIRS
