"""Which standards are advised for a need, with which duty, and what leaving one out asks for."""

from fractions import Fraction as F

import pytest

from scoring.errors import BadParameter
from scoring.standards import (
    PLACES,
    AdviceRule,
    AdvisedStandard,
    Adviser,
    Duty,
    Match,
    Need,
    Omission,
    UnknownPlace,
    omissions,
)

OPEN = AdvisedStandard("gbfs", {"royalty_free": "yes", "free_to_read": "yes"}, "The operator publishes GBFS.")
UNKNOWN = AdvisedStandard("ocpp", {})


def rule(id_="bikes-01", standard="gbfs", **changes):
    values = {
        "domains": frozenset({"bikes"}),
        "cpv": ("3443",),
        "triggers": ("bike hire", "fill-level"),
        "match": Match.WORD,
        "situation": "Shared vehicles are offered to the public.",
        "basis": "none in law",
        "duty": Duty.PRACTICE,
        "places": frozenset({"any"}),
        "evidence": "gbfs",
    }
    return AdviceRule(id_, standard, **(values | changes))


def need(text="Dockless bike hire.", cpv=(), domains=("bikes",), place="EU"):
    return Need(text, tuple(cpv), frozenset(domains), place)


def advise(*rules, of):
    return Adviser(rules, (OPEN, UNKNOWN)).advise(of)


def standards(advices):
    return [advice.standard for advice in advices]


def test_an_advice_says_why_with_what_duty_and_what_to_paste():
    [advice] = advise(rule(), of=need(cpv=("34430000-0",)))

    [reason] = advice.reasons
    assert (reason.triggers, reason.cpv, reason.duty, reason.local) == (
        ("bike hire",),
        ("34430000-0",),
        Duty.PRACTICE,
        True,
    )
    assert reason.rule == rule()
    assert (advice.standard, advice.duty, advice.evidence) == ("gbfs", Duty.PRACTICE, ("gbfs",))
    assert advice.clause == "The operator publishes GBFS."
    assert (advice.measure.openness, advice.measure.strength, advice.weighable) == (F(1), F(1, 3), True)


def test_a_standard_of_unknown_openness_carries_no_weight_and_says_what_is_missing():
    [advice] = advise(rule(standard="ocpp", evidence="none"), of=need())

    assert (advice.weighable, advice.measure.openness, advice.evidence, advice.clause) == (False, None, (), "")
    assert advice.measure.missing[:2] == ("royalty_free", "free_to_read")
    assert len(advice.measure.missing) == 6


@pytest.mark.parametrize(
    ("match", "text", "cpv", "fires"),
    [
        (Match.WORD, "Bike hire", (), True),
        (Match.WORD, "Cycles", ("34430000",), False),
        (Match.BOTH, "Bike hire", (), False),
        (Match.BOTH, "Bike hire", ("34430000",), True),
        (Match.ANY, "Cycles", ("34430000",), True),
        (Match.ANY, "Bike hire", (), True),
        (Match.ANY, "Cycles", ("90000000",), False),
    ],
)
def test_within_its_domain_a_rule_fires_by_its_match(match, text, cpv, fires):
    assert bool(advise(rule(match=match), of=need(text, cpv))) is fires


@pytest.mark.parametrize("match", list(Match))
@pytest.mark.parametrize("domains", [(), ("waste",)])
def test_outside_its_domain_a_rule_needs_word_and_code(match, domains):
    assert not advise(rule(match=match), of=need("Bike hire", (), domains))
    assert not advise(rule(match=match), of=need("Cycles", ("34430000",), domains))
    assert advise(rule(match=match), of=need("Bike hire", ("34430000",), domains))


@pytest.mark.parametrize(
    ("code", "fires"),
    [("34430000", True), ("34000000", True), ("34430000-0", True), ("34431", True), ("35000000", False), ("0", False)],
)
def test_codes_are_compared_both_ways(code, fires):
    assert bool(advise(rule(match=Match.ANY, triggers=()), of=need("", (code,)))) is fires


@pytest.mark.parametrize(
    ("trigger", "text", "fires"),
    [
        ("fill-level", "The fill level of bins", True),
        ("fill level", "Fill-level/weight sensors", True),
        ("charg", "charging points", True),
        ("hire", "bikes for hirers", True),
        ("hire", "Shireside", False),
        ("app", "planning applications", False),
        ("app", "an app.", True),
        ("app", "Two apps, in-cab", True),
    ],
)
def test_a_trigger_is_looked_for_at_the_beginning_of_words_and_a_short_one_as_a_word(trigger, text, fires):
    assert bool(advise(rule(triggers=(trigger,)), of=need(text))) is fires


@pytest.mark.parametrize(
    ("places", "place", "duty", "local"),
    [
        ({"NL"}, "NL", Duty.EXPLAIN, True),
        ({"NL"}, "EU", Duty.RECOMMENDED, False),
        ({"NL", "UK"}, "UK", Duty.EXPLAIN, True),
        ({"any"}, "other", Duty.EXPLAIN, True),
        ({"EU"}, "Nordic", Duty.EXPLAIN, True),
        ({"EU"}, "UK", Duty.RECOMMENDED, False),
        ({"EU"}, "other", Duty.RECOMMENDED, False),
    ],
)
def test_the_rule_of_another_place_is_advice_and_never_a_duty(places, place, duty, local):
    [advice] = advise(rule(duty=Duty.EXPLAIN, places=frozenset(places)), of=need(place=place))

    assert (advice.duty, advice.reasons[0].duty, advice.reasons[0].local) == (duty, duty, local)
    assert advice.reasons[0].rule.duty == Duty.EXPLAIN


@pytest.mark.parametrize("place", PLACES)
def test_a_law_of_elsewhere_binds_nobody_here(place):
    [advice] = advise(rule(duty=Duty.LAW, places=frozenset({"Atlantis"})), of=need(place=place))

    assert advice.duty == Duty.RECOMMENDED


def test_what_is_usual_elsewhere_is_not_made_stronger():
    [advice] = advise(rule(places=frozenset({"US"})), of=need())

    assert (advice.duty, advice.reasons[0].local) == (Duty.PRACTICE, False)


def test_a_place_that_is_not_known_is_refused():
    with pytest.raises(UnknownPlace, match="place: 'Atlantis' is none of EU, NL, Nordic, UK, US, other"):
        advise(rule(), of=need(place="Atlantis"))


def test_a_rule_about_no_standard_is_refused_when_the_catalogue_is_read():
    with pytest.raises(BadParameter, match="bikes-01: there is no standard 'mds'"):
        Adviser([rule(standard="mds")], [OPEN])


def test_the_strongest_duty_stands_first_and_within_an_advice_too():
    advices = advise(
        rule("a", "ocpp"),
        rule("b", "ocpp", triggers=("dockless",), evidence="none"),
        rule("c", "gbfs", duty=Duty.RECOMMENDED),
        rule("d", "gbfs", duty=Duty.LAW, places=frozenset({"EU"}), evidence="openapi"),
        of=need(),
    )

    assert [(advice.standard, advice.duty) for advice in advices] == [("gbfs", Duty.LAW), ("ocpp", Duty.PRACTICE)]
    assert [reason.rule.id for reason in advices[0].reasons] == ["d", "c"]
    assert advices[0].evidence == ("openapi", "gbfs")


def test_of_equal_duties_the_standard_with_more_reasons_stands_first():
    rules = rule("a"), rule("b", "ocpp"), rule("c", "ocpp", triggers=("dockless",))

    assert standards(advise(*rules, of=need())) == ["ocpp", "gbfs"]
    assert standards(advise(*rules[:2], of=need())) == ["gbfs", "ocpp"]


def test_the_order_of_the_rules_changes_nothing():
    rules = [rule("a", "ocpp"), rule("b", duty=Duty.LAW), rule("c", "ocpp", triggers=("dockless",))]

    assert advise(*rules, of=need()) == advise(*reversed(rules), of=need())


def test_leaving_out_what_binds_asks_for_a_reason_and_leaving_out_advice_does_not():
    advices = advise(
        rule("a", "gbfs", duty=Duty.EXPLAIN, places=frozenset({"NL"})), rule("b", "ocpp"), of=need(place="NL")
    )

    assert omissions(advices, ["gbfs", "ocpp"], {}) == ()
    gbfs, ocpp = omissions(advices, [], {})
    assert gbfs == Omission("gbfs", Duty.EXPLAIN, must_explain=True, explanation="")
    assert ocpp == Omission("ocpp", Duty.PRACTICE, must_explain=False, explanation="")
    assert (gbfs.open, ocpp.open) == (True, False)


@pytest.mark.parametrize(("explanation", "is_open"), [("  ", True), ("The fleet has no docks.", False)])
def test_a_reason_closes_an_omission(explanation, is_open):
    advices = advise(rule(duty=Duty.LAW), of=need())

    [omission] = omissions(advices, ["ocpp"], {"gbfs": explanation})

    assert (omission.explanation, omission.open) == (explanation, is_open)


def test_an_adviser_that_knows_more_leaves_the_other_as_it_is():
    plain = Adviser([rule(standard="ocpp")], [UNKNOWN])

    knowing = plain.knowing({"ocpp": {"royalty_free": "yes"}})

    assert [advice.weighable for advice in knowing.advise(need())] == [True]
    assert [advice.weighable for advice in plain.advise(need())] == [False]
