"""A bid is begun, opened with its pass, and written by several people."""

from datetime import timedelta

import pytest

from core.models import AuditLeaf
from procurement.bids import access
from procurement.bids.access import BidAction
from procurement.bids.draft_keys import DraftKey, WrongDraftKey
from procurement.bids.gather import drafts as gather
from procurement.bids.gather.drafts import SavedPart
from procurement.bids.models import BidDraft, DraftDevice, DraftPart
from procurement.bids.queries import drafts as queries
from procurement.bids.services import drafting
from procurement.bids.services.errors import BidRefused, DraftClash, WrongPass
from procurement.tenders import queries as tender_queries
from procurement.tenders.sections import PanelTerms
from procurement.tenders.services import deadlines
from suppliers import services as supplier_services
from tests import builders
from tests.bids import written
from tests.suppliers import consortia, firms, making

pytestmark = pytest.mark.django_db
AT, DEADLINE = written.AT, written.DEADLINE
SECOND = timedelta(seconds=1)


@pytest.fixture
def begun():
    return written.begun_bid()


def test_a_bid_begins_with_its_lots_its_lead_and_a_pass():
    tender, firm = written.open_tender(), written.firm()
    begun = written.begun_bid(tender=tender, supplier=firm, lots=tender_queries.lots_of(tender))
    bid = begun.bid

    assert (bid.state, bid.supplier, bid.consortium, bid.begun_at) == ("draft", firm, None, AT)
    assert [lot.no for lot in queries.lots_of(bid)] == [1, 2]
    assert list(bid.parties.values_list("no", "name", "role", "share", "tasks")) == [(1, "Clear Air", "lead", None, "")]
    assert drafting.pass_of(bid, begun.draft_key) == begun.draft_pass
    assert queries.handouts_of(bid) == [("Person of Clear Air", AT)]
    assert bid.alias.startswith("~")


def test_beginning_leaves_no_trace_in_the_log():
    tender = written.open_tender()
    before = AuditLeaf.objects.count()
    begun = written.begun_bid(tender=tender, supplier=(firm := written.firm()), by=written.person_of(firm))
    of_firm = AuditLeaf.objects.count()

    written.saved(begun)
    drafting.begin_again(bid=begun.bid, by=begun.bid.begun_by, at=AT)

    assert AuditLeaf.objects.count() == of_firm
    assert not AuditLeaf.objects.filter(kind__startswith="bid.").exists()
    assert before < of_firm  # the firm's own


def test_neither_pass_nor_key_is_in_what_is_stored_or_shown(begun):
    draft = BidDraft.objects.get(pk=begun.bid.pk)
    stored = b"".join(bytes(getattr(draft, name)) for name in ("salt", "key_check", "sealed_pass"))

    assert begun.draft_key.raw not in stored
    assert begun.draft_pass.replace("-", "").encode() not in stored
    assert begun.draft_pass not in repr(begun)


def test_a_consortium_s_bid_has_its_parties_as_they_have_joined():
    row, lead, second, third = consortia.of_three()
    supplier_services.register(supplier=lead, by=consortia.member(lead), at=AT)
    bid = written.begun_bid(consortium=consortia.read(row), supplier=lead, by=consortia.member(lead)).bid

    assert list(bid.parties.values_list("no", "supplier", "role", "tasks")) == [
        (1, lead.pk, "lead", "Stations and platform"),
        (2, second.pk, "member", "Alarms"),
        (3, third.pk, "relied_subcontractor", "Hosting"),
    ]


def test_the_lead_alone_begins_for_a_consortium():
    row, _lead, second, _third = consortia.of_three()
    supplier_services.register(supplier=second, by=consortia.member(second), at=AT)

    with pytest.raises(BidRefused, match="The lead of a consortium begins its bids"):
        written.begun_bid(consortium=consortia.read(row), supplier=second, by=consortia.member(second))


def test_no_bid_begins_where_the_tender_or_the_supplier_takes_none():
    tender, firm = written.open_tender(), written.firm()
    with pytest.raises(BidRefused, match="The deadline has passed"):
        written.begun_bid(tender=tender, supplier=firm, at=DEADLINE + SECOND)
    with pytest.raises(BidRefused, match="Choose at least one lot"):
        written.begun_bid(tender=tender, supplier=firm, lots=[])
    with pytest.raises(BidRefused, match="Hand your organisation in first"):
        written.begun_bid(tender=tender, supplier=consortia.firm("New"))
    with pytest.raises(BidRefused, match="Firm is suspended and cannot bid"):
        written.begun_bid(tender=tender, supplier=firms.suspended(firms.approved()).supplier, at=AT + timedelta(days=4))
    with pytest.raises(BidRefused, match="was not approved"):
        written.begun_bid(
            tender=tender,
            supplier=supplier_with("rejected"),
        )


def supplier_with(state):

    return making.supplier(members=[builders.person()], name="Firm", state=state, at=builders.AT)


def test_a_supplier_waiting_for_approval_may_begin():
    assert written.begun_bid(supplier=supplier_with("submitted")).bid.state == "draft"


def test_a_lead_has_one_bid_for_a_lot(begun):
    tender, lots = begun.bid.tender, tender_queries.lots_of(begun.bid.tender)
    with pytest.raises(BidRefused, match="You lead another bid for lot 1 already"):
        written.begun_bid(tender=tender, supplier=begun.bid.supplier)

    other = written.begun_bid(tender=tender, supplier=begun.bid.supplier, lots=lots[1:])
    with pytest.raises(BidRefused, match="for lot 1 already"):
        drafting.choose_lots(bid=other.bid, lots=lots, by=other.bid.begun_by, at=AT)


@pytest.mark.parametrize(("rule", "begins"), [("refuse", False), ("allow", True)])
def test_alone_and_with_others_as_the_tender_says(rule, begins):
    tender = written.open_tender(written.written.changed(PanelTerms, member_in_two_bids=rule))
    row = consortia.of_three()[0]
    supplier_services.register(supplier=row.lead, by=consortia.member(row.lead), at=AT)
    by = consortia.member(row.lead)
    written.begun_bid(tender=tender, supplier=row.lead, by=by)

    def together():
        return written.begun_bid(tender=tender, consortium=consortia.read(row), supplier=row.lead, by=by)

    if begins:
        assert together().bid.consortium == row
        with pytest.raises(BidRefused, match="another bid for lot 1"):
            together()
    else:
        with pytest.raises(BidRefused, match="another bid for lot 1"):
            together()


def test_lots_are_chosen_again(begun):
    lots = tender_queries.lots_of(begun.bid.tender)
    drafting.choose_lots(bid=begun.bid, lots=lots[1:], by=begun.bid.begun_by, at=AT)

    assert queries.lots_of(begun.bid) == lots[1:]


def test_the_pass_opens_the_draft_on_another_device_and_nothing_else_does(begun):
    colleague = builders.person(name="Mira")

    assert (
        drafting.unlock(bid=begun.bid, typed=begun.draft_pass.lower(), by=colleague, at=AT + SECOND) == begun.draft_key
    )
    assert [handout.name for handout in queries.handouts_of(begun.bid)] == ["Person of Clear Air", "Mira"]
    for typed in ("", "7K4D-9QWX-0A2M-R5TV", "x" * 5000):
        with pytest.raises(WrongPass, match="not the pass of this draft"):
            drafting.unlock(bid=begun.bid, typed=typed, by=colleague, at=AT)
    assert DraftDevice.objects.count() == 2


def test_a_part_is_saved_and_read_again(begun):
    assert gather.part_of(begun.bid, begun.draft_key, "answers") == SavedPart()

    saved = written.saved(begun, fields={"R1": "yes", "R2": ""})

    assert (saved.no, saved.fields) == (1, {"R1": "yes"})
    assert gather.draft_of(begun.bid, begun.draft_key).fields("answers") == {"R1": "yes"}
    assert written.saved(begun, fields={"R1": "yes"}).no == 1  # nothing changed
    assert DraftPart.objects.count() == 1


def test_two_people_write_at_once_and_lose_nothing(begun):
    written.saved(begun, fields={"a": "1", "b": "1"})
    written.saved(begun, fields={"a": "2"}, seen=1)

    assert written.saved(begun, fields={"a": "1", "b": "3"}, seen=1).fields == {"a": "2", "b": "3"}


def test_what_both_wrote_is_said_and_not_saved(begun):
    written.saved(begun, fields={"a": "canary one"})
    with pytest.raises(DraftClash) as clash:
        written.saved(begun, fields={"a": "canary two", "b": "more"}, seen=0)

    assert (clash.value.no, clash.value.clashes[0].mine, clash.value.clashes[0].theirs) == (
        1,
        "canary two",
        "canary one",
    )
    assert "canary" not in f"{clash.value} {clash.value!r}"
    assert gather.part_of(begun.bid, begun.draft_key, "answers").fields == {"a": "canary one"}
    assert written.saved(begun, fields={"a": "canary two", "b": "more"}, seen=1).no == 2


def test_the_last_twenty_versions_stay(begun):
    for number in range(23):
        written.saved(begun, fields={"a": str(number)})

    assert list(DraftPart.objects.values_list("no", flat=True)) == list(range(4, 24))
    with pytest.raises(DraftClash):  # over a version that was let go nobody knows whose change it is
        written.saved(begun, fields={"b": "1"}, seen=2)
    assert written.saved(begun, fields={"b": "1"}, seen=4).fields == {"a": "22", "b": "1"}


def test_an_older_version_in_the_place_of_the_latest_does_not_open(begun, rows_may_change):
    written.saved(begun, fields={"price": "900"})
    written.saved(begun, fields={"price": "800"})
    first, second = DraftPart.objects.order_by("no")
    DraftPart.objects.filter(pk=second.pk).update(sealed=first.sealed)

    with pytest.raises(WrongDraftKey):
        gather.draft_of(begun.bid, begun.draft_key)


def test_another_s_key_saves_nothing(begun):
    with pytest.raises(WrongDraftKey):
        drafting.save_part(
            bid=begun.bid,
            draft_key=DraftKey(bytes(32)),
            name="answers",
            fields={"a": "1"},
            seen=0,
            by=begun.bid.begun_by,
            at=AT,
        )
    assert not DraftPart.objects.exists()


@pytest.mark.parametrize(
    ("name", "fields", "why"),
    [
        ("secrets", {"a": "1"}, "no such part"),
        ("answers", {"a": "x" * 20_001}, "at most 20,000 characters"),
        ("answers", {"n" * 201: "1"}, "more fields"),
        ("answers", {str(number): "" for number in range(5_001)}, "more fields"),
    ],
)
def test_what_no_part_holds_is_refused(begun, name, fields, why):
    with pytest.raises(BidRefused, match=why):
        written.saved(begun, name, fields)


def test_writing_ends_with_the_deadline_and_goes_on_while_the_tender_is_suspended(begun):
    tender = begun.bid.tender
    assert written.saved(begun, fields={"a": "1"}, at=DEADLINE).no == 1
    with pytest.raises(BidRefused, match="The deadline has passed"):
        written.saved(begun, fields={"a": "2"}, at=DEADLINE + SECOND)

    officer = builders.person("officer", authority=tender.authority)
    deadlines.suspend(tender=tender, why="A complaint.", by=officer, at=AT)

    assert written.saved(begun, fields={"a": "2"}, at=DEADLINE + SECOND).no == 2


def test_who_lost_the_pass_begins_again_with_an_empty_draft(begun):
    written.saved(begun)
    again = drafting.begin_again(bid=begun.bid, by=begun.bid.begun_by, at=AT)

    assert again.draft_pass != begun.draft_pass
    assert gather.draft_of(begun.bid, again.draft_key).parts == {}
    assert len(queries.handouts_of(begun.bid)) == 1
    with pytest.raises(WrongPass):
        drafting.unlock(bid=begun.bid, typed=begun.draft_pass, by=begun.bid.begun_by, at=AT)


def test_who_keeps_the_pass_says_so_once(begun):
    for at in (AT, AT + SECOND):
        drafting.keep_pass(bid=begun.bid, by=begun.bid.begun_by, at=at)

    assert BidDraft.objects.get(pk=begun.bid.pk).pass_kept_at == AT


def test_its_team_alone_knows_a_bid():
    row, lead, second, _third = consortia.of_three()
    supplier_services.register(supplier=lead, by=consortia.member(lead), at=AT)
    begun = written.begun_bid(consortium=consortia.read(row), supplier=lead, by=consortia.member(lead))
    bid = written.read(begun)
    owner = bid.tender.authority
    people = {
        "lead": consortia.member(lead),
        "partner": consortia.member(second),
        "rival": written.person_of(written.firm(name="Rival")),
        **{role: builders.person(role, authority=owner) for role in ("officer", "auditor", "administrator", "opener")},
    }
    may = {who: [action.value for action in BidAction if access.may(user, action, bid)] for who, user in people.items()}

    assert may == {
        "lead": ["see_bid", "write_bid", "submit_bid"],
        "partner": ["see_bid_part", "sign_bid_part"],
        **{who: [] for who in ("rival", "officer", "auditor", "administrator", "opener")},
    }
