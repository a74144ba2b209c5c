"""The first page: whom the method recommends, what the source did otherwise, what to know first."""

import pytest

from procurement.reports.pdf.paper import facts, head
from tests.reports.paper.reviews import excluded, finding, noticed, opened, ranked, review

LEAD = {"lead": "2.50 points ahead of Firm 2, and €100 dearer.", "turns": {"fragile": False, "marks": []}}
LEAD |= {"differences": [], "equal": [], "dearer": "100"}


def test_the_box_names_the_first_with_all_cents_the_basis_the_points_and_the_distance():
    data = review(ranked(1, "145/2", "0", price="1031500"), ranked(2, "70", "5/2"), answer=LEAD)

    assert head.result_box(data) == head.ResultBox(
        label="Recommended for award by the published method",
        bid="B1 Firm 1",
        price="€1,031,500.00",
        basis="net of VAT",
        figure="72.50 of 100 points",
        distance="2.50 points ahead of Firm 2, and €100 dearer.",
        members="",
    )


def test_a_group_is_listed_with_countries_identifiers_roles_and_shares():
    first = ranked(1, "70", "0", name="Ada and partner")
    lead = {"name": "Ada", "role": "lead", "role_label": "Lead", "identifier": "XX 1", "country": "IE", "share": "3/5"}
    member = lead | {"name": "Bo (БО)", "role": "member", "role_label": "Member", "identifier": "XX 2", "share": "2/5"}
    data = review(first, bids=[opened(first, parties=[lead, member])])

    assert (
        head.result_box(data).members
        == "Ada, IE, XX 1 (lead, 60\N{NO-BREAK SPACE}%); Bo, IE, XX 2 (40\N{NO-BREAK SPACE}%)"
    )


def test_bids_that_share_the_first_place_are_both_named():
    data = review(ranked(1, "70", "0"), ranked(1, "70", "0", alias="B2", name="Firm 2"))

    box = head.result_box(data)
    assert box.distance == "The first place is shared with B2 Firm 2."
    assert box.label == "First by the published method, and not alone: no recommendation"


def test_nobody_is_recommended_where_no_bid_is_admissible():
    data = review(out=[excluded("B1", "Firm 1")])

    assert head.result_box(data) is None
    assert head.warnings(data) == [head.HeadNote("No recommendation:", "no bid is admissible.")]


def outcome(*, differs, agrees):
    awarded = {"verdict": "awarded", "status": "active", "bid": "B2", "name": "Firm 2 (ФІРМА)", "amount": "900"}
    return {
        "sentence": "The source awarded B2; the published method puts B1 first.",
        "sentences": ["Evaluated again without B1, the method puts B2 first: both orders agree."],
        "differs": differs,
        "awarded_twice": "",
        "agrees": agrees,
        "awarded": ["B2"],
        "rejected": [],
        "decisions": [awarded | {"currency": "EUR", "at": "2026-08-27T15:33:06Z", "ground": ""}],
    }


TENDER = {
    "title": "Sensors",
    "ref": "T-1",
    "authority": "City",
    "currency": "EUR",
    "basis": "net",
    "origin": "imported",
}


def test_where_the_source_awarded_another_both_stand_side_by_side_and_nobody_is_recommended():
    data = review(
        ranked(1, "70", "0"),
        ranked(2, "60", "10"),
        tender=TENDER,
        answer=LEAD,
        source_outcome=outcome(differs=True, agrees=False),
    )

    assert head.result_box(data) is None
    assert head.difference_box(data) == head.DifferenceBox(
        awarded=[{"name": "B2 Firm 2", "verdict": "awarded", "day": "27 Aug 2026", "amount": "€900"}],
        first="B1 Firm 1",
        figure="€1,000, 2.50 points ahead of Firm 2, and €100 dearer",
        sentences=(
            "The source awarded B2; the published method puts B1 first.",
            "Evaluated again without B1, the method puts B2 first: both orders agree.",
        ),
    )
    assert head.warnings(data) == [head.HeadNote("No recommendation:", "the lot was awarded in the source.")]


def test_where_the_source_awarded_the_first_the_box_says_so_and_recommends_nobody():
    data = review(ranked(1, "70", "0"), tender=TENDER, source_outcome=outcome(differs=False, agrees=True))

    assert head.result_box(data).label == "First by the published method; the source awarded this bid, too"


def test_what_is_fragile_open_or_new_stands_above_everything_else():
    marks = [{"sentence": f"Mark {n}"} for n in range(1, 6)]
    turns = {"title": "Fragile: one panel mark", "text": "B2 is first with any of these:", "fragile": True}
    data = review(
        ranked(1, "70", "0"),
        answer={"lead": "", "differences": [], "equal": [], "turns": turns | {"marks": marks}},
        findings=noticed(finding(), finding(needs_decision=True), later=[finding(known_at="2026-03-13T08:00:00Z")]),
    )

    assert head.warnings(data) == [
        head.HeadNote(
            "Fragile: one panel mark.", "B2 is first with any of these: Mark 1; Mark 2; Mark 3; and 2 more (annex D)."
        ),
        head.HeadNote("1 decision is open:", "see 5. Findings and decisions."),
        head.HeadNote("1 finding is new:", "it became known after the result was frozen (5. Findings and decisions)."),
    ]
    assert head.open_findings(data) == [2]


def test_a_decision_that_was_taken_is_not_open():
    settled = {"decision": "keep", "sentence": "Kept by Ada and Bo: Asked.", "at": "2026-03-11T10:00:00Z"}
    data = review(ranked(1, "70", "0"), findings=noticed(finding(needs_decision=True, settled=settled)))

    assert (head.warnings(data), head.open_findings(data)) == ([], [])


def test_the_line_under_the_subject_says_where_an_imported_tender_comes_from():
    values = {"zone": "Europe/Kyiv", "source": "prozorro", "opened_at": None, "panel": []}
    run = {"no": 2, "cause": "New mark", "reason": "A mark was wrong", "at": "2026-03-12T23:30:00Z", "by": "Ada"}

    data = review(ranked(1, "70", "0"), review=values, run=run)

    assert head.about(data) == (
        "T-1 · lot 1 of 1 · imported from prozorro and evaluated again here · run 2, frozen 13 Mar 2026"
        " · New mark: A mark was wrong"
    )


# --- facts ---


def test_the_procedure_in_two_columns_names_what_nobody_recorded():
    data = review(
        ranked(1, "70", "0"),
        out=[excluded("B9", "Late"), excluded("B9", "Late")],
        lot={"no": 1, "count": 3, "title": "Lot", "estimate": "5000"},
        review={"zone": "Europe/Kyiv", "opened_at": "2026-03-01T12:30:00+00:00", "panel": [], "cpv": ["48000000-8"]},
    )

    assert facts.procedure(data) == [
        (("Subject", "CPV 48000000-8 Software package and information systems"), ("Bids opened", "1 Mar 2026, 14:30")),
        (("Estimated value", "€5,000.00"), ("Frozen", "12 Mar 2026, 14:30, by Ada")),
        (
            ("Lots", "3; this review is about one"),
            ("Not recorded", "type of procedure, notice, legal ground, who opened the bids"),
        ),
        (("Bids", "3 received, 1 ranked, 1 excluded"), ("", "")),
        (("Method", "60 points quality, 40 price (annex A)"), ("", "")),
    ]


@pytest.mark.parametrize(
    ("kind", "text"), [("points", "60 points quality, 40 price (annex A)"), ("money", "Formula"), ("index", "Formula")]
)
def test_the_method_in_a_few_words(kind, text):
    assert facts.method(review(ranked(1, "70", "0"), kind=kind)) == text


def test_bids_that_the_source_did_not_count_are_said():
    bid = ranked(1, "70", "0")
    left_out = opened({"alias": "B7", "name": "Draft"}, counted=False)
    data = review(bid, tender=TENDER, bids=[opened(bid), left_out])

    assert facts.bids(data) == "2 in the source, 1 ranked, 1 not counted by the source"
