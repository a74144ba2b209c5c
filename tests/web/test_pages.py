"""A tender with its evaluations, an evaluation with its reviews: pages that span stages."""

import re

import pytest
from django.urls import reverse

from core.assembly import sections_of
from core.models import Job
from procurement.evaluations.beside import LotEvaluation, TenderEvaluations
from procurement.tenders import pages
from procurement.tenders.models import Tender
from procurement.tenders.services import refer
from tests import builders

pytestmark = pytest.mark.django_db
MARKS_HIDDEN = "Marks are shown when quality is locked and prices are open."


@pytest.fixture(autouse=True)
def _no_second_factor(settings):
    settings.MFA_REQUIRED_ROLES = []


def page_of(tender, user):
    """Everything that the page of a tender says, without its template."""
    row = Tender.objects.select_related("authority").get(pk=tender.pk)
    sections = sections_of("tenders:detail", row, user, builders.AT)
    return pages.detail_page(row, user, now=builders.AT) | sections


def evaluations_of(tender, user):
    [section] = [part for part in page_of(tender, user)["beside"] if part.template == "evaluations/_of_tender.html"]
    return section.content


def page_text(client, user, route, row):
    client.force_login(user)
    response = client.get(reverse(route, args=[row.pk]))
    assert response.status_code == 200
    return response.content.decode()


# --- a tender ---


def test_officers_and_auditors_are_led_to_each_lot_s_evaluation(city, officer, auditor):
    tender = builders.tender_at("opened", authority=city, lots=2, evaluation="priced")
    evaluations = [lot.evaluation for lot in tender.lots.order_by("no")]

    for reader in (officer, auditor):
        assert evaluations_of(tender, reader) == TenderEvaluations(
            why="",
            rows=tuple(
                LotEvaluation(
                    source_outcome="",
                    title=f"Lot {number}: Lot {number}",
                    url=reverse("evaluations:detail", args=[evaluation.pk]),
                    why="",
                    state="Prices open",
                    tone="warn",
                )
                for number, evaluation in enumerate(evaluations, start=1)
            ),
        )


@pytest.mark.parametrize("state", ["setup", "individual", "consensus", "quality_locked"])
def test_an_evaluation_that_may_not_be_opened_yet_says_why_and_is_no_link(client, city, officer, state):
    evaluation = builders.evaluation_at(state, authority=city)

    [row] = evaluations_of(evaluation.lot.tender, officer).rows
    assert (row.url, row.why) == ("", MARKS_HIDDEN)
    text = page_text(client, officer, "tenders:detail", evaluation.lot.tender)
    assert MARKS_HIDDEN in text
    assert reverse("evaluations:detail", args=[evaluation.pk]) not in text


@pytest.mark.parametrize(
    ("state", "roles", "why"),
    [
        ("open", ["officer"], "Bids are sealed until the opening."),
        ("closed", ["auditor"], "Bids are sealed until the opening."),
        ("opened", [], "Bids are shown to officers and auditors of the authority."),
        ("opened", ["administrator"], "Bids are shown to officers and auditors of the authority."),
    ],
)
def test_who_may_not_see_bids_is_told_why(client, city, state, roles, why):
    tender = builders.tender_at(state, authority=city)
    user = builders.person(*roles, authority=city)

    assert evaluations_of(tender, user) == TenderEvaluations(why)
    assert why in page_text(client, user, "tenders:detail", tender)


def test_a_tender_without_an_evaluation_says_so(client, city, officer):
    tender = builders.tender_at("opened", authority=city)

    assert "No evaluation has begun." in page_text(client, officer, "tenders:detail", tender)


def test_a_supplier_s_page_of_an_opened_tender_holds_no_bid_and_no_mark(client, city, officer):
    evaluation = builders.frozen_evaluation(authority=city)
    tender = evaluation.lot.tender
    result = reverse("evaluations:detail", args=[evaluation.pk])
    leaks = ["3 bids submitted", "3 bids read out", "Evaluated and frozen", result]

    inside = page_text(client, officer, "tenders:detail", tender)
    outside = page_text(client, builders.person(), "tenders:detail", tender)

    assert [leak for leak in leaks if leak not in inside] == []
    assert [leak for leak in (*leaks, "Firm 1", "91,000", "Agreed 1") if leak in outside] == []


def test_the_officer_of_a_draft_reads_its_past_and_its_missing_bids(client, city, officer):
    tender = builders.tender_at("review", authority=city)

    text = page_text(client, officer, "tenders:detail", tender)

    assert "Sent to a second officer" in text
    assert "Acts next: Second officer" in text


@pytest.mark.usefixtures("rows_may_change")
def test_before_the_opening_even_the_officer_is_not_told_how_many_bids_came(city, officer):
    tender = builders.tender_at("opened", authority=city, bids=3)
    Tender.objects.filter(pk=tender.pk).update(state="closed")

    acts = [item.what for item in page_of(tender, officer)["timeline"]]

    assert [what for what in acts if "bid" in what and any(char.isdigit() for char in what)] == []


def test_the_contents_name_the_sections_that_are_there(city, officer):
    labels = {section["id"] for section in page_of(builders.tender_at("open", lots=2), officer)["sections"]}
    single = {section["id"] for section in page_of(builders.tender_at("open"), officer)["sections"]}

    assert (labels, single) == (
        {"method", "criteria", "lots", "asked", "past"},
        {"method", "criteria", "asked", "past"},
    )


def test_each_section_named_is_on_the_page(client, officer):
    text = page_text(client, officer, "tenders:detail", builders.tender_at("open", lots=2))

    named = re.findall(r'<li><a href="#([\w-]+)">', text)
    assert named == ["method", "criteria", "lots", "asked", "past"]
    assert [anchor for anchor in named if f'id="{anchor}"' not in text] == []


@pytest.mark.usefixtures("rows_may_change")
def test_a_tender_open_for_bids_counts_down_to_its_deadline(client, city):
    tender = builders.tender_at("open", authority=city)
    Tender.objects.filter(pk=tender.pk).update(deadline_at="2099-01-01T12:00:00Z")
    builders.republish(tender)

    text = page_text(client, builders.person(), "tenders:detail", tender)

    assert re.search(
        r"1 Jan 2099, 12:00\N{NO-BREAK SPACE}UTC</time> <span[^>]*>\(in [\d,]+\N{NO-BREAK SPACE}days\)", text
    )


@pytest.mark.parametrize("lots", [1, 3])
def test_a_tender_s_page_costs_the_same_whatever_its_size(city, officer, lots, django_assert_num_queries):
    tender = builders.tender_at("opened", authority=city, lots=lots, evaluation="frozen")
    tender = Tender.objects.select_related("authority").get(pk=tender.pk)

    with django_assert_num_queries(18):  # one of them reads the tender again, three the notice as a PDF
        assert len(evaluations_of(tender, officer).rows) == lots


def test_a_tender_s_page_costs_two_queries_more_where_it_refers_to_a_study(city, officer, django_assert_num_queries):
    study, draft = builders.chosen_study(authority=city), builders.open_draft(authority=city)
    refer(tender=draft, study=study, by=study.by, at=builders.AT)
    draft = Tender.objects.select_related("authority").get(pk=draft.pk)

    with django_assert_num_queries(23):  # without evaluations: nine, eleven for a draft, the roles, and these two
        page = pages.detail_page(draft, officer, now=builders.AT)
    assert page["study"]["label"] == "Method chosen in study 1"
    assert [item.what for item in page["timeline"]] == ["Method chosen in a study", "Draft"]


# --- an evaluation ---


def test_a_frozen_evaluation_is_shown_with_its_reviews_and_the_way_back(client, city, auditor):
    report = builders.finished_report(authority=city)
    evaluation, tender = report.run.lot.evaluation, report.run.lot.tender

    text = page_text(client, auditor, "evaluations:detail", evaluation)

    crumbs = re.search(r'<nav class="breadcrumbs".*?</nav>', text, re.DOTALL)[0]
    assert re.findall(r'href="([^"]+)"', crumbs) == [
        reverse("tenders:list"),
        reverse("tenders:detail", args=[tender.pk]),
    ]
    assert reverse("reports:detail", args=[report.pk]) in text
    assert reverse("reports:request", args=[evaluation.pk]) in text
    assert [name for name in ("Firm 1", "Firm 2", "Firm 3") if name not in text] == []


def test_before_the_first_run_there_is_nothing_to_review(client, city, officer):
    evaluation = builders.evaluation_at("priced", authority=city)

    text = page_text(client, officer, "evaluations:detail", evaluation)

    assert reverse("evaluations:freeze", args=[evaluation.pk]) in text
    assert reverse("reports:request", args=[evaluation.pk]) not in text


def test_evaluating_and_asking_for_a_review_work_from_the_page(client, city, officer):
    evaluation = builders.evaluation_at("priced", authority=city)
    client.force_login(officer)

    frozen = client.post(reverse("evaluations:freeze", args=[evaluation.pk]), follow=True)
    asked = client.post(reverse("reports:request", args=[evaluation.pk]), {"variant": "pdf/a-3a"}, follow=True)

    evaluation.refresh_from_db()
    assert (evaluation.state, frozen.redirect_chain) == (
        "frozen",
        [(reverse("evaluations:detail", args=[evaluation.pk]), 302)],
    )
    assert Job.objects.get().state == "requested"
    assert asked.redirect_chain[-1][0].startswith(reverse("reports:list"))


def test_of_an_evaluation_the_newest_run_is_shown(client, city, officer):
    evaluation = builders.frozen_evaluation(authority=city)
    client.force_login(officer)
    client.post(
        reverse("evaluations:rerun", args=[evaluation.pk]),
        {"supersedes": 1, "cause": "correction", "reason": "A mark was mistyped."},
    )

    text = page_text(client, officer, "evaluations:detail", evaluation)

    assert evaluation.lot.runs.count() == 2
    assert "A mark was mistyped." in text


@pytest.mark.parametrize("bids", [1, 3])
def test_an_evaluation_s_page_costs_the_same_however_many_bids(client, city, officer, bids, django_assert_num_queries):
    evaluation = builders.frozen_evaluation(authority=city, bids=bids)
    client.force_login(officer)

    with django_assert_num_queries(30):
        client.get(reverse("evaluations:detail", args=[evaluation.pk]))
