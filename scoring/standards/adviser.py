"""Which standards usually apply to a need, why, and with what duty: advice, never a decision.

Codes are compared both ways, because a notice often names a broad one; triggers at the beginnings of words. A rule of
a domain that a person chose fires by its `Match`. Any other rule needs a trigger and a code: that a bought thing is
reached by signing in, say, is seldom why its domain was chosen.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass, replace

from scoring.errors import BadParameter
from scoring.standards.openness import measure
from scoring.standards.types import (
    ANYWHERE,
    PLACES,
    Advice,
    AdviceReason,
    AdviceRule,
    AdvisedStandard,
    Duty,
    Match,
    Need,
    Omission,
)

BINDING = frozenset({Duty.LAW, Duty.EXPLAIN})
NO_FILE = "none"
SHORT = 3
_JOINTS = re.compile(r"[^\w]+")
_RANK = {duty: rank for rank, duty in enumerate(Duty)}


class UnknownPlace(BadParameter):
    """The buyer is said to sit in a place of which no rules are known."""


@dataclass(frozen=True, slots=True)
class _CompiledRule:
    """A rule with its triggers and its codes as stems."""

    rule: AdviceRule
    triggers: tuple["_Trigger", ...]
    stems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Trigger:
    """A trigger: as it is written, the word that it begins with, and what is looked for in a text."""

    text: str
    first: str
    sought: tuple[str, ...]


class _Text:
    """A need's words, ready to be searched for hundreds of triggers."""

    def __init__(self, text: str) -> None:
        words_apart = _normal(text)
        self._text = f" {words_apart} "
        self._sorted = sorted(set(words_apart.split()))

    def has(self, trigger: _Trigger) -> bool:
        """Whether the trigger stands at the beginning of a word; most are refused by their first word alone."""
        place = bisect_left(self._sorted, trigger.first)
        if place == len(self._sorted) or not self._sorted[place].startswith(trigger.first):
            return False
        return any(form in self._text for form in trigger.sought)


class Adviser:
    """Answers needs from rules and standards that it compiles once; shared by threads, it changes nothing."""

    def __init__(self, rules: Iterable[AdviceRule], standards: Iterable[AdvisedStandard]) -> None:
        """Raises BadParameter for a rule about a standard that is not among them."""
        self._standards: Mapping[str, AdvisedStandard] = {standard.id: standard for standard in standards}
        self._rules = tuple(map(_compiled, rules))
        for compiled in self._rules:
            if compiled.rule.standard not in self._standards:
                raise BadParameter(compiled.rule.id, why=f"there is no standard '{compiled.rule.standard}'")

    def knowing(self, answers: Mapping[str, Mapping[str, str]]) -> "Adviser":
        """An adviser over the same rules that has these answers about some of its standards; this stays as it is."""
        other = copy(self)
        changed = {key: replace(self._standards[key], answers=known) for key, known in answers.items()}
        other._standards = {**self._standards, **changed}  # noqa: SLF001 -- the copy is of this class
        return other

    def advise(self, need: Need) -> tuple[Advice, ...]:
        """Every standard that usually applies: the strongest duty first, then most reasons, then by id.

        Raises UnknownPlace.
        """
        if need.place not in PLACES:
            raise UnknownPlace("place", why=f"'{need.place}' is none of {', '.join(PLACES)}")
        text = _Text(need.text)
        codes = {code: stem for code in need.cpv if (stem := _stem(code))}
        reasons: dict[str, list[AdviceReason]] = {}
        for compiled in self._rules:
            reason = _reason(compiled, text, codes, need)
            if reason is not None:
                reasons.setdefault(compiled.rule.standard, []).append(reason)
        advices = [self._advice(standard, fired) for standard, fired in reasons.items()]
        return tuple(sorted(advices, key=lambda advice: (_RANK[advice.duty], -len(advice.reasons), advice.standard)))

    def _advice(self, standard: str, reasons: list[AdviceReason]) -> Advice:
        ordered = tuple(sorted(reasons, key=lambda reason: (_RANK[reason.duty], not reason.local, reason.rule.id)))
        kinds = dict.fromkeys(reason.rule.evidence for reason in ordered if reason.rule.evidence != NO_FILE)
        known = self._standards[standard]
        return Advice(standard, ordered[0].duty, ordered, tuple(kinds), known.clause, measure(known.answers))


def omissions(advices: Iterable[Advice], asked: Iterable[str], explanations: Mapping[str, str]) -> tuple[Omission, ...]:
    """The advices whose standard is not `asked` for, in their order, each with its explanation by standard, if any."""
    named = frozenset(asked)
    return tuple(
        Omission(advice.standard, advice.duty, advice.duty in BINDING, explanations.get(advice.standard, ""))
        for advice in advices
        if advice.standard not in named
    )


def _compiled(rule: AdviceRule) -> _CompiledRule:
    return _CompiledRule(rule, tuple(map(_trigger, rule.triggers)), tuple(map(_stem, rule.cpv)))


def _trigger(text: str) -> _Trigger:
    normal = _normal(text)
    return _Trigger(text, normal.partition(" ")[0], _sought(normal))


def _sought(trigger: str) -> tuple[str, ...]:
    """The beginning of a word; of three letters or fewer the word itself or its plural: `app` is no application."""
    return (f" {trigger} ", f" {trigger}s ") if len(trigger) <= SHORT else (f" {trigger}",)


def _reason(compiled: _CompiledRule, text: _Text, codes: Mapping[str, str], need: Need) -> AdviceReason | None:
    rule = compiled.rule
    triggers = tuple(trigger.text for trigger in compiled.triggers if text.has(trigger))
    within = tuple(code for code, stem in codes.items() if _within(stem, compiled.stems))
    match = Match.BOTH if rule.domains.isdisjoint(need.domains) else rule.match
    if not _fires(match, has_trigger=bool(triggers), has_code=bool(within)):
        return None
    local = ANYWHERE in rule.places or not PLACES[need.place].isdisjoint(rule.places)
    return AdviceReason(rule, triggers, within, _duty_for(rule.duty, local=local), local)


def _fires(match: Match, *, has_trigger: bool, has_code: bool) -> bool:
    if match is Match.BOTH:
        return has_trigger and has_code
    return has_trigger or (match is Match.ANY and has_code)


def _duty_for(duty: Duty, *, local: bool) -> Duty:
    """Another place's rule is advice, never a duty."""
    return Duty.RECOMMENDED if duty in BINDING and not local else duty


def _within(stem: str, stems: Iterable[str]) -> bool:
    """Whether a code lies under one of the others or is the broader of both."""
    return any(stem.startswith(other) or other.startswith(stem) for other in stems)


def _normal(text: str) -> str:
    """Small letters, with a blank for each hyphen, slash and other joint."""
    return _JOINTS.sub(" ", text.lower()).strip()


def _stem(code: str) -> str:
    """A code without its check digit and trailing zeros: 31000000 is 31."""
    return code.partition("-")[0].strip().rstrip("0")
