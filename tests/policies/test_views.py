"""The pages of policies: what each person sees and does on them."""

import re
from datetime import timedelta
from fractions import Fraction
from html import unescape

import pytest
from django.urls import reverse

from core.clock import db_now
from core.models import User
from core.pages import formats
from procurement.policies import gather, queries, services
from procurement.policies.models import PolicyComment, PolicyVersion
from procurement.policies.states import PolicyState
from suppliers import services as suppliers
from tests import builders
from tests.policies import policies
from tests.policies.policies import AT

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_factor(settings):
    settings.MFA_REQUIRED_ROLES = []


def text(response):
    """What a page says, without its tags."""
    body = re.sub(r"<(script|style).*?</\1>", "", response.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", body)))


def url(name, *about):
    return reverse(f"policies:{name}", args=[row.pk for row in about])


def signed_in(client, user):
    client.force_login(user)
    return client


def form_data(client, version, **changes):
    """What the form of a draft holds when it is opened, with these changes."""
    form = client.get(url("change", version)).context["form"]
    values = {name: form[name].value() for name in form.fields}
    kept = {name: "on" if value is True else value for name, value in values.items() if value not in {None, False}}
    return {**kept, **changes}


def consulting_now(authority=None):
    """A version that can be commented on by the database's clock."""
    now = db_now()
    return policies.in_consultation(authority, closes_at=now + timedelta(days=30), at=now)


def test_without_an_account_one_sees_what_is_in_force_and_in_consultation_alone(client):
    in_force = policies.in_force(policies.city())
    services.begin_next(authority=in_force.authority, by=policies.officer(in_force.authority), at=AT)
    consulting = policies.in_consultation(policies.city("Second city"))

    page = client.get(url("list"))

    assert [(row.authority, row.title, row.state) for row in page.context["rows"]] == [
        ("City of Policies", "Version 1", "In force"),
        ("Second city", "Version 1", "In consultation"),
    ]
    assert page.context["offers"] == []
    assert client.get(url("detail", consulting)).status_code == 200


def test_an_officer_begins_with_the_ready_policy_in_one_click(client):
    city = policies.city()
    signed_in(client, policies.officer(city))
    [offer] = client.get(url("list")).context["offers"]

    answer = client.post(offer.url)

    version = PolicyVersion.objects.get()
    assert (offer.name, offer.label) == ("City of Policies", "Begin with the ready policy")
    assert (answer.status_code, answer.url) == (302, url("change", version))
    assert client.get(url("list")).context["offers"] == []


def test_where_a_policy_is_in_force_the_next_version_is_offered(client):
    version = policies.in_force()
    signed_in(client, policies.officer(version.authority))
    [offer] = client.get(url("list")).context["offers"]

    client.post(offer.url)

    assert (offer.name, offer.label) == ("City of Policies", "Begin the next version")
    assert queries.in_the_making(version.authority).no == 2


def test_what_stands_against_beginning_is_said_on_the_list(client):
    city = policies.city(currency="")
    signed_in(client, policies.officer(city))

    page = client.post(url("begin", city), follow=True)

    assert "An administrator first says in which currency" in text(page)


def test_the_end_of_a_consultation_is_said_in_the_zone_of_the_authority(client):
    version = policies.in_consultation()
    moments = [formats.moment(moment, "Europe/Lisbon") for moment in (version.consultations.get().closes_at, AT)]
    closes, commented = (" ".join(moment.split()) for moment in moments)
    policies.comment(version)

    pages = [text(client.get(address)) for address in (url("list"), url("detail", version))]

    assert "Lisbon" in closes
    assert [f"Comments until {closes}" in page for page in pages] == [True, True]
    assert commented in pages[1]


def test_the_author_of_the_first_draft_is_told_that_another_officer_adopts_it(client):
    version = policies.draft()
    author = User.objects.get(pk__in=queries.authors_of(version))

    page = text(signed_in(client, author).get(url("detail", version)))

    assert "The author cannot adopt: another officer does." in page


def test_a_page_says_each_rule_in_words(client):
    page = client.get(url("detail", policies.in_force()))

    rules = {rule.id: rule for rule in page.context["rules"]}
    assert len(rules) == 31
    assert (rules["VFM-1"].severity, rules["VFM-1"].figures) == (
        "Asks for a reason",
        ["Most points of 100 for price: 60 points"],
    )
    assert rules["CON-1"].figures == [
        "Estimated value from which it is asked: €250,000.00 without tax",
        "Fewest days that one was open: 14 days",
    ]
    assert "Adopted without a consultation" in text(page)


def test_a_draft_is_changed_in_its_form(client):
    version = policies.draft()
    signed_in(client, policies.officer(version.authority))
    changes = {"text": "Open by default.", "VFM-1-most": "50", "INN-1-severity": "explain", "law-standstill.days": "15"}
    data = {name: value for name, value in form_data(client, version, **changes).items() if name != "REG-1-on"}

    answer = client.post(url("change", version), data)

    version.refresh_from_db()
    rules = gather.settings_of(version).rules
    assert (answer.status_code, version.text, version.law_figures) == (
        302,
        "Open by default.",
        {"standstill.days": "15"},
    )
    assert (rules["VFM-1"].params["most"], rules["INN-1"].severity, rules["REG-1"].enabled) == (
        Fraction(50),
        "explain",
        False,
    )


def test_a_form_that_changes_nothing_makes_nobody_an_author(client):
    version = policies.draft()
    reader = policies.officer(version.authority)
    signed_in(client, reader)

    client.post(url("change", version), form_data(client, version))

    assert reader.pk not in queries.authors_of(version)


def test_what_is_milder_than_the_law_comes_back_at_its_field(client):
    version = policies.draft()
    signed_in(client, policies.officer(version.authority))

    page = client.post(
        url("change", version), form_data(client, version, **{"SME-1-factor": "3", "law-standstill.days": "5"})
    )

    assert set(page.context["form"].errors) == {"SME-1-factor", "law-standstill.days"}
    assert page.context["form"]["SME-1-factor"].value() == "3"
    assert PolicyVersion.objects.get().law_figures == {}


def test_a_rule_that_rests_on_law_has_no_switch_and_nothing_milder_to_choose(client):
    version = policies.draft()
    signed_in(client, policies.officer(version.authority))

    form = client.get(url("change", version)).context["form"]

    assert "STD-2-on" not in form.fields
    assert [key for key, _ in form.fields["STD-2-severity"].choices] == ["", "block"]
    assert [key for key, _ in form.fields["VFM-1-severity"].choices] == ["", "inform", "explain", "block"]


def test_who_comes_too_late_with_a_form_is_told_so(client):
    version = policies.draft()
    signed_in(client, policies.officer(version.authority))
    data = form_data(client, version, text="Mine.")
    policies.write(version, by=policies.officer(version.authority), text="Theirs.")

    page = client.post(url("change", version), data)

    assert "has been changed by somebody else meanwhile" in text(page)
    assert PolicyVersion.objects.get().text == "Theirs."


def test_a_consultation_is_opened_to_the_end_of_a_day(client):
    version = policies.draft()
    signed_in(client, policies.officer(version.authority))
    today = db_now().date()

    short = client.post(url("consult", version), {"last_date": today + timedelta(days=5)})
    opened = client.post(url("consult", version), {"last_date": today + timedelta(days=30)})

    assert short.context["form"].errors == {"last_date": ["A consultation lasts at least 21 days."]}
    assert opened.status_code == 302
    assert PolicyVersion.objects.get().state == PolicyState.CONSULTING


def test_anybody_with_an_account_comments_for_a_supplier_and_no_person_is_named(client):
    version = consulting_now()
    member = builders.person(name="Ida Rossi")
    supplier = suppliers.create(name="Lamps Ltd", members=[member], at=AT)
    signed_in(client, member)

    client.post(url("comment", version), {"rule": "VFM-2", "supplier": str(supplier.pk), "text": "Twelve would do."})
    client.logout()
    page = text(client.get(url("detail", version)))

    assert PolicyComment.objects.get().supplier == supplier
    assert ("Lamps Ltd" in page, "Twelve would do." in page, "Not answered yet." in page) == (True, True, True)
    assert "Ida Rossi" not in page


def test_a_supplier_of_others_cannot_be_chosen(client):
    version = consulting_now()
    supplier = suppliers.create(name="Lamps Ltd", members=[builders.person()], at=AT)
    signed_in(client, builders.person())

    page = client.post(url("comment", version), {"supplier": str(supplier.pk), "text": "Mine."})

    assert (page.status_code, PolicyComment.objects.count()) == (200, 0)


def test_when_the_time_is_over_a_comment_is_refused_although_the_state_says_otherwise(client):
    version = policies.in_consultation()
    signed_in(client, builders.person())

    page = client.post(url("comment", version), {"text": "Too late."})

    assert "The consultation is over." in text(page)
    assert PolicyComment.objects.count() == 0


def test_officers_answer_and_everybody_reads_the_answer(client):
    version = consulting_now()
    entry = policies.comment(version, at=db_now())
    officer = policies.officer(version.authority)
    [card] = signed_in(client, officer).get(url("detail", version)).context["comments"]

    client.post(card.url, {"verdict": "declined", "text": "Fifteen stays."})
    client.logout()

    [answered] = client.get(url("detail", version)).context["comments"]
    assert card.url == url("answer", entry)
    assert (answered.verdict, answered.answer, answered.url) == ("declined", "Fifteen stays.", "")


def test_an_answer_without_words_comes_back(client):
    entry = policies.comment(consulting_now(), at=db_now())
    signed_in(client, policies.officer(entry.consultation.version.authority))

    page = client.post(url("answer", entry), {"verdict": "declined", "text": ""})

    assert set(page.context["form"].errors) == {"text"}


def test_a_version_returns_to_its_draft_with_one_button(client):
    version = consulting_now()
    signed_in(client, policies.officer(version.authority))

    client.post(url("revise", version))

    assert PolicyVersion.objects.get().state == PolicyState.DRAFT


def test_the_page_before_adoption_names_what_stands_against_it(client):
    version = consulting_now()
    policies.comment(version, at=db_now())
    signed_in(client, policies.officer(version.authority))

    page = client.get(url("adopt", version))

    assert len(page.context["obstacles"]) == 2
    assert 'name="review_date"' not in page.content.decode()
    assert "1 comment is unanswered." in text(page)


def test_a_second_officer_adopts_the_first_version_and_the_author_is_refused(client):
    version = policies.draft(by=(author := policies.officer(policies.city())))
    review = db_now().date() + timedelta(days=150)

    refused = signed_in(client, author).post(url("adopt", version), {"review_date": review})
    far = signed_in(client, policies.officer(version.authority)).post(
        url("adopt", version), {"review_date": review + timedelta(days=100)}
    )
    adopted = client.post(url("adopt", version), {"review_date": review})

    assert (refused.status_code, adopted.status_code) == (403, 302)
    assert set(far.context["form"].errors) == {"review_date"}
    assert queries.in_force(version.authority).unconsulted is True


def test_the_author_of_a_version_in_consultation_sees_why_it_does_not_adopt(client):
    version = policies.in_consultation(by=(author := policies.officer(policies.city())))

    buttons = signed_in(client, author).get(url("detail", version)).context["buttons"]

    assert {button.label: button.why for button in buttons} == {
        "Comment": "",
        "Return to draft": "",
        "Check and adopt": "The author cannot adopt: another officer does.",
    }


def test_two_versions_stand_side_by_side(client):
    version = policies.next_draft()
    settings = gather.settings_of(version)
    changed = {
        **settings.rules,
        "VFM-1": settings.rules["VFM-1"].__class__(severity="block", params={"most": Fraction(50)}),
    }
    officer = policies.officer(version.authority)
    policies.write(
        version,
        by=officer,
        settings=settings.__class__("EUR", "net", changed, settings.terms),
        law_figures={"standstill.days": "15"},
    )
    signed_in(client, officer)

    page = client.get(url("differences", version))

    assert [(row.rule.partition(":")[0], row.what, row.before, row.after) for row in page.context["rows"]] == [
        ("VFM-1", "What a broken rule leads to", "As each finding says", "Stops the publication"),
        ("VFM-1", "Most points of 100 for price", "60 points", "50 points"),
        ("Stricter than the law", "Fewest days of standstill", "as the law says", "15"),
    ]
    assert client.get(url("detail", version)).context["compare"] == url("differences", version)


def test_the_first_version_stands_beside_nothing(client):
    version = policies.in_force()

    assert client.get(url("differences", version)).status_code == 404
    assert client.get(url("detail", version)).context["compare"] == ""


@pytest.mark.parametrize("count", [1, 4])
def test_a_page_costs_the_same_with_many_comments(count, client, django_assert_max_num_queries):
    version = consulting_now()
    for _ in range(count):
        policies.comment(version, at=db_now())

    with django_assert_max_num_queries(6):
        page = client.get(url("detail", version))

    assert len(page.context["comments"]) == count
