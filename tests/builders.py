"""What tests begin with: people, tenders at a state, evaluations, reports.

A tender's past is inserted by the demo's functions: every move goes through the state tables and leaves its leaf.
"""

import itertools
import time
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from fractions import Fraction

from core import jobs
from core.models import Authority, Membership, Role, User
from procurement.evaluations import decisions
from procurement.evaluations.models import Evaluation
from procurement.evaluations.queries import latest_run
from procurement.studies import services as studies
from procurement.studies.plan import StudyPlan
from procurement.tenders import services as tender_services
from procurement.web.demo.tables import Officers
from scoring.study.design import Candidate, Design, Expected
from tests.past import procedure
from tests.past.bids import alias
from tests.replay import replayed

AT = datetime(2026, 3, 2, 12, tzinfo=UTC)
PASSPHRASE = "four plain words for tests"
_numbers = itertools.count(1)


@replayed
def authority(name="City of Builders", **values):
    """An authority of this name; the same one for the same name."""
    return Authority.objects.get_or_create(name=name, defaults=values)[0]


@replayed
def person(*roles, authority=None, email="", name="", password=None):
    """A person with these roles in one authority (default: City of Builders); without roles a supplier's person.

    Signs in by `client.force_login`; give `password` to sign in through the page.
    """
    number = next(_numbers)
    user = User.objects.create_user(
        email or f"{'-'.join(roles) or 'supplier'}{number}@test.example", password, name=name or f"Person {number}"
    )
    for role in roles:
        owner = authority or globals()["authority"]()
        Membership.objects.create(user=user, authority=owner, role=Role(role))
    return user


@replayed
def tender_at(state="opened", *, authority=None, bids=3, lots=1, evaluation=None, at=AT, **changes):
    """A tender of four families at a state of its table, with `bids` bids where some may exist by then.

    `evaluation`: "setup" to "priced" or "frozen", from OPENED on (default: no evaluation). `at`: the day of the
    opening. `changes` replace top-level values of `data()`.
    """
    owner = authority or globals()["authority"]()
    counted = bids if state in {"opened", "decided", "complete"} else 0
    table = data(bids=counted, lots=lots) | {"state": state} | ({"evaluation": evaluation} if evaluation else {})
    officers = Officers(officer=person("officer", authority=owner), second=person("officer", authority=owner), at=at)
    panel = {key: person() for key in ("E1", "E2", "E3")}
    return procedure.insert_tender({**table, **changes}, authority=owner, officers=officers, people=panel)


def republish(tender, reason="An error was corrected."):
    """Publish a tender's rows, as they are now, as its next version."""
    return tender_services.freeze_version(tender=tender, reason=reason, by=None, at=AT)


@replayed
def evaluation_at(state="priced", *, authority=None, bids=3, **changes):
    """The evaluation of a tender's only lot at a state of its table."""
    tender = tender_at("opened", authority=authority, bids=bids, evaluation=state, **changes)
    return Evaluation.objects.get(lot__tender=tender)


def doubtful_evaluation(*, authority=None, bids=3):
    """An evaluation at open prices whose bids show less evidence for an interface than the tender asks for."""
    interface = {**data(bids=0)["interfaces"][0], "min_rung": 2}
    return evaluation_at("priced", authority=authority, bids=bids, interfaces=[interface])


def decidable_finding(evaluation, *bids, kind="below_min_rung"):
    """What two officers decide now about these bids, of one kind."""
    [finding] = [
        finding for finding in decisions.decidable_findings(evaluation) if (finding.kind, finding.bids) == (kind, bids)
    ]
    return finding


def proposed_decision(*, authority=None, answer="keep", reason="Asked and answered."):
    """What one officer proposes about the evidence of B1."""
    evaluation = doubtful_evaluation(authority=authority)
    officer = person("officer", authority=evaluation.lot.tender.authority)
    return decisions.propose(
        evaluation=evaluation,
        finding=decidable_finding(evaluation, "B1"),
        answer=answer,
        reason=reason,
        by=officer,
        at=AT + timedelta(days=11),
    )


def frozen_evaluation(**changes):
    """An evaluation with one frozen run. B1 wins, then B2, then B3."""
    return evaluation_at("frozen", **changes)


def evaluated_tender(**changes):
    """A tender whose only lot is evaluated and frozen."""
    return tender_at("opened", evaluation="frozen", **changes)


def notices_to(*people, event="event", at=AT, title="Review 1"):
    """A notice to each that a review is ready."""
    from core.notices import services
    from procurement.reports.states import ReportNotice

    facts = {"id": "00000000-0000-0000-0000-000000000001", "title": title}
    return services.notify(ReportNotice.READY, people, event=event, facts=facts, at=at)


def watch_list(*, by, name="Lamps", query="q=lamps", at=AT):
    """What a person watches for."""
    return tender_services.watch(name=name, query=query, by=by, at=at)


def frozen_run(**changes):
    """The run of a frozen evaluation."""
    return latest_run(frozen_evaluation(**changes))


def requested_report(*, run=None, by=None, variant="pdf/a-3a", at=AT, **changes):
    """A report whose job waits. `changes` go to `frozen_run` where no run is given."""
    from procurement.reports import services

    return services.request_review(run=run or frozen_run(**changes), variant=variant, by=by, at=at)


def finished_report(*, content=b"%PDF-1.7\n%%EOF\n", **changes):
    """A report whose job is ready with this file; the file's bytes are the test's, not a rendered review."""
    report = requested_report(**changes)
    job = jobs.claim(report.job_id, at=AT + timedelta(days=1))
    jobs.finish(job, jobs.JobProduct(content, "review.pdf", "application/pdf"), at=AT + timedelta(days=1))
    report.job.refresh_from_db()
    return report


def failed_report(*, why="The fonts are missing.", **changes):
    """A report whose job failed for this reason."""
    report = requested_report(**changes)
    job = jobs.claim(report.job_id, at=AT + timedelta(days=1))
    jobs.fail(job, why, at=AT + timedelta(days=1))
    report.job.refresh_from_db()
    return report


# The smallest reversal known: under lowest price over price A wins, but without C, who loses, B does.
EXPECTED = (Expected("A", Fraction(120), Fraction(1)), Expected("B", Fraction(100), Fraction(9, 10)))
EXPECTED += (Expected("C", Fraction(80), Fraction(7, 10)),)
COMPARED = (Candidate("A", "fixed_linear", {"Pmin": "60", "Pmax": "140"}), Candidate("B", "relative_lowest"))


def plan(*, price_points=40, candidates=COMPARED, bids=EXPECTED, currency="EUR", seed=7, drawn=None, tenders=60):
    """A plan to study two methods over three bids, with few simulated tenders."""
    return StudyPlan(Design(Fraction(price_points), tuple(candidates), tuple(bids), currency), seed, drawn, tenders)


def method_study(*, authority=None, by=None, title="Parking sensors", at=AT, **changes):
    """A study of methods; `changes` go to `plan`."""
    owner = authority or globals()["authority"]()
    author = by or person("officer", authority=owner, name="Ada Officer")
    return studies.create_study(authority=owner, title=title, asked=plan(**changes), by=author, at=at)


def chosen_study(*, candidate="A", reason="Known bounds.", **changes):
    """A study from which a method was chosen; `changes` go to `method_study`."""
    study = method_study(**changes)
    studies.choose(study=study, after=0, candidate=candidate, reason=reason, by=study.by, at=study.at)
    return study


def open_draft(*, authority=None, **changes):
    """A draft that names no method yet."""
    return tender_at("draft", authority=authority, bids=0, formula="", params={}, **changes)


def requested_study(**changes):
    """A study whose simulation waits."""
    study = method_study(**changes)
    studies.request_simulation(study=study, by=study.by, at=study.at)
    return study


def simulated_study(**changes):
    """A study whose simulation is ready."""
    study = method_study(**changes)
    job = studies.request_simulation(study=study, by=study.by, at=study.at)
    jobs.run(job.pk, studies.simulate_study)
    return study


def data(*, bids=3, lots=1):
    """A tender of four families as plain data: 30 points of evidence, 20 of marks, 10 of offers, 40 of price."""
    number, numbers = next(_numbers), range(1, bids + 1)
    return deepcopy(METHOD) | {
        "ref": f"T-{number}",
        "title": f"Sensors {number}",
        "description": "Sensors and the platform they report to.",
        "lots": [{"title": f"Lot {no}", "estimate": "160000.00", "cpv": ["48000000-8"]} for no in range(1, lots + 1)],
        "bids": [_bid(no, lots) for no in range(1, bids + 1)],
        "marks": {"method": {alias(no, bids): [[str(mark), f"Reason {no}"] for mark in _marks(no)] for no in numbers}},
        "agreed": {
            "method": {alias(no, bids): [str(_marks(no)[0]), f"Agreed {no}"] for no in numbers},
            "secure": {alias(no, bids): ["1", "The certificate is valid."] for no in numbers},
        },
    }


def _marks(number):
    """5, 5, 4 for the first bid, less for each further one, never below 2."""
    return tuple(max(2, mark - number + 1) for mark in (5, 5, 4))


def _bid(number, lots):
    price = 90_000 + 1_000 * number
    return {
        "submitted": f"-5 {8 + number // 60:02}:{number % 60:02}",
        "parties": [{"name": f"Firm {number}", "id_scheme": "XX", "id_value": str(number), "size": "small"}],
        "prices": {str(lot): {"price": f"{price}.00"} for lot in range(1, lots + 1)},
        "claims": {"events": {"statement": f"Firm {number} publishes its events as an open feed."}},
        "offers": {"availability": "99.5"},
    }


METHOD = {
    "currency": "EUR",
    "basis": "net",
    "formula": "fixed_linear",
    "params": {"Pmin": "80000", "Pmax": "1000000"},
    "method_source": "Best price-quality ratio; the price earns points on a straight line between two bounds.",
    "panel_method": "consensus",
    "rounding": {"stage": "total", "places": 2, "mode": "half_up"},
    "tie_chain": ["higher_group(quality)", "lower_price", "draw"],
    "panel": ["E1", "E2", "E3"],
    "times": {
        "created": "-60 08:00",
        "send_to_review": "-58 09:00",
        "publish": "-50 09:00",
        "tick": "-2 12:00",
        "record_opening": "-1 12:30",
        "decide": "+20 09:00",
        "complete": "+40 09:00",
        "fail": "-1 09:00",
        "cancel": "-20 09:00",
    },
    "scales": {"0 to 5": [{"value": str(n), "label": str(n), "descriptor": f"Worth {n} of 5."} for n in range(6)]},
    "criteria": [
        {
            "key": "quality",
            "title": "Quality",
            "family": "value_for_money",
            "kind": "scored",
            "weight": "60",
        },
        {
            "key": "interoperability",
            "parent": "quality",
            "title": "Interfaces",
            "family": "interoperability",
            "kind": "machine",
            "input": "verdict",
            "weight": "15",
        },
        {
            "key": "standards",
            "parent": "quality",
            "title": "Open standards",
            "family": "open_standards",
            "kind": "machine",
            "input": "verdict",
            "weight": "15",
        },
        {
            "key": "method",
            "parent": "quality",
            "title": "Method of work",
            "family": "value_for_money",
            "kind": "scored",
            "input": "mark",
            "weight": "20",
            "scale": "0 to 5",
            "min_mark": "2",
        },
        {
            "key": "performance",
            "parent": "quality",
            "title": "Performance offered",
            "family": "performance",
            "kind": "formula",
            "input": "offer",
            "weight": "10",
        },
        {
            "key": "price",
            "title": "Price",
            "family": "value_for_money",
            "kind": "formula",
            "input": "price",
            "element": "price",
            "weight": "40",
        },
        {
            "key": "secure",
            "title": "Certified information security",
            "family": "value_for_money",
            "kind": "pass_fail",
        },
    ],
    "interfaces": [
        {
            "code": "events",
            "title": "Feed of events",
            "direction": "provides",
            "role": "must_meet",
            "standard_id": "gtfs-rt",
            "standard_title": "GTFS Realtime",
            "standard_version": "2.0",
            "weight": "100",
            "min_rung": 1,
            "openness": "1",
            "strength": "2/3",
        }
    ],
    "kpis": [
        {
            "criterion": "performance",
            "code": "availability",
            "title": "Availability per month",
            "unit": "%",
            "direction": "up",
            "minimum": "99",
            "best": "99.9",
            "weight": "1",
            "credit_rule": "Each tenth of a percent below the offer lowers the month's fee by 1 percent.",
        }
    ],
}


def confirm_person(client, user):
    """The session of a client as it is when the person has just given passphrase or second factor again."""
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time(), "reauthenticated": True}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
