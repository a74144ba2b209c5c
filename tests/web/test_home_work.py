"""The start puts work before everything else: buttons that do it, and what is only to be read beside it."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from core.models import Membership, Role
from procurement.tenders.models import Clarification, Tender
from procurement.web.home import home_shape
from tests import builders
from tests.architecture.rows import make
from tests.web.asking import asked
from tests.web.test_home import opened_for_bids, titles

pytestmark = pytest.mark.django_db
NOW = builders.AT + timedelta(days=30)


@pytest.fixture(autouse=True)
def _no_second_factor(settings):
    settings.MFA_REQUIRED_ROLES = []


def home(user):
    return home_shape(user, now=NOW)


def test_what_is_to_do_stands_before_what_is_to_read(city, officer):
    builders.evaluation_at("priced", authority=city)
    builders.failed_report(authority=city)
    deadline = NOW + timedelta(days=1)
    make(Tender, state="open", price_formula="lowest_price", publish_no=99, deadline_at=deadline, authority=city)

    shape = home(officer)

    assert [section.id for section in shape.sections] == ["evaluate", "failed"]
    assert [section.id for section in shape.beside] == ["closing", "reviews"]
    assert (shape.headline, shape.lead) == ("1 lot waits to be evaluated", "1 review failed")


def test_many_memberships_are_one_line_above_the_work_and_all_of_them_beside_it(client, city, officer):
    for number in range(40):
        elsewhere = builders.authority(f"Town {number:02}")
        Membership.objects.create(user=officer, authority=elsewhere, role=Role.AUDITOR)
    builders.evaluation_at("priced", authority=city, title="Lamps")
    client.force_login(officer)

    shape, text = home(officer), client.get("/").content.decode()

    assert shape.role == "Procurement officer: Larkmouth, and 40 more authorities"
    assert shape.roles == ("Procurement officer: Larkmouth", *(f"Auditor: Town {number:02}" for number in range(40)))
    assert text.index(shape.role) < text.index("Check and evaluate") < text.index("Auditor: Town 00")


def test_the_note_of_a_role_pushes_no_work_down(city, officer):
    Membership.objects.create(user=officer, authority=city, role=Role.ADMINISTRATOR)
    builders.evaluation_at("priced", authority=city)

    shape = home(officer)

    assert (shape.notes, [note.title for note in shape.notes_beside]) == (
        (),
        ["Invite a second administrator"],
    )


def test_a_button_names_what_it_does_and_for_what(client, city, officer):
    evaluation = builders.evaluation_at("priced", authority=city, title="Lamps")
    report = builders.failed_report(authority=city)
    client.force_login(officer)

    text = client.get("/").content.decode()

    about = f"Lamps, {evaluation.lot.tender.ref} · Lot 1 · Larkmouth"
    url = reverse("evaluations:freeze", args=[evaluation.pk])
    assert f'<a class="button" href="{url}">Check and evaluate<span class="unseen">: {about}</span></a>' in text
    assert f'<form method="post" action="{reverse("reports:retry", args=[report.pk])}">' in text
    assert text.count('class="button"') == 1


def test_a_failed_review_is_tried_again_from_the_start(city, officer):
    report = builders.failed_report(authority=city)
    client = Client(enforce_csrf_checks=True)
    client.force_login(officer)

    form = re.search(
        r'<form method="post" action="(/reports/[^"]+)"><input type="hidden" name="csrfmiddlewaretoken" value="(\w+)">',
        client.get("/").content.decode(),
    )
    answer = client.post(form[1], {"csrfmiddlewaretoken": form[2]})

    report.job.refresh_from_db()
    assert (answer.status_code, answer.url) == (302, reverse("reports:detail", args=[report.pk]))
    assert report.job.state != "failed"


def test_a_draft_without_a_method_is_given_one(city, officer):
    make(Tender, state="draft", authority=city, title="Lamps", price_formula="")
    make(Tender, state="draft", authority=city, title="Buses", price_formula="fixed_linear")

    drafts = next(section.tasks for section in home(officer).sections if section.id == "drafts")

    assert {item.title: (item.act, item.act_url) for item in drafts} == {
        "Lamps": ("Compare methods", reverse("studies:new")),
        "Buses": ("", ""),
    }


def test_questions_that_wait_are_told_with_when_answers_are_due(city, officer):
    late = opened_for_bids(9, authority=city, answers_by_at=NOW - timedelta(days=1))
    early = opened_for_bids(20, authority=city, answers_by_at=NOW + timedelta(days=3))
    elsewhere = opened_for_bids(5, authority=builders.authority("Elsewhere"))
    asked(early, 2)
    asked(late)
    asked(elsewhere)

    [section] = [section for section in home(officer).sections if section.id == "questions"]

    assert section.title == "3 questions wait for an answer"
    assert [(task.title, task.over, task.note.partition(" ")[0], task.tone) for task in section.tasks] == [
        ("Closes in 9", f"{late.ref} · 1 question", "answers", "warn"),
        ("Closes in 20", f"{early.ref} · 2 questions", "answers", "accent"),
    ]
    assert section.tasks[0].note.startswith("answers were due ")
    assert section.tasks[1].note.startswith("answers by ")
    assert section.tasks[0].url == reverse("tenders:questions", args=[late.pk])


def test_questions_are_told_to_officers_alone_and_not_once_answered(city, officer):
    tender = opened_for_bids(9, authority=city)
    asked(tender)

    assert "questions" in titles(home(officer))
    for other in (builders.person("auditor", authority=city), builders.person()):
        assert "questions" not in titles(home(other))

    Clarification.objects.update(state="refused", why="Not about this tender.")
    assert "questions" not in titles(home(officer))
