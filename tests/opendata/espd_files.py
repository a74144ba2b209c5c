"""Small ESPD responses of ours, written as the EU's services write them."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from xml.sax.saxutils import escape

from procurement.opendata.readers.espd_facts import Declarant, StatedPeriod

FIRM = Declarant("Tidewater Analytics", "BE", ("BE0123456749",))
_NAMES = (
    'xmlns="urn:oasis:names:specification:ubl:schema:xsd:{root}-2" '
    'xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2" '
    'xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"'
)


def text(name, value, **attributes):
    attrs = "".join(f' {key}="{unit}"' for key, unit in attributes.items())
    return f"<cbc:{name}{attrs}>{escape(value)}</cbc:{name}>"


@dataclass
class Question:
    """A question with what answers it: (element, text, unit) pairs, periods, numbers of evidence."""

    id: str
    data: str = "INDICATOR"
    answers: tuple = ()
    asks: str = "Your answer"
    type: str = "QUESTION"
    periods: tuple = ()
    evidence: tuple = ()

    def asked(self):
        return f"""<cac:TenderingCriterionProperty>{text("ID", self.id)}{text("Description", self.asks)}{text("TypeCode", self.type)}{text("ValueDataTypeCode", self.data)}</cac:TenderingCriterionProperty>"""

    def answered(self):
        if not (self.answers or self.periods or self.evidence):
            return ""
        values = "".join(
            f"<cac:ResponseValue>{text(kind, value, **({'currencyID': unit} if unit else {}))}</cac:ResponseValue>"
            for kind, value, unit in self.answers
        )
        periods = "".join(
            f"<cac:ApplicablePeriod>{text('StartDate', start)}{text('EndDate', end)}</cac:ApplicablePeriod>"
            for start, end in self.periods
        )
        evidence = "".join(
            f"<cac:EvidenceSupplied>{text('ID', number)}</cac:EvidenceSupplied>" for number in self.evidence
        )
        return f"""<cac:TenderingCriterionResponse>{text("ValidatedCriterionPropertyID", self.id)}{values}{periods}{evidence}</cac:TenderingCriterionResponse>"""


def indicator(number, answer, asks="Your answer"):
    """A question of yes or no with its answer, or several; None for no answer."""
    answers = answer if isinstance(answer, tuple) else () if answer is None else (answer,)
    return Question(number, answers=tuple(("ResponseIndicator", text_of, "") for text_of in answers), asks=asks)


def described(number, answer, asks="Please describe it"):
    return Question(number, "DESCRIPTION", (("Description", answer, ""),), asks)


@dataclass
class Group:
    content: tuple
    kind: str = "ON*"

    def asked(self, name="TenderingCriterionPropertyGroup"):
        inner = "".join(
            row.asked("SubsidiaryTenderingCriterionPropertyGroup") if isinstance(row, Group) else row.asked()
            for row in self.content
        )
        return f"<cac:{name}>{text('PropertyGroupTypeCode', self.kind)}{inner}</cac:{name}>"

    def questions(self):
        for row in self.content:
            yield from row.questions() if isinstance(row, Group) else (row,)


@dataclass
class Criterion:
    code: str
    groups: tuple

    def asked(self):
        inner = "".join(group.asked() for group in self.groups)
        return f"<cac:TenderingCriterion>{text('CriterionTypeCode', self.code)}{inner}</cac:TenderingCriterion>"


@dataclass
class Espd:
    """A response: of which party, when, with what."""

    criteria: tuple = ()
    ids: tuple = ("BE 0123.456.749",)
    name: str = "Tidewater Analytics"
    issued: str = "2026-03-02"
    evidence: dict = field(default_factory=dict)  # {id: (number, issuer, uri, embedded)}
    parties: int = 1
    root: str = "QualificationApplicationResponse"
    more: str = ""

    def xml(self):
        ids = "".join(f"<cac:PartyIdentification>{text('ID', number)}</cac:PartyIdentification>" for number in self.ids)
        name = f"<cac:PartyName>{text('Name', self.name)}</cac:PartyName>" if self.name else ""
        party = f"<cac:EconomicOperatorParty><cac:Party>{ids}{name}</cac:Party></cac:EconomicOperatorParty>"
        asked = "".join(criterion.asked() for criterion in self.criteria)
        questions = [row for criterion in self.criteria for group in criterion.groups for row in group.questions()]
        answered = "".join(row.answered() for row in questions)
        evidence = "".join(self._evidence(number, *row) for number, row in self.evidence.items())
        return (
            f'<?xml version="1.0" encoding="UTF-8"?>\n<{self.root} {_NAMES.format(root=self.root)}>'
            f"{text('IssueDate', self.issued)}{party * self.parties}{asked}{answered}{evidence}{self.more}</{self.root}>"
        ).encode()

    @staticmethod
    def _evidence(key, number, issuer, uri, embedded=False):
        external = f"<cac:ExternalReference>{text('URI', uri)}</cac:ExternalReference>" if uri else ""
        inside = text("EmbeddedDocumentBinaryObject", "JVBERg==", mimeCode="application/pdf") if embedded else ""
        party = (
            f"<cac:IssuerParty><cac:PartyName>{text('Name', issuer)}</cac:PartyName></cac:IssuerParty>"
            if issuer
            else ""
        )
        return (
            f"<cac:Evidence>{text('ID', key)}<cac:DocumentReference>{text('ID', number)}"
            f"<cac:Attachment>{inside}{external}</cac:Attachment>{party}</cac:DocumentReference></cac:Evidence>"
        )


def ground(code="tax-pay", answer="false", *below, evidence=()):
    """An exclusion ground as the document asks it: an answer, what is asked under yes, and where evidence is."""
    return Criterion(
        code,
        (
            Group((indicator(f"{code}/Q1", answer), Group(below, "ONTRUE"))),
            Group(
                (
                    indicator(f"{code}/E1", "true", "Is this information available electronically?"),
                    Group((Question(f"{code}/E2", "EVIDENCE_IDENTIFIER", evidence=tuple(evidence)),), "ONTRUE"),
                )
            ),
        ),
    )


def of_proposal(proposal):
    """(criterion, evidence) that says what a proposal says: for round trips."""
    rows = [_question(value) for value in proposal.values]
    evidence = {f"{proposal.code}/V{no}": (ref.number, ref.issuer, ref.uri) for no, ref in enumerate(proposal.evidence)}
    answer = None if proposal.answer is None else str(proposal.answer).lower()
    questions = () if answer is None else (indicator(f"{proposal.code}/Q1", answer),)
    groups = (
        Group((*questions, Group(tuple(rows)))),
        Group((Group((Question(f"{proposal.code}/E2", "EVIDENCE_IDENTIFIER", evidence=tuple(evidence)),)),)),
    )
    return Criterion(proposal.code, groups), evidence


def _question(value):
    asks = value.question
    match value.value:
        case bool(answer):
            return indicator(value.property_id, str(answer).lower(), asks)
        case StatedPeriod(start, end):
            return Question(value.property_id, "PERIOD", asks=asks, periods=((str(start), str(end)),))
        case Decimal() as amount if value.unit:
            return Question(value.property_id, "AMOUNT", (("ResponseAmount", f"{amount:f}", value.unit),), asks)
        case Decimal() as share:
            return Question(value.property_id, "PERCENTAGE", (("ResponseNumeric", f"{share:f}", ""),), asks)
        case date() as day:
            return Question(value.property_id, "DATE", (("ResponseDate", str(day), ""),), asks)
        case answer:
            return described(value.property_id, answer, asks)
