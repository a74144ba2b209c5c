"""The four sections of a bid as pages: answers, prices, performance, interfaces."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from babel.numbers import get_currency_name
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.pages import formats
from procurement.bids.gather.files import TECHNICAL
from procurement.bids.outline import BidOutline, DraftSection, InterfaceQuestion, LotOutline, Question
from procurement.bids.pages.files import short, visible
from procurement.bids.pages.section_fields import FieldClashLine, FieldLine, field_lines
from procurement.bids.rules.completeness import BidTask, missing_of
from procurement.bids.rules.filled import FilledBid
from procurement.bids.rules.prices import amount_text, lot_total
from procurement.planning.catalogue import catalogue

Lines = Mapping[str, FieldLine]


@dataclass(frozen=True, slots=True)
class FileTick:
    """A stored file that may belong to a place; ticked: it does."""

    id: str
    name: str
    size: int
    is_ticked: bool


@dataclass(frozen=True, slots=True)
class FileQuestionLine:
    """A requirement that a file answers: its text, and the stored files of which those that do are ticked."""

    label: str
    must: bool
    place: str
    files: tuple[FileTick, ...]


@dataclass(frozen=True, slots=True)
class AnswerGroup:
    """Requirements under one heading, in their order."""

    heading: str
    lines: tuple[FieldLine | FileQuestionLine, ...]


@dataclass(frozen=True, slots=True)
class PriceRowLine:
    """A row of the price table: its field, how many are compared, and what that makes."""

    field: FieldLine
    times: str
    amount: str


@dataclass(frozen=True, slots=True)
class LotPriceTable:
    """The price table of a lot, the numbers beside it, and its total so far."""

    no: int
    title: str
    lines: tuple[PriceRowLine, ...]
    numbers: tuple[FieldLine, ...]
    total_label: str
    total: str


@dataclass(frozen=True, slots=True)
class ClaimSection:
    """An interface: what is asked, and the fields and files of the claim about it."""

    id: str
    title: str
    tag: tuple[str, str] | None
    asked: str
    shown_by: str
    statement: FieldLine
    equivalent: tuple[FieldLine, ...]
    is_open: bool
    place: str
    files: tuple[FileTick, ...]


@dataclass(frozen=True, slots=True)
class BidSectionPage:
    """What all four pages have: the answer on top, and the errors that lead to their fields."""

    section: DraftSection
    title: str
    heading: str
    lead: str
    errors: tuple[tuple[str, str], ...]


def section_titles() -> Mapping[DraftSection, str]:
    return {
        DraftSection.ANSWERS: _("Answers"),
        DraftSection.PRICES: _("Prices"),
        DraftSection.PERFORMANCE: _("Performance offered"),
        DraftSection.CLAIMS: _("Interfaces"),
    }


def section_page(outline: BidOutline, section: DraftSection, filled: FilledBid, lines: Lines) -> BidSectionPage:
    """The head of a section."""
    missing = sum(item.task is BidTask(section) for item in missing_of(outline, filled))
    return BidSectionPage(
        section=section,
        title=section_titles()[section],
        heading=heading_of(section, missing, has_fields=bool(lines)),
        lead=_lead(outline, section),
        errors=tuple(_errors(lines)),
    )


def heading_of(section: DraftSection, missing: int, *, has_fields: bool) -> str:
    """What is missing in a section, as its title says it."""
    if not has_fields and not missing:
        return {
            DraftSection.ANSWERS: _("No answer is to be typed"),
            DraftSection.PRICES: _("No price is asked"),
            DraftSection.PERFORMANCE: _("No level is asked"),
            DraftSection.CLAIMS: _("No interface is asked"),
        }[section]
    if not missing:
        return {
            DraftSection.ANSWERS: _("All answers are there"),
            DraftSection.PRICES: _("All prices are there"),
            DraftSection.PERFORMANCE: _("All offers are there"),
            DraftSection.CLAIMS: _("All interfaces are stated"),
        }[section]
    sentences = {
        DraftSection.ANSWERS: ngettext("%(count)d answer is missing", "%(count)d answers are missing", missing),
        DraftSection.PRICES: ngettext("%(count)d price is missing", "%(count)d prices are missing", missing),
        DraftSection.PERFORMANCE: ngettext("%(count)d offer is missing", "%(count)d offers are missing", missing),
        DraftSection.CLAIMS: ngettext(
            "%(count)d interface is not stated", "%(count)d interfaces are not stated", missing
        ),
    }
    return sentences[section] % {"count": missing}


def _lead(outline: BidOutline, section: DraftSection) -> str:
    match section:
        case DraftSection.PRICES:
            vat = _("with VAT") if outline.basis == "gross" else _("without VAT")
            return _("All amounts in %(currency)s %(vat)s, as the tender asks.") % {
                "currency": get_currency_name(outline.currency, count=2, locale=formats.locale()),
                "vat": vat,
            }
        case DraftSection.PERFORMANCE:
            return _("The contract will be held to what you offer here.")
        case DraftSection.CLAIMS:
            return _("What you state is declared, not checked: no machine of this site checks files of bids yet.")
        case DraftSection.ANSWERS:
            return _("An answer that is not what the tender asks is kept as you write it; people decide on it.")


def _errors(lines: Lines) -> Iterator[tuple[str, str]]:
    for line in lines.values():
        if line.clash:
            yield line.id, _("%(label)s: somebody else wrote this, too. Choose one.") % {"label": short(line.label)}
        elif line.note.fault:
            yield line.id, f"{short(line.label)}: {line.note.fault}"


# --- the bodies ---


def answer_groups(outline: BidOutline, lines: Lines, filled: FilledBid) -> list[AnswerGroup]:
    """Requirements by their headings, each heading where it first stands."""
    groups: dict[str, list[FieldLine | FileQuestionLine]] = {}
    for question in outline.questions:
        line = _file_line(question, filled) if question.datatype == "file" else lines[question.field]
        groups.setdefault(question.group, []).append(line)
    return [AnswerGroup(heading, tuple(entries)) for heading, entries in groups.items()]


def _file_line(question: Question, filled: FilledBid) -> FileQuestionLine:
    label, place = f"{question.key}. {question.text}", question.place
    return FileQuestionLine(label, question.mandatory, place, _ticks(filled, place))


def _ticks(filled: FilledBid, place: str) -> tuple[FileTick, ...]:
    """The files that belong to a place, and those of the technical part that belong to none yet."""
    return tuple(
        FileTick(file.id, visible(file.name), file.size, file.belongs_to == place)
        for file in filled.files
        if file.belongs_to in {place, TECHNICAL}
    )


def price_tables(outline: BidOutline, lines: Lines, texts: Mapping[str, str]) -> list[LotPriceTable]:
    return [_table(outline, lot, lines, texts) for lot in outline.lots]


def _table(outline: BidOutline, lot: LotOutline, lines: Lines, texts: Mapping[str, str]) -> LotPriceTable:
    totals = lot_total(lot, texts, outline.currency)
    rows = tuple(
        PriceRowLine(
            lines[line.row.field],
            times_text(line.row.quantity, line.row.unit),
            amount_text(line.amount, outline.currency),
        )
        for line in totals.lines
    )
    counts = {"ready": totals.priced, "asked": totals.asked}
    label = _("Total") if totals.is_complete else _("Total of %(ready)d of %(asked)d prices") % counts
    return LotPriceTable(
        no=lot.no,
        title=_("Lot %(no)d: %(title)s") % {"no": lot.no, "title": lot.title} if len(outline.lots) > 1 else lot.title,
        lines=rows,
        numbers=tuple(lines[number.field] for number in lot.numbers),
        total_label=label,
        total=amount_text(totals.total, outline.currency),
    )


def times_text(quantity: Fraction | None, unit: str) -> str:
    """How many are compared: "80 pieces"."""
    figure = formats.exact_number(quantity) if quantity is not None else ""
    return " ".join(filter(None, (figure, unit)))


def claim_sections(outline: BidOutline, lines: Lines, filled: FilledBid) -> list[ClaimSection]:
    return [_claim(no, interface, lines, filled) for no, interface in enumerate(outline.interfaces, start=1)]


def _claim(no: int, interface: InterfaceQuestion, lines: Lines, filled: FilledBid) -> ClaimSection:
    statement, *equivalent = (lines[interface.field(name)] for name in ("statement", "standard", "version"))
    standard = catalogue().standards.get(interface.standard)
    name = " ".join(filter(None, (standard.title if standard else interface.standard, interface.standard_version)))
    return ClaimSection(
        id=f"interface-{no}",
        title=interface.title,
        tag=(_("Must be met"), "warn") if interface.role == "must_meet" else None,
        asked=name,
        shown_by=_shown_by(interface),
        statement=statement,
        equivalent=tuple(equivalent),
        is_open=any(line.value or line.is_wrong for line in equivalent),
        place=interface.place,
        files=_ticks(filled, interface.place),
    )


def _shown_by(interface: InterfaceQuestion) -> str:
    if interface.evidence_kind in {"", "none"}:
        test = interface.acceptance_test
        return _("No file shows it. At acceptance a person tests: %(test)s") % {"test": test} if test else ""
    return _("A file of the kind “%(kind)s” shows it.") % {"kind": interface.evidence_kind}


def clash_lines(clashes: Sequence[tuple[str, str, str]]) -> dict[str, FieldClashLine]:
    """{field: both texts} of (field, mine, theirs)."""
    return {name: FieldClashLine(mine, theirs) for name, mine, theirs in clashes}


def lines_of(
    outline: BidOutline, section: DraftSection, texts: Mapping[str, str], clashes: Mapping[str, FieldClashLine]
) -> dict[str, FieldLine]:
    return field_lines(outline, section, texts, clashes)
