"""The database refuses what the code forbids: every named constraint is violated once by a real row."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, connection, models, transaction

from core import guards
from core.models import Invitation, User
from procurement.tenders.models import Tender
from tests.architecture import bid_cases, supplier_cases, tender_cases
from tests.architecture.rows import AT, make

# DESIGN §2: a foreign key leads to the same app or an earlier one. Stages not born yet keep their place.
ORDER = [
    "core",
    "suppliers",
    "policies",
    "planning",
    "studies",
    "tenders",
    "bids",
    "evidence",
    "evaluations",
    "awards",
    "contracts",
    "reports",
    "opendata",
    "oversight",
    "web",
]

HOLDS = {"valid_date": AT.date(), "review_date": AT.date() + timedelta(days=90)}
# What a row must hold for a unique constraint to speak of it.
UNIQUE = (
    supplier_cases.UNIQUE
    | bid_cases.UNIQUE
    | {
        "artifact_once_per_input": {},
        "outageextension_once": {},
        "audit_checkpoint_once": {},
        "audit_leaf_index_once": {},
        "audit_secret_once": {},
        "mailed_head_once": {},
        "authority_identifier_once": {"id_scheme": "XX-TAX", "id_value": "4711"},
        "bid_alias_once": {},
        "bid_has_one_lead": {"role": "lead"},
        "bid_lot_once": {},
        "bid_party_number_once": {"role": "member"},
        "choice_number_once": {},
        "claim_once": {},
        "calendar_number_once": {},
        "calendar_year_once": {},
        "commitment_once": {},
        "consensus_revision_once": {},
        "criterion_key_once": {},
        "factor_reset_open_once": {},
        "interface_code_once": {},
        "issue_number_once": {},
        "consumer_once_per_queue": {},
        "job_once_per_input": {},
        "kpi_code_once": {},
        "lot_spec_once_per_version": {},
        "section_saved_once_per_number": {},
        "tender_document_version_once": {},
        "text_read_once": {},
        "follower_once": {},
        "clarification_number_once": {"state": "published", "no": 1, "text_published": "Q?", "answer": "A."},
        "one_suspension_at_a_time": {},
        "one_amendment_at_a_time": {},
        "announced_version_once": {},
        "tender_notice_number_once": {"notice_year": 2026, "notice_no": 1},
        "watch_list_name_once": {},
        "version_number_once": {"reason": "An amendment."},
        "level_number_once": {},
        "lot_number_once": {},
        "mark_revision_once": {},
        "membership_once": {},
        "notice_once_per_person": {},
        "panel_member_once": {},
        "panel_one_chair": {"chair": True},
        "panel_pseudonym_once": {},
        "policy_consultation_number_once": {},
        "policy_number_once": {"state": "superseded", **HOLDS},
        "policy_one_in_force": {"state": "adopted", **HOLDS},
        "policy_one_in_the_making": {"state": "draft"},
        "price_line_once": {},
        "profile_file_number_once": {},
        "quantity_once": {},
        "record_number_once": {"state": "unchanged"},
        "record_stored_once": {"state": "stored", "format": "ocds-1.1", "source_id": "ocds-1", "digest": "ab"},
        "report_once_per_data": {},
        "requirement_key_once": {},
        "response_once": {},
        "run_number_once": {},
        "scale_name_once": {},
        "source_award_number_once": {},
        "source_finding_number_once": {},
        "standard_fact_number_once": {},
        "stored_file_name_once": {},
        "study_number_once": {},
        "study_once_per_inputs": {},
        "tender_ref_once_per_origin": {"origin": "own"},
    }
)


# For those with a condition: what a row holds that may repeat.
FREE = (
    supplier_cases.FREE
    | bid_cases.FREE
    | {
        "one_suspension_at_a_time": lambda: {"lifted_at": AT, "lifted_by": make(User)},
        "one_amendment_at_a_time": {"state": "withdrawn"},
        "factor_reset_open_once": {"withdrawn_at": AT},
        "authority_identifier_once": {"id_value": ""},
        "bid_has_one_lead": {"role": "member"},
        "panel_one_chair": {"chair": False},
        "policy_one_in_force": {"state": "superseded"},
        "policy_one_in_the_making": {"state": "superseded", **HOLDS},
        "record_stored_once": {"state": "unchanged"},
        "tender_notice_number_once": {"notice_no": None},
        "tender_ref_once_per_origin": {"origin": "imported"},
    }
)
REFUSED = "append-only|takes no such row"
ITSELF = UUID(int=1)
IN_USE = {"price_formula": "lowest_price", "publish_no": 1}


def same_person_twice():
    person = make(User)
    return {"by": person, "second_by": person}


def same_officer_twice():
    person = make(User)
    return {"by_first": person, "by_second": person}


def reset_confirmed_by_whoever_asked():
    person = make(User)
    return {"by": person, "confirmed_by": person, "confirmed_at": AT}


def reset_of_the_own_factor():
    person = make(User)
    return {"user": person, "by": person}


def reset_confirmed_by_its_person():
    person = make(User)
    return {"user": person, "confirmed_by": person, "confirmed_at": AT}


# Rows that a check refuses, each otherwise valid.
CHECKS = (
    supplier_cases.CHECKS
    | bid_cases.CHECKS
    | tender_cases.CHECKS
    | {
        "admission_by_two_persons": [same_person_twice],
        "heartbeat_part_known": [{"part": "heart"}],
        "siteoutage_has_length": [{"to_at": AT}],
        "siteoutage_part_known": [{"part": "heart"}],
        "bid_state_known": [{"state": "lost"}],
        "authority_basis_known": [{"basis": "maybe"}],
        "mail_to_person_or_invited": [{"user": None}, lambda: {"invitation": make(Invitation)}],
        "notice_choice_known": [{"mails": "hourly"}],
        "authority_law_profile_known": [{"law_profile": "eu-directive/0"}],
        "calendaryear_confirmed_at_iff_by": [{"confirmed_at": AT}, lambda: {"confirmed_by": make(User)}],
        "factor_reset_by_two_others": [
            reset_confirmed_by_whoever_asked,
            reset_of_the_own_factor,
            reset_confirmed_by_its_person,
        ],
        "factorreset_confirmed_at_iff_by": [{"confirmed_at": AT}, lambda: {"confirmed_by": make(User)}],
        "invitation_accepted_at_iff_by": [{"accepted_at": AT}, lambda: {"accepted_by": make(User)}],
        "invitation_not_accepted_and_withdrawn": [
            lambda: {"accepted_at": AT, "accepted_by": make(User), "withdrawn_at": AT}
        ],
        "invitation_into_one_thing": [
            {"reason": ""},
            {"authority": None},
            {"authority": None, "target_kind": "supplier"},
            {"target_kind": "supplier", "target_id": ITSELF},
            {"authority": None, "target_id": ITSELF},
        ],
        "calendar_year_in_range": [{"year": 1999}, {"year": 2101}],
        "holiday_entered_with_reason": [{"source": "administrator", "reason": ""}, {"source": "seed", "is_off": False}],
        "holiday_source_known": [{"source": "rumour", "reason": "x"}],
        "law_confirmation_names_lawyer": [{"lawyer": ""}],
        "law_confirmation_profile_known": [{"profile": "eu-directive/0"}],
        "clock_move_in_bounds": [{"seconds": 20 * 366 * 86_400 + 1}],
        "choice_gives_reason": [{"reason": ""}],
        "read_text_or_why_not": [{"parts": ""}, {"why": "no_text"}],
        "evaluation_state_known": [{"state": "lost"}],
        "finding_decided_by_two_persons": [same_officer_twice],
        "finding_decision_known": [{"decision": "perhaps"}],
        "proposal_decision_known": [{"decision": "perhaps"}],
        "job_failed_says_why": [{"state": "failed"}],
        "job_percent_in_range": [{"percent": 101}],
        "job_running_iff_leased": [{"state": "running"}, {"state": "ready", "lease_until": AT}],
        "lot_state_known": [{"state": "lost"}],
        "membership_role_known": [{"role": "king"}],
        "policy_act_known": [{"act": "dreamt"}],
        "policy_comment_has_text": [{"text": ""}],
        "policy_consultation_closes_after_opening": [{"closes_at": AT - timedelta(seconds=1)}],
        "policy_response_has_text": [{"text": ""}],
        "policy_state_known": [{"state": "lost"}],
        "policy_unconsulted_is_the_first": [
            {"unconsulted": True, "no": 1},
            {"unconsulted": True, "no": 2, "state": "adopted", **HOLDS},
        ],
        "policy_valid_iff_adopted": [
            {"valid_date": AT.date()},
            {"state": "adopted", "review_date": AT.date()},
            {"state": "adopted", **HOLDS, "review_date": AT.date()},
        ],
        "policy_review_ends_after_start": [{"start_date": AT.date(), "end_date": AT.date() - timedelta(days=1)}],
        "platform_key_beginning_signed": [
            {"by_new": "{}"},
            {"beginning": "rotated", "by_old": "{}", "by_new": "{}"},
            {"beginning": "replaced", "by_new": "{}"},
        ],
        "policy_verdict_known": [{"verdict": "perhaps"}],
        "profile_kind_known": [{"kind": "rumour"}],
        "profile_file_role_known": [{"role": "rumour"}],
        "price_not_negative": [{"amount": -1}],
        "record_has_a_tender_unless_quarantined": [{"state": "quarantined"}, {"state": "stored", "tender": None}],
        "record_state_known": [{"state": "lost"}],
        "security_kind_known": [{"kind": "rumour"}],
        "report_about_one_thing": [{"run": None}, {"kind": "study"}, {"kind": "notice"}],
        "report_variant_known": [{"variant": "docx"}],
        "run_first_supersedes_nothing": [{"no": 2, "cause": "correction"}, {"no": 1, "cause": "correction"}],
        "source_finding_kind_known": [{"kind": "lost"}],
        "standard_fact_has_source": [{"source": ""}],
        "standard_fact_is_known": [{"fact": "beauty"}],
        "standard_fact_value_iff_recorded": [{"value": ""}, {"act": "disputed"}, {"act": "forgotten", "value": ""}],
        "stored_file_holds_something": [{"size": 0}],
        "study_has_title": [{"title": ""}],
        "tender_method_or_reason": [{"state": "open", "publish_no": 1}],
        "tender_origin_known": [{"origin": "dreamt"}],
        "tender_published_has_number": [{"state": "open", "price_formula": "lowest_price"}],
        "tender_state_known": [{"state": "lost", **IN_USE}],
    }
)


def ours():
    return [m for m in apps.get_models() if m.__module__.split(".")[0] in {"core", "suppliers", "procurement"}]


def constraints(kind):
    """{name: (model, constraint)} of all our models."""
    return {c.name: (m, c) for m in ours() for c in m._meta.constraints if isinstance(c, kind)}


def refusal(model, **values):
    """The database's own words when it refuses the row; fails when it takes it."""
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        make(model, **values)
    return str(refused.value)


def named(message, model, constraint):
    """Whether the message speaks of this constraint. SQLite names a broken unique index by its columns."""
    if connection.vendor != "sqlite" or isinstance(constraint, models.CheckConstraint):
        return constraint.name in message
    columns = {f"{model._meta.db_table}.{model._meta.get_field(name).column}" for name in constraint.fields}
    return set(message.partition(": ")[2].split(", ")) == columns


def test_every_constraint_has_its_case():
    assert set(constraints(models.UniqueConstraint)) == set(UNIQUE)
    assert set(constraints(models.CheckConstraint)) == set(CHECKS)
    assert {name for name, (_, c) in constraints(models.UniqueConstraint).items() if c.condition} == set(FREE)


def test_every_refusal_has_a_sentence_for_a_person():
    silent = models.CheckConstraint(name="x", condition=models.Q()).violation_error_message
    sentences = {name: str(c.violation_error_message) for name, (_, c) in constraints(models.CheckConstraint).items()}

    assert [name for name, text in sentences.items() if text == str(silent) or not text.endswith(".")] == []


@pytest.mark.django_db
@pytest.mark.parametrize("model", ours(), ids=lambda m: m._meta.label_lower)
def test_a_valid_row_is_taken(model):
    row = make(model)

    assert model.objects.filter(pk=row.pk).count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(UNIQUE))
def test_a_second_row_of_the_same_is_refused(name):
    model, constraint = constraints(models.UniqueConstraint)[name]
    first = make(model, **UNIQUE[name])

    message = refusal(model, **UNIQUE[name] | {field: getattr(first, field) for field in constraint.fields})

    assert named(message, model, constraint), message


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(FREE))
def test_outside_its_condition_a_unique_constraint_says_nothing(name):
    model, constraint = constraints(models.UniqueConstraint)[name]
    outside = FREE[name] if callable(FREE[name]) else lambda: FREE[name]
    first = make(model, **UNIQUE[name] | outside())

    second = make(model, **UNIQUE[name] | {f: getattr(first, f) for f in constraint.fields} | outside())

    assert model.objects.filter(pk__in=[first.pk, second.pk]).count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "values"), [(name, case) for name in sorted(CHECKS) for case in CHECKS[name]])
def test_a_row_against_a_check_is_refused(name, values):
    model, constraint = constraints(models.CheckConstraint)[name]

    message = refusal(model, **(values() if callable(values) else values))

    assert named(message, model, constraint), message


@pytest.mark.django_db
@pytest.mark.parametrize("model", guards.append_only(), ids=lambda m: m._meta.db_table)
@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE {table} SET {key} = {key}",
        "DELETE FROM {table}",
        pytest.param(
            "INSERT OR REPLACE INTO {table} SELECT * FROM {table}",
            marks=pytest.mark.skipif(connection.vendor != "sqlite", reason="INSERT OR REPLACE is SQLite's"),
        ),
    ],
)
def test_an_append_only_row_stays_as_it_is(model, attack):
    row = make(model)
    before = model.objects.filter(pk=row.pk).values().get()

    with pytest.raises(DatabaseError, match=REFUSED), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(attack.format(table=model._meta.db_table, key=model._meta.pk.column))

    assert model.objects.filter(pk=row.pk).values().get() == before


def test_a_foreign_key_leads_to_the_same_app_or_an_earlier_one():
    """import-linter does not see foreign keys named by text (STYLE T4)."""
    forward = [
        (field.model._meta.label, field.name, field.related_model._meta.label)
        for model in ours()
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created
    ]
    place = {label: ORDER.index(label) for label in {m._meta.app_label for m in ours()}}

    later = [(a, name, b) for a, name, b in forward if place[b.split(".")[0]] > place[a.split(".")[0]]]

    assert later == []
    assert (Tender._meta.label, "authority", "core.Authority") in forward


def test_who_and_when_stand_together():
    """`x_by` is a person beside `x_at` (or `at`); where the time may be unknown a check ties the two."""
    loose = []
    for model in ours():
        fields = {field.name: field for field in model._meta.concrete_fields}
        for name in (n for n in fields if n == "by" or n.endswith("_by")):
            time = fields.get(f"{name.removesuffix('by')}at") or fields.get("at")
            tie = f"{model._meta.model_name}_{name.removesuffix('_by')}_at_iff_by"
            tied = tie in {c.name for c in model._meta.constraints}
            if fields[name].related_model is not User or time is None or (time.null and not tied):
                loose.append((model.__name__, name))

    assert loose == []


def test_a_time_is_called_at_and_a_day_is_called_date():
    times = {(m.__name__, f.name) for m in ours() for f in m._meta.concrete_fields if type(f) is models.DateTimeField}
    days = {(m.__name__, f.name) for m in ours() for f in m._meta.concrete_fields if type(f) is models.DateField}
    foreign = {"date_joined", "last_login", "lease_until", "next_check", "not_before"}

    assert {name for _, name in times if not (name == "at" or name.endswith("_at"))} <= foreign
    assert {name for _, name in days if not name.endswith("_date")} == set()
