"""No change of a real file leads to a frozen run in which a priced bid is missing without a ground."""

import copy
import functools
import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from procurement.bids.models import Bid, BidLot, SourceFinding
from procurement.bids.states import SourceFindingKind
from procurement.evaluations.models import Run
from procurement.opendata import queries, services
from procurement.tenders.models import Lot
from scoring import codec
from tests.opendata.inputs import encoded
from tests.scale import examples

AT = datetime(2026, 11, 1, 12, tzinfo=UTC)
LEFT_OUT = {"withdrawn", "disqualified", "invited", "deleted"}
SHARED = Path(__file__).parents[3] / "shared" / "data"
STATUSES = ["valid", "Valid", "active", "qualified", "withdrawn", "DELETED", "", "x"]
SCALARS = [None, True, 0, "", "x", [], {}, [[]], [{}], *STATUSES]

pytestmark = pytest.mark.django_db


@functools.cache
def real_records():
    """Real tenders without their documents, which no bid depends on."""
    files = sorted((SHARED / "prozorro_tenders").glob("*.json"))
    tenders = [json.loads(file.read_text(), parse_float=Decimal) for file in files]
    package = SHARED / "derived_ocds_prozorro" / "release_package.json"
    releases = json.loads(package.read_text(), parse_float=Decimal)["releases"]
    return [without_documents(record) for record in [*(t.get("data", t) for t in tenders), *releases]]


def without_documents(value):
    if isinstance(value, dict):
        return {key: without_documents(item) for key, item in value.items() if key not in {"documents", "milestones"}}
    return [without_documents(item) for item in value] if isinstance(value, list) else value


# --- what the raw file says, read apart from the readers ---


def priced_offers(value, inside=False):
    """(id of the bid, lots it names, statuses) of every object in something called bids that has a price."""
    if isinstance(value, list):
        for item in value:
            yield from priced_offers(item, inside)
    elif isinstance(value, dict):
        if inside and is_priced(value):
            yield from offers_of(value)
            return
        for key, item in value.items():
            yield from priced_offers(item, inside or key == "bids")


def is_priced(bid):
    return amount(bid) is not None or any(amount(offer) is not None for offer in offers_in(bid))


def offers_in(bid):
    values = bid.get("lotValues")
    return [value for value in values if isinstance(value, dict)] if isinstance(values, list) else []


def amount(node):
    value = node.get("value")
    number = value.get("amount") if isinstance(value, dict) else None
    return number if isinstance(number, int | Decimal) and not isinstance(number, bool) else None


def offers_of(bid):
    statuses = {str(bid.get("status")).strip().lower()}
    if priced := [offer for offer in offers_in(bid) if amount(offer) is not None]:
        for offer in priced:
            yield bid.get("id"), [offer.get("relatedLot")], statuses | {str(offer.get("status")).strip().lower()}
    else:
        lots = bid.get("relatedLots")
        yield bid.get("id"), lots if isinstance(lots, list) and lots else [None], statuses


# --- what became of it ---


def unaccounted(record, tender):
    """Priced offers of the file that a frozen run neither ranks nor excludes, and that have no ground."""
    frozen = {run.lot_id: judged(run) for run in Run.objects.filter(lot__tender=tender)}
    if not frozen:
        return []
    bids = {bid.source_key: bid for bid in Bid.objects.filter(tender=tender)}
    lots = {lot.source_key: lot.pk for lot in Lot.objects.filter(tender=tender)}
    links = set(BidLot.objects.filter(bid__tender=tender).values_list("bid_id", "lot_id"))
    left_out = set(
        SourceFinding.objects.filter(tender=tender, kind=SourceFindingKind.LEFT_OUT).values_list("bid_id", "lot_id")
    )
    missing = []
    for key, named, statuses in priced_offers(record):
        if statuses & LEFT_OUT:
            continue
        bid = bids.get(str(key))
        wanted = [lots.get(str(lot)) if lot is not None else None for lot in named]
        for lot in wanted:
            where = [lot] if lot else [linked for owner, linked in links if bid and owner == bid.pk]
            ranked = bid and where and all(bid.alias in frozen.get(place, {bid.alias}) for place in where)
            ranked = ranked and all((bid.pk, place) in links for place in where)
            ground = bid and ((bid.pk, None) in left_out or (bid.pk, lot) in left_out)
            if not ranked and not ground:
                missing.append((key, lot))
    return missing


def judged(run):
    result = codec.loads(run.result)
    return {place["bid"] for place in result["order"]} | {out["bid"] for out in result["excluded"]}


def import_and_check(record):
    with transaction.atomic():
        run = services.import_file(name="file.json", data=encoded(record), at=AT)
        tenders = [stored.tender for stored in queries.records_of(run) if stored.tender]
        for tender in tenders:
            services.evaluate(tender=tender, at=AT)
        missing = [gone for tender in tenders for gone in unaccounted(record, tender)]
        frozen = Run.objects.count()
        transaction.set_rollback(True)
    return missing, frozen


# --- the changes ---


def places(value, path=()):
    """The way to every value within bids, lots and what a tender says of itself."""
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in parts:
        if len(path) != 1 or path[0] != "tender" or key in {"lots", "status", "lotGroups", "bids"}:
            yield (*path, key)
            yield from places(item, (*path, key))


def wanted(path):
    return path[0] in {"bids", "lots", "awards", "status", "tender"} and "parameters" not in path


def change(draw, record):
    path = draw(st.sampled_from([path for path in places(record) if wanted(path)]))
    parent = functools.reduce(lambda value, key: value[key], path[:-1], record)
    key = path[-1]
    how = draw(st.sampled_from(["set", "delete", "twice", "wrap", "elsewhere", "swap"]))
    if how == "set":
        parent[key] = draw(st.sampled_from(SCALARS))
    elif how == "delete":
        del parent[key]
    elif how == "wrap":
        parent[key] = [parent[key]] if draw(st.booleans()) else {"x": parent[key]}
    elif how == "elsewhere" and path[0] == "bids" and isinstance(record.get("tender", {}), dict):
        record.setdefault("tender", {})["bids"] = [parent.pop(key)]
    elif how == "twice" and isinstance(parent, list):
        parent.append(copy.deepcopy(parent[key]))
    elif how == "swap":
        same_key = [other for other in places(record) if wanted(other) and other[-1] == key]
        other = draw(st.sampled_from(same_key))
        if other[: len(path)] != path and path[: len(other)] != other:
            home = functools.reduce(lambda value, part: value[part], other[:-1], record)
            parent[key], home[key] = copy.deepcopy(home[key]), copy.deepcopy(parent[key])


@pytest.mark.usefixtures("shared")
def test_the_real_files_as_they_are_miss_nothing_and_are_evaluated():
    outcomes = [import_and_check(record) for record in real_records()]

    assert [missing for missing, _ in outcomes if missing] == []
    assert sum(frozen for _, frozen in outcomes) == 24


@pytest.mark.usefixtures("shared")
@settings(
    max_examples=examples(40), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, *HealthCheck]
)
@given(data=st.data())
def test_no_change_of_a_real_file_loses_a_priced_bid(data):
    record = copy.deepcopy(data.draw(st.sampled_from(real_records())))
    for _ in range(data.draw(st.integers(1, 3))):
        change(data.draw, record)

    missing, _ = import_and_check(record)

    assert missing == []
