"""A draft refers to the study in which its method was chosen: what it takes over, its leaf, and why it may not."""

import json

import pytest

from core.models import AuditLeaf
from procurement.studies import services as study_services
from procurement.tenders import gather, services
from procurement.tenders.models import Tender
from procurement.tenders.sections import Method, Purchase
from procurement.tenders.states import TenderState
from scoring.study.design import Candidate
from tests import builders

pytestmark = pytest.mark.django_db

SCALED = (Candidate("A", "scaled_lowest", {"n": "3", "floor": "none"}, "best"), Candidate("B", "min_max"))


@pytest.fixture
def officer():
    return builders.person("officer")


def refer(tender, study, by):
    services.refer(tender=tender, study=study, by=by, at=builders.AT)


def method(tender):
    """What the database holds of the tender's method."""
    stored = Tender.objects.get(pk=tender.pk)
    return stored.method_study, stored.price_formula, stored.params, stored.scaling


def leaves():
    recorded = AuditLeaf.objects.filter(kind="tender.method_referred").order_by("pk")
    return [(leaf.log_id, json.loads(leaf.body)["facts"]) for leaf in recorded]


def test_a_draft_without_a_method_takes_over_the_chosen_one(officer):
    study, draft = builders.chosen_study(candidates=SCALED), builders.open_draft()

    refer(draft, study, officer)

    assert method(draft) == (study, "scaled_lowest", {"n": "3", "floor": "none"}, "best")
    assert (draft.method_study, draft.price_formula, draft.scaling) == (study, "scaled_lowest", "best")


def test_of_several_choices_the_latest_is_taken_over(officer):
    study, draft = builders.chosen_study(candidates=SCALED), builders.open_draft()
    study_services.choose(
        study=study, after=1, candidate="B", reason="No bounds are known.", by=officer, at=builders.AT
    )

    refer(draft, study, officer)

    assert method(draft) == (study, "min_max", {}, "none")
    assert [facts["choice"] for _, facts in leaves()] == [2]


def test_a_draft_keeps_the_method_that_it_names(officer):
    study, draft = builders.chosen_study(candidates=SCALED), builders.tender_at("draft")

    refer(draft, study, officer)

    assert method(draft) == (study, "fixed_linear", {"Pmin": "80000", "Pmax": "1000000"}, "none")
    assert [facts["taken"] for _, facts in leaves()] == [[]]


def test_nothing_else_of_the_draft_changes(officer):
    study, draft = builders.chosen_study(), builders.open_draft()
    before = Tender.objects.filter(pk=draft.pk).values().get()

    refer(draft, study, officer)

    after = Tender.objects.filter(pk=draft.pk).values().get()
    assert {name for name in before if before[name] != after[name]} == {"method_study_id", "price_formula", "params"}


def test_referring_leaves_a_leaf_in_the_tender_s_log_that_names_study_and_choice(officer):
    study, draft = builders.chosen_study(), builders.open_draft()

    refer(draft, study, officer)

    facts = {
        "study": str(study.pk),
        "inputs": study.inputs_sha,
        "choice": 1,
        "candidate": "A",
        "taken": ["params", "price_formula", "scaling"],
    }
    assert leaves() == [(f"tender:{draft.pk}", facts)]


def test_referring_again_changes_nothing(officer):
    study, draft = builders.chosen_study(), builders.open_draft()
    refer(draft, study, officer)
    before = method(draft)
    study_services.choose(study=study, after=1, candidate="B", reason="On second thoughts.", by=officer, at=builders.AT)

    refer(draft, study, officer)

    assert (method(draft), len(leaves())) == (before, 1)


def test_another_study_may_be_referred_to_and_the_method_stays(officer):
    first, second = builders.chosen_study(), builders.chosen_study(title="Buses", candidate="B")
    draft = builders.open_draft()

    for study in (first, second):
        refer(draft, study, officer)

    assert method(draft)[:2] == (second, "fixed_linear")
    assert [facts["taken"] for _, facts in leaves()] == [["params", "price_formula", "scaling"], []]


# --- refused ---


def refused(tender, study, by):
    """The sentence; and that nothing was written."""
    before = method(tender)
    with pytest.raises(services.NotReferable) as error:
        refer(tender, study, by)
    assert (method(tender), leaves()) == (before, [])
    return str(error.value)


@pytest.mark.parametrize("state", sorted(set(TenderState) - {"draft"}))
def test_a_tender_that_is_no_draft_is_refused(officer, state):
    assert refused(builders.tender_at(state), builders.chosen_study(), officer) == (
        "Only a draft can refer to a study: the method of this tender is fixed."
    )


@pytest.mark.usefixtures("rows_may_change")
def test_a_draft_that_was_sent_to_review_meanwhile_is_refused(officer):
    draft = builders.open_draft()
    Tender.objects.filter(pk=draft.pk).update(state="review", price_formula="lowest_price")

    assert refused(draft, builders.chosen_study(), officer).startswith("Only a draft")


def test_a_study_without_a_choice_is_refused(officer):
    assert refused(builders.open_draft(), builders.method_study(), officer) == (
        "No method is chosen in this study yet: choose one, then let a draft refer to it."
    )


def test_a_study_of_another_authority_is_refused(officer):
    elsewhere = builders.chosen_study(authority=builders.authority("Elsewhere"))

    assert refused(builders.open_draft(), elsewhere, officer) == (
        "The study is of another authority: a tender refers to one of its own."
    )


def sectioned(officer, **values):
    written = [Purchase(title="Lamps"), *([Method(**values)] if values else [])]
    return services.begin_from(
        authority=builders.authority(), values=written, source="ready", by=officer, at=builders.AT
    )


@pytest.mark.parametrize("values", [{}, {"tie_chain": ("draw",)}])
def test_a_draft_in_sections_takes_the_method_over_as_a_save(officer, values):
    study, draft = builders.chosen_study(candidates=SCALED), sectioned(officer, **values)

    refer(draft, study, officer)

    taken = Method("scaled_lowest", {"n": "3", "floor": "none"}, scaling="best", **values)
    assert gather.content_of(draft).method == taken
    assert method(draft) == (study, "", {}, "none")
    assert [facts["taken"] for _, facts in leaves()] == [["params", "price_formula", "scaling"]]


def test_a_formula_written_in_a_section_stays(officer):
    study, draft = builders.chosen_study(candidates=SCALED), sectioned(officer, formula="min_max")

    refer(draft, study, officer)

    assert gather.content_of(draft).method == Method("min_max")
    assert draft.method_study == study
    assert [facts["taken"] for _, facts in leaves()] == [[]]
