"""Every real tender of ../shared is read whole: facts, faults and the count of leaves (OPENDATA law L3)."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from procurement.opendata import readers
from procurement.opendata.process import Coverage, SourceLevel

PROZORRO = [
    "UA-2020-01-20-001169-c",
    "UA-2020-08-06-003989-a",
    "UA-2021-08-19-000108-d",
    "UA-2022-02-08-001227-b",
    "UA-2022-10-04-011233-a",
    "UA-2022-10-25-007560-a",
    "UA-2023-09-11-012525-a",
    "UA-2024-01-10-005750-a",
    "UA-2024-02-05-014363-a",
    "UA-2024-02-28-009286-a",
    "UA-2024-04-26-006781-a",
    "UA-2024-05-10-000100-a",
    "UA-2024-05-13-004111-a",
]


@pytest.fixture(scope="module")
def tenders(shared):
    def read(ref):
        [record] = readers.read((shared / "data/prozorro_tenders" / f"{ref}.json").read_bytes(), f"{ref}.json")
        return record

    return {ref: read(ref) for ref in PROZORRO}


@pytest.fixture(scope="module")
def releases(shared):
    data = (shared / "data/derived_ocds_prozorro/release_package.json").read_bytes()
    return {record.process.ref: record for record in readers.read(data, "release_package.json")}


def flat(value, pointer=""):
    """Leaf pointers, counted by other code than the readers use."""
    if isinstance(value, dict):
        return [p for k, v in value.items() for p in flat(v, f"{pointer}/{k.replace('~', '~0').replace('/', '~1')}")]
    if isinstance(value, list):
        return [p for n, v in enumerate(value) for p in flat(v, f"{pointer}/{n}")]
    return [pointer]


def test_every_leaf_of_every_real_file_is_mapped_ignored_by_rule_or_kept(shared, tenders, releases):
    package = json.loads((shared / "data/derived_ocds_prozorro/release_package.json").read_text())
    sources = {
        ("prozorro", ref): json.loads((shared / "data/prozorro_tenders" / f"{ref}.json").read_text())
        for ref in PROZORRO
    }
    sources |= {("ocds", release["tender"]["id"]): release for release in package["releases"]}
    reads = {("prozorro", ref): read for ref, read in tenders.items()} | {
        ("ocds", ref): r for ref, r in releases.items()
    }

    for key, source in sources.items():
        extras = [p for pointer, raw in reads[key].process.extras.items() for p in flat(json.loads(raw), pointer)]
        coverage = reads[key].coverage

        assert coverage.total == len(flat(source))
        assert coverage.extras == len(extras) == len(set(extras))
        assert set(extras) <= set(flat(source))

    assert sum(read.coverage.total for read in tenders.values()) == 22_717
    assert sum(read.coverage.total for read in releases.values()) == 4_523
    assert set(reads) == set(sources)
    assert len(reads) == 25


def test_an_extra_is_the_branch_that_stood_there(shared, tenders):
    source = json.loads((shared / "data/prozorro_tenders/UA-2020-08-06-003989-a.json").read_text())
    extras = tenders["UA-2020-08-06-003989-a"].process.extras

    assert json.loads(extras["/documents"]) == source["documents"]
    assert json.loads(extras["/contracts/0/value"]) == source["contracts"][0]["value"]
    assert not [pointer for pointer in extras if "contactPoint" in pointer]


@pytest.mark.slow
@pytest.mark.parametrize("ref", ["UA-2021-08-19-000108-d", "UA-2024-05-10-000100-a", "UA-2024-04-26-006781-a"])
def test_a_mapped_leaf_is_seen_in_the_process(shared, tenders, ref):
    """A leaf counted as mapped, when changed, changes the process or raises an issue: 'mapped' is no empty word."""
    source = json.loads((shared / "data/prozorro_tenders" / f"{ref}.json").read_text())
    before = tenders[ref]
    kept = {p for pointer, raw in before.process.extras.items() for p in flat(json.loads(raw), pointer)}
    unseen = []
    for pointer in flat(source):
        if pointer in kept or "contactPoint" in pointer:
            continue
        changed = json.loads(json.dumps(source))
        _change(changed, pointer)

        [after] = readers.read(json.dumps(changed).encode())

        if after.process == before.process and after.issues == before.issues:
            unseen.append(pointer)
    repeated = ("legalName", "valueAddedTaxIncluded", "requirement/title")
    assert [pointer for pointer in unseen if not pointer.endswith(repeated)] == []


def _change(value, pointer):
    *path, leaf = pointer.split("/")[1:]
    for part in path:
        value = value[int(part)] if isinstance(value, list) else value[part]
    key = int(leaf) if isinstance(value, list) else leaf
    old = value[key]
    value[key] = not old if isinstance(old, bool) else old + 1 if isinstance(old, int | float) else f"{old}?"


def test_prozorro_methods(tenders):
    assert {ref: read.process.method.formula for ref, read in tenders.items()} == {
        **dict.fromkeys(PROZORRO, "lowest_price"),
        "UA-2020-08-06-003989-a": "features",
        "UA-2021-08-19-000108-d": "features",
        "UA-2024-05-10-000100-a": "features",
        "UA-2024-02-28-009286-a": "npv_income",
    }
    assert {read.process.method.tie_chain for read in tenders.values()} == {("earlier_submission",)}


def test_the_facts_of_the_tender_decided_by_360(tenders):
    process = tenders["UA-2020-08-06-003989-a"].process
    [price, terms] = process.criteria
    feature = "1f5d8cb869ec4a68a30a6a0d901b5755"

    assert (process.currency, process.vat_basis, len(process.lots)) == ("UAH", "gross", 1)
    assert process.buyer.id_scheme == "UA-EDR"
    assert process.deadline_at == datetime(2020, 8, 23, 15, tzinfo=UTC)
    assert (price.input, price.weight) == ("price", 70)
    assert (terms.key, terms.input, terms.weight, terms.title) == (feature, "mark", 30, "Умови оплати")
    assert terms.levels == (
        SourceLevel(Fraction(0), "попередня оплата"),
        SourceLevel(Fraction(3, 10), "оплата за фактом поставки товару"),
    )
    assert [(b.key[:6], b.offers[0].price, b.marks[feature]) for b in process.bids] == [
        ("92cd5b", Decimal(2690000), Fraction(3, 10)),
        ("392650", Decimal(2614800), Fraction(3, 10)),
        ("c2bd17", Decimal(1830000), Fraction(0)),
    ]
    assert [(a.status, a.bid[:6], a.lot) for a in process.awards] == [
        ("unsuccessful", "c2bd17", "1"),
        ("active", "392650", "1"),
    ]


def test_a_feature_of_an_item_holds_for_the_only_lot(tenders):
    process = tenders["UA-2021-08-19-000108-d"].process

    assert [(c.key, c.lots, c.weight) for c in process.criteria] == [
        ("price", ("1",), 75),
        ("614530", ("1",), 15),
        ("614531", ("1",), 10),
    ]
    assert [b.marks for b in process.bids] == [
        {"614530": Fraction(3, 20), "614531": Fraction(1, 20)},
        {"614530": Fraction(7, 100), "614531": Fraction(1, 10)},
    ]


def test_one_bid_for_several_lots_stays_one_bid(tenders):
    process = tenders["UA-2024-04-26-006781-a"].process

    assert [[(offer.lot[:4], offer.price) for offer in bid.offers] for bid in process.bids] == [
        [("72d4", Decimal(584860))],
        [("7ac7", Decimal(38800)), ("72d4", Decimal(732630))],
        [("640c", Decimal(85150))],
    ]


def test_amounts_are_as_written_and_the_source_s_own_figure_is_kept(tenders):
    [first, second] = tenders["UA-2024-05-10-000100-a"].process.bids

    assert [str(bid.offers[0].price) for bid in (first, second)] == ["9482213.44", "9482213.44"]
    assert [bid.offers[0].stated for bid in (first, second)] == [Decimal("8936986.17"), Decimal("9309360.59")]


def test_energy_service_gives_payments_what_its_income_is_computed_from_and_the_source_s_own_figure(tenders):
    process = tenders["UA-2024-02-28-009286-a"].process
    [first, second] = [bid.offers[0] for bid in process.bids]

    assert process.method.params == {"announced": "2024-02-28", "rate": "3/20"}
    assert [(offer.price, offer.stated) for offer in (first, second)] == [
        (Decimal("1827650.3"), Decimal("587221.09")),
        (Decimal("1198444.12"), Decimal("357691.96")),
    ]
    assert first.quantities == {
        "contract_years": Fraction(12),
        "contract_days": Fraction(20),
        "payment_share": Fraction(67, 100),
        "saving_0": Fraction("113775.21"),
        **{f"saving_{number}": Fraction("233113.19") for number in range(1, 21)},
    }


def test_deleted_stubs_are_kept_with_their_status_and_not_counted(tenders):
    bids = [bid for read in tenders.values() for bid in read.process.bids]
    stubs = [bid for bid in bids if bid.status == "deleted"]

    assert (len(bids), len(stubs)) == (39, 6)
    assert {(stub.counted, stub.offers, stub.tenderers, stub.date) for stub in stubs} == {(False, (), (), None)}


def test_a_bid_without_a_price_has_none_never_0(tenders):
    [_, quotation] = tenders["UA-2024-05-13-004111-a"].process.bids

    assert quotation.counted
    assert [(offer.price, offer.currency) for offer in quotation.offers] == [(None, "UAH")]


def test_sizes_are_translated(tenders):
    sizes = [party.size for read in tenders.values() for bid in read.process.bids for party in bid.tenderers]

    assert {size: sizes.count(size) for size in set(sizes)} == {
        "micro": 12,
        "small": 6,
        "medium": 10,
        "large": 1,
        None: 3,
    }


def test_all_answers_are_read(tenders, releases):
    assert sum(len(bid.answers) for read in tenders.values() for bid in read.process.bids) == 264
    assert sum(len(bid.answers) for read in releases.values() for bid in read.process.bids) == 253


def codes(reads):
    raised = [issue.code for read in reads.values() for issue in read.issues]
    return {code: raised.count(code) for code in set(raised)}


def test_issues_of_the_prozorro_tenders(tenders):
    assert codes(tenders) == {
        "bid-without-price": 7,
        "empty-award": 2,
        "dates-rewritten": 7,
        "test-mode": 2,
    }


def test_issues_of_the_derived_releases(releases):
    assert codes(releases) == {
        "bid-without-price": 7,
        "dates-after-deadline": 6,
        "tenderers-differ": 3,
        "award-without-bid": 2,
        "no-marks": 3,
        "test-mode": 2,
    }


def test_the_same_tenders_are_known_as_tests_in_both_formats(tenders, releases):
    marked = [{ref for ref, read in reads.items() if read.process.is_test} for reads in (tenders, releases)]

    assert marked == [{"UA-2021-08-19-000108-d", "UA-2024-05-10-000100-a"}] * 2


def test_derived_releases_state_their_method_and_hold_no_marks(releases):
    formulas = {ref: read.process.method.formula for ref, read in releases.items()}
    features = {ref for ref, formula in formulas.items() if formula == "features"}
    marks = {mark for ref in features for bid in releases[ref].process.bids for mark in bid.marks.values()}

    assert features == {"UA-2020-08-06-003989-a", "UA-2021-08-19-000108-d", "UA-2024-05-10-000100-a"}
    assert {formula for ref, formula in formulas.items() if ref not in features} == {"lowest_price"}
    assert marks == {None}
    assert [
        (c.input, c.weight, [(level.value, level.label) for level in c.levels])
        for c in releases["UA-2020-08-06-003989-a"].process.criteria
    ] == [
        ("price", 70, []),
        ("mark", 30, [(0, "попередня оплата"), (Fraction(3, 10), "оплата за фактом поставки товару")]),
    ]


def test_a_derived_release_says_what_the_prozorro_tender_says(tenders, releases):
    for ref, read in releases.items():
        derived, original = read.process, tenders[ref].process

        assert (derived.title, derived.currency, derived.deadline_at) == (
            original.title,
            original.currency,
            original.deadline_at,
        )
        assert sorted(o.price for b in derived.bids for o in b.offers if o.price) == sorted(
            o.price for b in original.bids for o in b.offers if o.price
        )
        assert derived.buyer == original.buyer
        assert derived.vat_basis is None


def test_reading_twice_gives_equal_reads(shared, tenders):
    data = (shared / "data/prozorro_tenders/UA-2021-08-19-000108-d.json").read_bytes()

    assert list(readers.read(data)) == [tenders["UA-2021-08-19-000108-d"]]


def test_scotland_reads_whole_with_its_weights_in_words(shared):
    data = (shared / "data/ocds_scotland_pcs/release_package.json").read_bytes()

    reads = list(readers.read(data))

    assert len(reads) == 90
    assert sum(read.coverage.total for read in reads) == 17_127 - 19  # the package's own 19
    assert {read.process.method.formula for read in reads} == {None}
    assert codes(dict(enumerate(reads)))["no-release-id"] == 90


def test_records_are_read_from_their_compiled_release(shared):
    data = (shared / "data/ocds_prozorro_records/records-10.json").read_bytes()

    reads = list(readers.read(data))

    assert len(reads) == 10
    assert all(read.process is not None for read in reads)
    assert {read.place for read in reads} == {f"/records/{n}/compiledRelease" for n in range(10)}
    assert Coverage() not in [read.coverage for read in reads]
