"""What happened to an object, from its audit log: leaves become sentences that name no person and show no secret."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.utils.translation import gettext as _

from core import assembly
from core.models import AuditLeaf, AuditSecret
from core.pages import formats
from core.part_kinds import LogSentence


@dataclass(frozen=True, slots=True)
class TimelineItem:
    """One line: what, when, whether it is 'done', 'now' or 'next', and what was said with it."""

    what: str
    when: str
    state: str
    note: str = ""


def past_items(leaves: Iterable[AuditLeaf], zone: str, *, inside: bool) -> list[TimelineItem]:
    """The past in order of time. At most one query.

    Acts alike that follow each other are one line, counted, at the time of the latest.

    `inside`: whether the reader may know more than what is public. A kind without a sentence is left out.
    """
    sentences = {kind: sentence for kind, sentence in assembly.log_sentences().items() if inside or sentence.public}
    known = sorted((leaf for leaf in leaves if leaf.kind in sentences), key=lambda leaf: leaf.at)
    reasons = _reasons([leaf for leaf in known if sentences[leaf.kind].with_reason])
    items = []
    for kind, alike in groupby(known, key=lambda leaf: leaf.kind):
        acts = list(alike)
        when = formats.moment(acts[-1].at, zone, none="")
        note = " ".join(filter(None, (_moved(sentences[kind], acts, zone), reasons.get(acts[-1].pk, ""))))
        items.append(TimelineItem(sentences[kind].counted(len(acts)), when, "done", note))
    return items


def _moved(sentence: LogSentence, acts: Sequence[AuditLeaf], zone: str) -> str:
    """From which instant to which the acts led together; empty where they moved none."""
    if sentence.instants is None:
        return ""
    before, after = sentence.instants
    moves = [facts for leaf in acts if {before, after} <= (facts := json.loads(leaf.body)["facts"]).keys()]
    if not moves or moves[0][before] == moves[-1][after]:
        return ""
    first, last = (datetime.fromisoformat(text) for text in (moves[0][before], moves[-1][after]))
    return _("From %(was)s to %(now)s.") % {"was": formats.moment(first, zone), "now": formats.moment(last, zone)}


def _reasons(leaves: Sequence[AuditLeaf]) -> dict[int, str]:
    """{leaf: the reason given for the act}, unless it was erased. One query if there are leaves, else none.

    Leaves of the first version hold the reason itself, as the fact `why`.
    """
    if not leaves:
        return {}
    secrets = AuditSecret.objects.filter(leaf__in=[leaf.pk for leaf in leaves], field="reason")
    written = {leaf.pk: str(json.loads(leaf.body)["facts"].get("why", "")) for leaf in leaves}
    return written | dict(secrets.values_list("leaf_id", "value"))
