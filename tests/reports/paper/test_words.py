"""Reasons, bids that are not ranked, findings, statements, signatures, and how figures are written."""

from fractions import Fraction

import pytest

from procurement.reports.pdf import paper
from procurement.reports.pdf.paper import findings, reasons, statements, texts, unrecorded
from tests.reports.paper.reviews import SHA, cell, excluded, finding, matrix, noticed, opened, ranked, review

# --- reasons ---


def lead(criterion, title, points):
    return {"criterion": criterion, "title": title, "points": points}


def indicator(title, offer):
    return {"title": title, "unit": "h", "least": "48", "best": "8", "weight": "1", "offer": offer, "share": "1"} | {
        "points": "5",
        "backed": False,
    }


def calculation(*indicators):
    return {"line": "", "why": "", "steps": [], "indicators": list(indicators), "interfaces": []}


def answer(*differences, dearer="0"):
    turns = {"title": "", "text": "", "fragile": False, "marks": []}
    return {"lead": "3.00 points ahead of Firm 2.", "differences": list(differences), "equal": [], "dearer": dearer} | {
        "turns": turns
    }


def test_the_first_is_reasoned_by_the_panels_words_and_by_both_offers():
    first = ranked(
        1,
        "70",
        "0",
        cells=[
            cell(),
            cell(criterion="repair", title="Repair", reason="", calculation=calculation(indicator("Time", "12"))),
        ],
    )
    second = ranked(
        2,
        "67",
        "3",
        cells=[
            cell(),
            cell(criterion="repair", title="Repair", reason="", calculation=calculation(indicator("Time", "24"))),
        ],
    )
    data = review(first, second, answer=answer(lead("method", "Method", "2"), lead("repair", "Repair", "1")))

    why = reasons.reasons(data)

    assert why.ahead == [
        reasons.Reason("Method", "", "Convincing."),
        reasons.Reason("Repair", "Time 12\N{NO-BREAK SPACE}h, not 24\N{NO-BREAK SPACE}h as B2 offers.", ""),
    ]


def test_what_speaks_against_the_first_is_its_price_and_where_the_second_is_better():
    marks = [{"evaluator": "Consensus", "value": "5", "reason": ""}]
    second = ranked(
        2, "67", "3", cells=[cell(marks=marks, reason="Public code."), cell(criterion="plan", title="Plan", reason="")]
    )
    first = ranked(1, "70", "0", cells=[cell(), cell(criterion="plan", title="Plan", reason="")])
    differences = [lead("price", "Price", "-1"), lead("method", "Method", "-2"), lead("plan", "Plan", "-3")]
    data = review(first, second, answer=answer(*differences, dearer="61000"))

    assert reasons.reasons(data).behind == [
        reasons.Reason("", "its price, €61,000 above that of B2.", ""),
        reasons.Reason("Plan", "B2 earns more than B1.", ""),
        reasons.Reason("Method", "B2: Excellent", "Public code."),
    ]


def row(title, *leads):
    return {"criterion": title, "title": title, "family": "performance", "kind": "points", "of": "20"} | {
        "cells": [{"bid": f"B{no}", "points": "1"} for no in range(1, len(leads) + 2)],
        "leads": list(leads),
    }


def test_the_others_are_compared_in_words_with_the_widest_differences_first():
    bids = [ranked(1, "70", "0"), ranked(2, "60", "10"), ranked(3, "50", "20")]
    rows = [row("Plan", "1", "1"), row("Team", "4", "2"), row("Service", "-1", "3"), row("Exit", "0", "4")]

    others = reasons.reasons(review(*bids, matrix=matrix(bids, rows=rows))).others

    assert others == [
        "B2 is behind on “Team”, “Plan”; ahead on “Service”; equal on “Exit”.",
        "B3 is behind on every criterion.",
    ]


def test_of_many_criteria_four_are_named_and_of_many_bids_five():
    bids = [ranked(place, str(90 - place), str(place - 1)) for place in range(1, 9)]
    rows = [row(f"C{n}", *[str(n)] * 7) for n in range(1, 7)] + [row("Equal", *["0"] * 7)]

    others = reasons.reasons(review(*bids, matrix=matrix(bids, rows=rows))).others

    assert others[0] == "B2 is behind on “C6”, “C5”, “C4”, “C3” and 2 more; equal on “Equal”."
    assert len(others) == 6
    assert others[-1] == "The differences to the others follow from annex B."


def test_by_money_the_others_are_said_by_their_distance():
    bids = [ranked(1, "100", "0"), ranked(2, "100", "0"), ranked(3, "460", "360")]

    assert reasons.reasons(review(*bids, kind="money")).others == ["B2 is level with the first.", "B3 is €360 behind."]


def test_nobody_ranked_has_no_reasons():
    assert reasons.reasons(review(out=[excluded("B1", "Firm 1")])) is None


# --- not ranked ---


def test_each_excluded_bid_stands_once_with_price_ground_and_the_panels_words():
    out = [
        excluded("B5", "Quick (КВІК)", where="method", cells=[cell(reason="No way back.")], sentence="It reaches 2"),
        excluded("B5", "Quick (КВІК)", sentence="Another ground."),
    ]

    assert findings.excluded(review(ranked(1, "70", "0"), out=out)) == (
        [findings.ExcludedRow("B5 Quick", "€1,000", "It reaches 2.", "No way back.")],
        "",
    )


def test_more_than_twenty_are_left_to_annex_b_which_has_every_ground():
    out = [excluded(f"B{no}", f"Late {no}") for no in range(30, 53)]
    data = review(ranked(1, "70", "0"), out=out)

    rows, rest = findings.excluded(data)

    assert (len(rows), rest) == (20, "3 more stand in annex B.")
    assert len(paper.context(data, data_sha=SHA, variant="pdf/a-3a")["exclusions"]) == 23


def test_what_the_source_did_not_count_says_why():
    bid = ranked(1, "70", "0")
    draft = opened({"alias": "B7", "name": "Draft"}, counted=False, source_note="No lot in the file.")

    assert findings.uncounted(review(bid, bids=[opened(bid), draft])) == ["B7 Draft: No lot in the file."]


# --- findings ---


def test_findings_are_numbered_with_what_was_decided_what_is_open_and_since_when_known():
    settled = {"decision": "keep", "sentence": "Kept by Ada and Bo: Asked.", "at": "2026-03-11T10:00:00Z"}
    later = finding(known_at="2026-03-13T08:00:00Z", bids=[])
    data = review(
        ranked(1, "70", "0"),
        findings=noticed(
            finding(needs_decision=True, settled=settled),
            finding(needs_decision=True, without="Places 1 to 2 stay."),
            later=[later],
        ),
    )

    signed = findings.signed(data)

    opened_text = "Open. Two officers decide in Evenhand; a new review then says so."
    assert signed == findings.PaperFindings(
        intro="",
        rows=[
            findings.PaperFinding(1, "B1: Firm 1 came late.", "", "", "Kept by Ada and Bo: Asked.", is_open=False),
            findings.PaperFinding(2, "B1: Firm 1 came late.", "", "Places 1 to 2 stay.", opened_text, is_open=True),
            findings.PaperFinding(
                3, "Firm 1 came late.", "Known since 13 Mar 2026, 10:00.", "", "For the reader to weigh.", is_open=False
            ),
        ],
        rest="",
        looked_for="Looked for: late bids.",
    )


def test_of_many_findings_those_to_decide_are_signed_and_annex_d_has_all():
    rows = [finding(needs_decision=no == 12) for no in range(1, 13)]
    data = review(ranked(1, "70", "0"), findings=noticed(*rows))

    signed = findings.signed(data)

    assert ([row.no for row in signed.rows], signed.rest) == (
        [1, 2, 3, 4, 5, 6, 7, 12],
        "4 more findings stand in annex D.",
    )
    assert len(paper.context(data, data_sha=SHA, variant="pdf/a-3a")["every_finding"]) == 12


@pytest.mark.parametrize(
    ("listed", "intro"),
    [
        (noticed(), "Nothing was noticed."),
        (
            noticed(later=[finding(known_at="2026-03-13T08:00:00Z")]),
            "Nothing was noticed when the result was frozen; what is known since stands below.",
        ),
        (
            noticed() | {"listed": False},
            "This run was frozen before such a list was kept with it; what is known since stands below.",
        ),
    ],
)
def test_an_empty_list_never_reassures_more_than_it_knows(listed, intro):
    assert findings.signed(review(ranked(1, "70", "0"), findings=listed)).intro == intro


# --- statements and signatures ---


def test_what_is_not_recorded_is_said_from_one_list_that_only_shrinks():
    assert list(unrecorded.Unrecorded) == [
        "procedure",
        "opening",
        "conflicts",
        "low_prices",
        "selection",
        "questions",
        "award",
    ]


def test_every_statement_that_a_law_asks_for_is_there():
    section = {"key": "agreement", "title": "Agreement", "result": "3 evaluators agree well", "sentences": []}
    rule = ["Prices below 80 % of the mean are asked about.", "B1 is asked about"]
    low = {"key": "low", "title": "Low prices", "result": rule[0], "sentences": rule}
    party = {"name": "Ada", "role": "relied_subcontractor", "role_label": "Subcontractor relied on", "share": "1/4"}
    bid = ranked(1, "70", "0")
    data = review(
        bid,
        bids=[opened(bid, parties=[party])],
        information={"sections": [section, low], "sha256": "", "seed": "", "draws": 0, "first": [], "weights": []},
        review={"zone": "UTC", "opened_at": None, "panel": [{"chair": True, "name": "Tomas"}]},
        not_built=["Verifiers are not built yet."],
    )

    attach = "attach them to this review."
    assert statements.statements(data) == [
        ("Conflicts of interest", f"Evenhand does not yet record the declarations of panel and officers: {attach}"),
        (
            "Abnormally low prices",
            f"{rule[0]} {rule[1]}. Evenhand does not yet record what bidders were asked and answered: attach it to this review.",
        ),
        (
            "Exclusion, selection",
            "Evenhand does not yet record grounds for exclusion and selection criteria: attach what was checked.",
        ),
        ("Subcontracting", "B1: Ada (subcontractor relied on, 25\N{NO-BREAK SPACE}%)."),
        ("Questions, changes", f"Evenhand does not yet record clarifications and amendments: {attach}"),
        ("Panel", "3 evaluators agree well. Their pseudonyms are not matched to names here."),
        ("Not built yet", "Verifiers are not built yet."),
        ("Not part of it", "Award decision, standstill and letters: not built yet."),
    ]


def test_without_a_rule_a_subcontractor_or_a_panel_that_is_said():
    sentences = dict(statements.statements(review(ranked(1, "70", "0"))))

    assert (sentences["Abnormally low prices"], sentences["Subcontracting"], sentences["Panel"]) == (
        "No rule was published.",
        "No bid names a subcontractor.",
        "None: nobody marked these bids here.",
    )


def test_of_an_imported_tender_only_what_its_source_names_is_said():
    tender = {"title": "Sensors", "ref": "T-1", "authority": "City", "currency": "EUR", "basis": "net"}
    sentences = dict(statements.statements(review(ranked(1, "70", "0"), tender=tender | {"origin": "imported"})))

    assert (sentences["Abnormally low prices"], sentences["Subcontracting"]) == (
        "The source names no rule.",
        "The source names no subcontractor.",
    )


def test_the_panel_signs_by_role_and_name_whatever_the_order_of_its_pseudonyms():
    panel = [{"chair": False, "name": "Zoe"}, {"chair": False, "name": "Amara"}, {"chair": True, "name": "Tomas"}]
    data = review(ranked(1, "70", "0"), review={"zone": "UTC", "opened_at": None, "panel": panel})

    assert statements.signers(data) == [
        ("Panel, chair", "Tomas"),
        ("Panel, member", "Amara"),
        ("Panel, member", "Zoe"),
        ("Authority, officer who froze it", "Ada"),
        ("Authority, second person", ""),
    ]


# --- figures, amounts, excerpts ---


@pytest.mark.parametrize(
    ("kind", "values", "expected"),
    [
        ("points", ["1/3", "1/4"], ["0.33", "0.25"]),
        ("points", ["7001/1000", "7002/1000"], ["7.001", "7.002"]),
        ("money", ["1830000", "1830360"], ["€1,830,000", "€1,830,360"]),
        ("money", ["1830000", "3660001/2"], ["€1,830,000.00", "€1,830,000.50"]),
        ("money", ["10001/1000", "10002/1000"], ["€10.001", "€10.002"]),
        ("index", ["1", "3/2"], ["1.0000", "1.5000"]),
    ],
)
def test_unequal_figures_never_print_alike(kind, values, expected):
    assert texts.figures([Fraction(text) for text in values], review(kind=kind)) == expected


def test_an_amount_in_no_currency_is_a_number_and_a_missing_one_a_dash():
    assert [texts.money(Fraction(1500), "EUR"), texts.money(Fraction(1500), ""), texts.money(None, "EUR")] == [
        "€1,500.00",
        "1,500",
        "–",
    ]


def test_an_excerpt_ends_at_a_word_and_a_short_text_stays_whole():
    assert texts.excerpt("Short.\n Text.") == "Short. Text."
    assert texts.excerpt("word " * 100) == f"{'word ' * 47}word …"
    assert texts.excerpt("x" * 300) == f"{'x' * 240} …"
