"""What of a bid counts, in words: on its tasks, its receipt, and where something was not taken or is let go.

`is_open`: the tender takes bids now, so what is asked for can be done.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from core.pages import formats
from procurement.bids.models import Bid
from procurement.bids.pages.tasks import heading, state_tag
from procurement.bids.queries.counting import CountingReading
from procurement.bids.rules.counting import SUBMIT_AGAIN, Counting

Sentences = Mapping[Counting, str | Promise]
_WHILE_OPEN: Sentences = {
    Counting.OLD_KEYS: _lazy(
        "Version %(no)d came in on %(when)s and does not count: the keys that open the bids were changed since. Submit "
        "again until the deadline; your draft is what you send."
    ),
    Counting.AFFECTED: _lazy(
        "Version %(no)d came in on %(when)s. The tender changed since, and bids have to answer something else now: "
        "change yours and submit again. Otherwise it is opened and then left out."
    ),
    Counting.DAMAGED: _lazy(
        "Version %(no)d came in on %(when)s as the receipt says, but the site's copy of it was damaged since and "
        "may not open. Submit again until the deadline: that makes a new copy. Keep the receipt."
    ),
    Counting.UNCONFIRMED: _lazy(
        "Version %(no)d came in on %(when)s. The tender changed since: confirm it, or submit again. Otherwise it is "
        "opened and then left out."
    ),
}
_ONCE_OVER: Sentences = {
    Counting.OLD_KEYS: _lazy(
        "Version %(no)d came in on %(when)s and does not count: the keys that open the bids were changed since, and "
        "nothing was sent for the new ones. Keep the receipt: it shows what came in, and when."
    ),
    Counting.AFFECTED: _lazy(
        "Version %(no)d came in on %(when)s. The tender changed since in what bids answer, and nothing was sent for "
        "it: the version is opened and then left out."
    ),
    Counting.DAMAGED: _lazy(
        "Version %(no)d came in on %(when)s as the receipt says, but the site's copy of it was damaged since and "
        "may not open. Keep the receipt: it shows that you sent it whole."
    ),
    Counting.UNCONFIRMED: _lazy(
        "Version %(no)d came in on %(when)s. The tender changed since, and it was not confirmed: it is opened and then "
        "left out."
    ),
}
_HEADINGS_WHILE_OPEN: Sentences = {
    Counting.OLD_KEYS: _lazy("The opening keys were changed: submit your bid again"),
    Counting.AFFECTED: _lazy("The tender changed: change your bid and submit it again"),
    Counting.DAMAGED: _lazy("The site's copy of your bid is damaged: submit it again"),
    Counting.UNCONFIRMED: _lazy("The tender changed: confirm your bid again"),
}
_HEADINGS_ONCE_OVER: Sentences = {
    Counting.NOTHING: _lazy("Nothing of this bid is in"),
    Counting.WITHDRAWN: _lazy("This bid is withdrawn"),
    Counting.OLD_KEYS: _lazy("Your bid does not count: the opening keys were changed"),
    Counting.AFFECTED: _lazy("The tender changed, and your bid was not submitted again"),
    Counting.DAMAGED: _lazy("Your bid came in, and the site's copy of it is damaged"),
    Counting.UNCONFIRMED: _lazy("The tender changed, and your bid was not confirmed"),
    Counting.COUNTS: _lazy("Your bid is in"),
    Counting.OPENED: _lazy("Your bid was opened"),
    Counting.UNREADABLE: _lazy("Your bid could not be read"),
}


@dataclass(frozen=True, slots=True)
class InBox:
    """What of the bid is in: the ways to its receipt, to what the team has to do with it, to withdraw it; empty where
    there is none.

    `changes_url`: what the tender says now and how that touches the bid. `again_url`: where it is submitted again,
    since nothing less helps.
    """

    sentence: str
    receipt_url: str
    confirm_url: str = ""
    changes_url: str = ""
    withdraw_url: str = ""
    again_url: str = ""


def in_box(bid: Bid, reading: CountingReading, *, is_open: bool) -> InBox | None:
    """None where nothing ever came in."""
    counting, version = reading.counting, reading.version
    if version is None:
        return None
    sentences: Sentences = {
        Counting.COUNTS: _(
            "Version %(no)d came in on %(when)s and counts. What you change here counts once you submit again."
        )
        if is_open
        else _("Version %(no)d came in on %(when)s and counts."),
        Counting.WITHDRAWN: _(
            "Version %(no)d of %(when)s is withdrawn and is not opened. You may submit again until the deadline."
        )
        if is_open
        else _("Version %(no)d of %(when)s is withdrawn and is not opened."),
    }
    sentence = warning(bid, reading, is_open=is_open)
    is_in = counting in SUBMIT_AGAIN | {Counting.UNCONFIRMED, Counting.COUNTS}
    confirm_url = reverse("bids:confirm", args=[bid.pk])
    return InBox(
        sentence=sentence or sentences.get(counting, _("Version %(no)d came in on %(when)s.")) % _slots(bid, reading),
        receipt_url=reverse("bids:receipt", args=[bid.pk, version.number]),
        confirm_url=confirm_url if counting is Counting.UNCONFIRMED and is_open else "",
        changes_url=confirm_url if counting in {Counting.AFFECTED, Counting.OLD_KEYS} and is_open else "",
        withdraw_url=reverse("bids:withdraw", args=[bid.pk]) if is_in and is_open else "",
        again_url=reverse("bids:check", args=[bid.pk]) if counting in SUBMIT_AGAIN and is_open else "",
    )


def warning(bid: Bid, reading: CountingReading, *, is_open: bool) -> str:
    """Why the version that is in does not count as it is, and what helps while something does; empty where it counts,
    was withdrawn or opened, or nothing is in.
    """
    sentence = (_WHILE_OPEN if is_open else _ONCE_OVER).get(reading.counting)
    return str(sentence) % _slots(bid, reading) if sentence is not None else ""


def standing_sentence(bid: Bid, reading: CountingReading, *, is_open: bool) -> str:
    """What is opened of the bid, where something else of it was not taken or is let go."""
    if sentence := warning(bid, reading, is_open=is_open):
        return sentence
    sentences: Sentences = {
        Counting.COUNTS: _("Your version of %(when)s stands and will be opened."),
        Counting.OPENED: _("Your version of %(when)s was opened."),
        Counting.UNREADABLE: _("Your version of %(when)s could not be read."),
    }
    if reading.counting in sentences:
        return sentences[reading.counting] % _slots(bid, reading)
    return _("You have no earlier version that is opened.")


def state_heading(reading: CountingReading, count: int, *, is_open: bool) -> str:
    """The answer on top: how the bid that is in stands, else what is missing; that only while it can be sent."""
    counting = reading.counting
    if not is_open:
        return str(_HEADINGS_ONCE_OVER[counting])
    if counting in _HEADINGS_WHILE_OPEN:
        return str(_HEADINGS_WHILE_OPEN[counting])
    if counting is Counting.COUNTS:
        return _("Your bid is in") if not count else _("Your bid is in, and what you write now is not complete")
    return heading(count)


def counting_tag(bid: Bid, reading: CountingReading, *, is_open: bool) -> tuple[str, str]:
    """The state in a word; where nothing but a new submission helps, that."""
    return again_tag() if is_open and reading.counting in SUBMIT_AGAIN else state_tag(bid)


def again_tag() -> tuple[str, str]:
    """Of a bid of which nothing counts until it is submitted again."""
    return _("Submit again"), "bad"


def _slots(bid: Bid, reading: CountingReading) -> Mapping[str, object]:
    version = reading.version
    zone = bid.tender.authority.zone
    when = formats.moment(version.received_at, zone, seconds=True) if version is not None else ""
    return {"no": version.number if version is not None else 0, "when": when}
