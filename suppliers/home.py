"""What Home says of suppliers: to their people what needs them, to officers who waits for a decision."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import access
from core.access import Person
from core.assembly import HomeSection, Note, Task
from core.models import Role, User
from core.pages import formats
from suppliers import queries, summary
from suppliers.models import Consortium, Hearing, Supplier
from suppliers.pages import facts as pages
from suppliers.pages import labels, officers
from suppliers.pages.facts import TodoRow
from suppliers.pages.organisation import hearing_note
from suppliers.queries import SupplierFacts
from suppliers.rules.facts import Compliance
from suppliers.states import ApprovalState, OperationalState

MOST_TASKS = 5


def waiting_for_officers(user: Person, now: datetime) -> HomeSection | None:
    """To officers: suppliers that wait for approval. One query for them."""
    if not access.holds_any(user, Role.OFFICER):
        return None
    waiting = list(queries.waiting_for_approval()[: MOST_TASKS + 1])
    if not waiting:
        return None
    return HomeSection(
        "suppliers",
        _("Suppliers wait for approval"),
        tuple(_task(officers.waiting_row(supplier, now), "") for supplier in waiting[:MOST_TASKS]),
        count=officers.list_heading(waiting),
        more_url=reverse("suppliers:list"),
        more_label=_("All suppliers"),
    )


@dataclass(frozen=True, slots=True)
class OrganisationStanding:
    """One of the organisations for which a person acts, as it is today."""

    supplier: Supplier
    facts: SupplierFacts
    compliance: Compliance
    hearing: Hearing | None


def standings(user: Person, now: datetime) -> list[OrganisationStanding]:
    """The organisations for which a person acts, by name. Seven queries, kept on the person for the request."""
    if not isinstance(user, User) or not queries.acts_for_any(user):
        return []
    kept: list[OrganisationStanding] | None = getattr(user, "_supplier_standings", None)
    if kept is None:
        suppliers = queries.acted_for_by(user)
        facts, hearings = queries.facts_of_all(suppliers), queries.open_hearings(suppliers)
        kept = [
            OrganisationStanding(
                row, facts[row.pk], summary.compliance_of(facts[row.pk], now.date()), hearings.get(row.pk)
            )
            for row in suppliers
        ]
        user._supplier_standings = kept  # type: ignore[attr-defined]  # noqa: SLF001
    return kept


def waiting_for_members(user: Person, now: datetime) -> HomeSection | None:
    """To people of suppliers: what needs them, of each of their organisations; parts of consortia to sign first."""
    rows = standings(user, now)
    tasks: list[Task] = [*parts_to_sign(user, [row.supplier for row in rows])]
    for row in rows:
        over = row.supplier.name if len(rows) > 1 else ""
        tasks += _organisation_tasks(row.supplier, row.hearing, over)
        tasks += [_task(todo, over) for todo in pages.todo_rows(row.facts, row.compliance)]
    if not tasks:
        return None
    return HomeSection(
        "facts-due",
        _("What to do next"),
        tuple(tasks[:MOST_TASKS]),
        count=ngettext("%(count)d thing needs you", "%(count)d things need you", len(tasks)) % {"count": len(tasks)},
        more_url=reverse("our:facts") if rows else "",
        more_label=_("Our facts"),
    )


def parts_to_sign(user: Person, suppliers: Sequence[Supplier]) -> Iterable[Task]:
    """Consortia that wait for the signature of one of these suppliers, or of the person at this address.

    Two queries, five more where they are in consortia; none for people of authorities who act for no supplier.
    """
    if not suppliers and access.roles_of(user):
        return
    for consortium in queries.consortia_of(suppliers):
        for party in queries.standing_of(consortium):
            if party.supplier in suppliers and queries.valid_consent(party) is None:
                yield _part_task(consortium)
    for place in queries.asked_by_mail(user):
        yield _part_task(place.consortium)


def _part_task(consortium: Consortium) -> Task:
    url = reverse("consortia:part", args=[consortium.pk])
    title = _("Sign your part: %(name)s") % {"name": consortium.name}
    return Task(title, url, "", _("Led by %(lead)s.") % {"lead": consortium.lead.name}, act=_("Read"), act_url=url)


def _organisation_tasks(supplier: Supplier, hearing: Hearing | None, over: str) -> Iterable[Task]:
    url = reverse("our:organisation")
    if hearing is not None and not hearing.answered_at:
        note = hearing_note(hearing)
        yield Task(note.title, url, over, note.text, act=_("Answer"), act_url=reverse("our:hearing"))
    if supplier.state == ApprovalState.DRAFT:
        title = _("%(name)s is not registered yet") % {"name": supplier.name}
        yield Task(title, url, over, _("It was sent back, or never handed in."), act=_("Go on"), act_url=url)
    if supplier.operational == OperationalState.SUSPENDED:
        until = formats.moment(supplier.suspended_until_at)
        yield Task(_("%(name)s is suspended") % {"name": supplier.name}, url, over, _("until %s") % until)


def _task(row: TodoRow, over: str) -> Task:
    return Task(row.title, row.url, over, row.why, act=row.act, act_url=row.act_url)


def facts_in_a_line(user: Person, now: datetime) -> HomeSection | None:
    """To people of suppliers: the facts of each in a line, beside what is to do."""
    rows = standings(user, now)
    if not rows:
        return None
    return HomeSection("our-facts", _("Our facts"), tuple(_facts_task(row) for row in rows), beside=True)


def _facts_task(row: OrganisationStanding) -> Task:
    label, tone = labels.approval_tag(row.supplier)
    title, note = pages.heading(row.compliance), _standing(row.compliance)
    return Task(title, reverse("our:facts"), row.supplier.name, note, tag=label, tone=tone)


def _standing(compliance: Compliance) -> str:
    entered = ngettext("%(count)d fact, entered once.", "%(count)d facts, entered once.", compliance.total)
    ending, ended = len(compliance.ending), len(compliance.ended)
    parts = [entered % {"count": compliance.total}] if compliance.total else []
    if ending:
        parts.append(ngettext("%(count)d ends soon.", "%(count)d end soon.", ending) % {"count": ending})
    if ended:
        parts.append(ngettext("%(count)d has ended.", "%(count)d have ended.", ended) % {"count": ended})
    return " ".join(parts)


def bids_note(user: Person) -> Note | None:
    """To people of suppliers who are neither officer nor auditor: where a bid begins, and what is not built."""
    if access.authorities_with(user, Role.OFFICER, Role.AUDITOR) or not queries.acts_for_any(user):
        return None
    suppliers = queries.acted_for_by(user)
    if not suppliers:
        return None
    return Note(
        _("You act for %(names)s") % {"names": ", ".join(supplier.name for supplier in suppliers)},
        _(
            "A bid begins on the page of an open tender. What is submitted stays sealed until, after the deadline, two "
            "people of the city open it together."
        ),
    )


@dataclass(frozen=True, slots=True)
class TenderOffer:
    """What the page of an open tender offers to one who acts for no organisation yet."""

    url: str


def offer_of_tender(tender: Any, user: Person, now: datetime) -> TenderOffer | None:
    """To visitors and people without a role, while bids may still come: an organisation can be registered. No query."""
    is_running = tender.deadline_at is not None and now < tender.deadline_at
    if not is_running or access.roles_of(user) or queries.acts_for_any(user):
        return None
    return TenderOffer(reverse("our:register"))
