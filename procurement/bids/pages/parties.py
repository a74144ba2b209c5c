"""Who bids, in words: each party with its part, its share and whether it has signed; a partner's own part."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.pages import formats
from procurement.bids.gather.parties import PartiesReading
from procurement.bids.models import Bid
from procurement.bids.queries.other_bids import OtherBid
from procurement.bids.rules.parties import PartyPart, PartyStanding
from suppliers.consortium_summary import lack_shape
from suppliers.rules import facts as fact_rules
from suppliers.rules import shares
from suppliers.rules.coverage import LackKind
from suppliers.rules.facts import Fact
from suppliers.states import SHARING_ROLES, PartyRole

Tag = tuple[str, str]  # label, tone
OF_PARTIES = frozenset(
    {LackKind.LEAD_COUNT, LackKind.SHARE_UNKNOWN, LackKind.SHARE_SUM, LackKind.NOT_JOINED, LackKind.NOT_CONSENTED}
)
NAMED_AT_MOST = 3


@dataclass(frozen=True, slots=True)
class PartyLine:
    """A party in the table. `ask_url` is empty where nobody is asked."""

    name: str
    leads: bool
    part: str
    share: str
    tag: Tag
    why: str
    ask_url: str


def party_lines(
    bid: Bid, reading: PartiesReading, asked: Mapping[int, Sequence[datetime]], *, may_ask: bool
) -> list[PartyLine]:
    """Every party, the lead first."""
    return [_line(bid, part, asked.get(part.no, ()), may_ask=may_ask) for part in reading.parts]


def _line(bid: Bid, part: PartyPart, asked: Sequence[datetime], *, may_ask: bool) -> PartyLine:
    waits = not part.is_lead and part.standing is not PartyStanding.SIGNED
    return PartyLine(
        name=part.name,
        leads=part.is_lead,
        part=part.tasks or str(PartyRole(part.role).label),
        share=share_text(part),
        tag=standing_tag(part),
        why=waiting_sentence(part, asked) if waits else "",
        ask_url=reverse("bids:ask", args=[bid.pk, part.no]) if waits and may_ask else "",
    )


def share_text(part: PartyPart) -> str:
    """As "20 %"; empty for a subcontractor."""
    if part.role not in SHARING_ROLES or part.share is None:
        return ""
    return f"{shares.share_text(part.share)} %"


def shares_line(reading: PartiesReading) -> str:
    """As "Shares 55 + 30 + 15 = 100 %"; empty for who bids alone."""
    sharing = [part.share for part in reading.parts if part.share is not None]
    if len(reading.parts) == 1 or not sharing:
        return ""
    texts = " + ".join(shares.share_text(share) for share in sharing)
    return _("Shares %(shares)s = %(sum)s %%") % {
        "shares": texts,
        "sum": shares.share_text(shares.share_total(sharing)),
    }


def standing_tag(part: PartyPart) -> Tag:
    """Whether the party has signed what stands."""
    if part.standing is PartyStanding.SIGNED and part.spoken is not None:
        return _("Signed on %(day)s") % {"day": formats.day(part.spoken.at)}, "good"
    if part.is_lead:
        return _("Facts not confirmed"), "warn"
    return {
        PartyStanding.UNSIGNED: (_("Not signed"), "warn"),
        PartyStanding.CHANGED: (_("Sign again: the part changed"), "warn"),
        PartyStanding.FACTS_CHANGED: (_("Sign again: its facts changed"), "warn"),
        PartyStanding.TAKEN_BACK: (_("Taken back"), "warn"),
        PartyStanding.DECLINED: (_("Declined"), "bad"),
    }[part.standing]


def waiting_sentence(part: PartyPart, asked: Sequence[datetime]) -> str:
    """That a party has not signed, and when it was asked."""
    sentence = {
        PartyStanding.CHANGED: _("%(party)s has not signed its part as it is now."),
        PartyStanding.FACTS_CHANGED: _("%(party)s has changed its facts since it signed."),
        PartyStanding.TAKEN_BACK: _("%(party)s has taken its signature back."),
        PartyStanding.DECLINED: _("%(party)s has declined."),
    }.get(part.standing, _("%(party)s has not signed its part."))
    days = list(dict.fromkeys(formats.day(at) for at in asked))
    text = sentence % {"party": part.name}
    return " ".join([text, _("Asked on %(days)s.") % {"days": ", ".join(days)}]) if days else text


def lack_sentences(reading: PartiesReading, *, of_facts: bool) -> list[str]:
    """What the parties lack, a sentence each; declarations that one party lacks together are one sentence."""
    sentences: list[str] = []
    undeclared: dict[str, list[str]] = {}
    for lack in reading.lacks:
        if lack.kind is LackKind.NOT_CONSENTED or (lack.kind not in OF_PARTIES) is not of_facts:
            continue
        if lack.kind is LackKind.NOT_DECLARED and lack.member:
            undeclared.setdefault(lack.member, []).append(lack_shape(lack).title)
        else:
            sentences.append(lack_shape(lack).sentence)
    for member, titles in undeclared.items():
        text = ngettext(
            "%(member)s has not declared %(count)d ground: %(titles)s.",
            "%(member)s has not declared %(count)d grounds: %(titles)s.",
            len(titles),
        )
        named = ", ".join(titles[:NAMED_AT_MOST]) + ("…" if len(titles) > NAMED_AT_MOST else "")
        sentences.append(text % {"member": member, "count": len(titles), "titles": named})
    return sentences


@dataclass(frozen=True, slots=True)
class OtherLine:
    """To a party's own people: in which other bid for the lot it is, and what to do about it."""

    url: str
    sentence: str


def other_line(other: OtherBid | None) -> OtherLine | None:
    """None where no other bid stands in the way."""
    if other is None:
        return None
    url = reverse("bids:tasks" if other.leads else "bids:sign", args=[other.bid])
    if other.is_in and other.leads:
        sentence = _("You lead it, and it is submitted. Withdraw it first if you want to be in this one.")
    elif other.is_in:
        sentence = _("It is submitted, with your signature. Only its lead can withdraw it.")
    else:
        sentence = _("You have signed it. Take that back first if you want to be in this one.")
    return OtherLine(url, sentence)


def double_sentences(reading: PartiesReading) -> list[str]:
    """To the lead's people: that it is in another bid for the lot, where the tender takes each in one."""
    if not reading.double:
        return []
    sentence = _(
        "%(lead)s is also in another bid for this lot, and this tender takes each in one. "
        "Take your signature back there, or withdraw one of the two."
    )
    return [sentence % {"lead": reading.lead.name}]


def facts_line(reading: PartiesReading, part: PartyPart) -> str:
    """How many facts of a party go in; each is true on the day of the deadline."""
    count = len(reading.facts[part.no])
    if not count:
        return _("No fact is true on the day of the deadline.")
    text = ngettext(
        "%(count)d fact, true on the day of the deadline.",
        "%(count)d facts, all true on the day of the deadline.",
        count,
    )
    return text % {"count": count}


def soon_sentences(reading: PartiesReading) -> list[str]:
    """Facts that are true at the deadline and end within 60 days of it: what to look at twice."""
    return [
        _ends(part, fact)
        for part in reading.parts
        for fact in fact_rules.standing(reading.facts[part.no], reading.on).ending
    ]


def _ends(part: PartyPart, fact: Fact) -> str:
    slots = {"party": part.name, "fact": fact.title, "day": formats.day(fact.expires)}
    return (
        _("%(fact)s of %(party)s is true at the deadline and ends on %(day)s. If you win, a new one is asked.") % slots
    )


def fact_rows(reading: PartiesReading, part: PartyPart) -> list[tuple[str, str]]:
    """(fact, until when it is true) of a party, in the order in which they go in."""
    rows = []
    for fact in reading.facts[part.no]:
        until = _("until %(day)s") % {"day": formats.day(fact.expires)} if fact.expires else _("without an end")
        rows.append((fact.title or fact.code, until))
    return rows
