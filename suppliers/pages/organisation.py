"""The organisation itself: while it registers, once it is registered, and as officers see it."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _

from core.access import Decision
from core.documents.serving import saved
from core.pages import formats
from suppliers import gather, identifiers
from suppliers.forms import SIZES, country_name
from suppliers.models import Hearing, Supplier
from suppliers.pages import labels
from suppliers.pages.facts import TodoRow
from suppliers.states import ApprovalState, OperationalState

STEPS = ("name", "identifier", "size", "check")


@dataclass(frozen=True, slots=True)
class OrganisationRow:
    """A line of a summary; `note` with its `tone` (ok, bad or none) beside the value, `url` where it is changed."""

    label: str
    value: str
    note: str = ""
    tone: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class RegisterStep:
    """`state`: done, now or next."""

    no: int
    label: str
    state: str
    url: str


@dataclass(frozen=True, slots=True)
class Banner:
    title: str
    text: str
    tone: str = "info"
    url: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class OrganisationPage:
    notes: tuple[Banner, ...]
    rows: tuple[OrganisationRow, ...]
    register_url: str
    erase_url: str


def steps(current: str) -> list[RegisterStep]:
    """Where one stands while registering; steps that are done can be gone back to."""
    captions = {"name": _("Name"), "identifier": _("Number"), "size": _("Size"), "check": _("Check")}
    place = STEPS.index(current)
    return [
        RegisterStep(
            no + 1,
            captions[key],
            "done" if no < place else "now" if no == place else "next",
            reverse("our:register" if key == "name" else f"our:register-{key}") if no < place else "",
        )
        for no, key in enumerate(STEPS)
    ]


def check_rows(typed: Mapping[str, str]) -> list[OrganisationRow]:
    """What was typed while registering, to be checked before it is handed in."""
    note, tone = checked_note(typed["id_scheme"], typed["id_value"])
    first, second, third = (reverse(f"our:{name}") for name in ("register", "register-identifier", "register-size"))
    return [
        OrganisationRow(_("Name"), typed["name"], url=first),
        OrganisationRow(_("Country"), country_name(typed["country"]), url=first),
        OrganisationRow(_("Identifier"), identifier_label(typed["id_scheme"], typed["id_value"]), note, tone, second),
        OrganisationRow(_("Size"), size_words(typed["size"]), url=third),
    ]


def identifier_label(scheme: str, number: str) -> str:
    return f"{scheme} {number}".strip() or _("none")


def checked_note(scheme: str, number: str) -> tuple[str, str]:
    """(what the check of an identifier says, its tone)."""
    if not number:
        return "", ""
    result = identifiers.check(scheme, number)
    if result.refusal:
        return result.refusal, "bad"
    if result.is_checked:
        return _("Checked: such a number can exist."), "ok"
    return _("Not checked: this register is not on our list."), ""


def size_words(size: str) -> str:
    return next((str(label) for key, label in SIZES if key == size), _("Not known"))


def organisation_page(
    supplier: Supplier, *, may_change: Decision, may_erase: Decision, hearing: Hearing | None, reason: str
) -> OrganisationPage:
    """What members see of their organisation. No query."""
    is_draft = supplier.state == ApprovalState.DRAFT
    return OrganisationPage(
        tuple(notes(supplier, hearing=hearing, reason=reason)),
        tuple(summary_rows(supplier, with_links=bool(may_change))),
        reverse("our:hand-in") if is_draft else "",
        reverse("our:erase") if may_erase else "",
    )


def summary_rows(supplier: Supplier, *, with_links: bool = False) -> list[OrganisationRow]:
    """What an organisation said of itself, line by line."""
    details = reverse("our:details") if with_links else ""
    identifier = reverse("our:identifier") if with_links else ""
    note, tone = checked_note(supplier.id_scheme, supplier.id_value)
    founded = [OrganisationRow(_("Founded"), formats.day(supplier.founded_date))] if supplier.founded_date else []
    return [
        OrganisationRow(_("Name"), supplier.name, url=details),
        OrganisationRow(_("Country"), country_name(supplier.country), url=details),
        OrganisationRow(_("Identifier"), labels.identifier_text(supplier) or _("none"), note, tone, identifier),
        OrganisationRow(_("Size"), size_words(supplier.size), url=details),
        *founded,
    ]


def notes(supplier: Supplier, *, hearing: Hearing | None, reason: str) -> Iterable[Banner]:
    """What an officer decided or asks, and what follows."""
    why = _("The officer wrote: “%(reason)s”") % {"reason": reason} if reason else ""
    if supplier.state == ApprovalState.SUBMITTED:
        yield Banner(
            _("Waits for approval"),
            _("An officer looks at it. You may already ask about tenders, follow them and put in your facts."),
        )
    if supplier.state == ApprovalState.DRAFT and reason:
        yield Banner(
            _("Sent back to be completed"), f"{why} " + _("Change what is asked, then hand it in again."), "warning"
        )
    if supplier.state == ApprovalState.REJECTED:
        yield Banner(_("Not approved"), why, "error")
    if supplier.operational == OperationalState.SUSPENDED:
        until = formats.moment(supplier.suspended_until_at)
        yield Banner(_("Suspended until %(until)s") % {"until": until}, _("It ends by itself then."), "error")
    if hearing is not None:
        yield hearing_note(hearing)


def hearing_note(hearing: Hearing) -> Banner:
    until = formats.moment(hearing.answers_until_at)
    text = _("An officer wrote: “%(reason)s”") % {"reason": hearing.reason}
    if hearing.answered_at:
        return Banner(_("Your answer is with the officers"), text)
    title = _("You may be suspended: answer until %(until)s") % {"until": until}
    return Banner(title, text, "warning", reverse("our:hearing"), _("Answer"))


def done_rows(supplier: Supplier) -> list[TodoRow]:
    """What comes after registering."""
    grounds = reverse("our:kind", args=["declarations"])
    return [
        TodoRow(
            "✓", "ok", _("Done"), _("Registered"), why=_("%(name)s is with the officers.") % {"name": supplier.name}
        ),
        TodoRow(
            "…",
            "wait",
            _("Waiting"),
            _("An officer looks at it"),
            why=_("You are told when it is approved, or what is missing."),
        ),
        TodoRow(
            "!",
            "miss",
            _("To do"),
            _("Declare the grounds for exclusion"),
            grounds,
            _("Every tender asks for them. It takes a few minutes, once a year."),
            _("Declare"),
            grounds,
        ),
        TodoRow(
            "!",
            "miss",
            _("To do"),
            _("Invite your colleagues"),
            reverse("our:members"),
            _("Nobody should be the only one who can act for it."),
            _("Invite"),
            reverse("our:invite"),
        ),
    ]


def erase_follows() -> list[str]:
    """What erasing does, in words."""
    return [
        _("All facts with their versions, all members, invitations and notices about it are erased."),
        _("What was published with its name stays, as does what a buyer has by a share code."),
        _("The audit log keeps that it was erased, without its name."),
    ]


def export_file(supplier: Supplier, *, at: datetime) -> HttpResponse:
    """Everything about the organisation, as a file to save."""
    content = json.dumps(gather.everything_about(supplier, at=at), ensure_ascii=False, indent=2).encode()
    name = f"{slugify(supplier.name) or 'organisation'}-{at:%Y-%m-%d}.json"
    return saved(content, name=name, media_type="application/json", sha256=hashlib.sha256(content).hexdigest())
