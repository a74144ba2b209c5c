"""Bids that are ready to be submitted, and what is sealed of them opened again with the openers' keys."""

import json
import uuid
from contextlib import contextmanager
from io import BytesIO

import pytest
from django.urls import reverse

from core import clock
from core.models import AuditLeaf
from offline.reading import Fields
from offline.sealing import envelopes, payloads, shares
from offline.sealing.envelopes import Envelope
from offline.sealing.headers import read_header
from offline.sealing.shares import read_wrap
from procurement.bids import outline as outlines
from procurement.bids import store
from procurement.bids.gather import parties as party_gather
from procurement.bids.models import BidReceipt, BidRevision, KeyOrigin, SealedEnvelope, SubmissionWork
from procurement.bids.queries import drafts as draft_queries
from procurement.bids.queries import keys as key_queries
from procurement.bids.services import bid_parties, keysets, submitting
from procurement.bids.services.submission import SubmissionRefused
from procurement.tenders import gather as tender_gather
from procurement.tenders import queries as tender_queries
from tests.bids import written
from tests.bids.keys import ready_keys
from tests.replay import replayed
from tests.suppliers import consortia
from tests.tenders import written as tenders

PRICE = "87,654.32"
KEY = "0123456789abcdef"  # of a press


@replayed
def city_with_keys(origin=KeyOrigin.BROWSER):
    """A city whose openers have their keys: it may publish. (the city, the keys as their holders have them)"""
    city = tenders.city()
    return city, ready_keys(city, origin=origin)


@replayed
def open_tender(city, *values, **changes):
    """A published tender with its frozen keyset."""
    tender = written.open_tender(*values, authority=city, **changes)
    if key_queries.latest_keyset(tender) is None:
        keysets.freeze_keyset(tender, by=None, at=clock.db_now())
    return tender


def filled_texts(outline):
    """Every text that is asked for, by section: answers that the tender takes, one price that is looked for later."""
    answers = {}
    for question in outline.questions:
        by_type = {"boolean": "true", "integer": question.minimum or "7", "decimal": question.minimum or "7"}
        answers[question.field] = by_type.get(question.datatype, "As it is asked.")
    prices = dict.fromkeys(outline.fields(outlines.DraftSection.PRICES), PRICE)
    levels = {kpi.field: str(int(kpi.target or 0)) for kpi in outline.kpis}
    claims = {each.field("statement"): "Each level is served as the standard says." for each in outline.interfaces}
    return {"answers": answers, "prices": prices, "performance": levels, "claims": claims}


def declare_all(supplier, tender, lots):
    """A supplier declares, and can do, what the tender asks of whoever bids for lots of these numbers."""
    required = party_gather.required_of(tender_gather.publication_of(tender).content, lots)
    if required.declarations:
        consortia.declare(supplier, *required.declarations, at=clock.db_now())
    for capability in required.capabilities:
        consortia.able(supplier, capability.code, str(capability.minimum or ""), capability.unit, at=clock.db_now())


def confirm_facts(begun):
    """What the tender asks of whoever bids is declared, and the lead says that its facts are true still."""
    bid = written.read(begun)
    declare_all(bid.supplier, bid.tender, [lot.no for lot in draft_queries.lots_of(bid)])
    sign_facts(begun)


def sign_facts(begun):
    """The lead says that its facts are true still."""
    bid = written.read(begun)
    party = bid.parties.get(supplier=bid.supplier)
    part = party_gather.part_of(bid, party)
    bid_parties.sign(bid=bid, party=party, terms=part.terms, facts=part.facts, by=begun.bid.begun_by, at=clock.db_now())


@replayed
def complete(begun, *, is_declared=False):
    """Write everything that a begun bid is asked for. `is_declared`: its lead's facts are there already."""
    if is_declared:
        sign_facts(begun)
    else:
        confirm_facts(begun)
    tender = begun.bid.tender
    content = tender_gather.publication_of(tender).content
    outline = outlines.outline_of(content, [lot.no for lot in draft_queries.lots_of(begun.bid)])
    for name, fields in filled_texts(outline).items():
        if fields:
            written.saved(begun, name, fields, at=clock.db_now())
    return begun


@replayed
def ready_bid(city=None, *, tender=None, lots=None, name="Clear Air"):
    """A BegunBid that lacks nothing."""
    city = city or city_with_keys()[0]
    tender = tender or open_tender(city)
    chosen = tender_queries.lots_of(tender)[:1] if lots is None else lots
    return complete(written.begun_bid(tender=tender, supplier=written.firm(name=name), lots=chosen, at=clock.db_now()))


def prepared(begun, *, key=None):
    by, at = begun.bid.begun_by, clock.db_now()
    return submitting.prepare_submission(
        bid=begun.bid, draft_key=begun.draft_key, idem_key=key or uuid.uuid4().hex, by=by, at=at
    )


def submitted(begun, *, key=None):
    """The version as which a bid is received now."""
    return submitting.receive_bid(prepared=prepared(begun, key=key), by=begun.bid.begun_by)


def opened(row, holder_keys):
    """The manifest and the files' bytes of a stored envelope, by two keys."""
    content = BytesIO(payload_of(row, holder_keys))
    return payloads.read_manifest(content), content.read()


def payload_of(row, holder_keys):
    """What was sealed in a stored envelope, by two keys."""
    header = read_header(row.header.encode())
    wraps = tuple(read_wrap(Fields(wrap, "wrap")) for wrap in json.loads(row.wraps))
    envelope = Envelope(header, wraps, row.size, bytes.fromhex(row.body_sha256))
    assert envelope.sha256.hex() == row.sha256
    pair = {}
    for wrap in (each for each in wraps if each.pair == (1, 2)):
        pair[wrap.member] = shares.open_wrap(wrap, holder_keys[wrap.member - 1].private, header.digest())
    out = BytesIO()
    with store.envelope_path(row.object_name).open("rb") as body:
        envelopes.open_envelope(header, shares.combine(pair, (1, 2)), body, out)
    return out.getvalue()


def objects():
    return sorted(each.name for each in store.objects_in(store.ENVELOPES))


@contextmanager
def nothing_stored(begun):
    """No version, receipt, envelope, object or unfinished work more than before, and the bid where it was."""

    def stored():
        rows = [model.objects.count() for model in (BidRevision, BidReceipt, SealedEnvelope, SubmissionWork)]
        leaves = AuditLeaf.objects.filter(kind="bid.submitted").count()
        return rows, leaves, objects(), written.read(begun).state

    before = stored()
    yield
    assert stored() == before


def refused(begun, **how):
    """(sentences, reason) of a bid that is not taken, and leaves nothing."""
    with nothing_stored(begun), pytest.raises(SubmissionRefused) as error:
        submitted(begun, **how)
    return error.value.findings, error.value.reason


def press(client, begun, key=KEY):
    """The button of the page, pressed once."""
    return client.post(reverse("bids:submit", args=[begun.bid.pk]), {"idem_key": key})
