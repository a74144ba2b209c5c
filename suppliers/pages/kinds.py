"""Facts of one kind as a list, one of them with its versions, and declarations by topic."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.documents import uploads
from core.pages import formats
from suppliers.declarations import TOPICS, DeclarationGroup, DeclarationTopic, declarations, exclusion_grounds
from suppliers.forms import country_name
from suppliers.gather import CONTENT
from suppliers.models import Capability, Certificate, ConnectedPerson, Declaration, FactVersion, PolicyStatement
from suppliers.pages import labels
from suppliers.pages.facts import TodoRow
from suppliers.queries import KINDS, SupplierFacts
from suppliers.rules.entries import (
    CapabilityEntry,
    CertificateEntry,
    DeclarationEntry,
    FactEntry,
    PersonEntry,
    PolicyEntry,
)
from suppliers.rules.facts import FactKind, has_ended, live_on


@dataclass(frozen=True, slots=True)
class FactLine:
    """A fact in a list."""

    title: str
    about: str
    url: str
    until: str
    tag: str
    tone: str
    evidence: str
    signed_by: str


@dataclass(frozen=True, slots=True)
class DocumentLink:
    name: str
    size: str
    url: str


@dataclass(frozen=True, slots=True)
class FactVersionRow:
    what: str
    when: str
    document: DocumentLink | None


@dataclass(frozen=True, slots=True)
class TopicGroup:
    """Topics of declarations that are asked for the same purpose."""

    id: str
    title: str
    about: str
    count: str
    rows: tuple[TodoRow, ...]


def rows_of(facts: SupplierFacts, kind: FactKind) -> Sequence[FactVersion]:
    return [row for row in facts if KINDS[type(row)] is kind]


def fact_rows(rows: Iterable[FactVersion], on: date, *, with_links: bool = True) -> list[FactLine]:
    """What ended or ends first stands first. No query where signers and documents came along."""
    ordered = sorted(rows, key=lambda row: (row.expires_date or date.max, row.no))
    return [_fact_row(row, on, with_links=with_links) for row in ordered]


def _fact_row(row: FactVersion, on: date, *, with_links: bool) -> FactLine:
    tag, tone = labels.until_tag(row.issued_date, row.expires_date, on)
    slug = labels.KIND_TEXTS[KINDS[type(row)]].slug
    return FactLine(
        labels.fact_title(row),
        labels.fact_about(row),
        reverse("our:fact", args=[slug, row.no]) if with_links else "",
        labels.until_text(row.expires_date, on),
        tag,
        tone,
        labels.evidence_text(row),
        str(row.signed_by) if with_links else "",
    )


# --- one fact ---


def summary_rows(row: FactVersion, on: date) -> list[tuple[str, str]]:
    """What a version says, row by row."""
    days = [(_("True until"), labels.until_text(row.expires_date, on))]
    if row.issued_date:
        days.insert(0, (_("Issued on"), formats.day(row.issued_date)))
    evidence = [] if row.evidence else [(_("Shown by"), labels.evidence_text(row))]
    return [*((str(label), text) for label, text in _content(row) if text), *days, *evidence]


def _content(row: FactVersion) -> list[tuple[str, str]]:
    match row:
        case Declaration():
            criterion = declarations()[row.code]
            article = [(_("Directive 2014/24/EU"), _("art. %s") % criterion.article)] if criterion.article else []
            return [(_("Answer"), labels.fact_about(row)), (_("In texts"), row.text), *article]
        case Certificate():
            return [(_("Issued by"), row.issuer), (_("Its number"), row.number)]
        case Capability():
            return [
                (_("Key"), row.code),
                (_("How much"), labels.amount_text(row)),
                (_("Standard that it follows"), row.standard_id),
            ]
        case PolicyStatement():
            return [(_("About"), labels.fact_about(row)), (_("In texts"), row.text)]
        case ConnectedPerson():
            return [(_("As what"), labels.fact_about(row)), (_("Country"), country_name(row.country))]
    raise TypeError(type(row).__name__)


def document_link(row: FactVersion) -> DocumentLink | None:
    """Where the document of a version is saved from."""
    if row.evidence is None:
        return None
    args = [labels.KIND_TEXTS[KINDS[type(row)]].slug, row.no, row.version]
    return DocumentLink(row.evidence.name, formats.filesize(row.evidence.size), reverse("our:evidence", args=args))


def version_rows(versions: Iterable[FactVersion]) -> list[FactVersionRow]:
    return [
        FactVersionRow(
            _("%(act)s by %(name)s: %(what)s")
            % {
                "act": row.get_act_display(),
                "name": row.signed_by,
                "what": ", ".join(filter(None, [labels.fact_title(row), labels.fact_about(row)])),
            },
            formats.moment(row.signed_at),
            document_link(row),
        )
        for row in versions
    ]


def initial_of(row: FactVersion) -> dict[str, Any]:
    """What a form begins with that puts in the next version: all but the days, which are new ones."""
    names = CONTENT[type(row)]
    values = {name: getattr(row, name) for name in names}
    return {name: Fraction(value) if isinstance(value, Decimal) else value for name, value in values.items()}


def entry_of(row: FactVersion) -> FactEntry:
    """What a version says, as it is entered again."""
    kind = ENTRIES[KINDS[type(row)]]
    entry: FactEntry = kind(**{name: getattr(row, name) for name in (field.name for field in fields(kind))})
    return entry


def limits() -> str:
    """What is taken as a document, in a sentence."""
    usual = uploads.USUAL
    facts = {"size": formats.filesize(usual.most_bytes), "listed": usual.listed}
    return _("At most %(size)s: %(listed)s.") % facts


def topic_of(row: FactVersion) -> str:
    """The topic of a declaration, as addresses name it."""
    assert isinstance(row, Declaration)
    return declarations()[row.code].topic.value


# --- declarations by topic ---

ENTRIES: dict[FactKind, type[Any]] = {
    FactKind.DECLARATION: DeclarationEntry,
    FactKind.CERTIFICATE: CertificateEntry,
    FactKind.CAPABILITY: CapabilityEntry,
    FactKind.POLICY: PolicyEntry,
    FactKind.PERSON: PersonEntry,
}
GROUPS = (DeclarationGroup.EXCLUSION, DeclarationGroup.SELECTION, DeclarationGroup.OTHER)


def declarations_heading(facts: SupplierFacts) -> str:
    """How many of the grounds that every tender asks for are declared."""
    grounds = exclusion_grounds()
    declared = sum(row.code in facts.by_code for row in grounds)
    if declared == len(grounds):
        return _("All %(count)d grounds for exclusion are declared") % {"count": declared}
    return _("%(declared)d of %(all)d grounds for exclusion are declared") % {"declared": declared, "all": len(grounds)}


def kind_heading(kind: FactKind, rows: Sequence[FactVersion], on: date) -> str:
    """How many facts of a kind are true."""
    if not rows:
        return str(labels.KIND_TEXTS[kind].empty)
    live = sum(live_on(row.issued_date, row.expires_date, on) for row in rows)
    if live == len(rows):
        return ngettext("It is true today", "All %(count)d are true today", live) % {"count": live}
    return _("%(live)d of %(all)d are true today") % {"live": live, "all": len(rows)}


def topic_groups(facts: SupplierFacts, on: date) -> list[TopicGroup]:
    """Every topic in its group: how many of its declarations there are, and until when. No query."""
    texts = {
        DeclarationGroup.EXCLUSION: (
            _("Grounds for exclusion"),
            _("Every tender asks for these. “Yes” means that it applies to you: say then what you have done about it."),
        ),
        DeclarationGroup.SELECTION: (
            _("Being able to do it"),
            _("A tender asks for some of these. Declare those that you have to show often."),
        ),
        DeclarationGroup.OTHER: (_("What else buyers ask"), _("How you take part, and as what.")),
    }
    return [_group(group, *texts[group], facts, on) for group in GROUPS]


def _group(group: DeclarationGroup, title: str, about: str, facts: SupplierFacts, on: date) -> TopicGroup:
    criteria = [row for row in declarations().values() if row.group is group]
    declared = sum(row.code in facts.by_code for row in criteria)
    topics = dict.fromkeys(row.topic for row in criteria)
    counts = {"declared": declared, "all": len(criteria)}
    count = _("%(declared)d of %(all)d declared") % counts
    return TopicGroup(group.value, title, about, count, tuple(_topic_row(topic, group, facts, on) for topic in topics))


def _topic_row(topic: DeclarationTopic, group: DeclarationGroup, facts: SupplierFacts, on: date) -> TodoRow:
    codes = [row.code for row in declarations().values() if row.topic is topic]
    rows = [facts.by_code[code] for code in codes if code in facts.by_code]
    missing, is_needed = len(codes) - len(rows), group is DeclarationGroup.EXCLUSION
    ended = [row for row in rows if has_ended(row.expires_date, on)]
    url = reverse("our:topic", args=[topic.value])
    title = str(TOPICS[topic])
    act = _("Change") if rows else _("Declare")
    why = _topic_sentence(rows, ended, missing, len(codes))
    if ended:
        return TodoRow("✕", "bad", _("Ended"), title, url, why, act, url)
    if missing and (is_needed or not rows):
        tone = "miss" if is_needed else "wait"
        sign, word = ("!", _("To do")) if is_needed else ("…", _("Not declared"))
        return TodoRow(sign, tone, word, title, url, why, act if is_needed else "", url)
    return TodoRow("✓", "ok", _("Done"), title, url, why)


def _topic_sentence(rows: Sequence[Declaration], ended: Sequence[Declaration], missing: int, total: int) -> str:
    if ended:
        return ngettext("%(count)d declaration has ended.", "%(count)d declarations have ended.", len(ended)) % {
            "count": len(ended)
        }
    if not rows:
        return ngettext("%(count)d question", "%(count)d questions", total) % {"count": total}
    first = min(row.expires_date for row in rows if row.expires_date is not None)
    yes = sum(row.answer == "yes" for row in rows)
    answered = _("“Yes” to %(yes)d of %(count)d, true until %(day)s.") % {
        "yes": yes,
        "count": len(rows),
        "day": formats.day(first),
    }
    return f"{answered} " + (_("%(count)d more can be declared.") % {"count": missing} if missing else "")
