"""What a stage shows outside its own pages, collected from the `parts.py` of every installed app.

A stage names its parts once, as `PARTS = Parts(...)` in `<stage>/parts.py`; navigation, Home, the pages of other
stages, the log's sentences, the addresses and the table of permissions only read them here, in the order of their
numbers or, where there is none, of INSTALLED_APPS. Nothing here knows a stage by name. A name that two stages claim
stops the start.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cache
from importlib import import_module
from typing import Any

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path
from django.utils.functional import Promise
from django.utils.module_loading import module_has_submodule
from django.utils.translation import gettext as _

from core.access import Decision, OwnerRule, Person, no
from core.audit import LeafKind
from core.notice_kinds import NoticeText
from core.states import Owner
from core.timers import RecurringPart, TimerPart
from core.verification import Repairers, Verification

Text = str | Promise
Patterns = Sequence[URLPattern | URLResolver]


class SectionPlace(StrEnum):
    """Where on such a page a section stands; the page's template calls the list of sections by this name."""

    ACTIONS = "actions"
    BESIDE = "beside"
    BELOW = "below"


@dataclass(frozen=True, slots=True)
class NavigationEntry:
    """A place of the main navigation, for those to whom it is open."""

    order: int
    label: Text
    route: str
    open_to: Callable[[Person], bool]


@dataclass(frozen=True, slots=True)
class PageRoutes:
    """Addresses of pages under a prefix; their names stand in the namespace, if any. Several stages may share one.

    `under`: the route of the place in the main navigation to which pages belong that lie beside its address.
    """

    prefix: str
    namespace: str
    patterns: Patterns
    under: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """One line of a section of Home: a thing that waits for the person, or that it may want to read.

    `act`: the label of the button that does what is to do, at `act_url`; `sends`: it does it at once, by POST.
    """

    title: str
    url: str
    over: str = ""
    note: str = ""
    tag: str = ""
    tone: str = ""
    act: str = ""
    act_url: str = ""
    sends: bool = False


@dataclass(frozen=True, slots=True)
class HomeSection:
    """Tasks under a heading; `empty` is said where there are none, `count` in the page's heading and first sentence.

    `beside`: it is for reading and stands beside what is to do, or below it where the screen is narrow.
    """

    id: str
    title: str
    tasks: tuple[Task, ...] = ()
    empty: str = ""
    count: str = ""
    more_url: str = ""
    more_label: str = ""
    beside: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """What a person of this role would look for: what is not built, or where to turn first."""

    title: str
    text: str
    url: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class HomePart:
    """Builds a section of Home for a person, or None for whom it is not; the lower the number, the more urgent."""

    order: int
    build: Callable[[Person, datetime], HomeSection | None]


@dataclass(frozen=True, slots=True)
class NotePart:
    """Builds a note of Home for a person, or None; `last`: it stands below the sections."""

    order: int
    build: Callable[[Person], Note | None]
    last: bool = False


@dataclass(frozen=True, slots=True)
class SectionPart:
    """A section on the page of an earlier stage: a template that gets `content`, what `build` made of the page's row.

    `page` is the name of that page's route. `build` answers None if there is nothing to show. `anchor` and `label`
    name the section in the page's contents.
    """

    page: str
    place: SectionPlace
    order: int
    template: str
    build: Callable[[Any, Person, datetime], Any]
    anchor: str = ""
    label: Text = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A section as a page includes it."""

    template: str
    content: Any
    anchor: str
    label: str


@dataclass(frozen=True, slots=True)
class LogSentence:
    """What the timeline says of a kind of leaf.

    `text` may hold %(count)d for acts alike that follow each other; `public`: known to everybody who may see the
    tender, else only to those who may see its bids; `with_reason`: the reason given for the act is published with it.
    """

    kind: LeafKind
    text: Text
    public: bool = False
    with_reason: bool = False

    def counted(self, count: int) -> str:
        return str(self.text % {"count": count})


@dataclass(frozen=True, slots=True)
class PermissionSample:
    """What the table of permissions asks a stage's `may`: its actions, on a sample in each state of its object."""

    title: str
    note: str
    may: Callable[..., Decision]
    actions: type[StrEnum]
    states: Mapping[str, Text]
    sample: Callable[[Any, str], Any]


@dataclass(frozen=True, slots=True)
class OwnerPart:
    """Who an owner in the state table of an earlier stage is, where only a later stage knows: the panel of a tender."""

    model: str
    owner: Owner
    rule: OwnerRule


@dataclass(frozen=True, slots=True)
class SignInChoice:
    """An account that the sign-in page offers, and what one sees through it."""

    email: str
    name: str
    sees: str


@dataclass(frozen=True, slots=True)
class SignInOffer:
    """Accounts that open with one click: the form goes to `url`, with the `account` that was chosen."""

    url: str
    choices: tuple[SignInChoice, ...]


@dataclass(frozen=True, slots=True)
class RecipientPart:
    """Who else learns of what happens to a row of an earlier stage: those who have begun a bid for a tender."""

    model: str
    people: Callable[[Any], Iterable[Any]]


# What the sign-in page offers to this request beside its form, or None.
SignInPart = Callable[[HttpRequest], SignInOffer | None]
# Who acts next on a tender whose bids are open, as far as this person may know: labels, or nothing to say.
ActorPart = Callable[[Any, Person], Sequence[Text]]


@dataclass(frozen=True, slots=True)
class Parts:
    """All that one app brings."""

    navigation: Sequence[NavigationEntry] = ()
    pages: Sequence[PageRoutes] = ()
    api: Patterns = ()
    home: Sequence[HomePart] = ()
    notes: Sequence[NotePart] = ()
    sections: Sequence[SectionPart] = ()
    leaf_kinds: Sequence[type[LeafKind]] = ()
    sentences: Sequence[LogSentence] = ()
    samples: Sequence[PermissionSample] = ()
    actors: Sequence[ActorPart] = ()
    sign_in: Sequence[SignInPart] = ()
    owners: Sequence[OwnerPart] = ()
    recipients: Sequence[RecipientPart] = ()
    notices: Sequence[NoticeText] = ()
    timers: Sequence[TimerPart] = ()
    recurring: Sequence[RecurringPart] = ()
    verifications: Sequence[Verification] = ()
    repairers: Repairers = field(default_factory=dict)


@cache
def installed_parts() -> tuple[Parts, ...]:
    """The parts of every app, in the order of INSTALLED_APPS. Raises ImproperlyConfigured for a name claimed twice."""
    return collect(_parts_of_apps())


def collect(brought: Iterable[Parts]) -> tuple[Parts, ...]:
    """These parts in their order. Raises ImproperlyConfigured if two of them claim a kind, a sentence or a route."""
    collected = tuple(brought)
    _require_once("audit kind", (kind.value for parts in collected for kinds in parts.leaf_kinds for kind in kinds))
    _require_once("sentence of", (sentence.kind.value for parts in collected for sentence in parts.sentences))
    _require_once("notice", (text.kind.value for parts in collected for text in parts.notices))
    _require_once("recurring act", (part.name for parts in collected for part in parts.recurring))
    _require_once("verification", (part.name for parts in collected for part in parts.verifications))
    _require_once("repairer of", (kind for parts in collected for kind in parts.repairers))
    _require_once("owner", (f"{part.owner.value} of {part.model}" for parts in collected for part in parts.owners))
    _require_once("route of the API", (str(route.name) for parts in collected for route in _patterns(parts.api)))
    _require_once("route", (name for parts in collected for pages in parts.pages for name in _route_names(pages)))
    return collected


def _parts_of_apps() -> Iterator[Parts]:
    for app in apps.get_app_configs():
        if app.module is not None and module_has_submodule(app.module, "parts"):
            yield import_module(f"{app.name}.parts").PARTS


def _require_once(what: str, names: Iterable[str]) -> None:
    twice = sorted(name for name, count in Counter(names).items() if count > 1)
    if twice:
        raise ImproperlyConfigured(f"Two stages bring the {what} {', '.join(twice)}.")


def _patterns(routes: Patterns) -> Iterable[URLPattern]:
    return (route for route in routes if isinstance(route, URLPattern))


def _route_names(pages: PageRoutes) -> Iterable[str]:
    return (f"{pages.namespace}:{route.name}" for route in _patterns(pages.patterns))


def navigation() -> list[NavigationEntry]:
    """Every place of the main navigation, in order."""
    return sorted((entry for parts in installed_parts() for entry in parts.navigation), key=lambda entry: entry.order)


def places_of_pages() -> dict[str, str]:
    """{prefix of addresses: route of the navigation's place under which they belong, lying beside it}."""
    return {f"/{pages.prefix}": pages.under for parts in installed_parts() for pages in parts.pages if pages.under}


def page_patterns() -> list[URLPattern | URLResolver]:
    """The addresses of all pages. Routes of one prefix and namespace are mounted together, whoever brings them."""
    mounts: dict[tuple[str, str], list[URLPattern | URLResolver]] = {}
    for parts in installed_parts():
        for pages in parts.pages:
            mounts.setdefault((pages.prefix, pages.namespace), []).extend(pages.patterns)
    return [
        path(prefix, include((patterns, namespace) if namespace else patterns))
        for (prefix, namespace), patterns in mounts.items()
    ]


def api_patterns() -> list[URLPattern | URLResolver]:
    """The addresses of the API, stage by stage."""
    return [route for parts in installed_parts() for route in parts.api]


def home_sections(user: Person, now: datetime) -> list[HomeSection]:
    """What the person does next, the most urgent first."""
    collected = sorted((part for parts in installed_parts() for part in parts.home), key=lambda part: part.order)
    return [section for part in collected if (section := part.build(user, now)) is not None]


def home_notes(user: Person, *, last: bool) -> list[Note]:
    """The notes above the sections of Home, or those below."""
    collected = sorted((part for parts in installed_parts() for part in parts.notes), key=lambda part: part.order)
    return [note for part in collected if part.last is last and (note := part.build(user)) is not None]


def sign_in_offers(request: HttpRequest) -> list[SignInOffer]:
    """What the sign-in page offers to this request beside its form."""
    offers = (build(request) for parts in installed_parts() for build in parts.sign_in)
    return [offer for offer in offers if offer is not None]


def sections_of(page: str, row: Any, user: Person, now: datetime) -> dict[str, list[Section]]:
    """{place: the sections that stages add to this page of this row, for this person}, for a template's context."""
    collected = sorted((part for parts in installed_parts() for part in parts.sections), key=lambda part: part.order)
    built = [(part, part.build(row, user, now)) for part in collected if part.page == page]
    return {
        place.value: [
            Section(part.template, content, part.anchor, str(part.label))
            for part, content in built
            if part.place is place and content is not None
        ]
        for place in SectionPlace
    }


def leaf_kinds() -> list[LeafKind]:
    """The closed list of acts that leave a leaf, stage by stage."""
    return [kind for parts in installed_parts() for kinds in parts.leaf_kinds for kind in kinds]


def log_sentences() -> dict[str, LogSentence]:
    """{kind of leaf: what the timeline says of it}."""
    return {sentence.kind.value: sentence for parts in installed_parts() for sentence in parts.sentences}


def permission_samples() -> list[PermissionSample]:
    """What the table of permissions is computed from, stage by stage."""
    return [sample for parts in installed_parts() for sample in parts.samples]


def verifications() -> list[Verification]:
    """The kinds of stored things that `manage.py verify` goes through, stage by stage."""
    return [part for parts in installed_parts() for part in parts.verifications]


def repairers() -> Repairers:
    """{kind of a job: how the lost file of such a job is made again}."""
    return {kind: repairer for parts in installed_parts() for kind, repairer in parts.repairers.items()}


def notice_texts() -> dict[str, NoticeText]:
    """{kind of a notice: its words}."""
    return {text.kind.value: text for parts in installed_parts() for text in parts.notices}


def timer_parts() -> list[TimerPart]:
    """The rows that wait for the clock, stage by stage."""
    return [part for parts in installed_parts() for part in parts.timers]


def recurring_parts() -> list[RecurringPart]:
    """What the site does again and again by itself."""
    return [part for parts in installed_parts() for part in parts.recurring]


def acting_on(tender: Any, user: Person) -> list[str]:
    """Who acts next on the work that later stages have begun on a tender, each once."""
    labels = (str(label) for parts in installed_parts() for actors in parts.actors for label in actors(tender, user))
    return list(dict.fromkeys(labels))


def recipients_of(row: Any) -> list[Any]:
    """The people whom later stages name to be told of what happens to this row."""
    model = row._meta.label_lower  # noqa: SLF001
    named = (part for parts in installed_parts() for part in parts.recipients if part.model == model)
    return [person for part in named for person in part.people(row)]


def owner_decision(owner: Owner, row: Any, user: Person) -> Decision:
    """Whether the person is this owner of the row of an earlier stage: the rule of the later stage that knows."""
    model = row._meta.label_lower  # noqa: SLF001
    for parts in installed_parts():
        for part in parts.owners:
            if (part.model, part.owner) == (model, owner):
                return part.rule(user, row)
    return no(_("Nobody acts here yet."))
