"""The page of an organisation's facts: how many need somebody, and that the others are true."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.access import Person
from core.models import User
from core.pages import formats
from suppliers import queries
from suppliers.declarations import exclusion_grounds
from suppliers.models import FactVersion, Supplier
from suppliers.pages import labels
from suppliers.queries import SupplierFacts
from suppliers.rules.facts import Compliance, Fact, FactKind, has_ended


@dataclass(frozen=True, slots=True)
class TodoRow:
    """A thing that needs somebody. `sign` with its `word` for those who do not see it; `tone`: miss bad wait ok."""

    sign: str
    tone: str
    word: str
    title: str
    url: str = ""
    why: str = ""
    act: str = ""
    act_url: str = ""


@dataclass(frozen=True, slots=True)
class KindRow:
    title: str
    about: str
    url: str
    count: str
    until: str
    signed_by: str


@dataclass(frozen=True, slots=True)
class FactsLink:
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class FactsPage:
    todo: tuple[TodoRow, ...]
    kinds: tuple[KindRow, ...]
    looked_through: str
    confirm_url: str
    links: tuple[FactsLink, ...]
    people: str
    others: str


@dataclass(frozen=True, slots=True)
class FactsHead:
    """What stands on top: the answer and the three tags."""

    over: str
    tags: tuple[tuple[str, str], ...]
    heading: str
    lead: str


def head(supplier: Supplier, compliance: Compliance) -> FactsHead:
    """The answer of the page. No query."""
    tags = (labels.approval_tag(supplier), labels.operational_tag(supplier), compliance_tag(compliance))
    return FactsHead(labels.over_line(supplier), tags, heading(compliance), lead(compliance))


def compliance_tag(compliance: Compliance) -> tuple[str, str]:
    """How the facts stand, as a tag."""
    ended, ending = len(compliance.ended), len(compliance.ending)
    if ended:
        return ngettext("%(count)d fact ended", "%(count)d facts ended", ended) % {"count": ended}, "warn"
    if ending:
        return ngettext("%(count)d fact ends soon", "%(count)d facts end soon", ending) % {"count": ending}, "warn"
    if not compliance.total:
        return _("No facts yet"), ""
    return _("All true"), "good"


def heading(compliance: Compliance) -> str:
    need, total = needing(compliance), compliance.total
    if not total:
        return _("Nothing is entered yet")
    if not need:
        return ngettext("Your only fact is true", "All %(count)d facts are true", total) % {"count": total}
    return ngettext("%(need)d of %(all)d facts needs you", "%(need)d of %(all)d facts need you", need) % {
        "need": need,
        "all": total,
    }


def needing(compliance: Compliance) -> int:
    """How many facts have ended or end soon."""
    return len(compliance.ended) + len(compliance.ending)


def lead(compliance: Compliance) -> str:
    if not compliance.total:
        return _("What you put in here goes into every bid. You enter it once.")
    rest = compliance.total - needing(compliance)
    if not needing(compliance):
        return _("They go into every bid as they stand. You entered them once.")
    if not rest:
        return _("What you put in goes into every bid as it stands. You enter it once.")
    return ngettext(
        "The other one goes into every bid as it stands. You entered it once.",
        "The other %(count)d go into every bid as they stand. You entered them once.",
        rest,
    ) % {"count": rest}


def facts_page(supplier: Supplier, facts: SupplierFacts, compliance: Compliance, user: Person) -> FactsPage:
    """What the page shows below its answer. Five queries."""
    live = [row for row in facts if _is_live(row, compliance)]
    confirmation = queries.latest_confirmation(supplier)
    members = queries.members_of(supplier)
    others = len(queries.acted_for_by(user)) - 1
    return FactsPage(
        tuple(todo_rows(facts, compliance, _reminders(supplier, user))),
        tuple(_kind_rows(live)),
        _looked_through(str(confirmation.by), confirmation.at.date()) if confirmation else "",
        reverse("our:confirm") if compliance.total else "",
        (FactsLink(_("Everything about us, as a file"), reverse("our:export")),),
        ngettext("%(count)d person acts for it.", "%(count)d people act for it.", len(members))
        % {"count": len(members)},
        _("Act for another organisation") if others else "",
    )


def _looked_through(name: str, day: date) -> str:
    return _("Last looked through by %(name)s on %(day)s") % {"name": name, "day": formats.day(day)}


def _is_live(row: FactVersion, compliance: Compliance) -> bool:
    gone = {(fact.kind, fact.no) for fact in (*compliance.ended, *compliance.pending)}
    return (queries.KINDS[type(row)], row.no) not in gone


def _reminders(supplier: Supplier, user: Person) -> dict[date, list[date]]:
    """{last day of facts: the days on which we wrote to this person about them}. One query."""
    written: dict[date, list[date]] = {}
    for last, day in queries.reminders_to(user, supplier):
        written.setdefault(last, []).append(day)
    return written


def todo_rows(
    facts: SupplierFacts, compliance: Compliance, reminders: dict[date, list[date]] | None = None
) -> Iterable[TodoRow]:
    """What needs somebody, what ends first standing first; then what nobody has declared yet. No query."""
    for fact in _grouped(compliance.ending):
        yield _fact_row(fact, "!", "miss", _("To do"), compliance, reminders or {})
    for fact in _grouped(compliance.ended):
        yield _fact_row(fact, "✕", "bad", _("Ended"), compliance, reminders or {})
    open_grounds = [row for row in exclusion_grounds() if row.code not in facts.by_code]
    if open_grounds:
        yield _grounds_row(len(open_grounds))


def _grounds_row(count: int) -> TodoRow:
    title = ngettext(
        "%(count)d ground for exclusion is not declared yet",
        "%(count)d grounds for exclusion are not declared yet",
        count,
    )
    url = reverse("our:kind", args=["declarations"])
    why = _("Every tender asks for them. It takes a few minutes, once a year.")
    return TodoRow("!", "miss", _("To do"), title % {"count": count}, url, why, _("Declare"), url)


def _grouped(facts: Sequence[Fact]) -> Iterable[list[Fact]]:
    """Declarations that end on one day together, since one act renews them; every other fact alone; by their end."""
    together: dict[object, list[Fact]] = {}
    for fact in sorted(facts, key=lambda fact: (fact.expires or date.max, fact.kind, fact.no)):
        is_declaration = fact.kind is FactKind.DECLARATION
        together.setdefault(fact.expires if is_declaration else (fact.kind, fact.no), []).append(fact)
    return together.values()


def _fact_row(
    facts: list[Fact], sign: str, tone: str, word: str, compliance: Compliance, reminders: dict[date, list[date]]
) -> TodoRow:
    fact = facts[0]
    slug = labels.KIND_TEXTS[fact.kind].slug
    why = _when(fact, compliance.on, reminders)
    if fact.kind is FactKind.DECLARATION:
        title = ngettext("%(count)d declaration", "%(count)d declarations", len(facts)) % {"count": len(facts)}
        url = reverse("our:kind", args=[slug])
        return TodoRow(sign, tone, word, title, url, why, _("Still true?"), reverse("our:confirm"))
    args = [slug, fact.no]
    url = reverse("our:fact", args=args)
    return TodoRow(sign, tone, word, fact.title, url, why, _("Put in the new one"), reverse("our:replace", args=args))


def _when(fact: Fact, on: date, reminders: dict[date, list[date]]) -> str:
    assert fact.expires is not None  # it ends
    day = formats.day(fact.expires)
    ends = (_("Ended on %(day)s.") if fact.expires < on else _("Ends on %(day)s.")) % {"day": day}
    written = [formats.day(day) for day in reminders.get(fact.expires, [])]
    if not written:
        return ends
    return f"{ends} " + _("We wrote to you on %(days)s.") % {"days": _(" and ").join(written)}


def _kind_rows(live: Sequence[FactVersion]) -> Iterable[KindRow]:
    for kind, texts in labels.KIND_TEXTS.items():
        rows = [row for row in live if queries.KINDS[type(row)] is kind]
        if rows or kind is not FactKind.POLICY:
            url = reverse("our:kind", args=[texts.slug])
            yield KindRow(
                str(texts.title), str(texts.about), url, formats.number(len(rows)), _until(rows), signers(rows)
            )


def _until(rows: Sequence[FactVersion]) -> str:
    days = sorted({row.expires_date for row in rows if row.expires_date is not None})
    if not rows:
        return _("none entered")
    if not days:
        return _("without an end")
    has_one_end = len(days) == 1 and all(row.expires_date for row in rows)
    return formats.day(days[0]) if has_one_end else _("first %(day)s") % {"day": formats.day(days[0])}


def signers(rows: Iterable[FactVersion]) -> str:
    """Who signed these: one name, or how many people did."""
    names = dict.fromkeys(str(row.signed_by) for row in rows)
    if len(names) > 1:
        return ngettext("%(count)d person", "%(count)d people", len(names)) % {"count": len(names)}
    return next(iter(names), "–")


def confirm_rows(facts: SupplierFacts, on: date) -> list[tuple[str, str]]:
    """What is confirmed, kind by kind, and how long it has been true."""
    return [
        (
            str(texts.title),
            _("%(count)s, true until %(until)s") % {"count": formats.number(len(rows)), "until": _until(rows)},
        )
        for kind, texts in labels.KIND_TEXTS.items()
        if (rows := [row for row in facts if queries.KINDS[type(row)] is kind and not has_ended(row.expires_date, on)])
    ]


def confirm_follows(by: User) -> list[str]:
    return [
        _("Your declarations are true for twelve months from today, also those that have ended."),
        _("A certificate still ends when its issuer says: put in the new one."),
        _("You sign it as %(name)s.") % {"name": by},
    ]
