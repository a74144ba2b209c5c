"""The demonstration: load it once, ask for its reviews."""

import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from core import clock, clock_switch
from core.models import Job
from procurement.bids import store
from procurement.evaluations import queries as evaluation_queries
from procurement.reports import services as report_services
from procurement.reports.models import Report
from procurement.studies import services as study_services
from procurement.studies.models import MethodStudy
from procurement.tenders.models import Tender
from procurement.tenders.states import TenderState
from procurement.web.demo import acts, archive, keys, people, policies, studies, suppliers
from procurement.web.demo.tables import Officers, TomlTable

DAYS_OF_PAST = 40
RUN_HERE = "Sensors for the air beside schools"  # in acts.toml
FOLDER = Path(__file__).parent / "data"


class NotADemo(Exception):
    """The demonstration is only loaded where EVENHAND_DEMO=1 says that this is one."""


@dataclass(frozen=True, slots=True)
class Account:
    """An account to show: the address to sign in with, and what one sees."""

    email: str
    name: str
    sees: str


@dataclass(frozen=True, slots=True)
class Loaded:
    """`inserted` tenders are new; `known` were there. `reviewed` to review, `studied` to simulate: all of them.

    `anew`: the city was made by this call, from its past on.
    """

    inserted: int
    known: int
    reviewed: list[Tender]
    studied: list[MethodStudy]
    anew: bool = False


def require_demo() -> None:
    """Raise NotADemo unless this installation is a demonstration: its accounts have a known passphrase."""
    if not settings.DEMO:
        raise NotADemo("The demo's accounts have a known passphrase. Say that you want them: EVENHAND_DEMO=1")


def load(*, at: datetime) -> Loaded:
    """Make everyone, the past tenders that are not there yet, the city's own tenders, and then every study.

    On an empty site all begins 40 days ago, in one transaction, and the clock comes to now through every act; elsewhere
    only what does not need a past of its own is made. Effects: people, suppliers with their facts,
    policies; past tenders with their evaluations; own tenders by the tender services; studies, each with its choice and
    the draft that refers to it; nothing twice. Raises NotADemo, and GateRefused where an evaluation cannot be frozen.
    """
    require_demo()
    store.open_store()  # the folder gets its database's id, which a load that stops half-way must not take back
    with _from_the_past(at) as start:
        everyone = _set_up(start=start or at, now=at)
        reviewed, inserted, known = _past_tenders(everyone, start or at)
        rows = _read("acts.toml")["acts"]
        opening_keys = _read("keys.toml")
        begun = acts.tell(rows, everyone=everyone, keys=opening_keys, now=at) if start else []
        keys.prove(opening_keys, everyone=everyone, at=clock.db_now())
        known += 0 if start else acts.find(rows, everyone=everyone).count()
    studied = [_study(data, everyone, at) for data in _read("studies.toml")["studies"]]
    return Loaded(inserted + len(begun), known, reviewed, studied, anew=start is not None)


def set_up(*, at: datetime) -> people.Everyone:
    """Everyone in the data, and their policy. What begins on an empty site begins in the past, so that it has one."""
    with _from_the_past(at) as start:
        return _set_up(start=start or at, now=at)


@contextmanager
def _from_the_past(now: datetime) -> Iterator[datetime | None]:
    """On an empty site the clock shows 40 days ago, and comes to now at the end; else None, and nothing is moved."""
    if not clock.may_move() or clock_switch.is_begun():
        yield None
        return
    with transaction.atomic():  # nobody else reads the clock of the past
        clock_switch.set_back(days=DAYS_OF_PAST, by=None)
        yield min(clock.db_now(), now)
        clock_switch.catch_up(by=None)


def _past_tenders(everyone: people.Everyone, at: datetime) -> tuple[list[Tender], int, int]:
    """(those to review, how many are new, how many were there), in the order of publication."""
    reviewed, inserted, known = [], 0, 0
    for row in _read("archive.toml")["files"]:
        officers = _officers(everyone.people, row, at)
        tender, is_new = archive.ensure(row, authority=everyone.authorities[row["authority"]], officers=officers)
        inserted, known = inserted + is_new, known + (not is_new)
        if row.get("review"):
            reviewed.append(tender)
    return reviewed, inserted, known


def _set_up(*, start: datetime, now: datetime) -> people.Everyone:
    everyone = people.ensure(_read("people.toml"), at=start)
    suppliers.ensure(_read("suppliers.toml"), everyone=everyone, at=start, today=now.date())
    cast = policies.Cast(everyone.people["officer"], everyone.people["second"], everyone.people, everyone.suppliers)
    for key, data in _read("policies.toml").items():
        policies.ensure(data, authority=everyone.authorities[key], cast=cast, at=start, now=now)
    keys.ensure(_read("keys.toml"), everyone=everyone, at=start)
    return everyone


def _study(data: TomlTable, everyone: people.Everyone, at: datetime) -> MethodStudy:
    return studies.ensure_study(
        data, authority=everyone.authorities[data["authority"]], officers=_officers(everyone.people, data, at)
    )


def request_reviews(tenders: list[Tender], *, at: datetime) -> list[Report]:
    """Have the auditor ask for the review of each tender's latest runs; the same reports when asked again."""
    require_demo()
    auditor = people.find(_read("people.toml")["people"]["auditor"])
    runs = [
        run
        for tender in tenders
        for evaluation in evaluation_queries.of_tender(tender)
        if (run := evaluation_queries.latest_run(evaluation)) is not None
    ]
    return [report_services.request_review(run=run, variant="pdf/a-3a", by=auditor, at=at) for run in runs]


def request_simulations(studied: list[MethodStudy], *, at: datetime) -> list[Job]:
    """Have each study's author ask for its rates; the same jobs when asked again."""
    require_demo()
    return [study_services.request_simulation(study=study, by=study.by, at=at) for study in studied]


def first_pages(loaded: Loaded, reports: list[Report]) -> list[tuple[str, str]]:
    """(path, what one sees there) of where to look first: a tender that is run here, the newest evaluation, its review,
    a study of methods. The first is missing where the clock may not move: then no tender was run.
    """
    evaluation = evaluation_queries.of_tender(loaded.reviewed[-1])[0]
    running = [
        (reverse("tenders:detail", args=[tender.pk]), "a tender that takes bids, with its questions and its amendment")
        for tender in Tender.objects.filter(title=RUN_HERE, state=TenderState.OPEN)
    ]
    return [
        *running[:1],
        (reverse("evaluations:detail", args=[evaluation.pk]), "why the dearer bid is first"),
        (reverse("reports:detail", args=[reports[-1].pk]), "its review, to read and to sign"),
        (reverse("studies:detail", args=[loaded.studied[-1].pk]), "how a method was chosen before any bid was there"),
    ]


def accounts() -> list[Account]:
    """The accounts to try, one per role."""
    rows = _read("people.toml")["people"].values()
    return [Account(row["email"], row["name"], row["sees"]) for row in rows if "sees" in row]


def passphrases() -> list[tuple[str, str]]:
    """(name of the holder, passphrase of its opening key) of every key of the demonstration."""
    holders = _read("people.toml")["people"]
    rows = (row for city in _read("keys.toml").values() for row in city.items())
    return [(holders[person]["name"], row["passphrase"]) for person, row in rows]


def _officers(everyone: Mapping[str, Any], data: TomlTable, at: datetime) -> Officers:
    if data["authority"] == "thornbeck":
        return Officers(everyone["neighbour"], everyone["neighbour_second"], at)
    return Officers(everyone["officer"], everyone["second"], at)


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))
