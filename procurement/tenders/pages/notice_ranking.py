"""How bids are ranked, as a notice says it: lots that are ranked alike are said once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.pages import formats
from procurement.tenders.models import CriterionKind, Family
from procurement.tenders.pages.criteria import anchor
from procurement.tenders.sections import CriterionEntry, LevelEntry, ScaleEntry, TenderContent
from procurement.tenders.shapes.notice import LotRankingShape
from scoring import MONEY


@dataclass(frozen=True, slots=True)
class MarkLine:
    """A level of a scale: the mark, its name where it says more, and what a bid must show for it."""

    value: str
    label: str
    descriptor: str


@dataclass(frozen=True, slots=True)
class NoticeCriterion:
    """A criterion of a lot. `depth` 0: it stands alone or heads others; `letter` is empty for one that heads others."""

    anchor: str
    title: str
    depth: int
    letter: str
    family: str
    points: str
    how: str
    text: str
    scale: tuple[MarkLine, ...]


@dataclass(frozen=True, slots=True)
class RankingGroup:
    """Lots whose bids are ranked alike. `title` is empty where there is one lot alone; `lead`: the method in brief."""

    title: str
    lead: str
    lines: tuple[NoticeCriterion, ...]
    steps: tuple[str, ...]
    ties: tuple[str, ...]
    problem: str


def ranking_groups(content: TenderContent, rankings: Sequence[LotRankingShape]) -> list[RankingGroup]:
    """The lots in groups that say the same, in the order of their first lot. No query."""
    groups: dict[RankingGroup, list[int]] = {}
    for ranking in rankings:
        groups.setdefault(_group(content, ranking), []).append(ranking.lot)
    if len(rankings) < 2:
        return list(groups)
    return [replace(group, title=_lots_title(lots, len(rankings))) for group, lots in groups.items()]


def _lots_title(lots: Sequence[int], count: int) -> str:
    if len(lots) == count:
        return _("All lots")
    numbers = _(" and ").join(filter(None, (", ".join(map(str, lots[:-1])), str(lots[-1]))))
    return ngettext("Lot %(numbers)s", "Lots %(numbers)s", len(lots)) % {"numbers": numbers}


def _group(content: TenderContent, ranking: LotRankingShape) -> RankingGroup:
    entries = [entry for entry in content.criteria.criteria if not entry.lots or ranking.lot in entry.lots]
    ties = ", ".join(
        _("then %(step)s") % {"step": step} if position else step for position, step in enumerate(ranking.ties)
    )
    lead = [ranking.best, _("Equal bids: %(ties)s.") % {"ties": ties} if ties else ""]
    problem = "" if ranking.steps else ranking.fault or _("The method is not written yet.")
    return RankingGroup(
        title="",
        lead=" ".join(filter(None, lead)),
        lines=tuple(_lines(content, entries, ranking.price)),
        steps=ranking.steps,
        ties=tuple(capfirst(step) for step in ranking.ties),
        problem=problem,
    )


def _lines(content: TenderContent, entries: Sequence[CriterionEntry], price: str) -> Iterator[NoticeCriterion]:
    """The criteria as a tree that is read from above: what heads others, then those below it."""
    by_key = {entry.key: entry for entry in entries}
    parents = {entry.parent for entry in entries if entry.parent}

    def below(parent: str, depth: int) -> Iterator[NoticeCriterion]:
        for entry in entries:
            if (entry.parent if entry.parent in by_key else "") == parent:
                yield _line(content, entry, depth, price, heads=entry.key in parents)
                yield from below(entry.key, depth + 1)

    return below("", 0)


def _line(content: TenderContent, entry: CriterionEntry, depth: int, price: str, *, heads: bool) -> NoticeCriterion:
    scale = next((scale for scale in content.criteria.scales if scale.name == entry.scale), ScaleEntry(""))
    is_gate = entry.kind == CriterionKind.PASS_FAIL
    family = Family(entry.family) if entry.family in set(Family) else None
    weight = formats.MISSING if entry.weight is None else formats.exact_number(entry.weight)
    return NoticeCriterion(
        anchor=anchor(entry.key),
        title=entry.title or entry.key,
        depth=depth,
        letter="" if heads or family is None else family.letter,
        family="" if heads or family is None else str(family.label),
        points=_("must pass") if is_gate else weight,
        how="" if heads else _how(content, entry, scale, price),
        text=entry.text,
        scale=() if heads else tuple(_mark(level) for level in scale.levels),
    )


def _mark(level: LevelEntry) -> MarkLine:
    value = formats.number(level.value)
    return MarkLine(value, "" if level.label in {value, str(level.value)} else level.label, level.descriptor)


def _how(content: TenderContent, entry: CriterionEntry, scale: ScaleEntry, price: str) -> str:
    """How its points are earned, in a sentence or two."""
    if entry.kind == CriterionKind.PASS_FAIL:
        return _("It earns no points. A bid that does not meet it is out.")
    if entry.kind == CriterionKind.MACHINE:
        return _by_files(entry)
    if entry.input in MONEY:
        return price
    if entry.kind == CriterionKind.FORMULA:
        return _by_offer(content, entry)
    return _by_marks(content, entry, scale)


def _by_files(entry: CriterionEntry) -> str:
    if entry.family == Family.OPEN_STANDARDS:
        return _("The more open the standards you use, and the better you show it, the more points.")
    return _("The better your files show that the interfaces are met, the more points.")


def _by_offer(content: TenderContent, entry: CriterionEntry) -> str:
    count = sum(kpi.criterion == entry.key for kpi in content.performance.kpis)
    offered = ngettext(
        "You offer %(count)d figure; it becomes a term of the contract.",
        "You offer %(count)d figures; they become terms of the contract.",
        count,
    )
    return offered % {"count": count} if count else _("By what you offer.")


def _by_marks(content: TenderContent, entry: CriterionEntry, scale: ScaleEntry) -> str:
    people = ngettext("At least %(count)d person marks it", "At least %(count)d people mark it", content.panel.least)
    sentence = people % {"count": content.panel.least}
    marks = [formats.number(level.value) for level in scale.levels]
    if len(marks) > 1:
        sentence = _("%(people)s %(marks)s or %(last)s") % {
            "people": sentence,
            "marks": ", ".join(marks[:-1]),
            "last": marks[-1],
        }
    least = f" {_under(entry.minimum)}" if entry.minimum is not None else ""
    return f"{sentence}.{least}"


def _under(minimum: Fraction) -> str:
    return _("Under %(minimum)s a bid is out.") % {"minimum": formats.exact_number(minimum)}
