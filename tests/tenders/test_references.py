"""The study in which a method was chosen: on the tender's page and API, to officers and auditors alone; on its own page."""

import re
from datetime import timedelta
from html import unescape
from uuid import uuid4

import pytest
from django.urls import reverse

from core.models import Membership
from procurement.studies import services as study_services
from procurement.tenders import references, services
from procurement.tenders.models import Tender
from tests import builders

pytestmark = pytest.mark.django_db
REASON = "Secret thoughts about rivals."


@pytest.fixture(autouse=True)
def _no_second_factor_and_limits_in_memory(settings):
    settings.MFA_REQUIRED_ROLES = []
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}  # limits cost no query


@pytest.fixture
def officer():
    return builders.person("officer", name="Ada Officer")


def referring(*, state="draft", **changes):
    """(study, tender): a tender that refers to a study; published after that, where a state says so."""
    study, tender = builders.chosen_study(reason=REASON, **changes), builders.open_draft()
    services.refer(tender=tender, study=study, by=study.by, at=builders.AT)
    later = builders.AT + timedelta(days=1)
    if state != "draft":
        Tender.objects.filter(pk=tender.pk).update(state=state, publish_no=77, published_at=later)
    tender.refresh_from_db()
    return study, tender


def text_of(response):
    assert response.status_code == 200
    return unescape(response.content.decode())


def words_of(response):
    """What a person reads: no tags, one space between words."""
    return " ".join(re.sub(r"<[^>]+>", " ", text_of(response)).split())


def tender_page(client, user, tender):
    client.force_login(user)
    return client.get(reverse("tenders:detail", args=[tender.pk]))


def study_page(client, user, study):
    client.force_login(user)
    return client.get(reverse("studies:detail", args=[study.pk]))


# --- what is told of it ---


def test_a_tender_without_a_study_tells_nothing_and_costs_nothing(officer, django_assert_num_queries):
    draft = builders.open_draft()

    with django_assert_num_queries(0):
        assert references.of(draft, officer) is None


def test_a_draft_follows_the_choice_that_it_took_over(officer, django_assert_num_queries):
    study, draft = referring()
    references.of(draft, officer)  # roles are read once for a request

    with django_assert_num_queries(2):
        reference = references.of(draft, officer)
    assert reference == references.StudyReference(
        study, study.choices.get(), "A. Linear between fixed bounds", followed=True
    )


@pytest.mark.usefixtures("rows_may_change")
@pytest.mark.parametrize(
    "change", [{"price_formula": "min_max"}, {"params": {"Pmin": "1", "Pmax": "2"}}, {"scaling": "best"}]
)
def test_a_tender_with_another_method_does_not_follow_it(officer, change):
    _, draft = referring()
    Tender.objects.filter(pk=draft.pk).update(**change)
    draft.refresh_from_db()

    assert references.of(draft, officer).followed is False


def test_what_is_chosen_after_the_publication_is_not_the_tender_s(officer):
    study, draft = referring()
    _, published = referring(title="Buses", state="open")
    for later_study in (study, published.method_study):
        later = builders.AT + timedelta(days=9)
        study_services.choose(study=later_study, after=1, candidate="B", reason="Later.", by=officer, at=later)

    choices = [
        (reference.choice.no, reference.followed)
        for reference in (references.of(tender, officer) for tender in (draft, published))
    ]
    assert choices == [(2, False), (1, True)]


@pytest.mark.usefixtures("rows_may_change")
def test_a_reference_older_than_every_choice_tells_nothing(officer):
    _, tender = referring(state="open")
    Tender.objects.filter(pk=tender.pk).update(published_at=builders.AT - timedelta(days=1))
    tender.refresh_from_db()

    assert references.of(tender, officer) is None


# --- the tender's page and API ---


def test_the_tender_s_page_says_in_which_study_its_method_was_chosen_and_how(client, officer):
    study, tender = referring(state="open", candidate="B")

    for reader in (officer, builders.person("auditor")):
        page = tender_page(client, reader, tender)
        link = f'<a href="{reverse("studies:detail", args=[study.pk])}">Method chosen in study 1</a>'
        assert link in text_of(page)
        assert (
            f"Method chosen in study 1 B. Relative to the lowest price {REASON} Warnings that were shown"
            in words_of(page)
        )
        assert "Ada Officer, 2 Mar 2026" in words_of(page)


@pytest.mark.usefixtures("rows_may_change")
def test_a_tender_that_names_another_method_says_so(client, officer):
    _, tender = referring()
    warning = "This tender names another method or other parameters."
    assert warning not in words_of(tender_page(client, officer, tender))

    Tender.objects.filter(pk=tender.pk).update(price_formula="min_max", params={})

    assert warning in words_of(tender_page(client, officer, tender))


OUTSIDE = [(), ("administrator",), ("opener",), ("reviewer",), ("foreign officer",), ("foreign auditor",)]


@pytest.mark.parametrize("roles", OUTSIDE)
def test_nobody_else_learns_of_the_study(client, officer, roles):
    study, tender = referring(state="open", candidate="B")
    secrets = [str(study.pk), "chosen in", REASON, study.title, "Ada Officer"]
    foreign = builders.authority("Elsewhere") if "foreign" in "".join(roles) else None
    reader = builders.person(*(role.removeprefix("foreign ") for role in roles), authority=foreign)

    page = text_of(tender_page(client, reader, tender))
    answer = client.get(reverse("api:tender", args=[tender.pk]))

    assert [secret for secret in secrets if secret in page + text_of(answer)] == []
    assert answer.json()["method"]["study"] is None
    inside = text_of(tender_page(client, officer, tender))
    assert [secret for secret in secrets if secret not in inside] == [study.title]


def test_the_api_tells_officers_and_auditors_how_the_method_was_chosen(client):
    study, tender = referring(state="open")
    client.force_login(builders.person("auditor"))

    answer = client.get(reverse("api:tender", args=[tender.pk])).json()

    assert answer["method"]["study"] == {
        "id": str(study.pk),
        "no": 1,
        "candidate": "A",
        "title": "A. Linear between fixed bounds",
        "reason": REASON,
        "warnings": [
            {
                "key": "study.nothing_excludes",
                "text": "Nothing excludes a price above 140: a bid at ten times as much loses nothing more, and can still "
                "win on quality.",
            }
        ],
        "by": str(study.choices.get().by),
        "at": "2026-03-02T12:00:00Z",
        "followed": True,
    }


@pytest.mark.parametrize(("refers", "expected"), [(False, 12), (True, 14)])
def test_the_api_s_tender_costs_two_queries_more_with_a_study(client, refers, expected, django_assert_num_queries):
    tender = referring(state="open")[1] if refers else builders.tender_at("open")
    if refers:
        builders.republish(tender)
    client.force_login(builders.person("auditor"))

    with django_assert_num_queries(expected):
        client.get(reverse("api:tender", args=[tender.pk]))


# --- the study's page ---


def test_before_a_choice_no_draft_can_refer_to_a_study(client, officer):
    builders.open_draft(title="Lamps")

    text = words_of(study_page(client, officer, builders.method_study()))

    assert "Choose a method first; then a draft can refer to this study." in text
    assert "Let a draft refer" not in text


def test_after_a_choice_the_authority_s_drafts_are_offered_and_no_other(client, officer):
    Membership.objects.create(user=officer, authority=builders.authority("Elsewhere"), role="officer")
    draft, study = builders.open_draft(ref="D-1", title="Lamps"), builders.chosen_study()
    builders.open_draft(ref="D-2", authority=builders.authority("Elsewhere"))
    builders.tender_at("review", ref="D-3")
    builders.tender_at("open", ref="D-4")

    text = text_of(study_page(client, officer, study))

    select = re.search(r'<select name="tender".*?</select>', text, re.DOTALL)[0]
    assert re.findall(r'<option value="([^"]*)"[^>]*>([^<]*)', select) == [
        ("", "Choose a draft"),
        (str(draft.pk), "D-1: Lamps"),
    ]
    assert f'<form method="post" action="{reverse("tenders:refer", args=[study.pk])}"' in text


def test_without_a_draft_the_page_says_so(client, officer):
    text = words_of(study_page(client, officer, builders.chosen_study()))

    assert "There is no other draft of the authority." in text
    assert "Let a draft refer to this study" not in text


def test_a_draft_that_refers_to_the_study_is_named_and_not_offered_again(client, officer):
    study, draft = referring()

    text = text_of(study_page(client, officer, study))

    assert f'<a href="{reverse("tenders:detail", args=[draft.pk])}">{draft.ref}: {draft.title}</a>' in text
    assert f'value="{draft.pk}"' not in text


def test_an_auditor_sees_the_published_tenders_alone_and_is_told_who_acts(client):
    study, hidden = referring()
    visible = builders.open_draft(title="Shown")
    services.refer(tender=visible, study=study, by=study.by, at=builders.AT)
    Tender.objects.filter(pk=visible.pk).update(state="open", publish_no=78)

    text = text_of(study_page(client, builders.person("auditor"), study))

    assert (str(visible.pk) in text, str(hidden.pk) in text, hidden.ref in text) == (True, False, False)
    assert "An officer of the authority lets a draft refer to it; auditors change nothing." in text
    assert "Let a draft refer to this study" not in text


def test_what_is_chosen_leads_to_the_method_of_the_draft(client, officer):
    study, draft = builders.chosen_study(), builders.open_draft()
    client.force_login(officer)

    response = client.post(reverse("tenders:refer", args=[study.pk]), {"tender": str(draft.pk)})

    assert (response.status_code, response.url) == (302, reverse("tenders:detail", args=[draft.pk]) + "#method")
    draft.refresh_from_db()
    assert (draft.method_study, draft.price_formula) == (study, "fixed_linear")


def test_a_draft_that_is_not_offered_comes_back_with_what_is_wrong(client, officer):
    study, foreign = builders.chosen_study(), builders.open_draft(authority=builders.authority("Elsewhere"))
    builders.open_draft()
    client.force_login(officer)
    url = reverse("tenders:refer", args=[study.pk])

    for sent, why in (
        ("", "Choose a draft."),
        (str(foreign.pk), "Choose one of the drafts: the one that was sent is none of them any more."),
        ("x", "Choose one of the drafts: the one that was sent is none of them any more."),
    ):
        text = text_of(client.post(url, {"tender": sent}))
        assert f'<a href="#id_tender">Draft: {why}</a>' in text
        assert "<title>Error: Let a draft refer to a study" in text
    assert Tender.objects.filter(method_study__isnull=False).count() == 0


def test_a_draft_is_refused_with_the_reason_while_nothing_is_chosen(client, officer):
    study, draft = builders.method_study(), builders.open_draft()
    client.force_login(officer)

    text = text_of(client.post(reverse("tenders:refer", args=[study.pk]), {"tender": str(draft.pk)}))

    assert "No method is chosen in this study yet: choose one, then let a draft refer to it." in text
    draft.refresh_from_db()
    assert draft.method_study is None


# --- over REST ---


def post(client, tender, body):
    return client.post(reverse("api:tender-method-study", args=[tender.pk]), body, content_type="application/json")


def test_over_rest_a_draft_refers_to_a_study_and_is_told_whole(client, officer):
    study, draft = builders.chosen_study(), builders.open_draft()
    client.force_login(officer)

    answer = post(client, draft, {"study": str(study.pk)})

    assert (answer.status_code, answer.json()["method"]["formula"]) == (201, "fixed_linear")
    assert answer.json()["method"]["study"]["id"] == str(study.pk)
    assert answer.json() == client.get(reverse("api:tender", args=[draft.pk])).json()


def test_over_rest_what_is_wrong_is_pointed_at(client, officer):
    draft, hidden = builders.open_draft(), builders.chosen_study(authority=builders.authority("Hidden"))
    Membership.objects.create(user=officer, authority=builders.authority("Elsewhere"), role="officer")
    other = builders.chosen_study(authority=builders.authority("Elsewhere"))
    unknown = "Name a study of the tender's authority."
    client.force_login(officer)

    for body, why in (
        ({}, "This field is required."),
        ({"study": "x"}, "Must be a valid UUID."),
        ({"study": str(uuid4())}, unknown),
        ({"study": str(hidden.pk)}, unknown),
        ({"study": str(other.pk)}, "The study is of another authority: a tender refers to one of its own."),
        (
            {"study": str(builders.method_study().pk)},
            "No method is chosen in this study yet: choose one, then let a draft refer to it.",
        ),
    ):
        answer = post(client, draft, body)
        assert (answer.status_code, answer.json()["errors"]) == (400, [{"pointer": "/study", "detail": why}])
    draft.refresh_from_db()
    assert draft.method_study is None


def test_over_rest_only_a_draft_is_given_a_method_and_only_by_an_officer(client, officer):
    study, published = builders.chosen_study(), builders.tender_at("open")
    refusals = {}

    for name, user in (("officer", officer), ("auditor", builders.person("auditor")), ("supplier", builders.person())):
        client.force_login(user)
        answer = post(client, published, {"study": str(study.pk)})
        refusals[name] = (answer.status_code, answer.json()["detail"])

    assert refusals == {
        "officer": (403, "Only a draft can refer to a study: the method of this tender is fixed."),
        "auditor": (403, "An officer of the authority lets a draft refer to a study."),
        "supplier": (403, "An officer of the authority lets a draft refer to a study."),
    }
