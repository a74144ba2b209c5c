"""What a stage shows outside its own pages, collected from the `parts.py` of every installed app.

A stage names its parts once, as `PARTS = Parts(...)` in `<stage>/parts.py`; navigation, Home, the pages of other
stages, the log's sentences, the addresses and the table of permissions only read them here, in the order of their
numbers or, where there is none, of INSTALLED_APPS. Nothing here knows a stage by name. A name that two stages claim
stops the start.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import cache
from importlib import import_module
from typing import Any

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path
from django.utils.module_loading import module_has_submodule
from django.utils.translation import gettext as _

from core.access import Decision, Person, no
from core.audit import LeafKind
from core.notice_kinds import NoticeText
from core.part_kinds import (
    ActorPart,
    HomePart,
    HomeSection,
    InvitationPart,
    LogPart,
    LogSentence,
    NavigationEntry,
    Note,
    NotePart,
    OwnerPart,
    PageRoutes,
    Parts,
    Patterns,
    PermissionSample,
    PersonPart,
    ReceivingPart,
    RecipientPart,
    RefusalPart,
    Section,
    SectionPart,
    SectionPlace,
    SignInChoice,
    SignInOffer,
    SignInPart,
    Task,
    Text,
)
from core.states import Owner
from core.timers import RecurringPart, TimerPart
from core.verification import Repairers, Verification

__all__ = [
    "ActorPart",
    "HomePart",
    "HomeSection",
    "InvitationPart",
    "LogPart",
    "LogSentence",
    "NavigationEntry",
    "Note",
    "NotePart",
    "OwnerPart",
    "PageRoutes",
    "Parts",
    "Patterns",
    "PermissionSample",
    "PersonPart",
    "ReceivingPart",
    "RecipientPart",
    "RefusalPart",
    "Section",
    "SectionPart",
    "SectionPlace",
    "SignInChoice",
    "SignInOffer",
    "SignInPart",
    "Task",
    "Text",
    "acting_on",
    "api_patterns",
    "collect",
    "home_notes",
    "home_sections",
    "installed_parts",
    "invitation_parts",
    "is_withheld_route",
    "leaf_kinds",
    "log_part",
    "log_sentences",
    "navigation",
    "notice_texts",
    "owner_decision",
    "page_patterns",
    "permission_samples",
    "person_conditions",
    "places_of_pages",
    "receiving_faults",
    "recipients_of",
    "recurring_parts",
    "refusals_of",
    "repairers",
    "sealed_routes",
    "sections_of",
    "sign_in_offers",
    "timer_parts",
    "unbuilt",
    "verifications",
]


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
    _require_once("logs of", (part.prefix for parts in collected for part in parts.logs))
    _require_once("verification", (part.name for parts in collected for part in parts.verifications))
    _require_once("repairer of", (kind for parts in collected for kind in parts.repairers))
    _require_once("invitation into", (part.kind for parts in collected for part in parts.invitations))
    _require_once("owner", (f"{part.owner.value} of {part.model}" for parts in collected for part in parts.owners))
    _require_once("route of the API", (str(route.name) for parts in collected for route in _patterns(_api_of(parts))))
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


def _api_of(parts: Parts) -> Patterns:
    return [*parts.api, *parts.sealed_api]


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
    return [route for parts in installed_parts() for route in _api_of(parts)]


@cache
def sealed_routes() -> frozenset[str]:
    """The routes of which the security log tells nothing: that somebody was there would tell who bids."""
    pages = (mount for parts in installed_parts() for mount in parts.pages if mount.sealed)
    of_api = (f"api:{route.name}" for parts in installed_parts() for route in _patterns(parts.sealed_api))
    return frozenset([*(name for mount in pages for name in _route_names(mount)), *of_api])


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


def log_part(origin: str) -> LogPart | None:
    """Whose log this is, by its origin; None for one that nobody brings."""
    brought = (part for parts in installed_parts() for part in parts.logs)
    return next((part for part in brought if origin.startswith(part.prefix)), None)


def log_sentences() -> dict[str, LogSentence]:
    """{kind of leaf: what the timeline says of it}."""
    return {sentence.kind.value: sentence for parts in installed_parts() for sentence in parts.sentences}


def permission_samples() -> list[PermissionSample]:
    """What the table of permissions is computed from, stage by stage."""
    return [sample for parts in installed_parts() for sample in parts.samples]


def verifications() -> list[Verification]:
    """The kinds of stored things that `manage.py verify` goes through, stage by stage."""
    return [part for parts in installed_parts() for part in parts.verifications]


def unbuilt() -> list[Text]:
    """What this version does not do, a sentence each, stage by stage."""
    return [sentence for parts in installed_parts() for sentence in parts.unbuilt]


def repairers() -> Repairers:
    """{kind of a job: how the lost file of such a job is made again}."""
    return {kind: repairer for parts in installed_parts() for kind, repairer in parts.repairers.items()}


def notice_texts() -> dict[str, NoticeText]:
    """{kind of a notice: its words}."""
    return {text.kind.value: text for parts in installed_parts() for text in parts.notices}


def invitation_parts() -> dict[str, InvitationPart]:
    """{kind: into what people are invited beside authorities}."""
    return {part.kind: part for parts in installed_parts() for part in parts.invitations}


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


def refusals_of(route: str) -> list[RefusalPart]:
    """Who writes down that an address of this route was refused or hidden."""
    return [part for parts in installed_parts() for part in parts.refusals if route.startswith(part.routes)]


def receiving_faults() -> list[str]:
    """What keeps this site from receiving any bid at this moment, a line each. Raises a database's error."""
    return [fault for parts in installed_parts() for faults in parts.receiving for fault in faults()]


def is_withheld_route(route: str) -> bool:
    """Whether what is sent to a route of this name may stand in no report of a fault."""
    return any(route.startswith(tuple(parts.withheld_routes)) for parts in installed_parts())


def person_conditions() -> dict[str, Any]:
    """{attribute: the condition that is read with the person of a session}."""
    return {part.name: part.condition() for parts in installed_parts() for part in parts.people}


def owner_decision(owner: Owner, row: Any, user: Person) -> Decision:
    """Whether the person is this owner of the row of an earlier stage: the rule of the later stage that knows."""
    model = row._meta.label_lower  # noqa: SLF001
    for parts in installed_parts():
        for part in parts.owners:
            if (part.model, part.owner) == (model, owner):
                return part.rule(user, row)
    return no(_("Nobody acts here yet."))
