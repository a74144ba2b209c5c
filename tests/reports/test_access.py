"""Who may see, download, retry and ask for a review, with the reason."""

import pytest
from django.http import Http404

from core.access import Refused
from procurement.evaluations.models import Evaluation
from procurement.reports import access
from procurement.reports.access import ReportAction
from tests import builders

pytestmark = pytest.mark.django_db
STRANGER = "Reviews are for officers and auditors of the authority."


def answers(user, report):
    """{action: "" for yes, else why}."""
    return {action: str(access.may(user, action, report).why) for action in ReportAction}


@pytest.mark.parametrize("role", ["officer", "auditor"])
def test_officers_and_auditors_see_a_review_and_have_its_file_when_it_is_ready(role):
    user = builders.person(role)

    assert answers(user, builders.finished_report()) == {
        "see": "",
        "download": "",
        "retry": "Only a failed review is tried again.",
        "repair": "",
    }


@pytest.mark.parametrize("role", ["officer", "auditor"])
def test_a_failed_review_may_be_tried_again_and_has_no_file(role):
    user = builders.person(role)

    assert answers(user, builders.failed_report()) == {
        "see": "",
        "download": "The file is not ready.",
        "retry": "",
        "repair": "Only the file of a finished review is made again.",
    }


@pytest.mark.parametrize("roles", [(), ("administrator",), ("opener",), ("reviewer",)])
def test_nobody_else_has_anything(roles):
    user = builders.person(*roles)

    assert answers(user, builders.finished_report()) == dict.fromkeys(ReportAction, STRANGER)


def test_a_review_of_another_authority_is_not_there():
    report = builders.finished_report()
    foreign = builders.person("officer", authority=builders.authority("Another city"))

    with pytest.raises(Http404):
        access.door(foreign, report.pk)
    with pytest.raises(Http404):
        access.door_to_job(foreign, report.job_id)


def test_the_door_gives_the_reason_to_whom_may_see():
    report = builders.requested_report()

    with pytest.raises(Refused, match="The file is not ready"):
        access.door(builders.person("officer"), report.pk, ReportAction.DOWNLOAD)


def test_only_a_frozen_evaluation_can_be_reviewed():
    auditor = builders.person("auditor")
    evaluations = [builders.evaluation_at(state) for state in ("individual", "priced", "frozen")]

    assert [str(access.may_request(auditor, evaluation).why) for evaluation in evaluations] == [
        "Marks are shown when quality is locked and prices are open.",
        "This evaluation is not frozen yet, so there is nothing to review.",
        "",
    ]


def test_who_may_not_see_the_bids_may_not_ask_for_a_review():
    evaluation = Evaluation.objects.get(pk=builders.frozen_evaluation().pk)

    assert not access.may_request(builders.person(), evaluation)
