"""The one check: every rule once and more, missing facts, facts kept nowhere, severities, settings, digests."""

import json
from dataclasses import fields, replace
from fractions import Fraction

import pytest

from scoring import canonical
from scoring.compliance import (
    COMMON_SENTENCES,
    FACT_NAMES,
    GROUPS,
    RULES,
    UNKEPT,
    FactMissing,
    LawFloors,
    Parameter,
    PolicySettings,
    RuleFinding,
    RuleOutcome,
    RuleTerms,
    Severity,
    TenderFacts,
    check_tender,
    facts_digest,
    setting_faults,
    settings_from_json,
    settings_to_json,
    text,
)
from scoring.compliance.rule import Registry, failed, passed, rule, written
from scoring.errors import BadParameter
from scoring.results import Sentence
from tests.scoring.compliance.tender import SETTINGS, SOUND, findings, ids, lot, says

IDS = [
    *("POL-1", "REG-1", "REG-2", "IFC-1", "IFC-2", "STD-1", "STD-2", "STD-3", "VFM-1", "VFM-2", "VFM-3", "VFM-4"),
    *("ALT-1", "TERM-1", "TERM-2", "TERM-3", "TERM-4", "KPI-1", "KPI-2", "KPI-3", "KPI-4", "CON-1", "CON-2"),
    *("SME-1", "SME-2", "SME-3", "SME-4", "TIME-1", "INN-1", "FIN-1", "FIN-2"),
]
UNFILLED = TenderFacts(unkept=frozenset())


def outcomes(facts, settings=SETTINGS):
    return {finding.rule: str(finding.outcome) for finding in check_tender(facts, settings)}


# --- the registry ---


def test_there_are_thirty_one_rules_in_the_order_of_a_checklist():
    assert ids() == IDS
    assert len(IDS) == 31


@pytest.mark.parametrize("entry", RULES.all(), ids=lambda entry: entry.id)
def test_every_rule_says_what_it_is(entry):
    assert entry.title
    assert set(entry.principles) <= set(range(1, 13))
    assert entry.principles
    assert entry.facts
    assert entry.anchor == f"rules.md#{entry.id.lower()}"
    assert entry.id.partition("-")[0] in GROUPS
    assert all(parameter.stricter in {"lower", "higher"} for parameter in entry.params.values())


def test_the_rules_together_read_every_fact_and_no_other():
    read = {fact for entry in RULES.all() for fact in entry.facts}

    assert read == set(FACT_NAMES) == {field.name for field in fields(TenderFacts)} - {"unkept"}


class Watched:
    """Facts that remember what was read of them."""

    def __init__(self, facts):
        self.facts, self.read = facts, set()

    def __getattr__(self, name):
        self.read.add(name)
        return getattr(self.facts, name)


@pytest.mark.parametrize("entry", RULES.all(), ids=lambda entry: entry.id)
def test_a_rule_reads_the_facts_it_names(entry):
    watched = Watched(SOUND)

    class Only(Registry):
        def all(self):
            return (entry,)

    check_tender(watched, SETTINGS, Only())

    assert watched.read - {"unkept"} <= set(entry.facts)


def test_an_id_is_registered_once_and_well_formed_and_reads_facts_that_there_are():
    registry = Registry()
    sentences = {"met": "Fine."}
    kind = {"title": "T", "principles": (1,), "severity": Severity.INFORM, "sentences": sentences, "registry": registry}
    rule("NEW-1", facts=("term",), **kind)(lambda _facts, _bounds: iter([passed("met")]))

    for rule_id, facts in (("NEW-1", ("term",)), ("new", ("term",)), ("NEW-2", ("colour",))):
        with pytest.raises(ValueError, match=rule_id):
            rule(rule_id, facts=facts, **kind)(lambda _facts, _bounds: iter(()))
    assert [entry.place for entry in registry.all()] == [(len(GROUPS), "NEW", 1)]
    assert [text(finding.sentence, registry) for finding in check_tender(SOUND, SETTINGS, registry)] == ["Fine."]


# --- outcomes ---


def test_a_sound_tender_meets_every_rule():
    assert {rule: outcome for rule, outcome in outcomes(SOUND).items() if outcome != "pass"} == {}


def test_a_tender_of_which_nothing_is_filled_in_is_unknown_throughout():
    """Law is read by STD-2 for its severity alone: the texts are what is missing there."""
    unknown = check_tender(UNFILLED, SETTINGS)

    assert outcomes(UNFILLED) == dict.fromkeys(IDS, "unknown")
    assert {finding.sentence.key for finding in unknown} == {"rule.unknown"}
    assert [finding.is_open for finding in unknown] == [True] * 31


def test_what_this_site_keeps_nowhere_does_not_apply_and_says_so():
    unkept = {
        finding.rule: (str(finding.outcome), text(finding.sentence))
        for finding in check_tender(TenderFacts(), SETTINGS)
        if finding.sentence.key.startswith("rule.unkept")
    }

    register = ("not_applicable", "This site keeps no register yet.")
    funding = ("not_applicable", "This site keeps no funding plans yet.")
    assert unkept == {
        "REG-1": register,
        "REG-2": register,
        "CON-1": ("not_applicable", "This site keeps no market consultations yet."),
        "FIN-1": funding,
        "FIN-2": funding,
    }


def test_a_stage_that_keeps_a_fact_takes_it_out_of_the_unkept():
    kept = replace(TenderFacts(), systems=("SYS-1",), unkept=UNKEPT - {"systems"})

    assert {rule: outcomes(kept)[rule] for rule in ("REG-1", "REG-2")} == {"REG-1": "pass", "REG-2": "not_applicable"}


def test_a_fact_without_a_sentence_of_its_own_is_named():
    finding = findings("TERM-1", replace(SOUND, unkept=frozenset({"term"})))[0]

    assert text(finding.sentence) == "This site does not keep this yet: the term of the contract."


def test_what_came_before_a_missing_part_is_kept():
    lots = (lot(1, price_weight=Fraction(70)), lot(2, price_weight=None))

    assert says("VFM-1", lots=lots) == [
        ("fail", "explain", "lot 1: price weighs 70 of 100 points: 70 > 60."),
        ("unknown", "explain", "Not filled in yet: the weight of price (lot 2)."),
    ]


def test_a_missing_fact_says_its_name():
    assert str(FactMissing("kpis")) == "kpis"
    assert str(FactMissing("kpis", "lot 2")) == "kpis lot 2"


@pytest.mark.parametrize(
    ("outcome", "severity", "answers"),
    [
        (RuleOutcome.FAIL, Severity.BLOCK, (True, True, False)),
        (RuleOutcome.UNKNOWN, Severity.BLOCK, (True, True, False)),
        (RuleOutcome.FAIL, Severity.EXPLAIN, (True, False, True)),
        (RuleOutcome.UNKNOWN, Severity.INFORM, (True, False, False)),
        (RuleOutcome.PASS, Severity.BLOCK, (False, False, False)),
        (RuleOutcome.NOT_APPLICABLE, Severity.EXPLAIN, (False, False, False)),
    ],
)
def test_what_blocks_and_what_asks_for_a_reason(outcome, severity, answers):
    finding = RuleFinding("X-1", outcome, severity, Sentence("rule.off"))

    assert (finding.is_open, finding.blocks, finding.asks_reason) == answers


def test_equal_facts_give_equal_findings_that_can_be_stored():
    first, second = check_tender(SOUND, SETTINGS), check_tender(SOUND, SETTINGS)

    assert first == second
    assert json.loads(canonical.dumps(first))[0] == {
        "rule": "POL-1",
        "outcome": "pass",
        "severity": "explain",
        "sentence": {
            "key": "rule.POL-1.met",
            "values": {"value": "2028-01-15", "limit": "24", "about": ""},
        },
        "value": "2028-01-15",
        "limit": "24",
        "about": "",
    }


# --- settings ---


@pytest.mark.parametrize(
    ("rule", "setting", "severity"),
    [
        ("VFM-1", "", "explain"),
        ("VFM-1", "block", "block"),
        ("VFM-1", "inform", "inform"),
        ("VFM-3", "block", "block"),  # art. 68 stands behind it
        ("VFM-3", "inform", "explain"),
    ],
)
def test_a_setting_raises_any_severity_and_lowers_it_only_where_no_law_stands(rule, setting, severity):
    facts = replace(SOUND, lots=(lot(1, price_weight=Fraction(70)),), cost_kinds=())

    assert [str(finding.severity) for finding in findings(rule, facts, severity=setting)] == [severity]


def test_a_rule_that_is_off_says_so_and_a_rule_of_law_stays_on():
    short = replace(SOUND, submission_days=3, term=None)

    assert [text(finding.sentence) for finding in findings("TERM-1", short, enabled=False)] == [
        "The policy does not apply this rule."
    ]
    assert [finding.blocks for finding in findings("TIME-1", short, enabled=False)] == [True]


def test_what_a_policy_may_not_set_is_named():
    settings = replace(
        SETTINGS,
        rules={
            "VFM-1": RuleTerms(severity="inform", params={"most": Fraction(80)}),
            "STD-2": RuleTerms(enabled=False, severity="explain"),
            "TIME-1": RuleTerms(severity="block", params={"days": Fraction(20)}),
            "SME-1": RuleTerms(params={"factor": Fraction(3), "lots": Fraction(-1), "colour": Fraction(1)}),
            "OLD-9": RuleTerms(),
        },
    )
    law = LawFloors("eu-directive/1", submission_days=30, turnover_factor=Fraction(2))
    articles = "Directive 2014/24/EU art. 42(3)(b), 42(4); Procurement Act 2023 s. 56"

    assert setting_faults(settings, law) == [
        BadParameter("rules/STD-2/enabled", why=f"this rule rests on law ({articles}) and stays on"),
        BadParameter("rules/STD-2/severity", why=f"this rule rests on law ({articles}): it may only be stricter"),
        BadParameter("rules/TIME-1/params/days", why="20 is milder than the law profile's submission_days of 30"),
        BadParameter("rules/SME-1/params/factor", why="3 is milder than the law profile's turnover_factor of 2"),
        BadParameter("rules/SME-1/params/lots", why="a figure is not below 0"),
        BadParameter("rules/SME-1/params/colour", why="the rule has no such figure"),
        BadParameter("rules/OLD-9", why="there is no such rule"),
    ]


def test_without_a_law_profile_and_within_it_a_policy_sets_what_it_likes():
    settings = replace(SETTINGS, rules={"SME-1": RuleTerms(params={"factor": Fraction(1)})})

    assert setting_faults(settings) == setting_faults(settings, LawFloors("own/1", turnover_factor=Fraction(2))) == []


def test_settings_are_plain_data_and_back():
    settings = replace(SETTINGS, rules={"VFM-1": RuleTerms(severity=Severity.BLOCK, params={"most": Fraction(50)})})
    stored = json.loads(json.dumps(settings_to_json(settings)))

    assert stored["rules"] == {"VFM-1": {"enabled": True, "severity": "block", "params": {"most": "50"}}}
    assert settings_from_json(stored) == settings
    assert settings_from_json({"currency": "EUR", "basis": "net"}) == PolicySettings("EUR", "net")


def test_a_severity_that_there_is_not_is_refused():
    stored = {"currency": "EUR", "basis": "net", "rules": {"VFM-1": {"severity": "shout"}}}

    with pytest.raises(BadParameter, match="rules/VFM-1/severity: 'shout' is no severity"):
        settings_from_json(stored)


def test_a_parameter_is_printed_with_its_unit():
    assert RULES["VFM-1"].params == {"most": Parameter("Most points of 100 for price", Fraction(60), "points", "lower")}


# --- explanations ---


def test_an_explanation_is_void_once_the_rule_sees_something_else():
    """Price 70 explained; edited to 75 it has to be explained again."""
    seventy, seventy_five = (
        check_tender(replace(SOUND, lots=(lot(1, price_weight=Fraction(weight)),)), SETTINGS) for weight in (70, 75)
    )

    assert facts_digest("VFM-1", seventy) != facts_digest("VFM-1", seventy_five)
    assert facts_digest("VFM-2", seventy) == facts_digest("VFM-2", seventy_five)


# --- words ---


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (Fraction(5_000_000), "5,000,000"),
        (Fraction(1, 3), "0.3333"),
        (Fraction(-1, 2), "-0.5"),
        (Fraction(12_345_678, 10), "1,234,567.8"),
        (("a", 2), "a, 2"),
        ("text", "text"),
    ],
)
def test_a_value_is_printed_for_people(value, printed):
    assert written(value) == printed


def test_every_common_sentence_can_be_filled():
    values = {"fact": "the term", "where": "lot 1"}

    assert all(text(Sentence(key, values)) for key in COMMON_SENTENCES)


def test_a_sentence_that_no_rule_has_is_an_error():
    with pytest.raises(KeyError):
        text(Sentence("rule.VFM-1.colour"))


def test_an_observation_keeps_the_severity_that_it_brings():
    assert failed("missed", 1, 2, severity=Severity.INFORM).severity is Severity.INFORM
