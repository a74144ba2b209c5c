"""An ESPD response becomes proposals: which answers count, whose the file is, what is left out and said."""

from datetime import date
from decimal import Decimal

import pytest

from procurement.opendata.readers import espd
from procurement.opendata.readers.espd_facts import (
    Declarant,
    DeclarationProposal,
    EspdResult,
    EvidenceReference,
    ProposedValue,
    StatedPeriod,
)
from suppliers.declarations import declarations
from tests.opendata.espd_files import FIRM, Criterion, Espd, Group, Question, described, ground, indicator


def read(*criteria, supplier=FIRM, **file):
    return espd.read_response(Espd(criteria, **file).xml(), supplier=supplier)


def sentences(result):
    return [(issue.level.value, issue.sentence) for issue in result.issues]


def test_answer_values_and_evidence_stand_under_their_code():
    criterion = ground(
        "tax-pay",
        "true",
        described("tax-pay/Q2", "Paid in instalments since May."),
        Question("tax-pay/Q3", "AMOUNT", (("ResponseAmount", "1200.50", "EUR"),), "Amount concerned"),
        Question("tax-pay/Q4", "PERIOD", asks="From and until", periods=(("2026-01-01", "2026-12-31"),)),
        Question("tax-pay/Q5", "DATE", (("ResponseDate", "2025-12-31+01:00", ""),), "Date of the decision"),
        evidence=("V1",),
    )

    result = read(criterion, evidence={"V1": ("SAT-1", "Tax office", "https://tax.example/1")})

    assert result == EspdResult(
        (
            DeclarationProposal(
                "tax-pay",
                True,
                (
                    ProposedValue("tax-pay/Q2", "Please describe it", "Paid in instalments since May."),
                    ProposedValue("tax-pay/Q3", "Amount concerned", Decimal("1200.50"), "EUR"),
                    ProposedValue("tax-pay/Q4", "From and until", StatedPeriod(date(2026, 1, 1), date(2026, 12, 31))),
                    ProposedValue("tax-pay/Q5", "Date of the decision", date(2025, 12, 31)),
                ),
                (EvidenceReference("SAT-1", "Tax office", "https://tax.example/1"),),
            ),
        ),
        (),
        "Tidewater Analytics",
        date(2026, 3, 2),
    )
    assert result.proposals[0].period == StatedPeriod(date(2026, 1, 1), date(2026, 12, 31))


def test_proposals_come_in_the_order_of_the_document_not_of_the_file():
    result = read(ground("bankruptcy"), ground("crime-org", "true"), ground("fraud"))

    assert [(row.code, row.answer) for row in result.proposals] == [
        ("crime-org", True),
        ("fraud", False),
        ("bankruptcy", False),
    ]


@pytest.mark.parametrize(
    ("answer", "kind", "values"),
    [
        ("true", "ONTRUE", ["What happened"]),
        ("true", "ONFALSE", []),
        ("false", "ONTRUE", []),
        ("false", "ONFALSE", ["What happened"]),
        ("1", "ONTRUE", ["What happened"]),
        ("0", "ONFALSE", ["What happened"]),
        ("true", "ON*", ["What happened"]),
        ("false", "ON*", ["What happened"]),
    ],
)
def test_what_hangs_on_an_answer_counts_only_under_it(answer, kind, values):
    criterion = Criterion(
        "fraud", (Group((indicator("Q1", answer), Group((described("Q2", "What happened"),), kind))),)
    )

    result = read(criterion)

    assert [row.value for row in result.proposals[0].values] == values
    assert sentences(result) == (
        []
        if values
        else [
            ("noted", "Conviction for fraud: an answer was left out, since it counts only under another answer (Q2).")
        ]
    )


def test_a_condition_holds_for_everything_below_it():
    deepest = Group((Group((described("Q3", "Far below"),), "ON*"),), "ON*")
    criterion = Criterion("fraud", (Group((indicator("Q1", "false"), Group((deepest,), "ONTRUE"))),))

    result = read(criterion)

    assert result.proposals == (DeclarationProposal("fraud", False),)
    assert [issue.kind for issue in result.issues] == ["not_applicable"]


def test_a_condition_without_a_question_of_its_group_hangs_on_the_nearest_above():
    below = Group((Group((described("Q2", "Counts"),), "ONTRUE"),))

    yes, no = (read(Criterion("fraud", (Group((indicator("Q1", answer), below)),))) for answer in ("true", "false"))

    assert [[value.value for value in row.proposals[0].values] for row in (yes, no)] == [["Counts"], []]


def test_that_evidence_follows_is_no_answer_to_the_criterion():
    """The shared example answers for taxes that information is available, and not the question itself."""
    criterion = ground("tax-pay", None, evidence=("V1",))

    result = read(criterion, evidence={"V1": ("SAT-1", "", "")})

    assert result.proposals == ()
    assert sentences(result) == [("noted", "Taxes not paid: the file has no answer.")]


def test_yes_and_no_to_one_question_propose_nothing():
    result = read(ground("fraud", ("true", "false")), ground("bankruptcy"))

    assert [row.code for row in result.proposals] == ["bankruptcy"]
    assert sentences(result) == [("noted", "Conviction for fraud: the file answers yes and no. Nothing is proposed.")]


def test_an_answer_that_is_neither_yes_nor_no_is_none():
    result = read(ground("fraud", "perhaps"))

    assert result.proposals == ()
    assert sentences(result) == [("noted", "Conviction for fraud: the file has no answer.")]


def test_a_criterion_that_is_repeated_for_each_lot_is_one_declaration():
    def lot(number, answer):
        return Criterion(
            "gen-year-to",
            (
                Group(
                    (
                        indicator(f"{number}/Q1", answer, "Does the EO fulfil the criteria by itself?"),
                        Question(f"{number}/Q2", "AMOUNT", (("ResponseAmount", number + "000", "EUR"),), "Amount"),
                    )
                ),
            ),
        )

    same = read(lot("1", "true"), lot("2", "true"))
    differing = read(lot("1", "true"), lot("2", "false"))

    assert [(row.code, row.answer, [value.value for value in row.values]) for row in same.proposals] == [
        ("gen-year-to", True, [Decimal(1000), Decimal(2000)])
    ]
    assert (differing.proposals, [issue.kind for issue in differing.issues]) == ((), ["contradiction"])


def test_a_criterion_without_a_question_of_yes_or_no_proposes_its_values():
    criterion = Criterion(
        "finan-requ", (Group((Question("Q1", "QUANTITY", (("ResponseQuantity", "0.75", ""),), "Rating"),)),)
    )

    assert read(criterion).proposals == (
        DeclarationProposal("finan-requ", None, (ProposedValue("Q1", "Rating", Decimal("0.75")),)),
    )


@pytest.mark.parametrize(
    ("data", "kind", "value", "unit"),
    [
        ("AMOUNT", "ResponseAmount", "1,200", "EUR"),
        ("AMOUNT", "ResponseAmount", "NaN", "EUR"),
        ("AMOUNT", "ResponseAmount", "1200", ""),  # of which money?
        ("AMOUNT", "ResponseAmount", "1" * 31, "EUR"),
        ("AMOUNT", "ResponseQuantity", "1200", "EUR"),
        ("DATE", "ResponseDate", "2026-02-30", ""),
        ("DATE", "ResponseDate", "02.03.2026", ""),
        ("PERCENTAGE", "ResponseNumeric", "twenty", ""),
        ("INDICATOR", "ResponseIndicator", "yes", ""),
        ("DESCRIPTION", "Description", "", ""),
        ("A_KIND_OF_TOMORROW", "Description", "text", ""),
    ],
)
def test_a_value_that_is_none_is_left_out_and_said(data, kind, value, unit):
    wrong = Question("Q2", data, ((kind, value, unit),), "Something")
    criterion = Criterion("fraud", (Group((indicator("Q1", "true"), Group((wrong,)))),))

    result = read(criterion)

    assert result.proposals == (DeclarationProposal("fraud", True),)
    assert sentences(result) == [("noted", "Conviction for fraud: a value could not be read and was left out (Q2).")]


@pytest.mark.parametrize("period", [("2026-12-31", "2026-01-01"), ("2026-01-01", ""), ("", "")])
def test_a_period_has_both_its_days_in_order(period):
    criterion = Criterion("fraud", (Group((indicator("Q1", "true"), Question("Q2", "PERIOD", periods=(period,)))),))

    result = read(criterion)

    assert (result.proposals, [issue.kind for issue in result.issues]) == (
        (DeclarationProposal("fraud", True),),
        ["unreadable"],
    )


def test_an_answer_to_a_requirement_of_the_buyer_is_left_out():
    requirement = Question("R1", "DESCRIPTION", (("Description", "ISO 27001 is enough", ""),), type="REQUIREMENT")
    criterion = Criterion("fraud", (Group((indicator("Q1", "true"), requirement)),))

    result = read(criterion)

    assert (result.proposals, [issue.kind for issue in result.issues]) == (
        (DeclarationProposal("fraud", True),),
        ["no_question"],
    )


def test_evidence_is_a_reference_that_is_described_once_and_never_fetched():
    criterion = ground("fraud", "false", evidence=("V1", "V1", "V2", "V9"))
    listed = {"V1": ("SAT-1", "", "file:///etc/passwd"), "V2": ("SAT-2", "Register", "", True)}

    result = read(criterion, evidence=listed)

    assert result.proposals[0].evidence == (
        EvidenceReference("SAT-1", "", "file:///etc/passwd"),
        EvidenceReference("SAT-2", "Register"),
    )
    assert [sentence for _, sentence in sentences(result)] == [
        "Conviction for fraud: a document inside the file was not taken over. Upload it as evidence (SAT-2).",
        "Conviction for fraud: evidence is named that the file does not describe (V9).",
    ]


def test_what_has_no_place_is_named():
    unknown = Criterion("made-up", (Group((indicator("X1", "true"),)),))
    twice = Criterion("fraud", (Group((indicator("A", "true"), described("A", "Which of the two?"))),))
    lost = (
        "<cac:TenderingCriterionResponse>"
        "<cbc:ValidatedCriterionPropertyID>nowhere</cbc:ValidatedCriterionPropertyID>"
        "</cac:TenderingCriterionResponse>"
    )

    result = read(unknown, twice, more=lost)

    assert result.proposals == ()
    assert [sentence for _, sentence in sentences(result)] == [
        "The file has a criterion that we do not know: made-up.",
        "One question has the number of another, so that its answers were left out: A.",
        "An answer belongs to no question of the file and was left out: nowhere.",
        "Conviction for fraud: the file has no answer.",
    ]


def test_many_of_one_kind_are_one_sentence_that_names_three():
    rows = tuple(described(f"Q{no}", "") for no in range(2, 7))
    result = read(Criterion("fraud", (Group((indicator("Q1", "true"), *rows)),)))

    assert sentences(result) == [
        ("noted", "Conviction for fraud: 5 values could not be read and were left out (Q2, Q3, Q4…).")
    ]


# --- whose the file is ---


@pytest.mark.parametrize("number", ["BE0123456749", "0123456749", "be 0123.456.749", "0123 456 749"])
def test_an_identifier_counts_with_or_without_its_country(number):
    assert read(ground(), ids=(number,), name="Another name").refusal == ""


def test_one_of_several_identifiers_is_enough():
    assert read(ground(), ids=("DUNS 12", "BE0123456749")).refusal == ""


@pytest.mark.parametrize("number", ["BE0123456748", "FR0123456749", "123456749", "—"])
def test_another_party_is_refused_by_its_name(number):
    """The name alone is never enough where a number says otherwise: two firms may have one name."""
    result = read(ground("fraud", "true"), ids=(number,), name="Tidewater Analytics")

    assert (result.proposals, result.refusal) == ((), "This declaration is of Tidewater Analytics.")


def test_another_party_without_a_name_is_refused_by_its_number():
    assert read(ground(), ids=("FR99",), name="").refusal == "This declaration is of FR99."


def test_a_supplier_without_identifier_takes_over_no_numbered_declaration():
    unregistered = Declarant("Tidewater Analytics")

    assert read(ground(), supplier=unregistered).refusal == "This declaration is of Tidewater Analytics."


def test_a_file_without_identifier_is_taken_by_its_name_and_says_so():
    result = read(ground(), ids=(), name="TIDEWATER  analytics")

    assert (len(result.proposals), sentences(result)) == (
        1,
        [("noted", "The file names no identifier; we went by the name.")],
    )
    assert read(ground(), ids=(), name="Tidewater").refusal == "This declaration is of Tidewater."


@pytest.mark.parametrize("file", [{"parties": 0}, {"parties": 2}, {"ids": (), "name": ""}])
def test_a_file_of_nobody_or_of_two_is_refused(file):
    assert read(ground(), **file).refusal == "The file does not say whose declaration it is."


def test_a_date_that_is_none_is_said():
    result = read(ground(), issued="yesterday")

    assert (result.issued_date, sentences(result)) == (
        None,
        [("noted", "The file does not say readably when it was issued.")],
    )


# --- real files ---


@pytest.fixture
def example(shared):
    return (shared / "data/espd_edm_4.1.0/ESPD-Response.xml").read_bytes()


def test_every_answer_of_the_published_example_is_placed(example):
    """393 answers: 59 of criteria, 76 that evidence follows, 76 with evidence, 182 values."""
    result = espd.read_response(example, supplier=Declarant("Any", "", ("AD123456789",)))

    assert {row.code for row in result.proposals} == set(declarations()) - {"tax-pay", "socsec-pay"}
    assert [row.code for row in result.proposals if row.answer is None] == ["finan-requ"]
    assert sum(len(row.values) for row in result.proposals) == 182
    assert {ref for row in result.proposals for ref in row.evidence} == {
        EvidenceReference("SAT-11121233", "USA DoD", "http:dod.gov.usa/sat/it/soft/prk?id=11121233")
    }
    assert [sentence for _, sentence in sentences(result)] == [
        "Taxes not paid: the file has no answer.",
        "Social security contributions not paid: the file has no answer.",
    ]
    assert (result.party_name, result.issued_date) == ("__Procurer Official Name__", date(2025, 12, 9))


def test_the_published_example_is_of_another(example):
    assert espd.read_response(example, supplier=FIRM).refusal == "This declaration is of __Procurer Official Name__."


def test_the_published_request_asks_and_answers_nothing(shared):
    request = (shared / "data/espd_edm_4.1.0/ESPD-Request.xml").read_bytes()

    result = espd.read_response(request, supplier=FIRM)

    assert (result.proposals, result.refusal) == (
        (),
        "This is the buyer’s request, which asks. Take the response, which has your answers.",
    )
