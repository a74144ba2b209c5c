"""What came of the check of a receipt, in words: what holds, what does not, and what no check here can say."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.pages import formats
from offline import keys
from offline.receipts import ReceiptDocument
from procurement.bids.services.receipt_checks import CheckedPoint, PointFinding, ReceiptCheck, ReceiptPoint

ZONE = "UTC"
_SIGNS = {PointFinding.HOLDS: ("ok", "✓"), PointFinding.NOTED: ("miss", "!"), PointFinding.FAILS: ("bad", "✕")}
Facts = Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class ReceiptCheckRow:
    """One line: `kind` and `sign` as everywhere in lists, `word` for who does not see them."""

    kind: str
    sign: str
    word: str
    title: str
    why: str


def empty_page() -> dict[str, object]:
    """Before anything is brought."""
    return {
        "heading": _("Check a receipt of a bid"),
        "lead": _("Anybody may: no account is needed, and nothing of what you bring is kept."),
        "rows": [],
    }


def check_page(check: ReceiptCheck) -> dict[str, object]:
    """The lines, and what the receipt says. No query."""
    heading, lead = _answer(check)
    return {
        "heading": heading,
        "lead": lead,
        "rows": [_row(point) for point in check.points],
        "facts": _facts(check.receipt) if check.receipt else [],
        "limits": _limits(check.receipt) if check.receipt else [],
    }


def _answer(check: ReceiptCheck) -> tuple[str, str]:
    if check.failed:
        count = len(check.failed)
        heading = ngettext("%(count)d thing does not hold", "%(count)d things do not hold", count) % {"count": count}
        if check.receipt is None:
            return heading, _("This is no receipt of this site as the site signed it.")
        return heading, _("The site signed this receipt, and it does not keep what the receipt says. Keep the file.")
    noted = any(point.finding is PointFinding.NOTED for point in check.points)
    if noted:
        return _("The receipt is true, with something to know"), _("Read the lines with an exclamation mark.")
    return _("The receipt is true"), _("This site signed it, and keeps today what it signed then.")


def _row(point: CheckedPoint) -> ReceiptCheckRow:
    kind, sign = _SIGNS[point.finding]
    labels = {
        PointFinding.HOLDS: _("Holds:"),
        PointFinding.NOTED: _("Holds, and to know:"),
        PointFinding.FAILS: _("Does not hold:"),
    }
    title, why = _SENTENCES[point.point](point)
    return ReceiptCheckRow(kind, sign, labels[point.finding], title, point.why or why)


def _form(point: CheckedPoint) -> tuple[str, str]:
    if point.finding is PointFinding.FAILS:
        return _("The file is a receipt"), ""
    return _("The file is a receipt"), _("It is whole, in the form that this site writes.")


def _signature(_point: CheckedPoint) -> tuple[str, str]:
    return _("Nothing in it was changed"), _("The signature fits every letter of it.")


def _key(point: CheckedPoint) -> tuple[str, str]:
    title, facts = _("A key of this site signed it"), point.facts
    if "number" not in facts:
        return title, _(
            "The key is none of this site. The receipt names the site %(host)s: check it there, or with the offline "
            "tool and the fingerprint in the notice of the tender."
        ) % {"host": facts["host"]}
    sentence = (
        _("Key number %(number)d, which signs now: %(digits)s")
        if point.finding is PointFinding.HOLDS
        else _("Key number %(number)d, which signed at that time; another has taken its place since: %(digits)s")
    )
    return title, sentence % {"number": facts["number"], "digits": keys.in_groups(str(facts["fingerprint"]))}


def _parts(_point: CheckedPoint) -> tuple[str, str]:
    return (
        _("Its line stands in the signed log"),
        _("The line of the log says the same: bid, version, time, deadline and envelopes."),
    )


def _log(_point: CheckedPoint) -> tuple[str, str]:
    return (
        _("No line of the tender’s log was changed since"),
        _("The log begins today with all the lines that it had then."),
    )


def _kept(point: CheckedPoint) -> tuple[str, str]:
    title, facts = _("The site still lists what came in"), _numbers(point.facts)
    if facts["damaged"]:
        return title, ngettext(
            "The file of %(damaged)d envelope is damaged. Until the deadline the bid can be submitted again.",
            "The files of %(damaged)d envelopes are damaged. Until the deadline the bid can be submitted again.",
            facts["damaged"],
        ) % facts
    if point.finding is PointFinding.FAILS:
        return title, _(
            "The receipt names %(count)d envelopes; those of this version are others here, or gone."
        ) % facts
    count = facts["count"]
    sentence = ngettext("%(count)d envelope, with the same hash.", "%(count)d envelopes, with the same hashes.", count)
    return title, sentence % facts


def _keyset(point: CheckedPoint) -> tuple[str, str]:
    title = _("It was sealed for the keys of the notice")
    if point.finding is PointFinding.FAILS:
        return title, _("The log of the tender names no such keys.")
    if point.finding is PointFinding.NOTED:
        return title, _("The keys were changed since: the bid must be submitted again, or it cannot be opened.")
    return title, _("These keys open the bids of the tender: %(digest)s") % {
        "digest": formats.short_digest(str(point.facts["digest"]))
    }


def _tender_version(point: CheckedPoint) -> tuple[str, str]:
    title, facts = _("It answers the tender as it was published"), _numbers(point.facts)
    if point.finding is PointFinding.FAILS:
        return title, _("The tender has no such version here.")
    if facts["number"] == facts["latest"]:
        return title, _("Version %(number)d of the tender, which is the last one.") % facts
    if point.finding is PointFinding.HOLDS:
        return title, _("Version %(number)d of the tender; the bid was confirmed for version %(latest)d.") % facts
    return title, _(
        "Version %(number)d of the tender. It was amended since, to version %(latest)d: the bid must be confirmed or "
        "submitted again."
    ) % facts


def _latest(point: CheckedPoint) -> tuple[str, str]:
    title, facts = _("It is the version of the bid that counts"), _numbers(point.facts)
    if point.finding is PointFinding.FAILS:
        return title, _("The site has no such version of the bid, though its log names it.")
    if "is_withdrawn" in facts:
        return title, _("The bid was withdrawn, so it is not opened.")
    if point.finding is PointFinding.NOTED:
        return title, _(
            "This is version %(number)d; version %(latest)d came in later, and only the last is opened."
        ) % facts
    return title, _("Version %(number)d is the last one.") % facts


def _numbers(facts: Facts) -> dict[str, int]:
    return {name: value for name, value in facts.items() if isinstance(value, int)}


_SENTENCES: Mapping[ReceiptPoint, Callable[[CheckedPoint], tuple[str, str]]] = {
    ReceiptPoint.FORM: _form,
    ReceiptPoint.SIGNATURE: _signature,
    ReceiptPoint.KEY: _key,
    ReceiptPoint.PARTS: _parts,
    ReceiptPoint.LOG: _log,
    ReceiptPoint.KEPT: _kept,
    ReceiptPoint.KEYSET: _keyset,
    ReceiptPoint.TENDER_VERSION: _tender_version,
    ReceiptPoint.LATEST: _latest,
}


def _facts(receipt: ReceiptDocument) -> list[tuple[str, str]]:
    """What the receipt itself says; nothing that is not in it."""
    return [
        (_("Received"), formats.moment(receipt.received_at, ZONE, seconds=True)),
        (_("Deadline applied"), formats.moment(receipt.deadline_applied, ZONE, seconds=True)),
        (_("Version of the bid"), str(receipt.revision)),
        (
            _("Virus scanner"),
            _("The files passed it.") if receipt.is_scanned else _("None looked at the files, or not at all of them."),
        ),
    ]


def _limits(receipt: ReceiptDocument) -> list[str]:
    """What this check cannot say."""
    sentences = [
        _("Whether the bid is complete or admissible: the authority decides that after the opening."),
        _("What was sealed: after the opening, the slip and the offline tool show that it is what was sent."),
        _("Whether the envelopes can be opened: two people with keys do that after the deadline."),
        _("Whether this page tells the truth. It is a page of the site: check once more with the offline tool."),
    ]
    return sentences if receipt.is_scanned else [*sentences, _("Whether the files are free of viruses.")]
