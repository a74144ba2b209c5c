"""Suppliers as officers see them: who waits, all by name, and one with what can be decided."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.access import Person
from core.pages import formats
from suppliers.access import may
from suppliers.forms import country_name
from suppliers.models import Hearing, Supplier
from suppliers.pages import labels
from suppliers.pages.deciding import ACTS, SupplierStanding, standing
from suppliers.pages.facts import TodoRow
from suppliers.pages.organisation import OrganisationRow, summary_rows


@dataclass(frozen=True, slots=True)
class SupplierRow:
    name: str
    url: str
    identifier: str
    country: str
    size: str
    approval: str
    tone: str
    operational: str


@dataclass(frozen=True, slots=True)
class SupplierList:
    waiting: tuple[TodoRow, ...]
    rows: tuple[SupplierRow, ...]
    search: str


@dataclass(frozen=True, slots=True)
class SupplierActRow:
    """A button: where it leads, or why not."""

    label: str
    url: str
    why: str
    kind: str


@dataclass(frozen=True, slots=True)
class SupplierPage:
    rows: tuple[OrganisationRow, ...]
    hearing: tuple[tuple[str, str], ...]
    acts: tuple[SupplierActRow, ...]


def list_heading(waiting: Sequence[Supplier]) -> str:
    if not waiting:
        return _("No supplier waits for a decision")
    text = ngettext("%(count)d supplier waits for a decision", "%(count)d suppliers wait for a decision", len(waiting))
    return text % {"count": len(waiting)}


def list_page(waiting: Iterable[Supplier], rows: Iterable[Supplier], search: str, at: datetime) -> SupplierList:
    """No query."""
    return SupplierList(
        tuple(waiting_row(supplier, at) for supplier in waiting), tuple(_row(supplier) for supplier in rows), search
    )


def list_links(search: str, rows: Sequence[Supplier], *, after: UUID | None, size: int) -> dict[str, str]:
    """Where the list begins and where it goes on; `rows`: those of the page, and one more where there is one."""
    path, asked = reverse("suppliers:list"), {"q": search} if search else {}
    following = {**asked, "after": str(rows[size - 1].pk)} if len(rows) > size else None
    return {
        "newer": f"{path}?{urlencode(asked)}".rstrip("?") if after else "",
        "older": f"{path}?{urlencode(following)}" if following else "",
    }


def waiting_row(supplier: Supplier, at: datetime) -> TodoRow:
    url = reverse("suppliers:detail", args=[supplier.pk])
    since = _("since %(when)s") % {"when": formats.relative(supplier.state_at, at)}
    about = [labels.identifier_text(supplier), country_name(supplier.country), labels.size_text(supplier), since]
    why = " · ".join(filter(None, about))
    return TodoRow("!", "miss", _("To do"), supplier.name, url, why, _("Look at it"), url)


def _row(supplier: Supplier) -> SupplierRow:
    approval, tone = labels.approval_tag(supplier)
    return SupplierRow(
        supplier.name,
        reverse("suppliers:detail", args=[supplier.pk]),
        labels.identifier_text(supplier) or "–",
        country_name(supplier.country) or "–",
        str(supplier.get_size_display()),
        approval,
        tone,
        labels.operational_tag(supplier)[0],
    )


def supplier_page(supplier: Supplier, user: Person) -> SupplierPage:
    """One query beyond the person's roles."""
    now = standing(supplier)
    return SupplierPage(tuple(summary_rows(supplier)[1:]), tuple(_hearing_rows(now.hearing)), tuple(_acts(now, user)))


def _acts(now: SupplierStanding, user: Person) -> Iterable[SupplierActRow]:
    for act in ACTS.values():
        if act.is_open(now):
            decision = may(user, act.action, now.supplier)
            url = reverse("suppliers:act", args=[now.supplier.pk, act.key])
            yield SupplierActRow(str(act.label), url, str(decision.why), act.kind)


def _hearing_rows(hearing: Hearing | None) -> Iterable[tuple[str, str]]:
    if hearing is None:
        return
    yield _("What it was told"), hearing.reason
    yield _("Answers until"), formats.moment(hearing.answers_until_at)
    answered = f"{hearing.answer} ({formats.moment(hearing.answered_at)})" if hearing.answered_at else _("not yet")
    yield _("Its answer"), answered


def act_rows(now: SupplierStanding) -> list[tuple[str, str]]:
    """What an officer reads beside the button."""
    supplier = now.supplier
    rows = [(_("Identifier"), labels.identifier_text(supplier)), (_("Country"), country_name(supplier.country))]
    return [*((label, text) for label, text in rows if text), *_hearing_rows(now.hearing)]
