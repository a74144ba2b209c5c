"""What ill-willed bidders seal with tools of their own: each is named, and none of it stops the bids of others."""

import hashlib
import json
import traceback
from datetime import timedelta

import pytest
from django.db import DataError, OperationalError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import clock, jobs
from core.models import Job
from core.withheld_faults import WithheldFault
from offline.sealing.headers import EnvelopeKind
from procurement.bids.gather.openings import expected_envelopes, logged_bids, readings_of
from procurement.bids.models import OpenedAnswers, OpenedFile, OpeningResult, PriceLine, RequirementResponse
from procurement.bids.rules.sealed_parties import read_parties
from procurement.bids.services import client_sealing, offers, opened_rows, opening_faults, processing, reading_envelopes
from procurement.bids.services.opened_rows import NoBid
from procurement.bids.services.reading_envelopes import OpenedEnvelope
from procurement.bids.states import OpeningPart
from procurement.tenders import queries as tender_queries
from tests.bids import written
from tests.bids.opening import ceremony as acts
from tests.bids.opening.test_child import Unchecked
from tests.bids.submitting import ready_bid
from tests.bids.submitting.test_client_sealing import sealed_elsewhere, sent

BUILD = {"bids": 2}
ALL_OPEN = [(alias, kind, "opened", "") for alias in ("B1", "B2") for kind in ("price", "technical")]


# --- as a bidder sends it ---


def parties_are_lists(manifest):
    manifest["answers"]["parties"] = [[]]


def a_name_has_a_nul(manifest):
    digest = hashlib.sha256(b"").hexdigest()
    manifest["files"] = [{"name": "a\0b", "sha256": digest, "size": 0, "type": "text/plain"}]


def an_answer_has_a_nul(manifest):
    manifest["answers"]["offer"]["answers"][0]["value"] = "a\0b"


HOSTILE = (parties_are_lists, a_name_has_a_nul, an_answer_has_a_nul)


def send_sealed(begun, spoil):
    """The bid as its own program seals and sends it, its technical part spoiled first."""
    bid, at, pairs = written.read(begun), clock.db_now(), []
    for part in offers.offer_of(bid, offers.written_bid(bid, begun.draft_key), at=at).parts:
        manifest = {"answers": part.answers, "files": []}
        if part.kind is EnvelopeKind.TECHNICAL:
            spoil(manifest := json.loads(json.dumps(manifest)))
        content = json.dumps(manifest, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
        pairs.append(sealed_elsewhere(begun, part.kind, manifest=Unchecked(content)))
    return client_sealing.submit_sealed(
        bid=bid, envelopes=[sent(*pair) for pair in pairs], idem_key="0123456789abcdef", by=bid.begun_by, at=at
    )


def test_each_hostile_bid_is_named_and_the_opening_ends(a_week_before, move_clock):
    ceremony = acts.received()
    lots = tender_queries.lots_of(ceremony.tender)[:1]
    for spoil in HOSTILE:
        city = ceremony.tender.authority
        ceremony.begun.append(ready_bid(city, tender=ceremony.tender, name=spoil.__name__, lots=lots))
        send_sealed(ceremony.begun[-1], spoil)
    acts.close(ceremony, move_clock)

    opening = acts.opened(ceremony)

    named = [(alias, *rest) for alias in ("B2", "B3", "B4") for rest in (OPENED_PRICE, NO_BID)]
    assert acts.results(opening) == [("B1", *OPENED_PRICE), ("B1", "technical", "opened", ""), *named]
    assert (opening.state, acts.job_of(opening).state, ceremony.tender.state) == ("closed", "ready", "opened")
    assert [written.read(begun).state for begun in ceremony.begun] == ["opened", *["unreadable"] * 3]


OPENED_PRICE = ("price", "opened", "")
NO_BID = ("technical", "seal_broken", "answers")


# --- whatever a single envelope makes the site raise ---


def stored(alias):
    """Whether anything of a technical part stands in the tables of what is opened."""
    answers = OpenedAnswers.objects.filter(result__alias=alias, result__kind="technical")
    rows = (RequirementResponse.objects.filter(bid__alias=alias), answers, OpenedFile.objects.filter(bid__alias=alias))
    return any(each.exists() for each in rows)


def store_rows_raises(monkeypatch, error):
    real = opened_rows.store_rows

    def fails(bid, lot, content, asked):
        real(bid, lot, content, asked)
        if (bid.alias, content.answers.kind) == ("B1", EnvelopeKind.TECHNICAL):
            raise error

    monkeypatch.setattr(opened_rows, "store_rows", fails)


def begun_opening(ceremony):
    acts.call(ceremony)
    return acts.both_give(ceremony)


def attempt(opening):
    """One attempt of the job, as soon as it is due."""
    Job.objects.filter(pk=acts.job_of(opening).pk).update(not_before=clock.db_now())
    acts.work()
    opening.refresh_from_db()
    return acts.job_of(opening).state, opening.state


def test_an_envelope_that_cannot_be_written_is_named_after_the_last_attempt(ceremony, monkeypatch, caplog):
    store_rows_raises(monkeypatch, RecursionError("the price is 87654.32"))
    opening = begun_opening(ceremony)

    states = [attempt(opening) for _time in range(jobs.MAX_ATTEMPTS - 1)]
    before = acts.results(opening)
    states.append(attempt(opening))

    assert states == [("requested", "processing")] * (jobs.MAX_ATTEMPTS - 1) + [("ready", "closed")]
    assert before == [ALL_OPEN[0], *ALL_OPEN[2:]]
    assert acts.results(opening) == [ALL_OPEN[0], ("B1", "technical", "seal_broken", "stopped"), *ALL_OPEN[2:]]
    assert [written.read(begun).state for begun in ceremony.begun] == ["unreadable", "opened"]
    assert (stored("B1"), stored("B2"), "87654" in caplog.text) == (False, True, False)


def test_an_outage_is_a_fault_of_no_envelope(ceremony, monkeypatch):
    store_rows_raises(monkeypatch, OperationalError("the connection was lost with 87654.32"))
    opening = begun_opening(ceremony)
    Job.objects.filter(pk=acts.job_of(opening).pk).update(attempts=jobs.MAX_ATTEMPTS - 1)

    with pytest.raises(WithheldFault, match=r"OperationalError \(its text is left out") as raised:
        attempt(opening)
    reported = "".join(traceback.format_exception(raised.value)) + acts.job_of(opening).why
    assert ("store_rows" in reported, "87654" in reported) == (True, False)
    assert (acts.job_of(opening).state, acts.results(opening)) == ("failed", ALL_OPEN[:1])
    monkeypatch.undo()
    Job.objects.filter(pk=acts.job_of(opening).pk).update(state="requested", attempts=0)

    assert (attempt(opening), acts.results(opening)) == (("ready", "closed"), ALL_OPEN)


def test_what_the_database_does_not_take_leaves_no_row_of_its_envelope(ceremony, monkeypatch):
    real = opened_rows.store_files

    def refuses(result, bid, content, names):
        real(result, bid, content, names)
        if (bid.alias, content.answers.kind) == ("B1", EnvelopeKind.TECHNICAL):
            raise DataError("PostgreSQL text fields cannot contain NUL (0x00) bytes")

    monkeypatch.setattr(opened_rows, "store_files", refuses)

    opening = acts.opened(ceremony)

    assert acts.results(opening) == [ALL_OPEN[0], ("B1", *NO_BID), *ALL_OPEN[2:]]
    assert (stored("B1"), PriceLine.objects.filter(bid__alias="B1").exists()) == (False, True)


def test_the_lease_is_renewed_while_a_child_works(ceremony, monkeypatch):
    renewals = []
    monkeypatch.setattr(jobs, "_on_renewal", [renewals.append])
    monkeypatch.setattr(jobs, "RENEW_AFTER", timedelta(0))
    monkeypatch.setattr(reading_envelopes, "BEAT_EVERY", 0.01)

    acts.opened(ceremony)

    assert len(renewals) > len(ALL_OPEN)  # one for each envelope that was recorded, the others meanwhile


# --- anything in place of anything ---

texts = st.text() | st.sampled_from(["", "\0", "a\0b", "NaN", "1e999999", "-1", "9" * 300, "1/3", "x" * 30_000])
numbers = st.integers() | st.sampled_from([10**400, -(10**20), 2**63])
leaves = st.none() | st.booleans() | numbers | texts
values = st.recursive(leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3))

FACT = {"kind": "policy", "code": "x", "title": "y", "details": {}, "version": 1, "evidence": []}
PARTY = {
    "no": 1,
    "name": "Clear Air",
    "id_scheme": "ORG",
    "id_value": "1",
    "role": "lead",
    "share": "100",
    "tasks": "",
    "facts": [FACT],
}
DIGEST = hashlib.sha256(b"").hexdigest()


def places_in(value, path=()):
    """Where in a value something else can stand: each name of an object and each place of a list."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, item in items:
        yield (*path, name)
        yield from places_in(item, (*path, name))


def replaced(value, path, other):
    copy = json.loads(json.dumps(value))
    inner = copy
    for name in path[:-1]:
        inner = inner[name]
    inner[path[-1]] = other
    return copy


def manifest_of(kind, lot, keys):
    """A manifest that is of the form; `keys`: {requirement, kpi, interface, price: the name of one that is asked}."""
    offer = {"form": "bid-answers@v1", "lot": lot, "kind": kind, "currency": "EUR", "basis": "net"}
    code = keys.get("kpi", "k1")
    if kind == "price":
        offer["prices"] = [{"element": keys.get("price", "p1"), "price": "4.20", "quantity": "10"}]
        offer["numbers"] = [{"code": "n1", "value": "1/3"}]
        return {"answers": {"form": "bid-part/1", "offer": offer}, "files": []}
    claim = {"interface": keys.get("interface", "i1"), "standard": "S", "version": "1", "statement": "Yes."}
    offer |= {
        "answers": [{"key": keys.get("requirement", "r1"), "value": "true", "files": [DIGEST]}],
        "performance": [{"code": code, "value": "95"}],
        "claims": [claim | {"files": []}],
    }
    file = {"name": "a.pdf", "type": "application/pdf", "size": 0, "sha256": DIGEST}
    return {"answers": {"form": "bid-part/1", "offer": offer, "parties": [PARTY]}, "files": [file]}


@st.composite
def spoiled(draw, kind, lot=1, keys=None):
    """A manifest with anything in place of one part of it, as text; what JSON is not as Python writes it."""
    manifest = manifest_of(kind, lot, keys or {})
    path = draw(st.sampled_from(list(places_in(manifest))))
    return json.dumps(replaced(manifest, path, draw(values | st.just(float("inf")))))


class FirstLot:
    no = 1


def read(manifest, kind):
    """What is read of it; None for no bid."""
    try:
        return opened_rows.read_content(manifest, FirstLot, kind)
    except NoBid:
        return None


@pytest.mark.parametrize("kind", ["technical", "price"])
def test_of_the_form_it_is_read_with_parties_and_files(kind):
    manifest = manifest_of(kind, 1, {})

    content = read(json.dumps(manifest), kind)

    assert len(content.files) == len(manifest["files"])
    assert content.parties == read_parties(manifest["answers"])


@settings(max_examples=60, deadline=None)
@given(manifest=spoiled("technical") | spoiled("price"), kind=st.sampled_from(["technical", "price"]))
def test_whatever_was_sealed_is_a_bid_or_none_and_its_parties_are_known_or_differ(manifest, kind):
    content = read(manifest, kind)

    parties = opening_faults._sealed_parties(manifest)
    assert content is None or len(parties) == len(content.parties)


@pytest.mark.parametrize(
    "manifest",
    [
        "[]",
        "null",
        "{",
        '{"answers":[],"files":[]}',
        '{"answers":{},"files":{}}',
        '{"answers":{"parties":[[]]},"files":[]}',
        '{"answers":{"parties":' + "[" * 5000 + "]" * 5000 + '},"files":[]}',
        json.dumps(replaced(manifest_of("technical", 1, {}), ("answers", "parties", 0, "name"), "a\0b")),
        json.dumps(replaced(manifest_of("technical", 1, {}), ("answers", "parties", 0, "no"), True)),
        json.dumps(replaced(manifest_of("technical", 1, {}), ("answers", "parties", 0, "share"), 100)),
        json.dumps(replaced(manifest_of("technical", 1, {}), ("answers", "parties", 0, "more"), "")),
        json.dumps(manifest_of("technical", 1, {})).replace("Clear Air", "\\ud800"),
    ],
)
def test_what_names_parties_in_no_known_form_is_no_bid(manifest):
    assert (read(manifest, "technical"), opening_faults._sealed_parties(manifest)) == (None, None)


def test_a_program_that_seals_names_parties_without_their_facts():
    manifest = manifest_of("technical", 1, {})
    del manifest["answers"]["parties"][0]["facts"]

    [party] = read(json.dumps(manifest), "technical").parties

    assert (party.name, party.share, party.facts) == ("Clear Air", "100", ())


@pytest.fixture
def asked_by_kind(ceremony):
    """(the opening, what its tender asks, the reading of the first bid's envelope by kind)."""
    opening = begun_opening(ceremony)
    tender, logged = ceremony.tender, logged_bids(ceremony.tender)
    processing.number_bids(tender, logged)
    readings = readings_of(tender, expected_envelopes(tender, OpeningPart.BOTH, logged))
    return opening, opened_rows.asked_rows(tender), {each.expected.logged.kind: each for each in readings[:2]}


def keys_of(asked):
    names = {"requirement": asked.requirements, "kpi": asked.kpis, "interface": asked.interfaces}
    keys = {name: next(iter(rows)) for name, rows in names.items() if rows}
    return keys | {"price": next(code for lot, code in asked.prices if lot == 1)}


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_was_sealed_is_opened_or_named(asked_by_kind, data):
    opening, asked, readings = asked_by_kind
    kind = data.draw(st.sampled_from(["technical", "price"]))
    manifest = data.draw(spoiled(kind, keys=keys_of(asked)))
    files = json.loads(manifest)["files"] if kind == "technical" else ()
    names = ("00" * 16,)[: len(files) if isinstance(files, list) else 0]

    with transaction.atomic():
        processing.record_result(opening, OpenedEnvelope(readings[kind], None, manifest, "00", names), asked)
        outcomes = set(OpeningResult.objects.values_list("outcome", "fault"))
        notes = list(opening_faults._of_parties(opening))
        transaction.set_rollback(True)

    assert outcomes <= {("opened", ""), ("seal_broken", "answers")}
    assert len(outcomes) == 1
    assert len(notes) <= 1
