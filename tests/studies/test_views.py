"""Studies in the browser: list, form without scripts, parts for HTMX, one study, the choice, the table."""

import re
from html import unescape

import pytest
from django.core.cache import cache
from django.urls import reverse

from core.models import Job
from procurement.studies import services
from procurement.studies.models import MethodStudy
from scoring.study.design import Candidate
from tests import builders
from tests.studies.test_forms import ENTRIES

pytestmark = pytest.mark.django_db
NEW = "/tenders/studies/new/"


@pytest.fixture(autouse=True)
def _nobody_is_asked_for_a_second_factor(settings):
    settings.MFA_REQUIRED_ROLES = []


@pytest.fixture
def officer(client):
    user = builders.person("officer", name="Ada Officer")
    client.force_login(user)
    return client


def source_of(response):
    assert response.status_code == 200
    return unescape(response.content.decode())


def text_of(response):
    """What a person reads: no tags, one space between words."""
    return " ".join(re.sub(r"<[^>]+>", " ", source_of(response)).split())


def page(client, study):
    return client.get(reverse("studies:detail", args=[study.pk]))


def sent(**changes):
    values = {"authority": str(builders.authority().pk)} | ENTRIES
    return values | {key.replace("__", "-"): value for key, value in changes.items()}


# --- the list ---


def test_an_empty_list_says_what_to_do_first(officer):
    source = source_of(officer.get("/tenders/studies/"))

    assert "No studies yet" in source
    assert f'href="{NEW}">Compare methods' in source


def test_the_list_shows_methods_and_what_was_chosen(officer):
    builders.method_study(title="Lamps")
    study = builders.method_study(title="Buses")
    services.choose(study=study, after=0, candidate="B", reason="Because.", by=study.by, at=builders.AT)

    text = text_of(officer.get("/tenders/studies/"))

    assert "Buses Study 2 · City of Builders A. Linear between fixed bounds B. Relative to the lowest price" in text
    assert text.index("Buses") < text.index("Lamps")
    assert text.count("not yet") == 1


def test_an_auditor_is_told_why_there_is_no_button(client):
    client.force_login(builders.person("auditor"))

    assert "An officer makes a study; auditors read it." in source_of(client.get("/tenders/studies/"))


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_long(officer, count, django_assert_num_queries):
    cache.clear()
    for seed in range(count):
        builders.method_study(seed=seed)

    with django_assert_num_queries(6):
        assert source_of(officer.get("/tenders/studies/")).count("/tenders/studies/") >= count


# --- a new one, without scripts ---


def test_the_form_begins_with_an_example_and_a_seed(officer):
    source = source_of(officer.get(NEW))

    assert re.search(r'name="seed" value="[1-9]\d{5}"', source)
    assert 'name="a-p_Pmin"' in source
    assert "Bid 1; 95000; 80" in source
    assert "There is a problem" not in source


def test_what_is_sent_becomes_a_study_and_a_job(officer):
    response = officer.post(NEW, sent())

    study = MethodStudy.objects.get()
    assert (response.status_code, response.url) == (302, reverse("studies:detail", args=[study.pk]))
    assert (study.title, study.by.name, study.inputs["tenders"]) == ("Parking sensors", "Ada Officer", 20_000)
    assert list(Job.objects.values_list("kind", "target", "state")) == [
        ("tenders.simulate_study", str(study.pk), "requested")
    ]


def test_what_is_wrong_leads_to_its_field_and_nothing_typed_is_lost(officer):
    source = source_of(officer.post(NEW, sent(price_points="40,5", a__p_Pmax="", title="Lamps & more")))

    assert re.findall(r'<li><a href="(#[^"]+)">', source) == ["#id_price_points", "#id_a-p_Pmax"]
    assert "<title>Error: New study" in source
    for kept in ('value="40,5"', 'value="Lamps & more"', 'name="a-p_Pmin" value="60"', "B; 100; 90", 'value="7"'):
        assert kept in source
    assert 'aria-invalid="true"' in source
    assert MethodStudy.objects.count() == 0


def test_without_scripts_a_button_shows_the_parameters_and_judges_nothing(officer):
    source = source_of(officer.post(NEW, sent(title="", b__formula="log_lowest", show="1")))

    assert 'name="b-p_A"' in source
    assert 'name="a-p_Pmin" value="60"' in source
    assert "There is a problem" not in source
    assert MethodStudy.objects.count() == 0


def test_what_somebody_typed_is_shown_as_text(officer):
    text = officer.post(NEW, sent(title="", bids="<script>alert(1)</script>")).content.decode()

    assert "<script>alert(1)" not in text
    assert "&lt;script&gt;alert(1)" in text


# --- parts for HTMX ---


def test_choosing_a_method_brings_the_fields_that_it_needs(officer):
    response = officer.get("/tenders/studies/method/", {"letter": "B", "b-formula": "below_base", "currency": "sek"})

    source = source_of(response)
    assert re.findall(r'name="([^"]+)"', source) == ["b-p_B", "b-p_e", "b-scaling", "b-quality_minimum"]
    assert "An amount in SEK." in source
    assert "<html" not in source


def test_a_currency_in_an_address_is_text_and_no_markup(officer):
    asked = {"letter": "A", "a-formula": "fixed_linear", "currency": "<i>"}

    page = officer.get("/tenders/studies/method/", asked).content.decode()

    assert "An amount in &lt;I&gt;." in page
    assert "<I>" not in page


def test_what_two_methods_share_stays_typed(officer):
    typed = {"letter": "A", "a-formula": "base_relative", "a-p_B": "90000", "a-quality_minimum": "40"}

    source = source_of(officer.get("/tenders/studies/method/", typed))

    assert 'name="a-p_B" value="90000"' in source
    assert 'name="a-quality_minimum" value="40"' in source


@pytest.mark.parametrize("query", [{}, {"letter": "E"}, {"letter": "AB"}])
def test_there_are_four_places_for_methods(officer, query):
    assert officer.get("/tenders/studies/method/", query).status_code == 404


def test_no_method_needs_nothing(officer):
    assert source_of(officer.get("/tenders/studies/method/", {"letter": "A", "a-formula": ""})).strip() == ""


# --- one study ---


def test_a_study_shows_methods_side_by_side_with_their_warnings(officer):
    text = text_of(page(officer, builders.method_study()))

    assert "A Linear between fixed bounds The price earns all its points at 60 or less" in text
    assert "B wins at €100.00, before C. Warnings Nothing excludes a price above 140" in text
    assert "A wins at €120.00, before B. Warnings One losing bid can decide which of two others wins" in text


def test_a_study_shows_places_figures_and_what_one_losing_bid_can_do(officer):
    source = source_of(page(officer, builders.method_study()))
    text = " ".join(re.sub(r"<[^>]+>", " ", source).split())

    assert "C €80.00 70 % 2 72.00 30.00 for the price 3 82.00 40.00 for the price" in text
    assert "C nothing changes B wins instead" in text
    assert "In short No losing bid of these decides who wins. Who wins hangs on a bid that loses: C." in text


def test_a_curve_is_drawn_with_words_at_its_points_and_numbers_beside(officer):
    source = source_of(page(officer, builders.method_study()))

    assert source.count('<circle class="tip"') == 2 * 41
    assert "<title>A. Linear between fixed bounds: 56 → 40.00</title>" in source
    assert '<th scope="row">56</th><td class="num">40.00</td><td class="num">40.00</td>' in source


def test_an_index_is_drawn_in_percent_of_its_highest_and_money_as_money(officer):
    study = builders.method_study(candidates=[Candidate("A", "vfm_index"), Candidate("B", "lowest_price")])

    text = text_of(page(officer, study))

    assert "A. Value-for-money index: the figure of B at other prices" in text
    assert "Figure, in percent of its highest" in text
    assert "Evaluated amount, EUR" in text


def test_a_method_under_which_nobody_can_be_ranked_says_why(officer):
    study = builders.method_study(candidates=[Candidate("A", "fixed_budget", {"B": "1"})])

    text = text_of(page(officer, study))

    assert "No bid is admissible under it." in text
    assert "not ranked C is excluded: its price lies above the published limit." in text
    assert "There is no winner to change." in text


def test_while_the_rates_are_simulated_the_page_asks_again_and_works_without_scripts(officer):
    study = builders.requested_study()

    source = source_of(page(officer, study))

    url = reverse("studies:rates", args=[study.pk])
    assert f'hx-get="{url}" hx-trigger="every 2s"' in source
    assert "A worker takes it up in a moment." in source
    assert re.search(rf'<a href="{reverse("studies:detail", args=[study.pk])}">Show how far it is', source)
    assert officer.get(url).url == reverse("studies:detail", args=[study.pk])


def test_the_part_that_htmx_asks_for_holds_the_progress_alone(officer):
    study = builders.requested_study()
    Job.objects.update(
        percent=37, message="Method B: 9,600 of 20,000 tenders", state="running", lease_until=builders.AT
    )

    source = source_of(officer.get(reverse("studies:rates", args=[study.pk]), headers={"HX-Request": "true"}))

    assert "<html" not in source
    assert "Method B: 9,600 of 20,000 tenders" in source
    assert '<progress max="100" value="37"' in source


def test_the_rates_are_drawn_when_they_are_there_and_nothing_asks_again(officer):
    study = builders.simulated_study(candidates=[Candidate("A", "min_max")], tenders=200)

    response = officer.get(reverse("studies:rates", args=[study.pk]), headers={"HX-Request": "true"})

    assert "hx-get" not in source_of(response)
    assert "A. Between the lowest and the highest price 8 % 16 0 200" in text_of(response)
    assert "Tenders in which one losing bid decided who wins, in percent" in text_of(response)


def test_a_failed_simulation_says_why_and_can_be_asked_for_again(officer):
    study = builders.requested_study()
    Job.objects.update(state="failed", why="Given up after 5 attempts.")
    assert "The tenders were not simulated Given up after 5 attempts." in text_of(page(officer, study))

    response = officer.post(reverse("studies:simulate", args=[study.pk]))

    assert response.url == reverse("studies:detail", args=[study.pk]) + "#rates"
    assert list(Job.objects.values_list("state", "why")) == [("requested", "")]


# --- the choice ---


def test_a_choice_made_meanwhile_comes_back_with_the_form(officer):
    study = builders.method_study()
    services.choose(study=study, after=0, candidate="A", reason="Because.", by=study.by, at=builders.AT)

    answer = officer.post(
        reverse("studies:choose", args=[study.pk]), {"after": 0, "candidate": "B", "reason": "The law asks for it."}
    )

    assert "Another method was chosen meanwhile." in source_of(answer)
    assert 'name="after" value="1"' in source_of(answer)
    assert study.choices.count() == 1


def test_a_choice_is_shown_with_who_when_why_and_the_warnings_accepted(officer):
    study = builders.method_study()

    response = officer.post(
        reverse("studies:choose", args=[study.pk]), {"after": 0, "candidate": "B", "reason": "The law asks for it."}
    )

    assert response.url == reverse("studies:detail", args=[study.pk]) + "#chosen"
    text = text_of(page(officer, study))
    assert "Chosen: B. Relative to the lowest price The law asks for it. Warnings that were shown and accepted:" in text
    assert re.search(r"a zero counts as\. Ada Officer, \d+ \w+ \d{4}, \d\d:\d\d UTC", text)


def test_a_choice_without_a_reason_comes_back_with_what_is_wrong(officer):
    study = builders.method_study()

    source = source_of(
        officer.post(reverse("studies:choose", args=[study.pk]), {"after": 0, "candidate": "B", "reason": ""})
    )

    assert '<a href="#id_reason">Why this one: Give the reason: a choice is kept with it.</a>' in source
    assert re.search(r'value="B"[^>]*checked', source)
    assert study.choices.count() == 0


def test_a_choice_of_nothing_is_refused(officer):
    study = builders.method_study()

    source = source_of(officer.post(reverse("studies:choose", args=[study.pk]), {"reason": "Why."}))

    assert '<a href="#id_candidate_0">Which method: Choose one of the methods.</a>' in source


def test_an_auditor_reads_the_study_and_is_told_who_chooses(client):
    client.force_login(builders.person("auditor"))

    source = source_of(page(client, builders.method_study()))

    assert "An officer of the authority chooses; auditors change nothing." in source
    assert "Study again" not in source


def test_studying_again_begins_with_a_copy(officer):
    study = builders.method_study(title="Lamps")

    source = source_of(officer.get(f"{NEW}?from={study.pk}"))

    assert 'value="Lamps"' in source
    assert 'name="a-p_Pmax" value="140"' in source
    assert "B; 100; 90" in source


@pytest.mark.parametrize("source", ["x", "", "00000000-0000-0000-0000-000000000000"])
def test_a_copy_of_nothing_is_missing(officer, source):
    assert officer.get(f"{NEW}?from={source}").status_code == 404


def test_a_copy_of_what_one_may_not_see_is_missing(officer):
    hidden = builders.method_study(authority=builders.authority("Elsewhere"))

    assert officer.get(f"{NEW}?from={hidden.pk}").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_a_study_costs_the_same_whatever_its_size(officer, count, django_assert_num_queries):
    cache.clear()
    study = builders.simulated_study(candidates=[Candidate(letter, "min_max") for letter in "ABC"[:count]])
    for number in range(count):
        services.choose(
            study=study, after=number, candidate="A", reason=f"Reason {number}.", by=study.by, at=builders.AT
        )

    with django_assert_num_queries(9):
        assert "Chosen: A." in source_of(page(officer, study))
