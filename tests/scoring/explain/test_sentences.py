import string
from dataclasses import replace
from fractions import Fraction as F

import pytest

from scoring import errors, explain
from scoring.explain.writing import KINDS, English
from scoring.judging import evaluate
from scoring.results import Caution, Exclusion, Gap, Sentence
from scoring.sentences import TEMPLATES
from scoring.types import Band, Basis, Curve, Interface, InterfaceMark, KpiRule, Leaf, Minimum, Rate, Rounding
from tests.scoring.build import agreed, bid, case, marked, priced, ruling, spec, two
from tests.scoring.four import CASE, SPEC
from tests.scoring.reading import forms_of, text_of


def cells(lot_case, **names):
    result = evaluate(lot_case)
    return [text_of(explain.cell(lot_case.spec, cell), **names) for cell in result.cells]


def of_offer(curve=None, offer=None, neutral=None, kpis=(), offers=None):
    leaf = Leaf("o", "performance", F(10), "formula", "offer", title="Speed", curve=curve, kpis=kpis, neutral=neutral)
    values = {"o": offer} if offers is None else offers
    return cells(case(spec(leaf, priced(90)), bid("A", 1, offers=values)))[0]


# --- cells ---


def test_every_family_says_its_rule_its_inputs_and_its_points():
    assert cells(CASE) == [
        "Interfaces: Parking API declared, not checked (1/4), Events valid (3/4); weighted, this gives 45 % of 15 points: 6.75.",
        "Interfaces: Parking API readable (1/2), Events not claimed; weighted, this gives 30 % of 15 points: 4.50.",
        "Open standards: Parking API declared, not checked (1/4), Events valid (3/4); times openness, 37.5 % of 15 points: 5.625.",
        "Open standards: a recorded ruling sets 25 % of 15 points: 3.75.",
        "Méthode: the mean mark 4.3333… of 5 gives 86.67 % of 20 points: 17.33.",
        "Méthode: the mean mark 2.6666… of 5 gives 53.33 % of 20 points: 10.67.",
        "kpis: the offers Availability 99.5 give 55.56 % of 10 points: 5.56.",
        "kpis: the offers Availability 99 give 0 % of 10 points: 0.00.",
        "Price: EUR 99,999 (as stated) gives 30.0005 of 40 points.",
        "Price: EUR 90,000 (as stated) gives 35.00 of 40 points.",
    ]


def test_price_that_earns_no_points_goes_into_the_figure():
    lot_spec = spec(priced(100, title="Price"), formula="lowest_price")

    assert cells(case(lot_spec, bid("A", 7))) == ["Price: EUR 7 (as stated) goes into the figure that ranks."]


def test_rulings_are_said():
    lot_case = two()
    rulings = (ruling("mark_is", "A", "q", 1), ruling("use_price", "B", "price", 100, number="r2"))

    assert cells(replace(lot_case, facts=replace(lot_case.facts, rulings=rulings))) == [
        "q: by a recorded ruling, 1 of 5 gives 20 % of 60 points: 12.00.",
        "q: the agreed mark 5 of 5 gives 100 % of 60 points: 60.00.",
        "price: EUR 100 (as stated) gives 40.00 of 40 points.",
        "price: EUR 100 (by a recorded ruling) gives 40.00 of 40 points.",
    ]


def test_median_is_said():
    from tests.scoring.build import panel

    lot_spec = spec(marked("q", 60), priced(40), panel_method="median")

    assert cells(case(lot_spec, bid("A", 1), marks=[panel("q", (1, 2, 5))]))[0] == (
        "q: the median mark 2 of 5 gives 40 % of 60 points: 24.00."
    )


def test_ruled_evidence_is_said_as_evidence():
    lot_spec = spec(
        Leaf("io", "interoperability", F(10), "machine", "verdict"), priced(90), interfaces=(Interface("a", F(1)),)
    )
    lot_case = case(
        lot_spec,
        bid("A", 1, interfaces=(InterfaceMark("a", None),)),
        rulings=[ruling("set_evidence", "A", "a", text="proven")],
    )

    assert cells(lot_case)[0] == "io: a proven (1); weighted, this gives 100 % of 10 points: 10.00."


def test_offers_on_curves_are_said():
    bands = (Band(None, F(2), F(0)), Band(F(2), None, F(1)))

    assert [
        of_offer(Curve("linear", minimum=F(0), best=F(4)), F(1)),
        of_offer(Curve("lookup", bands=bands), F(2)),
        of_offer(Curve("relative"), F(3)),
        of_offer(Curve("linear", minimum=F(0), best=F(4)), None, F(1, 2)),
        of_offer(kpis=(KpiRule("k", "up", F(0), F(2), F(1), backed=True),), offers={}, neutral=F(1, 4)),
    ] == [
        "Speed: the offer 1 gives 25 % of 10 points: 2.50.",
        "Speed: the offer 2 lies in a band that gives 100 % of 10 points: 10.00.",
        "Speed: the offer 3, against the best, gives 100 % of 10 points: 10.00.",
        "Speed: the offer none (the published neutral share) gives 50 % of 10 points: 5.00.",
        "Speed: the offers none (the published neutral share) give 25 % of 10 points: 2.50.",
    ]


# --- order, exclusions, gaps, cautions ---


def test_places_say_figure_and_count():
    result = evaluate(CASE)

    assert [text_of(explain.place(SPEC, result, place), B1="Bid one") for place in result.order] == [
        "Place 1 of 2: Bid one with 65.26 points.",
        "Place 2 of 2: B2 with 53.92 points.",
    ]


def test_tie_path_says_each_step():
    lot_spec = spec(priced(100), tie_chain=("lower_price", "higher_group(q)", "earlier_submission"), origin="imported")
    lot_spec = replace(
        lot_spec, leaves=(marked("q", 0, title="Quality"), *lot_spec.leaves), rounding=Rounding("total", 0)
    )
    result = evaluate(
        case(lot_spec, bid("A", 1000), bid("B", 1000), bid("C", 1001), marks=[agreed("q", 1, 1, 1)], seed=None)
    )

    assert result.gaps[0].detail == "chain_ended"

    from datetime import timedelta

    from tests.scoring.build import NOON

    late = bid("B", 1000, submitted_at=NOON + timedelta(days=1))
    result = evaluate(case(lot_spec, bid("A", 1000), late, bid("C", 1001), marks=[agreed("q", 1, 1, 1)], seed=None))
    assert [[text_of(step) for step in explain.tie_path(lot_spec, place)] for place in result.order] == [
        [
            "A stays level with B on the lower price: 1000.",
            "A stays level with B on more points for Quality: 0.",
            "A is placed by the earlier submission: 2026-05-04T12:00:00.000000Z.",
        ],
        [
            "B stays level with A on the lower price: 1000.",
            "B stays level with A on more points for Quality: 0.",
            "B is placed by the earlier submission: 2026-05-05T12:00:00.000000Z.",
        ],
        ["C is placed by the lower price: 1001."],
    ]


def test_exclusions_say_why():
    excluded = [
        Exclusion("A", "gate", "iso"),
        Exclusion("A", "offer", "kpis/availability", "below_minimum", F(98), F(99)),
        Exclusion("A", "ruling", "r1", "grave misconduct"),
        Exclusion("A", "leaf", "method", "below_minimum", F(1), F(2)),
        Exclusion("A", "group", "quality", "below_minimum", F(1, 8), F(1, 5)),
        Exclusion("A", "quality", "quality", "below_minimum", F(10), F(12)),
        Exclusion("A", "price", "price", "above_base"),
    ]

    assert [text_of(explain.exclusion(SPEC, exclusion)) for exclusion in excluded] == [
        "A is excluded: it fails 'ISO 27001'.",
        "A is excluded: its offer for 'Availability' is 98, the minimum is 99.",
        "A is excluded by a recorded ruling: grave misconduct.",
        "A is excluded: it reaches 1 for 'Méthode', the minimum is 2.",
        "A is excluded: it reaches 0.125 for 'Quality', the minimum is 0.2.",
        "A is excluded: its quality reaches 10, the minimum is 12.",
        "A is excluded: its price lies above the published limit.",
    ]


def test_gaps_say_what_is_missing():
    gaps = [
        Gap("A", "method", "missing", "mark"),
        Gap("A", "price", "missing", "price:price"),
        Gap("A", "kpis", "missing", "offer"),
        Gap("A", "kpis", "missing", "offer:availability"),
        Gap("A", "iso", "missing", "answer"),
        Gap("A", "io", "missing", "evidence:if1"),
        Gap("A", "os", "missing", "openness:if2"),
        Gap("A", "kpis", "undefined", "no_ratio"),
        Gap("A", "price", "zero_price", "zero_price"),
        Gap("A", "", "unresolved_tie", "chain_ended"),
        Gap("A", "", "unresolved_tie", "draw"),
    ]

    assert [text_of(explain.gap(SPEC, gap)) for gap in gaps] == [
        "A has no complete mark for 'Méthode'.",
        "A states no price for 'Price' (Price).",
        "A makes no offer for 'kpis'.",
        "A makes no offer for 'Availability' (kpis).",
        "A has no answer to 'ISO 27001'.",
        "The evidence of A for 'Parking API' is undecided.",
        "How open the standard of A for 'Events' is, is not known.",
        "The method gives A no figure for 'kpis': no_ratio.",
        "A states a price of zero for 'Price', for which the method gives no figure.",
        "A is level with another bid, and nothing recorded decides between them: the rules for ties are used up.",
        f"A is level with another bid, and nothing recorded decides between them: {TEMPLATES['tie.draw']}.",
    ]


def test_cautions_are_said():
    cautions = [
        Caution("order_depends_on_rivals", "min_max"),
        Caution("scaled_to_best"),
        Caution("no_admissible_bid"),
        Caution("single_bid", "A"),
        Caution("no_information", "A"),
        Caution("below_min_rung", "A/if1"),
    ]

    assert [text_of(explain.caution(SPEC, caution)) for caution in cautions] == [
        "By this method, a bid that loses can change who wins.",
        "Quality is scaled to the best bid, so that a bid that loses can change who wins.",
        "No bid is admissible.",
        "Only A is admissible: there is nothing to compare it with.",
        "Marks relative to the best bid carry no information when there is one bid.",
        "The evidence of A for 'Parking API' is below the level asked for: two officers decide.",
    ]


def test_error_is_said_as_it_is_raised():
    error = errors.PointsDontTotal("total_points", given=F(99), wanted=F(100))

    assert text_of(explain.error(error)) == str(error)


# --- the method ---


def test_method_is_said_step_by_step():
    sentences = [text_of(sentence) for sentence in explain.method(SPEC)]

    assert sentences[1:] == [
        "The bid with the most points wins; 100 points can be earned.",
        "Only admissible bids are compared; if one is excluded later, everything is computed again.",
        "The mean of the panel members' marks counts.",
        "A bid needs a mark of at least 2 for Méthode (unrounded), or it is excluded.",
        "A bid needs at least 20 % of the points for Quality (unrounded), or it is excluded.",
        "The final figure is rounded to 2 decimals, halves up; nothing else is.",
        "Prices are compared in EUR, without VAT.",
        "1 SEK counts as 0.09090… EUR (ECB, 2026-03-01).",
        "more points for Quality",
        "the lower price",
        "a draw from the seed whose fingerprint was published before the opening",
    ]
    assert "80,000" in sentences[0]


@pytest.mark.parametrize(
    ("formula", "quality", "expected"),
    [
        ("lowest_price", 60, True),
        ("lowest_price", 0, False),
        ("relative_lowest", 60, False),
        ("adjusted_bid", 60, True),
    ],
)
def test_a_method_that_ignores_the_split_of_points_says_so(formula, quality, expected):
    texts = [text_of(sentence) for sentence in explain.method(spec(marked("q", quality), priced(40), formula=formula))]

    ignored = (
        "The order does not depend on how the points are split between price and quality: the method reads no split."
    )
    assert (ignored in texts) is expected


def test_method_without_panel_says_nothing_of_it():
    lot_spec = spec(
        priced(100),
        formula="lowest_price",
        origin="imported",
        tie_chain=(),
        basis=Basis("UAH", "", rates=(Rate("EUR", F(40), "2026-03-01", "NBU"),)),
    )

    assert [text_of(sentence) for sentence in explain.method(lot_spec)][1:] == [
        "The bid with the lowest evaluated amount wins.",
        "Only admissible bids are compared; if one is excluded later, everything is computed again.",
        "Nothing is rounded.",
        "Prices are compared in UAH, as stated in the source, which does not say whether with VAT.",
        "1 EUR counts as 40 UAH (NBU, 2026-03-01).",
        "no rule for ties is known",
    ]


def test_scaling_and_a_minimum_of_quality_are_said():
    lot_spec = spec(marked("q", 60), priced(40), scaling="best", quality_minimum=Minimum(F(30)))

    sentences = [text_of(sentence) for sentence in explain.method(lot_spec)]

    assert "Quality points are scaled so that the best admissible bid has all of them." in sentences
    assert "A bid needs at least 30 points for quality (unrounded), or it is excluded." in sentences


# --- text ---


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (F(5), "5"),
        (F(-1, 2), "−0.5"),
        (F(1, 3), "0.3333…"),
        (F(12345678, 10), "1,234,567.8"),
        (F(0), "0"),
        (F(100), "100"),
        (F(1, 10**9), "0.000000001000…"),
    ],
)
def test_numbers_are_exact_or_say_that_they_go_on(value, text):
    assert explain.number(value) == text


def test_templates_can_be_translated_also_inside_a_sentence():
    german = {"without VAT": "ohne USt.", "Prices are compared in {currency}, {vat}.": "Preise in {currency}, {vat}."}

    class German(English):
        def phrase(self, template):
            return german[template]

    sentence = Sentence("basis", {"currency": "EUR", "vat": Sentence("vat.net")})

    assert explain.text(sentence, write=German()) == "Preise in EUR, ohne USt.."


def test_title_of_something_unknown_is_its_id():
    assert explain.title(SPEC, "zzz") == "zzz"


def test_every_template_names_its_values():
    forms = [form for template in TEMPLATES.values() for form in forms_of(template)]
    fields = [field for form in forms for field in string.Formatter().parse(form) if field[1] is not None]

    assert all(name.isidentifier() for _, name, _, _ in fields)
    assert {kind for _, _, kind, _ in fields} <= KINDS | {""}
    assert {key for key in TEMPLATES if key.startswith("error.")} == {
        f"error.{kind.__name__}" for kind in errors.ScoringError.__subclasses__()
    }
