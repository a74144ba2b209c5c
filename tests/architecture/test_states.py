"""Each state table is whole, its list of unbuilt moves only shrinks, and every audit kind has its place."""

from importlib import import_module

import pytest

from core.assembly import leaf_kinds
from core.audit import CoreLeafKind
from core.states import Owner, registered
from procurement.bids.states import (
    SIGN_RECORD,
    AttemptLeafKind,
    EnvelopeLeafKind,
    KeyLeafKind,
    OpeningLeafKind,
    SubmissionLeafKind,
)
from procurement.evaluations.states import EvaluationLeafKind
from procurement.planning.states import ProfileLeafKind, StandardLeafKind
from procurement.policies.states import PolicyLeafKind
from procurement.reports.states import ReportLeafKind
from procurement.studies.states import StudyLeafKind
from procurement.tenders.states import CHANGE_PUBLISHED, AmendmentLeafKind, QuestionLeafKind, TenderLeafKind
from procurement.web.docs import audit_kinds
from procurement.web.docs.states import tables
from suppliers.states import ConsortiumLeafKind, FactLeafKind, ShareLeafKind, SupplierLeafKind

# The moves without a service when the tables were written. Take a name out when its service is built; add none.
UNBUILT_AT_MOST = {
    "policies.policyversion": set(),
    "suppliers.supplier": {"register", "approve", "return_to_draft", "reject"},
    "suppliers.supplier.operational": set(),
    "suppliers.consortium": set(),
    "suppliers.consortiumparty": set(),
    "tenders.tender": {
        "send_to_review",
        "send_back",
        "publish",
        "tick",
        "cancel",
        "record_opening",
        "return_to_evaluation",  # "reopen" until that became the act on a closed tender
        "fail",
        "decide",
        "complete",
    },
    "tenders.clarification": set(),
    "tenders.amendment": set(),
    "bids.bid": {"submit", "withdraw", "unconfirm", "reconfirm", "record_opening", "record_unreadable"},
    "bids.opening": set(),
    "evaluations.evaluation": {"start", "open_consensus", "lock_quality", "reopen", "open_prices"},
}
# Acts that are not moves.
NOT_MOVES = {
    SubmissionLeafKind.KEYSET_MISMATCH,
    *EnvelopeLeafKind,
    AttemptLeafKind.ATTEMPT_REFUSED,
    AttemptLeafKind.READING_REFUSED,
    AttemptLeafKind.KEY_READING_REFUSED,
    *KeyLeafKind,
    OpeningLeafKind.CALLED,
    OpeningLeafKind.ENVELOPE_READ,
    OpeningLeafKind.REFUSED,
    OpeningLeafKind.LOST_KEYS_PROPOSED,
    CoreLeafKind.ACCOUNT_CREATED,
    CoreLeafKind.ACCOUNT_DEACTIVATED,
    CoreLeafKind.ACCOUNT_REACTIVATED,
    CoreLeafKind.ACCOUNT_FACTOR_RESET,
    CoreLeafKind.ACCOUNT_FACTOR_RESET_REQUESTED,
    CoreLeafKind.ACCOUNT_FACTOR_RESET_WITHDRAWN,
    CoreLeafKind.INVITATION_SENT,
    CoreLeafKind.INVITATION_LINK_SHOWN,
    CoreLeafKind.INVITATION_WITHDRAWN,
    CoreLeafKind.INVITATION_ACCEPTED,
    CoreLeafKind.MEMBERSHIP_GRANTED,
    CoreLeafKind.MEMBERSHIP_WITHDRAWN,
    CoreLeafKind.AUTHORITY_CREATED,
    CoreLeafKind.AUTHORITY_ADOPTED,
    CoreLeafKind.AUTHORITY_MERGED,
    CoreLeafKind.AUTHORITY_CORRECTED,
    CoreLeafKind.AUTHORITY_SETTLED,
    CoreLeafKind.CALENDAR_DAY_DECLARED,
    CoreLeafKind.CALENDAR_STARTED,
    CoreLeafKind.CALENDAR_YEAR_ADDED,
    CoreLeafKind.CALENDAR_YEAR_CONFIRMED,
    CoreLeafKind.CLOCK_MOVED,
    CoreLeafKind.SIGNING_KEY_MADE,
    CoreLeafKind.SIGNING_KEY_ROTATED,
    CoreLeafKind.SIGNING_KEY_REPLACED,
    CoreLeafKind.LAW_CHOSEN,
    CoreLeafKind.LOG_HEADS_SIGNED,
    CoreLeafKind.LOG_RESTORED,
    CoreLeafKind.OUTAGE_RECORDED,
    CoreLeafKind.LAW_CONFIRMED,
    ConsortiumLeafKind.CREATED,
    ConsortiumLeafKind.PARTY_INVITED,
    ConsortiumLeafKind.TERMS_CHANGED,
    ConsortiumLeafKind.SIGNED_AGAIN,
    ConsortiumLeafKind.CONSENT_TAKEN_BACK,
    ShareLeafKind.CODE_MADE,
    ShareLeafKind.ENDED,
    ShareLeafKind.LOOKED_UP,
    ShareLeafKind.LOOKUPS_LIMITED,
    FactLeafKind.ENTERED,
    FactLeafKind.REPLACED,
    FactLeafKind.WITHDRAWN,
    FactLeafKind.CONFIRMED,
    SupplierLeafKind.HEARD,
    SupplierLeafKind.ANSWERED,
    SupplierLeafKind.HEARING_CLOSED,
    SupplierLeafKind.DETAILS_CHANGED,
    SupplierLeafKind.MEMBER_JOINED,
    SupplierLeafKind.MEMBER_REMOVED,
    SupplierLeafKind.MEMBER_ROLE_CHANGED,
    PolicyLeafKind.ANSWERED,
    PolicyLeafKind.CHANGED,
    PolicyLeafKind.COMMENTED,
    PolicyLeafKind.DRAFTED,
    ProfileLeafKind.STORED,
    StandardLeafKind.DISPUTED,
    StandardLeafKind.RECORDED,
    StandardLeafKind.WITHDRAWN,
    TenderLeafKind.DRAFTED,
    TenderLeafKind.DOCUMENT_STORED,
    TenderLeafKind.SECTION_SAVED,
    TenderLeafKind.EXTENDED,
    TenderLeafKind.EXTENDED_FOR_OUTAGE,
    TenderLeafKind.SUSPENDED,
    TenderLeafKind.LIFTED,
    TenderLeafKind.CANCELLATION_PROPOSED,
    TenderLeafKind.REOPENING_PROPOSED,
    QuestionLeafKind.ASKED,
    AmendmentLeafKind.BEGUN,
    TenderLeafKind.MOVED,
    TenderLeafKind.EXPLAINED,
    TenderLeafKind.EXPLANATION_APPROVED,
    TenderLeafKind.EXPLANATION_REFUSED,
    TenderLeafKind.TENDERERS_CORRECTED,
    StudyLeafKind.CREATED,
    StudyLeafKind.CHOSEN,
    TenderLeafKind.METHOD_REFERRED,
    TenderLeafKind.IMPORTED,
    ReportLeafKind.REQUESTED,
    ReportLeafKind.READY,
    ReportLeafKind.REPAIRED,
    ReportLeafKind.COUNTED,
    StudyLeafKind.REPAIRED,
    EvaluationLeafKind.DECISION_PROPOSED,
    EvaluationLeafKind.DECIDED,
}
# Of these, the ones whose service is not built. Take a name out when it is; add none.
UNWRITTEN_AT_MOST = {CoreLeafKind.ACCOUNT_CREATED, CoreLeafKind.MEMBERSHIP_GRANTED}
# An imported row enters here instead of at the beginning.
ENTRIES = {"tenders.tender": "opened", "bids.bid": "opened", "evaluations.evaluation": "priced"}

TABLES = {table.label: table for table in tables()}


def moves(table):
    return [(key, name, move) for key, state in table.states.items() for name, move in state.moves.items()]


def test_every_table_is_known_here():
    assert set(TABLES) == set(UNBUILT_AT_MOST)


@pytest.mark.parametrize("label", sorted(TABLES))
def test_a_table_is_whole(label):
    table = TABLES[label]
    field = table.model._meta.get_field(table.axis)

    assert {key for key, _ in field.choices} == set(table.states)
    assert [key for key in table.states if len(key) > field.max_length] == []
    assert {move.to for _, _, move in moves(table)} <= set(table.states)
    assert [key for key, state in table.states.items() if not (str(key.label) and isinstance(state.owner, Owner))] == []
    assert {type(key) for key in table.states} == {type(transition.to) for _, _, transition in moves(table)}
    assert [name for _, name, move in moves(table) if not str(move.label)] == []


@pytest.mark.parametrize("label", sorted(TABLES))
def test_every_state_can_be_reached(label):
    table = TABLES[label]
    reached, more = set(), {table.model._meta.get_field(table.axis).default}
    while more:
        reached |= more
        more = {move.to for key in more for move in table.states[key].moves.values()} - reached

    assert reached == set(table.states)
    assert ENTRIES.get(label, next(iter(table.states))) in reached


@pytest.mark.parametrize("label", sorted(TABLES))
def test_a_move_of_one_name_leaves_one_kind_of_leaf_about_its_own_object(label):
    table = TABLES[label]
    kinds = {}
    for _, name, move in moves(table):
        kinds.setdefault(name, set()).add(move.kind)

    assert {name: len(leaf_kinds) for name, leaf_kinds in kinds.items() if len(leaf_kinds) > 1} == {}
    assert {move.kind.value.partition(".")[0] for _, _, move in moves(table)} == {table.model._meta.model_name}


@pytest.mark.parametrize("label", sorted(TABLES))
def test_the_list_of_unbuilt_moves_only_shrinks(label):
    table = TABLES[label]

    assert table.unbuilt <= UNBUILT_AT_MOST[label]
    assert table.unbuilt <= {name for _, name, _ in moves(table)}


@pytest.mark.parametrize("label", sorted(TABLES))
def test_a_move_has_a_service_exactly_when_it_is_built(label):
    table = TABLES[label]
    names = {name for _, name, _ in moves(table)}
    try:
        services = import_module(table.file.removesuffix("states.py").replace("/", ".") + "services")
    except ModuleNotFoundError:
        services = None

    assert {name for name in names if callable(getattr(services, name, None))} == names - table.unbuilt


def test_every_audit_kind_is_a_move_or_an_act_of_its_own():
    by_moves = {move.kind for table in TABLES.values() for _, _, move in moves(table)}

    assert set(leaf_kinds()) == by_moves | NOT_MOVES
    assert by_moves & NOT_MOVES == set()


def test_every_act_that_is_no_move_is_written_somewhere():
    written = set(audit_kinds.written_in())

    assert {kind for kind in NOT_MOVES if f"{type(kind).__name__}.{kind.name}" not in written} <= UNWRITTEN_AT_MOST


def test_audit_kinds_are_named_after_object_and_deed():
    assert [kind for kind in leaf_kinds() if not kind.value.replace(".", "_").upper().endswith(kind.name)] == []
    assert [kind for kind in leaf_kinds() if kind.value.count(".") != 1] == []


def test_what_later_stages_hang_onto_a_move_stands_on_a_move_that_is_there():
    known = {(table.model._meta.label_lower, name) for table in TABLES.values() for _, name, _ in moves(table)}

    without_a_move = {("tenders.tender", CHANGE_PUBLISHED), ("bids.opening", SIGN_RECORD)}
    assert {(model, move) for model, move, _, _ in registered()} <= known | without_a_move
