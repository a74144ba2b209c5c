"""Codes as a page lists them: found by words, by their beginning, or down the tree."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.codes.cpv import CpvCode, children_of, cpv_code, divisions, parents_of, search_codes
from core.pages import formats

MOST_LISTED = 100
PICKS = 12  # codes that are offered beside a field


@dataclass(frozen=True, slots=True)
class CodeRow:
    """A code in a list; `under`: the titles above it, `below`: how many codes stand below it."""

    code: str
    title: str
    url: str
    under: str
    below: str


@dataclass(frozen=True, slots=True)
class CodePage:
    """What the page lists, and why; `chosen`: the code whose place in the tree is shown, with those above it."""

    count: str
    rows: tuple[CodeRow, ...]
    chosen: CodeRow | None = None
    above: tuple[CodeRow, ...] = ()


def code_page(question: str, most: int = MOST_LISTED) -> CodePage:
    """What answers a question: words, the beginning of a code, or a code, of which it is what stands right below."""
    if not question:
        rows = tuple(map(_row, divisions()))
        return CodePage(_counted(len(rows), ngettext("%(n)s division", "%(n)s divisions", len(rows))), rows)
    if chosen := cpv_code(question):
        below = tuple(map(_row, children_of(chosen)))
        sentence = ngettext("%(n)s code right below %(code)s", "%(n)s codes right below %(code)s", len(below))
        count = sentence % {"n": formats.number(len(below)), "code": chosen.code}
        return CodePage(count, below, _row(chosen), tuple(map(_row, parents_of(chosen))))
    results = search_codes(question, most)
    count = _counted(results.total, ngettext("%(n)s code", "%(n)s codes", results.total))
    if results.total > len(results.codes):
        count = _("%(count)s, of which the first %(n)s are listed") % {"count": count, "n": most}
    return CodePage(count, tuple(map(_row, results.codes)))


def _counted(number: int, sentence: str) -> str:
    return sentence % {"n": formats.number(number)}


def _row(code: CpvCode) -> CodeRow:
    below = len(children_of(code))
    return CodeRow(
        code.code,
        code.title,
        f"{reverse('codes:cpv')}?{urlencode({'q': code.code})}",
        " › ".join(parent.title for parent in parents_of(code)),
        _counted(below, ngettext("%(n)s code below it", "%(n)s codes below it", below)) if below else "",
    )
