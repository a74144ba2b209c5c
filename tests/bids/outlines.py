"""Outlines as real tenders give them, and texts that fill them."""

from fractions import Fraction

from procurement.bids.outline import (
    BidOutline,
    InterfaceQuestion,
    KpiQuestion,
    LotOutline,
    PriceRow,
    Question,
    outline_of,
)
from procurement.bids.rules.filled import FilledBid, FilledFile
from procurement.planning.catalogue import catalogue
from procurement.tenders.ready import ready_tenders, sections_of
from procurement.tenders.sections import SECTIONS, TenderContent

F = Fraction
SHA = "a" * 64
SENSOR = PriceRow("sensor", "Level sensor with radio link, put up", "pieces", F(80), "acquisition", 1)
ALARM = PriceRow("alarm", "Alarm service", "months", F(60), "use", 1)
DATA = PriceRow("data", "Data service with open interface", "months", F(60), "use", 1)
CALIBRATION = PriceRow("calibration", "Calibration in years 2 to 5", "years", F(4), "maintenance", 1)
SAFETY = Question(
    "Q1", "Nobody stands in the water while a sensor is changed.", "boolean", expected="true", mandatory=True
)
BATTERY = Question("Q2", "A battery lasts.", "integer", minimum="5", mandatory=True, unit="years")
PLAN = Question("Q3", "A plan of the works.", "file", mandatory=True)
NOTE = Question("Q4", "What else the city should know.")
DELAY = KpiQuestion("delay", "Time from level to alarm", "seconds", "down", F(300), F(60), F(300))
LEVELS = InterfaceQuestion(
    "I1", "Water levels", "ogc-sensorthings", "1.1", evidence_kind="json", weight=F(100), min_rung=2, profile_sha=SHA
)
LARK = BidOutline(
    "EUR",
    "net",
    (
        LotOutline(
            1,
            "Sensors, links and alarms",
            questions=(SAFETY, BATTERY, PLAN, NOTE),
            prices=(SENSOR, ALARM, DATA, CALIBRATION),
            kpis=(DELAY,),
            interfaces=(LEVELS,),
        ),
    ),
)
FILLED = FilledBid(
    answers={"Q1": "true", "Q2": "7 years"},
    prices={"1/sensor": "1,640.00", "1/alarm": "850.00", "1/data": "420", "1/calibration": "5700"},
    performance={"delay": "90"},
    claims={"I1/statement": "Each sensor’s level is served by SensorThings 1.1."},
    files=(FilledFile("f1", "plan.pdf", "question:Q3", 2_100_000, SHA),),
)


def content_of(key):
    """The published content of a ready tender, but for its dates."""
    ready = ready_tenders()[key]
    shas = {profile.name: SHA for profile in ready.profiles}
    values = sections_of(ready, currency="EUR", basis="net", rider=catalogue().rider, profiles=shas)
    by_kind = {kind: section for section, kind in SECTIONS.items()}
    return TenderContent(**{by_kind[type(value)].value: value for value in values})


def outline_of_all(key):
    """The outline of a bid for every lot of a ready tender."""
    content = content_of(key)
    return outline_of(content, [lot.no for lot in content.purchase.lots])


ANSWERS = {"boolean": "true", "date": "2027-01-31", "text": "As the annex says.", "money": "12", "decimal": "1.5"}


def answer_to(question):
    """A text that answers a question as the tender asks."""
    if question.choices:
        return question.choices[0]
    return question.expected or question.minimum or question.maximum or ANSWERS.get(question.datatype, "3")


def filled_for(outline):
    """A complete bid for an outline."""
    places = [question.place for question in outline.questions if question.datatype == "file"]
    return FilledBid(
        answers={question.key: answer_to(question) for question in outline.questions if question.datatype != "file"},
        prices={asked.field: "1" for lot in outline.lots for asked in lot.priced},
        performance={kpi.field: str(kpi.best if kpi.best is not None else 1) for kpi in outline.kpis},
        claims={interface.field("statement"): f"We meet {interface.title}." for interface in outline.interfaces},
        files=tuple(FilledFile(f"f{no}", f"{no}.pdf", place, 10, SHA) for no, place in enumerate(places)),
    )
