"""The opening of a demonstration's tender: called, a half from each of two, every envelope opened, the record signed.

It is done with the keys whose passphrases are printed. The bids that wait in the other tender are opened by hand.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from core import jobs
from core.models import Job, JobState
from offline.sealing.halves import answer, read_question
from procurement.bids.rules.openings import first_part
from procurement.bids.services import opening_halves, openings, processing, submitting
from procurement.bids.services.opening_halves import FreshFactor
from procurement.bids.services.submission import SubmissionRefused
from procurement.bids.states import FactorKind, KeyWay
from procurement.web.demo import keys
from procurement.web.demo.story import Story
from procurement.web.demo.tables import TomlTable


class NotOpened(Exception):
    """The data of the demonstration is wrong: the work of the opening did not come to its end."""


def _call(story: Story, row: TomlTable, _at: datetime) -> None:
    openings.call_opening(tender=story.tender(row), by=story.by(row))


def _give_half(story: Story, row: TomlTable, at: datetime) -> None:
    """What a browser does with the printed passphrase; instead of a second factor the account's own passphrase."""
    tender, by = story.tender(row), story.by(row)
    part = first_part(tender.envelopes)
    question = read_question(opening_halves.question_file(opening_halves.asked_halves(tender=tender, part=part, by=by)))
    private = keys.private_half(story.keys[row["authority"]][row["by"]])
    shares = opening_halves.read_halves_file(answer(question, private).file(), tender=tender, part=part)
    factor = FreshFactor(FactorKind.PASSPHRASE, at)
    opening_halves.give_half(tender=tender, part=part, shares=shares, way=KeyWay.BROWSER, factor=factor, by=by)


def _open_envelopes(story: Story, row: TomlTable, _at: datetime) -> None:
    """What the worker does, here and now, while the clock shows that moment. Raises NotOpened."""
    opening = story.tender(row).openings.latest("called_at")
    job = Job.objects.get(kind=opening_halves.PROCESS_KIND, target=str(opening.pk))
    jobs.run(str(job.pk), processing.process_opening)
    job.refresh_from_db()
    if job.state != JobState.READY:
        raise NotOpened(job.why or job.state)


def _submit_late(story: Story, row: TomlTable, at: datetime) -> None:
    """A bid that comes after the deadline: not taken, and recorded as an attempt."""
    begun = story.bids[row["bid"]]
    try:
        submitting.submit_bid(
            bid=begun.bid, draft_key=begun.draft_key, idem_key=f"late {row['bid']}", by=story.by(row), at=at
        )
    except SubmissionRefused:
        return
    raise NotOpened(f"{row['bid']} was in time")


ACTS: Mapping[str, Callable[[Story, TomlTable, datetime], None]] = {
    "call_opening": _call,
    "give_half": _give_half,
    "open_envelopes": _open_envelopes,
    "submit_late": _submit_late,
}
