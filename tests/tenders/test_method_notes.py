"""What the editor says beside weights and method: whether losing bids can decide, and whether the split counts at all."""

from dataclasses import replace
from fractions import Fraction
from html import unescape

import pytest
from django.urls import reverse

from procurement.tenders.forms.trial import split_note, warning
from procurement.tenders.sections import (
    CriteriaTree,
    CriterionEntry,
    LevelEntry,
    LotEntry,
    Method,
    PriceElement,
    Purchase,
    ScaleEntry,
    SectionKey,
    TenderContent,
)
from scoring.price import FORMULAS
from tests import builders
from tests.tenders import written

COMPARED = "The price is compared with other bids, so a bid that loses can decide who wins."
MOVED = "Points are scaled, rounded or cut by what others offer, so a bid that loses can decide who wins."
IGNORED = "The order does not depend on how the points are split between price and quality: the method reads no split."
TREE = CriteriaTree(
    (
        CriterionEntry("price", "Price", family="value_for_money", kind="formula", input="price", weight=Fraction(40)),
        CriterionEntry("plan", "Plan", family="value_for_money", input="mark", weight=Fraction(60), scale="0 to 5"),
    ),
    (ScaleEntry("0 to 5", (LevelEntry(Fraction(0)), LevelEntry(Fraction(5)))),),
)


def content_of(formula, params=None, tree=TREE, **method):
    """A tender of one lot under this method."""
    return TenderContent(
        purchase=Purchase(currency="EUR", basis="net", lots=(LotEntry(1, "Lamps", estimate=Fraction(100)),)),
        criteria=tree,
        method=Method(formula=formula, params=params or {}, elements=(PriceElement("lamp", "Lamp"),), **method),
        written=(SectionKey.PURCHASE, SectionKey.CRITERIA, SectionKey.METHOD),
    )


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (content_of(""), ""),
        (content_of("fixed_linear", {"Pmin": "60", "Pmax": "110"}), ""),
        (content_of("fixed_linear", {"Pmin": "60", "Pmax": "110"}, scaling="best"), MOVED),
        (content_of("min_max"), COMPARED),
        (content_of("relative_lowest"), COMPARED),
        (content_of("log_lowest", {"A": "2"}), MOVED),  # its floor cuts what a loser moves
        (content_of("log_lowest", {"A": "2", "floor": "none"}), ""),
        (content_of("log_lowest", {"A": "2", "floor": "none"}, rounding_stage="total"), MOVED),
        (content_of("relative_value_cost"), ""),  # marks move with rivals, the order does not
        (content_of("quality_per_price", {"band": "5"}), MOVED),
        (content_of("min_max", tree=CriteriaTree()), COMPARED),  # half-written: what the formula alone does
        (content_of("fixed_linear", tree=CriteriaTree()), ""),
    ],
)
def test_the_warning_of_an_editor_is_the_answer_of_the_judge(content, sentence):
    assert warning(content) == sentence


@pytest.mark.parametrize("formula", sorted(FORMULAS))
def test_weights_that_change_no_order_are_said_to_wherever_they_are_typed(formula):
    assert split_note(formula) == ("" if FORMULAS[formula].split_counts else IGNORED)


@pytest.fixture
def draft(settings):
    settings.MFA_REQUIRED_ROLES = []
    return written.written_draft()


def pages_of(client, draft, method):
    """The sections in which points are typed and the method is chosen, under a method that was saved."""
    written.save(draft, method)
    client.force_login(builders.person("officer", authority=draft.authority))
    addresses = [reverse("tenders:section", args=[draft.pk, key]) for key in ("criteria", "method")]
    return [unescape(client.get(address).content.decode()) for address in addresses]


@pytest.mark.django_db
def test_where_points_are_typed_the_page_says_whether_they_count(client, draft):
    method = written.content_of(draft).method

    counted = pages_of(client, draft, replace(method, formula="min_max", params={}, lot_params={}))
    ignored = pages_of(client, draft, replace(method, formula="lowest_price", params={}, lot_params={}))

    assert [IGNORED in page for page in counted + ignored] == [False, False, True, True]
    assert [COMPARED in page for page in counted + ignored] == [True, True, False, False]


@pytest.mark.django_db
def test_fixed_limits_are_no_cure_for_scaling(client, draft):
    method = written.content_of(draft).method

    scaled = replace(method, formula="fixed_linear", scaling="best")
    criteria, page = pages_of(client, draft, scaled)

    assert [MOVED in text for text in (criteria, page)] == [True, True]
    assert ('value="cure"' in page, "Keep, and note why" in page) == (False, True)
