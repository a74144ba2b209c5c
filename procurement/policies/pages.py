"""What the pages of policies show, in words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from core.access import Decision, Person
from core.models import Authority
from core.pages import formats
from core.pages.tones import Tone, tone_of
from procurement.policies import access, labels
from procurement.policies.access import PolicyAction
from procurement.policies.differences import TERMS, PolicyDifference
from procurement.policies.models import PolicyVersion
from procurement.policies.shapes import PolicyCommentShape, PolicyRowShape, PolicyRuleShape, PolicyShape
from procurement.policies.states import PolicyState, Verdict
from scoring.compliance import RULES

TONES: Mapping[str, Tone] = {"adopted": "good", "consulting": "accent"}


@dataclass(frozen=True, slots=True)
class PolicyLine:
    """A version in a list."""

    url: str
    authority: str
    title: str
    state: str
    tone: Tone
    note: str


@dataclass(frozen=True, slots=True)
class BeginOffer:
    """An authority for which the person may begin a version, and the words of the button."""

    name: str
    url: str
    label: str


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A rule in words."""

    id: str
    title: str
    severity: str
    figures: list[str]
    law: str
    applies: bool


@dataclass(frozen=True, slots=True)
class CommentCard:
    """A comment with its answer; `url`: where an officer answers it."""

    about: str
    by: str
    when: str
    text: str
    verdict: str
    answer: str
    url: str


@dataclass(frozen=True, slots=True)
class PolicyButton:
    """An act on a version. `why`: refused; `sends`: it is done at once, by POST."""

    label: str
    url: str
    why: str = ""
    sends: bool = False


@dataclass(frozen=True, slots=True)
class DifferenceLine:
    """One thing that two versions set differently."""

    rule: str
    what: str
    before: str
    after: str


def lines(rows: Iterable[PolicyRowShape]) -> list[PolicyLine]:
    """The versions of a list."""
    return [
        PolicyLine(
            url=reverse("policies:detail", args=[row.id]),
            authority=row.authority,
            title=version_title(row.no),
            state=str(PolicyState(row.state).label),
            tone=tone_of(TONES, row.state),
            note=state_sentence(row),
        )
        for row in rows
    ]


def version_title(no: int) -> str:
    """What a version is called."""
    return _("Version %(no)s") % {"no": no}


def state_sentence(row: PolicyRowShape) -> str:
    """Since when it holds and when it is reviewed, or until when it is discussed; empty for a draft."""
    if row.state == PolicyState.CONSULTING:
        return _("Comments until %(moment)s") % {"moment": formats.moment(row.closes_at, row.zone)}
    if row.valid_from is None or row.review_on is None:
        return ""
    days = {"start": formats.day(parse_date(row.valid_from)), "review": formats.day(parse_date(row.review_on))}
    if row.unconsulted:
        return _("Since %(start)s, adopted without a consultation; reviewed by %(review)s") % days
    return _("Since %(start)s; reviewed by %(review)s") % days


def offers(authorities: Iterable[Authority], versions: Iterable[PolicyVersion]) -> list[BeginOffer]:
    """For each authority without a version in the making: begin with the ready policy, or with the next version."""
    known = list(versions)
    making = {row.authority_id for row in known if row.state in {PolicyState.DRAFT, PolicyState.CONSULTING}}
    started = {row.authority_id for row in known}
    labelled = {
        True: _("Begin the next version"),
        False: _("Begin with the ready policy"),
    }
    return [
        BeginOffer(city.name, reverse("policies:begin", args=[city.pk]), labelled[city.pk in started])
        for city in authorities
        if city.pk not in making
    ]


def rules(shape: PolicyShape) -> list[RuleLine]:
    """The rules that a version sets, in words."""
    return [
        RuleLine(
            id=rule.id,
            title=_(rule.title),
            severity=severity_text(rule),
            figures=[
                f"{_(figure.title)}: {labels.amount(figure.value, figure.unit, shape.currency, shape.basis)}"
                for figure in rule.figures
            ],
            law=rule.law,
            applies=rule.applies,
        )
        for rule in shape.rules
    ]


def term_lines(policy: PolicyShape) -> list[tuple[str, str]]:
    """The lists of terms that texts are read for, by their titles."""
    return [(str(labels.TERM_LISTS[row.name]), ", ".join(row.terms)) for row in policy.terms]


def law_lines(shape: PolicyShape) -> list[tuple[str, str]]:
    """What the policy makes stricter than the law: what it is called, and the figure."""
    return [(labels.law_figure(field), value) for field, value in shape.law_figures.items()]


def severity_text(rule: PolicyRuleShape) -> str:
    """What a broken rule leads to."""
    if not rule.applies:
        return _("Does not apply")
    return str(labels.SEVERITIES[rule.severity or rule.usual])


def comments(shape: PolicyShape, *, answers: bool) -> list[CommentCard]:
    """The comments; with the way to answer those that wait, for whoever does."""
    return [_comment(comment, shape.summary.zone, answers=answers) for comment in shape.comments]


def _comment(comment: PolicyCommentShape, zone: str, *, answers: bool) -> CommentCard:
    about = f"{comment.rule}: {_(RULES[comment.rule].title)}" if comment.rule in RULES else _("The policy as a whole")
    return CommentCard(
        about=about,
        by=comment.supplier or _("A person with an account"),
        when=formats.moment(comment.at, zone),
        text=comment.text,
        verdict=str(Verdict(comment.verdict).label) if comment.verdict else "",
        answer=comment.answer,
        url=reverse("policies:answer", args=[comment.id]) if answers and not comment.verdict else "",
    )


def buttons(user: Person, version: PolicyVersion) -> list[PolicyButton]:
    """What a person does next with a version; what is refused to one who works on it says why."""
    acts = {
        PolicyAction.COMMENT: PolicyButton(_("Comment"), reverse("policies:comment", args=[version.pk])),
        PolicyAction.CHANGE: PolicyButton(_("Change the draft"), reverse("policies:change", args=[version.pk])),
        PolicyAction.OPEN_CONSULTATION: PolicyButton(
            _("Open a consultation"), reverse("policies:consult", args=[version.pk])
        ),
        PolicyAction.REVISE: PolicyButton(
            _("Return to draft"), reverse("policies:revise", args=[version.pk]), sends=True
        ),
        PolicyAction.ADOPT: PolicyButton(_("Check and adopt"), reverse("policies:adopt", args=[version.pk])),
    }
    works_here = bool(access.may_begin(user, version.authority))
    decisions = {action: access.may(user, action, version) for action in acts}
    allowed = [(acts[action], decision) for action, decision in decisions.items() if decision]
    refused = decisions[PolicyAction.ADOPT]
    is_near = version.state == PolicyState.CONSULTING or (version.state == PolicyState.DRAFT and version.no == 1)
    if works_here and not refused and is_near:
        allowed.append((acts[PolicyAction.ADOPT], refused))
    return [_refused(button, decision) for button, decision in allowed]


def _refused(button: PolicyButton, decision: Decision) -> PolicyButton:
    return PolicyButton(button.label, button.url, str(decision.why), button.sends)


def difference_lines(
    changes: Sequence[PolicyDifference], before: PolicyShape, after: PolicyShape
) -> list[DifferenceLine]:
    """What differs, in words, side by side."""
    return [_difference(entry, before, after) for entry in changes]


def _difference(entry: PolicyDifference, before: PolicyShape, after: PolicyShape) -> DifferenceLine:
    if not entry.rule:
        return _whole_difference(entry)
    rule = RULES[entry.rule]
    name = f"{rule.id}: {_(rule.title)}"
    if entry.part in rule.params:
        parameter = rule.params[entry.part]
        texts = [
            labels.amount(Fraction(value or 0), parameter.unit, shape.currency, shape.basis)
            for value, shape in ((entry.before, before), (entry.after, after))
        ]
        return DifferenceLine(name, _(parameter.title), *texts)
    if entry.part == "applies":
        texts_by_value = {True: _("Applies"), False: _("Does not apply")}
        return DifferenceLine(
            name, _("Whether it applies"), texts_by_value[bool(entry.before)], texts_by_value[bool(entry.after)]
        )
    severities = [str(labels.SEVERITIES[str(value)]) for value in (entry.before, entry.after)]
    return DifferenceLine(name, _("What a broken rule leads to"), *severities)


def _whole_difference(entry: PolicyDifference) -> DifferenceLine:
    if entry.part.startswith(TERMS):
        name = str(labels.TERM_LISTS.get(entry.part.removeprefix(TERMS), _("Names of standards")))
        before, after = (_only_here(value) for value in (entry.before, entry.after))
        return DifferenceLine(_("Terms that texts are read for"), name, before, after)
    if entry.part in {"currency", "basis"}:
        name = {"currency": _("Currency"), "basis": _("Basis of amounts")}[entry.part]
        return DifferenceLine(_("The policy as a whole"), name, str(entry.before), str(entry.after))
    before, after = (str(value) if value is not None else _("as the law says") for value in (entry.before, entry.after))
    return DifferenceLine(_("Stricter than the law"), labels.law_figure(entry.part), before, after)


def _only_here(terms: object) -> str:
    return _("only here: %(terms)s") % {"terms": terms} if terms else ""
