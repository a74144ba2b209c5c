"""What kinds of facts, their days and their standing are called."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.pages import formats
from suppliers.declarations import declarations
from suppliers.models import Answer, Declaration, FactVersion, Supplier
from suppliers.queries import KINDS
from suppliers.rules.facts import SOON, FactKind, has_ended
from suppliers.states import ApprovalState, OperationalState


@dataclass(frozen=True, slots=True)
class KindText:
    """A kind of facts. `slug`: in addresses; `column`: the heading of its list."""

    slug: str
    title: Promise
    about: str | Promise
    column: Promise
    add: Promise
    empty: Promise
    empty_why: Promise


KIND_TEXTS: Mapping[FactKind, KindText] = {
    FactKind.DECLARATION: KindText(
        "declarations",
        gettext_lazy("Declarations"),
        gettext_lazy("exclusion, selection, taxes"),
        gettext_lazy("Declaration"),
        gettext_lazy("Declare"),
        gettext_lazy("Nothing is declared yet"),
        gettext_lazy("Every tender asks for the grounds for exclusion. Declare them once."),
    ),
    FactKind.CERTIFICATE: KindText(
        "certificates",
        gettext_lazy("Certificates"),
        gettext_lazy("insurance, quality, registers"),
        gettext_lazy("Certificate"),
        gettext_lazy("Put in a certificate"),
        gettext_lazy("No certificate yet"),
        gettext_lazy("Insurance, ISO certificates, entries in registers: with their last day, so that we remind you."),
    ),
    FactKind.CAPABILITY: KindText(
        "capabilities",
        gettext_lazy("What we can do"),
        "",
        gettext_lazy("Ability"),
        gettext_lazy("Put in what you can do"),
        gettext_lazy("Nothing is said yet of what you can do"),
        gettext_lazy("A tender asks who in a bid can do what. Say it once, with an amount where it counts."),
    ),
    FactKind.POLICY: KindText(
        "policies",
        gettext_lazy("Policies"),
        gettext_lazy("equality, environment, security"),
        gettext_lazy("Policy"),
        gettext_lazy("Put in a policy"),
        gettext_lazy("No policy yet"),
        gettext_lazy("What your organisation holds to, in texts or as a document."),
    ),
    FactKind.PERSON: KindText(
        "people",
        gettext_lazy("Owners and directors"),
        "",
        gettext_lazy("Person or company"),
        gettext_lazy("Put in an owner or director"),
        gettext_lazy("Nobody is named yet"),
        gettext_lazy("Who owns and who directs the organisation: officers look here for conflicts of interest."),
    ),
}
SLUGS = {texts.slug: kind for kind, texts in KIND_TEXTS.items()}
APPROVAL_TONES = {ApprovalState.APPROVED: "good", ApprovalState.SUBMITTED: "warn", ApprovalState.REJECTED: "bad"}


def fact_title(row: FactVersion) -> str:
    """What a fact is called."""
    if isinstance(row, Declaration):
        return str(declarations()[row.code].title)
    return str(getattr(row, "title", "") or getattr(row, "name", ""))


def fact_about(row: FactVersion) -> str:
    """What else one line says of it."""
    if isinstance(row, Declaration):
        return str(Answer(row.answer).label)
    kind = KINDS[type(row)]
    if kind is FactKind.CERTIFICATE:
        return ", ".join(filter(None, [getattr(row, "issuer", ""), getattr(row, "number", "")]))
    if kind is FactKind.CAPABILITY:
        return amount_text(row)
    if kind is FactKind.POLICY:
        return str(row.get_topic_display())  # type: ignore[attr-defined]
    share = getattr(row, "share", None)
    role = str(row.get_role_display())  # type: ignore[attr-defined]
    return f"{role}, {formats.number(share)} %" if share is not None else role


def amount_text(row: FactVersion) -> str:
    """An amount with its unit or currency; empty without one."""
    amount, unit, currency = (getattr(row, name, None) for name in ("amount", "unit", "currency"))
    if amount is None:
        return ""
    return formats.money(amount, currency) if currency else f"{formats.number(amount)} {unit}"


def until_text(expires: date | None, on: date) -> str:
    """With which day a fact ends, or has ended."""
    if expires is None:
        return _("without an end")
    return _("ended on %(day)s") % {"day": formats.day(expires)} if has_ended(expires, on) else formats.day(expires)


def until_tag(issued: date | None, expires: date | None, on: date) -> tuple[str, str]:
    """(tag, tone) of a fact that needs somebody; empty for one that is true and stays so."""
    if has_ended(expires, on):
        return _("Ended"), "bad"
    if issued is not None and issued > on:
        return _("Not yet"), "warn"
    return (_("Ends soon"), "warn") if expires is not None and expires - on <= SOON else ("", "")


def evidence_text(row: FactVersion) -> str:
    """A document, or that it is only said."""
    return row.evidence.name if row.evidence else _("declared, not proven")


def identifier_text(supplier: Supplier) -> str:
    return f"{supplier.id_scheme} {supplier.id_value}".strip()


def size_text(supplier: Supplier) -> str:
    """As part of a line; empty where it is not known."""
    texts = {
        "micro": _("micro company"),
        "small": _("small company"),
        "medium": _("medium company"),
        "large": _("large company"),
    }
    return texts.get(supplier.size, "")


def over_line(supplier: Supplier) -> str:
    """Name, identifier and size in one line."""
    return " · ".join(filter(None, [supplier.name, identifier_text(supplier), size_text(supplier)]))


def approval_tag(supplier: Supplier) -> tuple[str, str]:
    state = ApprovalState(supplier.state)
    texts = {
        ApprovalState.DRAFT: _("Not registered yet"),
        ApprovalState.SUBMITTED: _("Waits for approval"),
        ApprovalState.APPROVED: _("Approved"),
        ApprovalState.REJECTED: _("Not approved"),
    }
    return texts[state], APPROVAL_TONES.get(state, "")


def operational_tag(supplier: Supplier) -> tuple[str, str]:
    if supplier.operational == OperationalState.SUSPENDED:
        return _("Suspended until %(day)s") % {"day": formats.moment(supplier.suspended_until_at)}, "bad"
    return _("Active"), "good"
