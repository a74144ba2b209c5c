"""The published method in words: the name, and sentences that people and reviews share."""

import pytest

from procurement.evaluations import services
from procurement.tenders import methods
from procurement.tenders.models import Tender
from scoring import explain, price
from tests import builders

pytestmark = pytest.mark.django_db
PARAMS = {"Pmin": "80000", "Pmax": "1000000"}


def sentences_of(tender):
    return methods.method_sentences(Tender.objects.get(pk=tender.pk))


@pytest.mark.parametrize("formula", sorted(price.FORMULAS))
def test_every_formula_has_a_name_for_people(formula):
    assert methods.name(formula) == price.FORMULAS[formula].title != formula


def test_a_formula_of_another_version_keeps_its_id():
    assert methods.name("of_another_version") == "of_another_version"


def test_a_draft_without_a_method_has_no_sentences():
    assert sentences_of(builders.tender_at("draft", formula="")) == methods.MethodSentences()


def test_the_sentences_tell_formula_minimum_rounding_and_what_separates_equals():
    assert sentences_of(builders.tender_at("draft")) == methods.MethodSentences(
        ranking=(
            explain.text(price.formula("fixed_linear", "price_formula").sentence(PARAMS)),
            "The bid with the most points wins; 100 points can be earned.",
            "Only admissible bids are compared; if one is excluded later, everything is computed again.",
            "The panel's agreed mark counts.",
            "A bid needs a mark of at least 2 for Method of work (unrounded), or it is excluded.",
            "The final figure is rounded to 2 decimals, halves up; nothing else is.",
            "Prices are compared in EUR, without VAT.",
        ),
        ties=(
            "more points for Quality",
            "the lower price",
            "a draw from the seed whose fingerprint was published before the opening",
        ),
    )


def test_without_a_chain_it_is_said_that_there_is_none():
    assert sentences_of(builders.tender_at("draft", tie_chain=[])).ties == ("no rule for ties is known",)


def test_a_page_and_the_judge_tell_the_same_method():
    tender = builders.tender_at("opened")
    case = services.judge(tender.lots.get()).case

    sentences = sentences_of(tender)

    assert [*sentences.ranking, *sentences.ties] == [explain.text(sentence) for sentence in explain.method(case.spec)]
