"""The start says what to do next, to each role its own, and nothing that it may not know."""

from datetime import timedelta

import pytest
from django.urls import reverse

from core.assembly import Note, Task
from core.models import Membership, Role
from procurement.evaluations import queries
from procurement.evaluations import services as evaluation_services
from procurement.tenders.models import Tender
from procurement.web.home import home_shape
from suppliers import services as supplier_services
from tests import builders
from tests.architecture.rows import make
from tests.web.asking import asked

pytestmark = pytest.mark.django_db
NOW = builders.AT + timedelta(days=30)


@pytest.fixture(autouse=True)
def _no_second_factor(settings):
    settings.MFA_REQUIRED_ROLES = []


def home(user, now=NOW):
    return home_shape(user, now=now)


def titles(shape):
    """{section: titles of its tasks}."""
    return {section.id: [task.title for task in section.tasks] for section in (*shape.sections, *shape.beside)}


def tasks(shape, key):
    [section] = [section for section in (*shape.sections, *shape.beside) if section.id == key]
    return list(section.tasks)


def opened_for_bids(days, *, now=NOW, **values):
    """A tender whose bids close so many days from now."""
    return make(
        Tender,
        **{
            "state": "open",
            "price_formula": "lowest_price",
            "publish_no": (Tender.objects.count() + 1),
            "title": f"Closes in {days}",
            "deadline_at": now + timedelta(days=days),
        }
        | values,
    )


# --- an officer ---


def test_an_officer_is_told_what_waits_the_longest_first(city, officer):
    later = builders.evaluation_at("priced", authority=city, title="Sensors", at=builders.AT + timedelta(days=2))
    first = builders.evaluation_at("priced", authority=city, title="Lamps")

    [lamps, sensors] = tasks(home(officer), "evaluate")

    assert lamps == Task(
        title="Lamps",
        url=reverse("evaluations:detail", args=[first.pk]),
        over=f"{first.lot.tender.ref} · Lot 1 · Larkmouth",
        note="prices opened 20\N{NO-BREAK SPACE}days ago",
        act="Check and evaluate",
        act_url=reverse("evaluations:freeze", args=[first.pk]),
    )
    assert (sensors.title, sensors.url) == ("Sensors", reverse("evaluations:detail", args=[later.pk]))
    assert (home(officer).headline, home(officer).lead) == ("2 lots wait to be evaluated", "")


@pytest.mark.parametrize("state", ["setup", "individual", "consensus", "quality_locked", "frozen"])
def test_what_cannot_be_evaluated_now_does_not_wait(city, officer, state):
    builders.evaluation_at(state, authority=city)

    assert titles(home(officer))["evaluate"] == []


def test_a_lot_that_is_evaluated_waits_no_longer(city, officer):
    evaluation = builders.evaluation_at("priced", authority=city)
    evaluation_services.freeze(evaluation=evaluation, by=officer, at=NOW)

    assert titles(home(officer))["evaluate"] == []
    assert (home(officer).headline, home(officer).lead) == ("Nothing waits for you", "")


@pytest.mark.usefixtures("rows_may_change")
def test_a_lot_without_a_method_that_can_be_applied_does_not_wait(city, officer):
    evaluation = builders.evaluation_at("priced", authority=city)
    Tender.objects.update(price_formula="", no_method_why="None was published.")

    assert (evaluation.state, titles(home(officer))["evaluate"]) == ("priced", [])


def test_an_officer_with_nothing_to_do_is_told_when_something_comes(officer):
    shape = home(officer)

    assert titles(shape) == {"evaluate": [], "reviews": []}
    assert [section.empty for section in (*shape.sections, *shape.beside)] == [
        "No lot waits: each one with open prices is evaluated. The next comes when prices are opened.",
        "No review is made yet. Ask for one on the page of a frozen evaluation.",
    ]


def test_a_review_that_failed_is_told_with_its_reason(city, officer):
    report = builders.failed_report(why="PDF reviews need Pango.", authority=city)

    [item] = tasks(home(officer), "failed")

    assert (item.title, item.url, item.tag, item.tone) == (
        report.title,
        reverse("reports:detail", args=[report.pk]),
        "Failed",
        "bad",
    )
    assert item.note.startswith("PDF reviews need Pango.")
    assert (item.act, item.act_url, item.sends) == ("Try again", reverse("reports:retry", args=[report.pk]), True)
    assert home(officer).headline == "1 review failed"


def test_a_review_that_is_made_can_be_read(city, officer, auditor):
    report = builders.finished_report(authority=city)

    for reader in (officer, auditor):
        [item] = tasks(home(reader), "reviews")
        assert (item.url, item.act, item.act_url, item.note) == (
            reverse("reports:detail", args=[report.pk]),
            "Download",
            reverse("reports:download", args=[report.pk]),
            "29\N{NO-BREAK SPACE}days ago",
        )


def test_drafts_wait_for_their_officers(city, officer):
    builders.tender_at("draft", authority=city, title="Lamps")
    builders.tender_at("review", authority=city, title="Buses")
    builders.tender_at("open", authority=city, title="Ferries")

    shape = home(officer)

    assert [(item.title, item.tag) for item in tasks(shape, "drafts")] == [("Lamps", "Draft")]
    assert [(item.title, item.act) for item in tasks(shape, "second")] == [("Buses", "Read and publish")]


def test_an_officer_s_own_running_tenders_are_told_by_their_deadline(city, officer):
    opened_for_bids(9, authority=city)
    opened_for_bids(2, authority=city)
    opened_for_bids(1, authority=builders.authority("Elsewhere"))

    assert titles(home(officer))["closing"] == ["Closes in 2", "Closes in 9"]


# --- what may come before a publication ---


HINT = Note(
    title="Compare methods before you publish",
    text="See who would win under each, and what one losing bid can do, on the bids that you expect.",
    url="/tenders/studies/new/",
    label="Compare methods",
)


@pytest.mark.parametrize("state", ["draft", "review"])
def test_an_officer_with_an_unpublished_tender_is_led_to_comparing_methods(client, city, officer, state):
    builders.tender_at("open", authority=city)
    builders.tender_at(state, authority=city)
    client.force_login(officer)

    assert home(officer).notes_below == (HINT,)
    assert '<a href="/tenders/studies/new/">Compare methods</a>' in client.get("/").content.decode()


def test_an_officer_without_any_tender_is_led_there_too(city, officer):
    builders.tender_at("draft", authority=builders.authority("Elsewhere"))

    assert [note.url for note in home(officer).notes_below] == ["/tenders/new/", HINT.url]


@pytest.mark.parametrize("state", ["opened", "complete"])
def test_an_officer_whose_tenders_are_all_published_is_not(client, city, officer, state):
    builders.tender_at(state, authority=city)
    client.force_login(officer)

    assert [(note.label, note.url) for note in home(officer).notes_below] == [("New tender", "/tenders/new/")]
    assert "Compare methods" not in client.get("/").content.decode()


@pytest.mark.parametrize("role", [None, "auditor", "administrator", "opener", "reviewer"])
def test_nobody_else_is_led_to_comparing_methods(client, city, role):
    client.force_login(user := builders.person(*([role] if role else []), authority=city))

    assert home(user).notes_below == ()
    assert "Compare methods" not in client.get("/").content.decode()


# --- an auditor ---


def test_an_auditor_reads_the_newest_evaluations_and_is_asked_to_do_nothing(city, auditor):
    old = builders.frozen_evaluation(authority=city, title="Lamps")
    new = builders.frozen_evaluation(authority=city, title="Buses", at=builders.AT + timedelta(days=3))
    builders.evaluation_at("priced", authority=city, title="Ferries")
    builders.tender_at("draft", authority=city, title="Secret")
    builders.failed_report(run=old.lot.runs.get(), authority=city)

    shape = home(auditor)

    assert titles(shape) == {"frozen": ["Buses", "Lamps"], "reviews": []}
    assert [item.url for item in tasks(shape, "frozen")] == [
        reverse("evaluations:detail", args=[evaluation.pk]) for evaluation in (new, old)
    ]


def test_an_officer_who_audits_elsewhere_gets_both(city, officer):
    elsewhere = builders.authority("Thornbeck")
    Membership.objects.create(user=officer, authority=elsewhere, role=Role.AUDITOR)
    builders.evaluation_at("priced", authority=city, title="Lamps")
    builders.evaluation_at("priced", authority=elsewhere, title="Not mine to evaluate")
    builders.frozen_evaluation(authority=elsewhere, title="Buses")

    assert titles(home(officer)) == {"evaluate": ["Lamps"], "frozen": ["Buses"], "reviews": []}
    assert home(officer).roles == ("Procurement officer: Larkmouth", "Auditor: Thornbeck")


# --- a supplier's person, and one without any role ---


def acting_for(user, name="Tidewater"):
    return supplier_services.create(
        name=name, id_scheme="XX", id_value=name, country="IE", size="small", members=[user], at=NOW
    )


def test_a_supplier_s_person_is_told_which_tenders_close_soon():
    user = builders.person()
    acting_for(user)
    for days in (5, 1, 40):
        opened_for_bids(days)
    opened_for_bids(-1)
    opened_for_bids(3, state="closed")

    shape = home(user)

    assert titles(shape) == {
        "facts-due": ["Tidewater is not registered yet", "24 grounds for exclusion are not declared yet"],
        "our-facts": ["Nothing is entered yet"],
        "closing": ["Closes in 1", "Closes in 5", "Closes in 40"],
    }
    assert shape.headline == "2 things need you"
    assert tasks(shape, "closing")[1].tag == "in 5\N{NO-BREAK SPACE}days"
    assert [(note.title, "two people of the city open it together" in note.text) for note in shape.notes_beside] == [
        ("You act for Tidewater", True)
    ]


def test_one_without_any_role_is_told_whom_to_ask():
    shape = home(builders.person())

    assert [note.title for note in shape.notes] == ["You hold no role yet"]
    assert "To work for an authority ask its administrator for a role." in shape.notes[0].text
    assert [section.empty for section in shape.sections] == [
        "No tender is open for bids at the moment. Past ones, with their methods, are in the list of tenders."
    ]


def test_an_evaluator_is_told_on_which_panel_it_sits_and_what_is_missing(city):
    evaluation = builders.evaluation_at("individual", authority=city)
    member = evaluation.lot.panel.first().user

    shape = home(member)

    [note] = shape.notes
    assert note.title == f"You sit on the panel of {evaluation.lot.tender.ref}"
    assert "is not built yet" in note.text


@pytest.mark.parametrize(
    ("role", "title", "url"),
    [("reviewer", "Reviewing policies", "/policies/")],
)
def test_a_role_is_told_what_is_not_built_or_where_to_turn(city, role, title, url):
    shape = home(builders.person(role, authority=city))

    assert [(note.title, note.url) for note in (*shape.notes, *shape.notes_beside)] == [(title, url)]
    key = {"opening-keys": ["Make your opening key"]} if role == "opener" else {}
    assert titles(shape) == {**key, "closing": []}


# --- what must not be there ---


@pytest.mark.parametrize("roles", [[], ["administrator"], ["opener"], ["reviewer"], ["foreign officer"]])
def test_nobody_from_outside_learns_of_drafts_bids_evaluations_or_reviews(client, city, roles):
    evaluation = builders.evaluation_at("priced", authority=city, title="Waiting lamps")
    frozen = builders.frozen_evaluation(authority=city, title="Frozen buses")
    report = builders.finished_report(run=frozen.lot.runs.get())
    failed = builders.failed_report(authority=city, why="Fonts of Larkmouth are missing.")
    builders.tender_at("draft", authority=city, title="Secret draft")
    secrets = [
        *("Waiting lamps", "Frozen buses", "Secret draft", "Fonts of Larkmouth", "Firm 1", "91000", report.title),
        *(str(row.pk) for row in (evaluation, frozen, report, failed)),
    ]
    insider = builders.person("officer", authority=city)
    Membership.objects.create(user=insider, authority=city, role=Role.AUDITOR)

    client.force_login(insider)
    inside = client.get("/").content.decode()
    elsewhere = builders.authority("Elsewhere")
    outsider = (
        builders.person("officer", authority=elsewhere)
        if "foreign officer" in roles
        else builders.person(*roles, authority=city)
    )
    client.force_login(outsider)
    outside = client.get("/").content.decode()

    assert [secret for secret in secrets if secret not in inside] == ["Firm 1", "91000"]
    assert [secret for secret in secrets if secret in outside] == []


def test_the_start_names_no_bid_to_anybody(client, city, officer):
    builders.finished_report(authority=city)
    client.force_login(officer)

    text = client.get("/").content.decode()

    assert [leak for leak in ("Firm 1", "Firm 2", "91000", "91,000") if leak in text] == []


def test_before_signing_in_the_start_leads_to_the_door(client):
    response = client.get("/")

    assert (response.status_code, response.url) == (302, reverse("account_login") + "?next=/")


# --- the page ---


def test_the_page_shows_what_there_is_to_do_with_its_address(client, city, officer):
    evaluation = builders.evaluation_at("priced", authority=city, title="Lamps <b>")
    client.force_login(officer)

    text = client.get("/").content.decode()

    assert "What to do next" in text
    assert "Procurement officer: Larkmouth" in text
    assert f'<a href="{reverse("evaluations:detail", args=[evaluation.pk])}">Lamps &lt;b&gt;</a>' in text
    assert reverse("reports:list") in text


def test_a_full_list_says_that_there_may_be_more(city, officer, monkeypatch):
    monkeypatch.setattr(queries, "LISTED", 2)
    for _ in range(3):
        builders.evaluation_at("priced", authority=city, bids=1)

    shape = home(officer)

    assert (len(tasks(shape, "evaluate")), shape.headline) == (2, "2 or more lots wait to be evaluated")


@pytest.mark.parametrize("count", [1, 3])
def test_the_start_costs_the_same_however_much_there_is(city, officer, count, django_assert_num_queries):
    Membership.objects.create(user=officer, authority=builders.authority("Thornbeck"), role=Role.AUDITOR)
    for number in range(count):
        builders.evaluation_at("priced", authority=city, bids=1)
        builders.frozen_evaluation(authority=builders.authority("Thornbeck"), bids=1)
        builders.finished_report(authority=city, bids=1)
        builders.failed_report(authority=city, bids=1)
        builders.tender_at("draft", authority=city)
        asked(opened_for_bids(number + 1, authority=city))

    with django_assert_num_queries(23):  # one less in a session, which reads with its person for whom it acts
        shape = home(officer)
    assert {section.id: len(section.tasks) for section in (*shape.sections, *shape.beside)} == {
        "evaluate": count,
        "failed": count,
        "questions": count,
        "drafts": count,
        "closing": count,
        "frozen": count,
        "reviews": count,
    }


@pytest.mark.parametrize("count", [1, 3])
def test_a_supplier_s_start_costs_the_same_however_much_there_is(count, django_assert_num_queries):
    user = builders.person()
    for number in range(count):
        acting_for(user, name=f"Supplier {number}")
        opened_for_bids(number + 1)

    with django_assert_num_queries(17):
        assert len(tasks(home(user), "closing")) == count
