"""Releases of one process are one state of it, in one file or in several, by the rules of OCDS."""

import copy
import io
import json
import zipfile
from decimal import Decimal

import pytest
from django.db.models import Count

from procurement.bids.models import PriceLine
from procurement.opendata import queries, readers, services
from procurement.opendata.models import ImportedRecord
from procurement.opendata.readers.merge_rules import merge_rules
from procurement.opendata.readers.merging import Release, differs_from_merge, merge
from procurement.tenders.models import Tender
from tests.builders import AT
from tests.opendata.inputs import encoded, found_in, offer, package, read_record, release


def stage(tag, day, *fields, number="1", **more):
    """A release of the small tender with these fields alone, of a day of March 2024."""
    source = release()
    about = {"ocid": source["ocid"], "id": number, "date": f"2024-03-{day:02}T12:00:00Z", "tag": [tag]}
    return {**about, **{field: copy.deepcopy(source[field]) for field in fields}, **more}


def tender_stage(**more):
    return stage("tender", 1, "initiationType", "parties", "buyer", "tender", **more)


def bid_stage(day=2, **more):
    return stage("bid", day, "bids", number="2", **more)


def award_stage(day=3):
    awards = [{"id": "w", "status": "active", "relatedBids": ["b2"], "value": {"amount": 80, "currency": "EUR"}}]
    return stage("award", day, number="3", awards=awards)


def imported(value, name="file.json"):
    data = value if isinstance(value, bytes) else encoded(value)
    run = services.import_file(name=name, data=data, at=AT)
    return queries.records_of(run)


def decisions_of(record):
    return list(record.tender.source_awards.values_list("status", "bid__source_key", "amount"))


def as_it_stands(file):
    """(title, bids, awards) of the process that the only record of the file tells."""
    process = read_record(file).process
    return process.title, [bid.key for bid in process.bids], [award.key for award in process.awards]


MERGED = ("Lamps", ["b1", "b2"], ["w"])


# --- within a file ---


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_releases_of_one_process_are_one_tender_in_whatever_order_they_stand(order):
    stages = [tender_stage(), bid_stage(), award_stage()]

    read = read_record(package(*(stages[number] for number in order)))

    assert as_it_stands(package(*(stages[number] for number in order))) == MERGED
    assert (read.place, f"{read.process.modified_at:%m-%d}") == ("/releases/0 to /releases/2: ", "03-03")
    assert [i.sentence for i in read.issues if i.code == "releases-merged"] == [
        (
            "3 releases of this process, of 2024-03-01 to 2024-03-03, are merged by the rules of OCDS: later values replace "
            "earlier ones."
        )
    ]


def test_releases_are_ordered_by_instant_not_by_text():
    early = tender_stage() | {"date": "2024-03-02T01:00:00+05:00"}
    late = tender_stage() | {"date": "2024-03-01T23:00:00Z", "id": "2"}
    late["tender"]["title"] = "Sensors"

    assert as_it_stands(package(late, early))[0] == "Sensors"


def test_other_processes_of_the_file_stay_their_own():
    other = {**tender_stage(), "ocid": "ocds-x-2"}

    reads = list(readers.read(encoded(package(tender_stage(), other, bid_stage()))))

    assert [(r.process.ocid, len(r.process.bids)) for r in reads] == [(release()["ocid"], 2), ("ocds-x-2", 0)]


def test_lines_and_values_one_after_another_are_merged_alike():
    texts = [encoded(value) for value in (tender_stage(), bid_stage(), award_stage())]

    assert [as_it_stands(between.join(texts)) for between in (b"\n", b"", b" \n\n ")] == [MERGED] * 3


def test_the_same_release_twice_is_one():
    read = read_record(package(release(), release()))

    assert (read.place, "releases-merged" in {issue.code for issue in read.issues}) == ("/releases/0", False)


def test_a_compiled_release_is_whole_and_only_later_ones_are_merged_into_it():
    compiled = {**release(), "date": "2024-03-02T00:00:00Z", "tag": ["compiled"]}
    before, after = bid_stage(1, bids={"details": [offer("old", 1)]}), award_stage()

    assert as_it_stands(package(before, compiled, after)) == MERGED
    assert as_it_stands(package(before, compiled)) == ("Lamps", ["b1", "b2"], [])


def test_an_amended_list_of_criteria_replaces_the_earlier_one():
    criteria = [{"type": "quality", "name": name, "numbers": []} for name in ("A", "B")]
    lots = [[{"id": "L", "awardCriteria": {"criteria": criteria[:count]}}] for count in (2, 1)]

    [first, second] = [
        stage("tender", day, number=str(day), tender={"id": "T", "lots": lots[day - 1]}) for day in (1, 2)
    ]
    merged = merge([Release("/0", first), Release("/1", second)])

    assert merged.value["tender"]["lots"] == [{"id": "L", "awardCriteria": {"criteria": criteria[:1]}}]


@pytest.mark.parametrize(
    ("broken", "beginning"),
    [
        ({"date": None}, "The release at /releases/1 has no date that can be read."),
        ({"date": "soon"}, "The release at /releases/1 has no date that can be read."),
        ({"tender": "a text", "date": "2024-02-01"}, "They contradict each other: "),
        ({"parties": [{"id": [1]}]}, "The id at /releases/1/parties/0/id is neither text nor number."),
        ({"bids": {"details": [offer("b", 1), offer("b", 2)]}}, "Two of one id stand in /releases/1/bids/details,"),
        ({"language": readers.strict_json.NonNumber("NaN")}, "At /releases/1/language stands NaN"),
    ],
)
def test_a_process_is_not_merged_by_halves(broken, beginning):
    read = read_record(package(tender_stage(), {**bid_stage(), **broken}))

    assert read.process is None
    [issue] = [issue for issue in read.issues if issue.level == "quarantine"]
    assert (issue.code, issue.sentence.startswith(beginning)) == ("not-merged", True), issue.sentence
    assert issue.sentence.endswith(
        "So the releases of this process cannot be merged, and none is used. Correct it in the file."
    )


def test_of_two_parties_with_one_id_in_a_release_the_first_is_merged_and_the_other_noted():
    twice = tender_stage()
    twice["parties"].append({"id": "o2", "name": "Another firm of the same id"})

    read = read_record(package(twice, bid_stage()))

    assert {party.name for bid in read.process.bids for party in bid.tenderers} == {"Firm"}
    assert ("duplicate-id", "noted", f"/releases/0/parties/{len(twice['parties']) - 1}/id") in found_in(read)


def test_two_releases_of_one_id_and_other_content_are_noted():
    read = read_record(package(tender_stage(), bid_stage() | {"id": "1"}))

    assert "same-release-id" in {issue.code for issue in read.issues}


# --- records ---


def test_a_record_with_embedded_releases_alone_is_their_merge():
    record = {"ocid": "x", "releases": [tender_stage(), bid_stage(), award_stage()]}

    assert as_it_stands({"records": [record]}) == MERGED


@pytest.mark.parametrize(("title", "noted"), [("Lamps", False), ("Sensors", True)])
def test_a_compiled_release_that_is_not_the_merge_of_its_releases_is_used_and_noted(title, noted):
    compiled = {**release(), "tag": ["compiled"], "id": "c", "awards": award_stage()["awards"]}
    compiled["tender"]["title"] = title
    record = {"ocid": "x", "releases": [tender_stage(), bid_stage(), award_stage()], "compiledRelease": compiled}

    read = read_record({"records": [record]})

    assert read.process.title == title
    assert [issue.sentence for issue in read.issues if issue.code == "compiled-differs"] == (
        [
            (
                "The compiledRelease at /records/0/compiledRelease is not the merge of its 3 releases: tender differ. "
                "It is used."
            )
        ]
        if noted
        else []
    )


# --- in several files ---


@pytest.mark.django_db
def test_later_files_are_merged_with_what_was_stored_and_never_replace_it():
    first = imported(tender_stage())
    second = imported(bid_stage())
    third = imported(award_stage())

    assert [r.state for records in (first, second, third) for r in records] == ["stored", "replaced", "replaced"]
    assert third[0].replaces == second[0]
    assert third[0].place == "the file with 2 stored: "
    assert [(t.title, t.bids.count()) for t in Tender.objects.order_by("publish_no")] == [
        ("Lamps", 0),
        ("Lamps", 2),
        ("Lamps", 2),
    ]
    assert sorted(third[0].tender.bids.values_list("prices__amount", flat=True)) == [Decimal(80), Decimal(90)]
    assert decisions_of(third[0]) == [("active", "b2", Decimal(80))]


@pytest.mark.django_db
def test_an_earlier_release_that_comes_late_is_merged_in_its_place():
    imported(tender_stage())
    award = imported(award_stage())
    [late] = imported(bid_stage())

    assert (late.state, late.replaces, late.modified_at) == ("replaced", award[0], award[0].modified_at)
    assert (late.tender.bids.count(), decisions_of(late)) == (2, [("active", "b2", Decimal(80))])


@pytest.mark.django_db
@pytest.mark.parametrize("again", [tender_stage(), bid_stage(), package(tender_stage(), bid_stage())])
def test_what_is_merged_already_changes_nothing(again):
    imported(tender_stage())
    [merged] = imported(bid_stage())

    [record] = imported(again)

    assert (record.state, record.tender, Tender.objects.count()) == ("unchanged", merged.tender, 2)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "older",
    [
        {**release(), "tag": ["compiled"], "date": "2024-02-01T00:00:00Z"},
        {**bid_stage(), "date": "2024-02-01T00:00:00Z"},
        {"records": [{"ocid": "x", "compiledRelease": {**release(), "date": "2024-02-01T00:00:00Z"}}]},
    ],
)
def test_an_older_state_stores_nothing_and_says_so(older):
    [latest] = imported({**release(), "tag": ["compiled"], "date": "2024-05-01T00:00:00Z"})

    [record] = imported(older)

    assert (record.state, record.tender, Tender.objects.count()) == ("unchanged", latest.tender, 1)
    [issue] = record.issues.filter(code="older-state")
    assert "older state of" in issue.sentence
    assert "2024-05-01 00:00 UTC is kept." in issue.sentence


@pytest.mark.django_db
def test_a_later_release_is_merged_into_a_stored_compiled_one():
    imported(
        {"records": [{"ocid": release()["ocid"], "compiledRelease": {**release(), "date": "2024-03-02T00:00:00Z"}}]}
    )

    [record] = imported(award_stage())

    assert (record.state, record.tender.bids.count(), len(decisions_of(record))) == ("replaced", 2, 1)


# --- the given inputs ---


@pytest.mark.django_db
def test_three_releases_give_one_merged_tender(shared):
    records = imported((shared / "inputs/12a_releases_to_be_merged.json").read_bytes())

    [record] = records
    outcomes = services.evaluate(tender=record.tender, at=AT)
    assert record.state == "stored"
    assert sorted(PriceLine.objects.values_list("bid__source_key", "amount")) == [
        ("1", Decimal(900)),
        ("2", Decimal(800)),
    ]
    assert outcomes[0].sentence == "evaluated by lowest_price/1: 1. B2 800, 2. B1 900"
    assert decisions_of(record) == [("active", None, Decimal(800))]


# --- the rules ---


def schema_of(shared):
    with zipfile.ZipFile(shared / "data/schema_ocds/ocds_1_1_5_schema.zip") as packed:
        [name] = [name for name in packed.namelist() if name.endswith("schema/release-schema.json")]
        return json.load(io.TextIOWrapper(packed.open(name)))


def test_the_rules_are_those_of_the_schemas(shared):
    from ocdsmerge.rules import get_merge_rules

    core = get_merge_rules(schema_of(shared))
    profile = get_merge_rules(json.loads((shared / "data/schema_ocds/profile-release-schema.json").read_text()))

    assert {path: rule for path, rule in merge_rules().items() if path in core} == core
    assert merge_rules() == profile


@pytest.mark.parametrize("record", ["", "-withversions"])
def test_merging_by_our_rules_and_by_the_schema_is_equal_and_gives_the_published_record(shared, record):
    from ocdsmerge import Merger

    folder = shared / "data/ocds_fictional"
    releases = json.loads((folder / "ocds-213czf-000-00001.json").read_text())["releases"]
    stages = [Release(str(number), release) for number, release in enumerate(releases)]

    ours = merge(stages).value

    [published] = json.loads((folder / f"record_ocds-213czf-000-00001{record}.json").read_text())["records"]
    assert len(releases) == 6
    assert ours == Merger(schema_of(shared)).create_compiled_release(releases)
    assert differs_from_merge(published["compiledRelease"], stages) == []


@pytest.mark.django_db
def test_a_file_costs_one_query_for_what_was_stored_before(django_assert_max_num_queries):
    imported(package(*({**release(), "ocid": f"ocds-x-{n}"} for n in range(3))))
    ocids = [f"ocds-x-{n}" for n in range(3)]

    with django_assert_max_num_queries(2):
        assert len(list(queries.files_telling(ocids, but=""))) == 1
    assert ImportedRecord.objects.values("run").annotate(n=Count("pk")).count() == 1
