"""Who may see, freeze and evaluate again: every condition, with its reason."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404

from core.access import YES, Refused
from procurement.evaluations import access
from procurement.evaluations.access import EvaluationAction
from procurement.evaluations.models import Evaluation
from procurement.tenders.models import Tender
from tests import builders

pytestmark = pytest.mark.django_db

SEE, FREEZE, RERUN = EvaluationAction.SEE, EvaluationAction.FREEZE, EvaluationAction.RERUN
NOT_YET = "Marks are shown when quality is locked and prices are open."
NOT_YOURS = "Bids are shown to officers and auditors of the authority."


def answers(user, evaluation):
    return [str(access.may(user, action, evaluation).why) or "yes" for action in (SEE, FREEZE, RERUN)]


def test_an_officer_freezes_what_is_priced():
    assert answers(builders.person("officer"), builders.evaluation_at("priced")) == [
        "yes",
        "yes",
        "Only a frozen evaluation is evaluated again.",
    ]


def test_an_officer_evaluates_again_what_is_frozen():
    assert answers(builders.person("officer"), builders.frozen_evaluation()) == [
        "yes",
        "This evaluation is frozen.",
        "yes",
    ]


@pytest.mark.parametrize("state", ["priced", "frozen"])
def test_an_auditor_reads_and_changes_nothing(state):
    only = "An officer of the authority evaluates; auditors change nothing."

    assert answers(builders.person("auditor"), builders.evaluation_at(state)) == ["yes", only, only]


@pytest.mark.parametrize("state", ["setup", "individual", "consensus", "quality_locked"])
def test_nobody_sees_marks_before_prices_are_open(state):
    evaluation = builders.evaluation_at(state)

    assert answers(builders.person("officer"), evaluation) == [NOT_YET] * 3
    assert answers(builders.person("auditor"), evaluation) == [NOT_YET] * 3


@pytest.mark.parametrize("role", [(), ("administrator",), ("opener",), ("reviewer",)])
def test_no_other_role_sees_anything(role):
    assert answers(builders.person(*role), builders.frozen_evaluation()) == [NOT_YOURS] * 3


def test_an_officer_of_another_authority_sees_nothing():
    foreign = builders.person("officer", authority=builders.authority("Another city"))

    assert answers(foreign, builders.frozen_evaluation()) == [NOT_YOURS] * 3


def test_a_panel_member_sees_no_evaluation_page():
    evaluation = builders.frozen_evaluation()

    assert answers(evaluation.lot.panel.first().user, evaluation) == [NOT_YOURS] * 3


def test_the_anonymous_sign_in_first():
    assert answers(AnonymousUser(), builders.frozen_evaluation()) == ["Sign in first."] * 3


def test_an_officer_who_left_sees_nothing():
    officer = builders.person("officer")
    officer.is_active = False

    assert answers(officer, builders.frozen_evaluation()) == [NOT_YOURS] * 3


@pytest.mark.usefixtures("rows_may_change")
def test_bids_stay_sealed_whatever_the_evaluation_says():
    evaluation = builders.frozen_evaluation()
    Tender.objects.update(state="open")

    reread = Evaluation.objects.get(pk=evaluation.pk)

    assert answers(builders.person("officer"), reread) == ["Bids are sealed until the opening."] * 3


# --- the door ---


def test_the_door_gives_the_evaluation_with_what_a_page_needs(django_assert_num_queries):
    evaluation = builders.frozen_evaluation()
    officer = builders.person("officer")

    with django_assert_num_queries(2):
        admitted = access.door(officer, evaluation.pk)
        assert (admitted, admitted.lot.tender.authority.name) == (evaluation, "City of Builders")


def test_the_door_refuses_with_the_reason():
    with pytest.raises(Refused, match="This evaluation is frozen"):
        access.door(builders.person("officer"), builders.frozen_evaluation().pk, FREEZE)


@pytest.mark.usefixtures("rows_may_change")
def test_an_evaluation_of_a_hidden_tender_is_as_missing_as_none():
    evaluation = builders.frozen_evaluation()
    Tender.objects.update(state="draft")

    with pytest.raises(Http404):
        access.door(builders.person(), evaluation.pk)
    with pytest.raises(Http404):
        access.door(builders.person("officer"), builders.person().pk)


def test_yes_is_yes():
    assert access.may(builders.person("officer"), SEE, builders.frozen_evaluation()) == YES
