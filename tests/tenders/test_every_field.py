"""Every field of every section has its control: what one form sends, another makes the same section of, from nothing."""

from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass, replace
from datetime import UTC, date, datetime
from fractions import Fraction

import pytest

from procurement.tenders.forms.editing import Editing
from procurement.tenders.models import Tender
from procurement.tenders.pages.editors import EDITORS
from procurement.tenders.sections import (
    SECTIONS,
    BandEntry,
    Contract,
    InterfaceEntry,
    InterfaceList,
    KpiEntry,
    LeftOutStandard,
    OptionTerm,
    Performance,
    SectionKey,
    TenderContent,
    Timetable,
)
from procurement.tenders.sections.method import LowBidRule, Method
from scoring import abnormal
from scoring.price import FORMULAS
from tests import builders
from tests.tenders.test_section_forms import FULL, sent_by

pytestmark = pytest.mark.django_db

# What nobody chooses, and why.
NOT_OFFERED = {
    "Timetable.procedure": "there is one procedure; the others come with their stage",
    "LeftOutStandard.by": "whoever leaves it out",
    "LeftOutStandard.on": "the day on which it is left out",
}


INTERFACE = InterfaceEntry(
    "I1",
    "Lamps and their state",
    2,
    "consumes",
    "extends",
    "openapi",
    "3.1",
    "openapi",
    "ab" * 32,
    Fraction(30),
    3,
    "A person calls it.",
    "SYS-1",
)
LEFT_OUT = LeftOutStandard("gtfs", "Nothing here runs by a timetable.", "Officer", date(2026, 11, 1), 1)
TIMETABLE = Timetable(
    electronic=False,
    documents_online=False,
    prior_notice=True,
    urgent_why="A bridge is closed.",
    publish_on=date(2027, 1, 11),
    questions_until=datetime(2027, 2, 1, 11, tzinfo=UTC),
    answers_by=datetime(2027, 2, 8, 11, tzinfo=UTC),
    deadline=datetime(2027, 2, 15, 11, tzinfo=UTC),
    start_on=date(2027, 6, 1),
)
CONTRACT = Contract(
    months=36,
    options=(OptionTerm(12, "The indicators are good."),),
    breaks=FULL[SectionKey.CONTRACT].breaks,
    renews_silently=True,
    export_formats=("CSV",),
    exit_days=90,
    exit_text="Hands over.",
    text="The city's terms.",
)


def unlike_the_beginning():
    """Every section with every field unlike what it begins with; each kind of entry at least once so."""
    purchase, bidders, method = (FULL[key] for key in (SectionKey.PURCHASE, SectionKey.BIDDERS, SectionKey.METHOD))
    requirements, criteria = FULL[SectionKey.REQUIREMENTS], FULL[SectionKey.CRITERIA]
    node = replace(criteria.criteria[1], elements=("lamp",), kind="formula", input="price", past_record=True)
    asked = replace(requirements.entries[0], expected="60000", choices=("a", "b"), criterion="design")
    return {
        **FULL,
        SectionKey.PURCHASE: replace(purchase, undivided_why="One works.", variants_allowed=True),
        SectionKey.BIDDERS: replace(bidders, early_costs=("A sample.",)),
        SectionKey.REQUIREMENTS: replace(requirements, entries=(asked,)),
        SectionKey.CRITERIA: replace(criteria, criteria=(replace(node, neutral=Fraction(1, 2)),)),
        SectionKey.METHOD: replace(
            method, rounding_mode="half_even", threshold_on="rounded", kept_why="So it is usual."
        ),
        SectionKey.INTERFACES: InterfaceList((INTERFACE,), (LEFT_OUT,)),
        SectionKey.PERFORMANCE: Performance(
            (indicator(),),
            Fraction(1, 10),
            Fraction(1, 5),
            Fraction(1, 20),
            earn_back_periods=3,
            earn_back_share=Fraction(1, 2),
        ),
        SectionKey.CONTRACT: CONTRACT,
        SectionKey.TIMETABLE: TIMETABLE,
    }


def indicator():
    return KpiEntry(
        code="AV",
        title="Availability",
        criterion="offers",
        lot=2,
        unit="%",
        direction="down",
        target=Fraction(5),
        minimum=Fraction(9),
        best=Fraction(1),
        weight=Fraction(40),
        source="The log.",
        measured_by=("supplier", "authority"),
        frequency="quarter",
        min_sample=30,
        bands=(BandEntry("good", Fraction(5), Fraction(0)), BandEntry("inadequate", None, Fraction(1, 50))),
        credit_rule="shortfall",
        credit_step=Fraction(1, 2),
        credit_share=Fraction(1, 100),
        cap=Fraction(1, 20),
        repeat=Fraction(2),
        excuses=("A failure of the mains.", "A flood."),
    )


def default_of(field):
    if field.default is not MISSING:
        return field.default
    return field.default_factory() if field.default_factory is not MISSING else MISSING


def unlike(value, seen):
    """Note each "Class.field" that is unlike its default somewhere in a section."""
    if isinstance(value, tuple):
        for entry in value:
            unlike(entry, seen)
    elif is_dataclass(value):
        for field in fields(value):
            present = getattr(value, field.name)
            if present != default_of(field):
                seen.add(f"{type(value).__name__}.{field.name}")
            unlike(present, seen)
    return seen


def classes_in(value, known=()):
    """The dataclasses that a section is made of."""
    if isinstance(value, tuple):
        return set().union(*(classes_in(entry) for entry in value)) if value else set()
    if isinstance(value, Mapping) or not is_dataclass(value):
        return set()
    return {type(value)}.union(*(classes_in(getattr(value, field.name)) for field in fields(value)))


def through_another_form(key, value):
    """What a form that knows nothing of the section makes of what a form with it sends."""
    purchase = FULL[SectionKey.PURCHASE]
    content = TenderContent(purchase=purchase)
    editing = Editing(Tender(authority=builders.authority(currency="EUR"), currency="EUR"), content, builders.person())
    form_class = EDITORS[key].form
    data = sent_by(form_class(value=value, editing=editing))
    form = form_class(data, value=SECTIONS[key](), editing=editing)
    assert form.is_valid(), form.problems()
    return form.section()


def test_the_example_leaves_no_field_as_it_begins():
    values = unlike_the_beginning().values()
    every = {
        f"{kind.__name__}.{field.name}" for value in values for kind in classes_in(value) for field in fields(kind)
    }

    assert every - set().union(*(unlike(value, set()) for value in values)) == {"Timetable.procedure"}


@pytest.mark.parametrize("key", SectionKey)
def test_every_field_of_a_section_is_offered_by_its_form(key):
    value = unlike_the_beginning()[key]

    typed = through_another_form(key, value)

    assert lost(value, typed) == {name for name in NOT_OFFERED if name in lost(value, typed)}


def lost(value, typed):
    """Each "Class.field" that did not come through."""
    if isinstance(value, tuple) and isinstance(typed, tuple) and len(value) == len(typed):
        return set().union(*(lost(*pair) for pair in zip(value, typed, strict=True))) if value else set()
    if not is_dataclass(value) or type(value) is not type(typed):
        return set() if value == typed else {"value"}
    names = set()
    for field in fields(value):
        inner = lost(getattr(value, field.name), getattr(typed, field.name))
        names |= {f"{type(value).__name__}.{field.name}" if name == "value" else name for name in inner}
    return names


FIGURES = {
    "fixed_linear": {"Pmin": "600000", "Pmax": "1200000"},
    "reference_price": {"Pref": "600000", "cap": "none", "zero_floor": "1"},
    "below_base": {"B": "900000", "e": "1/2"},
    "lookup": {"bands": [["100000", "1"], ["150000", "1/2"], [None, "0"]]},
    "relative_lowest": {"zero_floor": "1"},
    "scaled_lowest": {"n": "3", "floor": "none", "zero_floor": "1"},
    "log_lowest": {"A": "3", "floor": "2", "zero_floor": "1"},
    "base_relative": {"B": "900000", "e": "2"},
    "min_max": {},
    "bilinear_mean": {"B": "900000", "X": "4/5"},
    "distance_to_mean": {"zero_floor": "1"},
    "quality_per_price": {"k": "3", "band": "5", "zero_floor": "1"},
    "vfm_index": {"zero_floor": "1"},
    "utility_index": {"zero_floor": "1"},
    "adjusted_score": {"E": "800000", "zero_floor": "1"},
    "fixed_budget": {"B": "800000"},
    "lowest_price": {},
    "monetised_quality": {"values": {"design": "20000", "record": "10001/2"}},
    "adjusted_bid": {"zero_floor": "1"},
    "relative_value_cost": {},
    "features": {},
    "price_plus_cost": {},
    "npv_income": {"announced": "2027-01-11", "rate": "1/8"},
}


def test_every_formula_has_its_example():
    assert {name: set(formula.settings()) for name, formula in FORMULAS.items()} == {
        name: set(figures) for name, figures in FIGURES.items()
    }


@pytest.mark.parametrize("formula", FIGURES)
def test_every_figure_of_a_formula_has_its_field_for_every_lot_and_for_one(formula):
    figures = FIGURES[formula]
    of_lot = {"lot_params": {"2": figures}} if figures else {}
    method = Method(formula=formula, params=figures, **of_lot)

    assert through_another_form(SectionKey.METHOD, method) == replace(method, low_bids=None)


@pytest.mark.parametrize("rule", abnormal.RULES)
def test_every_figure_of_a_rule_for_low_prices_has_its_field(rule):
    settings = abnormal.RULES[rule].params
    figures = {name: setting.keywords[-1] if setting.keywords else "1/4" for name, setting in settings.items()}
    method = Method(low_bids=LowBidRule(rule, figures, 7))

    assert through_another_form(SectionKey.METHOD, method) == method
