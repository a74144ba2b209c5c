"""A policy from the ready draft to the version that supersedes it, and everything that is refused on the way."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import DatabaseError, transaction

from core.law.profiles import profile_of
from core.law.terms import DutyLevel
from core.models import AuditLeaf, AuditSecret, LawProfileId, Notice
from core.states import IllegalMove, MovedMeanwhile
from procurement.policies import checks, gather, queries, services
from procurement.policies.checks import PolicyRefused
from procurement.policies.models import PolicyVersion
from procurement.policies.states import PolicyState, Verdict
from scoring.compliance import RULES, RuleTerms
from suppliers import services as suppliers
from tests import builders
from tests.policies import policies
from tests.policies.policies import AT, CLOSES, LATER, REVIEW

pytestmark = pytest.mark.django_db

AUTHOR = "The author cannot adopt: another officer does."


def refused(act, **arguments):
    """[(field, sentence)] of everything that speaks against it."""
    with pytest.raises(PolicyRefused) as caught:
        act(**arguments)
    return [(finding.field, finding.sentence) for finding in caught.value.findings]


def kinds():
    return list(AuditLeaf.objects.order_by("pk").values_list("kind", flat=True))


def with_terms(version, rule, **terms):
    settings = gather.settings_of(version)
    return replace(settings, rules={**settings.rules, rule: replace(settings.rules[rule], **terms)})


# --- beginning ---


def test_the_ready_policy_writes_every_figure_out():
    version = policies.draft()

    settings = gather.settings_of(version)
    assert (version.no, version.state, version.valid_date) == (1, PolicyState.DRAFT, None)
    assert (settings.currency, settings.basis) == ("EUR", "net")
    assert settings.rules == {
        entry.id: RuleTerms(params={name: parameter.default for name, parameter in entry.params.items()})
        for entry in RULES.all()
    }
    assert kinds() == ["policyversion.drafted"]


@pytest.mark.parametrize("profile", LawProfileId)
def test_the_ready_policy_is_lawful_everywhere(profile):
    law = profile_of(profile)
    city = policies.city(law_profile=profile, currency=law.currency or "EUR", basis=law.basis or "net")

    assert checks.settings_findings(city, gather.ready_settings(city), {}) == []


def test_without_a_currency_there_is_no_ready_policy():
    city = policies.city(currency="")

    sentence = "An administrator first says in which currency the authority's amounts are, with or without tax."
    assert refused(policies.draft, authority=city) == [("currency", sentence)]


def test_a_policy_is_begun_once_and_its_next_version_after_the_first_is_in_force():
    version = policies.draft()
    again = refused(policies.draft, authority=version.authority)
    early = refused(services.begin_next, authority=version.authority, by=policies.officer(version.authority), at=AT)

    assert again == [("", "This authority has a policy already.")]
    assert early == [("", "No policy is in force: begin with the ready one.")]


def test_the_next_version_begins_as_a_copy_and_only_one_is_in_the_making():
    following = policies.next_draft()
    again = refused(services.begin_next, authority=following.authority, by=policies.officer(following.authority), at=AT)

    assert following.no == 2
    assert following.settings == queries.in_force(following.authority).settings
    assert again == [("", "Another version is in the making.")]


# --- changing ---


def test_a_changed_draft_has_another_author_and_a_leaf():
    version = policies.draft()
    second = policies.officer(version.authority)

    policies.write(
        version, by=second, settings=with_terms(version, "VFM-1", params={"most": Fraction(50)}), text="Ours."
    )

    assert gather.settings_of(version).rules["VFM-1"].params == {"most": Fraction(50)}
    assert (version.text, second.pk in queries.authors_of(version)) == ("Ours.", True)
    assert kinds() == ["policyversion.drafted", "policyversion.changed"]


def test_the_same_again_changes_nothing_and_makes_nobody_an_author():
    version = policies.draft()
    reader = policies.officer(version.authority)

    policies.write(version, by=reader)

    assert (reader.pk in queries.authors_of(version), kinds()) == (False, ["policyversion.drafted"])


@pytest.mark.parametrize("first", [{"text": "First."}, {"note": "Prices count less."}], ids=["text", "note"])
def test_who_saw_something_else_changes_nothing(first):
    version = policies.draft()
    seen = services.draft_digest(version)
    policies.write(version, by=policies.officer(version.authority), **first)
    texts = {"text": "Second.", "change_note": "Another note."}
    settings, by = gather.settings_of(version), policies.officer(version.authority)

    with pytest.raises(MovedMeanwhile):
        services.change(version=version, settings=settings, law_figures={}, seen=seen, by=by, at=AT, **texts)

    row = PolicyVersion.objects.get()
    assert {row.text, row.change_note} - {""} == set(first.values())


def test_what_is_milder_than_the_law_is_refused_with_the_names_of_the_fields():
    version = policies.draft()
    settings = gather.settings_of(version)
    mild = {
        "SME-1": replace(settings.rules["SME-1"], params={"factor": Fraction(3)}),
        "STD-2": RuleTerms(enabled=False),
        "NO-1": RuleTerms(),
    }

    findings = refused(
        policies.write,
        version=version,
        by=policies.officer(version.authority),
        settings=replace(settings, rules=mild),
        law_figures={"standstill.days": "5", "answers.days_before": "many", "beauty": "1", "kpi.above": "1"},
    )

    assert [field for field, _ in findings] == [
        "rules/SME-1/params/factor",
        "rules/STD-2/enabled",
        "rules/NO-1",
        "law/answers.days_before",
        "law/beauty",
        "law/kpi.above",
        "law/standstill.days",
    ]
    assert findings[3][1] == "answers.days_before: “many” is no figure of this kind."
    assert kinds() == ["policyversion.drafted"]


def test_stricter_figures_of_the_law_are_kept():
    version = policies.draft()

    policies.write(version, by=policies.officer(version.authority), law_figures={"standstill.days": "15"})

    assert PolicyVersion.objects.get().law_figures == {"standstill.days": "15"}


def test_without_a_law_profile_there_is_nothing_to_be_stricter_than():
    city = policies.city(law_profile="")

    findings = checks.settings_findings(city, gather.ready_settings(city), {"standstill.days": "15"})

    assert [finding.field for finding in findings] == ["law"]


def test_in_other_money_than_the_laws_every_other_figure_is_still_compared():
    city = policies.city(law_profile="uk-pa2023/1", currency="EUR", basis="net")
    settings = gather.ready_settings(city)
    short = {**settings.rules, "TIME-1": RuleTerms(params={"days": Fraction(20)})}

    findings = checks.settings_findings(city, replace(settings, rules=short), {})

    assert [finding.field for finding in findings] == ["rules/TIME-1/params/days"]


@pytest.mark.parametrize(
    ("text", "setting"),
    [
        ("15", 15),
        ("1.5", Decimal("1.5")),
        ("true", True),
        ("block", DutyLevel.BLOCK),
        ("many", None),
        ("Infinity", None),
    ],
)
def test_a_figure_of_the_law_is_read_as_what_it_is(text, setting):
    assert gather.law_setting(text) == setting


# --- consulting ---


def test_a_consultation_of_less_than_21_days_is_refused():
    version = policies.draft()
    by = policies.officer(version.authority)

    short = refused(services.open_consultation, version=version, closes_at=CLOSES - timedelta(seconds=1), by=by, at=AT)

    assert short == [("closes", "A consultation lasts at least 21 days.")]


def test_a_demonstration_may_consult_for_no_time_at_all(settings):
    settings.POLICY_CONSULTATION_DAYS = 0

    assert policies.in_consultation(closes_at=AT).state == PolicyState.CONSULTING


def test_nothing_is_changed_while_it_is_discussed():
    version = policies.in_consultation()

    with pytest.raises(MovedMeanwhile):
        policies.write(version, by=policies.officer(version.authority), text="Quickly.")
    with pytest.raises(DatabaseError), transaction.atomic():
        PolicyVersion.objects.filter(pk=version.pk).update(text="Quickly.")

    assert PolicyVersion.objects.get().text == ""


def test_anybody_with_an_account_comments_while_the_time_lasts():
    version = policies.in_consultation()
    member = builders.person()
    supplier = suppliers.create(name="Lamps Ltd", members=[member], at=AT)

    entry = policies.comment(version, by=member, supplier=supplier, at=CLOSES - timedelta(seconds=1))

    assert [(c.rule, c.text, c.supplier.name) for c in queries.comments_on(version)] == [
        ("VFM-2", policies.TEXT, "Lamps Ltd")
    ]
    assert AuditSecret.objects.get(field="comment").value == entry.text
    assert policies.TEXT not in AuditLeaf.objects.latest("pk").body


def test_a_comment_out_of_time_without_text_on_nothing_for_strangers_is_refused_at_once():
    version = policies.in_consultation()
    supplier = suppliers.create(name="Lamps Ltd", members=[builders.person()], at=AT)

    findings = refused(policies.comment, version=version, text=" ", rule="NO-1", supplier=supplier, at=CLOSES)

    assert findings == [
        ("", "The consultation is over."),
        ("rule", "There is no such rule."),
        ("supplier", "You do not act for this supplier."),
        ("text", "Write your comment."),
    ]


def test_an_answer_is_given_once_and_its_reader_is_told():
    version = policies.in_consultation()
    entry = policies.comment(version)

    policies.answer(entry)
    again = refused(policies.answer, entry=entry, verdict="maybe", text="")

    assert again == [
        ("", "This comment is answered already."),
        ("verdict", "Say whether the comment is accepted, in part, or declined."),
        ("text", "Say why."),
    ]
    assert [(n.kind, n.facts["authority"]) for n in Notice.objects.filter(user=entry.by)] == [
        ("policy.answered", "City of Policies")
    ]


def test_a_version_that_returns_to_its_draft_keeps_its_comments_and_is_discussed_anew():
    version = policies.in_consultation()
    entry = policies.comment(version)
    services.revise(version=version, by=policies.officer(version.authority), at=AT)

    late = refused(policies.answer, entry=entry)
    services.open_consultation(version=version, closes_at=LATER, by=policies.officer(version.authority), at=AT)

    assert late == [("", "Comments are answered while the version is in consultation.")]
    assert queries.latest_consultation(version).no == 2
    assert queries.unanswered_count(version) == 1


# --- adopting ---


def test_a_second_person_adopts_the_first_version_without_consultation_and_it_is_marked():
    version = policies.in_force()

    row = queries.in_force(version.authority)
    assert (row.pk, row.unconsulted, row.valid_date, row.review_date) == (version.pk, True, AT.date(), REVIEW)
    assert kinds() == ["policyversion.drafted", "policyversion.adopted_unconsulted"]


def test_the_author_does_not_adopt_and_the_review_is_within_six_months():
    version = policies.draft(by=(author := policies.officer(policies.city())))

    findings = refused(services.adopt_unconsulted, version=version, review_date=date(2026, 9, 3), by=author, at=AT)

    assert findings == [("review_date", "Without a consultation the policy is reviewed by 2 Sept 2026."), ("", AUTHOR)]


@pytest.mark.parametrize(
    ("day", "latest"),
    [
        (date(2026, 3, 2), date(2026, 9, 2)),
        (date(2026, 8, 31), date(2027, 2, 28)),
        (date(2026, 12, 31), date(2027, 6, 30)),
        (date(2026, 6, 15), date(2026, 12, 15)),
    ],
)
def test_six_months_end_on_the_same_day_or_the_last_of_the_month(day, latest):
    assert checks.latest_review(day) == latest


def test_a_later_version_is_not_adopted_without_consultation():
    version = policies.next_draft()

    findings = refused(
        services.adopt_unconsulted,
        version=version,
        review_date=REVIEW,
        by=policies.officer(version.authority),
        at=AT,
    )

    assert findings == [("", "Only the first version is adopted without a consultation.")]


def test_an_open_consultation_and_an_unanswered_comment_both_stand_against_adoption():
    version = policies.in_consultation()
    policies.comment(version)
    by = policies.officer(version.authority)

    early = refused(services.adopt, version=version, review_date=AT.date(), by=by, at=AT)
    unanswered = refused(services.adopt, version=version, review_date=REVIEW, by=by, at=CLOSES)

    assert [field for field, _ in early] == ["review_date", "", ""]
    assert "The consultation is open until" in early[1][1]
    assert unanswered == [("", "1 comment is unanswered.")]


def test_answered_and_closed_it_is_adopted_and_the_old_one_superseded():
    first = policies.in_force()
    version = services.begin_next(authority=first.authority, by=policies.officer(first.authority), at=AT)
    services.open_consultation(version=version, closes_at=CLOSES, by=policies.officer(first.authority), at=AT)
    entry = policies.comment(version)
    policies.answer(entry, verdict=Verdict.ACCEPTED, at=AT)

    services.adopt(version=version, review_date=date(2028, 1, 1), by=policies.officer(first.authority), at=LATER)

    states = dict(PolicyVersion.objects.values_list("no", "state"))
    assert states == {1: PolicyState.SUPERSEDED, 2: PolicyState.ADOPTED}
    assert (version.unconsulted, queries.in_force(first.authority).pk) == (False, version.pk)
    assert kinds()[-2:] == ["policyversion.superseded", "policyversion.adopted"]
    assert "policy.adopted" in set(Notice.objects.filter(user=entry.by).values_list("kind", flat=True))


def test_what_has_become_milder_than_the_law_is_not_adopted():
    version = policies.draft(policies.city(law_profile=""))
    settings = with_terms(version, "SME-1", params={"factor": Fraction(3)})
    policies.write(version, by=policies.officer(version.authority), settings=settings)
    version.authority.law_profile = LawProfileId.EU
    version.authority.save()

    findings = refused(
        services.adopt_unconsulted, version=version, review_date=REVIEW, by=policies.officer(version.authority), at=AT
    )

    assert [field for field, _ in findings] == ["rules/SME-1/params/factor"]


def test_a_policy_in_force_is_neither_changed_nor_taken_back():
    version = policies.in_force()

    with pytest.raises(IllegalMove):
        services.revise(version=version, by=policies.officer(version.authority), at=AT)
    for change in ({"settings": {}}, {"state": "draft", "valid_date": None}, {"review_date": date(2030, 1, 1)}):
        with pytest.raises(DatabaseError), transaction.atomic():
            PolicyVersion.objects.filter(pk=version.pk).update(**change)

    assert PolicyVersion.objects.get().settings == version.settings
