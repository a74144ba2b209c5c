"""A tender that is written here, whole, whose gate has nothing left under the ready policy."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

from core.law import calendars
from procurement.policies import queries as policy_queries
from procurement.tenders import gather, services
from procurement.tenders.models import Tender
from procurement.tenders.sections import (
    SECTIONS,
    BandEntry,
    Bidders,
    BreakTerm,
    Contract,
    CriteriaTree,
    CriterionEntry,
    InterfaceEntry,
    InterfaceList,
    KpiEntry,
    LevelEntry,
    LotEntry,
    LowBidRule,
    Method,
    OptionTerm,
    PanelTerms,
    Performance,
    PriceElement,
    Provenance,
    Purchase,
    RequirementEntry,
    RequirementList,
    ScaleEntry,
    SectionKey,
    TenderContent,
    Timetable,
)
from tests import builders
from tests.bids.keys import rows_of_keys
from tests.policies import policies
from tests.replay import replayed

AT = builders.AT
DEADLINE = datetime(2026, 4, 20, 11, tzinfo=UTC)
PROFILE = "a" * 64
AMENDED_AT = datetime(2026, 4, 1, 9, tzinfo=UTC)  # nineteen days before the deadline
WHY = "The control system must be named as it is."
REASON = "The lanterns must keep running for as long as the poles stand, which is longer than any usual term of ours."
ASKED = "TERM-1"  # what `with_reason` makes the policy ask a reason for
FAMILY = "value_for_money"

SCALE = ScaleEntry(
    "0 to 5",
    tuple(
        LevelEntry(Fraction(value), str(value), f"What is offered is worth {value} of five to the city.")
        for value in range(6)
    ),
)
CRITERIA = CriteriaTree(
    criteria=(
        CriterionEntry("price", "Price", family=FAMILY, kind="formula", input="price", weight=Fraction(40)),
        CriterionEntry("quality", "Quality", family=FAMILY, weight=Fraction(60)),
        CriterionEntry(
            "interfaces",
            "Interfaces",
            parent="quality",
            family="interoperability",
            kind="machine",
            input="verdict",
            weight=Fraction(20),
        ),
        CriterionEntry(
            "method",
            "Method of work",
            parent="quality",
            family=FAMILY,
            input="mark",
            weight=Fraction(30),
            scale="0 to 5",
            minimum=Fraction(2),
        ),
        CriterionEntry(
            "uptime",
            "Uptime",
            parent="quality",
            family="performance",
            kind="formula",
            input="offer",
            weight=Fraction(10),
        ),
        CriterionEntry("safe", "Certified safety at work", family=FAMILY, kind="pass_fail"),
    ),
    scales=(SCALE,),
)
METHOD = Method(
    formula="fixed_linear",
    params={"Pmin": "100000", "Pmax": "900000"},
    tie_chain=("lower_price", "draw"),
    low_bids=LowBidRule("mean_of_others", {"x": "2/5"}),
    elements=(
        PriceElement("lamp", "Lanterns", "acquisition", "each", Fraction(5000)),
        PriceElement("power", "Electricity", "use", "year", Fraction(3)),
        PriceElement("leave", "Handing over at the end", "exit", "once", Fraction(1)),
    ),
)
KPI = KpiEntry(
    "AV",
    "Availability of lanterns",
    criterion="uptime",
    unit="%",
    target=Fraction("99.5"),
    minimum=Fraction(99),
    best=Fraction("99.9"),
    weight=Fraction(1),
    source="Fault log of the control system",
    measured_by=("authority",),
    bands=(BandEntry("good", Fraction("99.5")), BandEntry("inadequate", None)),
    credit_rule="shortfall",
    credit_step=Fraction("0.1"),
    credit_share=Fraction(1, 100),
    cap=Fraction(1, 10),
)
VALUES = (
    Purchase(
        title="Street lighting",
        text="Lanterns that can be mended, and the system that they report to.",
        domain="street_lighting",
        currency="EUR",
        basis="net",
        lots=(
            LotEntry(1, "Lanterns", "New lanterns in the old town.", Fraction(600_000), cpv=("34928500-3",)),
            LotEntry(2, "Control", "The control of all lanterns.", Fraction(300_000), cpv=("48000000-8",)),
        ),
        lots_single=True,
        variants_allowed=True,
    ),
    Bidders(exclusion=("corruption",), limits=(), early_costs=()),
    RequirementList(
        (
            RequirementEntry(
                "R1",
                "Each lantern reports a fault within an hour.",
                functional=True,
                mandatory=True,
                mandatory_confirmed=True,
                datatype="boolean",
                expected="true",
                provenance=(Provenance("meeting", "Residents of the old town", "Faults were found by chance."),),
            ),
        )
    ),
    InterfaceList(
        (
            InterfaceEntry(
                "states",
                "States of lanterns",
                standard="openapi",
                standard_version="3.1",
                evidence_kind="openapi",
                profile_sha=PROFILE,
                weight=Fraction(100),
                min_rung=2,
            ),
        )
    ),
    CRITERIA,
    METHOD,
    Performance((KPI,), cap=Fraction(1, 10)),
    Contract(
        months=36,
        options=(OptionTerm(12, "Faults stayed below the target."),),
        breaks=(BreakTerm(24, 90),),
        renews_silently=False,
        export_formats=("CSV", "GeoJSON"),
        exit_days=60,
        exit_text="All states of all lanterns are handed over.",
    ),
    Timetable(
        publish_on=date(2026, 3, 3),
        questions_until=datetime(2026, 4, 8, 11, tzinfo=UTC),
        answers_by=datetime(2026, 4, 13, 11, tzinfo=UTC),
        deadline=DEADLINE,
        start_on=date(2026, 7, 1),
    ),
    PanelTerms(),
)
CONTENT = TenderContent(
    **{key.value: next(value for value in VALUES if isinstance(value, SECTIONS[key])) for key in SectionKey},
    written=tuple(key.value for key in SectionKey),
)


@replayed
def city(name="City of Lanterns"):
    """An authority with its money, its law, a calendar and the ready policy in force."""
    owner = policies.city(name)
    if calendars.calendar_of(owner) is None:
        by = builders.person("administrator", authority=owner)
        calendars.start(authority=owner, country="PT", by=by, at=AT)
    if policy_queries.in_force(owner) is None:
        policies.in_force(owner, at=AT)
    return owner


def changed(value, **changes):
    """A section of the ready content with other values."""
    return replace(next(entry for entry in VALUES if isinstance(entry, value)), **changes)


@replayed
def written_draft(*values, authority=None, by=None, at=AT, with_keys=True):
    """A draft with every section; `values` stand in place of those of their kind.

    `with_keys`: the opening keys of its authority are ready, so that it may be published.
    """
    owner = authority or city()
    if with_keys:
        rows_of_keys(owner)
    kinds = {type(value) for value in values}
    sections = [*(value for value in VALUES if type(value) not in kinds), *values]
    author = by or builders.person("officer", authority=owner)
    return services.begin_from(authority=owner, values=sections, source="test", by=author, at=at)


def with_reason(*, by=None, **changes):
    """A draft whose term is longer than the policy's, so that a reason is asked for."""
    return written_draft(changed(Contract, months=48, breaks=(BreakTerm(24, 90),)), by=by, **changes)


def explained(tender, *, rule=ASKED, by=None, text=REASON, at=AT):
    author = by or builders.person("officer", authority=tender.authority)
    return services.explain(tender=tender, rule=rule, reason="other", text=text, by=author, at=at)


def approved(explanation, *, by=None, at=AT):
    officer = by or builders.person("officer", authority=explanation.tender.authority)
    return services.approve_explanation(explanation=explanation, by=officer, at=at)


@replayed
def in_review(*values, by=None, at=AT, **changes):
    """A written draft that a first officer has sent to a second one."""
    tender = written_draft(*values, by=by, at=at, **changes)
    sender = by or builders.person("officer", authority=tender.authority)
    services.send_to_review(tender=tender, by=sender, at=at)
    return tender


@replayed
def published(*values, authority=None, by=None, at=AT):
    """A published tender, by the real services."""
    tender = in_review(*values, authority=authority, at=at)
    publisher = by or builders.person("officer", authority=tender.authority)
    services.publish(tender=tender, by=publisher, at=at)
    return tender


def closed(*values, at=DEADLINE, **changes):
    """A published tender whose deadline is over."""
    tender = published(*values, **changes)
    services.tick(tender=tender, at=at)
    tender.refresh_from_db()
    return tender


def amending(tender, *values, reason=WHY, time_why="Nothing takes longer than before.", by=None, at=AMENDED_AT):
    """An amendment in work that changes these sections and gives its reasons."""
    officer = by or builders.person("officer", authority=tender.authority)
    amendment = services.begin_amendment(tender=tender, by=officer, at=at)
    for value in values:
        save(tender, value, by=officer, at=at)
    return services.describe_amendment(amendment=amendment, reason=reason, time_why=time_why, affects_bids=False, at=at)


def amendment_in_review(tender, *values, by=None, at=AMENDED_AT, **changes):
    """An amendment that a first officer has sent to a second one."""
    officer = by or builders.person("officer", authority=tender.authority)
    amendment = amending(tender, *values, by=officer, at=at, **changes)
    services.send_amendment(amendment=amendment, by=officer, at=at)
    return amendment


def amended(tender, *values, at=AMENDED_AT, **changes):
    """A published amendment; the tender is read again."""
    amendment = amendment_in_review(tender, *values, at=at, **changes)
    other = builders.person("officer", authority=tender.authority)
    services.publish_amendment(amendment=amendment, by=other, at=at)
    tender.refresh_from_db()
    return amendment


def save(tender, value, *, by=None, at=AT + timedelta(hours=1)):
    """Save a section over what is there."""
    key = next(key for key, kind in SECTIONS.items() if kind is type(value))
    from procurement.tenders import queries

    latest = queries.saves_of(tender, key).first()
    author = by or builders.person("officer", authority=tender.authority)
    return services.save(tender=tender, value=value, after=latest.no if latest else 0, by=author, at=at)


def content_of(tender):
    return gather.content_of(Tender.objects.get(pk=tender.pk))
