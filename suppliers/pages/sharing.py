"""Share codes on pages: the box beside one's facts, and what a code opens."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.access import Person
from core.pages import formats
from offline import keys
from offline.share_codes import SharedFactKind
from suppliers import queries
from suppliers.access import SupplierAction, may
from suppliers.forms.countries import country_name
from suppliers.models import Answer, ConnectedRole, PolicyTopic, ShareCodeLookup, Supplier
from suppliers.pages import labels
from suppliers.rules.facts import FactKind
from suppliers.sharing_shapes import LookupRowShape, SharedEvidenceShape, SharedFactShape, SharedFactsShape

ZONE = "UTC"
DETAILS = {
    "answer": gettext_lazy("Answer"),
    "text": gettext_lazy("In words"),
    "issuer": gettext_lazy("Issued by"),
    "number": gettext_lazy("Number"),
    "amount": gettext_lazy("Amount"),
    "unit": gettext_lazy("Unit"),
    "currency": gettext_lazy("Currency"),
    "standard_id": gettext_lazy("Standard"),
    "role": gettext_lazy("Role"),
    "share": gettext_lazy("Share in percent"),
    "country": gettext_lazy("Country"),
}
VALUES = {"answer": dict(Answer.choices), "role": dict(ConnectedRole.choices)}


@dataclass(frozen=True, slots=True)
class LookupLine:
    who: str
    when: str


@dataclass(frozen=True, slots=True)
class SharingBox:
    """The box beside one's facts; `code` is empty where there is none that is good."""

    code: str
    made_on: str
    ends: str
    lookups: tuple[LookupLine, ...]
    times: str
    make_url: str
    make_label: str
    end_url: str
    file_url: str


@dataclass(frozen=True, slots=True)
class SharedRow:
    """A fact that was shared. `evidence`: names with whole digests; empty: declared, not proven."""

    title: str
    about: str
    details: tuple[tuple[str, str], ...]
    until: str
    tag: str
    tone: str
    evidence: tuple[SharedEvidenceShape, ...]
    signed: str


@dataclass(frozen=True, slots=True)
class SharedGroup:
    """Facts of a kind; `caption`: what their table is called for those who do not see it."""

    title: str
    caption: str
    column: str
    count: str
    rows: tuple[SharedRow, ...]


@dataclass(frozen=True, slots=True)
class SharedPage:
    """What a code opens. `command`: what verifies the saved file without the site."""

    over: str
    heading: str
    lead: str
    groups: tuple[SharedGroup, ...]
    fingerprint: str
    command: str
    file_url: str


@dataclass(frozen=True, slots=True)
class SeenRow:
    title: str
    why: str
    url: str


def sharing_box(supplier: Supplier, person: Person, now: datetime) -> SharingBox | None:
    """The share code of a supplier, for those who act for it; None for others. Two queries."""
    if not may(person, SupplierAction.SHARE, supplier):
        return None
    share_code = queries.current_code(supplier, now)
    lookups = queries.lookups_of(share_code) if share_code else []
    return SharingBox(
        code=share_code.code if share_code else "",
        made_on=formats.day(share_code.made_at.astimezone(UTC).date()) if share_code else "",
        ends=formats.day(share_code.ends_at.astimezone(UTC).date()) if share_code else "",
        lookups=tuple(map(_lookup_line, lookups)),
        times=ngettext("%(count)d time", "%(count)d times", len(lookups)) % {"count": len(lookups)},
        make_url=reverse("our:share-code"),
        make_label=_("Make a new code") if share_code else _("Make a code"),
        end_url=reverse("our:share-code-end"),
        file_url=reverse("our:share-code-file"),
    )


def _lookup_line(lookup: ShareCodeLookup) -> LookupLine:
    return LookupLine(str(lookup.organisation), formats.moment(lookup.at, ZONE))


def what_is_shared(facts: queries.SupplierFacts) -> list[tuple[str, str]]:
    """How many facts of each kind go into the snapshot. No query."""
    counts = Counter(queries.KINDS[type(row)] for row in facts)
    return [(str(labels.KIND_TEXTS[kind].title), str(counts[kind])) for kind in FactKind if counts[kind]]


# --- what a code opens ---


def shared_page(shared: SharedFactsShape, *, on: date) -> SharedPage:
    """No query."""
    identifier = f"{shared.id_scheme} {shared.id_value}".strip()
    facts = {
        "made": formats.day(shared.made_at.date()),
        "ends": formats.day(shared.ends_at.date()),
    }
    return SharedPage(
        over=" · ".join(filter(None, [shared.supplier, identifier, country_name(shared.country)])),
        heading=_heading(shared),
        lead=_("As its members signed them and as they stood on %(made)s. The code is good until %(ends)s.") % facts,
        groups=tuple(_groups(shared.facts, on)),
        fingerprint=keys.in_groups(shared.key),
        command=f"python -m offline verify share-code.json --key {shared.key}",
        file_url=reverse("sharing:file", args=[shared.lookup]),
    )


def _heading(shared: SharedFactsShape) -> str:
    total = len(shared.facts)
    slots = {"name": shared.supplier, "ended": shared.ended, "all": total}
    if shared.ended:
        return (
            ngettext(
                "%(ended)d of %(all)d facts of %(name)s has ended",
                "%(ended)d of %(all)d facts of %(name)s have ended",
                shared.ended,
            )
            % slots
        )
    return (
        ngettext("The only fact of %(name)s is true today", "All %(all)d facts of %(name)s are true today", total)
        % slots
    )


def _groups(facts: Iterable[SharedFactShape], on: date) -> Iterable[SharedGroup]:
    by_kind: dict[SharedFactKind, list[SharedFactShape]] = {}
    for fact in facts:
        by_kind.setdefault(fact.kind, []).append(fact)
    for kind in SharedFactKind:
        if rows := by_kind.get(kind):
            texts = labels.KIND_TEXTS[FactKind(kind.value)]
            count = ngettext("%(count)d fact", "%(count)d facts", len(rows)) % {"count": len(rows)}
            title = _("What it can do") if kind is SharedFactKind.CAPABILITY else str(texts.title)
            yield SharedGroup(
                title=title,
                caption=_("%(kind)s as they were signed") % {"kind": title},
                column=str(texts.column),
                count=count,
                rows=tuple(_row(fact, on) for fact in rows),
            )


def _row(fact: SharedFactShape, on: date) -> SharedRow:
    issued, expires = (date.fromisoformat(day) if day else None for day in (fact.issued, fact.expires))
    tag, tone = labels.until_tag(issued, expires, on)
    signed = {"name": fact.signed_by, "day": formats.day(fact.signed_at.date())}
    about = str(dict(PolicyTopic.choices).get(fact.code, fact.code)) if fact.kind != SharedFactKind.DECLARATION else ""
    return SharedRow(
        title=fact.title,
        about=about,
        details=tuple(
            (str(DETAILS.get(name, name)), str(VALUES.get(name, {}).get(text, text)))
            for name, text in fact.details.items()
        ),
        until=labels.until_text(expires, on),
        tag=tag,
        tone=tone,
        evidence=fact.evidence,
        signed=_("%(name)s, %(day)s") % signed,
    )


def seen_row(row: LookupRowShape) -> SeenRow:
    """A code that was looked up, as a line that leads to what it opens."""
    facts = {"at": formats.moment(row.looked_up_at, ZONE), "ends": formats.day(row.ends_at.date())}
    return SeenRow(
        row.supplier,
        _("Looked up on %(at)s. Good until %(ends)s.") % facts,
        reverse("sharing:seen", args=[row.lookup]),
    )
