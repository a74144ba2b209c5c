"""The demonstration: loaded once, evaluated as published, and only where it is asked for."""

from collections import Counter
from datetime import timedelta
from fractions import Fraction

import pytest
from django.urls import reverse

from core.clock import db_now
from core.law.days import day_of
from core.law.profiles import EU
from core.law.status import status_of
from core.models import (
    AuditLeaf,
    Authority,
    Job,
    Mail,
    MailChoice,
    Membership,
    Notice,
    NoticeChoice,
    Role,
    User,
)
from core.rest.shapes import to_json
from procurement.bids.models import Bid, BidParty, Claim, KpiCommitment, PriceLine
from procurement.evaluations import queries as evaluation_queries
from procurement.evaluations import services as evaluation_services
from procurement.evaluations import summary as evaluation_summary
from procurement.evaluations.models import Consensus, Evaluation, Mark, Run
from procurement.reports.models import Report
from procurement.studies import queries as study_queries
from procurement.studies.models import MethodChoice, MethodStudy
from procurement.tenders import gather
from procurement.tenders import queries as tender_queries
from procurement.tenders.gate import ReasonState, gate_of
from procurement.tenders.models import Clarification, Family, Suspension, Tender, TenderInterface
from procurement.web.demo import people, services
from suppliers.models import Supplier

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.usefixtures("demo")]

KEPT = (
    *(User, Authority, Membership, Supplier, Tender, TenderInterface, Bid, BidParty, PriceLine, Claim, KpiCommitment),
    *(Evaluation, Mark, Consensus, Run, Report, Job, AuditLeaf, MethodStudy, MethodChoice),
)


def tender(ref):
    return Tender.objects.get(ref=ref)


def summary_of(ref):
    [evaluation] = evaluation_queries.of_tender(tender(ref))
    return to_json(evaluation_summary.of_run(evaluation_queries.latest_run(evaluation)))


def counts():
    return {model.__name__: model.objects.count() for model in KEPT}


def test_loading_again_adds_no_row(loaded):
    before = counts()

    again = services.load(at=db_now())

    assert (again.inserted, again.known) == (0, loaded.inserted)
    assert [t.pk for t in again.reviewed] == [t.pk for t in loaded.reviewed]
    assert again.studied == loaded.studied
    assert counts() == before


def published():
    """The city's own tenders by title: (state, how it stands beside it)."""
    tenders = Tender.objects.filter(origin="own", authority__name="City of Larkmouth", notice_no__isnull=False)
    suspended = {suspension.tender.title for suspension in Suspension.objects.filter(lifted_at=None)}
    return {t.title: (t.state, t.versions.count(), t.title in suspended) for t in tenders}


def test_there_is_an_own_tender_in_each_state_up_to_the_opening(loaded):
    assert published() == {
        "Lanterns for the harbour quarter, and their control": ("closed", 1, False),
        "Wireless internet in the parks and at the beach": ("opened", 1, False),
        "Wireless internet on squares and markets": ("cancelled", 1, False),
        "Live data of buses, bicycles and works in the streets": ("open", 2, False),  # extended
        "Parking guidance for the old town": ("open", 1, True),
        "Sensors for the air beside schools": ("open", 2, False),  # amended
    }
    unpublished = Tender.objects.filter(publish_no=None, authority__name="City of Larkmouth")
    assert dict(unpublished.values_list("title", "state")) == {
        "Fill-level sensors for 700 waste bins": "draft",
        "Lanterns for the northern districts": "draft",
        "The city data platform from 2028 on": "review",
    }


def titled(title):
    return Tender.objects.get(title=title)


def test_every_own_tender_was_published_by_another_officer_than_sent_it(loaded):
    """And its leaves stand in the order of time: nothing was written behind the back of the clock."""
    for tender in Tender.objects.filter(notice_no__isnull=False):
        leaves = list(AuditLeaf.objects.filter(log=tender.audit_origin).order_by("index"))
        sent, published = (
            next(leaf for leaf in leaves if leaf.kind == kind) for kind in ("tender.sent_to_review", "tender.published")
        )
        by = [leaf.secrets.get(field="by").value for leaf in (sent, published)]
        people_by = [User.objects.get(pk=pk).email for pk in by]
        assert people_by == ["officer@city.example", "opener@city.example"], tender.title
        assert [leaf.at for leaf in leaves] == sorted(leaf.at for leaf in leaves), tender.title


def test_the_deadlines_lie_about_the_day_of_loading(loaded):
    now = db_now()

    ahead = {t.title for t in Tender.objects.filter(state="open", deadline_at__gt=now)}
    behind = Tender.objects.get(state="closed")
    closed = AuditLeaf.objects.get(log=behind.audit_origin, kind="tender.closed")

    assert len(ahead) == 3
    assert now - timedelta(days=10) < behind.deadline_at < now
    assert timedelta() <= closed.at - behind.deadline_at < timedelta(seconds=5)


def test_two_questions_are_answered_without_who_asked_and_one_waits(loaded):
    questions = Clarification.objects.filter(tender=titled("Sensors for the air beside schools")).order_by("asked_at")

    assert [(q.state, q.no) for q in questions] == [("published", 1), ("published", 2), ("asked", None)]
    assert "Tidewater" in questions[0].text_asked
    assert "Tidewater" not in questions[0].text_published


def test_one_tender_is_amended_by_two_officers(loaded):
    [amendment] = titled("Sensors for the air beside schools").amendments.all()

    assert (amendment.state, amendment.kinds, amendment.version.no) == ("published", ["response_affecting"], 2)
    content = gather.publication_of(amendment.tender).content
    assert {e.key: e.minimum for e in content.requirements.entries}["A7"] == "85"
    assert amendment.begun_by != User.objects.get(email="opener@city.example")


def test_the_people_of_the_city_have_notices_and_no_mail(loaded):
    assert set(NoticeChoice.objects.values_list("mails", flat=True)) == {MailChoice.NEVER}
    assert NoticeChoice.objects.count() == User.objects.count()
    assert Notice.objects.exists()
    assert not Mail.objects.exists()


def test_one_reason_waits_for_the_second_officer(loaded):
    gate = gate_of(titled("The city data platform from 2028 on"), db_now())
    reasons = gate.reasons

    assert gate.stops == ()  # with the reason approved it can be published at once

    assert [(reason.rule, reason.state) for reason in reasons] == [("TERM-1", ReasonState.WAITING)]


def test_one_draft_has_findings_and_one_was_just_begun(loaded):
    findings = gate_of(titled("Lanterns for the northern districts"), db_now()).refuses_sending
    written = gather.content_of(titled("Fill-level sensors for 700 waste bins")).written

    assert len(findings) > 3  # nothing but a ready tender yet: no dates, nothing confirmed
    assert set(written) == {"purchase", "method"}  # the method came with the study


def test_the_list_runs_by_date_of_publication(loaded):
    numbered = Tender.objects.filter(publish_no__isnull=False).order_by("publish_no")
    dates = list(numbered.values_list("published_at", flat=True))

    assert (dates == sorted(dates), numbered.first().ref) == (True, "UA-2020-08-06-003989-a")


def test_every_shown_account_signs_in_with_the_printed_passphrase(loaded, client):
    pages = {}
    for account in services.accounts():
        page = client.post(reverse("account_login"), {"login": account.email, "password": people.PASSPHRASE})
        pages[account.email] = (page.status_code, getattr(page, "url", ""))
        client.logout()

    assert pages == dict.fromkeys([account.email for account in services.accounts()], (302, reverse("home")))


def test_the_passphrase_is_as_long_as_any_must_be():
    assert len(people.PASSPHRASE) >= 15


def test_there_is_an_account_for_every_part(loaded):
    memberships = {
        (m.user.email, m.role, m.authority.name)
        for m in Membership.objects.filter(user__email__in=[a.email for a in services.accounts()])
        if m.authority.id_scheme == "EXAMPLE-REG"
    }

    assert memberships == {
        ("officer@city.example", "officer", "City of Larkmouth"),
        ("officer@city.example", "opener", "City of Larkmouth"),
        ("auditor@city.example", "auditor", "City of Larkmouth"),
        ("auditor@city.example", "escrow", "City of Larkmouth"),
        ("administrator@city.example", "administrator", "City of Larkmouth"),
        ("officer@thornbeck.example", "officer", "City of Thornbeck"),
    }
    assert {a.email for a in services.accounts()} - {email for email, _, _ in memberships} == {
        "evaluator@city.example",
        "bids@supplier.example",
    }
    assert {role for _, role, _ in memberships} <= {role.value for role in Role}


def test_the_published_tender_is_ranked_as_it_was(loaded):
    ranking = summary_of("UA-2020-08-06-003989-a")["ranking"]

    assert [(row["place"], row["alias"], Fraction(row["figure"])) for row in ranking] == [
        (1, "B3", Fraction(1_830_000)),
        (2, "B2", Fraction(1_830_360)),
        (3, "B1", Fraction(1_883_000)),
    ]
    assert [Fraction(row["gap"]) for row in ranking] == [0, 360, 53_000]


def test_all_four_families_earn_points_in_the_platform_tender(loaded):
    earned = Counter()
    for row in summary_of("LM-2025-014")["ranking"]:
        for cell in row["cells"]:
            earned[cell["family"]] += Fraction(cell["points"] or 0)

    assert {family for family, points in earned.items() if points > 0} == {family.value for family in Family}


def test_the_cheapest_platform_is_excluded_by_its_mark(loaded):
    summary = summary_of("LM-2025-014")

    assert [(e["alias"], e["stage"]) for e in summary["excluded"]] == [("B5", "leaf")]
    assert "Migration without darkness" in summary["excluded"][0]["sentence"]
    assert [row["alias"] for row in summary["ranking"]] == ["B1", "B3", "B2", "B4"]


def test_the_winner_is_a_consortium_and_dearer_than_the_second(loaded):
    first, second, *_ = summary_of("LM-2025-014")["ranking"]
    bids = {bid["alias"]: bid for bid in summary_of("LM-2025-014")["bids"]}

    assert [(p["name"], p["role"]) for p in bids["B1"]["parties"]] == [
        ("Lumenord Systems", "lead"),
        ("Tidewater Analytics", "member"),
        ("University of Larkmouth, Urban Data Laboratory", "member"),
    ]
    assert (Fraction(first["price"]), Fraction(second["price"])) == (1_031_500, 970_500)


def test_every_frozen_run_comes_out_the_same_again(loaded):
    replays = [(str(run), evaluation_services.replay_run(run).equal) for run in Run.objects.all()]

    assert [name for name, equal in replays if not equal] == []
    assert len(replays) == 4


def test_one_tender_waits_to_be_evaluated_and_can_be(loaded):
    evaluations = evaluation_queries.of_tender(tender("LM-2025-017"))

    assert [(e.state, evaluation_services.obstacles(e)) for e in evaluations] == [("priced", []), ("priced", [])]


def test_the_other_city_sees_no_draft_and_no_bid_of_this_one(loaded):
    officer, neighbour = (User.objects.get(email=f"officer@{city}.example") for city in ("city", "thornbeck"))

    drafts = {
        person.email: {t.title for t in tender_queries.visible_to(person) if t.publish_no is None}
        for person in (officer, neighbour)
    }
    assert drafts == {
        "officer@city.example": {
            "Fill-level sensors for 700 waste bins",
            "Lanterns for the northern districts",
            "The city data platform from 2028 on",
        },
        "officer@thornbeck.example": {"Digital noticeboards for tram stops"},
    }


def test_a_draft_refers_to_the_study_in_which_its_method_was_chosen(loaded):
    [study], draft = loaded.studied, titled("Fill-level sensors for 700 waste bins")
    method = gather.content_of(draft).method

    assert (draft.state, draft.method_study, method.formula) == ("draft", study, "fixed_linear")
    assert method.params == {"Pmin": "35000", "Pmax": "80000"}
    assert [(candidate["formula"], candidate["winner"] is not None) for candidate in study.result["candidates"]] == [
        ("fixed_linear", True),
        ("relative_lowest", True),
        ("min_max", True),
    ]
    assert (len(study.inputs["bids"]), study_queries.choice_of(study).candidate) == (5, "A")


def test_only_under_the_method_that_was_chosen_no_bid_that_loses_decides(loaded):
    [study] = loaded.studied

    decided = {
        candidate["formula"]: [row["bid"] for row in candidate["leaving"] if row["winner"] != candidate["winner"]]
        for candidate in study.result["candidates"]
    }
    assert decided == {
        "fixed_linear": [],
        "relative_lowest": ["Retrofit kit"],
        "min_max": ["Sensor over mobile network"],
    }


def test_the_rates_are_asked_for_once(loaded):
    [job] = services.request_simulations(loaded.studied, at=db_now())
    again = services.request_simulations(loaded.studied, at=db_now())

    assert ([job], job.state, job.kind) == (again, "requested", study_queries.KIND)


def test_the_four_pages_to_look_at_first_open_to_the_officer(loaded, client, settings):
    reports = services.request_reviews(loaded.reviewed, at=db_now())
    client.force_login(User.objects.get(email="officer@city.example"))

    pages = services.first_pages(loaded, reports)

    answers = [(client.get(path).status_code, client.get(path).content.decode()) for path, _ in pages]
    assert [code for code, _ in answers] == [200, 200, 200, 200]
    assert ["LM-2025-014" in page for _, page in answers] == [False, True, True, False]
    assert ["Sensors for the air" in page for _, page in answers] == [True, False, False, False]
    assert all(sees for _, sees in pages)


def test_larkmouth_has_its_law_and_calendar_and_nothing_is_left_to_do(loaded):
    city = Authority.objects.get(name="City of Larkmouth")
    status = status_of(city, day_of(db_now(), city.zone))

    expected = ("en_IE", "EUR", EU, "administrator@city.example")
    assert (city.locale, city.currency, status.profile, status.confirmation.by.email) == expected
    assert {task.kind for task in status.tasks} <= {"renew_profile"}
