"""The profiles as rows: the same as in the sources beside the project, and the same as long as their id is."""

import json
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal

import pytest

from core.law.profiles import CITY, DE, EU, PROFILES, UK, digest, profile_of
from core.law.terms import DifferentMoney, Limit
from core.models import LawProfileId, PriceBasis

# A profile that says something else is another version: tenders pinned this one, and lawyers confirmed it.
DIGESTS = {
    "eu-directive/1": "777075108823f2a43891f6650e763e056cfd42af2f8972b58c9b87452c8a32b3",
    "de-gwb/1": "d0056071fd989d0b1d3dc827498a4da2650a7dc3a938481cb1ff4eb312bcfa1f",
    "uk-pa2023/1": "e0a7d5ca395e6a667f510749af0e2caa45c0f4fa3e38b85cfc1bb32b6589250d",
    "own/1": "cbc648db80e3e668348ac6ab978108398133abb66e8d15f5db0b1b6243c31458",
}
RENAMED = {"start": "from"}


def as_source(value):
    """A row in the form of the source: amounts alone, without what the law leaves open."""
    if isinstance(value, Limit):
        return str(value.amount)
    if is_dataclass(value):
        pairs = {RENAMED.get(field.name, field.name): getattr(value, field.name) for field in fields(value)}
        return {name: as_source(entry) for name, entry in pairs.items() if entry is not None}
    if isinstance(value, tuple):
        return [as_source(entry) for entry in value]
    return value if isinstance(value, bool | int) else str(value)


def resolved(source):
    """{id: all that the source says of a profile}, with what it takes over from another, without nulls."""
    by_id = {}
    for row in source["profiles"]:
        entries = {key: entry for key, entry in row.items() if key not in {"confirmed_by", "extends"}}
        by_id[row["id"]] = by_id.get(row.get("extends"), {}) | _known(entries)
    return by_id


def _known(value):
    if isinstance(value, dict):
        return {key: _known(entry) for key, entry in value.items() if entry is not None}
    return value


def test_every_profile_says_what_its_source_says(shared):
    path = shared / "data/law/profiles.json"
    if not path.is_file():
        pytest.skip("../shared/data/law/profiles.json is not here: the sources of the profiles")

    expected = resolved(json.loads(path.read_text(encoding="utf-8")))

    assert {key: as_source(profile) for key, profile in PROFILES.items()} == expected


def test_a_profile_of_one_id_never_changes():
    assert {key: digest(profile) for key, profile in PROFILES.items()} == DIGESTS


def test_every_profile_that_an_authority_may_choose_is_there():
    assert set(PROFILES) == set(LawProfileId.values)
    assert profile_of("de-gwb/1") == DE
    with pytest.raises(KeyError):
        profile_of("eu-directive/9")


def test_an_amount_has_a_currency_and_a_basis():
    threshold = UK.threshold.sub_central

    assert threshold == Limit(Decimal(207_720), "GBP", PriceBasis.GROSS)
    assert threshold.is_below(Decimal("207720.01"), "GBP", PriceBasis.GROSS)
    assert not threshold.is_below(Decimal(207_720), "GBP", PriceBasis.GROSS)


@pytest.mark.parametrize(("currency", "basis"), [("EUR", PriceBasis.GROSS), ("GBP", PriceBasis.NET)])
def test_amounts_of_another_kind_are_not_compared(currency, basis):
    with pytest.raises(DifferentMoney, match=f"{currency} {basis} is not comparable with a limit in GBP gross"):
        UK.threshold.sub_central.is_below(Decimal(300_000), currency, basis)


def test_a_city_s_own_limit_takes_the_currency_of_the_authority():
    assert CITY.kpi.above.completed("PLN", PriceBasis.NET) == Limit(Decimal(5_000_000), "PLN", PriceBasis.NET)
    assert UK.kpi.above.completed("PLN", PriceBasis.NET) == UK.kpi.above


@pytest.mark.parametrize(
    ("day", "valid"),
    [(date(2025, 12, 31), False), (date(2026, 1, 1), True), (date(2027, 12, 31), True), (date(2028, 1, 1), False)],
)
def test_figures_hold_until_the_thresholds_change(day, valid):
    assert EU.is_valid_on(day) is valid
    assert CITY.is_valid_on(day)
