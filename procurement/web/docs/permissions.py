"""The page of permissions: the answers of the real `may` functions, for every kind of person, action and state."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.contrib.auth.models import AnonymousUser

from core.access import Decision, Person
from core.models import Authority, Job, JobState, Role, User
from procurement.evaluations import access as evaluations
from procurement.evaluations.models import Evaluation, Run
from procurement.evaluations.states import EVALUATION
from procurement.reports import access as reports
from procurement.reports.models import Report
from procurement.tenders import access as tenders
from procurement.tenders.models import Lot, Tender
from procurement.tenders.states import TENDER
from procurement.tenders.studies import access as studies
from procurement.tenders.studies.models import MethodStudy
from procurement.web.docs import markdown

_INTRO = """Computed by asking `may(user, action, object)` of each stage about a sample in each state: the same function
answers for page, API and button. *no (3)* points to reason 3 under the table. An object that a person may not even see
answers as one that does not exist (404)."""

Sample = Callable[[Authority, str], Any]


@dataclass(frozen=True, slots=True)
class Matter:
    """What a stage's `may` is asked about: its actions, the states of its object, and a sample in a state."""

    title: str
    note: str
    may: Callable[..., Decision]
    actions: type[StrEnum]
    states: dict[str, str]
    sample: Sample


@dataclass(slots=True)
class _Reasons:
    """Numbers for reasons, in the order of their first use."""

    texts: list[str] = field(default_factory=list)

    def cell(self, decision: Decision) -> str:
        if decision:
            return "yes"
        text = str(decision.why)
        if text not in self.texts:
            self.texts.append(text)
        return f"no ({self.texts.index(text) + 1})"


def _tender(authority: Authority, state: str) -> Tender:
    return Tender(authority=authority, state=state)


def _study(authority: Authority, state: str) -> MethodStudy:  # noqa: ARG001 -- one signature for all
    return MethodStudy(authority=authority)


def _evaluation(authority: Authority, state: str) -> Evaluation:
    return Evaluation(lot=Lot(tender=_tender(authority, "opened")), state=state)


def _report(authority: Authority, state: str) -> Report:
    run = Run(lot=Lot(tender=_tender(authority, "opened")))
    return Report(authority=authority, run=run, job=Job(state=state))


def matters() -> list[Matter]:
    """One per stage that has an `access.py`."""
    return [
        Matter(
            "Tender and its bids",
            "States of the tender.",
            tenders.may,
            tenders.Action,
            {key: str(state.label) for key, state in TENDER.items()},
            _tender,
        ),
        Matter(
            "Study of methods",
            "A study has no states: it is kept as it was made.",
            studies.may,
            studies.Action,
            {"kept": "Kept"},
            _study,
        ),
        Matter(
            "Evaluation",
            "States of the evaluation of a lot whose tender is at *Bids opened*; before that the tender refuses.",
            evaluations.may,
            evaluations.Action,
            {key: str(state.label) for key, state in EVALUATION.items()},
            _evaluation,
        ),
        Matter(
            "Review",
            "States of the job that makes the file.",
            reports.may,
            reports.Action,
            {state.value: str(state.label) for state in JobState},
            _report,
        ),
    ]


def people(authority: Authority) -> dict[str, Person]:
    """Every kind of person the access functions tell apart, seen from one authority. Unsaved: no query is made."""
    elsewhere = Authority()
    known: dict[str, Person] = {"Not signed in": AnonymousUser(), "No role": _person()}
    known |= {str(role.label): _person(authority, role) for role in Role}
    return known | {"Officer elsewhere": _person(elsewhere, Role.OFFICER)}


def _person(authority: Authority | None = None, role: Role | None = None) -> User:
    user = User()
    held = {str(authority.pk): {role.value}} if authority and role else {}
    user._roles = held  # type: ignore[attr-defined]  # noqa: SLF001 -- where core.access keeps what it has read
    return user


def page() -> str:
    return markdown.page("Permissions", _INTRO, *(part for matter in matters() for part in _parts(matter)))


def _parts(matter: Matter) -> Iterator[str]:
    authority, reasons = Authority(), _Reasons()
    who = people(authority)
    yield f"## {matter.title}"
    yield f"{matter.note} `{matter.may.__module__.replace('.', '/')}.py`"
    for action in matter.actions:
        rows = []
        for state, label in matter.states.items():
            sample = matter.sample(authority, state)
            rows.append([label, *(reasons.cell(matter.may(person, action, sample)) for person in who.values())])
        yield f"### {matter.title}: `{action.value}`"
        yield markdown.table(["State", *who], rows)
    yield "\n".join(f"{number}. {text}" for number, text in enumerate(reasons.texts, start=1))
