"""The page of permissions: the answers of the real `may` functions, for every kind of person, action and state."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.contrib.auth.models import AnonymousUser

from core.access import Decision, Person
from core.assembly import PermissionSample, permission_samples
from core.models import Authority, Role, User
from procurement.web.docs import markdown

_INTRO = """Computed by asking `may(user, action, object)` of each stage about a sample in each state: the same function
answers for page, API and button. *no (3)* points to reason 3 under the table. An object that a person may not even see
answers as one that does not exist (404)."""


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


def people(authority: Authority) -> dict[str, Person]:
    """Every kind of person that access functions distinguish, seen from one authority. Unsaved: no query is made."""
    elsewhere = Authority()
    known: dict[str, Person] = {"Not signed in": AnonymousUser(), "No role": _person()}
    known |= {str(role.label): _person(authority, role) for role in Role}
    return known | {"Officer elsewhere": _person(elsewhere, Role.OFFICER)}


def _person(authority: Authority | None = None, role: Role | None = None) -> User:
    user = User()
    roles = {str(authority.pk): {role.value}} if authority and role else {}
    user._roles = roles  # type: ignore[attr-defined]  # noqa: SLF001 -- where core.access keeps what it has read
    return user


def page() -> str:
    return markdown.page("Permissions", _INTRO, *(part for sample in permission_samples() for part in _parts(sample)))


def _parts(sample: PermissionSample) -> Iterator[str]:
    authority, reasons = Authority(), _Reasons()
    persons = {**people(authority), **sample.insiders()}
    yield f"## {sample.title}"
    yield f"{sample.note} `{sample.may.__module__.replace('.', '/')}.py`"
    for action in sample.actions:
        rows = []
        for state, label in sample.states.items():
            row = sample.sample(authority, state)
            rows.append([label, *(reasons.cell(sample.may(person, action, row)) for person in persons.values())])
        yield f"### {sample.title}: `{action.value}`"
        yield markdown.table(["State", *persons], rows)
    yield "\n".join(f"{number}. {text}" for number, text in enumerate(reasons.texts, start=1))
