"""What to look at twice: one list from everything that is known about a result. It informs; the method alone ranks.

Each finding names the bids it is about, says what was noticed with its figure, and who acts on it. Some must be decided
by two officers before a result of one's own is frozen (`NEEDS_DECISION`). Source: DESIGN law 6, SCORING §12.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from scoring import abnormal, canonical, codec, digest, explain
from scoring.explain.writing import FROZEN
from scoring.results import Outcome, Sentence
from scoring.robustness.annex import Annex
from scoring.robustness.turns import MarkTurns, mark_turns
from scoring.types import Case

# Every kind that is looked for, in the order of the list, with who acts: "two officers", "officer", "auditor" (to
# judge for oneself: nothing here has to be done).
KINDS: Mapping[str, str] = {
    "late_bid": "two_officers",
    "dates_rewritten": "auditor",
    "price_zero": "officer",
    "several_bids_of_one": "two_officers",
    "shared_member": "officer",
    "source_differs": "auditor",
    "source_awards_twice": "auditor",
    "below_min_rung": "two_officers",
    "abnormal_price": "two_officers",
    "thin_panel": "panel",
    "tie_by_draw": "auditor",
    "one_mark_turns": "auditor",
    "one_mark_excludes": "auditor",
    "single_bid": "officer",
    "no_admissible_bid": "officer",
    "no_information": "auditor",
    "order_depends_on_rivals": "auditor",
    "scaled_to_best": "auditor",
}
OF_ANNEX = frozenset({"one_mark_turns", "one_mark_excludes"})
NEEDS_DECISION = frozenset({"several_bids_of_one", "below_min_rung", "abnormal_price"})


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation that stands in several bids; `leads`: it is the tenderer, or the lead, of each of them."""

    name: str
    bids: tuple[str, ...]
    leads: bool


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is recorded around the bids and no method reads.

    `marked_by`: by criterion, how many persons marked the bid that fewest marked; `panel_min` of them are published.
    `dates_rewritten`: an auction wrote the bids' dates anew, so that none tells when a bid was submitted. `source_*`:
    sentences about what the source of an imported tender decided otherwise.
    """

    deadline: datetime | None = None
    dates_rewritten: bool = False
    panel_min: int = 0
    marked_by: Mapping[str, int] = field(default_factory=dict)
    organisations: tuple[Organisation, ...] = ()
    source_differs: str = ""
    source_awards_twice: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to look at twice. `values` fill the sentence: one text each, or several, or ids of bids."""

    kind: str
    bids: tuple[str, ...] = ()
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def acts(self) -> str:
        """Who acts on it: a value of KINDS."""
        return KINDS[self.kind]


def findings(
    case: Case, outcome: Outcome, annex: Annex | None, around: Circumstances, turns: MarkTurns | None = None
) -> tuple[Finding, ...]:
    """Everything to look at twice about a result, in the order of KINDS, then of the bids.

    `annex` None: how few marks turn the result is not looked for. `turns`: those of `mark_turns`, computed where a
    caller has none. Raises as `abnormal.detect`.
    """
    noticed = [
        *_times(case, around),
        *_zero_prices(case),
        *_organisations(case, outcome, around),
        *_source(around),
        *_cautions(case, outcome),
        *_abnormal_prices(case, outcome),
        *_thin_panels(case, around),
        *_draws(outcome),
        *(_turned(case, outcome, annex, turns) if annex else ()),
    ]
    order = list(KINDS)
    return tuple(sorted(noticed, key=lambda finding: order.index(finding.kind)))


def fingerprint(finding: Finding) -> str:
    """The sha256 of kind, bids and figures, in hex: what a decision is about.

    The same kind about the same bids with another figure (a lower price, another interface) is another finding.
    """
    return digest.digest("finding", finding)


def undecided(noticed: Iterable[Finding], decided: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings that two officers must decide and have not. A decision settles the finding with its figure only."""
    settled = {fingerprint(finding) for finding in decided}
    return tuple(
        finding for finding in noticed if finding.kind in NEEDS_DECISION and fingerprint(finding) not in settled
    )


StoredTexts = Mapping[tuple[str, str], Sentence]


def sentence(finding: Finding, prices: StoredTexts | None = None) -> Sentence:
    """What was noticed, with its figure; `prices` (`price_sentences`) writes amounts in the form of the reader."""
    text = (finding.values.get("text") or ("",))[0]
    known = (prices or {}).get((finding.bids[0], text)) if finding.kind == "abnormal_price" else None
    subject = "nobody" if finding.kind == "one_mark_turns" and "bid" not in finding.values else "finding"
    return known or Sentence(f"{subject}.{finding.kind}", dict(finding.values))


def price_sentences(case: Case, outcome: Outcome) -> StoredTexts:
    """{(bid, text that is stored with its finding): the sentence of that text} of every abnormally low price."""
    detected, currency = abnormal.detect(case, outcome), case.spec.basis.currency
    return {
        (flag.bid, _price_text(flag, currency)): abnormal.flag_sentence(flag, currency)
        for flag in (detected.flags if detected else ())
    }


def to_json(noticed: Iterable[Finding]) -> list[dict[str, Any]]:
    """As it is frozen with a run."""
    written: list[dict[str, Any]] = canonical.plain(tuple(noticed))
    return written


def from_json(data: object) -> tuple[Finding, ...]:
    """What `to_json` wrote. Raises BadParameter for anything else."""
    read: tuple[Finding, ...] = codec.read(tuple[Finding, ...], data, "findings")
    return read


def _finding(kind: str, about: tuple[str, ...] = (), /, **values: str | tuple[str, ...]) -> Finding:
    return Finding(kind, about, {name: (text,) if isinstance(text, str) else text for name, text in values.items()})


# --- what was recorded ---


def _times(case: Case, around: Circumstances) -> Iterator[Finding]:
    if around.deadline is None:
        return
    late = {
        bid.id: bid.submitted_at - around.deadline
        for bid in case.facts.bids
        if bid.submitted_at and bid.submitted_at > around.deadline
    }
    if around.dates_rewritten:
        if late:
            yield _finding("dates_rewritten", tuple(late), bids=tuple(late))
        return
    for bid, by in late.items():
        yield _finding("late_bid", (bid,), bid=bid, late=_duration(by))


def _duration(span: timedelta) -> str:
    """A span of time in its two largest units, seconds rounded up: '2 days 3 hours'."""
    seconds = -(-span // timedelta(seconds=1))
    parts = []
    for unit, size in (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1)):
        count, seconds = divmod(seconds, size)
        if count:
            parts.append(f"{count} {unit}{'' if count == 1 else 's'}")
    return " ".join(parts[:2])


def _zero_prices(case: Case) -> Iterator[Finding]:
    for bid in case.facts.bids:
        if any(price is not None and price.amount == 0 for price in bid.prices.values()):
            yield _finding("price_zero", (bid.id,), bid=bid.id)


def _organisations(case: Case, outcome: Outcome, around: Circumstances) -> Iterator[Finding]:
    """One organisation in several bids that stand; a bid that two persons excluded does not."""
    ruled_out = {exclusion.bid for exclusion in outcome.excluded if exclusion.stage == "ruling"}
    judged = [bid.id for bid in case.facts.bids if bid.id not in ruled_out]
    for organisation in around.organisations:
        bids = tuple(bid for bid in judged if bid in organisation.bids)
        if len(bids) > 1:
            kind = "several_bids_of_one" if organisation.leads else "shared_member"
            yield _finding(kind, bids, bids=bids, name=organisation.name)


def _source(around: Circumstances) -> Iterator[Finding]:
    for kind, text in (
        ("source_differs", around.source_differs),
        ("source_awards_twice", around.source_awards_twice),
    ):
        if text:
            yield _finding(kind, text=text)


# --- what was judged ---


def _cautions(case: Case, outcome: Outcome) -> Iterator[Finding]:
    below: dict[str, list[str]] = {}
    for caution in outcome.cautions:
        bid, _, interface = caution.where.partition("/")
        if caution.code == "below_min_rung":
            below.setdefault(bid, []).append(explain.title(case.spec, interface))
        else:
            about = (bid,) if bid in {facts.id for facts in case.facts.bids} else ()
            yield _finding(caution.code, about, bid=about)
    for bid, titles in below.items():
        yield _finding("below_min_rung", (bid,), bid=bid, what=tuple(titles))


def _abnormal_prices(case: Case, outcome: Outcome) -> Iterator[Finding]:
    detected = abnormal.detect(case, outcome)
    for flag in detected.flags if detected else ():
        yield _finding("abnormal_price", (flag.bid,), bid=flag.bid, text=_price_text(flag, case.spec.basis.currency))


def _price_text(flag: abnormal.Flag, currency: str) -> str:
    """Why the price is asked about, in the bytes that a decision is about; without the bid, which stands before it."""
    return explain.text(abnormal.flag_sentence(flag, currency), write=FROZEN).removeprefix(f"{flag.bid} ")


def _thin_panels(case: Case, around: Circumstances) -> Iterator[Finding]:
    """Criteria that fewer persons marked than the tender publishes, for one bid at least."""
    for leaf, count in around.marked_by.items():
        if count < around.panel_min:
            title = explain.title(case.spec, leaf)
            yield _finding("thin_panel", what=title, count=str(count), least=str(around.panel_min))


def _draws(outcome: Outcome) -> Iterator[Finding]:
    drawn = tuple(place.bid for place in outcome.order if any(step.rule.startswith("draw") for step in place.tie_path))
    if drawn:
        yield _finding("tie_by_draw", drawn, bids=drawn)


def _turned(case: Case, outcome: Outcome, annex: Annex, turns: MarkTurns | None) -> Iterator[Finding]:
    """Who is first by one mark moved by one level; a mark that takes the winner below a minimum is another kind."""
    winner = annex.winner
    if winner is None:
        return
    turned = (turns or mark_turns(case, outcome)).turns
    firsts = {turn.winner: None for turn in turned if not (turn.excludes and turn.bid == winner)}
    for bid in firsts:
        if bid is None:
            yield _finding("one_mark_turns", (winner,), winner=winner)
        else:
            yield _finding("one_mark_turns", (bid, winner), bid=bid, winner=winner)
    for failing in annex.fails:
        if failing.steps == 1:
            what = "quality" if failing.stage == "quality" else explain.title(case.spec, failing.where)
            yield _finding("one_mark_excludes", (winner,), winner=winner, what=what)
