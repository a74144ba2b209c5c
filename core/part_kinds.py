"""What a stage can bring: the kinds of parts that `core/assembly.py` collects from every `parts.py`."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver
from django.utils.functional import Promise

from core.access import Decision, OwnerRule, Person
from core.audit import LeafKind
from core.models import User
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
    `sealed`: that somebody was there would tell who bids; administrators read nothing of it in the security log.
    """

    prefix: str
    namespace: str
    patterns: Patterns
    under: str = ""
    sealed: bool = False


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
    `instants`: the facts that hold an instant before the act and after it, which are told, too.
    """

    kind: LeafKind
    text: Text
    public: bool = False
    with_reason: bool = False
    instants: tuple[str, str] | None = None

    def counted(self, count: int) -> str:
        return str(self.text % {"count": count})


@dataclass(frozen=True, slots=True)
class PermissionSample:
    """What the table of permissions asks a stage's `may`: its actions, on a sample in each state of its object.

    `insiders`: people whom only this stage distinguishes, by what the table calls them; unsaved.
    """

    title: str
    note: str
    may: Callable[..., Decision]
    actions: type[StrEnum]
    states: Mapping[str, Text]
    sample: Callable[[Any, str], Any]
    insiders: Callable[[], Mapping[str, Person]] = dict


@dataclass(frozen=True, slots=True)
class OwnerPart:
    """Who an owner in the state table of an earlier stage is, where only a later stage knows: the panel of a tender."""

    model: str
    owner: Owner
    rule: OwnerRule


@dataclass(frozen=True, slots=True)
class PersonPart:
    """What every page asks about the person of a session: a condition that is read with the person, in its one query.

    `name`: the attribute of the person that says whether it holds; elsewhere the person has no such attribute.
    """

    name: str
    condition: Callable[[], Any]


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


@dataclass(frozen=True, slots=True)
class InvitationPart:
    """Into what a later house invites people: its kind, its name by id, its roles with what each may do.

    `stands`: the condition under which an invitation of this kind still opens something, beside its own end; whoever
    sent it may still invite. `take_up(invitation, person, at)` makes the person what it was invited to be, in the
    transaction that accepts. `route`: where the person goes on.
    """

    kind: str
    name_of: Callable[[UUID], str]
    roles: Mapping[str, tuple[Text, Text]]
    stands: Callable[[], Q]
    take_up: Callable[..., None]
    route: str = "home"


@dataclass(frozen=True, slots=True)
class LogPart:
    """Logs of one kind of object, those whose origin begins with `prefix`: who reads them, and where they belong.

    `may(user, key)` says so of the log of an object, by the rest of its origin; `named(key)`: its name and address.
    """

    prefix: str
    may: Callable[[Person, str], Decision]
    named: Callable[[str], tuple[str, str]]


@dataclass(frozen=True, slots=True)
class RefusalPart:
    """Who writes down, beside the security log, that an address was refused or hidden: of routes that begin so.

    `record(route, ids, person, method)`: after the refused transaction, in one of its own.
    """

    routes: tuple[str, ...]
    record: Callable[[str, Mapping[str, object], User, str], None]


# What keeps this site from receiving any bid at this moment: a line each, which names no file, person or machine, since
# anybody may read it in /readyz. Nothing is stored by asking. May raise a database's error.
ReceivingPart = Callable[[], Iterable[str]]
# What the sign-in page offers to this request beside its form, or None.
SignInPart = Callable[[HttpRequest], SignInOffer | None]
# Who acts next on a tender whose bids are open, as far as this person may know: labels, or nothing to say.
ActorPart = Callable[[Any, Person], Sequence[Text]]


@dataclass(frozen=True, slots=True)
class Parts:
    """All that one app brings. `unbuilt`: what it does not do yet, a sentence each, for the page of the site itself.

    `sealed_api`: addresses of the API that are sealed as pages are (`PageRoutes`); they stand behind those of `api`.
    `withheld_routes`: routes that begin so carry what nobody may read; no report of a fault repeats what is sent there.
    """

    navigation: Sequence[NavigationEntry] = ()
    pages: Sequence[PageRoutes] = ()
    api: Patterns = ()
    sealed_api: Patterns = ()
    home: Sequence[HomePart] = ()
    notes: Sequence[NotePart] = ()
    sections: Sequence[SectionPart] = ()
    leaf_kinds: Sequence[type[LeafKind]] = ()
    sentences: Sequence[LogSentence] = ()
    samples: Sequence[PermissionSample] = ()
    actors: Sequence[ActorPart] = ()
    sign_in: Sequence[SignInPart] = ()
    owners: Sequence[OwnerPart] = ()
    people: Sequence[PersonPart] = ()
    recipients: Sequence[RecipientPart] = ()
    invitations: Sequence[InvitationPart] = ()
    notices: Sequence[NoticeText] = ()
    timers: Sequence[TimerPart] = ()
    recurring: Sequence[RecurringPart] = ()
    verifications: Sequence[Verification] = ()
    refusals: Sequence[RefusalPart] = ()
    receiving: Sequence[ReceivingPart] = ()
    withheld_routes: Sequence[str] = ()
    repairers: Repairers = field(default_factory=dict)
    logs: Sequence[LogPart] = ()
    unbuilt: Sequence[Text] = ()
