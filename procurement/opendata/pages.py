"""An ESPD response in words: whose it is, what could be adopted, what was left out, what would be signed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.pages import formats
from procurement.opendata.services import AdoptedAnswer
from procurement.opendata.shapes import EspdOfferShape, EspdShape
from suppliers.declarations import DeclarationGroup, declaration

GROUPS: Mapping[DeclarationGroup, Promise] = {
    DeclarationGroup.EXCLUSION: gettext_lazy("Grounds for exclusion"),
    DeclarationGroup.SELECTION: gettext_lazy("Criteria of selection"),
    DeclarationGroup.OTHER: gettext_lazy("About the tenderer"),
}
_ANSWERS: Mapping[str, Promise] = {"yes": gettext_lazy("Yes"), "no": gettext_lazy("No")}
_LETTERS_OPEN = 90  # letters of a text before it is folded


@dataclass(frozen=True, slots=True)
class OfferLine:
    """One criterion: what the file says, what stands now; `ticked`: whether the form begins with it ticked."""

    code: str
    title: str
    answer: str
    text: str
    is_long: bool
    now: str
    now_text: str
    ticked: bool
    asks: bool
    obstacle: str
    tag: str


@dataclass(frozen=True, slots=True)
class OfferGroup:
    title: str
    lines: tuple[OfferLine, ...]


def heading(shape: EspdShape) -> str:
    """How many answers could be adopted."""
    count = sum(not offer.obstacle for offer in shape.offers)
    if not count:
        return _("Nothing in this file can be adopted")
    text = ngettext("%(count)d answer can be adopted", "%(count)d answers can be adopted", count)
    return text % {"count": count}


def issued_sentence(shape: EspdShape) -> str:
    """Whose file it is and of which day."""
    day = formats.day(date.fromisoformat(shape.issued)) if shape.issued else formats.MISSING
    return _("The file is of %(party)s, issued on %(day)s.") % {"party": shape.party or formats.MISSING, "day": day}


def groups(offers: Sequence[EspdOfferShape]) -> list[OfferGroup]:
    """The offers group by group; groups without one are left out."""
    by_group = {
        key: OfferGroup(str(title), tuple(_line(offer) for offer in offers if offer.group == key))
        for key, title in GROUPS.items()
    }
    return [group for group in by_group.values() if group.lines]


def _line(offer: EspdOfferShape) -> OfferLine:
    until = formats.day(date.fromisoformat(offer.declared_until)) if offer.declared_until else ""
    now = str(_ANSWERS[offer.declared]) if offer.declared else _("nothing yet")
    return OfferLine(
        code=offer.code,
        title=offer.title,
        answer=str(_ANSWERS.get(offer.answer, "")),
        text=offer.text,
        is_long=len(offer.text) > _LETTERS_OPEN,
        now=f"{now}, {_('until %(day)s') % {'day': until}}" if until else now,
        now_text=offer.declared_text,
        ticked=_begins_ticked(offer),
        asks=not offer.answer,
        obstacle=offer.obstacle,
        tag=_tag(offer),
    )


def _begins_ticked(offer: EspdOfferShape) -> bool:
    """What is new and admits nothing. Whatever changes a declaration, or admits a ground, the person ticks itself."""
    admits = offer.group == DeclarationGroup.EXCLUSION and offer.answer == "yes"
    return bool(offer.answer) and not (offer.obstacle or offer.declared or admits)


def _tag(offer: EspdOfferShape) -> str:
    if offer.is_same:
        return _("the same")
    return _("changes") if offer.declared else _("new")


def signing_rows(adopted: Sequence[AdoptedAnswer]) -> list[OfferLine]:
    """What would be signed, criterion by criterion, in full."""
    return [
        OfferLine(
            code=row.code,
            title=str(declaration(row.code).title),
            answer=str(_ANSWERS[row.answer]),
            text=row.text,
            is_long=False,
            now="",
            now_text="",
            ticked=True,
            asks=False,
            obstacle="",
            tag="",
        )
        for row in adopted
    ]


def signing_heading(count: int) -> str:
    """What the check page asks."""
    return ngettext("Sign %(count)d declaration?", "Sign %(count)d declarations?", count) % {"count": count}


def signed_sentence(count: int) -> str:
    """That it is done."""
    text = ngettext(
        "%(count)d declaration is signed, true for twelve months.",
        "%(count)d declarations are signed, true for twelve months.",
        count,
    )
    return text % {"count": count}
