"""A file becomes past tenders: whole, once, each record on its own."""

import hashlib
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from core.models import AuditLeaf, Authority
from procurement.bids.models import Bid, BidParty, PriceLine, RequirementResponse, SourceAward, SourceFinding
from procurement.evaluations.models import Consensus, Evaluation
from procurement.opendata import queries, services
from procurement.opendata.models import ImportedRecord, ImportRun, Issue, SourceFile
from procurement.tenders.models import Criterion, Lot, SourceDocument, Tender
from tests.opendata.inputs import bid, encoded, life_cycle, offer, package, prozorro, release

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def imported(value, name="file.json", **more):
    data = value if isinstance(value, bytes) else encoded(value)
    return services.import_file(name=name, data=data, at=AT, **more)


def states(run):
    return [record.state for record in queries.records_of(run)]


def counts():
    kept = (
        Tender,
        Lot,
        Criterion,
        Bid,
        BidParty,
        PriceLine,
        Consensus,
        Evaluation,
        SourceDocument,
        Authority,
        AuditLeaf,
    )
    return {model.__name__: model.objects.count() for model in kept}


def test_a_tender_is_stored_whole_at_opened():
    run = imported(prozorro())

    [record] = queries.records_of(run)
    tender = record.tender
    [lot] = tender.lots.all()
    assert (record.state, tender.state, tender.origin, tender.publish_no) == ("stored", "opened", "imported", 1)
    assert (tender.ref, tender.currency, tender.basis, tender.price_formula) == ("T-1", "EUR", "net", "features")
    assert (tender.tie_chain, tender.authority.name) == (["earlier_submission"], "Город City")
    assert (lot.no, lot.state, lot.estimate, lot.evaluation.state) == (1, "awarded", Decimal(1000), "priced")
    assert [(b.alias, b.source_key, b.state, list(b.lots.all()) == [lot]) for b in tender.bids.all()] == [
        ("B1", "A", "opened", True),
        ("B2", "B", "opened", True),
    ]
    assert [(p.name, p.role, p.size) for p in BidParty.objects.all()] == [
        ("Firm A", "lead", "micro"),
        ("Firm B", "lead", "micro"),
    ]
    assert [(p.element, p.amount, p.currency) for p in PriceLine.objects.order_by("pk")] == [
        ("price", Decimal(900), "EUR"),
        ("price", Decimal(1000), "EUR"),
    ]
    assert [(c.key, c.kind, c.group, c.weight) for c in tender.criteria.all()] == [
        ("price", "formula", "price", Decimal(80)),
        ("pay", "scored", "quality", Decimal(20)),
    ]
    assert [(level.value, level.label) for level in tender.criteria.get(key="pay").scale.levels.all()] == [
        (Fraction(0), "before"),
        (Fraction(1, 5), "after"),
    ]
    assert [(m.bid.source_key, m.value, m.by, m.reason) for m in Consensus.objects.order_by("bid__alias")] == [
        ("A", Fraction(0), None, "Stated in the imported file: before"),
        ("B", Fraction(1, 5), None, "Stated in the imported file: after"),
    ]


def test_the_source_stays_with_its_bytes_and_its_extras():
    data = encoded(prozorro(documents=[{"title": "a.pdf"}]))

    run = imported(data, "tenders/a.json")

    sha = hashlib.sha256(data).hexdigest()
    source = SourceDocument.objects.get()
    assert bytes(SourceFile.objects.get().data) == data
    assert (run.file_id, source.sha256, source.name, source.format) == (sha, sha, "tenders/a.json", "prozorro")
    assert source.extras["/documents"] == '[{"title": "a.pdf"}]'
    assert source.coverage["total"] == source.coverage["mapped"] + source.coverage["extras"] + sum(
        source.coverage["ignored"].values()
    )
    [leaf] = AuditLeaf.objects.filter(kind="tender.imported")
    assert sha in leaf.body


def test_the_same_file_twice_changes_nothing():
    first = imported(prozorro())
    before = counts()

    again = imported(prozorro())

    [record] = queries.records_of(again)
    assert counts() == before
    assert (record.state, record.tender) == ("unchanged", queries.records_of(first)[0].tender)
    assert (SourceFile.objects.count(), ImportRun.objects.count()) == (1, 2)


def test_the_same_content_in_other_order_and_wrapping_changes_nothing():
    imported(prozorro())

    again = imported({"data": dict(reversed(prozorro().items()))})

    assert states(again) == ["unchanged"]


@pytest.mark.parametrize(
    ("value", "is_test"),
    [
        (prozorro(), False),
        (prozorro(mode="test"), True),
        (prozorro(mode="real"), False),
        (package(release()), False),
        (package(release(title="[ТЕСТУВАННЯ] Датчики")), True),
        (package(release(title="[TESTING] Sensors")), True),
        (package(release(title="Sensors [TESTING]")), False),
    ],
)
def test_a_test_of_the_source_is_stored_as_one_with_a_note(value, is_test):
    imported(value)

    codes = [note["code"] for note in SourceDocument.objects.get().notes]
    assert (Tender.objects.get().is_test, "test-mode" in codes) == (is_test, is_test)


def test_later_content_is_stored_beside_and_an_older_one_is_not():
    first = imported(prozorro(dateModified="2024-01-01T00:00:00Z"))
    later = imported(prozorro(dateModified="2024-05-01T00:00:00Z", title="Sensors, corrected"))
    older = imported(prozorro(dateModified="2024-02-01T00:00:00Z", title="Sensors, draft"))

    [stored], [replaced], [unchanged] = (queries.records_of(run) for run in (first, later, older))
    assert [r.state for r in (stored, replaced, unchanged)] == ["stored", "replaced", "unchanged"]
    assert (replaced.replaces, unchanged.tender) == (stored, replaced.tender)
    assert [t.title for t in Tender.objects.order_by("publish_no")] == ["Sensors", "Sensors, corrected"]
    assert [i.code for r in (replaced, unchanged) for i in r.issues.all() if i.code in {"replaces", "older-state"}] == [
        "replaces",
        "older-state",
    ]


def test_a_bad_record_leaves_no_row_and_stops_no_other():
    unknown = {**release(value={"amount": 1, "currency": "EURO"}), "ocid": "ocds-x-2"}
    long = {**release(id="R" * 121), "ocid": "ocds-x-3"}

    run = imported(package(unknown, release(), long))

    records = queries.records_of(run)
    assert [(r.place, r.state, r.tender and r.tender.ref) for r in records] == [
        ("/releases/0", "quarantined", None),
        ("/releases/1", "stored", "R-1"),
        ("/releases/2", "quarantined", None),
    ]
    assert records[0].issues.get().sentence == (
        "'EURO' at /releases/0/tender/value/currency is no ISO 4217 currency code. Write a code such as EUR and "
        "import again."
    )
    assert "is longer than 120 characters" in records[2].issues.get().sentence
    assert Tender.objects.count() == Lot.objects.count() == SourceDocument.objects.count() == 1
    assert Bid.objects.count() == 2


@pytest.mark.parametrize("data", [b"", b"{", b'{"a": 1}', b"\xff"])
def test_a_file_that_cannot_be_read_is_a_quarantined_record(data):
    run = imported(data)

    [record] = queries.records_of(run)
    assert (record.state, record.tender, record.issues.count()) == ("quarantined", None, 1)
    assert Tender.objects.count() == 0


def test_a_bid_the_source_does_not_count_is_kept_without_a_lot_and_with_the_reason():
    imported(prozorro(bids=[bid("A", 1), {"id": "B", "status": "deleted"}, bid("C", 3, 3, status="unsuccessful")]))

    assert [(b.source_key, b.source_status, b.lots.count()) for b in Bid.objects.all()] == [
        ("A", "active", 1),
        ("B", "deleted", 0),
        ("C", "unsuccessful", 0),
    ]
    assert [(row.kind, row.bid.source_key, row.lot, row.sentence) for row in SourceFinding.objects.all()] == [
        ("left_out", "B", None, "The source does not count this bid: its status is 'deleted'."),
        (
            "unplaced",
            "C",
            None,
            (
                "Bid B3 ('C' in the file) could not be placed: its status 'unsuccessful' is none that is known here "
                "(counted are active; left out are deleted, disqualified, invited, withdrawn)."
            ),
        ),
    ]


def test_a_bid_without_a_price_has_a_price_line_of_none():
    imported(prozorro(bids=[bid("A", 1, value={})]))

    assert [line.amount for line in PriceLine.objects.all()] == [None]


def test_an_amount_keeps_every_decimal_place():
    imported(prozorro(bids=[bid("A", Decimal("1.005")), bid("B", Decimal("12345678901234567890.1234567891"), 2)]))

    assert [line.amount for line in PriceLine.objects.order_by("pk")] == [
        Decimal("1.005"),
        Decimal("12345678901234567890.1234567891"),
    ]


def test_an_amount_of_more_digits_than_any_price_has_is_unknown_not_rounded():
    run = imported(prozorro(bids=[bid("A", Decimal(f"1.{'0' * 30}5"))]))

    [record] = queries.records_of(run)
    assert [line.amount for line in PriceLine.objects.all()] == [None]
    assert "amount-not-money" in {issue.code for issue in record.issues.all()}


def test_life_cycle_costs_are_price_lines_of_their_criterion():
    imported(life_cycle({"A": [("r1", "10.5"), ("r2", "2")], "B": [("r1", "3")]}))

    assert sorted(
        (line.bid.source_key, line.element, line.amount) for line in PriceLine.objects.all() if line.amount
    ) == [
        ("A", "care", Decimal(2)),
        ("A", "price", Decimal(500)),
        ("A", "use", Decimal("10.5")),
        ("B", "price", Decimal(600)),
        ("B", "use", Decimal(3)),
    ]
    assert PriceLine.objects.filter(amount=None).values_list("bid__source_key", "element").get() == ("B", "care")
    assert RequirementResponse.objects.filter(requirement__criterion__key="use").count() == 2


def test_characters_that_no_database_takes_are_replaced_everywhere():
    data = encoded(prozorro(**{"odd\x00key": {"a": "b\x00"}})).replace(b"Sensors", b"Sen\\u0000sors\\ud800")
    data = data.replace(b"odd\xef\xbf\xbdkey", b"odd\\u0000key")

    [record] = queries.records_of(imported(data, "a\udcff.json"))

    stored = [record.run.name, record.tender.title, str(record.tender.source.extras), str(record.tender.source.notes)]
    stored += [
        text for issue in record.issues.all() for text in (issue.pointer, issue.seen, issue.kept, issue.sentence)
    ]
    assert record.tender.title == "Sen\ufffdsors\ufffd"
    assert "/odd\ufffdkey" in record.tender.source.extras
    assert not [text for text in stored if "\x00" in text or "\ud800" in text or "\udcff" in text]


def test_the_buyer_becomes_the_authority_once():
    imported(prozorro())
    imported(prozorro(tenderID="T-2"))

    authority = Authority.objects.get()
    assert (authority.name, authority.id_scheme, authority.id_value, authority.zone) == (
        "Город City",
        "XX-REG",
        "1",
        "Europe/Kiev",
    )


def test_the_authority_that_is_named_is_used():
    mine = Authority.objects.create(name="Mine")

    imported(prozorro(), authority=mine)

    assert Tender.objects.get().authority == mine
    assert Authority.objects.count() == 1


def test_a_record_without_a_buyer_asks_for_one():
    run = imported(prozorro(procuringEntity=None))

    [record] = queries.records_of(run)
    assert record.state == "quarantined"
    assert record.issues.get(code="not-storable").sentence == (
        "The record names no buyer. Say with --authority whose tender it is."
    )


def test_decisions_of_the_source_are_rows_of_their_lot_and_bid():
    imported(prozorro(awards=[{"id": "w", "status": "active", "bid_id": "B", "title": "Best", "value": {"amount": 9}}]))

    [award] = SourceAward.objects.all()
    assert (award.lot, award.bid.source_key, award.source_key) == (Lot.objects.get(), "B", "w")
    assert (award.status, award.amount, award.currency, award.ground) == ("active", Decimal(9), "EUR", "Best")


def test_a_consortium_keeps_its_members():
    record = release()
    record["parties"].append({"id": "o3", "name": "Partner"})
    record["bids"] = {
        "details": [offer("b1", 5, tenderers=[{"id": "o2", "name": "Firm"}, {"id": "o3", "name": "Partner"}])]
    }

    imported(record)

    assert [(p.name, p.role) for p in BidParty.objects.all()] == [("Firm", "lead"), ("Partner", "member")]


def test_all_25_real_tenders_are_stored(shared):
    files = [
        *sorted((shared / "data/prozorro_tenders").glob("*.json")),
        shared / "data/derived_ocds_prozorro/release_package.json",
    ]

    runs = [imported(path.read_bytes(), path.name) for path in files]

    assert [state for run in runs for state in states(run)] == ["stored"] * 25
    assert (Tender.objects.count(), Bid.objects.count(), RequirementResponse.objects.count()) == (25, 77, 517)
    assert sum(source.coverage["total"] for source in SourceDocument.objects.all()) == 22_717 + 4_523
    assert not Issue.objects.filter(level="quarantine").exists()
    assert ImportedRecord.objects.count() == 25


def test_a_fault_found_often_is_one_issue_with_its_count_and_first_places():
    bids = [bid(f"A{n}", "7", n) for n in range(1, 5)]

    [record] = queries.records_of(imported(prozorro(features=[], bids=bids)))

    [issue] = [issue for issue in record.issues.all() if issue.code == "number-as-text"]
    assert (issue.pointer, issue.sentence) == (
        "/bids/0/value/amount",
        (
            "The number at /bids/0/value/amount is written as text; it is used as a number. Found 4 times, first at "
            "/bids/0/value/amount, /bids/1/value/amount, /bids/2/value/amount."
        ),
    )
    notes = [note for note in record.tender.source.notes if note["code"] == "number-as-text"]
    assert [note["sentence"] for note in notes] == [issue.sentence]
