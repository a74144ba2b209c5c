"""From the catalogue and what authorities entered to the shapes of standards."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from fractions import Fraction

from core.models import Authority
from core.rest.shapes import Url
from procurement.planning import gather, queries
from procurement.planning.catalogue import FACTS, Citation, Standard, catalogue
from procurement.planning.models import FactAct, Profile, StandardFact
from procurement.planning.queries import FactKey
from procurement.planning.shapes import (
    AdviceAnswerShape,
    AdviceReasonShape,
    AdviceShape,
    AssessmentShape,
    CitationShape,
    ClauseShape,
    ProfileFileShape,
    ProfileShape,
    StandardEntryShape,
    StandardFactShape,
    StandardRowShape,
    StandardShape,
    UseShape,
)
from scoring.standards import COUNTED_FACTS, AdviceReason, AdviceRule, Need, OpennessMeasure, omissions

OPEN, PARTLY, CLOSED, UNKNOWN = "open", "partly", "closed", "unknown"


def openness_class(openness: Fraction | None) -> str:
    """Open if it is 1, closed if it is 0, unknown if it is None, else partly."""
    if openness is None:
        return UNKNOWN
    return {Fraction(1): OPEN, Fraction(0): CLOSED}.get(openness, PARTLY)


def standard_rows(
    authority: Authority | None, *, text: str = "", domain: str = "", openness: str = ""
) -> list[StandardRowShape]:
    """The standards that match, by title, as the authority knows them. At most two queries.

    `text`: words that must all occur in key, title, purpose, publisher or subject.
    """
    entries, disputed = queries.latest_facts(authority), queries.disputed_standards()
    sought = text.casefold().split()
    rows = (
        _row(standard, gather.measure_of(standard, entries), disputed=standard.id in disputed)
        for standard in catalogue().standards.values()
        if (not domain or domain in standard.domains) and _has_words(standard, sought)
    )
    return [row for row in rows if not openness or openness_class(row.openness) == openness]


def standard_shape(standard: Standard, authority: Authority | None) -> StandardShape:
    """A standard as the authority knows it, with what every authority entered. At most two queries."""
    history = list(queries.history_of(standard.id))
    mine = {} if authority is None else _latest(entry for entry in history if entry.authority_id == authority.pk)
    disputed = any(entry.act == FactAct.DISPUTED for entry in _latest_of_each(history))
    return StandardShape(
        summary=_row(standard, gather.measure_of(standard, mine), disputed=disputed),
        known_by=None if authority is None else authority.name,
        publisher_kind=standard.publisher_kind.value,
        subject=standard.subject,
        url=standard.url,
        text_licence=standard.text_licence,
        royalty_basis=standard.royalty_basis,
        mim=standard.mim,
        lists=standard.lists,
        readable_as=standard.readable_as,
        assessment=AssessmentShape(**asdict(standard.assessment)) if standard.assessment else None,
        views=standard.views,
        note=standard.note,
        facts=tuple(_fact(standard, fact, mine) for fact in FACTS),
        entries=tuple(map(_entry, history)),
        uses=tuple(_use(rule) for rule in catalogue().rules if rule.standard == standard.id),
        clauses=clause_shapes(standard.id),
        sources=tuple(map(_citation, standard.sources)),
        catalogue=catalogue().version,
    )


def clause_shapes(standard: str) -> tuple[ClauseShape, ...]:
    """The clauses that ask for a standard."""
    return tuple(
        ClauseShape(
            clause.id, clause.text, clause.rests_on_law, clause.law, clause.version, clause.evidence, clause.note
        )
        for clause in catalogue().clauses.get(standard, ())
    )


def advice_answer(need: Need, authority: Authority | None) -> AdviceAnswerShape:
    """Which standards usually apply to a need, as the authority knows them. At most two queries; stores nothing."""
    entries, disputed = queries.latest_facts(authority), queries.disputed_standards()
    advices = gather.adviser_with(entries).advise(need)
    must_explain = {omission.standard for omission in omissions(advices, (), {}) if omission.must_explain}
    return AdviceAnswerShape(
        place=need.place,
        known_by=None if authority is None else authority.name,
        advices=tuple(
            AdviceShape(
                standard=_row(
                    catalogue().standards[advice.standard], advice.measure, disputed=advice.standard in disputed
                ),
                duty=advice.duty.value,
                must_explain=advice.standard in must_explain,
                weighable=advice.weighable,
                evidence=advice.evidence,
                reasons=tuple(map(_reason, advice.reasons)),
                clauses=clause_shapes(advice.standard),
            )
            for advice in advices
        ),
        rider=catalogue().rider,
        catalogue=catalogue().version,
    )


def _reason(reason: AdviceReason) -> AdviceReasonShape:
    rule = reason.rule
    return AdviceReasonShape(
        rule=rule.id,
        situation=rule.situation,
        duty=reason.duty.value,
        basis=rule.basis,
        places=tuple(sorted(rule.places)),
        local=reason.local,
        triggers=reason.triggers,
        cpv=reason.cpv,
        alternatives=rule.alternatives,
        sources=tuple(map(_citation, catalogue().rule_sources[rule.id])),
    )


def _has_words(standard: Standard, sought: Iterable[str]) -> bool:
    text = f"{standard.id} {standard.title} {standard.purpose} {standard.publisher} {standard.subject}".casefold()
    return all(word in text for word in sought)


def _row(standard: Standard, known: OpennessMeasure, *, disputed: bool) -> StandardRowShape:
    return StandardRowShape(
        id=standard.id,
        title=standard.title,
        purpose=standard.purpose,
        publisher=standard.publisher,
        domains=standard.domains,
        evidence=standard.evidence,
        openness=known.openness,
        strength=known.strength,
        lowest=known.low,
        highest=known.high,
        missing=known.missing,
        disputed=disputed,
    )


def _latest(entries: Iterable[StandardFact]) -> Mapping[FactKey, StandardFact]:
    return {(entry.standard, entry.fact): entry for entry in sorted(entries, key=lambda entry: entry.no)}


def _latest_of_each(entries: Iterable[StandardFact]) -> Iterable[StandardFact]:
    by_no = sorted(entries, key=lambda entry: entry.no)
    return {(entry.authority_id, entry.fact): entry for entry in by_no}.values()


def _fact(standard: Standard, fact: str, mine: Mapping[FactKey, StandardFact]) -> StandardFactShape:
    entry = mine.get((standard.id, fact))
    return StandardFactShape(
        fact=fact,
        value=gather.answer_of(standard.answers[fact], entry),
        catalogue_value=standard.answers[fact],
        counted=fact in COUNTED_FACTS,
        entered=entry.no if entry else 0,
    )


def _entry(entry: StandardFact) -> StandardEntryShape:
    return StandardEntryShape(
        authority=entry.authority.name,
        authority_id=entry.authority_id,
        fact=entry.fact,
        no=entry.no,
        act=entry.act,
        value=entry.value,
        source=entry.source,
        was=entry.was,
        was_source=entry.was_source,
        catalogue=entry.catalogue_sha,
        at=entry.at,
    )


def _use(rule: AdviceRule) -> UseShape:
    return UseShape(
        rule=rule.id,
        situation=rule.situation,
        duty=rule.duty.value,
        basis=rule.basis,
        places=tuple(sorted(rule.places)),
        domains=tuple(sorted(rule.domains)),
        evidence=rule.evidence,
        alternatives=rule.alternatives,
        sources=tuple(map(_citation, catalogue().rule_sources[rule.id])),
    )


def _citation(citation: Citation) -> CitationShape:
    return CitationShape(citation.title, citation.place, citation.url, citation.version)


def profile_shape(profile: Profile, address: Callable[[int], str]) -> ProfileShape:
    """A reference profile; `address` of a file's bytes by its number. One query."""
    return ProfileShape(
        sha256=profile.pk,
        kind=profile.kind,
        dialect=profile.dialect,
        samples_checked=False,
        at=profile.at,
        files=tuple(
            ProfileFileShape(file.no, file.role, file.name, file.sha256, file.size, Url(address(file.no)))
            for file in queries.files_of_profile(profile)
        ),
    )
