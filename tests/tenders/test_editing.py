"""Officers write a draft on its pages: what they may, what is kept, what comes back with the form."""

from fractions import Fraction
from html import unescape

import pytest
from django.urls import reverse

from procurement.tenders import gather, queries, services
from procurement.tenders.models import Tender
from procurement.tenders.sections import BreakTerm, Contract, OptionTerm, SectionKey
from tests import builders

pytestmark = pytest.mark.django_db
AT = builders.AT


@pytest.fixture(autouse=True)
def _no_second_factor(settings):
    settings.MFA_REQUIRED_ROLES = []
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}  # limits cost no query


@pytest.fixture
def officer():
    city = builders.authority(currency="EUR", basis="net")
    return builders.person("officer", authority=city, name="Ada Officer")


@pytest.fixture
def draft(officer):
    return services.begin(authority=builders.authority(), title="Lights", by=officer, at=AT)


@pytest.fixture
def page(client, officer):
    client.force_login(officer)
    return client


def text_of(response):
    return unescape(response.content.decode())


def contract_data(after=0, act="save", **fields):
    rows = {"options-TOTAL_FORMS": 0, "options-INITIAL_FORMS": 0, "breaks-TOTAL_FORMS": 0, "breaks-INITIAL_FORMS": 0}
    return {"after": after, "act": act, **rows, **fields}


def contract_url(draft):
    return reverse("tenders:section", args=[draft.pk, "contract"])


def saved_contract(draft):
    return gather.content_of(draft).contract


# --- a new draft ---


def test_a_new_draft_begins_empty_and_leads_to_its_overview(page, officer):
    response = page.post(
        reverse("tenders:new"),
        {"authority": officer.memberships.get().authority_id, "title": "Parking", "beginning": "empty"},
    )

    tender = Tender.objects.get()
    assert (response.status_code, response["Location"]) == (302, reverse("tenders:edit", args=[tender.pk]))
    assert (tender.title, tender.state, tender.currency, tender.basis) == ("Parking", "draft", "EUR", "net")


def test_a_new_draft_without_a_title_is_asked_for_one(page, officer):
    response = page.post(reverse("tenders:new"), {"authority": officer.memberships.get().authority_id, "title": ""})

    assert "Say in a few words what will be bought." in text_of(response)
    assert not Tender.objects.exists()


def test_a_draft_cannot_be_begun_for_another_city(page):
    other = builders.authority("Elsewhere")

    page.post(reverse("tenders:new"), {"authority": other.pk, "title": "Parking", "beginning": "empty"})

    assert not Tender.objects.exists()


def test_the_list_offers_a_new_tender_to_officers_alone(page, client):
    assert reverse("tenders:new") in text_of(page.get(reverse("tenders:list")))

    client.force_login(builders.person("auditor"))

    assert reverse("tenders:new") not in text_of(client.get(reverse("tenders:list")))
    assert client.get(reverse("tenders:new")).status_code == 403


# --- the overview ---


def test_the_overview_counts_what_stops_publication(page, draft):
    text = text_of(page.get(reverse("tenders:edit", args=[draft.pk])))

    assert "things stop publication" in text
    assert "Written by Ada Officer" in text
    assert contract_url(draft) in text


@pytest.mark.parametrize("saves", [1, 3])
def test_the_overview_costs_the_same_for_many_saves(saves, page, officer, draft, django_assert_num_queries):
    for no in range(saves):
        services.save(tender=draft, value=Contract(months=12 + no), after=no, by=officer, at=AT)

    page.get(reverse("tenders:edit", args=[draft.pk]))
    with django_assert_num_queries(OVERVIEW_QUERIES):
        page.get(reverse("tenders:edit", args=[draft.pk]))


OVERVIEW_QUERIES = (
    15  # session, person, roles, tender, saves, authors, clock, four of the gate, four of the opening keys
)


def test_the_page_of_a_draft_leads_officers_to_its_overview(page, draft):
    edit = reverse("tenders:edit", args=[draft.pk])

    assert edit in text_of(page.get(reverse("tenders:detail", args=[draft.pk])))
    assert edit not in text_of(page.get(reverse("tenders:detail", args=[builders.tender_at().pk])))


# --- a section ---


def test_a_section_is_saved_with_its_rows(page, draft):
    response = page.post(
        contract_url(draft),
        contract_data(
            months="36",
            renews_silently="no",
            export_formats="CSV\r\n GeoJSON \r\n\r\n",
            exit_days="60",
            exit_text="One\r\nTwo",
            **{
                "options-TOTAL_FORMS": 2,
                "options-0-months": "12",
                "options-0-condition": "It works.",
                "options-1-months": "",
                "breaks-TOTAL_FORMS": 1,
                "breaks-0-month": "18",
                "breaks-0-notice_days": "180",
                "breaks-0-fee": "1500.50",
            },
        ),
    )

    assert response["Location"] == f"{contract_url(draft)}#answer"
    assert saved_contract(draft) == Contract(
        months=36,
        options=(OptionTerm(12, "It works."),),
        breaks=(BreakTerm(18, 180, Fraction("1500.5")),),
        renews_silently=False,
        export_formats=("CSV", "GeoJSON"),
        exit_days=60,
        exit_text="One\nTwo",
    )


def test_what_is_saved_comes_back_in_the_form_and_saving_it_again_stores_nothing(page, officer, draft):
    contract = Contract(months=36, breaks=(BreakTerm(18, 180, Fraction("0.5")),), renews_silently=True)
    services.save(tender=draft, value=contract, after=0, by=officer, at=AT)

    form = page.get(contract_url(draft)).context["form"]
    page.post(contract_url(draft), {**_sent(form), "after": 1, "act": "save"})

    assert [saved.no for saved in queries.saves_of(draft, SectionKey.CONTRACT)] == [1]


def _sent(form):
    """What a browser sends for a form that nobody touched."""
    sent = {}
    for part in [form, *(part for rows in form.rows.values() for part in (rows.management_form, *rows.forms))]:
        for field in part:
            value = field.value()
            sent[field.html_name] = "" if value is None else str(value)
    return sent


def test_save_and_back_leads_to_the_overview(page, draft):
    response = page.post(contract_url(draft), contract_data(act="back", months="12"))

    assert response["Location"] == reverse("tenders:edit", args=[draft.pk])


def test_what_cannot_be_read_comes_back_with_a_link_to_its_field(page, draft):
    response = page.post(
        contract_url(draft),
        contract_data(months="soon", **{"breaks-TOTAL_FORMS": 1, "breaks-0-month": "x"}),
    )

    text = text_of(response)
    assert 'href="#id_months"' in text
    assert 'href="#id_breaks-0-month"' in text
    assert "contract" not in gather.content_of(draft).written


def test_a_row_is_added_dropped_and_raised_without_a_save(page, draft):
    two = {"options-TOTAL_FORMS": 2, "options-0-condition": "first", "options-1-condition": "second"}

    def conditions(act):
        form = page.post(contract_url(draft), contract_data(act=act, months="soon", **two)).context["form"]
        return [row["condition"].value() for row in form.rows["options"]], form.problems()

    assert conditions("add:options") == (["first", "second", None], [])
    assert conditions("drop:options:0") == (["second"], [])
    assert conditions("up:options:1") == (["second", "first"], [])
    assert conditions("up:options:0") == (["first", "second"], [])
    assert conditions("drop:options:7") == (["first", "second"], [])
    assert "contract" not in gather.content_of(draft).written


def test_an_act_that_nobody_knows_changes_nothing(page, draft):
    response = page.post(contract_url(draft), contract_data(act="explode", months="12"))

    assert response.status_code == 200
    assert "contract" not in gather.content_of(draft).written


def test_whoever_is_late_stores_nothing(page, officer, draft):
    services.save(tender=draft, value=Contract(months=24), after=0, by=officer, at=AT)

    response = page.post(contract_url(draft), contract_data(after=0, months="48"))

    assert response.status_code == 409
    assert "Ada Officer saved this section" in text_of(response)
    assert saved_contract(draft) == Contract(months=24)


def test_a_section_without_an_editor_and_one_that_is_none_are_missing(page, draft):
    assert page.get(reverse("tenders:section", args=[draft.pk, "nonsense"])).status_code == 404


# --- earlier saves ---


def test_an_earlier_save_is_brought_back(page, officer, draft):
    services.save(tender=draft, value=Contract(months=24), after=0, by=officer, at=AT)
    services.save(tender=draft, value=Contract(months=48), after=1, by=officer, at=AT)

    page.post(reverse("tenders:restore", args=[draft.pk, "contract", 1]), {"after": 2})

    assert saved_contract(draft) == Contract(months=24)
    assert "brought back from save 1" not in text_of(page.get(reverse("tenders:saves", args=[draft.pk, "contract"])))
    assert [(saved.no, saved.restored) for saved in queries.saves_of(draft, SectionKey.CONTRACT)] == [
        (3, 1),
        (2, 0),
        (1, 0),
    ]


# --- who may ---


@pytest.mark.parametrize("role", [None, "auditor", "opener", "reviewer", "administrator"])
def test_nobody_but_officers_of_the_authority_reaches_a_draft(role, client, draft):
    client.force_login(builders.person(*([role] if role else []), authority=draft.authority))

    assert [client.get(url).status_code for url in _addresses(draft)] == [404, 404, 404]
    assert client.post(contract_url(draft), contract_data(months="12")).status_code == 404


def test_an_officer_of_another_city_reaches_no_draft(client, draft):
    client.force_login(builders.person("officer", authority=builders.authority("Elsewhere")))

    assert [client.get(url).status_code for url in _addresses(draft)] == [404, 404, 404]


def test_a_tender_in_review_is_read_and_not_written(page, draft):
    Tender.objects.filter(pk=draft.pk).update(state="review", no_method_why="A sample.")

    overview = page.get(reverse("tenders:edit", args=[draft.pk]))
    sent = page.post(contract_url(draft), contract_data(months="12"))

    assert "A second officer reads this tender." in text_of(overview)
    assert contract_url(draft) not in text_of(overview)
    assert sent.status_code == 403


def test_a_published_tender_is_not_written(page, officer):
    tender = builders.tender_at(authority=builders.authority())

    assert page.get(reverse("tenders:edit", args=[tender.pk]))["Location"] == reverse(
        "tenders:detail", args=[tender.pk]
    )
    assert page.get(contract_url(tender)).status_code == 403


def _addresses(draft):
    return [
        reverse("tenders:edit", args=[draft.pk]),
        contract_url(draft),
        reverse("tenders:saves", args=[draft.pk, "contract"]),
    ]


# --- who is writing ---


def test_another_officer_who_has_a_section_open_is_named_for_five_minutes(page, client, draft, move_clock):
    page.get(contract_url(draft))
    client.force_login(builders.person("officer", authority=draft.authority, name="Ivo Marsh"))

    section, overview = client.get(contract_url(draft)), client.get(reverse("tenders:edit", args=[draft.pk]))
    move_clock(minutes=6)
    later = client.get(reverse("tenders:edit", args=[draft.pk]))

    assert "Ada Officer is writing here" in text_of(section)
    assert "Ada Officer is writing here" in text_of(overview)
    assert "Ivo Marsh is writing here" not in text_of(overview)
    assert "is writing here" not in text_of(later)


def test_whoever_goes_back_is_writing_no_more(page, client, draft):
    page.get(contract_url(draft))
    page.post(contract_url(draft), contract_data(act="back", months="12"))
    client.force_login(builders.person("officer", authority=draft.authority, name="Ivo Marsh"))

    assert "is writing here" not in text_of(client.get(reverse("tenders:edit", args=[draft.pk])))
